"""Faults of draft 75 alone: §5.1, whose bytes are fixed. What it reads is in ``faults75_reading``."""

from __future__ import annotations

from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault, rewritten

STATUS = b"HTTP/1.1 101 Web Socket Protocol Handshake\r\n"
UPGRADE = b"Upgrade: WebSocket\r\n"
CONNECTION = b"Connection: Upgrade\r\n"
ORIGIN = b"WebSocket-Origin: "
LOCATION = b"WebSocket-Location: "
PROTOCOL = b"WebSocket-Protocol: "


def head(name: str, source: str, what: str, old: bytes, new: bytes) -> None:
    """Enter the fault of a server whose draft 75 response head has ``new`` for ``old``."""
    fault(name, source, "75", "5.1")(rewritten(75, what, old, new))


def status(name: str, source: str, new: bytes) -> None:
    """Enter the fault of a server with another status line."""
    head(name, source, f"Sends {new.decode()} for the status line.", STATUS, new + b"\r\n")


status(
    "75-status-phrase-of-76",
    "field bug 50: Protocol::WebSocket",
    b"HTTP/1.1 101 WebSocket Protocol Handshake",
)
status(
    "75-status-phrase-of-http",
    "field bug 50: eventlet, tornado",
    b"HTTP/1.1 101 Switching Protocols",
)
status("75-status-phrase-lower-case", TEXT, b"HTTP/1.1 101 web socket protocol handshake")
status("75-status-phrase-left-out", TEXT, b"HTTP/1.1 101 ")
status(
    "75-status-http-1.0",
    "field bug 50: gevent-websocket",
    b"HTTP/1.0 101 Web Socket Protocol Handshake",
)
status("75-status-200", TEXT, b"HTTP/1.1 200 Web Socket Protocol Handshake")
status("75-status-two-blanks", TEXT, b"HTTP/1.1  101 Web Socket Protocol Handshake")
status("75-status-blank-behind", TEXT, b"HTTP/1.1 101 Web Socket Protocol Handshake ")

head("75-line-end-first", TEXT, "Sends CR LF first.", STATUS, b"\r\n" + STATUS)
head("75-bom-first", TEXT, "Sends a BOM first.", STATUS, b"\xef\xbb\xbf" + STATUS)
head("75-lines-end-with-line-feed", TEXT, "Ends its lines with a bare LF.", b"\r\n", b"\n")
head(
    "75-status-line-ends-with-line-feed",
    TEXT,
    "Ends the first line with LF.",
    STATUS,
    STATUS[:-2] + b"\n",
)
head("75-field-without-blank", TEXT, "Has no blank after its colons.", b": ", b":")
head(
    "75-upgrade-lower-case",
    "field bug 51: Netty 4",
    "Sends Upgrade: websocket.",
    b": WebSocket",
    b": websocket",
)
head(
    "75-upgrade-name-lower-case",
    "field bug 51: Netty 4",
    "Sends upgrade: WebSocket.",
    b"Upgrade: W",
    b"upgrade: W",
)
head("75-upgrade-left-out", TEXT, "Sends no Upgrade.", UPGRADE, b"")
head(
    "75-connection-lower-case",
    "field bug 45",
    "Sends Connection: upgrade.",
    b": Upgrade",
    b": upgrade",
)
head(
    "75-connection-name-lower-case",
    "field bug 51: Netty 4",
    "Sends connection: Upgrade.",
    b"Connection",
    b"connection",
)
head("75-connection-left-out", TEXT, "Sends no Connection.", CONNECTION, b"")
head(
    "75-connection-keep-alive",
    "field bug 46: Java-WebSocket",
    "Sends Connection: keep-alive, Upgrade.",
    b": Upgrade",
    b": keep-alive, Upgrade",
)
head(
    "75-connection-before-upgrade",
    "field bug 51: web-socket-ruby",
    "Swaps Upgrade and Connection.",
    UPGRADE + CONNECTION,
    CONNECTION + UPGRADE,
)
head(
    "75-server-field-between",
    "field bug 51: cyclone",
    "Sends a Server field between.",
    CONNECTION,
    CONNECTION + b"Server: liar\r\n",
)
head(
    "75-date-field-first",
    "field bug 51: cyclone",
    "Sends a Date field first.",
    UPGRADE,
    b"Date: Thu, 04 Feb 2010 12:00:00 GMT\r\n" + UPGRADE,
)
head(
    "75-names-of-76",
    "field bug 44: txWS",
    "Sends Sec-WebSocket names.",
    b"\r\nWebSocket-",
    b"\r\nSec-WebSocket-",
)
head(
    "75-protocol-name-of-76",
    "field bug 44: em-websocket",
    "Sends Sec-WebSocket-Protocol.",
    b"\r\n" + PROTOCOL,
    b"\r\nSec-" + PROTOCOL,
)
head(
    "75-origin-name-lower-case",
    "field bug 51: Netty 4",
    "Sends websocket-origin.",
    ORIGIN,
    ORIGIN.lower(),
)
head(
    "75-location-name-lower-case",
    "field bug 51: Netty 4",
    "Sends websocket-location.",
    LOCATION,
    LOCATION.lower(),
)
head("75-blank-line-left-out", TEXT, "Sends no blank line.", b"\r\n\r\n", b"\r\n")
head("75-blank-line-twice", TEXT, "Sends two blank lines.", b"\r\n\r\n", b"\r\n\r\n\r\n")
head(
    "75-digest-sent",
    "field bug 44",
    "Sends sixteen bytes behind the head, as draft 76.",
    b"\r\n\r\n",
    b"\r\n\r\n" + bytes(16),
)
head(
    "75-chunked",
    "field bug 48",
    "Announces chunks.",
    UPGRADE,
    b"Transfer-Encoding: chunked\r\n" + UPGRADE,
)


class Reordered(Miniature):
    """A server with its own order of the draft 75 fields, after Upgrade and Connection."""

    ORDER: tuple[str, ...] = ()

    def response_fields(self) -> list[tuple[str, bytes]]:
        fields = super().response_fields()
        if self.draft == 75:
            fields.sort(key=lambda field: self.ORDER.index(field[0]))
        return fields


@fault("75-location-before-origin", "field bug 51: gevent-websocket", "75", "5.1")
class LocationBeforeOrigin(Reordered):
    """Sends the location before the origin."""

    ORDER = (
        "Upgrade",
        "Connection",
        "WebSocket-Location",
        "WebSocket-Origin",
        "WebSocket-Protocol",
    )


@fault("75-protocol-before-origin", "field bug 51: Protocol::WebSocket", "75", "5.1")
class ProtocolBeforeOrigin(Reordered):
    """Sends the sub-protocol before the origin."""

    ORDER = (
        "Upgrade",
        "Connection",
        "WebSocket-Protocol",
        "WebSocket-Origin",
        "WebSocket-Location",
    )


@fault("75-protocol-before-location", TEXT, "75", "5.1")
class ProtocolBeforeLocation(Reordered):
    """Sends the sub-protocol before the location."""

    ORDER = (
        "Upgrade",
        "Connection",
        "WebSocket-Origin",
        "WebSocket-Protocol",
        "WebSocket-Location",
    )
