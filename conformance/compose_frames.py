"""Building blocks for frames that both drafts read alike, cut and filled in many ways.

A text frame is read in the same way by either draft, and so is a frame that has a length, as long as
the last group of the length is not 0 (erratum E2 of draft 76). So the bytes that put the reading to the
test are the same, and stand here once. What may come back, and which step says so, is the section's.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance import wire
from conformance.checks import Answer, fails, passes
from conformance.compose import Section, behind, hello, in_turn, plain, talk, talks
from conformance.expect import echoes
from conformance.expect_answer import each
from conformance.expect_frames import anywhere, corrupts, none_lost
from conformance.reading import closing, echoed, first_of
from conformance.scenario import (
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
)
from reports.model import Level

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


# --- texts in pieces: what either draft asks of them ---


def _nuls_kept(setting: Setting) -> tuple[Answer, ...]:
    names = tuple(name for name, _, _ in LATER_NULS)
    kept = each(names, lambda n: echoes(LATER_NULS[n][2], setting.mark))
    return fails(anywhere(corrupts())), passes(kept)


def nuls_in_segments(section: Section, step: str) -> Scenario:
    """A 00 in a text where a segment begins; ``step`` reads data up to FF."""
    return section.asks(
        "nul-first-in-a-later-segment",
        Level.MUST,
        step,
        "A byte 00 inside a frame is data, also as the first of a segment.",
        does="; ".join(name for name, _, _ in LATER_NULS)
        + ": texts in segments, on a connection each",
        means="a text that holds U+0000 is lost or changed, depending on how the network cuts it",
        steps=later_nuls(section.draft),
        answers=_nuls_kept,
        twin=talks(section.draft, b"\0a\0b\xff", b""),
        needs=("echo",),
    )


def full_buffers(section: Section, step: str) -> Scenario:
    """Texts that fill the buffer of a server."""
    return section.asks(
        "text-fills-a-buffer",
        Level.MUST,
        step,
        "A frame is a message as soon as its FF has come, however many bytes it has.",
        does="frames of 512, 1,024, 2,048, 4,096, 8,192 and 16,384 bytes, each in one segment, and "
        "each when the echo of the one before has come",
        means="texts of one length are lost, or arrive only when something else is sent",
        steps=fill_buffers(section.draft),
        answers=lambda s: (fails(corrupts()), passes(none_lost(*filling(s)))),
        twin=talks(section.draft),
        needs=("echo",),
    )


def long_in_two(section: Section, step: str) -> Scenario:
    """A long text in two segments."""
    # field bug 62: Java-WebSocket hung beyond 16384 bytes
    return section.asks(
        "text-of-32-kib-in-two-segments",
        Level.MUST,
        step,
        "What has come of a text is kept until the rest of it comes, however much it is.",
        does="a text of 32,768 bytes, of which 20,000 come first and the others in another segment",
        means="long texts are cut or lost, depending on how the network cuts them",
        steps=talk(plain(section.draft), b"\0" + LONG[:SEAM], LONG[SEAM:] + b"\xff"),
        answers=lambda s: (fails(corrupts()), passes(echoes(LONG, s.mark))),
        twin=talks(section.draft),
        needs=("echo",),
    )


# --- frames that have a length, a byte a segment ---

BYTEWISE = (b"\x80\x18", *[b"\0"] * 24, b"")
"""A frame of 24 bytes, its type and length together and then each byte by itself. Bytes 00, so that
what is left of it when it is forgotten stands before the next text as a part of it."""

# --- a client that ends inside a frame ---

FILLER = b"0123456789abcde " * 64
"""1 KiB: a length that goes on from what another client left ends in it, not behind the end mark."""


def left_inside(text: bytes) -> Steps:
    """Steps: 00 and ``text``, and the client's FIN when the server had time to take it for a message.

    A FIN right behind can overtake what a server does wrong at once, in another process or thread.
    """
    soon = Await(lambda received: text in received, patience=0.1)
    return (Send(b"\0" + text), soon, HalfClose(), AwaitEnd())


def ends_inside(draft: str, half: bytes) -> Callable[[Setting], Steps]:
    """Steps: a client that ends inside a frame; the next one has a frame skipped, with texts behind.

    The end mark comes in a further segment, as in :func:`conformance.compose.strange`.
    """

    def steps(setting: Setting) -> Steps:
        over = closing("76") if draft == "76" else None  # a client that has read FF 00 is done
        frames = wire.prefixed(0x80, b"a") + wire.text(behind(setting)) + wire.text(FILLER)
        at_once, at_last = (
            first_of(heard, over) if over else heard
            for heard in (echoed(behind(setting)), echoed(setting.mark))
        )
        return (
            *hello(plain(draft))(setting),
            *(Send(half), Close(), Connect()),
            *hello(plain(draft))(setting),
            *(Send(frames), Await(at_once, patience=0.1)),
            *(Send(wire.text(setting.mark), unless=over), Await(at_last)),
        )

    return steps
