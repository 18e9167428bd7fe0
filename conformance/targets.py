"""Targets, and the sockets that stand beside the probe's: whoever listens, copies or looks.

A target listens when a connection to its port is accepted. A free port that the system hands out
is one of those that it gives to outgoing connections too, and on loopback a connection to such a
port can meet itself, which looks like a server; so ports are tried below that range.

The probe's sockets apart, all are in here: a ``Listener`` gives an ``End`` for each connection, a
``Remote`` one on the way to a server, and a ``Poller`` says at which of many something happens. No
socket leaves this module, and what is done with an End is not decided in it: ``tap`` copies from
one to another, ``acting`` plays pure peers on them. Nothing here waits, unless it is given the
seconds that it may, or says so. TLS is left out.
"""

from __future__ import annotations

import errno
import random
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from conformance.acting import Stage
from conformance.processes import Launched, Stoppable
from conformance.processes import Target as Target  # noqa: PLC0414 - the names of every target
from conformance.processes import TargetError as TargetError  # noqa: PLC0414
from conformance.processes import embedded as embedded  # noqa: PLC0414
from conformance.processes import small_liar as small_liar  # noqa: PLC0414
from conformance.selftest.actions import Peer

HOST, CHUNK = "127.0.0.1", 65536
_GONE = select.POLLERR | select.POLLHUP | select.POLLNVAL


class _Socket:
    """What an end and a listener have in common: a socket that does not block."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        sock.setblocking(False)

    def shut(self) -> None:
        """Nothing comes or goes from here on, and whoever waits for it wakes up. Any thread may."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the socket back; whoever polls it forgets it first. May be repeated."""
        self._sock.close()

    def _ready(self, events: int, patience: float | None) -> bool:
        """Wait for one of the events, or an error, at most so many seconds (None: for ever)."""
        poll = select.poll()
        poll.register(self._sock, events)
        return bool(poll.poll(None if patience is None else max(0.0, patience) * 1000.0))


class End(_Socket):
    """Our end of one TCP connection; what is written leaves at once (TCP_NODELAY)."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connect(self, remote: Remote) -> None:
        """Begin to connect: one can write, or there is an ``error``, when it is decided.

        Raises OSError when it is refused at once.
        """
        with suppress(BlockingIOError):
            self._sock.connect(remote._address)

    def error(self) -> bool:
        """Whether something went wrong since the last call: refused, or reset."""
        return self._sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0

    def read(self, patience: float = 0.0) -> bytes | None:
        """What has come; b"" for a FIN; None for nothing within so many seconds.

        Raises OSError, for a RST ConnectionResetError.
        """
        deadline = time.monotonic() + patience
        while True:
            with suppress(BlockingIOError):
                return self._sock.recv(CHUNK)
            if not self._ready(select.POLLIN, deadline - time.monotonic()):
                return None

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """How many of the bytes were taken; 0: no room now. Raises OSError when none ever will."""
        try:
            return self._sock.send(data)
        except BlockingIOError:
            return 0

    def write_all(self, data: bytes) -> None:
        """Wait until all is taken, however long. Raises OSError when that will never be."""
        left = memoryview(data)
        while left := left[self.write(left) :]:
            self._ready(select.POLLOUT, None)

    def finish(self) -> None:
        """Send a FIN; reading goes on. Raises OSError when there is nobody to send it to."""
        self._sock.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Close it by a RST."""
        with suppress(OSError):
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()


class Listener(_Socket):
    """Listens on ``port`` (0: a free one) of ``host``. Raises TargetError when it is taken."""

    def __init__(self, host: str, port: int) -> None:
        try:
            sock = socket.create_server((host, port), family=_family(host), backlog=512)
        except (OSError, OverflowError) as error:
            raise TargetError(
                f"cannot listen on {host}:{port}: {_why(error)}; choose another port "
                "(0 is a free one)"
            ) from error
        super().__init__(sock)
        self.port: int = sock.getsockname()[1]

    def accept(self, patience: float = 0.0) -> End | None:
        """The next connection; None when nobody is there within so many seconds.

        Raises OSError when this machine can open no more sockets.
        """
        if not self._ready(select.POLLIN, patience):
            return None
        try:
            return End(self._sock.accept()[0])
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                raise
            return None  # it has gone again, or nothing is accepted any more


