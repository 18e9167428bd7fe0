"""75 §5.1, /subprotocol/: the name of what is spoken over the connection.

The subprotocol is one string, blanks and commas included (75 §4.1 has U+0020 to U+007E). It is sent
when it is not null, and a client that names none makes it null for a server that derives it. A server
that speaks just one may send that one to everybody, so a second request decides what the first one
has shown. Leaving the field out is always right: then the server's subprotocol is null.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.checks import Answer, both, fails, informs, on, passes
from conformance.compose import Section, hello, in_turn, opens
from conformance.expect import field_absent, field_is, opened, refused
from conformance.expect_answer import line_is, same_value, value_has
from conformance.scenario import Opening, Scenario, Setting, Steps
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "5.1")

PROTOCOL = "WebSocket-Protocol"
ANY = re.compile(rb"")


def _asks(name: Callable[[Setting], str]) -> Callable[[Setting], Steps]:
    return hello(lambda setting: opening75(setting, subprotocol=name(setting)))


def _unasked(setting: Setting) -> Opening:
    return opening75(setting).without(PROTOCOL)


def _name(setting: Setting) -> str:
    return setting.subprotocol or "sample"


def _second(setting: Setting) -> str:
    return f"p-{setting.token}"


def _asked(name: str) -> tuple[Answer, ...]:
    """The answers when connection 0 asked for ``name``, 1 for another one, and 2 for none."""
    return (
        passes(on(0, field_is(PROTOCOL, name.encode()))),
        informs(on(0, field_absent(PROTOCOL))),
        informs(on(0, refused())),
        informs(same_value(PROTOCOL, 0, 1, 2)),
    )


def _odd_name(what: str, name: str, text: str, means: str) -> Scenario:
    return SECTION.asks(
        what,
        Level.MUST,
        "/subprotocol/",
        text,
        does=f'WebSocket-Protocol: {name} (one name), then "p-...", then none, on other connections',
        means=means,
        steps=in_turn(_asks(lambda _: name), _asks(_second), hello(_unasked)),
        answers=_asked(name),
        twin=opens("75"),
    )


SCENARIOS = (
    # field bug 47: "default", "*" and "None" went out to clients that had asked for nothing
    SECTION.asks(
        "no-subprotocol-unasked",
        Level.MUST,
        "/subprotocol/",
        "A client that names no subprotocol makes it null, and a null one is not sent.",
        does="a handshake without WebSocket-Protocol, and then one that asks for a name",
        means="applications are told of a subprotocol that nobody chose",
        steps=in_turn(hello(_unasked), _asks(_second)),
        answers=lambda setting: (
            passes(on(0, field_absent(PROTOCOL))),
            informs(on(0, refused())),
            fails(
                both(
                    on(0, opened("75")), on(1, field_is(PROTOCOL, _second(setting).encode()))
                ).called(
                    "a subprotocol on connection 1, by a server that sends back the one of connection 2"
                )
            ),
            informs(same_value(PROTOCOL, 0, 1)),
        ),
        twin=opens("75"),
    ),
    SECTION.asks(
        "subprotocol-asked",
        Level.MUST,
        "/subprotocol/",
        "A subprotocol that the server speaks comes back as it was asked for.",
        does='WebSocket-Protocol: sample (or the one of --subprotocol), then "p-...", then none',
        means="the client finds another subprotocol than it asked for and drops the connection",
        steps=in_turn(_asks(_name), _asks(_second), hello(_unasked)),
        answers=lambda setting: _asked(_name(setting)),
        twin=opens("75"),
    ),
    _odd_name(
        "subprotocol-with-blanks-and-commas",
        "a, b c",
        "The value is one name, blanks and commas included; draft 75 knows no list.",
        "a name with a comma in it is cut, and the client drops the connection",
    ),
    _odd_name(
        "subprotocol-case-kept",
        "ChAt.Example",
        "The name comes back in the case in which it was asked for.",
        "the client compares exactly and drops the connection",
    ),
    SECTION.asks(
        "subprotocol-empty",
        Level.UNDEFINED,
        "/subprotocol/",
        "The empty name is not the same as no name; no client sends it.",
        does="WebSocket-Protocol: with nothing behind the space",
        means="nothing for browsers: it says how the server reads an empty value",
        steps=hello(lambda setting: _unasked(setting).plus(b"WebSocket-Protocol: ")),
        answers=(
            informs(field_is(PROTOCOL, b"")),
            informs(field_absent(PROTOCOL)),
            informs(refused()),
        ),
        twin=opens("75"),
    ),
    # field bug 51: Protocol::WebSocket writes it before the origin
    SECTION.asks(
        "subprotocol-after-location",
        Level.MUST,
        "after the location",
        "The subprotocol stands behind the location, and its name is WebSocket-Protocol.",
        does="WebSocket-Protocol: sample (or the one of --subprotocol)",
        means="the fixed part of the answer is not where the draft has it",
        steps=_asks(_name),
        answers=(
            passes(
                both(
                    line_is(5, b"WebSocket-Location: ", whole=False),
                    line_is(6, b"WebSocket-Protocol: ", whole=False),
                )
            ),
            informs(field_absent(PROTOCOL)),
            informs(refused()),
            # other fields in between: 1.2 has them in any order, 5.1 has not
            informs(
                both(
                    line_is(4, b"WebSocket-Origin: ", whole=False),
                    line_is(5, b"WebSocket-Location: ", whole=False),
                )
            ),
        ),
        twin=opens("75"),
    ),
    # field bug 44: em-websocket has the name of draft 76 in its answer of draft 75
    SECTION.asks(
        "subprotocol-has-the-name-of-75",
        Level.MUST,
        "after the location",
        "The subprotocol is sent as WebSocket-Protocol, and not under the name of draft 76.",
        does="WebSocket-Protocol: sample (or the one of --subprotocol)",
        means="the client finds no subprotocol and drops the connection",
        steps=_asks(_name),
        answers=(
            passes(field_absent("Sec-WebSocket-Protocol")),
            informs(refused()),
            informs(
                value_has(PROTOCOL, ANY, "the field of draft 75, and that of draft 76 as well")
            ),
        ),
        twin=opens("75"),
    ),
    SECTION.asks(
        "subprotocol-not-read-from-76",
        Level.MUST,
        "/subprotocol/",
        "The subprotocol is derived from WebSocket-Protocol; a field of draft 76 is any other field.",
        does="Sec-WebSocket-Protocol: p-..., and no WebSocket-Protocol",
        means="a subprotocol is agreed upon that the client has not asked for in this draft",
        steps=hello(lambda s: _unasked(s).plus(b"Sec-WebSocket-Protocol: " + _second(s).encode())),
        answers=lambda setting: (
            fails(field_is(PROTOCOL, _second(setting).encode())),
            informs(refused()),
            passes(opened("75")),
        ),
        twin=opens("75"),
    ),
)
