"""75 §5.3 steps 1 to 4: reads that begin, end or are full where it matters to nobody but a server.

A server reads what has come: now the end of a frame, now its middle, now just as much as its buffer
takes. None of it means anything: a 00 that a read begins with is the next byte of the text, and
a frame that fills the buffer has come in full.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import fails, passes
from conformance.compose import Section, behind, first, plain, strange, talk, talks, unstrange
from conformance.compose_frames import (
    BYTEWISE,
    LATER_NULS,
    LONG,
    SEAM,
    fill_buffers,
    filling,
    later_nuls,
)
from conformance.expect import echoes
from conformance.expect_answer import each
from conformance.expect_frames import anywhere, corrupts, none_lost, skipped75
from conformance.scenario import Scenario, Setting, Steps
from conformance.wire import prefixed
from reports.model import Level

SECTION = Section("75", "5.3")

DATA = "step 3, data"


def _skip(what: str, text: str, steps: Callable[[Setting], Steps], *, does: str) -> Scenario:
    """A frame with a length between two texts."""
    return SECTION.asks(
        what,
        Level.MUST,
        "step 3, length",
        text,
        does=does + ", after a first text and its echo; two more texts behind it",
        means="a text behind such a frame is lost or changed, or the data of the frame is delivered",
        steps=steps,
        answers=lambda setting: skipped75(first(setting), behind(setting), setting.mark),
        twin=unstrange("75"),
        needs=("echo",),
    )


def _length(number: int, shown: str) -> Scenario:
    """A length of so many bytes, which are 00, so that one too few begins a text."""
    return _skip(
        f"length-{number}",
        f"A length of {number} is {number} bytes to be skipped.",
        strange(prefixed(0x80, b"\0" * number), draft="75"),
        does=f"80 {shown} and {number} bytes 00",
    )


SCENARIOS = (
    SECTION.asks(
        "nul-first-in-a-later-segment",
        Level.MUST,
        DATA,
        "A byte 00 inside a frame is data, also as the first of a segment.",
        does="; ".join(name for name, _, _ in LATER_NULS)
        + ": texts in segments, on a connection each",
        means="a text that holds U+0000 is lost or changed, depending on how the network cuts it",
        steps=later_nuls("75"),
        answers=lambda setting: (
            fails(anywhere(corrupts())),
            passes(
                each(
                    tuple(name for name, _, _ in LATER_NULS),
                    lambda n: echoes(LATER_NULS[n][2], setting.mark),
                )
            ),
        ),
        twin=talks("75", b"\0a\0b\xff", b""),
        needs=("echo",),
    ),
    SECTION.asks(
        "text-fills-a-buffer",
        Level.MUST,
        DATA,
        "A frame is a message as soon as its FF has come, however many bytes it has.",
        does="frames of 512, 1,024, 2,048, 4,096, 8,192 and 16,384 bytes, each in one segment, and "
        "each when the echo of the one before has come",
        means="texts of one length are lost, or arrive only when something else is sent",
        steps=fill_buffers("75"),
        answers=lambda setting: (fails(corrupts()), passes(none_lost(*filling(setting)))),
        twin=talks("75"),
        needs=("echo",),
    ),
    # field bug 62: Java-WebSocket hung beyond 16384 bytes
    SECTION.asks(
        "text-of-32-kib-in-two-segments",
        Level.MUST,
        DATA,
        "What has come of a text is kept until the rest of it comes, however much it is.",
        does="a text of 32,768 bytes, of which 20,000 come first and the others in another segment",
        means="long texts are cut or lost, depending on how the network cuts them",
        steps=talk(plain("75"), b"\0" + LONG[:SEAM], LONG[SEAM:] + b"\xff"),
        answers=lambda setting: (fails(corrupts()), passes(echoes(LONG, setting.mark))),
        twin=talks("75"),
        needs=("echo",),
    ),
    _skip(
        "skipped-frame-byte-by-byte",
        "A frame that has a length may come a byte at a time.",
        strange(*BYTEWISE, draft="75"),
        does="80 18, and 24 bytes 00 in a segment each",
    ),
    _length(16383, "FF 7F"),
    _length(16384, "81 80 00"),
)
