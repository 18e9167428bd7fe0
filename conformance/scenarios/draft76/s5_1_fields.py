"""76 §5.1 item 5: the fields and their names.

A name, a colon, a space, a value, CRLF. Names match in any ASCII case, and fields that a server does
not know are none of its business: intermediaries add them, and so do clients of later versions.
"""

from __future__ import annotations

import random
from dataclasses import replace

from conformance.checks import Answer, fails, informs, passes
from conformance.compose import Opener, Section, opens
from conformance.compose_opening import (
    accepts,
    added,
    changed,
    digest_is,
    hello_or,
    proven,
    refuses,
)
from conformance.expect import digest, refused
from conformance.rules import KEY3_IS_NO_FIELD
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "5.1")
ITEM = "item 5"


def _names(change: str) -> Opener:
    def name(field: bytes, rng: random.Random) -> bytes:
        head, colon, value = field.partition(b":")
        if change == "mixed":
            head = bytes(c ^ 0x20 if chr(c).isalpha() and rng.random() < 0.5 else c for c in head)
        else:
            head = head.lower() if change == "small letters" else head.upper()
        return head + colon + value

    def make(setting: Setting) -> Opening:
        opening = opening76(setting)
        rng = random.Random(setting.token)
        kept = opening
        for field in opening.fields:
            kept = kept.instead(field.partition(b":")[0].decode(), name(field, rng))
        return kept

    return make


CASES = ("small letters", "capitals", "mixed")


def _glued(setting: Setting) -> Opening:
    opening = opening76(setting)
    kept = opening
    for field in opening.fields:
        name, _, value = field.partition(b": ")
        kept = kept.instead(name.decode(), name + b":" + value)
    return kept


def _padded(before: bytes, after: bytes) -> Scenario:
    """A key whose value begins or ends in a space that may count or may be stripped."""
    where = "begins" if before else "ends"

    def make(setting: Setting) -> Opening:
        line = b"Sec-WebSocket-Key1: " + before + b"4 x2" + after
        return opening76(setting).instead("Sec-WebSocket-Key1", line)

    def answers(setting: Setting) -> tuple[Answer, ...]:
        opening = make(setting)
        counted = _with_number1(opening, 21)
        stripped = _with_number1(opening, 42)
        return (
            informs(digest_is(counted.digest, "the digest of 21, both spaces counted")),
            informs(digest_is(stripped.digest, "the digest of 42, the outer space stripped")),
            informs(refused()),
        )

    return SECTION.asks(
        f"key-{where}-with-space",
        Level.UNDEFINED,
        ITEM,
        "One space follows the colon; what comes then is the value, but no client puts a space "
        "at either end of a key.",
        does=f'Sec-WebSocket-Key1 whose value {where} with a space: "{before.decode()}4 x2'
        f'{after.decode()}", 42 with two spaces or one',
        means="nothing to a client of the draft; one test build of Chrome 6 sent such keys",
        steps=hello_or(make),
        answers=answers,
        twin=opens("76"),
    )


def _with_number1(opening: Opening, number: int) -> Opening:
    return replace(opening, number1=number)


STRANGE = (
    b"X-Empty:" + b" ",
    b"!#$%&'*+-.^_`|~: a name of every character that is no letter",
    b"X-Long: " + b"long " * 300,
    "X-Text: größer als 中 ☃".encode(),
    b"X-Colon: a: b: c: Sec-WebSocket-Key1: 1 1",
    b"X-Sec-WebSocket-Key1: 9 9 9",
    b"Sec-WebSocket-Key11: 9 9 9",
)
"""None of them is a field of any draft or version of the protocol: to refuse a version is no fault."""

DRAFT_FIELD = b"Sec-WebSocket-Draft: 2"
"""Drafts between this one and RFC 6455 named themselves so."""


