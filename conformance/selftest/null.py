"""Null peers: servers that speak no draft at all, or only look as if they did.

A fault is a server with one thing wrong. These have nothing right that counts, and so they show
something else: that no check passes by mistake, because something came, because nothing came, or
because the right thing came for the wrong reason; and that no peer keeps the harness for ever.

What each of them may pass is pinned in ``conformance.proof_pinned``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from conformance.selftest.actions import Action, Close, Flood, Peer, Reset, Write
from conformance.selftest.answer import HandshakeError
from conformance.selftest.miniature import Miniature

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\n<p>hello\r\n"

NULL_PEERS: dict[str, type[Peer]] = {}


def what(name: str) -> str:
    """What the peer of this name does, in one line. Raises KeyError for a name that is none."""
    return " ".join((NULL_PEERS[name].__doc__ or "").split())


def null(name: str) -> Callable[[type[Peer]], type[Peer]]:
    """Put the decorated class into NULL_PEERS; its docstring is what it does."""

    def decorate(peer: type[Peer]) -> type[Peer]:
        NULL_PEERS[name] = peer
        return peer

    return decorate


@null("silent")
class Silent(Peer):
    """Accepts every connection and never says a word."""

    def receive(self, data: bytes) -> list[Action]:  # noqa: ARG002 - it does not listen
        return []

    def end(self) -> list[Action]:
        return [Close()]


@null("closes-at-once")
class ClosesAtOnce(Silent):
    """Sends its FIN as soon as it has accepted the connection."""

    def opened(self) -> list[Action]:
        return [Close()]


@null("resets-at-once")
class ResetsAtOnce(Silent):
    """Sends a RST as soon as it has accepted the connection."""

    def opened(self) -> list[Action]:
        return [Reset()]


@null("garbage-for-ever")
class GarbageForEver(Silent):
    """Sends bytes that mean nothing, as fast as they are taken, and never stops."""

    GARBAGE = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(256))

    def opened(self) -> list[Action]:
        return [Flood(self.GARBAGE)]


@null("texts-without-end")
class TextsWithoutEnd(Miniature):
    """Does all rightly until the first text, echoes it, and then sends texts and never stops."""

    TEXTS = b"\x00all work and no play\xff" * 4096

    def on_message(self, text: str) -> None:
        self.send(text)
        self.actions.append(Flood(self.TEXTS))


@null("one-byte-a-second")
class OneByteASecond(Silent):
    """Sends the letter H after a second, and another one each second from then on."""

    def opened(self) -> list[Action]:
        return [Flood(b"H", 1.0)]


@null("200-to-everything")
class OkToEverything(Silent):
    """Answers whatever comes by an HTTP 200 and a page, and closes."""

    def receive(self, data: bytes) -> list[Action]:  # noqa: ARG002
        return [Write(PAGE), Close()]


@null("echoes-bytes")
class EchoesBytes(Silent):
    """Sends every byte back as it came."""

    def receive(self, data: bytes) -> list[Action]:
        return [Write(data)]


class Heads(Silent):
    """A server that waits for the end of a head, and once only."""

    def __init__(self) -> None:
        self.buffer = b""
        self.done = False

    def receive(self, data: bytes) -> list[Action]:
        self.buffer += data
        if self.done:
            return self.more(data)
        if b"\r\n\r\n" not in self.buffer:
            return []
        self.done = True
        return self.answer(self.buffer)

    def answer(self, request: bytes) -> list[Action]:
        raise NotImplementedError

    def more(self, data: bytes) -> list[Action]:  # noqa: ARG002 - for those that replace it
        return []


@null("101-and-nothing")
class SwitchesAndIsSilent(Heads):
    """Answers a head by a 101 without a field that the drafts ask for, and says nothing more."""

    def answer(self, request: bytes) -> list[Action]:  # noqa: ARG002
        return [Write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")]


@null("rfc-6455-only")
class Rfc6455Only(Heads):
    """Speaks RFC 6455, and answers everybody else by a 426."""

    def answer(self, request: bytes) -> list[Action]:
        key = re.search(rb"\r\nSec-WebSocket-Key: *([^\r\n]+)", request, re.IGNORECASE)
        if key is None:
            head = b"HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n"
            return [Write(head + b"Connection: close\r\nContent-Length: 0\r\n\r\n"), Close()]
        proof = base64.b64encode(hashlib.sha1(key[1] + GUID, usedforsecurity=False).digest())
        head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        return [Write(head + b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n")]

    def more(self, data: bytes) -> list[Action]:  # noqa: ARG002 - no frame of a draft is masked
        return [Write(b"\x88\x02\x03\xea"), Close()]


@null("digest-of-other-keys")
class DigestOfOtherKeys(Miniature):
    """Answers clients of draft 76 with the right digest of other keys, and says nothing more."""

    def choose_draft(self) -> int:
        if super().choose_draft() == 75:
            raise HandshakeError
        return 76

    def challenge(self, part1: int, part2: int, key3: bytes) -> bytes:
        return super().challenge(part2 ^ 1, part1 ^ 1, key3[::-1])

    def read_frame(self) -> bool:
        return self.over()


@null("accepts-everything")
class AcceptsEverything(Heads):
    """Answers every head, whatever it says, by one and the same 101, and takes all that follows."""

    ANSWER = (
        b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
        b"Connection: Upgrade\r\nWebSocket-Origin: http://a\r\nWebSocket-Location: ws://a/\r\n"
        b"Sec-WebSocket-Origin: http://a\r\nSec-WebSocket-Location: ws://a/\r\n\r\n"
    )

    def answer(self, request: bytes) -> list[Action]:
        keys = b"sec-websocket-key1" in request.lower()
        return [Write(self.ANSWER + bytes(16) * keys)]
