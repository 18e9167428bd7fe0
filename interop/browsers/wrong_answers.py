"""What the browsers are put into: answers that a server must not give, and odd ones that it may.

A browser decides by these which servers it can talk to. The server is right but for one thing; what
the page saw stands in the trace.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.selftest.actions import Action, Close, Wait, Write
from conformance.selftest.miniature import Miniature
from interop.browsers.situations import Make, Situation, after_opening, instead_of_echo

Change = Callable[[bytes], bytes]

STAY = Wait(0.3)
"""Long enough for a browser to do something about what it got, if it does."""

SHORT = (
    'var ws = connect("/chat", {open: function () { this.send("hello"); }});'
    " later(400, function () { ws.close(); });"
)
"""The page: a message when it opens, and a close when everything has come."""
PROTOCOL = SHORT.replace("}});", '}}, "sample");', 1)


def changed(head: Change | None = None, digest: Change | None = None) -> Make:
    """A server that changes the head of its answer, or its digest; after that it is the right one."""

    class Peer(Miniature):
        def response_head(self) -> bytes:
            right = super().response_head()
            return right if head is None else head(right)

        def digest(self, key3: bytes) -> bytes:
            right = super().digest(key3)
            return right if digest is None else digest(right)

    return Peer


def answers(*actions: Action) -> Make:
    """A server that does this in the place of its handshake."""

    class Peer(Miniature):
        def accept(self) -> None:
            self.actions.extend(actions)
            self.phase = self.over

    return Peer


def swap(old: bytes, new: bytes) -> Make:
    """A server whose head has ``new`` for ``old``, which is there in both drafts."""

    def head(right: bytes) -> bytes:
        if old not in right:
            raise ValueError(f"{old!r} is not in {right!r}")
        return right.replace(old, new, 1)

    return changed(head)


def line(start: bytes, *instead: bytes) -> Make:
    """A server whose head has these lines for the one that begins so, after Sec- or not."""

    def head(right: bytes) -> bytes:
        lines: list[bytes] = []
        for this in right.split(b"\r\n"):
            lines.extend(instead if this.removeprefix(b"Sec-").startswith(start) else [this])
        return b"\r\n".join(lines)

    return changed(head)


def prefixed(name: bytes) -> Change:
    """A change of the lines of a head: none but the order of its fields, ``name`` first."""

    def head(right: bytes) -> bytes:
        first, *fields = right.removesuffix(b"\r\n\r\n").split(b"\r\n")
        fields.sort(key=lambda field: not field.removeprefix(b"Sec-").startswith(name))
        return b"\r\n".join([first, *fields, b"", b""])

    return head


def lower_names(right: bytes) -> bytes:
    """The names of all fields in lower case."""
    first, *fields = right.split(b"\r\n")
    lowered = [f.partition(b":")[0].lower() + b":" + f.partition(b":")[2] for f in fields if f]
    return b"\r\n".join([first, *lowered, b"", b""])


def other_names(right: bytes) -> bytes:
    """The names of the other draft's fields."""
    if b"Sec-WebSocket" in right:
        return right.replace(b"Sec-WebSocket-", b"WebSocket-")
    return right.replace(b"\r\nWebSocket-", b"\r\nSec-WebSocket-")


def both_names(right: bytes) -> bytes:
    """The names of both drafts' fields."""
    extra = [f for f in other_names(right).split(b"\r\n") if b"WebSocket-" in f]
    return right[:-2] + b"\r\n".join(extra) + b"\r\n\r\n"


def plus(*lines: bytes) -> Make:
    """A server whose head has these lines at its end."""
    return changed(lambda right: right[:-2] + b"".join(each + b"\r\n" for each in lines) + b"\r\n")


def status(text: bytes) -> Make:
    """A server that answers with another first line."""
    return changed(lambda right: text + right[right.index(b"\r\n") :])


def frames(data: bytes) -> Make:
    """A server that sends these bytes and then a message, both after its handshake."""
    return after_opening(Write(data), Wait(0.05), Write(b"\x00after\xff"))


