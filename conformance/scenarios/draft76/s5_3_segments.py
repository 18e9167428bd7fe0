"""76 §5.3, reading: frames are found in a stream of bytes, not in segments.

The algorithm reads byte by byte, so where TCP cuts the stream can make no difference. A server that
takes one read for one frame works in every demonstration, for there a message fits a segment. It fails
behind a proxy, on a slow line, and with a page that sends twice in a row.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import Answer, fails, passes
from conformance.compose import Bytes, Section, hello, in_batches, plain, talk, talks
from conformance.expect import echoes
from conformance.expect_answer import each
from conformance.expect_frames import anywhere, corrupts, none_lost
from conformance.reading import echoed
from conformance.scenario import (
    Await,
    Close,
    Connect,
    Pause,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
    trickle,
)
from reports.model import Level

SECTION = Section("76", "5.3")

CHARACTERS = "hé€\U0001f4a9".encode()
"""A character of each length: 68, C3 A9, E2 82 AC, F0 9F 92 A9."""

FRAME = wire.text(CHARACTERS)

CUTS = range(1, len(FRAME))


def _cut(
    what: str, *segments: Bytes, texts: tuple[bytes, ...], does: str, means: str, twin: bytes
) -> Scenario:
    """Text frames in these segments; ``twin`` is the same in one segment."""
    answers: tuple[Answer, ...] = (fails(corrupts()), passes(echoes(*texts)))
    return SECTION.asks(
        what,
        Level.MUST,
        "reading, steps 2 and 3",
        "Frames are read from the stream of bytes, wherever it is cut into segments.",
        does=does,
        means=means,
        steps=talk(plain("76"), *segments),
        answers=answers,
        twin=talks("76", twin, b""),
        needs=("echo",),
    )


def _sweep(setting: Setting) -> Steps:
    steps: list[Step] = []
    for at in CUTS:
        steps += [Close(), Connect()] if steps else []
        steps += [
            *hello(plain("76"))(setting),
            Send(FRAME[:at]),
            Pause(),
            Send(FRAME[at:]),
            Pause(),
        ]
        steps += [Send(wire.text(setting.mark)), Await(echoed(setting.mark), vital=True)]
    return tuple(steps)


def _bytewise(setting: Setting) -> Steps:
    frames = FRAME + wire.text(setting.mark)
    return (*hello(plain("76"))(setting), *trickle(frames), Await(echoed(setting.mark)))


def _fifty(setting: Setting) -> tuple[bytes, ...]:
    return tuple(b"%d of fifty-%s" % (n, setting.token.encode()) for n in range(50))


SCENARIOS = (
    # field bugs 57, 65: of several frames in one segment one was read, or they became one message
    _cut(
        "texts-in-one-segment",
        b"\0a\xff\0b\xff\0c\xff",
        b"",
        texts=(b"a", b"b", b"c"),
        does="00 61 FF 00 62 FF 00 63 FF: three texts in one segment",
        means="a page that sends twice in a row loses messages, or they arrive late or glued together",
        twin=b"\0abc\xff",
    ),
    SECTION.asks(
        "texts-in-one-segment-fifty",
        Level.MUST,
        "reading, step 3",
        "After each frame the next one is read, however many share a segment.",
        does="fifty text frames in one segment",
        means="a burst of messages is cut off after the first few",
        steps=talk(plain("76"), lambda s: b"".join(map(wire.text, _fifty(s)))),
        answers=lambda s: (fails(corrupts()), passes(none_lost(*_fifty(s)))),
        twin=in_batches(_fifty, 1),
        needs=("echo",),
    ),
    # field bugs 62, 99: state or half a character is lost between two reads
    SECTION.asks(
        "text-cut-at-every-offset",
        Level.MUST,
        "reading, step 2",
        "A text frame may be cut into segments at any byte, inside a character too.",
        does="00 68 C3 A9 E2 82 AC F0 9F 92 A9 FF, on eleven connections, cut in two after each byte",
        means="messages are damaged at random, whenever the network cuts one in two",
        steps=_sweep,
        answers=(
            fails(anywhere(corrupts())),
            passes(each([f"cut after byte {n}" for n in CUTS], echoes(CHARACTERS))),
        ),
        twin=talks("76", FRAME, b""),
        needs=("echo",),
    ),
    SECTION.asks(
        "text-byte-by-byte",
        Level.MUST,
        "reading, step 2",
        "A text frame may arrive one byte at a time.",
        does="00 | 68 | C3 | A9 | E2 | 82 | AC | … | A9 | FF and the end mark, a byte a segment",
        means="on a slow line nothing works",
        steps=_bytewise,
        answers=lambda s: (fails(corrupts()), passes(echoes(CHARACTERS, s.mark))),
        twin=talks("76", FRAME, b""),
        needs=("echo",),
    ),
    # field bug 63: an index of 0 taken for "not found"
    _cut(
        "terminator-first-in-segment",
        b"\0hi",
        b"\xff",
        texts=(b"hi",),
        does="00 68 69 | FF and the next text: a segment that begins with the FF of the frame before",
        means="two messages become one, or the second is lost, when the network cuts there",
        twin=b"\0hi\xff",
    ),
    _cut(
        "terminator-alone",
        b"\0hi",
        b"\xff",
        b"",
        texts=(b"hi",),
        does="00 68 69 | FF | the next text: the FF in a segment of its own",
        means="a message waits for the next one",
        twin=b"\0hi\xff",
    ),
    _cut(
        "type-alone",
        b"\0",
        b"hi\xff",
        b"",
        texts=(b"hi",),
        does="00 | 68 69 FF: the type in a segment of its own",
        means="messages are lost when the network cuts there",
        twin=b"\0hi\xff",
    ),
    _cut(
        "empty-text-cut",
        b"\0",
        b"\xff",
        b"",
        texts=(b"",),
        does="00 | FF: an empty text in two segments",
        means="an FF at the start of a read is taken for a closing frame, or ignored",
        twin=b"\0\xff",
    ),
    # field bug 64: FF 00 searched for in the bytes of a read
    SECTION.asks(
        "terminator-and-type-together",
        Level.MUST,
        "reading, steps 2 and 3",
        "FF that ends a text and 00 that begins the next are no closing frame.",
        does="00 61 FF 00 | 62 FF: the cut leaves FF 00 at the end of the first segment",
        means="the server hangs up on a page for sending two messages",
        steps=talk(plain("76"), b"\0a\xff\0", b"b\xff", b""),
        answers=(fails(corrupts()), passes(echoes(b"a", b"b"))),
        twin=talks("76", b"\0a\xff\0b\xff", b""),
        needs=("echo",),
    ),
    _cut(
        "nul-first-in-text",
        b"\0\0",
        b"a\xff",
        b"",
        texts=(b"\0a",),
        does="00 00 | 61 FF: a text that begins with U+0000, cut behind it",
        means="two bytes 00 in one read are taken for a closing frame",
        twin=b"\0\0a\xff",
    ),
    _cut(
        "text-and-a-half",
        b"\0one\xff\0tw",
        b"o\xff\0three\xff",
        b"",
        texts=(b"one", b"two", b"three"),
        does="00 one FF 00 tw | o FF 00 three FF: a segment ends inside the second text",
        means="what follows a complete message in the same read is thrown away",
        twin=b"\0one\xff\0two\xff\0three\xff",
    ),
)
