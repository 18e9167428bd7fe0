"""Faults in the response head of draft 76, §5.2 steps 3, 10 and 11."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault, rewritten

STATUS = b"HTTP/1.1 101 WebSocket Protocol Handshake\r\n"
UPGRADE = b"Upgrade: WebSocket\r\n"
CONNECTION = b"Connection: Upgrade\r\n"
ORIGIN = b"Sec-WebSocket-Origin: "
LOCATION = b"Sec-WebSocket-Location: "


def head(name: str, source: str, section: str, what: str, *change: bytes) -> None:
    """Enter the fault of a server whose draft 76 response head has change[1] for change[0]."""
    fault(name, source, "76", section)(rewritten(76, what, *change))


# Step 10: the status line.

for _name, _what, _new in (
    ("status-200", "Sends status 200.", STATUS.replace(b"101", b"200")),
    ("status-not-three-digits", "Sends status 1010.", STATUS.replace(b"101", b"1010")),
    ("status-line-without-blank", "Ends the status line after 101.", b"HTTP/1.1 101\r\n"),
    ("status-line-not-http", "Begins with WS/1.1.", STATUS.replace(b"HTTP", b"WS")),
    ("status-line-twice", "Sends the status line twice.", STATUS + STATUS),
    ("status-line-after-continue", "Sends a 100 first.", b"HTTP/1.1 100 Continue\r\n\r\n" + STATUS),
    ("line-end-before-status-line", "Sends CR LF first.", b"\r\n" + STATUS),
):
    head(_name, TEXT, "5.2 step 10", _what, STATUS, _new)

# Step 11: how a field is written, and the two invariant ones.

STEP = "5.2 step 11"
head("lines-end-with-line-feed", TEXT, STEP, "Ends its lines with a bare LF.", b"\r\n", b"\n")
head("field-without-blank", TEXT, STEP, "Has no blank after its colons.", b": ", b":")
head("field-blank-before-colon", TEXT, STEP, "Has a blank before its colons.", b": ", b" : ")
head("fields-folded", TEXT, STEP, "Folds a field.", ORIGIN, ORIGIN[:-1] + b"\r\n ")
head("upgrade-left-out", TEXT, STEP, "Sends no Upgrade.", UPGRADE, b"")
head("connection-left-out", TEXT, STEP, "Sends no Connection.", CONNECTION, b"")
head("upgrade-twice", "field bug 49: Netty", STEP, "Sends Upgrade twice.", UPGRADE, UPGRADE * 2)
head(
    "upgrade-lower-case",
    "field bug 45: Netty 4, lighttpd",
    STEP,
    "Sends Upgrade: websocket.",
    UPGRADE,
    b"Upgrade: websocket\r\n",
)
head(
    "connection-lower-case",
    "field bug 45: Netty 4, lighttpd",
    STEP,
    "Sends Connection: upgrade.",
    CONNECTION,
    b"Connection: upgrade\r\n",
)
head(
    "connection-keep-alive",
    "field bug 46: Java-WebSocket",
    STEP,
    "Sends Connection: keep-alive, Upgrade.",
    CONNECTION,
    b"Connection: keep-alive, Upgrade\r\n",
)
head(
    "digest-announced-as-chunked",
    "field bug 48",
    STEP,
    "Sends Transfer-Encoding: chunked, and the digest as a chunk.",
    b"\r\n\r\n",
    b"\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n",
)
head("names-of-75", "field bug 44: em-websocket", STEP, "Leaves Sec- out.", b"Sec-Web", b"Web")

# Step 11: origin.

ORIGIN_LINE = "5.2 step 11, Sec-WebSocket-Origin"


@fault("origin-left-out", "field bug 43: lighttpd", "both", ORIGIN_LINE)
class OriginLeftOut(Miniature):
    """Sends no origin."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        return [field for field in super().response_fields() if field[0] != self.named("Origin")]


