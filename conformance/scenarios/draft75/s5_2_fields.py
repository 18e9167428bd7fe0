"""75 §5.2, the fields: what has to be there, and what may be.

Clients of draft 75 send the first four fields in one order and case, and a server need not look at any
of them (75 §1.7). But a server that knows its clients by a cookie, or by the network that they are in,
has to see that a WebSocket client sent the request: no script could set Upgrade and Connection when the
draft was written. The harness cannot know what a server trusts in, so it shows a cookie and warns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.checks import Check, both, informs, passes
from conformance.compose import Section, hello, opens, plain
from conformance.expect import field_is, opened, refused
from conformance.expect_answer import LOCATION, value_has
from conformance.scenario import Opening, Scenario, Twin
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "5.2")

COOKIE = b"Cookie: session=0123456789abcdef"
MEMBERS = "a page that makes a browser send a plain request acts in the name of the browser's user"


def _trusted(what: str, make: Callable[[Opening], Opening], text: str, does: str) -> Scenario:
    """A request with a cookie that lacks an invariant part of the handshake."""
    return SECTION.asks(
        what,
        Level.SHOULD,
        "Other fields",
        text,
        does=does + "; with a Cookie, as a browser would send it",
        means=MEMBERS,
        steps=hello(lambda setting: make(opening75(setting).plus(COOKIE))),
        answers=(passes(refused()),),
        twin=opens("75"),
    )


def _open(
    what: str, make: Callable[[Opening], Opening], text: str, does: str, means: str
) -> Scenario:
    """A handshake that no client of draft 75 sends, and that a server may take or refuse."""
    return SECTION.asks(
        what,
        Level.UNDEFINED,
        "the names and their order",
        text,
        does=does,
        means=means,
        steps=hello(lambda setting: make(opening75(setting))),
        answers=(informs(refused()), informs(opened("75"))),
        twin=opens("75"),
    )


def _legal(what: str, lines: tuple[bytes, ...], text: str, does: str, means: str) -> Scenario:
    """A handshake with more fields that a client may send; it is served like the plain one.

    A server of draft 75 may close the connection instead of answering (75 §5.1). But fields like these
    belong to the protocol as 1.2 shows it, so to turn away whoever sends them is a warning.
    """
    return SECTION.asks(
        what,
        Level.SHOULD,
        "Other fields, and 75 §1.2, non-normative",
        text,
        does=does,
        means=means,
        steps=hello(lambda setting: opening75(setting).plus(*lines)),
        answers=(passes(_as_ever()),),
        twin=_plain_as_ever(),
        version=2,
    )


def _as_ever() -> Check:
    """The answer to the plain handshake: origin and location have scenarios of their own."""
    return both(
        field_is("Upgrade", b"WebSocket"),
        field_is("Connection", b"Upgrade"),
        value_has("WebSocket-Location", LOCATION, "a ws: URL"),
    )


def _plain_as_ever() -> Twin:
    """The plain handshake; whoever answers that one otherwise shows nothing about further fields."""
    return Twin(hello(plain("75")), lambda _: (passes(_as_ever()),))


def _swapped(opening: Opening) -> Opening:
    """Connection before Upgrade."""
    return opening.without("Connection").instead(
        "Upgrade", b"Connection: Upgrade", b"Upgrade: WebSocket"
    )


def _another_case(opening: Opening) -> Opening:
    """Host and Origin with their names in another case."""
    host, origin = opening.value("Host") or b"", opening.value("Origin") or b""
    return opening.instead("Host", b"HOST: " + host).instead("Origin", b"oRIGIN: " + origin)


def _origin_first(opening: Opening) -> Opening:
    """Origin, a Cookie, Host."""
    host, origin = opening.value("Host") or b"", opening.value("Origin") or b""
    return opening.without("Origin").instead("Host", b"Origin: " + origin, COOKIE, b"Host: " + host)


def _backwards(opening: Opening) -> Opening:
    """Origin and Host before Connection and Upgrade."""
    return replace(opening, fields=tuple(reversed(opening.fields)))


TRUSTED = (
    _trusted(
        "upgrade-missing",
        lambda opening: opening.without("Upgrade"),
        "Who trusts a cookie verifies that Upgrade is there.",
        "the plain handshake without Upgrade",
    ),
    _trusted(
        "connection-missing",
        lambda opening: opening.without("Connection"),
        "Who trusts a cookie verifies that Connection is there.",
        "the plain handshake without Connection",
    ),
    _trusted(
        "both-missing",
        lambda opening: opening.without("Upgrade").without("Connection"),
        "Who trusts a cookie does not serve a plain GET.",
        "a GET with Host and Origin, as a script of any page can have it sent",
    ),
    _trusted(
        "upgrade-of-another-protocol",
        lambda opening: opening.instead("Upgrade", b"Upgrade: h2c"),
        "Who trusts a cookie verifies that the upgrade is to WebSocket.",
        "Upgrade: h2c instead of Upgrade: WebSocket",
    ),
    _trusted(
        "connection-keep-alive",
        lambda opening: opening.instead("Connection", b"Connection: keep-alive"),
        "Who trusts a cookie verifies that Connection says Upgrade.",
        "Connection: keep-alive instead of Connection: Upgrade",
    ),
)

LEGAL = (
    _legal(
        "unknown-fields",
        (b"X-First: 1", b"User-Agent: a (b; c) d/1.0", b"Accept-Language: de, en;q=0.5"),
        "Fields that the draft does not name can stand behind those that it does.",
        "three fields that are none of the draft's, behind Origin",
        "a proxy that adds a field makes every connection fail",
    ),
    _legal(
        "cookies",
        (b'Cookie: a=b; c="d, e"; f', b"Cookie2: $Version=1"),
        "Cookies are sent as over HTTP, in fields of their own.",
        "Cookie with three pairs and Cookie2, behind Origin",
        "users who are logged in cannot connect",
    ),
    _legal(
        "value-with-colons",
        (b"X-Time: 12:30:00: noon", b"X-Empty: "),
        "A value may hold colons, and it may be empty.",
        "X-Time: 12:30:00: noon, and X-Empty: with nothing behind the space",
        "a field of a proxy with an odd value makes the connection fail",
    ),
)

OPEN = (
    # the server reads what clients always send in one order
    _open(
        "order-connection-first",
        _swapped,
        "Upgrade comes first and Connection second; another order no client sends.",
        "Connection: Upgrade before Upgrade: WebSocket",
        "nothing for browsers: it says whether proxies that sort fields are in the way",
    ),
    _open(
        "order-backwards",
        _backwards,
        "Clients send four fields in one order; what becomes of another one is left open.",
        "the plain handshake with its fields in the opposite order",
        "nothing for browsers: it says whether proxies that sort fields are in the way",
    ),
    _open(
        "value-in-utf-8",
        lambda opening: opening.plus("X-Name: \u00e9\u20ac\U0001f4a9".encode()),
        "The values of the draft's fields are UTF-8; of other fields' values nothing is said.",
        "X-Name with characters of two, three and four bytes",
        "it says whether a proxy that adds a name with an accent is in the way",
    ),
    # field bug 10
    _open(
        "names-in-lower-case",
        lambda opening: replace(
            opening,
            fields=tuple(
                n.lower() + c + v for n, c, v in (f.partition(b":") for f in opening.fields)
            ),
        ),
        "The bytes of the names are given; whether another case is the same name is not said.",
        "upgrade, connection, host, origin: the names in lower case",
        "nothing for browsers: it says whether proxies that change the case are in the way",
    ),
    # field bug 11
    _open(
        "values-in-lower-case",
        lambda opening: opening.instead("Upgrade", b"Upgrade: websocket").instead(
            "Connection", b"Connection: upgrade"
        ),
        "Upgrade and Connection always have their values in one case.",
        "Upgrade: websocket and Connection: upgrade",
        "nothing for browsers: it says how exactly the server compares",
    ),
    # field bug 12
    _open(
        "connection-of-two-tokens",
        lambda opening: opening.instead("Connection", b"Connection: keep-alive, Upgrade"),
        "Connection always has one value; a list is what proxies and later browsers send.",
        "Connection: keep-alive, Upgrade",
        "nothing for browsers of draft 75: it says whether proxies are in the way",
    ),
    _open(
        "two-origins",
        lambda opening: opening.plus(b"Origin: http://second.example"),
        "A client sends one origin; what two of them mean is not said.",
        "a second Origin field with another value",
        "a check of the one and an answer with the other would let a foreign page in",
    ),
    # field bug 19
    _open(
        "request-of-rfc-6455-too",
        lambda opening: opening.plus(
            b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        ),
        "A client that speaks a later version is no client of draft 75.",
        "the plain handshake with Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key",
        "it says which version wins; a client of the later one drops the older answer",
    ),
)

# 75 §1.2 calls the fields behind the third line unordered, and their names case-insensitive
RELAXED = tuple(
    SECTION.asks(
        what,
        Level.SHOULD,
        "with 75 §1.2",
        text,
        does=does,
        means="a proxy that writes fields anew makes every connection fail",
        steps=hello(lambda setting, make=make: make(opening75(setting))),  # type: ignore[misc]
        answers=(passes(_as_ever()),),
        twin=_plain_as_ever(),
        version=2,
    )
    for what, text, does, make in (
        (
            "host-and-origin-in-another-case",
            "The names of the fields behind the third line match in any case.",
            "HOST: and oRIGIN: instead of Host: and Origin:",
            _another_case,
        ),
        (
            "origin-before-host",
            "The fields behind the third line may come in any order.",
            "Origin before Host, a Cookie between them",
            _origin_first,
        ),
    )
)

SCENARIOS = (*TRUSTED, *LEGAL, *OPEN, *RELAXED)
