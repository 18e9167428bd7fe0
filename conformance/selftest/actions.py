"""What a pure server wants done: the words between a peer without sockets and a socket loop.

A peer is told what happened (opened, receive, end, lost, overdue) and answers with a list of
actions, which are done in order. It touches no socket and no clock.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Write:
    """Send these bytes; each Write is handed to TCP on its own."""

    data: bytes


@dataclass(frozen=True)
class Wait:
    """Do nothing on this connection for so many seconds (0 or more); others go on."""

    seconds: float


@dataclass(frozen=True)
class Close:
    """Send a FIN after all that is written; what the client still sends is read and dropped."""


@dataclass(frozen=True)
class Reset:
    """Send a RST now."""


@dataclass(frozen=True)
class Die:
    """The whole server process ends, and every connection with it."""


@dataclass(frozen=True)
class Hang:
    """The whole server stops doing anything, for all its clients, and does not end."""


@dataclass(frozen=True)
class Flood:
    """Write these bytes again and again, so many seconds apart, as long as they are taken."""

    data: bytes
    seconds: float = 0.0


Action = Write | Wait | Close | Reset | Die | Hang | Flood


class Peer:
    """One connection of a pure server. Each method is called when its event happened."""

    #: After so many seconds the connection is told that it is ``overdue``, once.
    DEADLINE = 10.0

    def opened(self) -> list[Action]:
        """The connection is accepted; nothing was read yet."""
        return []

    def receive(self, data: bytes) -> list[Action]:
        """One read gave these bytes (at least one)."""
        raise NotImplementedError

    def end(self) -> list[Action]:
        """The client sent its FIN."""
        raise NotImplementedError

    def lost(self) -> list[Action]:
        """The client sent a RST; nothing can be written any more."""
        return []

    def overdue(self) -> list[Action]:
        """The connection has been open for DEADLINE seconds."""
        return []