@fault("origin-twice", "field bug 49: Netty", "76", ORIGIN_LINE)
class OriginTwice(Miniature):
    """Sends the origin twice."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        twice = [("Sec-WebSocket-Origin", self.origin())] if self.draft == 76 else []
        return super().response_fields() + twice


def origin(name: str, source: str, what: str, old: bytes, new: bytes) -> None:
    """Enter the fault of a server, of both drafts, that has ``new`` for ``old`` in an origin."""

    def wrong(self: Miniature) -> bytes:
        return (Miniature.origin(self) + b"$").replace(old, new).removesuffix(b"$")

    peer = type("Origin", (Miniature,), {"__doc__": what, "origin": wrong})
    fault(name, source, "both", ORIGIN_LINE)(peer)


origin("origin-with-slash", TEXT, "Ends every origin with a slash.", b"$", b"/")
origin("origin-with-port", "field bug 37", "Writes :80 behind every origin.", b"$", b":80")
origin("origin-scheme-changed", "field bug 43", "Makes http of https.", b"https:", b"http:")
origin("origin-scheme-dropped", TEXT, "Leaves the scheme out.", b"http://", b"")
origin("origin-null-replaced", "field bug 116: socket.io", "Writes * for null.", b"null", b"*")
origin("origin-file-emptied", "field bug 116: web-socket-ruby", "Drops file://.", b"file://", b"")


@fault("origin-of-earlier-client", "field bug 43: txWS, Protocol::WebSocket", "both", ORIGIN_LINE)
class OriginOfEarlierClient(Miniature):
    """Sends the origin that was new to it before this client's, and to the first one of its own."""

    def origin(self) -> bytes:
        mine = super().origin()
        seen = self.shared.get("origins", b"http://localhost").split(b"\n")
        seen += [] if mine in seen else [mine]
        self.shared["origins"] = b"\n".join(seen)
        return seen[max(0, seen.index(mine) - 1)]


# Step 11: sub-protocol.

SUBPROTOCOL = "5.2 step 11, Sec-WebSocket-Protocol"


def unasked(name: str, source: str, value: bytes) -> None:
    """Enter the fault of a server that names a sub-protocol to clients that asked for none."""
    what = f"Sends the sub-protocol {value.decode()} to a client that asked for none."

    def subprotocol(self: Miniature) -> bytes | None:
        asked = Miniature.subprotocol(self)
        return value if asked is None else asked

    peer = type("Unasked", (Miniature,), {"__doc__": what, "subprotocol": subprotocol})
    fault(name, source, "both", SUBPROTOCOL)(peer)


unasked("subprotocol-default-unasked", "field bug 47: eventlet", b"default")
unasked("subprotocol-star-unasked", "field bug 47: node-websocket-server", b"*")
unasked("subprotocol-none-unasked", "field bug 47: txWS", b"None")


@fault("subprotocol-first-of-list", "field bug 47", "both", SUBPROTOCOL)
class SubprotocolFirstOfList(Miniature):
    """Takes a comma in a sub-protocol for the end of it."""

    def subprotocol(self) -> bytes | None:
        asked = super().subprotocol()
        return asked and asked.partition(b",")[0]


@fault("subprotocol-first-word", TEXT, "both", SUBPROTOCOL)
class SubprotocolFirstWord(Miniature):
    """Takes a blank in a sub-protocol for the end of it."""

    def subprotocol(self) -> bytes | None:
        asked = super().subprotocol()
        return asked and asked.partition(b" ")[0]


@fault("subprotocol-lower-case", TEXT, "both", SUBPROTOCOL)
class SubprotocolLowerCase(Miniature):
    """Sends the sub-protocol in lower case."""

    def subprotocol(self) -> bytes | None:
        asked = super().subprotocol()
        return asked and asked.lower()


@fault("subprotocol-of-its-own", "field bug 47", "both", SUBPROTOCOL)
class SubprotocolOfItsOwn(Miniature):
    """Names another sub-protocol than the one that was asked."""

    def subprotocol(self) -> bytes | None:
        return None if super().subprotocol() is None else b"its-own"


@fault("subprotocol-twice", "field bug 49: Netty, txWS", "76", SUBPROTOCOL)
class SubprotocolTwice(Miniature):
    """Sends the sub-protocol field twice."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        return super().response_fields() + [
            (name, value)
            for name, value in super().response_fields()
            if name == "Sec-WebSocket-Protocol"
        ]


# Step 3: the location's resource name; the rest of it is in ``faults_location``.

NAME = "5.2 step 3"


@fault("location-path-decoded", "field bug 40: eventlet, mochiweb", "both", NAME)
class LocationPathDecoded(Miniature):
    """Decodes the percent signs of the path (not those that would make a line end)."""

    def target(self) -> bytes:
        path = unquote_to_bytes(super().target())
        return path.replace(b"\r", b"%0D").replace(b"\n", b"%0A").replace(b"\0", b"%00")


@fault("response-split-by-path", "field bug 41: eventlet 0.41.3, mochiweb 3.1.1", "both", NAME)
class ResponseSplitByPath(Miniature):
    """Decodes %0D%0A in the path, so that a client can write response fields."""

    def target(self) -> bytes:
        path = super().target().replace(b"%0d", b"\r").replace(b"%0D", b"\r")
        return path.replace(b"%0a", b"\n").replace(b"%0A", b"\n").replace(b"%20", b" ")


@fault("location-path-encoded", "field bug 40: gevent-websocket", "both", NAME)
class LocationPathEncoded(Miniature):
    """Percent-encodes the path again."""

    def target(self) -> bytes:
        return quote(super().target(), safe="/?=&").encode()
