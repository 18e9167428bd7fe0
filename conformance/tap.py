"""The tap: a man in the middle who copies both ways, changes nothing and tells what he saw.

It listens, connects on to a server, and every byte, every end and the time of each goes to a callback.
It knows no protocol. What it has to get right is that both sides notice nothing:

* A FIN is passed on as a FIN, when all bytes before it are passed on, and the other direction goes on.
* A RST is passed on as a RST. A side that has sent its FIN and resets the connection later says so
  only by an error, not by bytes; so a side that is no longer read is still watched for errors.
* When the server cannot be reached, the client, whose connection is accepted already, gets a RST: the
  nearest thing to a refusal that is left.
* Bytes are told as they come in, one event for one read. They are held back only while the other
  side takes none; beyond ``MOST_WAITING`` bytes the sender is not read any more, as TCP itself would.
* TCP_NODELAY, so what comes as a segment goes on as one, as far as TCP lets us.

One thread and one poll loop, so the order of events is the order in which they were seen. Left out: TLS
(what is encrypted is recorded encrypted), Windows.
"""

from __future__ import annotations

import errno
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from conformance.processes import TargetError
from conformance.trace import Event, Side
from reports.model import Kind

CHUNK = 65536
MOST_WAITING = 1 << 20
LAST = 1.0
"""Seconds, at most, in which what had arrived at the end is still taken."""
_GONE = select.POLLERR | select.POLLHUP | select.POLLNVAL


class _End:
    """One side of one connection: its socket, what it has still to be sent, and how far it is."""

    def __init__(self, sock: socket.socket, side: Side) -> None:
        self.sock, self.side = sock, side
        self.waiting = bytearray()
        self.ready = side is Side.CLIENT
        """Connected: false of the server's side until it has accepted."""
        self.read_all = False
        """Its FIN has come."""
        self.last = False
        """When ``waiting`` is empty it gets a FIN, and ``sent_all`` says that it has it."""
        self.sent_all = False


class _Pair:
    """One connection: the client's side and the server's."""

    def __init__(self, number: int, client: _End, server: _End) -> None:
        self.number = number
        self.ends = {Side.CLIENT: client, Side.SERVER: server}

    def other(self, end: _End) -> _End:
        return self.ends[Side.SERVER if end.side is Side.CLIENT else Side.CLIENT]


