"""The probe: plays the steps of a scenario on real sockets and writes down what happens.

It interprets nothing. It does not know a handshake from a frame, has no opinion on what came, and
keeps every byte with its time, so that all judging can be done later and again.

What it has to get right:

* Segments. A scenario cuts its bytes where servers break, so what a step sends leaves as one segment:
  Nagle's algorithm is off and nothing is joined. TCP promises no segments, so a pause of about a round
  trip (the tempo's ``gap`` at least) stands between two of them; a client can do no more.
* Reading while sending. A server that echoes blocks when nobody reads. While the probe writes, it
  reads, or a long message would lock both for ever.
* Four different ends. FIN is ``eof``, RST is ``reset``, no connection is ``refused``, and silence is
  ``timeout``. A write that fails with a broken pipe says nothing yet: the reading that follows says
  which of the ends it was.
* Bounds. Every wait has an end, made of the run's patience, and what a hostile server can make us
  keep is limited (:mod:`conformance.keeping`). A condition looks at all that is kept, so it is asked
  only when that has grown, and where much comes by a quarter, or when nothing more comes for now.
* What was not sent is not written down: a SENT without bytes says that we ended our direction.

How long is patient? A constant would be wrong for some server. The runner measures the target's round
trip and gives the probe a :class:`Tempo`; every wait is a multiple of it.
"""

from __future__ import annotations

import contextlib
import errno
import select
import socket
import ssl
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.address import Address, Tempo
from conformance.keeping import Keeper
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
from conformance.tls import Tls
from reports.model import Kind, Transcript

__all__ = ["Address", "Tempo", "play", "why_refused"]

CHUNK = 65536
MUCH = 4096  # bytes from which on a condition is not asked anew for each that comes
SENDING = 30
"""Patiences that one Send may take in all, however little by little the target takes it."""
PATIENT_TRIPS = 20
"""Round trips without room to write, after which a target is taking no more for now."""


