"""75 §5.1, /secure flag/ and /host/ in the location: the way to the server, as it names it.

The scheme says how the connection runs, or how the server expects it to run behind a proxy that does
the encrypting. Both are known before a client says anything, so no field of a client's can change it.
The host is the one by which clients address the server: with several names it is derived from the
Host field, and then it has to be a host.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.checks import (
    YES,
    Answer,
    Check,
    Look,
    Readings,
    both,
    either,
    fails,
    informs,
    on,
    passes,
    warns,
)
from conformance.compose import Section, hello, in_turn, opens, plain
from conformance.expect import field_is, opened, refused
from conformance.expect_answer import LOCATION, same_value, value_has, value_of
from conformance.rules import LOCATION_IS_CONSTRUCTED
from conformance.scenario import Setting, Steps
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "5.1")

FIELD = "WebSocket-Location"
FORWARDED = re.compile(rb"wss?://forwarded\.example")
SECURE = re.compile(rb"wss://[^/]+/")
NOBODY = re.compile(rb"(?!wss?://)|wss?://(undefined|None|null|nil)?[:/]")
"""A location of no host: a word of the server's programming language, or nothing at all."""


def _is(url: str) -> Check:
    return field_is(FIELD, url.encode())


def _fixed(*connections: int) -> Check:
    """Every client gets the same well-formed location: a server of one service."""
    return both(
        same_value(FIELD, *connections),
        on(connections[0], value_has(FIELD, LOCATION, "a ws: URL")),
    )


def _scheme_follows() -> Check:
    """The same request gets ws: with one field and wss: with another. For answers that fail."""

    def look(readings: Readings) -> Look:
        values = [value_of(reading, FIELD) for reading in readings]
        schemes = {value.partition(b":")[0] for value in values if value is not None}
        return YES if len(schemes) > 1 else Look("the scheme is the same")

    return Check("a scheme that changes with a field of the client's", look)


def _with_field(field: bytes) -> Callable[[Setting], Steps]:
    return hello(lambda setting: opening75(setting).plus(field))


def _from(origin: str) -> Callable[[Setting], Steps]:
    return hello(lambda setting: opening75(setting, origin=origin))


def _host(host: Callable[[Setting], str]) -> Callable[[Setting], Steps]:
    return hello(
        lambda setting: opening75(setting).instead("Host", b"Host: " + host(setting).encode())
    )


def _any_case(url: str) -> re.Pattern[bytes]:
    return re.compile(re.escape(url.encode()), re.IGNORECASE)


def _host_answers(setting: Setting, host: str) -> tuple[Answer, ...]:
    scheme = "wss" if setting.secure else "ws"
    changed = value_has(FIELD, _any_case(f"{scheme}://{host}/"), "the URL in another case")
    return (
        passes(on(1, _is(f"{scheme}://{host}{setting.path}"))),
        fails(on(1, changed.under(LOCATION_IS_CONSTRUCTED))),
        informs(on(1, refused())),
        informs(_fixed(0, 1)),
    )


def _ipv6(setting: Setting) -> tuple[bytes, ...]:
    ports = dict.fromkeys(("", ":8080", f":{setting.port}"))
    return tuple(  # the scheme has scenarios of its own
        f"{scheme}://[::1]{port}{setting.path}".encode()
        for scheme in ("ws", "wss")
        for port in ports
    )


