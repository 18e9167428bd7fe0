"""76 §5.2 steps 2 and 3: the location for other resources, other hosts and other origins.

The resource name is all bytes up to the second space (76 §5.1 item 3), query included, and stands in
the location as it came: whoever decodes an escape and encodes it again makes another URL of it. A
server may refuse a resource, or send one URL for all of them; both are told from a mistake by asking
for the plain resource and for a third one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.checks import (
    YES,
    Answer,
    Check,
    Look,
    both,
    check,
    fails,
    informs,
    on,
    passes,
    warns,
)
from conformance.compose import Opener, Section, in_turn, opens, plain
from conformance.compose_opening import hello_or
from conformance.describe import show
from conformance.expect import field_is, opened, refused
from conformance.expect_answer import LOCATION, same_value, value_has, value_of
from conformance.reading import Reading
from conformance.rules import LOCATION_IS_CONSTRUCTED, RESOURCE_FROM_THE_CLIENT
from conformance.scenario import Scenario, Setting
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "5.2")
NAME = "Sec-WebSocket-Location"
RESOURCE = "steps 2 and 3, /resource name/"
OTHER_URL = "the browser finds another URL than the one that it was given, and hangs up"
PARTS = re.compile(rb"wss?://([^/]*)(/.*)\Z", re.DOTALL)
PRINTABLE = bytes(c for c in range(0x21, 0x7F) if c != 0x23).decode()
"""What a resource name may hold (76 §5.1 item 3), without the # that ends it in a URL."""


def _below(setting: Setting, what: str) -> str:
    return setting.path.rstrip("/") + "/" + what


def _resource(
    what: str, text: str, make: Callable[[Setting], str], *, does: str, means: str = OTHER_URL
) -> Scenario:
    """A scenario of three connections: the plain resource, a third one, the one in question."""

    def answers(setting: Setting) -> tuple[Answer, ...]:
        return (
            passes(on(2, _resource_is(make(setting)))),
            informs(on(2, refused())),
            informs(both(value_has(NAME, LOCATION, "a whole URL"), same_value(NAME, 0, 1, 2))),
            warns(
                both(on(1, refused()), same_value(NAME, 0, 2))
                .called("one location for two resources, by a server that refuses a third")
                .under(RESOURCE_FROM_THE_CLIENT)
            ),
        )

    ask: Opener = lambda s: opening76(s, resource=make(s))  # noqa: E731
    third: Opener = lambda s: opening76(s, resource=_below(s, "third"))  # noqa: E731
    return SECTION.asks(
        what,
        Level.MUST,
        RESOURCE,
        text,
        does=f"three handshakes: for the path, for the path and /third, and for {does}",
        means=means,
        steps=in_turn(hello_or(plain("76")), hello_or(third), hello_or(ask)),
        answers=answers,
        twin=opens("76"),
    )


def _location(words: str, good: Callable[[bytes, bytes], bool]) -> Check:
    """A check of the location's host with its port, and of its resource name.

    The scheme and the port have scenarios of their own in 3.2; a fault there is not found again here.
    """

    def look(reading: Reading) -> Look:
        if not (found := opened("76").look((reading,))).holds:
            return found
        value = value_of(reading, NAME) or b""
        parts = PARTS.match(value)
        yes = parts is not None and good(parts[1], parts[2])
        return YES if yes else Look(f"the location is {show(value)}")

    return check(words, look)


def _resource_is(resource: str) -> Check:
    right = resource.encode()
    return _location(f"a location that ends in {show(right)}", lambda _, came: came == right)


def _same_scheme() -> Check:
    def look(readings: tuple[Reading, ...]) -> Look:
        for reading in readings[:2]:
            if not (found := opened("76").look((reading,))).holds:
                return found
        one, two = (value_of(reading, NAME) or b"" for reading in readings[:2])
        same = one.partition(b":")[0] == two.partition(b":")[0]
        return YES if same else Look(f"the location is {show(one)} and then {show(two)}")

    return Check("the same scheme in the location whatever the origin", look)


def _other_origin(setting: Setting) -> str:
    return "http://example.com" if setting.secure else "https://example.com"


def _host(setting: Setting, host: str) -> bytes:
    return setting.location().replace(setting.hostport, host, 1).encode()


