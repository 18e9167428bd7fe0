"""75 §5.1, /resource name/ in the location: the URL that the server believes to be (75 §3.2).

Scheme, host, port unless it is the scheme's own, resource name: put together and nothing else done
to it. The client does the same and compares the two strings. So a resource name that was decoded,
shortened or tidied on its way through an HTTP library is a failed handshake, though it still names
the same resource.

A server with one service may send one location to everybody (75 §1.7). Therefore a resource is asked
for together with the plain one and a second one: an answer that follows the second and not the
questionable one is no fixed one. Unknown paths may be refused.

Two values are the server's to know. It may expect encryption that ends in front of it, and it may have
a name of its own. Then its location is right and this client is wrong here, which a server that
compares would have told it by hanging up (75 §7): a warning, not a failure.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import (
    Answer,
    Check,
    both,
    fails,
    informs,
    on,
    passes,
    warns,
)
from conformance.compose import Section, hello, in_turn, opens, plain
from conformance.expect import field_is, opened, refused
from conformance.expect_answer import (
    LOCATION,
    host_of_its_own,
    resource_is,
    same_value,
    value_has,
)
from conformance.rules import HOST_DOES_NOT_MATCH, JUST_DISCONNECT, RESOURCE_FROM_THE_CLIENT
from conformance.scenario import Scenario, Setting, Steps
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "5.1")

FIELD = "WebSocket-Location"
STEP = "/resource name/"


def _below(setting: Setting, tail: str) -> str:
    """A resource under the setting's path."""
    path = setting.path.partition("?")[0]
    return path.removesuffix("/") + "/" + tail


def _query(setting: Setting, query: str) -> str:
    """The setting's path with a query, or with more of it."""
    return setting.path + ("&" if "?" in setting.path else "?") + query


def _second(setting: Setting) -> str:
    return _below(setting, f"second-{setting.token}")


def _ask(resource: Callable[[Setting], str]) -> Callable[[Setting], Steps]:
    return hello(lambda setting: opening75(setting, resource=resource(setting)))


def _is(url: str) -> Check:
    return field_is(FIELD, url.encode())


def _fixed(*connections: int) -> Check:
    """Every client gets the same well-formed location: a server of one service."""
    return both(
        same_value(FIELD, *connections),
        on(connections[0], value_has(FIELD, LOCATION, "a ws: URL")),
    )


def _resource(what: str, resource: Callable[[Setting], str], shown: str, text: str) -> Scenario:
    """A resource name that has to come back as it was sent: connection 2, after two others."""

    def answers(setting: Setting) -> tuple[Answer, ...]:
        follows = resource_is(FIELD, _second(setting))
        return (
            passes(on(2, resource_is(FIELD, resource(setting)))),
            fails(
                both(on(1, follows), on(2, opened("75"))).called(
                    "the resource name changed on connection 3, though sent back on connection 2"
                )
            ),
            informs(on(2, refused())),
            informs(_fixed(0, 1, 2)),
            warns(on(2, _another()).under(RESOURCE_FROM_THE_CLIENT)),
        )

    return SECTION.asks(
        what,
        Level.MUST,
        STEP,
        text,
        does=f"GET {shown}, after a handshake for the plain path and one for another path",
        means="the browser compares the location with its URL and drops the connection",
        steps=in_turn(hello(plain("75")), _ask(_second), _ask(resource)),
        answers=answers,
        twin=opens("75"),
    )


def _another() -> Check:
    return Check("a location that ends otherwise", opened("75").look)


def _value(setting: Setting) -> tuple[Answer, ...]:
    url = setting.location()
    expected = Check(
        "the URL with wss:, of a server that expects encryption",
        on(0, _is(url.replace("ws:", "wss:", 1))).look,
    )
    own = host_of_its_own(FIELD, setting.host, setting.path, _second(setting))
    return (
        passes(on(0, _is(url))),
        *(() if setting.secure else (warns(expected.under(JUST_DISCONNECT)),)),
        informs(_fixed(0, 1)),
        warns(own.under(HOST_DOES_NOT_MATCH)),
    )


RESOURCES = (
    # field bug 39: tornado, cyclone, mochiweb, lighttpd and others cut the query off
    _resource(
        "location-with-query",
        lambda s: _query(s, "x=1&y="),
        "/?x=1&y=",
        "The query is a part of the resource name.",
    ),
    # field bug 39: eventlet lost a query that is empty
    _resource(
        "location-with-empty-query",
        lambda s: _query(s, ""),
        "/? with nothing behind the question mark",
        "A query that is empty is still a query: the question mark stays.",
    ),
    # field bug 40: WSGI servers decode the path, gevent encodes it again in another way
    _resource(
        "location-percent-escapes",
        lambda s: _below(s, "a:b%20c%7E"),
        "/a:b%20c%7E",
        "Escapes in the resource name are neither resolved nor added.",
    ),
    _resource(
        "location-escapes-keep-case",
        lambda s: _below(s, "%c3%a9%C3%89%2f%2F"),
        "/%c3%a9%C3%89%2f%2F",
        "The digits of an escape keep their case, and %2F is no slash.",
    ),
    _resource(
        "location-path-not-tidied",
        lambda s: _below(s, "a//b;p=1//"),
        "/a//b;p=1//",
        "Slashes that stand together stay as many as they were.",
    ),
    # eventlet resolves it as a reference to another host, and names what is left
    _resource(
        "location-keeps-leading-slashes",
        lambda s: "/" + _below(s, "x"),
        "//x",
        "A resource name may begin with two slashes, and both stand in the location.",
    ),
    _resource(
        "location-query-with-slashes",
        lambda s: _query(s, "u=http://a/b?c;d=[e]'"),
        "/?u=http://a/b?c;d=[e]'",
        "A query may hold slashes, colons and question marks.",
    ),
    _resource(
        "location-plus-is-no-blank",
        lambda s: _query(s, "a+b%2Bc"),
        "/?a+b%2Bc",
        "A plus sign is a plus sign.",
    ),
    _resource(
        "location-of-a-kilobyte",
        lambda s: _query(s, "k=" + "0123456789abcdef" * 64),
        "a query of 1,026 bytes",
        "A long resource name comes back whole.",
    ),
)

SCENARIOS = (
    *RESOURCES,
    # field bugs 34 and 37: the scheme is fixed in the code, the port is missing or there twice
    SECTION.asks(
        "location-value",
        Level.MUST,
        "75 §3.2",
        "The location is the URL of the server and the resource as the client addressed them.",
        does="the plain handshake, with the host and port of this connection, then another path",
        means="every browser compares the location with its URL and drops the connection",
        steps=in_turn(hello(plain("75")), _ask(_second)),
        answers=_value,
        twin=opens("75"),
    ),
)
