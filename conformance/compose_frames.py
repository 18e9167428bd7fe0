"""Building blocks for frames that both drafts read alike, cut and filled in many ways.

A text frame is read in the same way by either draft, and so is a frame that has a length, as long as
the last group of the length is not 0 (erratum E2 of draft 76). So the bytes that put the reading to the
test are the same, and stand here once. What may come back, and which step says so, is the section's.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance import wire
from conformance.compose import behind, hello, in_turn, plain, talk
from conformance.reading import closing, echoed, first_of
from conformance.scenario import Await, Close, Connect, Send, Setting, Step, Steps

# --- U+0000 where a segment begins ---

LATER_NULS: tuple[tuple[str, tuple[bytes, ...], bytes], ...] = (
    ("00 61 | 00 62 FF", (b"\0a", b"\0b\xff", b""), b"a\0b"),
    ("00 61 | 00 | 62 FF", (b"\0a", b"\0", b"b\xff", b""), b"a\0b"),
    ("00 61 | 00 FF", (b"\0a", b"\0\xff", b""), b"a\0"),
    ("00 | 00 61 FF", (b"\0", b"\0a\xff", b""), b"\0a"),
)
"""What is sent in words, its segments, and the text that it is."""


def later_nuls(draft: str) -> Callable[[Setting], Steps]:
    """Steps: each of :data:`LATER_NULS`, on a connection of its own."""
    return in_turn(*(talk(plain(draft), *segments) for _, segments, _ in LATER_NULS))


# --- texts that fill a buffer ---

SIZES = (512, 1024, 2048, 4096, 8192, 16384)
"""Bytes that servers read at once."""


def filling(setting: Setting) -> tuple[bytes, ...]:
    """The texts that make a frame of just so many bytes with their 00 and FF."""
    return tuple((b"%d %s " % (n, setting.token.encode())).ljust(n - 2, b".") for n in SIZES)


def fill_buffers(draft: str) -> Callable[[Setting], Steps]:
    """Steps: each text in a segment of its own, and its echo before the next is sent."""

    def steps(setting: Setting) -> Steps:
        out: list[Step] = [*hello(plain(draft))(setting)]
        for text in filling(setting):
            out += [Send(wire.text(text)), Await(echoed(text), vital=True)]
        return tuple(out)

    return steps


LONG = b"".join(b"%07d " % n for n in range(4096))
"""A text of 32,768 bytes in which no two parts are alike."""
SEAM = 20_000
"""Bytes of it that come in the first segment: more than 16 KiB, so that no usual buffer is left."""

# --- frames that have a length, a byte a segment ---

BYTEWISE = (b"\x80\x18", *[b"\0"] * 24, b"")
"""A frame of 24 bytes, its type and length together and then each byte by itself. Bytes 00, so that
what is left of it when it is forgotten stands before the next text as a part of it."""

# --- a client that ends inside a frame ---

FILLER = b"0123456789abcde " * 64
"""1 KiB: a length that goes on from what another client left ends in it, not behind the end mark."""


def ends_inside(draft: str, half: bytes) -> Callable[[Setting], Steps]:
    """Steps: a client that ends inside a frame; the next one has a frame skipped, with texts behind."""

    def steps(setting: Setting) -> Steps:
        texts = b"".join(map(wire.text, (behind(setting), FILLER, setting.mark)))
        heard = echoed(setting.mark)
        return (
            *hello(plain(draft))(setting),
            *(Send(half), Close(), Connect()),
            *hello(plain(draft))(setting),
            Send(wire.prefixed(0x80, b"a") + texts),
            Await(first_of(heard, closing("76")) if draft == "76" else heard),
        )

    return steps
