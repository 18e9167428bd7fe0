"""75 §5.1, /origin/: the value that tells the browser whether its page is served.

A client sends the origin of its page and drops the connection when the answer has another. So whoever
serves several origins derives the answer from the Origin field. Whoever serves just one may send
that one to everybody and leave the comparing to the client (75 §1.7 and §7); one answer does not tell
the two apart, a second one with another origin does.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import Answer, Check, both, either, informs, on, passes
from conformance.compose import Section, hello, in_turn, opens, plain
from conformance.expect import field_absent, field_is, refused
from conformance.expect_answer import ORIGIN, same_value, value_has
from conformance.scenario import Scenario, Setting, Steps
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "5.1")

FIELD = "WebSocket-Origin"


def _origin(origin: Callable[[Setting], str]) -> Callable[[Setting], Steps]:
    return hello(lambda setting: opening75(setting, origin=origin(setting)))


def _b(setting: Setting) -> str:
    return f"http://b.{setting.token}.example"


def _c(setting: Setting) -> str:
    return f"http://c.{setting.token}.example"


def _is(origin: str) -> Check:
    return field_is(FIELD, origin.encode())


def _or_refused(origin: str) -> Check:
    return either(f"the origin {origin} or a refusal", _is(origin), refused())


def _fixed(*connections: int) -> Check:
    """Every client gets the same well-formed origin: a server for one site."""
    return both(
        same_value(FIELD, *connections),
        on(connections[0], value_has(FIELD, ORIGIN, "the serialization of an origin")),
    )


def _plain_origin(setting: Setting) -> tuple[Answer, ...]:
    return (passes(on(0, _is(setting.origin))), informs(_fixed(0, 1)))


def _three(setting: Setting) -> tuple[Answer, ...]:
    return (
        passes(
            both(
                on(0, _is(setting.origin)),
                on(1, _or_refused(_b(setting))),
                on(2, _or_refused(_c(setting))),
            )
        ),
        informs(_fixed(0, 1, 2)),
    )


def _unusual(what: str, value: str, text: str, means: str) -> Scenario:
    """An origin that a client may send and a server may refuse, but not change."""
    return SECTION.asks(
        what,
        Level.MUST,
        "/origin/",
        text,
        does=f"the plain handshake, then Origin: {value}, then a third origin",
        means=means,
        steps=in_turn(hello(plain("75")), _origin(lambda _: value), _origin(_b)),
        answers=(
            passes(on(1, _is(value))),
            informs(on(1, refused())),
            # a server of one origin, which may refuse the third one or not
            informs(_fixed(0, 1, 2)),
            informs(both(_fixed(0, 1), on(2, refused()))),
        ),
        twin=opens("75"),
    )


SCENARIOS = (
    # field bug 43: "undefined", "None" and the origin of somebody else
    SECTION.asks(
        "origin-value",
        Level.MUST,
        "/origin/",
        "The answer names the client's origin, unless the server serves just one.",
        does="the plain handshake, and then one with another origin",
        means="the browser finds another origin than its page's and drops the connection",
        steps=in_turn(hello(plain("75")), _origin(_b)),
        answers=_plain_origin,
        twin=opens("75"),
    ),
    SECTION.asks(
        "origin-of-this-client",
        Level.MUST,
        "/origin/",
        "The origin in an answer is derived from this client's handshake, not from another one's.",
        does="three handshakes in turn, each with an origin of its own",
        means="pages of one site are told that the server serves another one",
        steps=in_turn(hello(plain("75")), _origin(_b), _origin(_c)),
        answers=_three,
        twin=opens("75"),
    ),
    # field bug 116: null stands for an origin that cannot be named, such as a local file's
    _unusual(
        "origin-null",
        "null",
        "The origin null is an origin like others: refused, or sent back as it came.",
        "pages from local files cannot connect, or null opens what it should not",
    ),
    _unusual(
        "origin-with-port",
        "http://example.com:8081",
        "The port is a part of the origin.",
        "pages on another port than 80 are turned away by their browser",
    ),
    _unusual(
        "origin-https",
        "https://example.com",
        "The scheme is a part of the origin, whatever the connection runs over.",
        "pages loaded over https are turned away by their browser",
    ),
    _unusual(
        "origin-of-a-file",
        "file://",
        "An origin may lack a host, as that of a local file in old clients does.",
        "pages in embedded browsers are turned away",
    ),
    SECTION.asks(
        "origin-in-upper-case",
        Level.UNDEFINED,
        "/origin/",
        "Clients send the origin in lower case; what becomes of another case is left open.",
        does="Origin: HTTP://EXAMPLE.COM, which no client of the draft sends",
        means="nothing for browsers: it says how the server compares origins",
        steps=_origin(lambda _: "HTTP://EXAMPLE.COM"),
        answers=(
            informs(_is("HTTP://EXAMPLE.COM")),
            informs(_is("http://example.com")),
            informs(refused()),
        ),
        twin=opens("75"),
    ),
    SECTION.asks(
        "no-origin",
        Level.UNDEFINED,
        "/origin/",
        "What is answered to a handshake without an origin is the server's choice.",
        does="the plain handshake without its Origin field",
        means="nothing for browsers: they always send one. It says whether scripts can connect",
        steps=hello(lambda setting: opening75(setting).without("Origin")),
        answers=(
            informs(refused()),
            informs(field_is(FIELD, b"undefined", b"None", b"nil", b"")),
            informs(value_has(FIELD, ORIGIN, "the serialization of an origin")),
            informs(field_absent(FIELD)),
        ),
        twin=opens("75"),
        version=2,
    ),
)
