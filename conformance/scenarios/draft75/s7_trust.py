"""75 §7: whom a server believes, and what.

A request that no WebSocket client can have sent comes from somebody who makes another program send
it: a form of a web page, a proxy, a client of a third protocol. Its parts are not to be put together
into a handshake that is none. In draft 75 only CR LF ends a line (75 §5.2), so a bare LF is a part of
a value; a server that takes it for a line end reads fields that a proxy before it has not seen.

Which origins are served is the server's own affair, and the harness does not know its list. What it can
show is how closely the server compares, for those who have a list in force.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import YES, Check, Look, check, fails, informs, passes, warns
from conformance.compose import Section, hello, opens
from conformance.expect import field_is, opened, refused
from conformance.reading import Reading
from conformance.rules import HANDSHAKE_ENDS_ONCE
from conformance.scenario import Await, Opening, Scenario, Send, Setting, Steps
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "7")


def _line_feed(setting: Setting) -> Opening:
    origin = f"http://{setting.token}.example".encode()
    return opening75(setting).instead("Origin", b"X-Pad: a\nOrigin: " + origin)


def _post(setting: Setting) -> Steps:
    """A POST whose body is a whole handshake, with an origin of its own."""
    inner = opening75(setting, origin=f"http://{setting.token}.example").head
    outer = (
        f"POST {setting.path} HTTP/1.1\r\nHost: {setting.hostport}\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(inner)}\r\n\r\n"
    ).encode()
    return (Send(outer + inner), Await(lambda received: b" 101 " in received))


def _answers_body(setting: Setting) -> Check:
    wanted = f"WebSocket-Origin: http://{setting.token}.example".encode()

    def look(reading: Reading) -> Look:
        if wanted in reading.received:
            return YES
        return Look("nothing of the body was answered")

    return check("an answer to the handshake in the body", look)


def _origin_choice(what: str, origin: Callable[[Setting], str], shown: str, text: str) -> Scenario:
    """Which origins a server takes is its own affair; the report says how it compares."""
    return SECTION.asks(
        what,
        Level.UNDEFINED,
        "the third paragraph",
        text,
        does=f"Origin: {shown}",
        means="with a list of origins in force, accepting it lets a foreign page in",
        steps=hello(lambda setting: opening75(setting, origin=origin(setting))),
        answers=(
            informs(refused()),
            informs(
                Check("an answer: the origin is accepted or left to the client", opened().look)
            ),
        ),
        twin=opens("75"),
    )


SCENARIOS = (
    # field bug 42: eleven peers read a bare LF as a line end
    SECTION.asks(
        "bare-lf-ends-no-line",
        Level.SHOULD,
        "with 75 §5.2",
        "Fields are separated by CR LF; a bare LF is a part of a value.",
        does="X-Pad: a, a bare LF, and Origin: with a name of its own; no other Origin",
        means="a field that a proxy does not see decides who is served",
        steps=hello(_line_feed),
        answers=lambda setting: (
            warns(field_is("WebSocket-Origin", f"http://{setting.token}.example".encode())),
            passes(refused()),
            passes(opened("75")),
        ),
        twin=opens("75"),
    ),
    # field bug 119
    SECTION.asks(
        "handshake-in-a-body",
        Level.SHOULD,
        "with 75 §5.2, the first field",
        "A handshake that stands in the body of another request is none.",
        does="a POST, and in its body a whole plain handshake with an origin of its own",
        means="a form on any web page opens a connection in the name of its reader",
        steps=_post,
        answers=lambda setting: (
            fails(_answers_body(setting).under(HANDSHAKE_ENDS_ONCE)),
            passes(refused()),
        ),
        twin=opens("75"),
    ),
    # field bug 123: em-websocket looked for the words anywhere
    SECTION.asks(
        "flash-policy-words-in-a-field",
        Level.SHOULD,
        "with 75 §5.2, other fields",
        "The words of another protocol within a value are a value.",
        does="X-Note: <policy-file-request/> behind the plain fields",
        means="a client is answered in another protocol because of a cookie",
        steps=hello(lambda s: opening75(s).plus(b"X-Note: <policy-file-request/>")),
        answers=(passes(opened("75")), informs(refused())),
        twin=opens("75"),
    ),
    # field bugs 115 and 117
    _origin_choice(
        "origin-unknown",
        lambda s: f"http://{s.token}.example",
        "a page that the server has never heard of",
        "A server for certain sites only should verify the origin.",
    ),
    _origin_choice(
        "origin-with-a-suffix",
        lambda s: s.origin + ".evil.example",
        "the setting's origin with .evil.example behind it",
        "An origin is the whole value: what begins with a good one is not one.",
    ),
    _origin_choice(
        "origin-with-another-scheme",
        lambda s: (
            "https" + s.origin if not s.origin.startswith("http:") else "https" + s.origin[4:]
        ),
        "the setting's origin with another scheme",
        "The scheme is a part of the origin.",
    ),
    _origin_choice(
        "origin-with-another-port",
        lambda s: s.origin.rstrip("/") + ":81",
        "the setting's origin with :81 behind it",
        "The port is a part of the origin.",
    ),
)
