"""75 §5.3, steps 1 to 4 as a loop: frames and segments have nothing to do with each other.

Bytes arrive in segments and the algorithm reads bytes. A page that calls send() in a loop puts many
frames into one segment; a slow network puts one frame into many. Whoever takes a segment for a frame,
or looks for an end in one segment only, loses messages when nobody is watching.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import fails, passes
from conformance.compose import Bytes, Section, in_turn, plain, talk, talks
from conformance.expect import echoes
from conformance.expect_answer import each
from conformance.expect_frames import corrupts, none_lost, repeats, strays
from conformance.scenario import Scenario, Setting, Steps, trickle
from conformance.wire import text
from reports.model import Level

SECTION = Section("75", "5.3")

FRAME = "step 1"
DATA = "step 3, data"

EURO = "a\u20ac\U0001f4a9z".encode()
LOST = "messages are lost or joined, depending on how the network cuts them"


def _sends(
    what: str,
    step: str,
    requirement: str,
    *segments: Bytes,
    does: str,
    means: str,
    texts: Callable[[Setting], tuple[bytes, ...]],
) -> Scenario:
    """Legal frames in some segments; each text comes back, and none that was not sent."""

    def all_texts(setting: Setting) -> tuple[bytes, ...]:
        return (*texts(setting), setting.mark)

    return SECTION.asks(
        what,
        Level.MUST,
        step,
        requirement,
        does=does,
        means=means,
        steps=talk(plain("75"), *segments),
        answers=lambda setting: (
            fails(strays(texts(setting)[0], *all_texts(setting))),
            passes(none_lost(*all_texts(setting))),
        ),
        twin=talks("75"),
        needs=("echo",),
    )


def _splits(data: bytes) -> Callable[[Setting], Steps]:
    """The frame of ``data`` cut in two at each place, on a connection each."""
    frame = text(data)
    return in_turn(*(talk(plain("75"), frame[:at], frame[at:]) for at in range(1, len(frame))))


def _numbered(count: int) -> tuple[bytes, ...]:
    return tuple(b"message %d" % n for n in range(count))


SEGMENTS = (
    # field bugs 57 and 65: one per read, or both in one
    _sends(
        "three-texts-in-a-segment",
        "step 4",
        "After a frame the next one is read, though it came with the one before.",
        text(b"a") + text(b"b") + text(b"c"),
        does="00 61 FF 00 62 FF 00 63 FF and the end mark in one segment",
        means=LOST,
        texts=lambda _: (b"a", b"b", b"c"),
    ),
    _sends(
        "same-text-three-times",
        "step 4",
        "Each frame is a message, also when it is like the one before.",
        text(b"again") * 3,
        does='00 "again" FF three times in one segment',
        means="a repeated message is taken for a mistake and dropped",
        texts=lambda _: (b"again",) * 3,
    ),
    _sends(
        "many-texts-in-a-segment",
        "step 4",
        "However many frames come together, each is read, in its order.",
        b"".join(text(t) for t in _numbered(25)),
        does="twenty-five texts in one segment",
        means="messages of a busy page are lost or change places",
        texts=lambda _: _numbered(25),
    ),
    _sends(
        "empty-texts-between-others",
        "step 4",
        "Empty messages between others are messages.",
        text(b"a") + text(b"") + text(b"") + text(b"b"),
        does="00 61 FF 00 FF 00 FF 00 62 FF in one segment",
        means="an application that counts its messages counts wrongly",
        texts=lambda _: (b"a", b"", b"", b"b"),
    ),
    # field bug 63: autobahn takes an FF at index 0 for none
    _sends(
        "ff-first-in-its-segment",
        DATA,
        "FF ends the frame also when it is the first byte of a segment.",
        b"\x00hi",
        b"\xff" + text(b"ok"),
        does='00 "hi", then FF 00 "ok" FF in another segment',
        means=LOST,
        texts=lambda _: (b"hi", b"ok"),
    ),
    # field bug 64: misultin and socket.io see a closing frame in any FF 00
    _sends(
        "ff-00-of-two-texts",
        DATA,
        "FF 00 is the end of one frame and the beginning of the next.",
        b"\x00a\xff\x00",
        b"b\xff",
        does="00 61 FF 00, then 62 FF in another segment",
        means="a connection is closed because two messages came close together",
        texts=lambda _: (b"a", b"b"),
    ),
    _sends(
        "00-00-first-in-its-segment",
        DATA,
        "The second 00 of 00 00 is a character.",
        b"\x00\x00",
        b"a\xff",
        does="00 00, then 61 FF in another segment",
        means="a connection is closed because of a character",
        texts=lambda _: (b"\x00a",),
    ),
    _sends(
        "type-byte-alone",
        FRAME,
        "The type may come in a segment of its own.",
        b"\x00",
        b"hi\xff",
        does='00, then "hi" FF in another segment',
        means=LOST,
        texts=lambda _: (b"hi",),
    ),
)

SCENARIOS = (
    *SEGMENTS,
    # field bugs 62 and 99: Netty forgets the type byte, sockjs decodes each segment for itself
    SECTION.asks(
        "text-cut-anywhere",
        Level.MUST,
        DATA,
        "Where a segment ends means nothing, also within a character.",
        does="a text with characters of three and four bytes, cut in two at each place, on a "
        "connection each",
        means="letters beyond ASCII are damaged now and then, and nobody can repeat it",
        steps=_splits(EURO),
        answers=lambda setting: (
            passes(
                each(
                    tuple(f"{n} bytes before the cut" for n in range(1, len(EURO) + 2)),
                    echoes(EURO, setting.mark),
                )
            ),
        ),
        twin=talks("75"),
        needs=("echo",),
    ),
    SECTION.asks(
        "texts-byte-by-byte",
        Level.MUST,
        DATA,
        "Frames that come one byte at a time are the same frames.",
        does="two texts, one of them empty, and one with a long character, a byte per segment",
        means=LOST,
        steps=lambda setting: (
            *talk(plain("75"), mark=False)(setting),
            *trickle(text(b"ab") + text(b"") + text(EURO)),
            *talk(plain("75"))(setting)[2:],
        ),
        answers=lambda setting: (
            fails(corrupts()),
            fails(repeats(b"ab", EURO)),
            passes(none_lost(b"ab", b"", EURO, setting.mark)),
        ),
        twin=talks("75"),
        needs=("echo",),
    ),
)
