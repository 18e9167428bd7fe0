"""75 §5.3 step 3, the second branch: frames that say their length, types 80 to FF.

The length comes in groups of seven bits, the highest first; a set top bit says that one more follows.
Then as many bytes are read and thrown away, whatever they are. A server that does not like the type may
disconnect before it has read anything (step 2). So there are two right answers, and everything that
reaches the application is wrong: no byte of such a frame is text.

A server that has skipped a frame and looks at what stands behind it only when more bytes come is late,
which ``text-behind-a-skipped-frame`` is about; the others send a further segment.

Draft 75 adds the group to the length before it looks at the top bit, so its lengths have no gap: the
erratum of draft 76 about a last group of 0 (E2) is none of this draft's.
"""

from __future__ import annotations

from conformance.checks import Answer, either, fails, informs, passes, warns
from conformance.compose import (
    Bytes,
    Section,
    behind,
    first,
    in_turn,
    plain,
    stalled,
    strange,
    talk,
    talks,
    unstrange,
)
from conformance.expect import delivers, echoes, hangs_up
from conformance.expect_answer import each
from conformance.expect_frames import (
    anywhere,
    closing_frame_in_75,
    corrupts,
    late,
    politely75,
    promptly,
    repeats,
    skipped75,
    strays,
)
from conformance.scenario import Scenario, Setting
from conformance.wire import length, prefixed, text
from reports.model import Level

SECTION = Section("75", "5.3")

STEP = "step 3, length"
READ = "step 3, read and discard"
POLITE = closing_frame_in_75()
TYPES = (0x80, 0x81, 0x82, 0x88, 0x8A, 0x90, 0xA0, 0xC0, 0xF0, 0xFE, 0xFF)
NAMES = tuple(f"type {t:02X}" for t in TYPES)

LOST = "every message behind a frame of a future version is lost or garbled"
STILL = "silence: the frame is still being skipped, and the client's FIN ends nothing"

SMUGGLED = "who can put bytes into such a frame can put words into the mouth of others"


def _frame(
    what: str, step: str, says: str, *segments: Bytes, does: str, means: str = LOST
) -> Scenario:
    """One length-prefixed frame between two texts."""
    return SECTION.asks(
        what,
        Level.MUST,
        step,
        says,
        does=does + ", after a first text and its echo; a text in the same segment, and one more",
        means=means,
        steps=strange(*segments, draft="75"),
        answers=lambda setting: skipped75(first(setting), behind(setting), setting.mark),
        twin=unstrange("75"),
        needs=("echo",),
        version=2,
    )


def _length(number: int, shown: str) -> Scenario:
    """A frame of so many bytes, with a beginning and an end of which a wrong length makes text."""
    return _frame(
        f"length-{number}",
        STEP,
        f"A length of {number} is {number} bytes to be skipped.",
        prefixed(0x80, b"\x00" * number),
        does=f"80 {shown} and {number} bytes 00",
    )


def _cut_everywhere(setting: Setting) -> tuple[Answer, ...]:
    one, two, mark = first(setting), behind(setting), setting.mark
    fair = either("skipped or disconnected", echoes(one, two, mark), hangs_up())
    return (
        fails(anywhere(strays(one, one, two, mark))),
        fails(anywhere(corrupts())),
        warns(politely75(each(CUTS, fair))),
        passes(each(CUTS, fair)),
    )


def _sweep(setting: Setting) -> tuple[Answer, ...]:
    one, two, mark = first(setting), behind(setting), setting.mark
    fair = either("skipped or disconnected", echoes(one, two, mark), hangs_up())
    return (
        fails(anywhere(strays(one, one, two, mark))),
        fails(anywhere(repeats(one, two, mark))),
        fails(anywhere(corrupts())),
        warns(politely75(each(NAMES, fair))),
        passes(each(NAMES, fair)),
    )


CUT = prefixed(0x80, b"\x00evil\xff" + b"z" * 130)
PLACES = (1, 2, 3, 4, 8, 9, 10, len(CUT) - 1)
CUTS = tuple(f"cut after {n} bytes" for n in PLACES)

