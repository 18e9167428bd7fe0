"""The only sockets: a loop that carries bytes between many clients and their connections.

A server waits for many clients at once and may be kept waiting by none. So no socket here ever
blocks: the loop asks the system which of them are ready (`selectors`), does a bounded piece of work
for each, one read and one write, and asks again. All the protocol is in `connection`; what is here
is what a network adds:

* A client reads when it likes. What it does not take stays in `output`. From a mark on its own
  messages are not read any more, so that it slows down itself and not the server; one that takes
  nothing for a while, or for which too much has gathered, is dropped. It is always safe to
  disconnect (76 §7).
* A client writes when it likes. The handshake as a whole has a deadline that no byte renews, and so
  has the close. An open connection has none: to be silent is its right.
* To close TCP while unread bytes wait makes the system send RST, and an RST can destroy what the
  client has not read yet, such as our FF 00. So an end is: send all, then FIN, then read and discard
  until the client's EOF or a deadline, then close.
* The browsers of draft 76 hardly ever send FF 00 and do not answer ours; they close TCP. So every
  wait for a client has an end.
* accept() fails when the system is out of descriptors, and the client that waits keeps the listener
  ready: who tries again at once spins. Accepting pauses instead, as with `max_connections` open.

An OSError of a client's socket (ECONNRESET, EPIPE), or an exception of the application while it
handles a client's events, ends that client and no other.
"""

import logging
import math
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from reference_server.connection import Connection, Event, Messages, State
from reference_server.settings import Settings

_CHUNK = 65536  # bytes read from one client at once: what a turn of the others may have to wait for
_ACCEPTS = 64  # clients accepted in one turn
_BACKLOG = 2048  # clients that the system holds for us at most, if it lets us have so many
_TICK = 0.1  # seconds between two looks at the deadlines

_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
_log = logging.getLogger("reference_server")

Handler = Callable[[Connection, Event], None]


def echo(connection: Connection, event: Event) -> None:
    """The application of this server: send each message back unchanged."""
    if isinstance(event, Messages):
        connection.send(*event.texts)


@dataclass(slots=True, eq=False)
class _Client:
    """A socket with its connection, and how far the two have got."""

    sock: socket.socket
    connection: Connection
    deadline: float  # time.monotonic() at which it is not waited for any more
    seen: State = State.HEAD  # the state when the deadline was last looked at
    interest: int = _READ
    eof: bool = False  # the client will send nothing more
    fin: bool = False  # we will send nothing more, and have said so


class Server:
    """Listens at `host` and `port` (0: a free one) as soon as it exists; `address` is where.

    Raises OSError when it cannot listen there.
    """

    def __init__(self, host: str, port: int, settings: Settings, handler: Handler = echo) -> None:
        self._settings = settings
        self._handler = handler
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        self._listener.setblocking(False)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._selector = selectors.DefaultSelector()
        self._accepting = False
        self._clients: set[_Client] = set()
        self._next_tick = 0.0
        self._stopping = False

    def stop(self) -> None:
        """Make `serve` close all connections and return; for any thread or signal handler."""
        self._stopping = True

    def serve(self) -> None:
        """Serve until `stop` is called, then for `closing_seconds` at most until all have closed."""
        try:
            while not self._stopping:
                self._step()
            self._pause_accepting()
            self._listener.close()
            for client in list(self._clients):
                client.connection.close()
                self._turn(client, 0)
            until = time.monotonic() + self._settings.closing_seconds
            while self._clients and time.monotonic() < until:
                self._step()
        finally:
            for client in list(self._clients):
                self._drop(client)
            self._listener.close()
            self._selector.close()

    def _step(self) -> None:
        for key, mask in self._selector.select(_TICK):
            if key.data is None:
                self._accept()
            else:
                self._turn(key.data, mask)
        now = time.monotonic()
        if now >= self._next_tick:
            self._next_tick = now + _TICK
            for client in [client for client in self._clients if client.deadline <= now]:
                self._expire(client)
            room = len(self._clients) < self._settings.max_connections
            if room and not self._accepting and not self._stopping:
                self._selector.register(self._listener, _READ)
                self._accepting = True

    def _accept(self) -> None:
        try:
            for _ in range(_ACCEPTS):
                if len(self._clients) >= self._settings.max_connections:
                    self._pause_accepting()
                    break
                sock, _address = self._listener.accept()
                sock.setblocking(False)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                deadline = time.monotonic() + self._settings.handshake_seconds
                client = _Client(sock, Connection(self._settings), deadline)
                self._clients.add(client)
                self._selector.register(sock, _READ, client)
        except BlockingIOError:
            pass
        except OSError:  # out of descriptors or memory; or the client has gone again already
            self._pause_accepting()

    def _pause_accepting(self) -> None:
        if self._accepting:
            self._selector.unregister(self._listener)
            self._accepting = False

    def _expire(self, client: _Client) -> None:
        if client.connection.state is State.ENDED or client.connection.output:
            self._drop(client)  # it had its time to take what was sent
        else:
            client.connection.end("a time limit has passed")  # 76 §5.3, terminating, step 3
            self._turn(client, 0)

    def _turn(self, client: _Client, mask: int) -> None:
        """One bounded piece of work for one client: one read and its events, and one write."""
        connection, sent = client.connection, 0
        try:
            if mask & _READ:
                with suppress(BlockingIOError):
                    data = client.sock.recv(_CHUNK)
                    client.eof = not data
                    for event in connection.receive(data):
                        self._handler(connection, event)
                    if connection.closed:
                        connection.close()
            if connection.output:
                with suppress(BlockingIOError):
                    sent = client.sock.send(connection.output)
                    del connection.output[:sent]
            self._settle(client, sent)
        except OSError:
            self._drop(client)
        except Exception:
            _log.exception("an exception ended a connection while its events were handled")
            self._drop(client)

    def _settle(self, client: _Client, sent: int) -> None:
        """After the work: FIN or drop if it is time, and what to wait for next, how long."""
        settings, state = self._settings, client.connection.state
        waiting = len(client.connection.output)
        if waiting > settings.max_output or (client.eof and not waiting):
            self._drop(client)
            return
        if state is State.ENDED and not waiting and not client.fin:
            client.sock.shutdown(socket.SHUT_WR)
            client.fin = True
        reading = not client.eof and waiting < settings.high_water
        interest = (_READ if reading else 0) | (_WRITE if waiting else 0)
        if interest != client.interest:
            self._selector.modify(client.sock, interest, client)
            client.interest = interest
        if state is State.OPEN and not waiting:
            client.deadline = math.inf
        elif state not in (State.HEAD, State.KEY3) and (
            sent or state is not client.seen or client.deadline == math.inf
        ):
            stuck = state is State.OPEN
            patience = settings.stuck_seconds if stuck else settings.closing_seconds
            client.deadline = time.monotonic() + patience
        client.seen = state

    def _drop(self, client: _Client) -> None:
        if client in self._clients:
            self._clients.discard(client)
            self._selector.unregister(client.sock)
            client.sock.close()
