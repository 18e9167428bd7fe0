"""What the browsers are put into: conversations of a page with a server that answers rightly.

Each is a name, a sentence, a script of WebSocket calls (see page.js) and the server that it meets:
our reference server, a real server of others, or a pure peer of one connection that does, after a right
handshake, what a situation needs (close, reset, send in pieces). All that a server may do is
here; what it must not do is in `wrong_answers`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.selftest.actions import Action, Close, Reset, Wait, Write
from conformance.selftest.miniature import Miniature

Make = Callable[[], Miniature]

REFERENCE = "reference"
"""The server of most situations: `reference_server`, with the options that they need."""
REFERENCE_OPTIONS = ("--raw-paths",)
WITH_SUBPROTOCOLS = "reference with subprotocols"
SUBPROTOCOL_OPTIONS = ("--subprotocol", "sample", "--subprotocol", "two words")

ECHO = '{open: function () { this.send("hello"); }, message: function () { this.close(); }}'
LISTEN = "{}"


@dataclass(frozen=True)
class Situation:
    """One conversation. ``server`` is a name, or makes the pure peer of each connection."""

    name: str
    about: str
    script: str
    server: str | Make = REFERENCE
    origin: str = "http"
    cookies: tuple[str, ...] = ()
    connections: int = 1
    drafts: tuple[str, ...] = ("75", "76")


def after_opening(*actions: Action) -> Make:
    """A server that does this right after its handshake."""

    class Peer(Miniature):
        def establish(self) -> None:
            super().establish()
            self.actions.extend(actions)
            if actions and isinstance(actions[-1], Close | Reset):
                self.phase = self.over

    return Peer


def instead_of_echo(*actions: Action) -> Make:
    """A server that does this when the first message comes."""

    class Peer(Miniature):
        def on_message(self, text: str) -> None:  # noqa: ARG002 - whatever it is
            self.actions.extend(actions)
            if actions and isinstance(actions[-1], Close | Reset):
                self.phase = self.over

    return Peer


class LateAnswer(Miniature):
    """Answers half a second after the request."""

    def write(self, data: bytes) -> None:
        if not self.draft or data.startswith(b"HTTP/"):
            self.actions.append(Wait(0.5))
        super().write(data)


class PieceByPiece(Miniature):
    """Sends every byte in a segment of its own, as far as TCP lets it."""

    def write(self, data: bytes) -> None:
        for b in data:
            self.actions += [Write(bytes([b])), Wait(0.001)]


class WithTheHandshake(Miniature):
    """Sends three messages in one segment with its handshake."""

    def establish(self) -> None:
        super().establish()
        greeting = b"".join(b"\x00message %d\xff" % n for n in range(3))
        last = self.actions.pop()
        assert isinstance(last, Write)
        self.actions.append(Write(last.data + greeting))


class LateDigest(Miniature):
    """Sends its digest half a second after its head, as a server behind some proxies has to."""

    EARLY = True

    def digest(self, key3: bytes) -> bytes:
        self.actions.append(Wait(0.5))
        return super().digest(key3)


class SetsCookies(Miniature):
    """Sets a cookie in its handshake."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        return [*super().response_fields(), ("Set-Cookie", b"visited=yes")]


FIFTY = b"".join(b"\x00message %d\xff" % n for n in range(50))
COUNT_TO = "var seen = 0, on = {message: function () { if (++seen === %d) { this.close(); } }};"

