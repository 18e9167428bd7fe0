"""What the tests of safety attack with: the server as a process, clients of it, and a witness.

The server runs as a user starts it, in a process of its own. So what it costs is what the system says
that the process costs: its memory, its descriptors and its time, read from /proc. The witness is one
more client, which does nothing wrong and measures how long it waits meanwhile.
"""

from __future__ import annotations

import contextlib
import functools
import os
import selectors
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from .requests import ANSWER75, ANSWER76, KEY3, RESPONSE, head75, head76

MIB = 1 << 20
HELLO = b"\x00hi\xff"
OPENING = {75: head75(), 76: head76() + KEY3}
OPENED = {75: ANSWER75, 76: ANSWER76 + RESPONSE}
PEM = Path(__file__).parent.parent / "data" / "localhost.pem"

PROMPT = 0.1
"""Seconds in which a witness is served, 9 times out of 10."""


@functools.cache
def slowness() -> float:
    """How many times slower this machine runs Python than the one that PROMPT was reached on; 1 at
    least. By processor time, so that what else it does is not counted."""
    took = []
    for _ in range(3):
        begin = time.process_time()
        for _ in range(1_000_000):
            pass
        took.append(time.process_time() - begin)
    return max(1.0, min(took) / 0.011)


ENCRYPTED = """
import ssl, sys
from reference_server import create_server
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[1].replace(".pem", ".key"))
server = create_server(tls=context, handshake_seconds=float(sys.argv[2]))
server.on("messages", lambda connection, texts: connection.send(*texts))
server.listen()
import signal
signal.signal(signal.SIGTERM, lambda *_: server.close())
print("listening on %s:%d" % server.address, flush=True)
server.run()
"""
"""A program with the server in it, for TLS needs an option that is no word of a command line."""


