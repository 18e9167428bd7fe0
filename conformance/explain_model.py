"""What an explanation is made of: passages of a stream, and the turns of a conversation.

A passage is a run of bytes that one sentence of the draft is about. The passages of a stream are a
partition of it: joined in their order they are the stream again, to the byte, whatever it holds. So
nothing can be left unexplained by being overlooked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from conformance.trace import Side
from reports.model import Kind

Level = Literal["ok", "open", "wrong"]
"""``ok``: as the draft has it. ``wrong``: a rule is broken, or a reader gives up here. ``open``: the
draft leaves it open, or the stream ends before it can be said."""


FAILS = "a client fails the connection here"
"""What section 4 says of most faults of a server's opening handshake."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computation."""

    section: str
    """``76 §5.2 step 4``"""
    words: str
    value: str
    """The result, in printable ASCII where it comes from a key."""
    level: Level = "ok"


@dataclass(frozen=True, slots=True)
class Passage:
    """Bytes, what they are, and the sentence that says so."""

    data: bytes
    """At least one byte."""
    what: str
    """The draft's noun for them: ``raw_data``, ``key3``, ``field Host``."""
    section: str
    """Draft, section and step: ``76 §5.1 item 3``; several are joined by ``; ``."""
    note: str
    """What they say, and what is wrong with them; never holds a byte that is not printable."""
    level: Level = "ok"
    steps: tuple[Step, ...] = ()
    """The arithmetic that hangs on these bytes, in order; nearly always none."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the stream itself."""

    asked: bytes = b""
    """For a server's stream: all that the client sent; empty when that is not known."""
    opened: bool = False
    """The opening handshake is over: the stream begins with a frame."""
    secure: bool | None = None
    """Whether the connection runs over TLS; None when that is not known."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side did until the other had its say."""

    connection: int
    side: Side
    kind: Kind
    """SENT or RECEIVED with passages; EOF, RESET or REFUSED without."""
    since: float
    """Seconds since the recording began, of the first byte."""
    until: float
    """Of the last byte."""
    segments: int
    """How many reads the bytes came in."""
    passages: tuple[Passage, ...] = ()

    @property
    def data(self) -> bytes:
        """All bytes of the turn's passages."""
        return b"".join(p.data for p in self.passages)


def worse(passage: Passage, level: Level, note: str) -> Passage:
    """The passage with one thing more that is said of it, and at least this level."""
    order: tuple[Level, ...] = ("ok", "open", "wrong")
    level = max(level, passage.level, key=order.index)
    return replace(passage, level=level, note=f"{passage.note}; {note}" if passage.note else note)
