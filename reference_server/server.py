"""The only sockets: a loop that carries bytes between many clients and their connections.

A server waits for many clients at once and may be kept waiting by none. So no socket here ever
blocks: the loop asks the system which of them are ready (`selectors`), reads once from each, tells
the application, writes once to each that has something to send, and asks again. All the protocol is
in `connection`; what is here is what a network adds:

* A client reads when it likes. What it does not take stays in `output`. From a mark on its own
  messages are not read any more, so that it slows down itself and not the server; one that takes
  nothing for a while, or for which too much has gathered, is dropped. It is always safe to
  disconnect (76 §7).
* A client writes when it likes. The handshake as a whole has a deadline that no byte renews, that of
  TLS included, and so has the close. An open connection has one if `idle_seconds` says so: to be
  silent is its right.
* To close TCP while unread bytes wait makes the system send RST, and an RST can destroy what the
  client has not read yet, such as our FF 00. So an end is: send all, then FIN, then read and discard
  until the client's EOF or a deadline, then close.
* The browsers of draft 76 hardly ever send FF 00 and do not answer ours; they close TCP. So every
  wait for a client has an end.
* accept() fails when the system is out of descriptors, and the client that waits keeps the listener
  ready: who tries again at once spins. Accepting pauses instead, as with `max_connections` open.
* TLS is one more stream in between. Its handshake is made by the first reads and writes; its side of
  it is short enough for an empty socket to take at once, so that to wait for reading is enough. Of
  what a read returns nothing is left behind in it, since no TLS record is longer than our reads.

* What other threads want is left with the manager; a byte through a pair of sockets wakes the loop.
* A frame of two bytes costs its sender nothing, and us as much as a long one; to broadcast it costs as
  much for each client there is. So each client that is ready has one turn in a pass of the loop, and
  how much is read in it follows from how long its last turn took: who makes work slows down itself.
  With TLS it is the whole record each time, for of what a read leaves of one no selector knows.
  And a write returns there when all is written, so a part is written at a time, or the server would
  not know for long what its client has taken.
* Who connects waits behind all who did before. So many are accepted in a pass, as many as there are.
* Most turns find a connected client that has read all, and leave it so: nothing is to be settled then.

An OSError of a client's socket (ECONNRESET, EPIPE) ends that client and no other.
"""

import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from threading import get_ident
from typing import Any

from reference_server.connection import CLOSED, CONNECTED, Connection
from reference_server.events import Manager
from reference_server.fields import demand
from reference_server.settings import Settings
from reference_server.trace import tracer

# Bytes of one read. `_LEAST`: the first, and after one that took longer than `_SOON` seconds to obey;
# after each other twice as many, up to `_MOST`, a message of 64 KiB and its frame. Less than `_LEAST`
# is little work, and is not timed. `_ACCEPTED`: how many are accepted in one pass of the loop at most.
_MOST, _LEAST, _SOON, _ACCEPTED = 65600, 512, 0.0003, 100
bytes(4 << 20)  # glibc's malloc keeps from now on what it would give back after every long message

# Which of the settings ..._seconds says how long a client is waited for, by its state. For all but the
# connected it is one deadline in all.
_PATIENCE = {"connected": "idle", "closing": "closing", "closed": "closing"}


@dataclass(slots=True, eq=False, kw_only=True)
class _Client(Connection):
    """A connection with its socket, and how far the two have got."""

    sock: Any
    deadline: float  # time.monotonic() at which it is waited for no more
    trace: Any = None
    patience: str = "handshake"  # the setting that the deadline is from, without "_seconds"
    held: int = 0  # bytes that it had in memory after its last turn
    calm: str = ""  # the state in which all is settled, and nothing waits in memory
    size: int = _LEAST  # bytes of its next read
    gone: bool = False  # the client will send nothing more
    fin: bool = False  # we will send nothing more, and have said so


