"""75 §5.1, the answer's fixed part: its first bytes, to the byte, and its last four.

Draft 75 does not describe the answer, it dictates it: status line, Upgrade, Connection and the name of
the origin field, in this order and case, and nothing before them on the connection. The clients of the
time compared 44 and then 41 bytes before they looked at anything else (75 §4.1 steps 12 and 13). So a
phrase that HTTP finds equally good is a failed handshake here; the scenarios take the answer apart line
by line, to say which one it was. What the two values hold is asked in files of their own.
"""

from __future__ import annotations

from conformance.checks import YES, Check, Look, check, informs, passes
from conformance.compose import Section, hello, opens, plain
from conformance.describe import show
from conformance.expect import opened
from conformance.expect_answer import begins, line_is, well_formed
from conformance.reading import Reading
from conformance.scenario import Scenario, Twin
from reports.model import Level

SECTION = Section("75", "5.1")

STATUS = b"HTTP/1.1 101 Web Socket Protocol Handshake"
UPGRADE = b"Upgrade: WebSocket"
CONNECTION = b"Connection: Upgrade"
ORIGIN = b"WebSocket-Origin: "
LOCATION = b"WebSocket-Location: "
OPENS = opens("75")
OWN = ("websocket-origin", "websocket-location", "websocket-protocol")


def _line(
    what: str, step: str, text: str, means: str, wanted: Check, *, twin: Twin | None = OPENS
) -> Scenario:
    """A scenario of one line of the answer to the plain handshake.

    Without the twin it is also the one that fails where no answer to the plain handshake is one that
    a client takes for an answer, as with the status 200: then the others are undecided.
    """
    return SECTION.asks(
        what,
        Level.MUST,
        step,
        text,
        does="the plain handshake of a draft 75 client, byte for byte as 75 §4.1 has it",
        means=means,
        steps=hello(plain("75")),
        answers=(passes(wanted),),
        twin=twin,
    )


def _location_later() -> Check:
    """The origin is in its place and the location comes after fields that draft 75 does not know."""

    def look(reading: Reading) -> Look:
        if not (found := line_is(4, ORIGIN, whole=False).look((reading,))).holds:
            return found
        assert reading.response is not None
        names = [f.name.lower() for f in reading.response.fields[3:]]
        if b"websocket-location" not in names:
            return Look("there is no WebSocket-Location")
        between = names[: names.index(b"websocket-location")]
        if b"websocket-protocol" in between or b"websocket-origin" in between:
            return Look("the fields of the draft are out of order")
        return YES

    return check("other fields between WebSocket-Origin and WebSocket-Location", look)


def _ends(more: bool) -> Check:
    """The head ends in CR LF CR LF, with (``more``) or without fields that the draft does not name."""

    def look(reading: Reading) -> Look:
        if not (found := opened("75").look((reading,))).holds:
            return found
        assert reading.response is not None
        if not reading.response.raw.endswith(b"\r\n\r\n"):
            return Look("the answer does not end in CR LF CR LF")
        known = {name.encode() for name in (*OWN, "upgrade", "connection")}
        if more or all(f.name.lower() in known for f in reading.response.fields):
            return YES
        return Look("it has fields that the draft does not name")

    words = "other fields, and then CR LF CR LF" if more else "CR LF CR LF after the draft's fields"
    return check(words, look)


def _one_of_each() -> Check:
    def look(reading: Reading) -> Look:
        if not (found := opened("75").look((reading,))).holds:
            return found
        assert reading.response is not None
        for name in ("upgrade", "connection", *OWN):
            count = len(reading.response.values(name))
            if count != 1 and (count or name != OWN[2]):
                return Look(f"there are {count} fields {name}")
        return YES

    return check("each field of the draft once", look)


def _ascii() -> Check:
    def look(reading: Reading) -> Look:
        if not (found := opened("75").look((reading,))).holds:
            return found
        assert reading.response is not None
        for field in reading.response.fields:
            if field.name.lower().decode("latin-1") in OWN and not field.raw.isascii():
                return Look(f"{show(field.raw)} is not ASCII")
        return YES

    return check("origin, location and subprotocol in ASCII", look)


LINES = (
    _line(
        "answer-is-first",
        "the first bytes",
        "Nothing stands before the status line: it is the first thing that the server sends.",
        "a client compares the first 44 bytes and drops the connection",
        begins(b"HTTP/"),
    ),
    # field bug 50: Protocol::WebSocket writes the phrase in two words less
    _line(
        "answer-status-line",
        "the invariant part",
        "The status line is fixed: HTTP/1.1, 101 and the phrase Web Socket Protocol Handshake.",
        "every client of draft 75 fails: it compares the line byte by byte",
        line_is(1, STATUS),
        twin=None,
    ),
    # field bugs 45 and 51: Netty 4 writes all in lower case, cyclone puts Server: in between
    _line(
        "answer-upgrade-line",
        "the invariant part",
        "The second line is Upgrade: WebSocket, in this case and place.",
        "every client of draft 75 fails: it compares the line byte by byte",
        line_is(2, UPGRADE),
    ),
    # field bug 46: Java-WebSocket sends the client's own value back
    _line(
        "answer-connection-line",
        "the invariant part",
        "The third line is Connection: Upgrade, in this case and place.",
        "every client of draft 75 fails: it compares the line byte by byte",
        line_is(3, CONNECTION),
    ),
    # field bug 51: gevent sends the location first, Protocol::WebSocket the subprotocol
    _line(
        "answer-origin-fourth",
        "the invariant part",
        "The fourth line begins with the name WebSocket-Origin, a colon and one space.",
        "a client that compares the fixed bytes of the draft does not know this answer",
        line_is(4, ORIGIN, whole=False),
    ),
    _line(
        "answer-lines-well-formed",
        "the bytes 0D 0A",
        "Every line of the answer ends in CR LF and every field has a name.",
        "a client fails at the first stray CR or LF and at a field without a name",
        well_formed(),
    ),
    # field bug 49: netty and others let the application add a second one
    _line(
        "answer-fields-once",
        "the server's handshake",
        "The answer has each of its fields once.",
        "a client fails when it finds two origins or two locations",
        _one_of_each(),
    ),
    _line(
        "answer-in-ascii",
        "encoded as US-ASCII",
        "Origin, location and subprotocol are sent in ASCII.",
        "a client compares other bytes than it sent and drops the connection",
        _ascii(),
    ),
)

SCENARIOS = (
    *LINES,
    SECTION.asks(
        "answer-location-fifth",
        Level.MUST,
        "after /origin/",
        "The line of the location follows that of the origin at once.",
        does="the plain handshake of a draft 75 client",
        means="software that reads the answer by its place, as the draft lets it, reads nonsense",
        steps=hello(plain("75")),
        # 5.1 puts it here; 1.2 has the fields in any order behind the third line, and clients read
        # them so (75 §4.1). Where a draft contradicts itself, the choice is recorded.
        answers=(passes(line_is(5, LOCATION, whole=False)), informs(_location_later())),
        twin=opens("75"),
    ),
    SECTION.asks(
        "answer-ends",
        Level.MUST,
        "the last four bytes",
        "The answer ends in CR LF CR LF, right after the location or the subprotocol.",
        does="the plain handshake of a draft 75 client",
        means="a client waits for the end of the answer for ever",
        steps=hello(plain("75")),
        answers=(passes(_ends(False)), informs(_ends(True))),
    ),
)
