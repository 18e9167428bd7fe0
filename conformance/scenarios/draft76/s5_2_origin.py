"""76 §5.2, /origin/ and /subprotocol/: what the answer says of the page and of the application.

A server for many origins sends back the client's; a server for one may send that one to everybody,
whoever asks (76 §7). The two are told apart by asking twice. A subprotocol is one string, blanks and
commas included, and is sent back as it came or not at all: null, when none was asked for. A server of
just one may name that one to everybody, for it need not derive it (step 2); so here, too, one asks
again, for another name and for none.
"""

from __future__ import annotations

from conformance.checks import Answer, Check, both, informs, on, passes
from conformance.compose import Opener, Section, in_turn, opens, plain
from conformance.compose_opening import hello_or
from conformance.expect import field_absent, field_is, refused
from conformance.expect_answer import same_value
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "5.2")
ORIGIN = "Sec-WebSocket-Origin"
PROTOCOL = "Sec-WebSocket-Protocol"
EVERY = "".join(chr(c) for c in range(0x20, 0x7F))
OTHER = "https://other.example:8443"
THEN = '; then "p-...", then none, on other connections'


def _echo(setting: Setting, origin: str | None = None) -> Check:
    """The answer's origin is the one that was sent, as it came or in small letters (5.2)."""
    sent = (setting.origin if origin is None else origin).encode()
    return field_is(ORIGIN, *dict.fromkeys((sent, sent.lower())))


def _origin(what: str, text: str, origin: str, *, does: str, means: str) -> Scenario:
    other: Opener = lambda s: opening76(s, origin=origin)  # noqa: E731

    def answers(setting: Setting) -> tuple[Answer, ...]:
        return (
            passes(both(on(0, _echo(setting)), on(1, _echo(setting, origin)))),
            informs(on(1, refused())),
            informs(same_value(ORIGIN, 0, 1)),
        )

    return SECTION.asks(
        what,
        Level.MUST,
        "step 2, /origin/",
        text,
        does=does,
        means=means,
        steps=in_turn(hello_or(plain("76")), hello_or(other)),
        answers=answers,
        twin=opens("76"),
    )


def _unasked(setting: Setting) -> Opening:
    return opening76(setting).without(PROTOCOL)


def _asking(setting: Setting, name: bytes) -> Opening:
    return _unasked(setting).plus(f"{PROTOCOL}: ".encode() + name)


def _second(setting: Setting) -> Opening:
    return _asking(setting, setting.text("p"))


def _subprotocol(
    what: str, text: str, value: str | None, *, does: str, level: Level = Level.MUST
) -> Scenario:
    """``value`` is what is asked for; None: what the target was said to know, or a name."""

    def asked(setting: Setting) -> bytes:
        return (setting.subprotocol or "chat.example.com" if value is None else value).encode()

    def make(setting: Setting) -> Opening:
        return _asking(setting, asked(setting))

    return SECTION.asks(
        what,
        level,
        "step 2, /subprotocol/, and step 11",
        text,
        does=does,
        means="clients compare the answer with what they asked for, find another, and hang up",
        steps=in_turn(hello_or(make), hello_or(_second), hello_or(_unasked)),
        answers=lambda s: (
            passes(field_is(PROTOCOL, asked(s))),
            informs(field_absent(PROTOCOL)),
            informs(refused()),
            informs(same_value(PROTOCOL, 0, 1, 2)),
        ),
        twin=opens("76"),
    )


SCENARIOS = (
    _origin(
        "origin-of-the-client",
        "A server for several origins answers with the one that the client sent.",
        OTHER,
        does=f"two handshakes, the second with Origin: {OTHER}",
        means="pages of other origins cannot connect, though the server lets them in",
    ),
    # field bugs 43 and 116
    _origin(
        "origin-null",
        "The origin null is an origin like any other, and answered with null.",
        "null",
        does="two handshakes, the second with Origin: null, as pages from files send it",
        means="pages without an origin cannot connect, though the server lets them in",
    ),
    _origin(
        "origin-of-a-file",
        "An origin is sent back whatever its scheme is.",
        "file://",
        does="two handshakes, the second with Origin: file://, as some clients send it",
        means="pages from files cannot connect, though the server lets them in",
    ),
    # field bug 47: "*", "default", "None" in the answers of three servers
    SECTION.asks(
        "subprotocol-not-asked-for",
        Level.MUST,
        "step 2, /subprotocol/, and step 11",
        "Without Sec-WebSocket-Protocol in the handshake there is none in the answer.",
        does="a handshake without Sec-WebSocket-Protocol, and then one that asks for a name",
        means="applications are told of a subprotocol that nobody chose",
        steps=in_turn(hello_or(_unasked), hello_or(_second)),
        answers=(
            passes(field_absent(PROTOCOL)),
            passes(refused()),
            informs(same_value(PROTOCOL, 0, 1)),
        ),
        twin=opens("76"),
    ),
    _subprotocol(
        "subprotocol-asked-for",
        "A subprotocol that was asked for is sent back as it came, or not at all.",
        None,
        does="Sec-WebSocket-Protocol with the target's own subprotocol, or chat.example.com" + THEN,
    ),
    _subprotocol(
        "subprotocol-with-blanks-and-commas",
        "A subprotocol is one string, also when it looks like a list.",
        "a, b c;q=1",
        does="Sec-WebSocket-Protocol: a, b c;q=1" + THEN,
    ),
    _subprotocol(
        "subprotocol-of-every-character",
        "A subprotocol may hold any character from 20 to 7E, and is sent back unchanged.",
        f"x{EVERY}x",
        does="Sec-WebSocket-Protocol with all characters from 20 to 7E between two x" + THEN,
    ),
    _subprotocol(
        "subprotocol-empty",
        "An empty subprotocol is not the same as none; a server may know it, or not.",
        "",
        does="Sec-WebSocket-Protocol with an empty value" + THEN,
        level=Level.UNDEFINED,
    ),
)
