"""76 §5.2 steps 4-8, for keys that no client sends.

The steps say what digits and spaces are, so most of these keys have one right digest, but no client
can have sent them (76 §4.1 steps 16-22): a server that refuses them is as right as one that computes
it. A digest of something else is a warning, for it hurts no conforming client. Where the steps have no
result, because there is no digit or the part has more than 32 bits, no step says what follows: a server
may refuse, as most do, or go on with a number of its choice, and which it does is recorded. Only what
it answers has to be an answer: a 101 whose sixteen bytes are something else is a warning.
"""

from __future__ import annotations

from conformance.checks import Answer, both, informs, passes, warns
from conformance.compose import Section, opens
from conformance.compose_opening import aborted_late, changed, hello_or, simple
from conformance.expect import digest, no_error_page, opened, refused
from conformance.rules import ABORTED_WHILE_READ
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import LARGEST, Key, opening76
from reports.model import Level

SECTION = Section("76", "5.2")
LENIENT = "the server counts otherwise than the draft; a check in front of it may count otherwise"


def _counted(what: str, step: str, text: str, key1: Key, *, does: str) -> Scenario:
    """A key with one right digest that may as well be refused."""

    def make(setting: Setting) -> Opening:
        return opening76(setting, key1=key1)

    def answers(setting: Setting) -> tuple[Answer, ...]:
        return (informs(digest(make(setting))), informs(refused()))

    return SECTION.asks(
        what,
        Level.SHOULD,
        step,
        text,
        does=does,
        means=LENIENT,
        steps=hello_or(make),
        answers=answers,
        twin=simple(),
    )


def _impossible(what: str, step: str, text: str, key1: bytes, *, does: str) -> Scenario:
    """A key for which the steps have no result."""
    return SECTION.asks(
        what,
        Level.SHOULD,
        step + "; 5.1, the client handshake",
        text,
        does=does,
        means="the client is told that it was accepted, and then something else",
        steps=hello_or(changed("Sec-WebSocket-Key1", b"Sec-WebSocket-Key1: " + key1)),
        answers=(
            warns(aborted_late().under(ABORTED_WHILE_READ)),
            passes(refused()),
            informs(both(opened("76"), no_error_page())),
        ),
        twin=opens("76"),
        version=2,
    )


SCENARIOS = (
    # field bug 23: seven peers take no digits for 0, two fall over it
    _impossible(
        "key-without-digits",
        "step 4",
        "A key without digits has no number.",
        b"a b",
        does="Sec-WebSocket-Key1: a b, one space and no digit",
    ),
    # field bugs 24 and 26: cut to 32 bits by thirteen peers; an exception after the 101 in one
    _impossible(
        "part-over-32-bits",
        "step 8",
        "A part that 32 bits do not hold cannot stand in the challenge.",
        b"9999999999 9",
        does="Sec-WebSocket-Key1: 9999999999 9, the number 99999999999 with one space",
    ),
    _impossible(
        "part-just-over-32-bits",
        "step 8",
        "A part that 32 bits do not hold cannot stand in the challenge.",
        b"4294967296 x",
        does="Sec-WebSocket-Key1: 4294967296 x, two to the power of 32 with one space",
    ),
    _impossible(
        "number-of-400-digits",
        "steps 4 and 8",
        "A part that 32 bits do not hold cannot stand in the challenge.",
        b"7" * 200 + b" " + b"7" * 200,
        does="Sec-WebSocket-Key1 of 400 digits 7 and one space",
    ),
    # websocketpp cuts the number to 32 bits before it divides
    _counted(
        "number-over-32-bits",
        "steps 4-7",
        "It is the part that has 32 bits; the number before the division may be larger.",
        Key(b"85899 34590 x", LARGEST),
        does="Sec-WebSocket-Key1: 85899 34590 x: 8589934590 with two spaces, so 4294967295",
    ),
    _counted(
        "leading-zeros",
        "step 4",
        "The digits are read in base ten, also when the first is 0.",
        Key(b"0x1 7", 17),
        does="Sec-WebSocket-Key1: 0x1 7: 017 is seventeen in base ten, fifteen in base eight",
    ),
    # field bug 29: tornado and cyclone count the tab
    _counted(
        "tab-is-no-space",
        "step 5",
        "A tab is one of the characters that are ignored.",
        Key(b"1\t2 0 6x", 603),
        does="Sec-WebSocket-Key1: 1 (tab) 2 0 6x: the number 1206, two spaces and a tab",
    ),
    # field bug 28: isspace() and isdigit() of Unicode
    _counted(
        "other-spaces-and-digits",
        "steps 4 and 5",
        "Bytes beyond ASCII are ignored, also those that are spaces or digits in Latin-1.",
        Key(b"1\xa0\xb22 0x", 120),
        does="Sec-WebSocket-Key1: 31 A0 B2 32 20 30 78: the number 120 and one space",
    ),
    _counted(
        "superscript-two-is-no-digit",
        "step 4",
        "Only the ten digits of ASCII are digits, not all that Unicode calls so.",
        Key("1\u00b2\u00a02 0x".encode(), 120),
        does="Sec-WebSocket-Key1 with U+00B2 and U+00A0 in UTF-8: the number 120 and one space",
    ),
    _counted(
        "digits-of-other-scripts",
        "steps 4 and 5",
        "Only the ten digits of ASCII are digits and only U+0020 is a space.",
        Key("1\uff12\u0663\u30002 0x".encode(), 120),
        does="Sec-WebSocket-Key1 with U+FF12, U+0663 and U+3000 in UTF-8: the number 120, one space",
    ),
    # field bug 30
    _counted(
        "more-spaces-than-a-client-sends",
        "step 5",
        "Twelve spaces are the client's limit; the count of spaces has none.",
        Key(b"2" + b" " * 24 + b"4x", 1),
        does="Sec-WebSocket-Key1 of the number 24 and 24 spaces",
    ),
    _counted(
        "more-noise-than-a-client-sends",
        "step 4",
        "Twelve other characters are the client's limit; all other characters are ignored.",
        Key(b"4" + b"noise!" * 10 + b" 2", 42),
        does="Sec-WebSocket-Key1 of the number 42, one space and sixty other characters",
    ),
)