class Remote:
    """The numeric address of a server, looked up once. Raises TargetError when there is none."""

    def __init__(self, host: str, port: int) -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        except (OSError, OverflowError, UnicodeError) as error:
            message = f"cannot find the host {host}: {_why(error)}; check its name"
            raise TargetError(message) from error
        self._family, self._address = found[0], (str(found[4][0]), int(found[4][1]))

    def end(self) -> End:
        """An end that can be connected. Raises OSError when this machine can open no more."""
        return End(socket.socket(self._family))


class Happening(NamedTuple):
    """What a Poller saw: there is something to read (or an end of it), an error, or only room."""

    at: End | Listener
    readable: bool
    failed: bool


class Poller:
    """Waits for many at once; ``wake`` ends the waiting from another thread, for good."""

    def __init__(self) -> None:
        self._poll = select.poll()
        self._watched: dict[int, End | Listener] = {}
        self._wake, self._alarm = socket.socketpair()
        self._poll.register(self._wake, select.POLLIN)
        self.woken = False

    def watch(self, at: End | Listener, reading: bool = True, writing: bool = False) -> None:
        """Wait for bytes, connections or room, from now on; for errors always."""
        self._watched[at._sock.fileno()] = at
        self._poll.register(at._sock, select.POLLIN * reading | select.POLLOUT * writing)

    def forget(self, at: End | Listener) -> None:
        """Do not wait for it any more; to be called before it is closed. May be repeated."""
        if self._watched.pop(at._sock.fileno(), None):
            self._poll.unregister(at._sock)

    def wait(self, patience: float | None = None) -> list[Happening]:
        """What happens first, within so many seconds (None: for ever); nothing when woken."""
        happened = dict(self._poll.poll(None if patience is None else patience * 1000.0))
        if happened.pop(self._wake.fileno(), 0):
            self._poll.unregister(self._wake)
            self.woken = True
        return [
            Happening(
                self._watched[number],
                bool(what & (select.POLLIN | _GONE)),
                bool(what & select.POLLERR),
            )
            for number, what in happened.items()
        ]

    def wake(self) -> None:
        with suppress(OSError):  # closed already
            self._alarm.send(b"x")

    def close(self) -> None:
        self._wake.close()
        self._alarm.close()


class External(Stoppable):
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


class Started(Launched):
    """A server started by a command line with ``{port}``, always on the same, free port."""

    def __init__(self, command: str | Sequence[str], host: str = HOST) -> None:
        super().__init__(command, host, free_port(host))

    def listens(self, patience: float) -> bool:
        return _accepts(self.host, self.port, patience)


class Server(Stage):
    """Serves pure peers on a port (0: any free one). Raises TargetError when it is taken."""

    def __init__(
        self, make_connection: Callable[[], Peer], port: int = 0, host: str = HOST
    ) -> None:
        listener = Listener(host, port)
        self.port = listener.port
        super().__init__(make_connection, listener)


@contextmanager
def serving(make_connection: Callable[[], Peer]) -> Iterator[int]:
    """Serve pure peers on a free loopback port during the block; gives the port."""
    with Server(make_connection) as server:
        yield server.port


def serve(make_connection: Callable[[], Peer], port: int) -> None:
    """Serve until a peer dies; prints ``listening on HOST:PORT`` first. For a whole process."""
    with Server(make_connection, port) as server:
        print(f"listening on {HOST}:{server.port}", flush=True)
        server.died.wait()


def free_port(host: str = HOST) -> int:
    """A port that nobody listens on now, below those given to outgoing connections."""
    for _ in range(200):
        port = random.randrange(10240, 32768)
        with socket.socket(_family(host)) as attempt:
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


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _why(error: Exception) -> str:
    """The system's reason, without what Python adds to it."""
    return str(getattr(error, "strerror", None) or error).partition(" (while ")[0]