class Target:
    """The reference server in a process of its own, until the `with` ends; then it must stop well.

    options: of its command line; program: what Python runs instead of it, as a list of arguments;
    environ: what its environment has beyond ours.
    """

    def __init__(
        self,
        *options: object,
        program: list[str] | None = None,
        environ: dict[str, str] | None = None,
    ) -> None:
        command = program or ["-m", "reference_server", "--port", "0", *map(str, options)]
        self.said = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdout=subprocess.PIPE,
            stderr=self.said,
            text=True,
            env=os.environ | (environ or {}),
        )
        assert self.process.stdout
        host, _, port = self.process.stdout.readline().removeprefix("listening on ").partition(":")
        self.address = (host, int(port))
        self.proc = Path("/proc", str(self.process.pid))

    def __enter__(self) -> Target:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        alive = self.process.poll() is None
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout
            self.process.stdout.close()
            self.said.seek(0)
            said = self.said.read()
            self.said.close()
        if value is None:
            assert (alive, status, said) == (True, 0, "")

    def _status(self, name: str) -> int:
        for line in (self.proc / "status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
        raise KeyError(name)

    def memory(self) -> int:
        """Bytes that are resident now."""
        return self._status("VmRSS")

    def peak(self) -> int:
        """Most bytes that were resident since `forget_peak`."""
        return self._status("VmHWM")

    def forget_peak(self) -> int:
        """Begin a new measurement of the peak; return the memory at its beginning."""
        (self.proc / "clear_refs").write_text("5")
        return self.memory()

    def descriptors(self) -> int:
        return len(os.listdir(self.proc / "fd"))

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = (self.proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def scheduled(self) -> tuple[int, int]:
        """Nanoseconds in which it ran, and in which it would have run but other processes did."""
        with contextlib.suppress(FileNotFoundError):  # a kernel may not count it
            ran, waited, _ = (self.proc / "schedstat").read_text().split()
            return int(ran), int(waited)
        return 0, 0

    def settled(self, descriptors: int, seconds: float = 10.0) -> int:
        """Wait until no more descriptors are open than these; return how many are at the end."""
        end = time.monotonic() + seconds
        while (now := self.descriptors()) > descriptors and time.monotonic() < end:
            time.sleep(0.02)
        return now


def encrypted(handshake_seconds: float) -> Target:
    """A target that speaks TLS, with the certificate PEM."""
    return Target(program=["-c", ENCRYPTED, str(PEM), str(handshake_seconds)])


class Client:
    """A blocking client that gives up after ten seconds."""

    def __init__(
        self, target: Target, data: bytes = b"", tls: ssl.SSLContext | None = None
    ) -> None:
        self.tls = tls
        self.sock: socket.socket = socket.create_connection(target.address, timeout=10)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.sock = tls.wrap_socket(self.sock, server_hostname="localhost")
        self.sock.sendall(data)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def read(self, size: int) -> bytes:
        """So many bytes, or what comes before EOF."""
        data = bytearray()
        while len(data) < size and (more := self.sock.recv(min(MIB, size - len(data)))):
            data += more
        return bytes(data)

    def rest(self) -> bytes:
        """All until EOF, or until a reset."""
        data = bytearray()
        with contextlib.suppress(ConnectionError):
            while more := self.sock.recv(MIB):
                data += more
        return bytes(data)

    def opened(self, draft: int = 76) -> Client:
        """This client, past its handshake."""
        self.sock.sendall(OPENING[draft])
        answer = OPENED[draft].replace(b"ws://", b"wss://") if self.tls else OPENED[draft]
        assert self.read(len(answer)) == answer
        return self

    def trip(self) -> float:
        """Seconds until a short message is back."""
        begin = time.perf_counter()
        self.sock.sendall(HELLO)
        assert self.read(len(HELLO)) == HELLO
        return time.perf_counter() - begin

    def reset(self) -> None:
        """End by RST and not by FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def pour(self, data: bytes, most: int, patience: float = 0.5) -> int:
        """Send `data` again and again, `most` bytes at the most, until nothing is taken for
        `patience` seconds or the connection is gone; return how many bytes were taken."""
        self.sock.settimeout(patience)
        sent, view = 0, memoryview(data)
        with contextlib.suppress(TimeoutError, ConnectionError):
            while sent < most:
                at = sent % len(data)
                sent += self.sock.send(view[at : at + most - sent])
        with contextlib.suppress(OSError):
            self.sock.settimeout(10)
        return sent


class Witness:
    """A client that is past its handshake, and how long it waits for its echoes."""

    def __init__(self, target: Target, tls: ssl.SSLContext | None = None) -> None:
        self.target, self.tls = target, tls
        self.client = Client(target, tls=tls).opened()
        self.trips: list[float] = []
        self.quiet = sorted(self.client.trip() for _ in range(20))[17]
        self.begin = target.scheduled()

    def __enter__(self) -> Witness:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.sock.close()

    def look(self, times: int = 20, newcomers: bool = True) -> None:
        """So many echoes, and as many openings by new clients."""
        for _ in range(times):
            self.trips.append(self.client.trip())
            if newcomers:
                begin = time.perf_counter()
                with Client(self.target, tls=self.tls) as newcomer:
                    newcomer.opened()
                self.trips.append(time.perf_counter() - begin)

    def during(self, attack: Callable[[], Any], least: int = 20) -> None:
        """Look as long as an attack takes, in a thread of its own, and `least` times."""
        failed: list[BaseException] = []

        def run() -> None:
            try:
                attack()
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            while thread.is_alive() or len(self.trips) < least:
                self.look(1, newcomers=False)
        finally:
            thread.join()
        assert failed == []

    def verdict(self) -> str:
        """Assert that it was served promptly; return the figures.

        A slow or busy machine lets everybody wait. So the bound is PROMPT on a machine like the one it
        was reached on, or twenty times what the same trips took before the attack, and grows by the
        time for which other processes kept the server from running. One in ten may be later, for
        the scheduler of this test is not the server's.
        """
        trips = sorted(self.trips)
        most, worst = trips[len(trips) * 9 // 10], trips[-1]
        ran, waited = (n - o for n, o in zip(self.target.scheduled(), self.begin, strict=True))
        bound = max(PROMPT * slowness(), 20 * self.quiet) * (1 + waited / max(1, ran))
        assert most <= bound, (most, self.quiet, ran, waited)
        assert worst <= 20 * bound, (worst, self.quiet, ran, waited)
        return f"9 of 10 in {most * 1000:.1f} ms, the slowest of {len(trips)} in {worst * 1000:.1f}"


@contextlib.contextmanager
def many(target: Target, datas: list[bytes]) -> Iterator[list[Client]]:
    """A client for each of `datas`, which has sent it."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Client(target, data)) for data in datas]


def flood(clients: list[Client], data: bytes, seconds: float) -> int:
    """All clients send `data` again and again and read what comes; the bytes sent by all."""
    selector, end, sent = selectors.DefaultSelector(), time.monotonic() + seconds, 0
    for client in clients:
        client.sock.setblocking(False)
        selector.register(client.sock, selectors.EVENT_READ | selectors.EVENT_WRITE)
    with selector:
        while time.monotonic() < end:
            for key, mask in selector.select(0.1):
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                with contextlib.suppress(BlockingIOError):
                    if mask & selectors.EVENT_READ:
                        sock.recv(1 << 18)
                    if mask & selectors.EVENT_WRITE:
                        sent += sock.send(data)
    return sent


def pour_all(clients: list[Client], data: bytes, enough: Callable[[], bool]) -> None:
    """All clients send `data` once and read nothing, until it is enough, for ten seconds at most."""
    selector, end, view = selectors.DefaultSelector(), time.monotonic() + 10, memoryview(data)
    sent = dict.fromkeys(clients, 0)
    for client in clients:
        client.sock.setblocking(False)
        selector.register(client.sock, selectors.EVENT_WRITE, client)
    with selector:
        while time.monotonic() < end and not enough():
            for key, _ in selector.select(0.02):
                client = key.data
                try:
                    sent[client] += client.sock.send(view[sent[client] :])
                except BlockingIOError:
                    continue
                except ConnectionError:
                    sent[client] = len(data)
                if sent[client] == len(data):
                    selector.unregister(client.sock)
