"""The probe: plays the steps of a scenario on real sockets and writes down what happens.

It interprets nothing. It does not know a handshake from a frame, has no opinion on what came, and
keeps every byte with its time, so that all judging can be done later and again.

What it has to get right:

* Segments. A scenario cuts its bytes where servers break, so what a step sends leaves as one segment:
  Nagle's algorithm is off and nothing is joined. TCP promises no segments, so a pause of about a round
  trip stands between two of them. That is the most that a client can do.
* Reading while sending. A server that echoes blocks when nobody reads. While the probe writes, it
  reads, or a long message would lock both for ever.
* Four different ends. FIN is ``eof``, RST is ``reset``, no connection is ``refused``, and silence is
  ``timeout``. A write that fails with a broken pipe says nothing yet: the reading that follows says
  which of the ends it was.
* Bounds. Every wait has an end, made of the run's patience, and what a hostile server can make us
  keep is limited.

How long is patient? A constant would be wrong for some server. The runner measures the target's round
trip and gives the probe a :class:`Tempo`; every wait is a multiple of it.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import struct
import time
from dataclasses import dataclass, field

from conformance.scenario import (
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    On,
    Pause,
    Reset,
    Send,
    Step,
    Steps,
)
from reports.model import Event, Kind, Transcript

CHUNK = 65536
PATIENT_TRIPS = 20
"""Round trips without room to write, after which a target is taking no more for now."""
MOST_RECEIVED = 64 * 1024 * 1024
"""Bytes that one connection may make us keep; a peer that sends more has its connection cut."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the target listens, and the TLS context and server name if it speaks TLS."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    server_name: str | None = None


@dataclass(frozen=True, slots=True)
class Tempo:
    """The target's pace: its ``round_trip`` and the ``patience`` made of it, both in seconds."""

    round_trip: float
    patience: float

    def slower(self, times: float) -> Tempo:
        """The same pace with ``times`` the patience."""
        return Tempo(self.round_trip, self.patience * times)


def play(address: Address, steps: Steps, tempo: Tempo) -> Transcript:
    """Hold one conversation and return all that happened.

    Raises nothing for anything that the target does; OSError only when this machine can open no
    more sockets.
    """
    player = _Player(address, tempo)
    try:
        player.connect()
        for step in steps:
            player.step(step)
            if player.gave_up:
                break
    finally:
        player.close()
    return tuple(sorted(player.events, key=lambda event: event.t))


@dataclass(slots=True)
class _Connection:
    """One connection: its socket while it is open, and all that it received."""

    number: int
    sock: socket.socket | None
    received: bytearray = field(default_factory=bytearray)
    unsent: bytes = b""
    ended: bool = False


