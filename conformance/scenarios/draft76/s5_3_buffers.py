"""76 §5.3, reading: reads that begin, end or are full where it matters to nobody but a server.

A server reads what has come: now the end of a frame, now its middle, now just as much as its buffer
takes. None of it means anything: a 00 that a read begins with is the next byte of the text, an
FF that a read begins with is payload where payload is read, and a frame that fills the buffer has come
in full.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import fails, passes
from conformance.compose import (
    Bytes,
    Section,
    plain,
    skipped_or_gone,
    strange,
    talk,
    talks,
    unstrange,
)
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
from conformance.expect_frames import anywhere, corrupts, none_lost
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
    SECTION.asks(
        "nul-first-in-a-later-segment",
        Level.MUST,
        DATA,
        "A byte 00 inside a frame is data, also as the first of a segment.",
        does="; ".join(name for name, _, _ in LATER_NULS)
        + ": texts in segments, on a connection each",
        means="a text that holds U+0000 is lost or changed, depending on how the network cuts it",
        steps=later_nuls("76"),
        answers=lambda s: (
            fails(anywhere(corrupts())),
            passes(
                each(
                    tuple(name for name, _, _ in LATER_NULS),
                    lambda n: echoes(LATER_NULS[n][2], s.mark),
                )
            ),
        ),
        twin=talks("76", b"\0a\0b\xff", b""),
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
        steps=fill_buffers("76"),
        answers=lambda s: (fails(corrupts()), passes(none_lost(*filling(s)))),
        twin=talks("76"),
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
        steps=talk(plain("76"), b"\0" + LONG[:SEAM], LONG[SEAM:] + b"\xff"),
        answers=lambda s: (fails(corrupts()), passes(echoes(LONG, s.mark))),
        twin=talks("76"),
        needs=("echo",),
    ),
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
