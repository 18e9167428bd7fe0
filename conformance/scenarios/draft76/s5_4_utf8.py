"""76 §5.4: text that is not UTF-8.

What a server does with it is undefined: close, replace, keep, drop, anything. So nothing here fails for
what becomes of the text itself; which way it went is recorded. But the frame still ends at its FF and
nowhere else, and what follows it is a frame: a server that loses its place, makes two messages of one,
or reads no more without ending the connection, has broken §5.3.

Where it does so with valid texts as well, in the very same segments, the invalid one shows nothing: the
twin is the same conversation, with ASCII in the place of the bytes that are no UTF-8.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import YES, Answer, Check, Look, check, fails, informs
from conformance.compose import Section, behind, first, strange, unstrange
from conformance.describe import is_utf8
from conformance.expect import echoes
from conformance.expect_frames import (
    beside_twin,
    corrupts,
    deaf,
    gives_up,
    repeats,
    swallowed,
)
from conformance.reading import Reading
from conformance.rules import EACH_FRAME_ONCE
from conformance.scenario import Scenario, Setting
from reports.model import Level

SECTION = Section("76", "5.4")

REPLACEMENT = "\ufffd".encode()


def _messages(setting: Setting, count: int, text: str) -> Check:
    """``count`` messages came between the echoes of the texts around the invalid one."""
    one, two = first(setting), behind(setting)

    def look(reading: Reading) -> Look:
        if not (found := echoes(one, two, setting.mark).look((reading,))).holds:
            return found
        messages = reading.messages
        between = messages.index(two) - messages.index(one) - 1
        return YES if between == count else Look(f"{between} messages came for the invalid text")

    return check(text, look)


def _replaced(setting: Setting, start: bytes, end: bytes) -> Check:
    def look(reading: Reading) -> Look:
        messages = reading.messages
        if first(setting) not in messages:
            return Look("no echo came")
        for message in messages:
            middle = message.removeprefix(start).removesuffix(end)
            whole = message.startswith(start) and message.endswith(end)
            if whole and REPLACEMENT in middle and is_utf8(middle):
                return echoes(first(setting), message, behind(setting)).look((reading,))
        return Look("nothing was replaced by U+FFFD")

    return check("U+FFFD in the place of the invalid bytes", look)


def _undefined(what: str, bad: bytes, does: str) -> Scenario:
    valid = bytes(b if b < 0x80 else 0x2E for b in bad)

    def frame(setting: Setting, middle: bytes = bad) -> tuple[bytes, bytes, bytes]:
        start, end = setting.text("a"), setting.text("z")
        return start, end, start + middle + end

    def answers(setting: Setting) -> tuple[Answer, ...]:
        start, end, whole = frame(setting)
        texts = first(setting), behind(setting), setting.mark
        return (
            fails(repeats(*texts)),
            fails(corrupts()),
            fails(beside_twin(swallowed(behind(setting), setting.mark))),
            fails(beside_twin(_more(setting).under(EACH_FRAME_ONCE))),
            informs(Check("the bytes as they came", echoes(texts[0], whole, *texts[1:]).look)),
            informs(_replaced(setting, start, end)),
            informs(_messages(setting, 0, "the text swallowed, the connection kept")),
            informs(_messages(setting, 1, "the text changed in some other way")),
            *gives_up(),
            # 5.3 lets a server fall silent at other types, never at type 00
            fails(deaf().under(EACH_FRAME_ONCE)),
        )

    return SECTION.asks(
        what,
        Level.UNDEFINED,
        "",
        "What becomes of text that is not UTF-8 is undefined; the frame around it is not.",
        does=does,
        means="texts after an invalid one are lost, or a part of it is executed on its own",
        steps=strange(lambda s: wire.text(frame(s)[2])),
        answers=answers,
        twin=unstrange(instead=lambda s: frame(s, valid)[2]),
        needs=("echo",),
        version=2,
    )


def _more(setting: Setting) -> Check:
    one, others = first(setting), {behind(setting), setting.mark}

    def look(reading: Reading) -> Look:
        messages = reading.messages
        after = messages[messages.index(one) + 1 :] if one in messages else ()
        found = len([m for m in after if m not in others]) > 1
        return YES if found else Look("at most one message came for the frame")

    return check("more than one message for one frame", look)


SCENARIOS = (
    _undefined(
        "invalid-trailing-byte", b"\xc3\x28", "C3 28 inside a text: a lead without its trail"
    ),
    _undefined("surrogate", b"\xed\xa0\x80", "ED A0 80 inside a text: U+D800 encoded"),
    _undefined("past-the-last-character", b"\xf4\x90\x80\x80", "F4 90 80 80: U+110000 encoded"),
    _undefined("overlong-nul", b"\xc0\x80", "C0 80 inside a text: U+0000 in two bytes"),
    _undefined("truncated", b"\xe2\x82", "E2 82 inside a text: two bytes of a character of three"),
    _undefined("lone-fe", b"\xfe", "FE inside a text: a byte that never occurs in UTF-8"),
    _undefined("lone-trailing-byte", b"\x80", "80 inside a text: a trail without its lead"),
    # field bug 93: decoded to U+FFFD, which is then taken for the end of the frame
    _undefined(
        "invalid-then-nul",
        b"\x80\x00",
        "80 00 inside a text: a byte that decodes to U+FFFD, and then U+0000",
    ),
)
