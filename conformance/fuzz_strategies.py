"""How conversations are drawn: strategies of Hypothesis, one for each area.

A strategy writes what section 4 lets a client write, or what the grammar of 1.2 lets anybody write, and
puts the question into the shape of the bytes: where they are cut, what stands behind what. The simple
alternative comes first everywhere, since that is where Hypothesis shrinks to.

Here are the frames; the handshakes are in :mod:`conformance.fuzz_handshakes`. What the drafts
contradict themselves about (erratum E2) is not drawn: nothing could be judged there.

Sizes stay small: a conversation below 64 KiB. A server may have limits, and the resource scenarios ask
for them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from conformance import wire
from conformance.fuzz_conversation import Conversation, Ending, segments
from conformance.scenario import Setting

# --- frames ---

SMUGGLED = (
    b"\xff",
    b"\0evil\xff",
    b"\0evil",
    b"\xff\0evil\xff",
    b"\xff\0",
    b"\x80\x05",
    b"\r\n\r\n",
)
"""What is no frame inside a frame, and looks like one."""

TEXTS = ("", "\0", "a\0b", "\ufffd\0evil", "\ufeff", "\uffff", "\U0001f4a9", "é", "\r\n", "\x7f")
BAD_UTF8 = (b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xfe")
_RANGES = ((0x61, 0x7A), (0x00, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0x10000, 0x10FFFF))


def _characters() -> st.SearchStrategy[str]:
    ranges = [st.integers(low, high) for low, high in _RANGES]
    return st.lists(st.one_of(ranges), max_size=12).map(lambda codes: "".join(map(chr, codes)))


def texts() -> st.SearchStrategy[bytes]:
    """The data of a text: valid UTF-8, mostly short."""
    long = st.tuples(st.sampled_from("aé"), st.integers(1, 3000)).map(lambda p: p[0] * p[1])
    some = st.one_of(_characters(), st.sampled_from(TEXTS), long)
    return some.map(lambda text: text.encode("utf-8"))


def _low() -> st.SearchStrategy[bytes]:
    """A frame of type 01 to 7F, read to FF."""
    inside = st.one_of(texts(), st.sampled_from([s for s in SMUGGLED if b"\xff" not in s]))
    return st.builds(
        lambda kind, data: bytes([kind]) + data + b"\xff", st.integers(0x01, 0x7F), inside
    )


def _prefixed() -> st.SearchStrategy[bytes]:
    """A frame of type 80 to FF with a length; the closing frame is not among them."""

    def build(kind: int, payload: bytes, groups: int) -> bytes:
        return wire.prefixed(kind, payload, groups)

    long = st.integers(1, 255).map(lambda n: (b"\xff\0" * n)[:n])
    inside = st.one_of(
        st.sampled_from(SMUGGLED), st.binary(min_size=1, max_size=20), long.map(_not_a_multiple)
    )
    some = st.builds(build, st.integers(0x80, 0xFF), inside, st.integers(1, 4))
    empty = st.integers(0x80, 0xFE).map(lambda kind: bytes([kind, 0]))
    return st.one_of(some, empty)


def _not_a_multiple(data: bytes) -> bytes:
    return data if len(data) % 128 else data + b"x"


def _invalid() -> st.SearchStrategy[bytes]:
    """A text frame whose data is not UTF-8."""
    return st.builds(
        lambda a, bad, b: wire.text(a + bad + b), texts(), st.sampled_from(BAD_UTF8), texts()
    )


MARK = b"end"
"""The last text: its echo says that all before it has been dealt with."""


def cut(draw: st.DrawFn, pieces: Sequence[bytes]) -> tuple[bytes, ...]:
    """The pieces joined and cut again into up to six segments, or byte by byte when it is short.

    Servers break where a piece begins or ends, and a few bytes behind: most cuts are made there.
    How much is drawn does not depend on how long the data is: shrinking stops where less data would
    need one choice more.
    """
    data = b"".join(pieces)
    edges = list(itertools.accumulate(map(len, pieces), initial=0))
    near = sorted({e + by for e in edges for by in (-1, 0, 1, 2, 3) if 0 < e + by < len(data)})
    anywhere = st.integers(0, len(data) - 1)
    places = st.one_of(st.sampled_from(near), anywhere) if near else anywhere
    cuts = draw(st.lists(places, max_size=5))
    each = draw(st.booleans())
    if each and not cuts and len(data) <= 48:
        cuts = list(range(len(data)))
    return segments(data, cuts)


# --- conversations ---


def _plain(draft: str, setting: Setting, area: str) -> Conversation:
    return Conversation(draft, area, (wire.opening(draft, setting).whole,))


def framing(draft: str, setting: Setting) -> st.SearchStrategy[Conversation]:
    """Texts, cut anywhere: what every server has to read."""
    return _streams(draft, setting, "framing", texts().map(wire.text))


def strange_frames(draft: str, setting: Setting) -> st.SearchStrategy[Conversation]:
    """Frames of reserved types and data that is no UTF-8, with texts between them."""
    some = st.one_of(texts().map(wire.text), _prefixed(), _low(), _prefixed(), _invalid())
    return _streams(draft, setting, "strange-frames", some)


def _streams(
    draft: str, setting: Setting, area: str, frames: st.SearchStrategy[bytes]
) -> st.SearchStrategy[Conversation]:
    @st.composite
    def conversations(draw: st.DrawFn) -> Conversation:
        stream = draw(st.lists(frames, min_size=1, max_size=8))
        parts = cut(draw, [*stream, wire.text(MARK)])
        return replace(_plain(draft, setting, area), frames=parts)

    return conversations()


def ends(draft: str, setting: Setting) -> st.SearchStrategy[Conversation]:
    """A closing frame with or without something behind it, or an end in the middle of a frame."""
    halves = (b"\0half", b"\0", b"\x01half", b"\x80\x05ab", b"\x80", b"\x80\x81\x81", b"\xff")
    behind = st.one_of(st.just(b""), texts().map(wire.text), _prefixed())

    @st.composite
    def conversations(draw: st.DrawFn) -> Conversation:
        before = [*draw(st.lists(texts().map(wire.text), max_size=3)), wire.text(MARK)]
        plain = _plain(draft, setting, "ends")
        if draw(st.booleans()):
            close = [wire.CLOSING, draw(behind)]
            if draw(st.booleans()):
                return replace(plain, frames=cut(draw, [*before, *close]), ending=Ending.FIN)
            return replace(plain, frames=cut(draw, before), tail=b"".join(close), ending=Ending.FIN)
        parts = cut(draw, before)
        tail, ending = st.sampled_from(halves), st.sampled_from((Ending.FIN, Ending.RESET))
        return replace(plain, frames=parts, tail=draw(tail), ending=draw(ending))

    return conversations()
