"""76 §5.3, reading: reads that begin, end or are full where it matters to nobody but a server.

A server reads what has come: now the end of a frame, now its middle, now just as much as its buffer
takes. None of it means anything: a 00 that a read begins with is the next byte of the text, an
FF that a read begins with is payload where payload is read, and a frame that fills the buffer has come
in full.
"""

from __future__ import annotations

from conformance import wire
from conformance.compose import (
    Bytes,
    Section,
    skipped_or_gone,
    strange,
    unstrange,
)
from conformance.compose_frames import BYTEWISE, full_buffers, long_in_two, nuls_in_segments
from conformance.scenario import Scenario
from reports.model import Level

SECTION = Section("76", "5.3")

DATA = "reading, step 2.4"


def _skip(what: str, *segments: Bytes, text: str, does: str, means: str) -> Scenario:
    """A frame with a length between two texts, in these segments."""
    return SECTION.asks(
        what,
        Level.MUST,
        "reading, step 2, type 80 to FF",
        text,
        does=does,
        means=means,
        steps=strange(*segments),
        answers=skipped_or_gone,
        twin=unstrange(),
        needs=("echo",),
    )


LOST = "a text behind such a frame is lost or changed, or the payload of the frame is delivered"

SCENARIOS = (
    nuls_in_segments(SECTION, DATA),
    full_buffers(SECTION, DATA),
    long_in_two(SECTION, DATA),
    _skip(
        "skipped-frame-byte-by-byte",
        *BYTEWISE,
        text="A frame with a length is read to its end, also when it comes a byte at a time.",
        does="80 18, and 24 bytes 00 in a segment each, between texts",
        means=LOST,
    ),
    # field bug 54, where the FF is looked for in each read
    _skip(
        "payload-ff-first-in-segment",
        b"\x80\x04a",
        b"\xff\0b",
        text="A byte FF in a payload is payload, also as the first of a segment.",
        does="80 04 61 | FF 00 62 between texts: a payload that is cut before an FF",
        means=LOST,
    ),
    _skip(
        "length-16383",
        wire.prefixed(0x80, b"\0" * 16383),
        text="A length of 16,383 is so many bytes of payload.",
        does="80 FF 7F and 16,383 bytes 00: the longest length of two bytes, between texts",
        means=LOST,
    ),
)
