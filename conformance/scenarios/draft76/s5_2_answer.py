"""76 §5.2 steps 10-13: the form of the server's answer.

A status line with 101, four or five fields, a blank line, sixteen bytes. The client reads it byte by
byte (76 §4.1 steps 28-45) and gives up at the first thing that is not as here. Which reason phrase,
which order, which case of the names and which further fields is left to the server, and not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.checks import YES, Basis, Check, Look, both, check, fails, informs, missing, passes
from conformance.compose import Section, hello, opens, plain, talk
from conformance.compose_opening import (
    answered_somehow,
    answers_as_75,
    changed,
    hello_or,
    opaque76,
    proven,
)
from conformance.describe import show
from conformance.expect import digest, echoes, field_is, hangs_up, opened, refused, text_frames_only
from conformance.expect_answer import well_formed
from conformance.reading import Reading, Response, answered_head
from conformance.scenario import Await, Connect, On, Scenario, Send, Setting, Steps, Twin
from reports.model import Level

SECTION = Section("76", "5.2")
OPENS = opens("76")
HANGS_UP = "clients read the answer, find this, and hang up"
STATUS_LINE = re.compile(rb"HTTP/[0-9]+\.[0-9]+ 101 [\t\x20-\x7e\x80-\xff]*\Z")
"""RFC 2616 6.1: a phrase has no control bytes but a tab."""
ONCE = ("Upgrade", "Connection", "Sec-WebSocket-Origin", "Sec-WebSocket-Location")


def _status_line() -> Check:
    def look(reading: Reading) -> Look:
        response = reading.response
        if response is None:
            return missing(reading, "an answer")
        if b"101" not in response.status_line:
            return Look("the handshake was refused", Basis.END)
        line = response.status_line
        return YES if STATUS_LINE.match(line) else Look(f"the first line is {show(line)}")

    return check("a Status-Line: HTTP version, space, 101, space, and a phrase of text", look)


def _of_head(words: str, why: Callable[[Response], str]) -> Check:
    """A check of the head of an answer that came in full; ``why`` is empty for yes."""

    def look(reading: Reading) -> Look:
        if not (found := opened("76").look((reading,))).holds:
            return found
        assert reading.response is not None
        return Look(why(reading.response))

    return check(words, look)


def _beside_75(setting: Setting) -> Steps:
    """A client whose key3 is late; before it comes, a client of draft 75 connects."""
    mine = opaque76(setting)
    return (
        Send(mine.head),
        Await(answered_head, patience=0.1),
        Connect(),
        *hello(plain("75"))(setting),
        On(0),
        Send(mine.key3),
        Await(answered_somehow),
    )


def _not_once(response: Response) -> str:
    counts = {name: len(response.values(name)) for name in ONCE}
    return ", ".join(f"{count} fields {name}" for name, count in counts.items() if count != 1)


def _without_space(response: Response) -> str:
    ours = {name.lower().encode() for name in (*ONCE, "Sec-WebSocket-Protocol")}
    for field in response.fields:
        if field.name.lower() in ours and not field.raw[len(field.name) :].startswith(b": "):
            return f"there is no space after the colon of {show(field.raw)}"
    return ""


def _not_utf8(response: Response) -> str:
    try:
        response.raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start} of the head is not UTF-8"
    return ""


def _of_plain(
    what: str,
    step: str,
    text: str,
    answer: Check,
    *,
    means: str = HANGS_UP,
    twin: Twin | None = OPENS,
    version: int = 1,
) -> Scenario:
    """A scenario of the plain handshake; who does not even accept it is told so by the digest's."""
    return SECTION.asks(
        what,
        Level.MUST,
        step,
        text,
        does="a plain opening handshake",
        means=means,
        steps=hello(plain("76")),
        answers=(passes(answer),),
        twin=twin,
        version=version,
    )


def _not_reflected(name: str, sent: bytes, value: bytes) -> Scenario:
    """The value of an answering field is fixed, whatever the client's field of that name was."""
    return SECTION.asks(
        f"{name.lower()}-not-reflected",
        Level.MUST,
        f"step 11, |{name}|",
        f"The answer's {name} is {value.decode()}, whatever the client's was.",
        does=f"{name}: {sent.decode()}",
        means=HANGS_UP + "; and what a client sends stands in the answer unread",
        steps=hello_or(changed(name, name.encode() + b": " + sent)),
        answers=(passes(field_is(name, value)), informs(refused())),
        twin=opens("76"),
    )


SCENARIOS = (
    _of_plain(
        "status-line",
        "step 10",
        "The answer begins with an HTTP Status-Line whose code is 101.",
        _status_line(),
        twin=None,
        version=2,
    ),
    _of_plain(
        "upgrade-value",
        "step 11, |Upgrade|",
        "The answer has one field Upgrade, and its value is WebSocket, exactly so.",
        field_is("Upgrade", b"WebSocket"),  # field bug 45
    ),
    _of_plain(
        "connection-value",
        "step 11, |Connection|",
        "The answer has one field Connection, and its value is Upgrade, exactly so.",
        field_is("Connection", b"Upgrade"),  # field bugs 45, 46
    ),
    # field bug 49: the application adds fields that the server sends as well
    _of_plain(
        "each-field-once",
        "step 11",
        "Upgrade, Connection, Sec-WebSocket-Origin and -Location are there, each of them once.",
        _of_head("each of the four fields exactly once", _not_once),
    ),
    _of_plain(
        "lines-end-in-crlf",
        "steps 10-12",
        "Every line of the answer ends in CRLF, and every field has a name and a colon.",
        well_formed(),
    ),
    _of_plain(
        "colon-and-space",
        "step 11",
        "A colon and a space stand between the name and the value of each field of the handshake.",
        _of_head("a space after each colon", _without_space),
        means="clients that read the answer to the letter see other values",
    ),
    _of_plain(
        "answer-in-utf8",
        "steps 10 and 11",
        "The lines of the answer are encoded as UTF-8.",
        _of_head("a head that is UTF-8", _not_utf8),
        means="clients decode the values otherwise than the server meant them",
    ),
    # field bug 46: Java-WebSocket answers with the client's own value
    _not_reflected("Connection", b"keep-alive, Upgrade", b"Upgrade"),
    _not_reflected("Upgrade", b"WEBSOCKET", b"WebSocket"),
    # eventlet keeps the draft of the latest request in an object that all connections share, so that
    # any other handshake meanwhile would change it again
    SECTION.asks(
        "client-of-draft-75-meanwhile",
        Level.MUST,
        "steps 2 and 10-13",
        "What is established from one client's handshake makes that client's answer, and no other's.",
        does="the fields without key3; on a second connection a handshake of draft 75; then key3",
        means="a client whose last eight bytes are late gets the answer that was meant for another",
        steps=_beside_75,
        answers=lambda s: (
            fails(answers_as_75()),
            passes(digest(opaque76(s))),
            informs(refused()),
        ),
        twin=proven(),
        needs=("75", "parallel"),
        alone=True,
        version=2,
    ),
    # field bug 32: a digest written as text has more bytes than sixteen
    SECTION.asks(
        "digest-has-sixteen-bytes",
        Level.MUST,
        "step 13, and 5.3",
        "Exactly sixteen bytes follow the blank line, and the next byte begins a frame.",
        does="a plain opening handshake, then a text frame whose echo must follow the digest",
        means="the first message of every connection is corrupted, or lost",
        steps=talk(plain("76")),
        answers=lambda s: (
            passes(both(echoes(s.mark), text_frames_only())),
            informs(both(hangs_up(), text_frames_only())),
        ),
        needs=("echo",),
    ),
)
