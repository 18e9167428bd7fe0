"""75 §7 and §5.1: what a client sends is not to be trusted, least of all when it is sent back.

The answer repeats the origin, the resource name, the host and perhaps the subprotocol. It is a series
of lines, and a line end among these values writes a further line into it: a cookie, another origin,
the end of the head and a frame behind it. Who can choose a path or an origin speaks for the server.
Refusing is always safe (75 §7). Whoever answers must not let a line end through, raw or decoded.

A bare CR ends no line: a client reads each field up to CR LF (75 §4.1). Sent back, it splits nothing
but reaches logs, terminals and software that is less exact: a warning. As an escape it stands in the
location as it came, so a CR there names another resource than was asked for: a failure. An origin
that comes back as another one is a warning: no client sends what became of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote_from_bytes

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
from conformance.compose import Section, hello, in_turn, opens, plain
from conformance.expect import opened, refused
from conformance.expect_answer import bare_cr, line_begins, resource_is, unchanged
from conformance.reading import Reading
from conformance.rules import INPUT_IS_NOT_TRUSTED, LOCATION_IS_CONSTRUCTED
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "7")

INJECTED = b"X-Injected"
SPLIT = (
    "an attacker's link makes the server send lines of the attacker's choice to the user's browser"
)
RAW = "who can send raw bytes, as no link can, makes the server send lines of their own choice"
ENDS = {
    "crlf-escaped": ("%0d%0a", "%0D%0A escaped"),
    "lf-escaped": ("%0a", "%0A escaped"),
    "cr-escaped": ("%0D", "%0D escaped"),
    "lf": ("\n", "a bare LF"),
    "cr": ("\r", "a bare CR"),
}

Put = Callable[[Setting, str], Opening]


def _path(setting: Setting, hidden: str) -> Opening:
    separator = "&" if "?" in setting.path else "?"
    return opening75(setting, resource=f"{setting.path}{separator}a{hidden}")


def _segment(setting: Setting, hidden: str) -> Opening:
    path = setting.path.partition("?")[0].removesuffix("/")
    return opening75(setting, resource=f"{path}/a{hidden}")


def _origin(setting: Setting, hidden: str) -> Opening:
    return opening75(setting, origin=setting.origin + hidden)


def _host(setting: Setting, hidden: str) -> Opening:
    return opening75(setting).instead("Host", f"Host: {setting.hostport}{hidden}".encode())


def _subprotocol(setting: Setting, hidden: str) -> Opening:
    return opening75(setting, subprotocol=(setting.subprotocol or "sample") + hidden)


WHERE: dict[str, tuple[Put, str, str]] = {
    "path": (_segment, "the path", "/resource name/"),
    "query": (_path, "the query", "/resource name/"),
    "origin": (_origin, "Origin", "/origin/"),
    "host": (_host, "Host", "/host/"),
    "subprotocol": (_subprotocol, "WebSocket-Protocol", "/subprotocol/"),
}
LOCATION, ORIGIN = "WebSocket-Location", "WebSocket-Origin"
COMES_BACK = {"origin": ORIGIN, "subprotocol": "WebSocket-Protocol"}
"""Where in the answer a value is repeated; what is not named here, in the location."""


def _splits(where: str, end: str) -> Scenario:
    """A line end in a value that the answer repeats, and a field behind it."""
    put, name, variable = WHERE[where]
    hidden, shown = ENDS[end]
    field = INJECTED.decode() + (":%20yes" if where in {"path", "query"} else ": yes")
    if where in {"path", "query"} and hidden in {"\r", "\n"}:
        field = INJECTED.decode() + ":yes"
    cr = bare_cr(COMES_BACK.get(where, LOCATION))
    decoded = fails(cr.under(LOCATION_IS_CONSTRUCTED))
    return SECTION.asks(
        f"{end}-in-the-{where}",
        Level.MUST,
        f"with 75 §5.1 {variable}",
        f"No line of the answer comes from within {name}.",
        does=f'{name} with {shown} and "{field}" behind it',
        means=SPLIT if where in {"path", "query"} and end.endswith("escaped") else RAW,
        steps=hello(lambda setting: put(setting, hidden + field)),
        answers=(
            fails(line_begins(INJECTED)),
            decoded if "%" in hidden else warns(cr.under(INPUT_IS_NOT_TRUSTED)),
            passes(both(opened("75"), _no_stray_ends())),
            passes(refused()),
        ),
        twin=opens("75"),
        version=3,
    )


def _no_stray_ends() -> Check:
    """No LF without its CR in the answer's head, which a lenient client takes for a line end."""

    def look(reading: Reading) -> Look:
        head = reading.response.raw if reading.response else b""
        return Look("a bare LF went into the answer" if re.search(rb"(?<!\r)\n", head) else "")

    return check("no bare LF", look)


