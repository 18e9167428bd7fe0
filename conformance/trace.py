"""A trace: a real conversation between a client and a server, as a file to read and to replay.

A scenario's bytes are made by us. A trace is what somebody else's client really sent and what somebody
else's server really answered, so both sides are named: every event says *from* whom it came.

Facts that shape the format:

* It is a superset of the transcript of a report (:mod:`reports.model`): the same kinds, seen from the
  client's place, with the one thing that a transcript of our own client can leave out. A browser may
  end its side by FIN or by RST, so ``eof`` and ``reset`` come from either side.
* A trace is kept for years and reviewed by people. Most bytes of these protocols are text, so bytes are
  written as text where they are: a string in which each character is *one byte* (code points 0 to 255,
  so UTF-8 shows as its bytes), one line of a head or one frame each. Where text says nothing, ``hex``;
  where a megabyte is one letter, ``times``.
* What is written is read back exactly, whatever the bytes: how they are cut into pieces means nothing.
* The draft is not in the file: a client tells it by its fields (:meth:`Trace.draft_of`), each client
  for itself.

The schema is ``trace.schema.json``, the page ``docs/reference/trace.md``. A file that is no trace is
answered with one :class:`TraceError` that says where.

*Key numbers.* The harness elsewhere has no key parser, since its client chooses its numbers. A recorded
client chose them and told nobody, so :func:`key_number` here is the one place that works them out.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance.pieces import Budget, T, TraceError, from_pieces, of, to_pieces
from reports.model import Event as Seen
from reports.model import Kind, Transcript

E = TypeVar("E", bound=enum.Enum)

SCHEMA = 1


class Side(enum.Enum):
    """From whom an event came."""

    CLIENT = "client"
    SERVER = "server"


KINDS = {
    Side.CLIENT: (Kind.SENT, Kind.EOF, Kind.RESET),
    Side.SERVER: (Kind.RECEIVED, Kind.EOF, Kind.RESET, Kind.REFUSED),
}
"""What can come from each side. ``refused``: no connection to the server could be opened."""

_BYTES = {Kind.SENT, Kind.RECEIVED}
_MOST_DIGITS = 20
"""Digits of a whole number in a file; none that means something has so many."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that one side did."""

    t: float
    """Seconds since the recording began."""
    connection: int
    """Counted from 0 in the order of opening."""
    side: Side
    kind: Kind
    data: bytes = b""
    """At least one byte for SENT and RECEIVED, as one read of the recorder gave them; else none."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A recorded conversation and where it comes from."""

    opened: tuple[float, ...]
    """When each connection was opened, in seconds since the recording began."""
    events: tuple[Event, ...]
    about: str = ""
    """What happens, in a sentence."""
    client: str = ""
    server: str = ""
    recorded: str = ""
    """The day, ISO 8601."""
    command: str = ""
    """The command that recorded it."""
    page: tuple[str, ...] = ()
    """What the script of the recorded page saw, in order."""
    source: str = ""
    """Where a capture that is not ours was published."""
    retyped: tuple[str, ...] = ()
    """The parts that were not published and are typed in by us."""

    @property
    def draft(self) -> str:
        """The draft of the first connection, and of all where one client was recorded."""
        return self.draft_of(0)

    def draft_of(self, connection: int) -> str:
        """76 when the head that the client of this connection sent has a key, otherwise 75."""
        head = self.bytes_from(Side.CLIENT, connection).partition(b"\r\n\r\n")[0]
        return "76" if re.search(rb"(?im)^sec-websocket-key[12]:", head) else "75"

    def bytes_from(self, side: Side, connection: int = 0) -> bytes:
        """All bytes of one side of one connection."""
        return b"".join(
            e.data for e in self.events if e.side is side and e.connection == connection
        )

    @property
    def transcript(self) -> Transcript:
        """The same conversation as a report tells it; a client's RST is left out, it has no kind."""
        return tuple(
            Seen(e.t, Kind.SENT if e.side is Side.CLIENT else e.kind, e.data, e.connection)
            for e in self.events
            if (e.side, e.kind) != (Side.CLIENT, Kind.RESET)
        )


def key_number(key: bytes) -> int:
    """The number hidden in a key, 0 to 2**32 - 1: its digits by its spaces (76 §5.2 steps 4-7).

    Raises TraceError for a key that hides none: then no conforming client sent it.
    """
    digits = bytes(b for b in key if b in b"0123456789")  # step 4
    spaces = key.count(b" ")  # step 5
    if not digits or not spaces or len(digits) > 1000 or int(digits) % spaces:  # step 6
        raise TraceError(f"the key {key!a} hides no number: its digits do not divide by its spaces")
    number = int(digits) // spaces  # step 7
    if number >= 2**32:  # step 8 has thirty-two bits for it
        raise TraceError(f"the number in the key {key!a} does not fit in 32 bits")
    return number


