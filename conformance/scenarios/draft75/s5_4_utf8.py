"""75 §5.4: a text that is no UTF-8.

What becomes of it is undefined: the server may close, put U+FFFD for what is wrong, keep the bytes,
or do something of its own. The harness records which. The frame around the text is not undefined: it
ends at FF, whatever it holds, and the next one begins behind it (75 §5.3). So a server that goes on has
to go on in the right place, and one that does not has to end; those two scenarios can fail. They do not
where the server loses the same texts with ASCII in the place of what is no UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import (
    YES,
    Answer,
    Check,
    Look,
    both,
    check,
    either,
    fails,
    informs,
    on,
    passes,
    warns,
)
from conformance.compose import Section, in_turn, plain, talk, talks
from conformance.expect import echoes, hangs_up
from conformance.expect_answer import each
from conformance.expect_frames import (
    anywhere,
    beside_twin,
    closing_frame_in_75,
    corrupts,
    politely75,
)
from conformance.reading import Reading
from conformance.scenario import Scenario, Setting, Steps, Twin
from conformance.wire import text
from reports.model import Level

SECTION = Section("75", "5.4")
FRAMING = Section("75", "5.3")

BAD = {
    "continuation-alone": (b"\x80", "80, a continuation that continues nothing"),
    "lead-without-continuation": (b"\xc3", "C3, a first byte and no continuation"),
    "overlong-slash": (b"\xc0\xaf", "C0 AF, a slash in two bytes"),
    "overlong-nul": (b"\xc0\x80", "C0 80, U+0000 in two bytes"),
    "surrogate": (b"\xed\xa0\x80", "ED A0 80, half of a surrogate pair"),
    "beyond-unicode": (b"\xf4\x90\x80\x80", "F4 90 80 80, a number beyond U+10FFFF"),
    "cut-by-the-end": (b"\xe2\x82", "E2 82, a character without its last byte"),
    "fe": (b"\xfe", "FE, which is no byte of UTF-8"),
}
NAMES = tuple(BAD)


def _payload(bad: bytes) -> bytes:
    return b"<" + bad + (b">" if bad != BAD["cut-by-the-end"][0] else b"")


def _replaced(bad: bytes, count: int) -> Check:
    whole = _payload(bad)
    text_ = whole.replace(bad, "\ufffd".encode() * count)
    return Check(f"{count} U+FFFD for what is no UTF-8", echoes(text_).look)


def _choices(bad: bytes, mark: bytes) -> tuple[Answer, ...]:
    python = len(bad.decode(errors="replace"))  # the count of W3C's Encoding; others are as good
    counts = dict.fromkeys((1, max(1, python), len(bad), 2, 3))
    return (
        *(informs(_replaced(bad, n)) for n in counts),
        informs(Check("the bytes sent back as they came", echoes(_payload(bad)).look)),
        informs(Check("an empty text in its place", echoes(b"", mark).look)),
        informs(_dropped(mark)),
        informs(Check("something else, and the echo of the end mark", echoes(mark).look)),
        informs(Check("the end of the connection", hangs_up().look)),
    )


def _dropped(mark: bytes) -> Check:
    def look(reading: Reading) -> Look:
        return YES if reading.messages == (mark,) else Look("something came in its place")

    return check("the text dropped, and the echo of the end mark", look)


def _undefined(name: str) -> Scenario:
    bad, shown = BAD[name]
    return SECTION.asks(
        f"choice-{name}",
        Level.UNDEFINED,
        "",
        "What a server does with a text that is no UTF-8 is left to it.",
        does=f"a text with {shown}, and the end mark",
        means="it says what an application of this server has to expect",
        steps=talk(plain("75"), text(_payload(bad))),
        answers=lambda setting: _choices(bad, setting.mark),
        twin=talks("75", text(b"<>")),
        needs=("echo",),
    )


def _ascii(data: bytes) -> bytes:
    return bytes(b if b < 0x80 else 0x2E for b in data)


def _four(*two: bytes) -> Callable[[Setting], Steps]:
    """Steps: these two texts between two others, all in one segment."""
    return talk(plain("75"), lambda s: b"".join(map(text, (s.text("one"), *two))))


def _valid_in_turn() -> Twin:
    """The twin of all the bad texts in turn: valid ones of the same lengths, in the same segments."""
    texts = [_ascii(_payload(bad)) for bad, _ in BAD.values()]
    return Twin(
        in_turn(*(talk(plain("75"), text(valid)) for valid in texts)),
        lambda setting: (
            passes(both(*(on(n, echoes(valid, setting.mark)) for n, valid in enumerate(texts)))),
        ),
    )


def _goes_on(setting: Setting) -> tuple[Answer, ...]:
    fair = either("the echo of the next text, or the end", echoes(setting.mark), hangs_up())
    return (
        fails(anywhere(corrupts())),
        warns(politely75(each(NAMES, fair))),
        passes(each(NAMES, fair)),
    )


SCENARIOS = (
    *(_undefined(name) for name in NAMES),
    # field bug 97: swallowed with the connection open, or the end of the process
    FRAMING.asks(
        "frame-behind-bad-utf-8",
        Level.MUST,
        "step 3, data, and step 4",
        "A frame ends at its FF whatever it holds, and the next one begins there.",
        does="a text with one of eight ways to be no UTF-8, and the end mark, on a connection each",
        means="one bad character silences a connection, or ends the server",
        steps=in_turn(*(talk(plain("75"), text(_payload(bad))) for bad, _ in BAD.values())),
        answers=_goes_on,
        twin=_valid_in_turn(),
        needs=("echo",),
        version=3,
    ),
    FRAMING.asks(
        "bad-utf-8-before-ff-00",
        Level.MUST,
        "step 3, data",
        "A character that is cut off takes no byte from the frames behind it.",
        does='00 "x" E2 FF and 00 "y" F0 FF, between two texts in one segment',
        means="the end of a message is eaten, and the next one is joined to it",
        steps=_four(b"x\xe2", b"y\xf0"),
        answers=lambda setting: (
            fails(corrupts()),
            warns(closing_frame_in_75()),
            passes(beside_twin(echoes(setting.text("one"), setting.mark))),
            passes(hangs_up()),
        ),
        twin=Twin(
            _four(b"x.", b"y."),
            lambda setting: (passes(echoes(setting.text("one"), b"x.", b"y.", setting.mark)),),
        ),
        needs=("echo",),
        version=3,
    ),
)