def _nul(where: str, hidden: str, shown: str) -> Scenario:
    put, name, variable = WHERE[where]
    slug = "escaped-nul" if "%" in hidden else "nul"
    return SECTION.asks(
        f"{slug}-in-the-{where}",
        Level.SHOULD,
        f"with 75 §5.1 {variable}",
        f"A NUL in {name} is refused, or does not come back as one.",
        does=f'{name} with {shown} and "rest" behind it',
        means="a server and the software behind it read two different values",
        steps=hello(lambda setting: put(setting, hidden + "rest")),
        answers=(passes(refused()), passes(both(opened("75"), _has_no(b"\x00")))),
        twin=opens("75"),
    )


def _has_no(*wrong: bytes) -> Check:
    """The answer's head has none of these bytes."""

    def look(reading: Reading) -> Look:
        head = reading.response.raw if reading.response else b""
        found = [b for b in wrong if b in head]
        return Look(f"byte {found[0].hex().upper()} came back") if found else YES

    return check("no such byte in the answer", look)


def _top_bit(setting: Setting) -> Opening:
    opening = _segment(setting, "@@X-Injected:yes")
    return opening.starting(opening.line.replace(b"@@", b"\x8d\x8a"))


def _beyond_ascii(where: str, raw: bytes, shown: str, what: str) -> Scenario:
    put, name, variable = WHERE[where]

    def make(setting: Setting) -> Opening:
        opening = put(setting, "@@")
        fields = tuple(field.replace(b"@@", raw) for field in opening.fields)
        return Opening("75", opening.line.replace(b"@@", raw), fields)

    def answers(setting: Setting) -> tuple[Answer, ...]:
        path = make(setting).line.split(b" ")[1]
        escaped = resource_is(LOCATION, quote_from_bytes(path, safe="/%?=&;:@,+$!*'()~"))
        fixed = unchanged(COMES_BACK.get(where, LOCATION), 0, 1)
        return (
            passes(on(1, refused())),
            *((informs(on(1, escaped)),) if where == "path" else ()),
            informs(fixed),
        )

    return SECTION.asks(
        what,
        Level.SHOULD,
        f"with 75 §5.1 {variable}",
        f"What {name} holds beyond ASCII is refused, or not sent back, neither as it is nor changed.",
        does=f"the plain handshake, then {name} with {shown}",
        means="the answer names something that nobody asked for, or is not ASCII",
        steps=in_turn(hello(plain("75")), hello(make)),
        answers=answers,
        twin=opens("75"),
        version=3,
    )


# field bug 41 for the path, field bug 42 for the fields
SPLITS = tuple(
    _splits(where, end)
    for where in WHERE
    for end in ENDS
    if where in {"path", "query"} or not end.endswith("escaped") or end == "crlf-escaped"
)

SCENARIOS = (
    *SPLITS,
    # the parser that websocket-driver brings along reads the line as seven-bit ASCII
    SECTION.asks(
        "cr-and-lf-with-the-top-bit-in-the-path",
        Level.MUST,
        "with 75 §5.1 /resource name/",
        "The bytes 8D 8A are no CR LF, and do not become one on the way into the answer.",
        does='the path with 8D 8A and "X-Injected:yes" behind it',
        means=RAW,
        steps=hello(_top_bit),
        answers=(
            fails(line_begins(INJECTED)),
            warns(bare_cr(LOCATION).under(INPUT_IS_NOT_TRUSTED)),
            passes(both(opened("75"), _no_stray_ends())),
            passes(refused()),
        ),
        twin=opens("75"),
        version=2,
    ),
    _nul("path", "%00", "%00"),
    *(_nul(where, "\x00", "a byte 00") for where in WHERE if where != "query"),
    _beyond_ascii("origin", "\u00e9".encode(), "C3 A9, an accent in UTF-8", "utf-8-in-the-origin"),
    _beyond_ascii("origin", b"\xe9", "E9, an accent in Latin-1", "latin-1-in-the-origin"),
    _beyond_ascii("path", "\u00e9".encode(), "C3 A9, an accent in UTF-8", "utf-8-in-the-path"),
    _beyond_ascii("path", b"\xff", "a byte FF", "ff-in-the-path"),
)