REQUESTS = (
    Situation("plain", "one message, and the page closes", f'connect("/chat", {ECHO});'),
    Situation(
        "query",
        "a query with a blank, quotes and angle brackets, which the browser encodes",
        f'connect("/chat?room=1&name=a b&q=%22\\"<>|", {ECHO});',
    ),
    Situation(
        "raw-path",
        "blanks and UTF-8 in the path, which the browser sends raw",
        f'connect("/caf\\u00e9 x?q=\\u00e9 y", {ECHO});',
    ),
    Situation("no-path", "a URL without a path", f'connect("", {ECHO});'),
    Situation("query-without-path", "a query right behind the host", f'connect("?x=1", {ECHO});'),
    Situation("dots-in-path", "a path with dots", f'connect("/a/../b/./c", {ECHO});'),
    Situation(
        "subprotocol",
        "the page asks for a subprotocol that the server speaks",
        f'connect("/chat", {ECHO}, "sample");',
        WITH_SUBPROTOCOLS,
    ),
    Situation(
        "subprotocol-with-blank",
        "a subprotocol with a blank in its name",
        f'connect("/chat", {ECHO}, "two words");',
        WITH_SUBPROTOCOLS,
    ),
    Situation(
        "cookies",
        "cookies of the page, one of them HttpOnly, one for another path",
        f'connect("/chat", {ECHO});',
        cookies=("sid=abc123", "http_only=h1; HttpOnly", "lang=de", "far=1; Path=/elsewhere"),
    ),
    Situation(
        "cookie-of-the-handshake",
        "a cookie that the server's handshake sets comes with the next connection",
        'connect("/chat", {open: function () { this.close(); }, close: function () {'
        ' connect("/chat", {open: function () { this.close(); }}); }});',
        SetsCookies,
        connections=2,
    ),
    Situation("origin-file", "a page from a file", f'connect("/chat", {ECHO});', origin="file"),
    Situation("origin-null", "a page from nowhere", f'connect("/chat", {ECHO});', origin="null"),
)

MESSAGES = (
    Situation(
        "empty-message",
        "an empty message, and another",
        'connect("/chat", {open: function () { this.send(""); this.send("after"); },'
        " message: function (text) { if (text) { this.close(); } }});",
    ),
    Situation(
        "non-ascii-messages",
        "two, three and four bytes of UTF-8, U+0000, a BOM, non-characters",
        'connect("/chat", {open: function () { this.send("na\\u00efve \\u2603 \\ud83d\\ude00");'
        ' this.send("nul\\u0000nul"); this.send("\\ufeffbom"); this.send("\\uffff\\ufffe");'
        ' this.send("after"); },'
        ' message: function (text) { if (text === "after") { this.close(); } }});',
    ),
    Situation(
        "lone-surrogates",
        "halves of surrogate pairs, which are no characters, and a message after them",
        'connect("/chat", {open: function () { this.send("lone\\ud800x"); this.send("\\udc00");'
        ' this.send("after"); },'
        ' message: function (text) { if (text === "after") { this.close(); } }});',
    ),
    Situation(
        "megabyte",
        "a message of 1,048,576 bytes and its echo",
        'connect("/chat", {open: function () { this.send(times(1 << 20, "a")); },'
        " message: function () { this.close(); }});",
    ),
    Situation(
        "megabyte-of-snowmen",
        "a message of 349,525 characters of three bytes and its echo",
        'connect("/chat", {open: function () { this.send(times(349525, "\\u2603")); },'
        " message: function () { this.close(); }});",
    ),
    Situation(
        "fifty-messages-at-once",
        "fifty messages in one call stack leave in one segment",
        'var seen = 0; connect("/chat", {open: function () {'
        ' for (var n = 0; n < 50; n++) { this.send("message " + n); } },'
        " message: function () { if (++seen === 50) { this.close(); } }});",
    ),
    Situation(
        "two-sockets",
        "two connections of one page to one server at a time",
        "var n = 0, on = {open: function () { this.send('hello'); }, message: function () {"
        " this.close(); }, close: function () { if (++n === 2) { later(50, done); } }};"
        ' connect("/one", on); connect("/two", on);',
        connections=2,
    ),
    Situation(
        "ten-messages-in-turn",
        "each message is sent when the echo of the one before has come",
        'var n = 0; connect("/chat", {open: function () { this.send("message 0"); },'
        ' message: function () { if (++n === 10) { this.close(); } else { this.send("message " + n);'
        " } }});",
    ),
)

