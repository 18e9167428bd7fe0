"""75 §5.3 steps 1 to 4: reads that begin, end or are full where it matters to nobody but a server.

A server reads what has come: now the end of a frame, now its middle, now just as much as its buffer
takes. None of it means anything: a 00 that a read begins with is the next byte of the text, and
a frame that fills the buffer has come in full.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.compose import Section, behind, first, strange, unstrange
from conformance.compose_frames import BYTEWISE, full_buffers, long_in_two, nuls_in_segments
from conformance.expect_frames import skipped75
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
    nuls_in_segments(SECTION, DATA),
    full_buffers(SECTION, DATA),
    long_in_two(SECTION, DATA),
    _skip(
        "skipped-frame-byte-by-byte",
        "A frame that has a length may come a byte at a time.",
        strange(*BYTEWISE, draft="75"),
        does="80 18, and 24 bytes 00 in a segment each",
    ),
    _length(16383, "FF 7F"),
    _length(16384, "81 80 00"),
)
