"""76 §5.2 steps 5 and 6: keys that end the handshake.

No spaces at all, or a number that the spaces do not divide: no client can send either (76 §4.1 steps
16-22). The first is what a handshake looks like that somebody smuggled into a path or a form, where a
space does not survive. Both must end the connection, and nothing of a 101 may have been sent: the keys
are complete before key3 is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from conformance.checks import YES, Answer, Check, Look, check, fails, informs, passes, warns
from conformance.compose import Answers, Opener, Section, opens
from conformance.compose_opening import (
    aborted_late,
    answered_somehow,
    answers_as_75,
    answers_as_76,
    changed,
    digest_is,
    hello_or,
    opaque76,
    refuses,
)
from conformance.describe import error_page
from conformance.expect import opened, refused, silent
from conformance.reading import Reading, answered_head
from conformance.rules import ABORT_IS_THE_END, ABORT_WHAT_DOES_NOT_MATCH, KEYS_BEFORE_ANSWER
from conformance.scenario import Await, Opening, Scenario, Send, Setting, Steps, Twin
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "5.2")
FORGED = "handshakes are accepted that a page forged in a form or a path"
NO_CLIENT = "handshakes are accepted that no WebSocket client can have sent"


NOT_ABORTED = fails(silent().under(ABORT_IS_THE_END))
"""Here the draft has a "must" for the end of the connection, not only a "should"."""
ABORTED_LATE = fails(aborted_late().under(KEYS_BEFORE_ANSWER))

AS_75 = warns(answers_as_75().under(ABORT_WHAT_DOES_NOT_MATCH))
"""No FAIL, where a key is not there or has no value.

A server of draft 75 too may read the same bytes as a handshake of that draft, with a field that it does
not know (75 §5.2, other fields). But no client of draft 75 sends such a field, nor what follows, so it
should have refused.
"""


def _bad(key1: bytes | None = None, key2: bytes | None = None) -> Opener:
    """The plain handshake with other values of its keys."""

    def make(setting: Setting) -> Opening:
        opening = opening76(setting)
        for name, value in (("Sec-WebSocket-Key1", key1), ("Sec-WebSocket-Key2", key2)):
            if value is not None:
                opening = opening.instead(name, name.encode() + b": " + value)
        return opening

    return make


def _floored(
    first: int | None, second: int | None, words: str
) -> Callable[[Setting], tuple[Answer, ...]]:
    """The answers of a server that took these parts for a bad key's: what it did, in words."""

    def answers(setting: Setting) -> tuple[Answer, ...]:
        opening = opening76(setting)
        one = opening.number1 if first is None else first
        two = opening.number2 if second is None else second
        challenge = one.to_bytes(4, "big") + two.to_bytes(4, "big") + opening.key3
        made = hashlib.md5(challenge, usedforsecurity=False).digest()
        return (fails(digest_is(made, f"the digest of {words}")),)

    return answers


def _must(
    what: str,
    step: str,
    text: str,
    make: Opener,
    *,
    does: str,
    means: str,
    wrong: Answers = (),
    version: int = 1,
) -> Scenario:
    return refuses(
        SECTION,
        what,
        Level.MUST,
        step,
        text,
        make,
        does=does,
        means=means,
        wrong=lambda s: (
            *(wrong if isinstance(wrong, tuple) else wrong(s)),
            NOT_ABORTED,
            ABORTED_LATE,
        ),
        version=version,
    )


def _withheld(make: Opener) -> Callable[[Setting], Steps]:
    """Steps: key3 comes later than the fields, when an early answer is out or none was to come."""

    def steps(setting: Setting) -> Steps:
        opening = make(setting)
        early = Await(answered_head, patience=0.1)
        return (Send(opening.head), early, Send(opening.key3), Await(answered_somehow))

    return steps


def _judged_early(name: str, value: bytes) -> Scenario:
    """A bad key whose key3 comes later.

    Who answers only when key3 is there has broken steps 5 and 6 and not the order of the steps: that
    is for the scenarios of the keys to say. And who is silent to everybody whose key3 comes later, as
    lighttpd is, shows nothing of the keys: so key3 comes later in the twin, too.
    """
    line = name.encode() + b": " + value
    return SECTION.asks(
        "bad-key-before-key3",
        Level.MUST,
        "steps 5-6, before step 10",
        "The keys are judged before the status line is sent, also when key3 is not there yet.",
        does=f"{line.decode()} and all other fields; when an early answer has come, or "
        "none within a tenth of the patience, key3",
        means="the client sees a connection that was accepted and then breaks in the handshake",
        steps=_withheld(lambda setting: opaque76(setting).instead(name, line)),
        answers=(NOT_ABORTED, ABORTED_LATE, passes(refused()), informs(_after_key3())),
        twin=Twin(_withheld(opaque76), lambda _: (passes(opened("76")),)),
        version=3,
    )