ENDS = (
    Situation(
        "page-closes-at-once",
        "the page closes as soon as the connection is open: a FIN, no FF 00",
        'connect("/chat", {open: function () { this.close(); }});',
    ),
    Situation(
        "send-and-close",
        "two messages and a close in one call stack: both messages leave before the FIN",
        'connect("/chat", {open: function () { this.send("one"); this.send("two"); this.close(); }});',
    ),
    Situation(
        "send-much-and-close",
        "a megabyte and a close in one call stack: all of it leaves before the FIN",
        'connect("/chat", {open: function () { this.send(times(1 << 20, "a")); this.close(); },'
        " close: function () { later(700, done); }});",
    ),
    Situation(
        "close-before-the-answer",
        "the page closes while the server has not answered",
        'var ws = connect("/chat"); later(200, function () { ws.close(); });',
        LateAnswer,
    ),
    Situation(
        "server-sends-fin",
        "the server ends the connection by FIN",
        'connect("/chat", {open: function () { this.send("hello"); }});',
        instead_of_echo(Write(b"\x00hello\xff"), Close()),
    ),
    Situation(
        "server-sends-closing-frame-and-fin",
        "FF 00 and a FIN: the browser answers with a FIN and no FF 00",
        'connect("/chat", {open: function () { this.send("hello"); }});',
        instead_of_echo(Write(b"\x00hello\xff\xff\x00"), Close()),
        drafts=("76",),
    ),
    Situation(
        "server-sends-closing-frame-and-waits",
        "FF 00 and, half a second later, a FIN: until it comes the browser does nothing",
        'connect("/chat", {open: function () { this.send("hello"); }});',
        instead_of_echo(Write(b"\x00hello\xff\xff\x00"), Wait(0.5), Close()),
        drafts=("76",),
    ),
    Situation(
        "server-sends-rst",
        "the server ends the connection by RST",
        'connect("/chat", {open: function () { this.send("hello"); }});',
        instead_of_echo(Write(b"\x00hello\xff"), Wait(0.1), Reset()),
    ),
    Situation(
        "server-ends-in-mid-frame",
        "the server's FIN comes in the middle of a frame: the half message is dropped",
        'connect("/chat", {open: function () { this.send("hello"); }});',
        instead_of_echo(Write(b"\x00hello\xff\x00half a mess"), Close()),
    ),
)

PACKETS = (
    Situation(
        "fifty-frames-in-one-segment",
        "fifty messages of the server in one segment",
        COUNT_TO % 50 + ' connect("/chat", on);',
        after_opening(Write(FIFTY)),
    ),
    Situation(
        "frames-with-the-handshake",
        "three messages in the segment of the server's handshake",
        COUNT_TO % 3 + ' connect("/chat", on);',
        WithTheHandshake,
    ),
    Situation(
        "byte-by-byte",
        "every byte of the server in a segment of its own",
        f'connect("/chat", {ECHO});',
        PieceByPiece,
    ),
    Situation(
        "late-answer",
        "the server answers half a second after the request",
        f'connect("/chat", {ECHO});',
        LateAnswer,
    ),
    Situation(
        "late-digest",
        "the digest comes half a second after the head of the answer",
        f'connect("/chat", {ECHO});',
        LateDigest,
        drafts=("76",),
    ),
)

REAL_SERVERS = (
    ("websocket-driver-0.8.0", ("75", "76")),
    ("websocket-driver-0.7.4", ("75", "76")),
    ("eventlet", ("75", "76")),
    ("protocol-websocket", ("75", "76")),
    ("ws", ("76",)),
)

OTHERS = tuple(
    Situation(
        f"{name.replace('.', '-')}-{what}", f"{about}, on {name}", script, name, drafts=drafts
    )
    for name, drafts in REAL_SERVERS
    for what, about, script in (
        ("plain", "one message, and the page closes", f'connect("/chat", {ECHO});'),
        (
            "messages",
            "an empty message, several bytes of UTF-8, and another",
            'connect("/chat?a=b", {open: function () { this.send("");'
            ' this.send("\\u2603 \\ud83d\\ude00"); this.send("after"); },'
            ' message: function (text) { if (text === "after") { this.close(); } }});',
        ),
    )
)

SITUATIONS: tuple[Situation, ...] = (*REQUESTS, *MESSAGES, *ENDS, *PACKETS, *OTHERS)
"""All of them; their traces are replayed against targets."""