def wrong(
    name: str, about: str, server: Make, drafts: tuple[str, ...] = ("75", "76"), script: str = SHORT
) -> Situation:
    """A situation with this server."""
    return Situation(name, about, script, server, drafts=drafts)


RFC_6455 = b"""HTTP/1.1 101 Switching Protocols\r
Upgrade: websocket\r
Connection: Upgrade\r
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
\r
"""

HEADS = (
    wrong(
        "origin-wrong",
        "another origin than the page's",
        line(
            b"WebSocket-Origin",
            b"Sec-WebSocket-Origin: http://other.example",
            b"WebSocket-Origin: http://other.example",
        ),
    ),
    wrong("origin-missing", "no origin", line(b"WebSocket-Origin")),
    wrong(
        "origin-in-upper-case",
        "the page's origin in upper case",
        swap(b"Origin: http://", b"Origin: HTTP://"),
    ),
    wrong("location-wrong-path", "the location of another path", swap(b"/chat\r\n", b"/other\r\n")),
    wrong(
        "location-wrong-host",
        "the location of another host",
        swap(b"ws://127.0.0.1:", b"ws://localhost:"),
    ),
    wrong(
        "location-wrong-scheme", "a location with wss", swap(b"Location: ws:", b"Location: wss:")
    ),
    wrong("location-missing", "no location", line(b"WebSocket-Location")),
    wrong("status-200", "status 200", status(b"HTTP/1.1 200 OK")),
    wrong("status-302", "status 302", status(b"HTTP/1.1 302 Found")),
    wrong("status-401", "status 401", status(b"HTTP/1.1 401 Unauthorized")),
    wrong("status-404", "status 404", status(b"HTTP/1.1 404 Not Found")),
    wrong(
        "phrase-of-rfc-6455", "101 Switching Protocols", status(b"HTTP/1.1 101 Switching Protocols")
    ),
    wrong("http-1-0", "HTTP/1.0 101", status(b"HTTP/1.0 101 WebSocket Protocol Handshake")),
    wrong("no-phrase", "101 and nothing behind it", status(b"HTTP/1.1 101")),
    wrong("not-http", "an SSH server", answers(Write(b"SSH-2.0-OpenSSH_5.3\r\n"), STAY, Close())),
    wrong(
        "upgrade-in-lower-case",
        "Upgrade: websocket",
        swap(b"Upgrade: WebSocket", b"Upgrade: websocket"),
    ),
    wrong("upgrade-missing", "no Upgrade", line(b"Upgrade:")),
    wrong(
        "connection-in-lower-case",
        "Connection: upgrade",
        swap(b"Connection: Upgrade", b"Connection: upgrade"),
    ),
    wrong(
        "connection-a-list",
        "Connection: keep-alive, Upgrade",
        swap(b"Connection: Upgrade", b"Connection: keep-alive, Upgrade"),
    ),
    wrong("connection-missing", "no Connection", line(b"Connection:")),
    wrong(
        "fields-in-another-order",
        "the location before Upgrade",
        changed(prefixed(b"WebSocket-Location")),
    ),
    wrong("names-in-lower-case", "the names of all fields in lower case", changed(lower_names)),
    wrong(
        "extra-fields",
        "fields that nobody knows, at the end",
        plus(b"Server: example", b"X-Long: " + b"x" * 20_000),
    ),
    wrong(
        "bare-line-feeds",
        "lines that end in LF alone",
        changed(lambda right: right.replace(b"\r\n", b"\n")),
    ),
    wrong("folded-field", "a field on two lines", plus(b"X-Folded: one", b" two")),
    wrong("value-not-utf-8", "a value that is no UTF-8", plus(b"X-Bytes: \xff\xfe")),
    wrong(
        "no-blank-after-colons",
        "no blank after the colons of the last fields",
        changed(
            lambda right: right.replace(b"Origin: ", b"Origin:").replace(
                b"Location: ", b"Location:"
            )
        ),
    ),
    wrong("names-of-the-other-draft", "the field names of the other draft", changed(other_names)),
    wrong("names-of-both-drafts", "the field names of both drafts", changed(both_names)),
    wrong("answer-of-rfc-6455", "an answer of RFC 6455", answers(Write(RFC_6455), STAY, Close())),
    wrong(
        "subprotocol-left-out",
        "the subprotocol that was asked for is not named",
        line(b"WebSocket-Protocol"),
        script=PROTOCOL,
    ),
    wrong(
        "subprotocol-another",
        "another subprotocol is named",
        swap(b"Protocol: sample", b"Protocol: other"),
        script=PROTOCOL,
    ),
    wrong(
        "subprotocol-unasked",
        "a subprotocol that was not asked for",
        plus(b"Sec-WebSocket-Protocol: sample", b"WebSocket-Protocol: sample"),
    ),
    wrong(
        "digest-wrong",
        "sixteen wrong bytes",
        changed(digest=lambda _: b"sixteen bytes!!!"),
        drafts=("76",),
    ),
    wrong(
        "digest-one-bit-wrong",
        "one bit of the digest is wrong",
        changed(digest=lambda right: right[:-1] + bytes([right[-1] ^ 1])),
        drafts=("76",),
    ),
    wrong(
        "digest-cut",
        "eight bytes of the digest, and no more",
        changed(digest=lambda right: right[:8]),
        drafts=("76",),
    ),
    wrong("fin-before-the-answer", "a FIN and no byte", answers(Close())),
    wrong(
        "fin-in-the-answer",
        "a FIN in the head of the answer",
        answers(Write(b"HTTP/1.1 101 Web"), Close()),
    ),
    wrong("no-answer", "no byte for half a second, then a FIN", answers(Wait(0.5), Close())),
)
"""Opening handshakes with one thing wrong, or odd."""