def play(address: Address, steps: Steps, tempo: Tempo) -> Transcript:
    """Hold one conversation and return all that happened.

    Raises nothing for anything that the target does; OSError when the host cannot be found or reached
    at all, or when this machine can open no more sockets.
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
    return player.keeper.transcript()


def why_refused(address: Address, patience: float) -> str:
    """Why no connection can be opened, in the words of this machine; empty if one can, now."""
    try:
        _open(address, patience).close()
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except OSError as error:
        return getattr(error, "reason", None) or error.strerror or str(error)
    return ""


def _open(address: Address, patience: float) -> socket.socket | Tls:
    """A connected socket, TLS and all, that does not block. Raises OSError, also as SSLError."""
    sock = socket.create_connection((address.host, address.port), patience)
    opened: socket.socket | Tls = sock
    itself = False
    try:
        with contextlib.suppress(OSError):  # reset in this very moment: then it met another
            itself = sock.getsockname() == sock.getpeername()
        if itself:  # nobody listens
            raise ConnectionRefusedError(errno.ECONNREFUSED, "the connection met itself")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if address.tls is not None:
            opened = Tls(sock, address.tls, address.server_name or address.host, patience)
        opened.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return opened


def _ready(sock: socket.socket | Tls, events: int, until: float) -> int:
    """Wait until then for one of ``events``; those that are there, 0 for none."""
    poll = select.poll()
    poll.register(sock, events)
    found = poll.poll(max(0.0, until - time.monotonic()) * 1000.0)
    return found[0][1] if found else 0


@dataclass(slots=True)
class _Connection:
    """One connection: its socket while it is open, and all that is kept of what it received."""

    number: int
    sock: socket.socket | Tls | None = None
    received: bytearray = field(default_factory=bytearray)
    unsent: bytes = b""
    ended: bool = False


class _Player:
    def __init__(self, address: Address, tempo: Tempo) -> None:
        self.address = address
        self.tempo = tempo
        self.keeper = Keeper()
        self.connections: list[_Connection] = []
        self.now = -1
        self.gave_up = False

    @property
    def current(self) -> _Connection:
        return self.connections[self.now]

    def note(self, kind: Kind, data: bytes = b"", since: tuple[int, float] | None = None) -> None:
        """Write down what happened on this connection, now or ``since`` a mark."""
        self.keeper.note(self.now, kind, data, since)

    # --- one method for each kind of step ---

    def step(self, step: Step) -> None:
        match step:
            case Send(data, reading, unless):
                if unless is None or not unless(bytes(self.current.received)):
                    (self.send if reading else self.pour)(data)
            case Await(met, patience, vital):
                timed_out = not self.read_until(met, self.tempo.patience * patience)
                self.gave_up |= vital and timed_out
            case AwaitEnd(patience):
                self.read_until(lambda _: False, self.tempo.patience * patience)
            case Pause(trips):
                self.listen(time.monotonic() + self.tempo.pause(trips))
            case Connect():
                self.connect()
            case On(connection):
                self.now = connection
            case HalfClose():
                self.half_close()
            case Close() | Reset():
                self.hang_up(abort=isinstance(step, Reset))

    def connect(self) -> None:
        self.now = len(self.connections)
        connection = _Connection(self.now)
        self.connections.append(connection)
        try:
            connection.sock = _open(self.address, self.tempo.patience)
        except TimeoutError:
            self.note(Kind.TIMEOUT)
        except (ConnectionError, ssl.SSLError):  # or it speaks no TLS, or none that we trust
            self.note(Kind.REFUSED)
        connection.ended = connection.sock is None

    def send(self, data: bytes) -> None:
        connection = self.current
        data, connection.unsent = connection.unsent + data, b""
        deadline = time.monotonic() + self.tempo.patience
        last = deadline + self.tempo.patience * SENDING
        sent, since = 0, self.keeper.mark()
        while sent < len(data) and connection.sock is not None:
            try:
                sent += self.write(connection.sock, data[sent : sent + CHUNK])
                deadline = min(last, time.monotonic() + self.tempo.patience)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    break
                self.wait(connection, deadline, writing=True)
            except OSError:
                break  # which end it was, the next read says
        if sent:
            self.note(Kind.SENT, data[:sent], since)

    def write(self, sock: socket.socket | Tls, data: bytes) -> int:
        """Write what there is room for; how much that was. Raises OSError."""
        written = sock.send(data)
        self.keeper.sent += written
        return written

    def pour(self, data: bytes) -> None:
        """Write without reading until the target has taken nothing for some round trips."""
        connection = self.current
        data = connection.unsent + data
        sent = 0
        room = self.tempo.round_trip * PATIENT_TRIPS
        with contextlib.suppress(OSError):
            while sent < len(data) and connection.sock is not None:
                if not _ready(connection.sock, select.POLLOUT, time.monotonic() + room):
                    break
                with contextlib.suppress(BlockingIOError):
                    sent += self.write(connection.sock, data[sent : sent + CHUNK])
        connection.unsent = data[sent:]
        if sent:
            self.note(Kind.SENT, data[:sent])

    def half_close(self) -> None:
        with contextlib.suppress(OSError):  # gone already: nothing was sent
            if self.current.sock is not None:
                self.current.sock.shutdown(socket.SHUT_WR)
                self.note(Kind.SENT)

    def hang_up(self, *, abort: bool = False) -> None:
        """Close the connection by FIN or, to ``abort``, by RST, and read no more."""
        sock, self.current.sock = self.current.sock, None
        self.current.ended = True
        if sock is not None:
            if abort:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.note(Kind.SENT)
            sock.close()

    # --- reading ---

    def read_until(self, met: Callable[[bytes], bool], patience: float) -> bool:
        """Read until ``met`` holds or the connection ends; False when the patience ran out first."""
        connection = self.current
        deadline = time.monotonic() + patience
        much = -1
        while True:
            grown, much = len(connection.received) > much, len(connection.received)
            if (grown and met(bytes(connection.received))) or connection.ended:
                return True
            if time.monotonic() >= deadline:
                self.note(Kind.TIMEOUT)
                return False
            more = self.wait(connection, deadline)
            while more and MUCH < len(connection.received) < much + much // 4:
                more = self.wait(connection, 0.0)

    def listen(self, until: float) -> None:
        while (left := until - time.monotonic()) > 0:
            if self.current.ended:
                return time.sleep(left)
            self.wait(self.current, until)

    def wait(self, connection: _Connection, until: float, writing: bool = False) -> bool:
        """Wait for bytes (or, ``writing``, for room) until then; True when bytes have come."""
        sock = connection.sock
        assert sock is not None
        if not (isinstance(sock, Tls) and sock.pending()):
            events = (0 if connection.ended else select.POLLIN) | (select.POLLOUT * writing)
            if not _ready(sock, events, until) & ~select.POLLOUT:
                return False
        return not connection.ended and self.take(connection, sock)

    def take(self, connection: _Connection, sock: socket.socket | Tls) -> bool:
        data, kind = b"", Kind.EOF
        try:
            data = sock.recv(CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            kind = Kind.RESET
        if data:
            connection.received += self.keeper.receive(self.now, data)
        else:
            self.note(kind)
            connection.ended = True
        if self.keeper.tired:
            self.gave_up = True
            self.hang_up()
        return not connection.ended

    def close(self) -> None:
        for connection in self.connections:
            if connection.sock is not None:
                connection.sock.close()
