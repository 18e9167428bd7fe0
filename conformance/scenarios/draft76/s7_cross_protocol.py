"""76 §7, with 1.3 and 1.6: what is no handshake opens no connection.

A page can make a browser send requests to any host: links, forms, scripts with fields and bodies of
their choice. It cannot set a field that begins with ``Sec-``, put a line end into a field, or send
bytes behind a GET. The two keys rest on that. So keys that stand where a page can put them, in the
path, in the rest of the first line, in the body of a POST, are no keys.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import YES, Answer, Check, Look, check, fails, informs, passes, warns
from conformance.compose import Opener, Section, in_turn, opens, plain
from conformance.compose_opening import (
    added,
    answered_somehow,
    answers_as_75,
    answers_as_76,
    hello_or,
)
from conformance.describe import show
from conformance.expect import opened, refused
from conformance.expect_answer import value_of
from conformance.reading import Reading
from conformance.rules import ABORT_WHAT_DOES_NOT_MATCH
from conformance.scenario import Await, HalfClose, Opening, Scenario, Send, Setting, Steps
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "7")
STEP = "handshakes that are not as expected; 1.3 and 1.6"
FORGED = "a page of any origin opens a connection in its visitor's name, with their cookies"
LOCATION = "Sec-WebSocket-Location"


def _no_fields(setting: Setting) -> Opening:
    """A plain HTTP request: the first line and Host; and eight bytes, for who waits for key3."""
    opening = opening76(setting)
    host = tuple(f for f in opening.fields if f.startswith(b"Host:"))
    return Opening("76", opening.line, (*host, b"Accept: */*"), opening.key3)


def _keys(setting: Setting) -> tuple[bytes, bytes]:
    opening = opening76(setting)
    return (
        opening.value("Sec-WebSocket-Key1") or b"",
        opening.value("Sec-WebSocket-Key2") or b"",
    )


def _keyless(setting: Setting, line: bytes) -> Opening:
    opening = opening76(setting).without("Sec-WebSocket-Key1").without("Sec-WebSocket-Key2")
    return opening.starting(line)


def _keys_in_path(setting: Setting) -> Opening:
    lines = b"%0d%0aSec-WebSocket-Key1:%204%20x2%0d%0aSec-WebSocket-Key2:%204%20y2%0d%0a"
    return _keyless(setting, b"GET " + setting.path.encode() + b"?" + lines + b" HTTP/1.1")


def _keys_in_line(setting: Setting) -> Opening:
    key1, key2 = _keys(setting)
    rest = b" HTTP/1.1 Sec-WebSocket-Key1: " + key1 + b" Sec-WebSocket-Key2: " + key2
    return _keyless(setting, b"GET " + setting.path.encode() + rest)


def _as_other_field(setting: Setting) -> Opening:
    key1, key2 = _keys(setting)
    return _keyless(setting, opening76(setting).line).plus(
        b"X-Form: a Sec-WebSocket-Key1: " + key1 + b" Sec-WebSocket-Key2: " + key2
    )


def _forged(what: str, text: str, make: Opener, *, does: str) -> Scenario:
    """A request without key fields: no answer of draft 76; draft 75 asks for no keys."""
    return SECTION.asks(
        what,
        Level.MUST,
        STEP + "; 5.2 step 5",
        text,
        does=does,
        means=FORGED,
        steps=hello_or(make),
        answers=(fails(answers_as_76()), passes(refused()), informs(answers_as_75())),
        twin=opens("76"),
        version=2,
    )


def _posted(method: str) -> Callable[[Setting], Steps]:
    """A form whose body is a complete handshake, and the end of the client's direction."""

    def steps(setting: Setting) -> Steps:
        body = opening76(setting).whole
        lines = (
            f"{method} {setting.path} HTTP/1.1",
            f"Host: {setting.hostport}",
            f"Origin: {setting.origin}",
            "Content-Type: text/plain",
            f"Content-Length: {len(body)}",
        )
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        digest = opening76(setting).digest
        return (
            Send(head + body),
            HalfClose(),
            Await(lambda received: digest in received or answered_somehow(received)),
        )

    return steps


def _body_answered(setting: Setting) -> Check:
    digest = opening76(setting).digest

    def look(reading: Reading) -> Look:
        return YES if digest in reading.received else Look("the body was not answered")

    return check("the digest of the handshake in the body", look)


def _body(what: str, method: str) -> Scenario:
    def answers(setting: Setting) -> tuple[Answer, ...]:
        return (
            fails(_body_answered(setting)),
            fails(answers_as_76()),
            passes(refused()),
            warns(answers_as_75().under(ABORT_WHAT_DOES_NOT_MATCH)),
        )

    return SECTION.asks(
        what,
        Level.MUST,
        STEP + "; 5.2 step 5",
        f"A handshake in the body of a {method} is no handshake.",
        does=f"a {method} with Content-Length whose body is a complete valid handshake",
        means=FORGED,
        steps=_posted(method),
        answers=answers,
        twin=opens("76"),
        version=2,
    )


