"""76 §7: what a client sends is not to be trusted, least of all on its way into the answer.

The answer repeats three things that came from the client: the host, the resource name and the origin,
and perhaps the subprotocol. If a CR, an LF or what becomes one can travel with them, its sender writes
fields, or a whole second answer, into what comes back (response splitting). Such a field is a failure
whatever else is right: §5.2 step 11 gives each field one line. Whom it hurts depends on the sender. Any
link holds percent escapes, and its victim's browser reads the answer. Raw bytes stand in no link and in
no browser's origin (76 §4.1, and §5.1 item 3): who sends them needs a socket of their own.

A bare CR ends no line (76 §4.1 steps 36 and 37, §5.1 item 5), and other control bytes do not either.
They split nothing, but end up in logs, in terminals and in software that is less exact: a warning, in
an answer that opens the connection. A refusal is any HTTP answer, or none, and what its reason phrase
repeats of such bytes is recorded; a line of the client's in it is a failure like any other.
So is an origin that comes back as another one: no client sends such bytes, and none what became of
them.

A server should refuse such a value (76 §5.1). One that ignores the value and sends a fixed one of its
own is safe as well (76 §7), so that is recorded.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import Answer, Check, fails, informs, on, passes, warns
from conformance.compose import Opener, Section, in_turn, opens, plain
from conformance.compose_opening import first_line, hello_or
from conformance.expect import field_is, refused
from conformance.expect_answer import bare_cr, line_begins, unchanged
from conformance.expect_injected import controls, holds, silent_on
from conformance.rules import LOCATION_IS_CONSTRUCTED, ONE_VALUE_A_FIELD
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "7")
NAME = b"X-Injected"
LINE = b"X-Injected: yes"
NO_INPUT = "input is not trusted; 5.2 step 11"
SPLIT = "a link on any page writes fields, such as cookies, into what the server answers"
RAW = "who can send raw bytes, as no link can, writes fields into what the server answers"
CONTROL = "who can send raw bytes, as no link can, brings control bytes into logs and terminals"
LOCATION, ORIGIN = "Sec-WebSocket-Location", "Sec-WebSocket-Origin"
PROTOCOL = "Sec-WebSocket-Protocol"


def _asks(
    what: str,
    step: str,
    text: str,
    make: Opener,
    *wrong: Answer,
    does: str,
    means: str = RAW,
    comes_back: str = LOCATION,
    right: Callable[[Setting], Check] | None = None,
    version: int = 2,
) -> Scenario:
    """``wrong`` comes before all that is allowed; ``right`` is as good as a refusal.

    ``comes_back`` is the field of the answer that repeats the value.
    """

    def answers(setting: Setting) -> tuple[Answer, ...]:
        return (
            fails(line_begins(NAME).under(ONE_VALUE_A_FIELD)),
            *wrong,
            warns(bare_cr(comes_back)),
            passes(refused()),
            *((passes(right(setting)),) if right else ()),
            informs(silent_on("smuggled bytes")),
        )

    return SECTION.asks(
        what,
        Level.SHOULD,
        step,
        text,
        does=does,
        means=means,
        steps=hello_or(make),
        answers=answers,
        twin=opens("76"),
        version=version,
    )


def _escaped(
    what: str, text: str, addition: str, *wrong: Answer, does: str, version: int = 2
) -> Scenario:
    """Line ends as percent escapes, in the resource name: sent back as they came, or refused."""

    def resource(setting: Setting) -> str:
        path = setting.path
        if addition.startswith("/"):
            return path.rstrip("/") + addition
        return path + ("&" if "?" in path else "?") + addition

    return _asks(
        what,
        NO_INPUT,
        text,
        lambda s: opening76(s, resource=resource(s)),
        *wrong,
        fails(bare_cr(LOCATION).under(LOCATION_IS_CONSTRUCTED)),
        does=does,
        means=SPLIT,
        right=lambda s: field_is(LOCATION, s.location(resource(s)).encode()),
        version=version,
    )


def _in_field(name: str, value: bytes) -> Opener:
    """The plain handshake with ``value`` behind what the field says of itself."""

    def make(setting: Setting) -> Opening:
        opening = opening76(setting)
        mine = opening.value(name)
        line = name.encode() + b": " + (b"x" if mine is None else mine) + value
        return opening.without(name).plus(line)

    return make


def _in_path(data: bytes) -> Opener:
    return first_line(lambda path: b"GET " + path + data + b" HTTP/1.1")


def _beyond_ascii(what: str, raw: bytes, *allowed: bytes, does: str) -> Scenario:
    """An origin that no client sends, after the plain one; ``allowed``: what may come back of it.

    A server of one origin sends that one to both (76 §7).
    """
    make = _in_field("Origin", raw)

    def answers(setting: Setting) -> tuple[Answer, ...]:
        sent = make(setting).value("Origin") or b""
        exact = [value for value in (sent, sent.lower()) if raw in allowed]
        return (
            passes(on(1, refused())),
            *(informs(on(1, field_is(ORIGIN, value))) for value in dict.fromkeys(exact)),
            informs(unchanged(ORIGIN, 0, 1)),
        )

    return SECTION.asks(
        what,
        Level.SHOULD,
        NO_INPUT + ", |Sec-WebSocket-Origin|",
        "An origin beyond ASCII is refused, or at least does not come back as another one.",
        does="the plain handshake, then " + does,
        means="the server names an origin that did not ask, and perhaps one that it lets in",
        steps=in_turn(hello_or(plain("76")), hello_or(make)),
        answers=answers,
        twin=opens("76"),
        version=2,
    )


ACCENT = "\u00e9".encode()

SCENARIOS = (
    # field bug 41: eventlet 0.41 and mochiweb 3.1
    _escaped(
        "escaped-crlf-in-the-path",
        "%0d%0a in the resource name never becomes a line end of the answer.",
        "/a%0d%0aX-Injected:%20yes",
        does="a path that ends in /a%0d%0aX-Injected:%20yes",
    ),
    _escaped(
        "escaped-crlf-in-the-query",
        "%0D%0A in the query never becomes a line end of the answer.",
        "a=%0D%0AX-Injected:%20yes",
        does="a query that ends in a=%0D%0AX-Injected:%20yes",
    ),
    _escaped(
        "escaped-lf-and-nul-in-the-path",
        "%0a, %0d and %00 in the resource name never become the bytes that they name.",
        "/a%0aX-Injected:%20yes%0dX-Injected:%20yes%00b",
        fails(holds("a byte 00", b"\x00").under(LOCATION_IS_CONSTRUCTED)),
        does="a path that ends in /a%0aX-Injected:%20yes%0dX-Injected:%20yes%00b",
        version=3,
    ),
    _asks(
        "lf-in-the-path",
        NO_INPUT + "; 5.1 item 3",
        "A resource name has no LF; one that came is not sent back.",
        _in_path(b"/a\nX-Injected:yes"),
        does="a path that ends in /a, 0A, X-Injected:yes",
    ),
    _asks(
        "cr-in-the-path",
        NO_INPUT + "; 5.1 item 3",
        "A resource name has no CR; one that came is not sent back.",
        _in_path(b"/a\rX-Injected:yes"),
        does="a path that ends in /a, 0D, X-Injected:yes",
    ),
    # the parser that websocket-driver brings along reads the line as seven-bit ASCII
    _asks(
        "cr-and-lf-with-the-top-bit-in-the-path",
        NO_INPUT + "; 5.1 items 3 and 4",
        "The bytes 8D 8A are no CR LF, and do not become one on the way into the answer.",
        _in_path(b"/a\x8d\x8aX-Injected:yes"),
        does="a path that ends in /a, 8D 8A, X-Injected:yes",
    ),
    _asks(
        "control-bytes-in-the-path",
        NO_INPUT + "; 5.1 item 3",
        "A resource name has bytes of 21-7E only; others that came are not sent back.",
        _in_path(b"/a\x00\x01\x1b[31m\x7f"),
        *controls("the control bytes of the path", b"a\x00", b"\x1b[31m", b"\x01"),
        does="a path that ends in /a 00 01 1B '[31m' 7F",
        means=CONTROL,
        version=3,
    ),
    # field bug 42: LF in the origin sent back by three servers, CR by six, NUL by ten
    _asks(
        "lf-in-the-origin",
        NO_INPUT + "; 1.2",
        "An LF in the origin is never sent back.",
        _in_field("Origin", b"\n" + LINE),
        does="Origin with 0A and X-Injected: yes in its value",
        comes_back=ORIGIN,
    ),
    _asks(
        "cr-in-the-origin",
        NO_INPUT + "; 1.2",
        "A CR in the origin is never sent back.",
        _in_field("Origin", b"\r" + LINE),
        does="Origin with 0D and X-Injected: yes in its value",
        comes_back=ORIGIN,
    ),
    _asks(
        "control-bytes-in-the-origin",
        NO_INPUT,
        "Control bytes in the origin are never sent back.",
        _in_field("Origin", b"\x00b\x1b[31mred"),
        *controls("the control bytes of the origin", b"\x00b", b"\x1b[31m"),
        does="Origin with 00 62 1B '[31mred' at the end of its value",
        comes_back=ORIGIN,
        means=CONTROL,
        version=3,
    ),
    _asks(
        "lf-in-the-host",
        NO_INPUT + "; 1.2",
        "An LF in the host is never sent back.",
        _in_field("Host", b"\n" + LINE),
        does="Host with 0A and X-Injected: yes in its value",
    ),
    _asks(
        "cr-in-the-host",
        NO_INPUT + "; 1.2",
        "A CR in the host is never sent back.",
        _in_field("Host", b"\r" + LINE),
        does="Host with 0D and X-Injected: yes in its value",
    ),
    _asks(
        "lf-in-the-subprotocol",
        NO_INPUT + "; 1.2",
        "An LF in the subprotocol is never sent back.",
        _in_field("Sec-WebSocket-Protocol", b"\n" + LINE),
        does="Sec-WebSocket-Protocol with 0A and X-Injected: yes in its value",
        comes_back=PROTOCOL,
    ),
    _asks(
        "cr-in-the-subprotocol",
        NO_INPUT + "; 1.2",
        "A CR in the subprotocol is never sent back.",
        _in_field("Sec-WebSocket-Protocol", b"\r" + LINE),
        does="Sec-WebSocket-Protocol with 0D and X-Injected: yes in its value",
        comes_back=PROTOCOL,
    ),
    # websocket-driver reads the fields as seven-bit ASCII; ws and eventlet write their bytes as UTF-8
    _beyond_ascii(
        "utf-8-in-the-origin",
        ACCENT,
        ACCENT,
        does="Origin with C3 A9, an accent in UTF-8, at the end of its value",
    ),
    _beyond_ascii(
        "latin-1-in-the-origin",
        b"\xe9",
        does="Origin with E9, an accent in Latin-1 and no UTF-8, at the end of its value",
    ),
)
