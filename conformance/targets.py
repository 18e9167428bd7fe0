"""Targets: servers that the harness starts, watches and stops, or only knows by address.

A target listens when a connection to its port is accepted. A free port that the system hands out
is one of those that it gives to outgoing connections too, and on loopback a connection to such a
port can meet itself, which looks like a server; so ports are tried below that range.

The other half, ``Server``, is a socket loop for pure peers (``selftest.actions``): it tells them
what happened and does what they answer, and knows no protocol. TLS is left out.
"""

from __future__ import annotations

import os
import random
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Protocol, Self

from conformance.processes import Process
from conformance.processes import TargetError as TargetError  # noqa: PLC0414
from conformance.selftest.actions import Action, Close, Die, Hang, Peer, Reset, Wait, Write

HOST, POLL, LINGER = "127.0.0.1", 0.02, 1.0


class Target(Protocol):
    """What the harness asks of a target; ``alive`` says that it runs, not that it answers."""

    host: str
    port: int
    restartable: bool

    def alive(self) -> bool: ...
    def restart(self, patience: float) -> None: ...
    def stop(self) -> None: ...


class _Stopped:
    """Stops at the end of a ``with`` block."""

    def stop(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class External(_Stopped):
    """A server that somebody else runs; it can be reached; ``restart`` raises TargetError."""

    restartable = False

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    def alive(self) -> bool:
        """Whether a connection is accepted within a second."""
        return _accepts(self.host, self.port, 1.0)

    def restart(self, patience: float) -> None:  # noqa: ARG002 - there is nothing to wait for
        raise TargetError(
            f"{self.host}:{self.port} was not started by the harness and cannot be restarted; "
            "start it again by hand, or let --exec start it"
        )

    def stop(self) -> None:
        """Nothing: it is not ours."""


class Started(_Stopped):
    """A server started by a command line with ``{port}``, always on the same port.

    A context manager that stops it; the caller starts it. Raises TargetError for a bad command.
    ``process`` has its exit status and the tail of what it printed.
    """

    restartable = True

    def __init__(self, command: str | Sequence[str], host: str = HOST) -> None:
        self.host, self.port = host, free_port(host)
        self.process = Process(command, self.port)

    def start(self, patience: float) -> None:
        """Start it and wait until it listens, at most ``patience`` seconds, else TargetError."""
        self.process.start()
        deadline = time.monotonic() + patience
        while not _accepts(self.host, self.port, max(POLL, deadline - time.monotonic())):
            if not self.alive():
                what = f"ended with exit status {self.process.exit_status()} before it listened on"
                remedy = "run it by hand to see why"
            elif time.monotonic() > deadline:
                what = f"did not listen within {patience:g} s on"
                remedy = "check that it takes its port from {port}, or be more patient"
            else:
                time.sleep(POLL)
                continue
            self.stop()
            printed = self.process.output_tail() or "nothing"
            raise TargetError(
                f"{self.process.command} {what} {self.host}:{self.port}; {remedy}; "
                f"it printed: {printed}"
            )

    def alive(self) -> bool:
        return self.process.alive()

    def restart(self, patience: float) -> None:
        """Stop what is left of it and start it again on the same port."""
        self.stop()
        self.start(patience)

    def stop(self) -> None:
        self.process.stop()


def embedded() -> list[str]:
    """The command that runs the project's own reference server."""
    return [sys.executable, "-m", "reference_server", "--port", "{port}"]


def small_liar(name: str) -> list[str]:
    """The command that runs one peer of ``conformance.selftest``."""
    return [sys.executable, "-m", "conformance.selftest", "--peer", name, "--port", "{port}"]


def free_port(host: str = HOST) -> int:
    """A port that nobody listens on now, below those given to outgoing connections."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(200):
        port = random.randrange(10240, 32768)
        with socket.socket(family) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                attempt.bind((host, port))
                return port
    raise TargetError(f"no free port on {host}; check that this is an address of this machine")


def _accepts(host: str, port: int, patience: float) -> bool:
    """Whether a connection is accepted; one that met itself does not count."""
    try:
        with socket.create_connection((host, port), timeout=patience) as attempt:
            return bool(attempt.getsockname() != attempt.getpeername())
    except OSError:
        return False


class Server:
    """Serves pure peers on a listening socket: one thread that accepts, one per connection.

    make_connection is called once per connection. Port 0: any free one; see ``port``. Raises
    TargetError when the port is taken. After ``stop`` no thread and no socket is left.
    """

    def __init__(
        self, make_connection: Callable[[], Peer], port: int = 0, host: str = HOST
    ) -> None:
        try:
            self._listener = socket.create_server((host, port), backlog=512)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            message = f"cannot listen on {host}:{port}: {reason}; choose another port"
            raise TargetError(message) from error
        self._listener.settimeout(0.5)
        self.port: int = self._listener.getsockname()[1]
        #: Set when a peer said Die; ``stop`` is still to be called.
        self.died = threading.Event()
        self._make = make_connection
        self._over, self._frozen = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def stop(self) -> None:
        """End all connections and wait for all threads."""
        self._end()
        self._acceptor.join()
        for thread in list(self._open):
            thread.join()
        self._listener.close()

    def _end(self) -> None:
        """Nothing is accepted, read or written from here on: whoever waits wakes up."""
        with self._lock:
            self._over.set()
            for sock in [self._listener, *self._open.values()]:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._over.is_set():
            if self._frozen.is_set():
                self._over.wait()
            try:
                sock, _ = self._listener.accept()
            except OSError:
                self._over.wait(0.01)
                continue
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            with self._lock:
                if self._over.is_set():
                    sock.close()
                    continue
                thread.start()
                self._open = {t: s for t, s in self._open.items() if t.is_alive()}
                self._open[thread] = sock

    def _serve(self, sock: socket.socket) -> None:
        with sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with suppress(OSError):
                self._converse(sock, self._make())

    def _converse(self, sock: socket.socket, peer: Peer) -> None:
        """Tell the peer what happens, and do what it says, until both sides have ended."""
        overdue_at = time.monotonic() + peer.DEADLINE
        closing = self._perform(sock, peer.opened())
        while not self._over.is_set():
            sock.settimeout(LINGER if closing else max(0.001, overdue_at - time.monotonic()))
            try:
                data = sock.recv(65536)
            except TimeoutError:
                if closing:
                    return
                overdue_at = time.monotonic() + 86400.0
                actions = peer.overdue()
            except ConnectionResetError:
                self._perform(sock, peer.lost())
                return
            else:
                actions = peer.receive(data) if data else peer.end()
                if not data:
                    return self._last(sock, actions, closing)
            closing = self._perform(sock, actions) or closing

    def _last(self, sock: socket.socket, actions: list[Action], closing: bool) -> None:
        """The client's FIN was the last thing that can happen; a peer may still not close."""
        if not self._perform(sock, actions) and not closing:
            self._over.wait()

    def _perform(self, sock: socket.socket, actions: list[Action]) -> bool:
        """Do the actions; True when this side has sent its FIN. Raises OSError when it cannot."""
        sock.settimeout(None)
        closing = False
        for action in actions:
            if self._frozen.is_set():
                self._over.wait()
            match action:
                case Write(data):
                    sock.sendall(data)
                case Wait(seconds):
                    self._over.wait(seconds)
                case Close():
                    closing = True
                    sock.shutdown(socket.SHUT_WR)
                case Reset():
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    sock.close()
                case Die():
                    self.died.set()
                    self._end()
                case Hang():
                    self._frozen.set()
        return closing


@contextmanager
def serving(make_connection: Callable[[], Peer]) -> Iterator[int]:
    """Serve pure peers on a free loopback port during the block; gives the port."""
    server = Server(make_connection)
    try:
        yield server.port
    finally:
        server.stop()


def serve(make_connection: Callable[[], Peer], port: int) -> None:
    """Serve until a peer dies; prints ``listening on HOST:PORT`` first. For a whole process."""
    server = Server(make_connection, port)
    print(f"listening on {HOST}:{server.port}", flush=True)
    try:
        server.died.wait()
    finally:
        server.stop()
