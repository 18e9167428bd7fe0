"""Acting: what pure peers say is done, on the lines to their clients.

A peer (``selftest.actions``) is told what happened and answers with actions; it touches no socket
and no clock. A ``Stage`` stands between it and the clients: one thread that lets them in, and one
for each that tells its peer what happens and does what it says, until both sides have ended. It
knows no protocol and, of the network, only a ``Door`` and its ``Line``s, which ``targets`` has.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Protocol

from conformance.processes import Stoppable
from conformance.selftest.actions import Action, Close, Die, Flood, Hang, Peer, Reset, Wait, Write

LINGER = 1.0
"""Seconds without a byte, after which a client is not waited for that the peer has left."""
ROUND = 0.5
"""Seconds, at most, until the thread at the door looks round."""


class Line(Protocol):
    """One connection. All but ``shut`` and ``close`` raise OSError when it is gone."""

    def read(self, patience: float) -> bytes | None:
        """What has come; b"" for a FIN; None: nothing yet. For a RST ConnectionResetError."""

    def write_all(self, data: bytes) -> None: ...
    def finish(self) -> None: ...
    def reset(self) -> None: ...
    def shut(self) -> None:
        """Whoever reads or writes wakes up, and nothing comes or goes from here on."""

    def close(self) -> None: ...


class Door(Protocol):
    """Where connections come from."""

    def accept(self, patience: float) -> Line | None:
        """The next one, or None; raises OSError when there is no room for it now."""

    def shut(self) -> None: ...
    def close(self) -> None: ...


class Stage(Stoppable):
    """Serves pure peers, until ``stop``; after it no thread and no line is left.

    make_connection is called once per connection.
    """

    def __init__(self, make_connection: Callable[[], Peer], door: Door) -> None:
        #: Set when a peer said Die; ``stop`` is still to be called.
        self.died = threading.Event()
        self._make, self._door = make_connection, door
        self._over, self._frozen = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, Line] = {}
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def stop(self) -> None:
        """End all connections and wait for all threads."""
        self._end()
        self._acceptor.join()
        for thread in list(self._open):
            thread.join()
        self._door.close()

    def _end(self) -> None:
        """Nothing is accepted, read or written from here on: whoever waits wakes up."""
        with self._lock:
            self._over.set()
            self._door.shut()
            for line in self._open.values():
                line.shut()

    def _accept(self) -> None:
        while not self._over.is_set():
            if self._frozen.is_set():
                self._over.wait()
            try:
                line = self._door.accept(ROUND)
            except OSError:
                line = None
            if line is None:
                self._over.wait(0.01)
                continue
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            with self._lock:
                if self._over.is_set():
                    line.close()
                    continue
                thread.start()
                self._open = {t: each for t, each in self._open.items() if t.is_alive()}
                self._open[thread] = line

    def _serve(self, line: Line) -> None:
        with closing(line), suppress(OSError):
            self._converse(line, self._make())

    def _converse(self, line: Line, peer: Peer) -> None:
        """Tell the peer what happens, and do what it says, until both sides have ended."""
        overdue_at = time.monotonic() + peer.DEADLINE
        left = self._perform(line, peer.opened())
        while not self._over.is_set():
            try:
                data = line.read(LINGER if left else max(0.001, overdue_at - time.monotonic()))
            except ConnectionResetError:
                self._perform(line, peer.lost())
                return
            if data is None:
                if left:
                    return
                overdue_at = time.monotonic() + 86400.0
                actions = peer.overdue()
            elif data:
                actions = peer.receive(data)
            else:
                return self._last(line, peer.end(), left)
            left = self._perform(line, actions) or left

    def _last(self, line: Line, actions: list[Action], left: bool) -> None:
        """The client's FIN was the last thing that can happen; a peer may still not close."""
        if not self._perform(line, actions) and not left:
            self._over.wait()

    def _perform(self, line: Line, actions: list[Action]) -> bool:
        """Do the actions; True when this side has sent its FIN. Raises OSError when it cannot."""
        finished = False
        for action in actions:
            if self._frozen.is_set():
                self._over.wait()
            match action:
                case Write(data):
                    line.write_all(data)
                case Wait(seconds):
                    self._over.wait(seconds)
                case Flood(data, seconds):
                    while not self._over.wait(seconds):
                        line.write_all(data)
                case Close():
                    finished = True
                    line.finish()
                case Reset():
                    line.reset()
                case Die():
                    self.died.set()
                    self._end()
                case Hang():
                    self._frozen.set()
        return finished
