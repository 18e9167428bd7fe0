"""76 §5.1 item 5: where a field ends, and what is no field.

CRLF ends a field and nothing else does. A server that takes a bare LF or a bare CR for a line end
reads fields where the sender, and every proxy before it, saw one value. A browser's script can put an
LF into some values; it can send no field that begins with ``Sec-``. So the line end is what protects
the keys (76 §1.3).

Where a key is hidden in another field, a server that finds no first key has read as it should. A server
of both drafts may then answer in draft 75, to which the second key is a field that it does not know:
no key was made of a value, so the answer is recorded here. What it is worth is asked where a key is
missing for all to see (76/5.2/key1-absent).
"""

from __future__ import annotations

from conformance.checks import Answer, informs, passes, warns
from conformance.compose import Opener, Section, opens
from conformance.compose_opening import (
    added,
    answered_somehow,
    answers_as_75,
    changed,
    digest_is,
    hello_or,
    proven,
    refuses,
)
from conformance.expect import digest, refused
from conformance.scenario import Await, Opening, Scenario, Send, Setting, Steps
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "5.1")
ITEM = "item 5"
SPLIT = "a value that a page may choose becomes a key, which no page may send"


def _hidden_key(line_end: bytes) -> Opener:
    def make(setting: Setting) -> Opening:
        opening = opening76(setting)
        key1 = opening.value("Sec-WebSocket-Key1") or b""
        hidden = b"X-Note: a" + line_end + b"Sec-WebSocket-Key1: " + key1
        return opening.instead("Sec-WebSocket-Key1", hidden)

    return make


def _spaced_key(setting: Setting) -> Opening:
    opening = opening76(setting)
    key1 = opening.value("Sec-WebSocket-Key1") or b""
    return opening.instead("Sec-WebSocket-Key1", b"Sec-WebSocket-Key1 : " + key1)


def _no_first_key(what: str, text: str, make: Opener, *, does: str, means: str = SPLIT) -> Scenario:
    """A handshake whose first key stands in no field of that name: it is not read as one."""

    def answers(setting: Setting) -> tuple[Answer, ...]:
        read = digest_is(make(setting).digest, "the digest of the key that stands in no such field")
        return (warns(read), passes(refused()), informs(answers_as_75()))

    return SECTION.asks(
        what,
        Level.SHOULD,
        ITEM,
        text,
        does=does,
        means=means,
        steps=hello_or(make),
        answers=answers,
        twin=opens("76"),
        version=2,
    )


def _lf_end(setting: Setting) -> tuple[bytes, bytes]:
    """A head that ends in LF LF with key3, and what makes it end in CRLF CRLF with another key3.

    The last field is none of the draft's: what its value takes in changes no key.
    """
    opening = opening76(setting).plus(b"X-Note: a")
    return opening.head[:-4] + b"\n\n" + opening.key3, b"X-Last: x\r\n\r\n" + b"secondk3"


def _lf_end_steps(setting: Setting) -> Steps:
    return (Send(b"".join(_lf_end(setting))), Await(answered_somehow))


SCENARIOS = (
    # field bug 42: eleven peers take a bare LF for a line end
    _no_first_key(
        "bare-lf-ends-no-field",
        "A field ends with CRLF; a bare LF is a byte of the value, so that the key is missing.",
        _hidden_key(b"\n"),
        does="X-Note: a, 0A, Sec-WebSocket-Key1: ... and CRLF: one field by the draft",
    ),
    _no_first_key(
        "bare-cr-ends-no-field",
        "A field ends with CRLF; a bare CR is a byte of the value, so that the key is missing.",
        _hidden_key(b"\r"),
        does="X-Note: a, 0D, Sec-WebSocket-Key1: ... and CRLF: one field by the draft",
    ),
    _no_first_key(
        "nul-ends-no-field",
        "A field ends with CRLF; a byte 00 is a byte of the value, so that the key is missing.",
        _hidden_key(b"\x00"),
        does="X-Note: a, 00, Sec-WebSocket-Key1: ... and CRLF: one field by the draft",
    ),
    SECTION.asks(
        "bare-lf-ends-no-head",
        Level.SHOULD,
        ITEM,
        "The fields end with the first CRLF CRLF, and LF LF is a part of a value.",
        does="all fields and X-Note: a, LF LF, eight bytes, X-Last: x, CRLF CRLF, eight other bytes",
        means="server and proxy see different ends of the handshake; what lies between is smuggled",
        steps=_lf_end_steps,
        answers=lambda s: (
            passes(refused()),
            informs(
                digest_is(opening76(s, key3=b"secondk3").digest, "the digest of the last 8 bytes")
            ),
            warns(digest_is(opening76(s).digest, "the digest of the eight bytes after LF LF")),
        ),
        twin=proven(),
        version=2,
    ),
    refuses(
        SECTION,
        "line-without-colon",
        Level.SHOULD,
        ITEM + ", and 1.2",
        "Each line of the fields has a name and a colon, or the connection should be aborted.",
        added(b"this line is no field"),
        does="the line 'this line is no field' after the last field",
        means="a request that is no handshake is taken for one",
    ),
    refuses(
        SECTION,
        "line-without-name",
        Level.SHOULD,
        ITEM,
        "A field's name has at least one character.",
        added(b": a value without a name"),
        does="the line ': a value without a name' after the last field",
        means="a request that is no handshake is taken for one",
    ),
    _no_first_key(
        "space-before-colon",
        "A name holds no space, so a key field with a space before its colon is none.",
        _spaced_key,
        does="Sec-WebSocket-Key1, a space, the colon, and the key",
        means="server and proxy disagree on what the fields of a request are",
    ),
    refuses(
        SECTION,
        "continued-line",
        Level.SHOULD,
        ITEM,
        "Every CRLF ends a field; a line that begins with a space is not the rest of the last one.",
        changed("Sec-WebSocket-Key1", b"Sec-WebSocket-Key1: 4 x2", b" 8y: 4 5"),
        does="Sec-WebSocket-Key1: 4 x2, CRLF, and a line that begins with a space and more digits",
        means="server and proxy disagree on what the key is",
    ),
    SECTION.asks(
        "value-with-lf",
        Level.MAY,
        ITEM + ", and 1.2",
        "An LF inside a value matches no line of the grammar in 1.2; 5.1 does not name it.",
        does="X-Note: a, 0A, b and CRLF beside a complete handshake",
        means="nothing, as long as the value is not sent back",
        steps=hello_or(added(b"X-Note: a\nb")),
        answers=lambda s: (informs(refused()), informs(digest(opening76(s)))),
        twin=opens("76"),
    ),
)
