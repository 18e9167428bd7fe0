"""75 §5.3 step 2: frames whose type is not 00.

A server may disconnect at any type but 00 (step 2). One that does not reads types 01 to 7F to the next
FF, and here draft 75 differs from 76: it has the raw data interpreted, and does not say that only type
00 makes a message of it (erratum E6). So skipping, delivering and disconnecting are three right
answers. Wrong is what is none of the three: half of the frame delivered, its end taken for something
else, the next frame lost, an error page in the stream.

FF 00, the closing frame of draft 76, is a length-prefixed frame without data here, and says nothing.
"""

from __future__ import annotations

from conformance.checks import (
    Answer,
    Check,
    either,
    fails,
    informs,
    passes,
    warns,
)
from conformance.compose import Bytes, Section, behind, first, in_turn, strange, unstrange
from conformance.expect import echoes, hangs_up
from conformance.expect_answer import each
from conformance.expect_frames import (
    anywhere,
    closing_frame_in_75,
    corrupts,
    politely75,
    repeats,
    skips,
    strays,
)
from conformance.scenario import Scenario, Setting
from conformance.wire import CLOSING
from reports.model import Level

SECTION = Section("75", "5.3")

STEP = "steps 2 and 3"
TYPES = (0x01, 0x02, 0x04, 0x08, 0x0A, 0x0D, 0x10, 0x20, 0x30, 0x40, 0x41, 0x47, 0x55, 0x7E, 0x7F)
NAMES = tuple(f"type {t:02X}" for t in TYPES)
POLITE = closing_frame_in_75()


def _delivered(*texts: bytes) -> Check:
    return Check(
        "the frame's data delivered, and the echoes of the texts behind it", echoes(*texts).look
    )


def _three_ways(setting: Setting, *data: bytes) -> tuple[Answer, ...]:
    """Skipped, delivered, disconnected; ``data`` is what a delivered frame holds."""
    one, two, mark = first(setting), behind(setting), setting.mark
    return (
        fails(strays(one, one, *data, two, mark)),
        fails(repeats(one, *data, two, mark)),
        fails(corrupts()),
        warns(POLITE),
        informs(_delivered(one, *data, two, mark)),
        informs(skips(one, two, mark)),
        informs(hangs_up()),
    )


def _type(what: str, text: str, *segments: Bytes, data: bytes, does: str, means: str) -> Scenario:
    return SECTION.asks(
        what,
        Level.MUST,
        STEP,
        text,
        does=does + ", after a first text and its echo; a text in the last segment, and one more",
        means=means,
        steps=strange(*segments, draft="75"),
        answers=lambda setting: _three_ways(setting, data),
        twin=unstrange("75"),
        needs=("echo",),
    )


def _sweep_answers(setting: Setting) -> tuple[Answer, ...]:
    one, two, mark = first(setting), behind(setting), setting.mark
    fair = either("skipped, delivered or disconnected", echoes(one, two, mark), hangs_up())
    return (
        fails(anywhere(strays(one, one, b"data", two, mark))),
        fails(anywhere(repeats(one, two, mark))),
        fails(anywhere(corrupts())),
        warns(politely75(each(NAMES, fair))),
        passes(each(NAMES, fair)),
    )


BROKEN = "messages behind a frame of a future version are lost or garbled"
SMUGGLED = "who can write into a frame can make the server hear messages that were never sent"

SCENARIOS = (
    _type(
        "type-01",
        "A frame of type 01 is read to its FF, or ends the connection.",
        b"\x01data\xff",
        data=b"data",
        does='01 "data" FF',
        means=BROKEN,
    ),
    _type(
        "type-7f",
        "A frame of type 7F is read to its FF, or ends the connection: its top bit is not set.",
        b"\x7fdata\xff",
        data=b"data",
        does='7F "data" FF',
        means=BROKEN,
    ),
    _type(
        "type-01-empty",
        "A frame of type 01 may be empty.",
        b"\x01\xff",
        data=b"",
        does="01 FF",
        means=BROKEN,
    ),
    _type(
        "type-01-with-00-inside",
        "A byte 00 within a frame begins no other frame.",
        b"\x01a\x00evil\xff",
        data=b"a\x00evil",
        does='01 "a" 00 "evil" FF: one frame',
        means=SMUGGLED,
    ),
    _type(
        "type-01-with-80-inside",
        "A byte 80 within a frame announces no length.",
        b"\x01a\xd0\x80\x05b\xff",
        data=b"a\xd0\x80\x05b",
        does='01 "a" D0 80 05 "b" FF: one frame, D0 80 being U+0400',
        means=BROKEN,
    ),
    _type(
        "type-01-cut",
        "A frame of type 01 may come in several segments.",
        b"\x01",
        b"da",
        b"ta",
        b"\xff",
        data=b"data",
        does='01, "da", "ta" and FF in a segment each',
        means=BROKEN,
    ),
    _type(
        "type-of-a-letter",
        "The letters of GET are a type and data like others.",
        b"GET / HTTP/1.1\r\n\r\n\xff",
        data=b"ET / HTTP/1.1\r\n\r\n",
        does='"GET / HTTP/1.1" CR LF CR LF FF: a frame of type 47',
        means="bytes in an open connection are answered as an HTTP request",
    ),
    # field bug 113: eventlet and cyclone write an error page into the stream
    SECTION.asks(
        "types-below-80",
        Level.MUST,
        STEP,
        "Every type from 01 to 7F is read to its FF, or ends the connection.",
        does='a frame with "data" of fifteen types, among them line ends and letters, on a '
        "connection each, between two texts",
        means=BROKEN,
        steps=in_turn(*(strange(bytes([t]) + b"data\xff", draft="75") for t in TYPES)),
        answers=_sweep_answers,
        twin=unstrange("75"),
        needs=("echo",),
    ),
    # field bug 125: answered with FF 00 by six peers, delivered as an empty text by one
    SECTION.asks(
        "ff-00-is-no-close",
        Level.MUST,
        STEP,
        "FF 00 is a frame without data: skipped, or the end of the connection, and no message.",
        does="FF 00 between two texts",
        means="an empty message appears, or a closing frame that no client of draft 75 knows",
        steps=strange(CLOSING, draft="75"),
        answers=lambda setting: (
            fails(strays(first(setting), first(setting), behind(setting), setting.mark)),
            fails(repeats(first(setting), behind(setting), setting.mark)),
            fails(corrupts()),
            warns(POLITE),
            informs(skips(first(setting), behind(setting), setting.mark)),
            informs(hangs_up()),
        ),
        twin=unstrange("75"),
        needs=("echo",),
    ),
)