class Tap:
    """Records all conversations between a port of ours and ``target`` (host, port).

    ``on_event`` gets every event, in its order; ``opened`` has the time of each connection. ``port`` is
    where it listens (0: a free one). Raises TargetError when the port is taken. ``stop`` ends it; until
    then it accepts. Connections that are open at the end are closed.
    """

    def __init__(
        self,
        target: tuple[str, int],
        on_event: Callable[[Event], None],
        port: int = 0,
        host: str = "127.0.0.1",
    ) -> None:
        self._family, self._target = _resolved(target)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._listener = socket.create_server((host, port), family=family, backlog=512)
        except (OSError, OverflowError) as error:
            what = getattr(error, "strerror", None) or error
            raise TargetError(
                f"cannot listen on {host}:{port}: {what}; choose another port (0 is a free one)"
            ) from error
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self.opened: list[float] = []
        self.began = time.monotonic()
        self._tell = on_event
        self._ended = 0
        self._changed = threading.Condition()
        self._poll = select.poll()
        self._pairs: dict[int, tuple[_Pair, _End]] = {}
        self._wake, self._alarm = socket.socketpair()
        self._poll.register(self._listener, select.POLLIN)
        self._poll.register(self._wake, select.POLLIN)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait(self, connections: int, seconds: float | None = None) -> bool:
        """Wait until so many connections have ended and none is open; False when time is up."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._ended >= connections and not self._pairs, seconds
            )

    def stop(self) -> None:
        """End it: nothing is accepted or copied from here on. May be repeated."""
        with suppress(OSError):
            self._alarm.send(b"x")
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- the loop ---

    def _run(self) -> None:
        try:
            while self._turn(None):
                pass
            until = time.monotonic() + LAST
            while self._turn(0) and time.monotonic() < until:  # what has arrived already
                pass
        finally:
            for _, end in list(self._pairs.values()):
                end.sock.close()
            for sock in (self._listener, self._wake, self._alarm):
                sock.close()

    def _turn(self, patience: int | None) -> bool:
        """Do what there is to do; False when it was the alarm, or nothing."""
        happened = dict(self._poll.poll(patience))
        alarm = happened.pop(self._wake.fileno(), 0)
        if alarm:
            self._poll.unregister(self._wake)
        accept = happened.pop(self._listener.fileno(), 0)
        for number, what in happened.items():
            if number in self._pairs:
                self._happened(*self._pairs[number], what)
        if accept:  # last: a new connection may get the number of one that ended in this turn
            self._accept()
        return bool(happened or accept) and not alarm

    def _now(self) -> float:
        return round(time.monotonic() - self.began, 6)

    def _note(self, pair: _Pair, side: Side, kind: Kind, data: bytes = b"") -> None:
        self._tell(Event(self._now(), pair.number, side, kind, data))

    def _accept(self) -> None:
        try:
            onward = socket.socket(self._family)  # first: who is accepted can be connected on
        except OSError:
            return self._poll.unregister(self._listener)  # until a connection has ended
        try:
            sock, _ = self._listener.accept()
        except OSError as error:
            onward.close()
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._poll.unregister(self._listener)
            return None
        for each in (sock, onward):
            each.setblocking(False)
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pair = _Pair(len(self.opened), _End(sock, Side.CLIENT), _End(onward, Side.SERVER))
        self.opened.append(self._now())
        for end in pair.ends.values():
            self._pairs[end.sock.fileno()] = (pair, end)
        try:
            onward.connect(self._target)
        except BlockingIOError:
            pass
        except OSError:
            return self._reset(pair, pair.ends[Side.SERVER])
        return self._want(pair)

    def _want(self, pair: _Pair) -> None:
        """Say what to wait for on both sides; a side that wants nothing is watched for errors."""
        for end in pair.ends.values():
            if end.read_all and end.sent_all:  # it can tell nothing any more, but would call always
                with suppress(KeyError):
                    self._poll.unregister(end.sock)
                continue
            wanted = 0
            full = len(pair.other(end).waiting) >= MOST_WAITING
            if end.ready and not end.read_all and not full:
                wanted |= select.POLLIN
            if end.waiting or not end.ready or (end.last and not end.sent_all):
                wanted |= select.POLLOUT
            self._poll.register(end.sock, wanted)

    def _happened(self, pair: _Pair, end: _End, what: int) -> None:
        if not end.ready:
            if end.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return self._reset(pair, end)
            end.ready = True
        alive = True
        if what & (select.POLLIN | _GONE) and not end.read_all:
            alive = self._read(pair, end)
        elif what & select.POLLERR:
            alive = False
            self._reset(pair, end)
        if alive:
            alive = all(self._write(pair, each) for each in pair.ends.values())
        if not alive:
            return None
        if all(each.read_all and each.sent_all for each in pair.ends.values()):
            return self._forget(pair)
        return self._want(pair)

    def _read(self, pair: _Pair, end: _End) -> bool:
        """One read; False when the connection is over."""
        other = pair.other(end)
        try:
            data = end.sock.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            self._reset(pair, end)
            return False
        if not data:
            end.read_all = other.last = True
            self._note(pair, end.side, Kind.EOF)
            return True
        self._said(pair, end, data)
        return True

    def _said(self, pair: _Pair, end: _End, data: bytes) -> None:
        self._note(pair, end.side, Kind.SENT if end.side is Side.CLIENT else Kind.RECEIVED, data)
        pair.other(end).waiting += data

    def _write(self, pair: _Pair, end: _End) -> bool:
        """Send what waits, then the FIN if it is time; False when the connection is over."""
        if not end.ready:
            return True
        try:
            while end.waiting:
                sent = end.sock.send(end.waiting[:CHUNK])
                del end.waiting[:sent]
            if end.last and not end.sent_all:
                end.sock.shutdown(socket.SHUT_WR)
                end.sent_all = True
        except BlockingIOError:
            return True
        except OSError:
            return self._cannot_write(pair, end)
        return True

    def _cannot_write(self, pair: _Pair, end: _End) -> bool:
        """It takes no more, so it has sent a RST; what it said before is told first."""
        end.waiting.clear()
        with suppress(OSError):
            while not end.read_all and (data := end.sock.recv(CHUNK)):
                self._said(pair, end, data)
        self._reset(pair, end)
        return False

    def _reset(self, pair: _Pair, end: _End) -> None:
        """``end`` reset the connection, or was never there: tell, and reset the other side."""
        self._note(pair, end.side, Kind.RESET if end.ready else Kind.REFUSED)
        other = pair.other(end)
        with suppress(OSError):  # what it has not got yet it gets as far as there is room
            other.sock.send(other.waiting)
        with suppress(OSError):
            other.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._forget(pair)

    def _forget(self, pair: _Pair) -> None:
        for end in pair.ends.values():
            number = end.sock.fileno()
            del self._pairs[number]
            with suppress(KeyError):
                self._poll.unregister(number)
            end.sock.close()
        self._poll.register(self._listener, select.POLLIN)
        with self._changed:
            self._ended += 1
            self._changed.notify_all()


def _resolved(target: tuple[str, int]) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """Family and numeric address of the server, looked up once. Raises TargetError."""
    try:
        found = socket.getaddrinfo(*target, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError, UnicodeError) as error:
        what = getattr(error, "strerror", None) or error
        raise TargetError(f"cannot find the host {target[0]}: {what}; check its name") from error
    return found[0], (str(found[4][0]), int(found[4][1]))
