"""The example programs as a user starts them, and a client of either draft for them."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

from ..reference_server.requests import ANSWER75, ANSWER76, KEY3, RESPONSE, head75, head76

ROOT = Path(__file__).parents[2]
PROGRAMS = ("echo", "chat", "clock")
PATIENCE = 10.0
OPENING = {75: head75(), 76: head76() + KEY3}
OPENED = {75: ANSWER75, 76: ANSWER76 + RESPONSE}


class Program(NamedTuple):
    """A program that runs."""

    process: subprocess.Popen[str]
    host: str
    port: int

    def ends(self) -> tuple[int, str]:
        """Its exit status, and what it wrote to standard error."""
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors


@contextlib.contextmanager
def started(name: str, *options: str) -> Iterator[Program]:
    """`python -m examples.NAME --port 0`, once it listens; it is killed if it still runs at the end."""
    command = [sys.executable, "-m", f"examples.{name}", "--port", "0", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            assert said.startswith("listening on ")
            host, _, port = said.removeprefix("listening on ").rpartition(":")
            yield Program(process, host, int(port))
        finally:
            process.kill()


class Client:
    """One client after its handshake, which it has checked byte by byte."""

    def __init__(self, program: Program, draft: int = 76) -> None:
        self.draft = draft
        self.sock = connected(program.port, OPENING[draft])
        assert self._read(len(OPENED[draft])) == OPENED[draft]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size and (more := self.sock.recv(size - len(data))):
            data += more
        return data

    def send(self, *texts: str) -> None:
        """Send each text as a message, all in one segment."""
        self.sock.sendall(b"".join(b"\x00" + text.encode() + b"\xff" for text in texts))

    def hear(self) -> str:
        """The next message."""
        data = self._read(1)
        assert data == b"\x00"
        while not data.endswith(b"\xff"):
            more = self.sock.recv(1)
            assert more, "the connection ended in a message"
            data += more
        return data[1:-1].decode()

    def hears(self, *lines: str) -> None:
        """The next messages are these."""
        for line in lines:
            assert self.hear() == line

    def is_closed(self, after_messages: bool = False) -> None:
        """The server closes, as its draft has it; and so does the client."""
        data = self._read(1)
        while after_messages and data == b"\x00":
            while self._read(1) not in (b"\xff", b""):
                pass
            data = self._read(1)
        if self.draft == 76:
            assert data + self._read(1) == b"\xff\x00"
            self.sock.sendall(b"\xff\x00")
            data = self._read(1)
        assert data == b""
        self.sock.close()


def connected(port: int, request: bytes) -> socket.socket:
    """A connection on which this is sent."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    sock.sendall(request)
    return sock


def answer(port: int, request: bytes) -> bytes:
    """All that comes for a request; b"" if the connection ends without a byte."""
    data = b""
    with connected(port, request) as sock, contextlib.suppress(ConnectionError):
        while more := sock.recv(65536):
            data += more
    return data