class Server(Manager):
    """Serves the clients that come to one address, which is `address` once it listens.

    Its options are those of `Settings`; raises ValueError for a wrong one. Its handlers are called
    with the connection first, then with what the event of the connection is called with:

        stream      a TCP connection is accepted; nothing is known of it yet
        request     and a Head: an HTTP request without an upgrade, which `respond` may answer
        connection  its handshake is complete
        state_change, message, messages, close, rejected, timeout    as with Connection

    and without a connection:

        listening   clients can connect
        error       the exception of a handler, and the connection that it ended
        shutdown    the server has closed, and all its sockets with it

    `send`, `broadcast` and `close` are for any thread; so is what they do with a connection.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self.manager, self.settings = self, Settings(**options)
        self._clients: set[_Client] = set()
        # What `step` waits with. Before `listen` and after the end it raises: no pass has to ask.
        self._select: Any = lambda _: demand(0, "call listen first", RuntimeError)
        self._count, self._memory, self._now, self._next_tick, self._closing = 0, 0, 0.0, 0.0, False

    def listen(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Have clients connect to `port` (0: a free one) of `host`, once and before all else.

        Raises OSError, OverflowError; ValueError for an empty host, which the system would take for all
        of its addresses; RuntimeError if it listens already.
        """
        demand(not hasattr(self, "fileno"), "it listens already; create another", RuntimeError)
        demand(host, f"host is {host!r}; give a name or an address, 0.0.0.0 for all", ValueError)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family, backlog=2048)
        self._listener.setblocking(False)
        # Whom it accepts has these from it: a message is sent at once, and who vanished is noticed.
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._awake, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._selector = DefaultSelector()
        # `fileno` is for an application's own selector.
        self.fileno, self._select = self._selector.fileno, self._selector.select
        self._selector.register(self._awake, EVENT_READ, lambda: self._awake.recv(_MOST))
        self._selector.register(self._listener, EVENT_READ, self._accept)
        self.emit("listening")

    def run(self) -> None:
        """Serve in the foreground, until `close` is called and all is closed.

        Raises RuntimeError before `listen` and after the end, as `step` does.
        """
        while self.step():
            pass

    def close(self) -> None:
        """Close all connections and end the loop; for any thread, and for a signal handler.

        It does not wait. The loop waits `closing_seconds` at most for the clients' part of it.
        """
        self._closing = True
        self.wake()

    def step(self, timeout: float = 0.1) -> bool:
        """One pass of the loop, after `timeout` seconds at most; False when all is closed.

        An application with a loop of its own calls it with 0 when `fileno` is ready, when it has
        sent something, and ten times in a second, which is how exactly deadlines are met.
        """
        self.thread = get_ident()
        ready, self._now = self._select(0 if self.touched else timeout), time.monotonic()
        for _ in range(len(self.calls)):
            self.calls.popleft()()
        for key, mask in ready:
            self._turn(key.data, mask) if key.data.__class__ is _Client else key.data()
        while self.touched:
            self._turn(self.touched.popitem()[0], 0)
        if self._now >= self._next_tick:
            self._next_tick = self._now + 0.1  # seconds between two looks at the deadlines
            for client in [client for client in self._clients if client.deadline <= self._now]:
                client.tell("timeout")
                # 76 §5.3, terminating, step 3
                client.close() if client.patience == "idle" else self._drop(client, "time is up")
            self._closing or self._selector.modify(self._listener, EVENT_READ, self._accept)
        return not self._closing or self._close()

    def _close(self) -> bool:
        """Close what is open; False when nothing is any more."""
        if self._listener.fileno() >= 0:
            self._selector.unregister(self._listener)
            self._listener.close()
            for client in list(self._clients):
                client.close()
        if not self._clients:
            for each in (self._selector, self._awake, self._waker):
                each.close()
            self._select = lambda _: demand(0, "it is closed; create another server", RuntimeError)
            self.emit("shutdown")
        return bool(self._clients)

    def wake(self) -> None:
        """Have the loop turn; for any thread, and for a signal handler."""
        with suppress(OSError, AttributeError):  # full of such bytes already, or nobody to wake
            self._waker.send(b"\0")

    def _accept(self) -> Any:
        for _ in range(_ACCEPTED):
            sock, deadline = None, self._now + self.settings.handshake_seconds
            try:
                demand(len(self._clients) < self.settings.max_connections, "it is full", OSError)
                sock, self._count = self._listener.accept()[0], self._count + 1
                sock.setblocking(False)
                if tls := self.settings.tls:
                    sock = tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
                client = _Client(self.settings, self, self._count, sock=sock, deadline=deadline)
                self._selector.register(sock, EVENT_READ, client)
                self._clients.add(client)
                client.trace = tracer(client.id, self.settings) if self.settings.debug else None
                client.tell("stream")
            except BlockingIOError:  # nobody waits any more
                return
            except (OSError, ValueError):
                if not sock:  # out of descriptors or memory; a listener is never ready for writing
                    return self._selector.modify(self._listener, EVENT_WRITE, self._accept)
                sock.close()  # the client has gone again already; ValueError: `tls` cannot serve it

    def _turn(self, client: _Client, mask: int) -> None:
        """A bounded piece of work for one client: one read and what it leads to, and one write."""
        sent = 0
        try:
            if mask & EVENT_READ:
                data = client.sock.recv(_MOST if self.settings.tls else client.size)
                client.gone = not data
                soon = len(data) >= _LEAST and time.monotonic() + _SOON
                client.trace and client.trace("<", data, len(data))
                client.receive(data)
                if soon:
                    client.size = min(_MOST, 2 * client.size) if time.monotonic() < soon else _LEAST
            if output := client.output:
                sent = client.sock.send(output[:_MOST] if self.settings.tls else output)
                client.trace and client.trace(">", output, sent)
                del output[:sent]
            if client.state is CLOSED and not (client.output or client.fin or client.gone):
                client.fin = True
                client.trace and client.trace(">", b"", 0)
                self.settings.tls and client.sock.unwrap()  # TLS's word for it; it waits for no other
                client.sock.shutdown(socket.SHUT_WR)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except OSError:
            return self._drop(client, "the connection was lost")
        self.touched.pop(client, 0)
        if client.calm is not client.state or client.output or client.frames.buffer:
            self._settle(client, sent, mask & EVENT_READ)
        elif mask:
            client.deadline = self._now + self.settings.idle_seconds

    def _settle(self, client: _Client, sent: int, received: int) -> None:
        """What a client is waited for next, and how long; and what it costs."""
        left, connected = len(client.output), client.state is CONNECTED
        if left > self.settings.max_output or (client.gone and not left):
            return self._drop(client, "too much waits for it, or nothing")
        more = not client.gone and left < self.settings.high_water
        self._selector.modify(client.sock, EVENT_READ * more | EVENT_WRITE * (left > 0), client)
        patience = "stuck" if connected and left else _PATIENCE.get(client.state, "handshake")
        if patience != client.patience or (connected and (sent if left else received)):
            client.patience = patience
            client.deadline = self._now + getattr(self.settings, patience + "_seconds")
        held = left + len(client.head) + (len(client.frames.buffer) if client.frames else 0)
        client.calm = CONNECTED if connected and more and held == len(client.head) else ""
        self._memory, client.held = self._memory + held - client.held, held
        if self._memory > self.settings.max_memory:
            self._drop(max(self._clients, key=lambda each: each.held), "too much waits for all")

    def _drop(self, client: _Client, reason: str) -> None:
        if client in self._clients:
            self._clients.discard(client)
            self._selector.unregister(client.sock)
            client.sock.close()
            self._memory -= client.held
            client.end(reason)
            client.trace and client.trace("-", b"", 0, f"end: {client.closed}")
            self.touched.pop(client, 0)  # it has no turn any more


create_server = Server  # the name that the ancestor has for it