SCENARIOS = (
    # field bug 34: the most reported of all
    SECTION.asks(
        "location-wss-over-tls",
        Level.MUST,
        "/secure flag/",
        "On an encrypted connection the location begins with wss:.",
        does="the plain handshake over TLS",
        means="nobody can connect over TLS: the browser expects wss: and finds ws:",
        steps=hello(plain("75")),
        answers=(passes(value_has(FIELD, SECURE, "a wss: URL")),),
        twin=opens("75"),
        needs=("tls",),
    ),
    # field bug 35: socket.io, sockjs and Protocol::WebSocket take the page's scheme
    SECTION.asks(
        "scheme-not-from-the-origin",
        Level.MUST,
        "/secure flag/",
        "The scheme says how this connection runs, not how the page was loaded.",
        does="two handshakes, Origin: http://example.com and Origin: https://example.com",
        means="pages loaded over https cannot connect to a plain ws: service",
        steps=in_turn(_from("http://example.com"), _from("https://example.com")),
        answers=(
            fails(_scheme_follows()),
            passes(
                on(1, either("an answer, or a refusal of this origin", opened("75"), refused()))
            ),
        ),
        twin=opens("75"),
        needs=("plain",),
    ),
    # field bug 36: any value of the field makes Protocol::WebSocket say wss:
    SECTION.asks(
        "scheme-not-from-a-forwarded-field",
        Level.UNDEFINED,
        "/secure flag/ and 75 §7",
        "Whether a server believes what a proxy says of the client's connection is not defined.",
        does="the plain handshake, then X-Forwarded-Proto: http, then X-Forwarded-Proto: https",
        means="a client can make the server say that a plain connection is encrypted",
        steps=in_turn(
            hello(plain("75")),
            _with_field(b"X-Forwarded-Proto: http"),
            _with_field(b"X-Forwarded-Proto: https"),
        ),
        answers=(
            informs(_scheme_follows()),
            passes(on(2, either("an answer, or a refusal", opened("75"), refused()))),
        ),
        twin=opens("75"),
        version=2,
        needs=("plain",),
    ),
    SECTION.asks(
        "location-of-another-host",
        Level.UNDEFINED,
        "/host/",
        "A server with several names takes the host from the Host field; one with one name need not.",
        does="Host: with another name and the true port, after the plain handshake",
        means="it says whether clients can reach the server by more than one name",
        steps=in_turn(
            hello(plain("75")), _host(lambda s: s.hostport.replace(s.host.lower(), "other.example"))
        ),
        answers=lambda s: _host_answers(s, s.hostport.replace(s.host.lower(), "other.example")),
        twin=opens("75"),
    ),
    # field bug 38: a split at the colon leaves ws://[
    SECTION.asks(
        "location-of-an-ipv6-host",
        Level.MUST,
        "/host/",
        "A host in brackets has colons of its own; it is taken whole, or not at all.",
        does="Host: [::1]:8080, after the plain handshake",
        means="nobody can connect by an IPv6 address",
        steps=in_turn(hello(plain("75")), _host(lambda _: "[::1]:8080")),
        answers=lambda setting: (
            # the port may be the one that the server listens on (75 §5.1, /port/)
            passes(on(1, field_is(FIELD, *_ipv6(setting)))),
            informs(on(1, refused())),
            informs(_fixed(0, 1)),
        ),
        twin=opens("75"),
    ),
    # field bug 52: ws://undefined/, ws://None/, ws:///
    SECTION.asks(
        "no-host",
        Level.SHOULD,
        "/host/ and 75 §7",
        "Without a Host field the server disconnects or names a host that it knows.",
        does="the plain handshake without its Host field",
        means="it answers with a location that is no URL, and hides that it did not know one",
        steps=in_turn(hello(plain("75")), hello(lambda s: opening75(s).without("Host"))),
        answers=(
            passes(on(1, refused())),
            warns(on(1, value_has(FIELD, NOBODY, "no URL of any host"))),
            passes(on(1, value_has(FIELD, LOCATION, "a ws: URL"))),
        ),
        twin=opens("75"),
    ),
    # field bug 52: CVE-2026-61666, an error that nobody catches
    *(
        SECTION.asks(
            what,
            Level.SHOULD,
            "/host/ and 75 §7",
            "A Host that is no host is refused, or left out of the location.",
            does=f"Host: {host}",
            means="what anybody writes into a field comes back as the address of the server",
            steps=in_turn(hello(plain("75")), _host(lambda _, host=host: host)),  # type: ignore[misc]
            answers=(
                passes(on(1, refused())),
                passes(on(1, value_has(FIELD, LOCATION, "a ws: URL"))),
            ),
            twin=opens("75"),
        )
        for what, host in (
            ("host-with-a-blank", "a b"),
            ("host-that-is-a-url", "http://example.com/"),
            ("host-of-a-bracket", "["),
            ("host-with-a-user", "user@example.com"),
        )
    ),
    # field bug 36
    SECTION.asks(
        "host-not-from-a-forwarded-field",
        Level.UNDEFINED,
        "/host/ and 75 §7",
        "Whether a server believes what a proxy says of the host that was asked for is not defined.",
        does="X-Forwarded-Host: forwarded.example, after the plain handshake",
        means="a client can make the server name another host as its own",
        steps=in_turn(hello(plain("75")), _with_field(b"X-Forwarded-Host: forwarded.example")),
        answers=(
            informs(on(1, value_has(FIELD, FORWARDED, "a URL of that host"))),
            passes(on(1, either("an answer, or a refusal", opened("75"), refused()))),
        ),
        twin=opens("75"),
        version=2,
    ),
)