def _other_scheme(origin: str) -> str:
    scheme, _, rest = origin.partition(":")
    return ("http:" if scheme == "https" else "https:") + rest


def _origin(what: str, text: str, origin: Callable[[Setting], str], *, does: str) -> Scenario:
    """Which origins a server expects is its own affair; recorded is whether it takes this one."""
    return SECTION.asks(
        what,
        Level.MAY,
        "origin",
        text,
        does=does,
        means="if the server is meant for certain sites only: every other site can use it as well",
        steps=hello_or(lambda s: opening76(s, origin=origin(s))),
        answers=(informs(refused()), informs(opened("76"))),
        twin=opens("76"),
    )


def _same_location() -> Check:
    """The second answer's location is the first's."""

    def look(readings: tuple[Reading, ...]) -> Look:
        if not (found := opened("76").look(readings[1:2])).holds:
            return found
        one, two = (value_of(reading, LOCATION) for reading in readings[:2])
        return YES if one == two else Look(f"the location is now {show(two or b'')}")

    return Check("the same location as without it", look)


def _forwarded(what: str, *lines: bytes, does: str) -> Scenario:
    # field bug 36
    return SECTION.asks(
        what,
        Level.UNDEFINED,
        "no input is trusted; 5.2, /host/ and /secure flag/",
        "Whether a server behind a proxy believes what the proxy says of the client is not defined.",
        does="two handshakes, the second with " + does,
        means="clients of their own choice make the server announce other hosts, or encryption",
        steps=in_turn(hello_or(plain("76")), hello_or(added(*lines))),
        answers=(passes(_same_location()), informs(Check("a refusal", _second_refused))),
        twin=opens("76"),
        version=2,
    )


def _second_refused(readings: tuple[Reading, ...]) -> Look:
    return refused().look(readings[1:2])


SCENARIOS = (
    _forged(
        "plain-http-request",
        "A plain HTTP request is not answered with a 101.",
        _no_fields,
        does="GET, Host and Accept, as any browser asks for a page, and eight bytes behind them",
    ),
    # field bug 119
    _forged(
        "keys-in-the-path",
        "Keys in the resource name, however escaped, are no keys.",
        _keys_in_path,
        does="a handshake without keys, whose query is %0d%0aSec-WebSocket-Key1:%204%20x2...",
    ),
    _forged(
        "keys-in-the-first-line",
        "Keys in the rest of the first line are no keys.",
        _keys_in_line,
        does="a handshake without keys, with both of them behind HTTP/1.1 in the first line",
    ),
    _forged(
        "keys-in-another-field",
        "Keys in the value of another field are no keys.",
        _as_other_field,
        does="a handshake without keys, with both of them in the value of X-Form",
    ),
    _body("handshake-in-the-body-of-a-post", "POST"),
    _body("handshake-in-the-body-of-a-get", "GET"),
    # field bug 115: the check of the origin is often missing for the old protocols
    _origin(
        "foreign-origin",
        "A server for certain sites should check the origin; one for every page need not.",
        lambda _: "http://evil.example",
        does="Origin: http://evil.example",
    ),
    # field bug 117
    _origin(
        "origin-with-a-suffix",
        "What begins like an origin that is expected is another one.",
        lambda s: s.origin + ".evil.example",
        does="Origin: the setting's own with .evil.example behind it",
    ),
    _origin(
        "origin-with-another-port",
        "The port is a part of the origin.",
        lambda s: s.origin + ":81",
        does="Origin: the setting's own with :81 behind it",
    ),
    _origin(
        "origin-with-another-scheme",
        "The scheme is a part of the origin.",
        lambda s: _other_scheme(s.origin),
        does="Origin: the setting's own with https for http, or http for https",
    ),
    _forwarded(
        "forwarded-scheme-not-believed",
        b"X-Forwarded-Proto: https",
        b"X-Forwarded-Ssl: on",
        does="X-Forwarded-Proto: https and X-Forwarded-Ssl: on",
    ),
    _forwarded(
        "forwarded-http-not-believed",
        b"X-Forwarded-Proto: http",
        does="X-Forwarded-Proto: http, which one server takes for https",
    ),
    _forwarded(
        "forwarded-host-not-believed",
        b"X-Forwarded-Host: evil.example",
        b"X-Forwarded-Port: 81",
        b"Forwarded: host=evil.example;proto=https",
        does="X-Forwarded-Host: evil.example, X-Forwarded-Port: 81 and Forwarded: host=...",
    ),
)
