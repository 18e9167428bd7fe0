"""Keeping: what of a conversation is written down, within bounds that no peer can move.

A report holds every conversation of a run, a thousand and more, so what one of them may keep is small:
a hostile peer sends for as long as it is read. What a peer has to say is short, a head and a digest,
and beyond that no longer than what it is sent: an echo, at most three times as long where each byte of
a text has become U+FFFD, or a head that quotes the request. So the bound grows with what we send.

What does not fit is read all the same and dropped, because the end that follows it may decide. That
more came than is kept is an event of its own, RECEIVED without bytes; after it nothing that this
connection says is kept, for a recording with holes would lie. A peer that still goes on is hung up on.

Bytes that come one by one would each be an event. Of a long recording those that follow each other are
joined; the time is that of the first.
"""

from __future__ import annotations

import itertools
import time

from reports.model import Event, Kind, Transcript

MOST_KEPT = 16 * 1024
"""Bytes that one conversation may make us keep, whatever it was sent."""
ECHOED = 4
"""And so many more for each byte that it was sent."""
MOST_DROPPED = 4 * 1024 * 1024
"""Bytes of one conversation that are read and dropped, before its peer is hung up on."""
MANY = 256
"""Events from which on what came in pieces is joined."""


class Keeper:
    """The recording of one conversation while it is held."""

    def __init__(self) -> None:
        self.sent = 0
        """Bytes sent on all connections until now."""
        self._events: list[Event] = []
        self._began = time.monotonic()
        self._kept = 0
        self._dropped = 0
        self._full: set[int] = set()

    @property
    def tired(self) -> bool:
        """So much was dropped that the peer is to be hung up on."""
        return self._dropped > MOST_DROPPED

    def mark(self) -> tuple[int, float]:
        """This place among the events, and its time."""
        return len(self._events), time.monotonic() - self._began

    def note(
        self, connection: int, kind: Kind, data: bytes = b"", since: tuple[int, float] | None = None
    ) -> None:
        """Write down what happened now, or ``since`` a mark: no echo stands before its cause."""
        place, t = since or self.mark()
        self._events.insert(place, Event(t, kind, data, connection))

    def receive(self, connection: int, data: bytes) -> bytes:
        """Write down what came, as far as it is kept; gives that part."""
        room = max(0, MOST_KEPT + ECHOED * self.sent - self._kept)
        kept = b"" if connection in self._full else data[:room]
        self._kept += len(kept)
        self._dropped += len(data) - len(kept)
        if kept:
            self.note(connection, Kind.RECEIVED, kept)
        if len(kept) < len(data) and connection not in self._full:
            self._full.add(connection)
            self.note(connection, Kind.RECEIVED)
        return kept

    def transcript(self) -> Transcript:
        """All that was written down."""
        return tuple(self._events if len(self._events) <= MANY else _joined(self._events))


def _joined(events: list[Event]) -> list[Event]:
    """The same, with what was received on a connection piece after piece as one event each.

    The last piece stays by itself: when it came shows whether more might have come.
    """
    out: list[Event] = []
    for (joins, _), run in itertools.groupby(events, lambda e: (_is_piece(e), e.connection)):
        if joins:
            *pieces, last = run
            if pieces:
                data = b"".join(event.data for event in pieces)
                out.append(Event(pieces[0].t, last.kind, data, last.connection))
            out.append(last)
        else:
            out += run
    return out


def _is_piece(event: Event) -> bool:
    return event.kind is Kind.RECEIVED and bool(event.data)