def _after_key3() -> Check:
    """The 101 came in full, and not before key3 was sent: the wait for it had run out."""

    def look(reading: Reading) -> Look:
        if error_page(reading) or not reading.opened:
            return Look("the answer did not come in full")
        return YES if reading.timed_out else Look("the 101 came before key3 was sent")

    return check("101 only after key3; key-number-not-a-multiple says what that is", look)


def _one_key(missing: str, kept: str) -> Scenario:
    # field bug 14: Netty, node-websocket-server, faye 0.4, websocket.io, cyclone answer 101. A digest
    # that was made of one key breaks the steps of 5.2.
    return SECTION.asks(
        f"{missing.lower().removeprefix('sec-websocket-')}-absent",
        Level.MUST,
        "steps 2 and 5",
        "Both keys are needed; a key that is not there has no spaces.",
        does=f"{kept} and key3, but no {missing}",
        means="a handshake that is not whole is answered as if it were; half a forgery is enough",
        steps=hello_or(changed(missing)),
        answers=(
            fails(answers_as_76()),
            AS_75,
            passes(refused()),
        ),
        twin=opens("76"),
        version=3,
    )


SCENARIOS = (
    # field bug 21: a division by zero, which took down three servers; websocketpp accepts
    _must(
        "no-spaces-in-key1",
        "step 5",
        "A first key without spaces ends the connection.",
        _bad(key1=b"12345x6"),
        does="Sec-WebSocket-Key1: 12345x6, no space",
        means=FORGED,
        wrong=_floored(123456, None, "123456, as if there were one space"),
    ),
    _must(
        "no-spaces-in-key2",
        "step 5",
        "A second key without spaces ends the connection.",
        _bad(key2=b"6x54321"),
        does="Sec-WebSocket-Key2: 6x54321, no space",
        means=FORGED,
        wrong=_floored(None, 654321, "654321, as if there were one space"),
    ),
    _must(
        "no-spaces-in-both-keys",
        "step 5",
        "Two keys without spaces end the connection.",
        _bad(key1=b"123a", key2=b"456b"),
        does="Sec-WebSocket-Key1: 123a and Sec-WebSocket-Key2: 456b, no space in either",
        means=FORGED,
        wrong=_floored(0, 0, "two parts of 0"),
    ),
    _must(
        "no-spaces-and-number-zero",
        "step 5",
        "Zero divided by no spaces is no number; the connection ends.",
        _bad(key1=b"x0y"),
        does="Sec-WebSocket-Key1: x0y, the number 0 and no space",
        means=FORGED,
        wrong=_floored(0, None, "a part of 0"),
    ),
    _must(
        "key-empty",
        "step 5",
        "An empty key has no spaces; the connection ends.",
        _bad(key1=b""),
        does="Sec-WebSocket-Key1 with an empty value",
        means=FORGED,
        wrong=lambda s: (*_floored(0, None, "a part of 0")(s), AS_75),
        version=2,
    ),
    _must(
        "escaped-spaces-are-no-spaces",
        "step 5",
        "Only the character U+0020 is a space; %20 and + are none, and the connection ends.",
        _bad(key1=b"4%20+2"),
        does="Sec-WebSocket-Key1: 4%20+2, no space",
        means=FORGED,
    ),
    # field bug 22: twelve peers round the quotient down
    _must(
        "key-number-not-a-multiple",
        "step 6",
        "A key whose number is not an integral multiple of its spaces ends the connection.",
        _bad(key1=b"1 2 3"),
        does="Sec-WebSocket-Key1: 1 2 3: the number 123 with two spaces",
        means=NO_CLIENT,
        wrong=_floored(61, None, "61, that is 123 / 2 rounded down"),
    ),
    _must(
        "second-key-number-not-a-multiple",
        "step 6",
        "A second key whose number is no integral multiple of its spaces ends the connection.",
        _bad(key2=b"4 5 7"),
        does="Sec-WebSocket-Key2: 4 5 7: the number 457 with two spaces",
        means=NO_CLIENT,
        wrong=_floored(None, 228, "228, that is 457 / 2 rounded down"),
    ),
    _must(
        "key-number-under-its-spaces",
        "step 6",
        "A number smaller than its spaces, and not 0, is no multiple of them.",
        _bad(key1=b"a  1  b"),
        does="Sec-WebSocket-Key1: a  1  b: the number 1 with four spaces",
        means=NO_CLIENT,
        wrong=_floored(0, None, "0, that is 1 / 4 rounded down"),
    ),
    # field bugs 26 and 27: the head of a 101 is out, then an exception, or a 400 in the digest's place
    _judged_early("Sec-WebSocket-Key1", b"1 2 3"),
    _one_key("Sec-WebSocket-Key1", "Sec-WebSocket-Key2"),
    _one_key("Sec-WebSocket-Key2", "Sec-WebSocket-Key1"),
)