def _of_host(what: str, host: str, *, does: str, means: str) -> Scenario:
    """The plain handshake for another host, which the server may know, ignore or refuse."""

    def without_port(hostport: bytes) -> bytes:
        return re.sub(rb":[0-9]+\Z", b"", hostport)  # the port is the server's own to say (5.2)

    right, start = host.encode(), host[:5].lower().encode()
    answers = (
        passes(_location(f"a location of {host}", lambda came, _: without_port(came) == right)),
        informs(refused()),
        fails(
            _location(
                "a location of something like it",
                lambda came, _: came.lower().startswith((start, b"[")),
            ).under(LOCATION_IS_CONSTRUCTED)
        ),
        informs(_location("a location with a host of the server's own", lambda *_: True)),
    )

    return SECTION.asks(
        what,
        Level.MAY,
        "step 2, /host/ and /port/",
        "The host of the location comes from Host as it is, or it is the server's own.",
        does=does,
        means=means,
        steps=hello_or(lambda s: opening76(s).instead("Host", f"Host: {host}:{s.port}".encode())),
        answers=answers,
        twin=opens("76"),
    )


def _portless_answers(setting: Setting) -> tuple[Answer, ...]:
    return (
        informs(field_is(NAME, setting.location().encode())),
        informs(field_is(NAME, _host(setting, _bare_host(setting)))),
        informs(refused()),
    )


def _bare_host(setting: Setting) -> str:
    return setting.hostport.removesuffix(f":{setting.port}")


SCENARIOS = (
    # field bug 39: tornado, eventlet, pywebsocket, cyclone, mochiweb lose the query
    _resource(
        "location-with-query",
        "The query is a part of the resource name and so of the location.",
        lambda s: s.path + "?x=1&y=&z=%26" if "?" not in s.path else s.path + "&x=1&y=&z=%26",
        does="the path and ?x=1&y=&z=%26",
    ),
    _resource(
        "location-with-empty-query",
        "A query may be empty; its question mark is a part of the resource name all the same.",
        lambda s: s.path + "?",
        does="the path and a question mark",
    ),
    # field bug 40: WSGI decodes the path
    _resource(
        "location-keeps-escapes",
        "Percent escapes stand in the location as they came, neither decoded nor written anew.",
        lambda s: _below(s, "a:b%20c%7E%2f%C3%a9"),
        does="the path and /a:b%20c%7E%2f%C3%a9",
    ),
    _resource(
        "location-keeps-every-character",
        "A resource name may hold any character of 21-7E, and keeps it in the location.",
        lambda s: s.path + "?" + PRINTABLE,
        does="the path and a query of all characters of 21-7E but #",
    ),
    _resource(
        "location-keeps-slashes",
        "A resource name is a string: dots and slashes in it are not resolved.",
        lambda s: _below(s, "a//b/./c/../d/"),
        does="the path and /a//b/./c/../d/",
    ),
    # eventlet resolves it as a reference to another host, and names what is left
    _resource(
        "location-keeps-leading-slashes",
        "A resource name begins with a slash; when it begins with two, both stand in the location.",
        lambda s: "/" + _below(s, "x"),
        does="a path of two slashes, the path and x",
    ),
    # field bug 35: Protocol::WebSocket and SockJS guess from the page
    SECTION.asks(
        "scheme-not-from-the-origin",
        Level.MUST,
        "step 2, /secure flag/",
        "The page's scheme says nothing about this connection: the location's scheme is its own.",
        does="two handshakes: the second has an Origin with https where the connection is plain, "
        "with http where it is encrypted",
        means="pages of https cannot use ws, nor pages of http wss",
        steps=in_turn(
            hello_or(plain("76")), hello_or(lambda s: opening76(s, origin=_other_origin(s)))
        ),
        answers=(passes(_same_scheme()), informs(on(1, refused()))),
        twin=opens("76"),
    ),
    # field bug 38: split(":")
    _of_host(
        "location-of-an-ipv6-host",
        "[2001:db8::1]",
        does="Host: [2001:db8::1] with the port",
        means="who connects by an IPv6 address gets a location with a part of it, and hangs up",
    ),
    _of_host(
        "location-of-a-named-host",
        "a-name.of-this-host.example",
        does="Host: a-name.of-this-host.example with the port",
        means="who connects by this name gets a location with another spelling, and hangs up",
    ),
    SECTION.asks(
        "location-without-a-port-in-host",
        Level.MAY,
        "step 2, /port/",
        "The port of the location is the one that the server expected or received.",
        does="Host without the port",
        means="nothing to a client of the draft, which always sends a port that is not the default",
        steps=hello_or(lambda s: opening76(s).instead("Host", f"Host: {_bare_host(s)}".encode())),
        answers=_portless_answers,
        twin=opens("76"),
    ),
)
