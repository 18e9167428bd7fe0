"""Faults in reading the request as a stream, draft 76 §5.1: segments, key3, limits, smuggling."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from conformance.selftest.actions import Action
from conformance.selftest.answer import CrashError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import fault

# Segments: a request is a stream of bytes, wherever it is cut.


@fault("key3-first-piece-only", "field bug 2: faye-websocket 0.4.4, misultin", "76", "5.1 item 6")
class Key3FirstPieceOnly(Miniature):
    """Takes the bytes of key3 that came first for all of it."""

    def take_key3(self) -> bytes | None:
        return self.cut(8) if self.buffer else None


@fault("key3-cut-short-answered", "field bug 2: misultin", "76", "5.1 item 6")
class Key3CutShortAnswered(Miniature):
    """Answers a client that sent its FIN before all of key3."""

    def on_end(self) -> None:
        if self.phase == self.read_key3:
            self.write(self.response_head() + self.digest(self.cut(8)))
        self.finish()


@fault(
    "key3-in-same-segment",
    "field bug 3: websocketpp, httpuv, node-websocket-server",
    "76",
    "5.1 item 6",
)
class Key3InSameSegment(Miniature):
    """Refuses when key3 does not come in the same read as the end of the head."""

    def take_key3(self) -> bytes | None:
        if len(self.buffer) < 8:
            self.refuse()
        return super().take_key3()


@fault("key3-read-as-a-request", "em-websocket 0.5.1", "76", "5.1 item 6")
class Key3ReadAsARequest(Miniature):
    """Reads letters that come behind the head, in a read of their own, as a second request."""

    def receive(self, data: bytes) -> list[Action]:
        if self.phase == self.read_key3 and data[:1].isalpha():
            self.refuse()
            return self.flush()
        return super().receive(data)


@fault("head-end-split-unseen", "field bug 4: SuperWebSocket", "both", "5.1 item 5")
class HeadEndSplitUnseen(Miniature):
    """Does not see CR LF CR LF when it is spread over two reads."""

    def head_end(self) -> int:
        return super().head_end() if b"\r\n\r\n" in self.segment else -1


@fault("head-end-split-miscounted", "field bug 4: SuperWebSocket, httpuv", "both", "5.1 item 5")
class HeadEndSplitMiscounted(Miniature):
    """Drops a byte too many after CR LF CR LF that was spread over two reads."""

    def head_end(self) -> int:
        end = super().head_end()
        if end >= 0 and b"\r\n\r\n" not in self.segment:
            del self.buffer[end : end + 1]
        return end


@fault(
    "bytes-behind-handshake-lost",
    "field bug 5: eventlet, gevent-websocket, Netty",
    "both",
    "5.3",
    "warn",
)
class BytesBehindHandshakeLost(Miniature):
    """Forgets the bytes that came in one read with the end of the handshake."""

    def establish(self) -> None:
        self.buffer.clear()
        super().establish()


@fault(
    "bytes-behind-key3-hashed",
    "field bug 6: websocket.io, socket.io 0.9, faye-websocket 0.4.4",
    "76",
    "5.2 step 8",
)
class BytesBehindKey3Hashed(Miniature):
    """Hashes everything that came behind the head, not the eight bytes of key3."""

    def take_key3(self) -> bytes | None:
        return self.cut(len(self.buffer)) if len(self.buffer) >= 8 else None


@fault("content-length-eats-key3", "field bug 8: tornado, cyclone", "76", "5.1", "warn")
class ContentLengthEatsKey3(Miniature):
    """With Content-Length: 8, takes key3 for a body and the next eight bytes for key3."""

    def take_key3(self) -> bytes | None:
        if self.value("Content-Length") != b"8":
            return super().take_key3()
        return self.cut(16)[8:] if len(self.buffer) >= 16 else None


@fault("refusal-reads-on", "field bug 9: HTTP stacks that read eight bytes of body", "both", "6.2")
class RefusalReadsOn(Miniature):
    """Answers a refused handshake by 400 and reads the next request on the same connection."""

    def refuse(self) -> None:
        self.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        self.phase, self.fields, self.malformed = self.read_head, [], []
        if self.head_end() < 0 and self.hopeless():
            self.buffer.clear()


# Keys that came by another way, and limits.


@fault("keys-in-path-count", "field bug 119: form and XHR smuggling", "76", "5.1")
class KeysInPathCount(Miniature):
    """Looks for the keys in the percent-decoded request line as well."""

    def lines(self, head: bytes) -> list[bytes]:
        first, *rest = super().lines(head)
        return [first, *rest, *unquote_to_bytes(first).split(b"\r\n")[1:]]

    def check_lines(self) -> None:
        pass


@fault("request-in-body-answered", "field bug 119: form and XHR smuggling", "both", "5.1")
class RequestInBodyAnswered(Miniature):
    """Skips what is no handshake and answers a handshake that stands behind it, in its body."""

    def refuse(self) -> None:
        at = self.buffer.find(b"GET /")
        if at < 0:
            super().refuse()
            return
        del self.buffer[:at]
        self.phase, self.fields, self.malformed = self.read_head, [], []


@fault(
    "endless-head-accepted",
    "field bug 105: CVE-2026-54465, node-websocket-server, txWS, tornado",
    "both",
    "5.1",
    "warn",
)
class EndlessHeadAccepted(Miniature):
    """Keeps a request head of any size in memory."""

    HEAD_LIMIT = 2**40


@fault(
    "half-handshake-held",
    "field bug 106: ws, socket.io, node-websocket-server",
    "both",
    "5.1",
    "warn",
)
class HalfHandshakeHeld(Miniature):
    """Waits for the rest of a handshake for ever."""

    def overdue(self) -> list[Action]:
        return []


@fault("half-request-fin-dies", "field bugs 13, 112", "both", "5.1")
class HalfRequestFinDies(Miniature):
    """A FIN in the middle of the request ends the process."""

    def end(self) -> list[Action]:
        if self.phase == self.read_head and self.buffer:
            self.phase = self.crash
            return self.run()
        return super().end()

    def crash(self) -> bool:
        raise CrashError