SCENARIOS = (
    # field bug 10: web-socket-ruby, em-websocket, socket.io, txWS looked for one spelling
    accepts(
        SECTION,
        "field-names-in-any-case",
        "field names",
        "Field names are compared without regard to ASCII case.",
        *(_names(case) for case in CASES),
        names=CASES,
        does="three handshakes with all field names in small letters, in capitals, and mixed",
        means="behind a proxy or a load balancer that rewrites names nobody can connect",
    ),
    accepts(
        SECTION,
        "unknown-fields",
        "unrecognized fields",
        "Fields that the server does not know can be ignored and change nothing.",
        added(*STRANGE),
        level=Level.SHOULD,
        does="seven further fields: an empty value, a name of punctuation, 1500 bytes, UTF-8, "
        "a value with colons, and X-Sec-WebSocket-Key1, Sec-WebSocket-Key11",
        means="behind a proxy that adds a field of its own nobody can connect",
        version=2,
    ),
    # mod-pywebsocket 0.7.9 knows the field and refuses all its values but 0
    SECTION.asks(
        "draft-field",
        Level.MAY,
        "unrecognized fields; and 7",
        "A field with the number of a later draft can be ignored; who knows it may refuse the "
        "version that it names.",
        does="Sec-WebSocket-Draft: 2 behind the fields, and both keys",
        means="refusing it: a client of a draft between this one and RFC 6455 is not served",
        steps=hello_or(added(DRAFT_FIELD)),
        answers=lambda s: (informs(digest(opening76(s))), informs(refused())),
        twin=proven(),
    ),
    # field bug 8: tornado and cyclone take key3 for the body of a request and wait for eight more
    SECTION.asks(
        "content-length-eight",
        Level.SHOULD,
        "unrecognized fields, and 7",
        "Content-Length: 8 is a field to be ignored, and key3 follows as always; who does not "
        "understand it should disconnect.",
        steps=hello_or(added(b"Content-Length: 8")),
        answers=lambda s: (passes(digest(opening76(s))), informs(refused())),
        twin=proven(),
        version=2,
        does="Content-Length: 8 among the fields, as Netty's client sends it",
        means="clients that declare their eight bytes wait for ever",
    ),
    # field bug 33: websocketpp keeps key3 as a field of that name
    SECTION.asks(
        "key3-as-a-field",
        Level.SHOULD,
        "item 6",
        "key3 is the eight bytes after the fields and never the value of a field.",
        does="Sec-WebSocket-Key3: AAAAAAAA among the fields, and another key3 after them",
        means="a script that can set a field can forge what proves that nobody stands between",
        steps=hello_or(added(b"Sec-WebSocket-Key3: AAAAAAAA")),
        answers=lambda s: (
            fails(
                digest_is(
                    opening76(s, key3=b"A" * 8).digest, "the digest made with the field"
                ).under(KEY3_IS_NO_FIELD)
            ),
            passes(digest(opening76(s))),
        ),
        twin=proven(),
    ),
    SECTION.asks(
        "no-space-after-colon",
        Level.MAY,
        ITEM,
        "A colon and a space stand between name and value; the grammar of 1.2 lets the space go.",
        does="every field without the space after its colon",
        means="nothing to a client of the draft, which sends the space",
        steps=hello_or(_glued),
        answers=lambda s: (informs(digest(_glued(s))), informs(refused())),
        twin=opens("76"),
    ),
    _padded(b" ", b""),
    _padded(b"", b" "),
    # U+212A is a K in Unicode's lower case, and not in ASCII's
    refuses(
        SECTION,
        "kelvin-sign-is-no-k",
        Level.SHOULD,
        "|Upgrade|, and field names",
        "ASCII letters alone have two cases; the Kelvin sign is no K.",
        changed("Upgrade", "Upgrade: WebSoc\u212aet".encode()),
        does="Upgrade: WebSoc(U+212A)et, which only a comparison by Unicode takes for WebSocket",
        means="what a filter in front of the server lets pass, the server takes for a handshake",
    ),
)
