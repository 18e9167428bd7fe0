"""A tiny server of both drafts for the tests, to be bent in one place at a time.

Written for the tests alone: it takes nothing from the harness and nothing from the reference server.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import socket
import struct
import threading
from base64 import b64encode
from collections.abc import Callable
from typing import Self

Reply = Callable[["Tiny", socket.socket, bytes], bytes | None]
"""From a text to what is written back; None ends the connection."""

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def echo(_: Tiny, __: socket.socket, text: bytes) -> bytes:
    """The honest reply."""
    return b"\x00" + text + b"\xff"


class Tiny:
    """Listens on a loopback port while it is open, and can die and be born again on the same one."""

    restartable = False

    def __init__(
        self,
        reply: Reply = echo,
        *,
        drafts: str = "75 76",
        serial: bool = False,
        late: float = 0.0,
        greeting: bytes = b"",
        spoil: Callable[[bytes], bytes] = lambda answer: answer,
        rfc6455: bool = False,
        refusal: bytes = b"HTTP/1.0 400 No\r\n\r\n",
    ) -> None:
        self.reply, self.drafts, self.serial, self.late = reply, drafts, serial, late
        self.greeting, self.spoil, self.rfc6455, self.refusal = greeting, spoil, rfc6455, refusal
        self.host = "127.0.0.1"
        self.port = 0
        self.texts: list[bytes] = []
        self.births = 0
        self.handshakes = 0
        self.now = self.most = 0
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.open: set[socket.socket] = set()
        self.listen()

    # --- a life ---

    def listen(self) -> None:
        self.births += 1
        self.over = threading.Event()
        self.listener = socket.create_server((self.host, self.port), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def die(self) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            for sock in self.open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def alive(self) -> bool:
        return not self.over.is_set()

    def restart(self, patience: float) -> None:
        assert patience > 0
        self.die()
        self.listen()

    def stop(self) -> None:
        self.die()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.die()

    # --- connections ---

    def _accept(self, listener: socket.socket) -> None:
        while not self.over.is_set():
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            thread.start()
            if self.serial:
                thread.join()

    def _serve(self, sock: socket.socket) -> None:
        with self.lock:
            self.open.add(sock)
            self.now += 1
            self.most = max(self.most, self.now)
        # What it cannot read it ends without a word.
        with (
            contextlib.suppress(
                OSError, ArithmeticError, LookupError, ValueError, struct.error, RuntimeError
            ),
            sock,
        ):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._talk(sock)
        with self.lock:
            self.open.discard(sock)
            self.now -= 1

    def _talk(self, sock: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            if not (more := sock.recv(65536)):
                return
            data += more
        head, _, rest = data.partition(b"\r\n\r\n")
        wanted = 8 if b"Sec-WebSocket-Key1" in head else 0
        while len(rest) < wanted:
            rest += sock.recv(65536) or b"?" * 8
        self.handshakes += 1
        answer = self.spoil(self._answer(head, rest[:wanted]))
        self._wait()
        sock.sendall(answer + (self.greeting if b" 101 " in answer else b""))
        data = rest[wanted:]
        while b" 101 " in answer:
            if data.startswith(b"\xff\x00") and b"Sec-" in answer:
                sock.sendall(b"\xff\x00")
                return
            while (end := data.find(b"\xff")) >= 0:
                text, data = data[1:end], data[end + 1 :]
                if not self._text(sock, text):
                    return
            if not (more := sock.recv(65536)):
                return
            data += more

    def _text(self, sock: socket.socket, text: bytes) -> bool:
        self.texts.append(text)
        back = self.reply(self, sock, text)
        if back is None:
            return False
        self._wait()
        sock.sendall(back)
        return True

    def _wait(self) -> None:
        if self.late:
            self.over.wait(self.late)

    def _answer(self, head: bytes, key3: bytes) -> bytes:
        fields = dict(re.findall(rb"([^\r\n:]+): ?([^\r\n]*)", head))
        draft = "76" if b"Sec-WebSocket-Key1" in fields else "75"
        if b"Sec-WebSocket-Key" in fields:
            if not self.rfc6455:
                return self.refusal
            accept = b64encode(hashlib.sha1(fields[b"Sec-WebSocket-Key"] + GUID).digest())
            head_lines = (b"HTTP/1.1 101 OK", b"Upgrade: websocket", b"Connection: Upgrade")
            return b"\r\n".join((*head_lines, b"Sec-WebSocket-Accept: " + accept, b"", b""))
        if draft not in self.drafts:
            return self.refusal
        path = head.split(b" ")[1]
        sec = b"Sec-" if draft == "76" else b""
        phrase = b"WebSocket Protocol" if draft == "76" else b"Web Socket Protocol"
        lines: tuple[bytes, ...] = (
            b"HTTP/1.1 101 " + phrase + b" Handshake",
            b"Upgrade: WebSocket",
            b"Connection: Upgrade",
            sec + b"WebSocket-Origin: " + fields.get(b"Origin", b"null"),
            sec + b"WebSocket-Location: ws://" + fields.get(b"Host", b"") + path,
        )
        digest = self._digest(fields, key3) if draft == "76" else b""
        return b"\r\n".join(lines) + b"\r\n\r\n" + digest

    def _digest(self, fields: dict[bytes, bytes], key3: bytes) -> bytes:
        parts = b""
        for name in (b"Sec-WebSocket-Key1", b"Sec-WebSocket-Key2"):
            digits = int(re.sub(rb"[^0-9]", b"", fields[name]))
            parts += struct.pack(">I", digits // fields[name].count(b" "))
        return hashlib.md5(parts + key3).digest()


class Phoenix(Tiny):
    """A tiny server that the harness may restart."""

    restartable = True


def refused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
