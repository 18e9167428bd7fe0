"""A generated conversation: a value, made of nothing but bytes and a few words.

Whoever finds a fault wants to play it again, next year and without the generator that made it. So a
conversation holds the bytes themselves, cut into the segments in which they are sent, and nothing of
how they were drawn. What has to be known of them beside the bytes is little:

* ``area`` says what was put in question, and so what is judged (:mod:`conformance.fuzz_oracle`).
* ``keys`` says what the client knows of its own keys. A client of draft 76 chooses its numbers
  (76 §4.1 steps 16-18), so ``VALID`` comes with the two numbers, ``VOID`` means that the keys were made
  so that none can be found (76 §5.2 steps 5 and 6), and ``UNKNOWN`` that bytes were damaged at random
  and nobody knows. The harness never parses a key.

Everything else, which texts have to come back and where a server may stop, is read off the bytes.

One thing in the bytes belongs to the target and not to the finding: its own name in |Host|. Where a
conversation is played to another target, that name is put in its place.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.compose_opening import answered_somehow
from conformance.reading import answered, closing
from conformance.scenario import (
    CRLF,
    Await,
    AwaitEnd,
    Close,
    HalfClose,
    Opening,
    Pause,
    Reset,
    Send,
    Step,
    Steps,
)

CLOSING = b"\xff\x00"
BRIEF = 0.25
"""Part of the patience that is spent where no verdict rests on what does not come."""

SETTLING = 50.0
"""Round trips in which a server that dies of an RST does so."""


class Keys(enum.Enum):
    """What the client knows of the keys that it sent."""

    VALID = "valid"
    VOID = "void"
    UNKNOWN = "unknown"


class Ending(enum.Enum):
    """How the client leaves, once the texts that it waits for have come back."""

    STAY = "stay"
    """It waits for the last text and just goes."""
    FIN = "fin"
    """It ends its direction and reads on to the end."""
    RESET = "reset"
    """It ends the connection by RST."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one generated client does."""

    draft: str
    area: str
    """The last part of the id: ``framing`` of ``76/fuzz/framing``."""
    hello: tuple[bytes, ...]
    """The segments of the opening handshake, with key3."""
    frames: tuple[bytes, ...] = ()
    """The segments that follow the server's answer. The texts among them are waited for."""
    tail: bytes = b""
    """What is sent after that, in one segment: the beginning of a frame that never ends, or FF 00."""
    ending: Ending = Ending.STAY
    keys: Keys = Keys.UNKNOWN
    numbers: tuple[int, int] = (0, 0)
    """The numbers in the keys where they are VALID."""

    @property
    def id(self) -> str:
        """The id of its result."""
        return f"{self.draft}/fuzz/{self.area}"

    @property
    def head(self) -> bytes:
        """The opening handshake in one piece, with key3."""
        return b"".join(self.hello)

    @property
    def stream(self) -> bytes:
        """Everything that follows the server's answer, in one piece."""
        return b"".join(self.frames) + self.tail

    @property
    def opening(self) -> Opening:
        """The opening handshake taken apart. For one that was not damaged."""
        head, _, key3 = self.head.partition(CRLF + CRLF)
        line, *fields = head.split(CRLF)
        return Opening(self.draft, line, tuple(fields), key3, *self.numbers)

    @property
    def whole(self) -> bool:
        """Enough has been sent of the handshake for an answer to be due."""
        head, blank, key3 = self.head.partition(CRLF + CRLF)
        return bool(head and blank) and (self.draft == "75" or len(key3) >= 8)

    def steps(self, heard: Callable[[bytes], bool]) -> Steps:
        """What the probe plays; ``heard`` is met when nothing more has to come back."""
        out: list[Step] = [*_apart(self.hello)]
        if self.area in DOUBTFUL:
            return (*out, *self._doubtful())
        out.append(Await(answered(self.draft), vital=True))
        if self.frames:
            out += [*_apart(self.frames), Await(heard, self._patience())]
        if self.tail:
            out += [Send(self.tail), Pause()]
        if self.ending is Ending.RESET:
            out += [Reset(), Pause(SETTLING)]
        elif self.ending is Ending.FIN:
            if self.draft == "76" and (not self.tail or self.tail.startswith(CLOSING)):
                out.append(Await(closing("76"), BRIEF))
            out += [HalfClose(), AwaitEnd(BRIEF)]
        return tuple(out)

    def _patience(self) -> float:
        """Less where a server may fall silent after a frame: what does not come is no fault then."""
        return 2 * BRIEF if self.area == "strange-frames" else 1.0

    def _doubtful(self) -> Steps:
        """After a handshake that may be none: wait where an answer is due, else leave."""
        if self.whole:
            return (Await(answered_somehow, 2 * BRIEF), Close())
        return (HalfClose(), AwaitEnd(BRIEF))

    def moved(self, old: str, new: str) -> Conversation:
        """The same conversation with a target of another name in |Host|, cut at the same places."""
        before, after = (b"Host: " + name.encode() + CRLF for name in (old, new))
        at = self.head.lower().find(before.lower())
        if old == new or at < 0:
            return self
        stop = at + len(before)
        data = self.head[: at + 6] + after[6:] + self.head[stop:]
        cuts: list[int] = []
        offset = 0
        for segment in self.hello[:-1]:
            offset += len(segment)
            behind = offset + len(after) - len(before)
            cuts.append(min(offset, at + len(after)) if offset < stop else behind)
        return replace(self, hello=segments(data, cuts))


DOUBTFUL = frozenset({"keys", "damaged-handshake"})
"""The areas in which the handshake itself is put in question."""


def segments(data: bytes, cuts: list[int]) -> tuple[bytes, ...]:
    """``data`` cut at these offsets; no segment is empty."""
    places = sorted({0, len(data), *(c for c in cuts if 0 < c < len(data))})
    return tuple(data[a:b] for a, b in itertools.pairwise(places))


def _apart(parts: tuple[bytes, ...]) -> Steps:
    """Steps: each part in a segment of its own."""
    steps: list[Step] = []
    for part in parts:
        steps += [Pause(), Send(part)] if steps else [Send(part)]
    return tuple(steps)