FRAMES = (
    wrong("frame-of-type-01", "a frame of type 01, ended by FF", frames(b"\x01hidden\xff")),
    wrong("frame-of-type-7f", "a frame of type 7F, ended by FF", frames(b"\x7fhidden\xff")),
    wrong(
        "frame-with-a-length", "a frame of type 80 with a length", frames(b"\x80\x05\x00hid\xff")
    ),
    wrong(
        "frame-with-two-bytes-of-length", "type 80, 200 bytes", frames(b"\x80\x81\x48" + b"h" * 200)
    ),
    wrong("frame-of-length-0", "a frame of type 80 and length 0", frames(b"\x80\x00")),
    wrong(
        "frame-with-leading-zeros", "a length with leading bytes 80", frames(b"\x80\x80\x80\x03hid")
    ),
    wrong(
        "frame-of-a-huge-length", "a length over 2**63", frames(b"\x80" + b"\xff" * 9 + b"\x7fhid")
    ),
    wrong(
        "frame-of-2-gigabytes",
        "a length of 2**31, and no end",
        frames(b"\x80\x88\x80\x80\x80\x00hid"),
    ),
    wrong("closing-frame-and-text", "FF 00, and a message after it", frames(b"\xff\x00")),
    wrong("invalid-utf-8", "bytes that are no UTF-8 in a message", frames(b"\x00a\xc3\x28b\xff")),
    wrong("cut-utf-8", "a message that ends within a character", frames(b"\x00a\xe2\x98\xff")),
    wrong("surrogate-in-utf-8", "a surrogate in a message", frames(b"\x00a\xed\xa0\x80b\xff")),
    wrong("nul-in-text", "a byte 00 in a message", frames(b"\x00a\x00b\xff")),
    wrong("bom-in-text", "a BOM at the start of a message", frames(b"\x00\xef\xbb\xbfbom\xff")),
    wrong(
        "echo-without-its-end",
        "a message whose end never comes",
        instead_of_echo(Write(b"\x00hello")),
    ),
)
"""Frames that a server must not send, and texts that are odd."""

WRONG_ANSWERS: tuple[Situation, ...] = (*HEADS, *FRAMES)
"""All of them; their traces show what the engines do."""