SCENARIOS = (
    # field bug 57: em-websocket keeps the text until the next segment comes
    SECTION.asks(
        "text-behind-a-skipped-frame",
        Level.MUST,
        "step 4",
        "After a frame that was skipped the next one is read, though no more bytes come.",
        does="80 01 61 and a text in one segment, and nothing until its echo has come",
        means="a message arrives only when the next one is sent",
        steps=stalled(b"\x80\x01a", "75"),
        answers=lambda setting: (
            fails(corrupts()),
            fails(delivers(b"\x01a")),
            warns(POLITE),
            informs(promptly(behind(setting), setting.mark)),
            fails(late(behind(setting), setting.mark)),
            informs(hangs_up()),
        ),
        twin=talks("75", lambda setting: text(behind(setting)), b""),
        needs=("echo",),
        version=2,
    ),
    # field bug 58: an empty text, or the 00 taken for the beginning of one
    _frame(
        "length-0",
        STEP,
        "A length of 0 is no bytes: the 00 belongs to the length and begins no text.",
        prefixed(0x80, b""),
        does="80 00",
        means="a message nobody sent appears, or the next one has a 00 before it",
    ),
    _length(127, "7F"),
    _length(128, "81 00"),
    _length(129, "81 01"),
    _length(300, "82 2C"),
    _length(16385, "81 80 01"),
    # field bug 54: websocket-driver ends the frame there and delivers the last text once more
    _frame(
        "ff-in-a-skipped-frame",
        READ,
        "FF ends no frame that has a length.",
        prefixed(0x80, b"aa\xffb"),
        does='80 04 "aa" FF "b"',
        means="an old message is delivered again, or one packet ends the server",
    ),
    # field bug 55
    _frame(
        "text-in-a-skipped-frame",
        READ,
        "What looks like a text frame within a frame that has a length is its data.",
        prefixed(0x80, b"\x00evil\xff"),
        does='80 06 00 "evil" FF',
        means=SMUGGLED,
    ),
    _frame(
        "text-over-the-end-of-a-skipped-frame",
        READ,
        "A 00 that is the last byte of the data begins no text.",
        prefixed(0x80, b"ab\x00"),
        does='80 03 "ab" 00',
        means=SMUGGLED,
    ),
    # field bug 60: nws takes the lowest bit for the highest
    _frame(
        "type-81",
        "step 3",
        "The top bit alone tells the two kinds of frame apart.",
        prefixed(0x81, b"\x00evil\xff"),
        does='81 06 00 "evil" FF',
        means=SMUGGLED,
    ),
    _frame(
        "type-fe",
        "step 3",
        "Type FE has its top bit set, and so a length.",
        prefixed(0xFE, b"\x00evil\xff"),
        does='FE 06 00 "evil" FF',
        means=SMUGGLED,
    ),
    _frame(
        "type-ff-with-data",
        "step 3",
        "Type FF is skipped like the others, or ends the connection like them.",
        prefixed(0xFF, b"\x00evil\xff"),
        does='FF 06 00 "evil" FF',
        means=SMUGGLED,
    ),
    # field bug 71: websocket-driver remembers the FF
    _frame(
        "type-80-empty-after-type-ff",
        "step 3",
        "A frame of type FF leaves nothing behind that changes the frames after it.",
        prefixed(0xFF, b"hello"),
        prefixed(0x80, b""),
        does='FF 05 "hello" | 80 00',
    ),
    _frame(
        "every-byte-in-a-skipped-frame",
        READ,
        "Every byte may stand in the data, and is skipped.",
        prefixed(0x80, bytes(range(256)) + b"z"),
        does="80 82 01 and 257 bytes: 00 to FF, and one more",
    ),
    # field bug 69: the first groups add nothing, but are groups
    _frame(
        "length-with-leading-zeros",
        STEP,
        "Groups of 0 at the beginning add nothing to the length.",
        prefixed(0x80, b"\x00evi\xff", groups=4),
        does='80 80 80 80 05 00 "evi" FF: the length 5 in four bytes',
        means=SMUGGLED,
    ),
    # field bug 70
    _frame(
        "ff-80-00",
        STEP,
        "FF 80 00 is a frame without data, its length written in two bytes.",
        b"\xff" + length(0, groups=2),
        does="FF 80 00",
    ),
    _frame(
        "ten-skipped-frames",
        "step 4",
        "Skipped frames may follow each other.",
        *(prefixed(0x80, b"\x00evil\xff"),) * 10,
        does='80 06 00 "evil" FF ten times, in a segment each',
        means=SMUGGLED,
    ),
    SECTION.asks(
        "skipped-frame-cut",
        Level.MUST,
        STEP,
        "A frame that has a length may come in several segments, cut anywhere.",
        does='80 81 08 00 "evil" FF and 130 bytes more, cut in two at eight places, on a connection '
        "each, between two texts",
        means=SMUGGLED,
        steps=in_turn(*(strange(CUT[:at], CUT[at:], draft="75") for at in PLACES)),
        answers=_cut_everywhere,
        twin=unstrange("75"),
        needs=("echo",),
        version=2,
    ),
    SECTION.asks(
        "types-from-80",
        Level.MUST,
        "step 3",
        "Every type from 80 to FF has a length, or ends the connection.",
        does='frames of eleven types with 00 "evil" FF, on a connection each, between two texts',
        means=SMUGGLED,
        steps=in_turn(*(strange(prefixed(t, b"\x00evil\xff"), draft="75") for t in TYPES)),
        answers=_sweep,
        twin=unstrange("75"),
        needs=("echo",),
        version=2,
    ),
    # field bug 54: the parser has no text to end yet, and dies
    SECTION.asks(
        "skipped-frame-before-any-text",
        Level.MUST,
        READ,
        "A frame that has a length may be the first of all.",
        does='80 06 00 "evil" FF right behind the handshake, and the end mark in a segment of its own',
        means="one packet from anybody ends the server",
        steps=talk(plain("75"), prefixed(0x80, b"\x00evil\xff"), b""),
        answers=lambda setting: (
            fails(corrupts()),
            fails(delivers(b"evil")),
            warns(POLITE),
            informs(echoes(setting.mark)),
            informs(hangs_up()),
        ),
        twin=talks("75"),
        needs=("echo",),
        version=2,
    ),
)