class _Player:
    def __init__(self, address: Address, tempo: Tempo) -> None:
        self.address = address
        self.tempo = tempo
        self.events: list[Event] = []
        self.connections: list[_Connection] = []
        self.now = -1
        self.gave_up = False
        self.began = time.monotonic()

    @property
    def current(self) -> _Connection:
        return self.connections[self.now]

    def note(self, kind: Kind, data: bytes = b"", connection: _Connection | None = None) -> None:
        number = (connection or self.current).number
        self.events.append(Event(time.monotonic() - self.began, kind, data, number))

    # --- one method for each kind of step ---

    def step(self, step: Step) -> None:
        match step:
            case Connect():
                self.connect()
            case On(connection):
                self.now = connection
            case Send(data, True):
                self.send(data)
            case Send(data, _):
                self.pour(data)
            case Await(met, patience, vital):
                timed_out = not self.read_until(met, self.tempo.patience * patience)
                self.gave_up = vital and timed_out
            case AwaitEnd(patience):
                self.read_until(lambda _: False, self.tempo.patience * patience)
            case Pause(trips):
                self.listen(time.monotonic() + self.tempo.round_trip * trips)
            case HalfClose():
                self.half_close()
            case Close():
                self.finish()
            case Reset():
                self.reset()

    def connect(self) -> None:
        connection = _Connection(len(self.connections), None)
        self.connections.append(connection)
        self.now = connection.number
        try:
            sock = socket.create_connection(
                (self.address.host, self.address.port), self.tempo.patience
            )
        except TimeoutError:
            connection.ended = True
            return self.note(Kind.TIMEOUT)
        except ConnectionError:
            connection.ended = True
            return self.note(Kind.REFUSED)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sock = sock
        if self.address.tls is not None:
            return self.start_tls(connection, self.address.tls)
        sock.setblocking(False)
        return None

    def start_tls(self, connection: _Connection, context: ssl.SSLContext) -> None:
        assert connection.sock is not None
        try:
            connection.sock = context.wrap_socket(
                connection.sock, server_hostname=self.address.server_name or self.address.host
            )
            connection.sock.setblocking(False)
        except TimeoutError:
            connection.ended = True
            self.note(Kind.TIMEOUT)
        except OSError:  # includes ssl.SSLError: the target speaks no TLS, or not this one
            connection.ended = True
            self.note(Kind.REFUSED)

    def send(self, data: bytes) -> None:
        connection = self.current
        data, connection.unsent = connection.unsent + data, b""
        deadline = time.monotonic() + self.tempo.patience
        sent = 0
        while sent < len(data) and connection.sock is not None:
            try:
                sent += connection.sock.send(data[sent : sent + CHUNK])
                deadline = time.monotonic() + self.tempo.patience
                continue
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                pass
            except OSError:
                break  # which end it was, the next read says
            if time.monotonic() > deadline:
                break
            self.wait(connection, deadline, writing=True)
        self.note(Kind.SENT, data[:sent])

    def pour(self, data: bytes) -> None:
        """Write without reading until the target has taken nothing for some round trips."""
        connection = self.current
        sent = 0
        with contextlib.suppress(OSError), selectors.DefaultSelector() as selector:
            if connection.sock is not None:
                selector.register(connection.sock, selectors.EVENT_WRITE)
            while sent < len(data) and connection.sock is not None:
                if not selector.select(self.tempo.round_trip * PATIENT_TRIPS):
                    break
                with contextlib.suppress(BlockingIOError, ssl.SSLWantWriteError):
                    sent += connection.sock.send(data[sent : sent + CHUNK])
        connection.unsent = data[sent:]
        self.note(Kind.SENT, data[:sent])

    def half_close(self) -> None:
        if self.current.sock is not None:
            with contextlib.suppress(OSError):
                self.current.sock.shutdown(socket.SHUT_WR)
        self.note(Kind.SENT)

    def finish(self) -> None:
        if self.current.sock is not None:
            self.current.sock.close()
            self.current.sock = None
            self.note(Kind.SENT)
        self.current.ended = True

    def reset(self) -> None:
        sock = self.current.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()
            self.current.sock = None
        self.current.ended = True

    # --- reading ---

    def read_until(self, met: object, patience: float) -> bool:
        """Read until ``met`` holds or the connection ends; False when the patience ran out first."""
        connection = self.current
        assert callable(met)
        deadline = time.monotonic() + patience
        while not met(bytes(connection.received)):
            if connection.ended:
                return True
            if time.monotonic() >= deadline:
                self.note(Kind.TIMEOUT)
                return False
            self.wait(connection, deadline)
        return True

    def listen(self, until: float) -> None:
        while (left := until - time.monotonic()) > 0:
            if self.current.ended:
                return time.sleep(left)
            self.wait(self.current, until)

    def wait(self, connection: _Connection, until: float, writing: bool = False) -> None:
        """Wait for bytes (or, ``writing``, for room) until then, and take in what has come."""
        sock = connection.sock
        if sock is None or connection.ended:
            return time.sleep(max(0.0, min(until - time.monotonic(), 0.01)))
        if not (isinstance(sock, ssl.SSLSocket) and sock.pending()):
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if writing else 0)
            with selectors.DefaultSelector() as selector:
                selector.register(sock, wanted)
                ready = selector.select(max(0.0, until - time.monotonic()))
            if not any(events & selectors.EVENT_READ for _, events in ready):
                return None
        return self.take(connection, sock)

    def take(self, connection: _Connection, sock: socket.socket) -> None:
        try:
            data = sock.recv(CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        except ssl.SSLEOFError:
            data = b""
        except OSError:
            connection.ended = True
            return self.note(Kind.RESET, connection=connection)
        if not data:
            connection.ended = True
            return self.note(Kind.EOF, connection=connection)
        self.note(Kind.RECEIVED, data, connection)
        connection.received += data
        if len(connection.received) > MOST_RECEIVED:
            connection.ended = True
        return None

    def close(self) -> None:
        for connection in self.connections:
            if connection.sock is not None:
                connection.sock.close()