# --- the file ---

_WORDS = ("about", "client", "server", "recorded", "command", "source")
_LISTS = ("page", "retyped")


def dumps(trace: Trace) -> str:
    """The trace as the text of a file, one line for each piece of bytes; always the same text."""
    out = [f'{{\n  "schema": {SCHEMA}']
    for name in _WORDS:
        if getattr(trace, name):
            out.append(f'  "{name}": {json.dumps(getattr(trace, name))}')
    for name in _LISTS:
        if getattr(trace, name):
            out.append(f'  "{name}": {json.dumps(list(getattr(trace, name)))}')
    out.append(f'  "opened": {json.dumps(list(trace.opened))}')
    events = ",\n".join(_event_text(event) for event in trace.events)
    out.append(f'  "events": [\n{events}\n  ]' if events else '  "events": []')
    return ",\n".join(out) + "\n}\n"


def _event_text(event: Event) -> str:
    head = (
        f'    {{"t": {json.dumps(event.t)}, "connection": {event.connection}, '
        f'"from": "{event.side.value}", "kind": "{event.kind.value}"'
    )
    if event.kind not in _BYTES:
        return head + "}"
    pieces = ",\n".join("      " + json.dumps(piece) for piece in to_pieces(event.data))
    return f'{head}, "bytes": [\n{pieces}\n    ]}}'


def loads(text: str | bytes) -> Trace:
    """The trace in the text of a file. Raises TraceError."""
    try:
        value = json.loads(text, parse_int=_whole)
    except TraceError:
        raise
    except ValueError as error:
        raise TraceError(f"this is no JSON: {error}") from None
    except RecursionError:
        raise TraceError("this is no trace: it is nested too deeply") from None
    file = of(dict, value, "the file")
    if file.get("schema") != SCHEMA:
        raise TraceError(f"schema: {file.get('schema')!a:.60} is not {SCHEMA}, which is read here")
    known = {"schema", "opened", "events", *_WORDS, *_LISTS}
    if unknown := sorted(set(file) - known):
        raise TraceError(
            f"{unknown[0]!a}: a trace has no such part; it has {', '.join(sorted(known))}"
        )
    opened = tuple(_all(_time, file.get("opened"), "opened"))
    budget = Budget()
    events = tuple(
        _all(lambda e, w: _event(e, w, len(opened), budget), file.get("events"), "events")
    )
    words: dict[str, Any] = {name: of(str, file.get(name, ""), name) for name in _WORDS}
    lists: dict[str, Any] = {name: tuple(_all(_text, file.get(name, []), name)) for name in _LISTS}
    return Trace(opened, events, **words, **lists)


def _whole(digits: str) -> int:
    """A whole number of JSON. Of some thousand digits Python refuses one, and says so of itself."""
    if len(digits) > _MOST_DIGITS:
        begin = f"{digits[:20]}… has {len(digits)} digits"
        raise TraceError(f"the number {begin}; write one of at most {_MOST_DIGITS}")
    return int(digits)


def _event(value: object, where: str, connections: int, budget: Budget) -> Event:
    part = of(dict, value, where)
    side = _choice(Side, part.get("from"), f"{where}.from")
    kind = _choice(Kind, part.get("kind"), f"{where}.kind")
    if kind not in KINDS[side]:
        raise TraceError(f"{where}.kind: {kind.value} does not come from the {side.value}")
    wanted = {"t", "connection", "from", "kind"} | ({"bytes"} if kind in _BYTES else set())
    if set(part) != wanted:
        raise TraceError(f"{where}: a {kind.value} event has {', '.join(sorted(wanted))}")
    connection = of(int, part["connection"], f"{where}.connection")
    if not 0 <= connection < connections:
        raise TraceError(f"{where}.connection: {connection} of {connections} in opened")
    data = from_pieces(part["bytes"], f"{where}.bytes", budget) if kind in _BYTES else b""
    if kind in _BYTES and not data:
        raise TraceError(f"{where}.bytes: a {kind.value} event has at least one byte")
    return Event(_time(part["t"], f"{where}.t"), connection, side, kind, data)


def _all(read: Callable[[Any, str], T], value: object, where: str) -> list[T]:
    return [read(v, f"{where}[{n}]") for n, v in enumerate(of(list, value, where))]


def _text(value: object, where: str) -> str:
    return of(str, value, where)


def _time(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise TraceError(f"{where}: {value!a:.60} is no number of seconds from 0 on")
    return float(value)


def _choice(kind: type[E], value: object, where: str) -> E:
    try:
        return kind(value)
    except ValueError:
        words = ", ".join(str(member.value) for member in kind)
        raise TraceError(f"{where}: {value!a:.60} is none of {words}") from None
