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

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from conformance.targets import CHUNK, End, Listener, Poller, Remote
from conformance.trace import Event, Side
from reports.model import Kind

MOST_WAITING = 1 << 20
LAST = 1.0
"""Seconds, at most, in which what had arrived at the end is still taken."""


class _Half:
    """One side of one connection: what it has still to be sent, and how far it is."""

    def __init__(self, end: End, side: Side) -> None:
        self.end, self.side = end, side
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

    def __init__(self, number: int, client: End, server: End) -> None:
        self.number = number
        self.client = _Half(client, Side.CLIENT)
        self.server = _Half(server, Side.SERVER)
        self.halves = (self.client, self.server)

    def other(self, half: _Half) -> _Half:
        return self.server if half is self.client else self.client


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
        self._target = Remote(*target)
        self._listener = Listener(host, port)
        self.port = self._listener.port
        self.opened: list[float] = []
        self.began = time.monotonic()
        self._tell = on_event
        self._ended = 0
        self._enough = False
        self._changed = threading.Condition()
        self._halves: dict[End, tuple[_Pair, _Half]] = {}
        self._poller = Poller()
        self._poller.watch(self._listener)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait(self, connections: int, seconds: float | None = None) -> bool:
        """Wait until so many connections have ended and none is open, or until ``enough``.

        False when time is up.
        """
        with self._changed:
            return self._changed.wait_for(
                lambda: self._enough or (self._ended >= connections and not self._halves), seconds
            )

    def enough(self) -> None:
        """Let ``wait`` end, whatever is still open; for who is told more than can be kept."""
        with self._changed:
            self._enough = True
            self._changed.notify_all()

    def stop(self) -> None:
        """End it: nothing is accepted or copied from here on. May be repeated."""
        self._poller.wake()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- the loop ---

    def _run(self) -> None:
        try:
            while not self._poller.woken:
                self._turn(None)
            until = time.monotonic() + LAST
            while self._turn(0) and time.monotonic() < until:  # what has arrived already
                pass
        finally:
            for end in self._halves:
                end.close()
            self._listener.close()
            self._poller.close()

    def _turn(self, patience: float | None) -> bool:
        """Do what there is to do; False when it was nothing."""
        happened = self._poller.wait(patience)
        accept = False
        for at, readable, failed in happened:
            if not isinstance(at, End):
                accept = True
            elif at in self._halves:  # and not gone with its other half, in this turn
                self._happened(*self._halves[at], readable, failed)
        if accept:
            self._accept()
        return bool(happened)

    def _now(self) -> float:
        return round(time.monotonic() - self.began, 6)

    def _note(self, pair: _Pair, side: Side, kind: Kind, data: bytes = b"") -> None:
        self._tell(Event(self._now(), pair.number, side, kind, data))

    def _accept(self) -> None:
        try:
            onward = self._target.end()  # first: who is accepted can be connected on
        except OSError:
            return self._poller.forget(self._listener)  # until a connection has ended
        try:
            client = self._listener.accept()
        except OSError:
            client = None
            self._poller.forget(self._listener)
        if client is None:
            return onward.close()
        pair = _Pair(len(self.opened), client, onward)
        self.opened.append(self._now())
        for half in pair.halves:
            self._halves[half.end] = (pair, half)
        try:
            onward.connect(self._target)
        except OSError:
            return self._reset(pair, pair.server)
        return self._want(pair)

    def _want(self, pair: _Pair) -> None:
        """Say what to wait for on both sides; a side that wants nothing is watched for errors."""
        for half in pair.halves:
            if half.read_all and half.sent_all:  # it can tell nothing any more, but would always
                self._poller.forget(half.end)
                continue
            full = len(pair.other(half).waiting) >= MOST_WAITING
            self._poller.watch(
                half.end,
                reading=half.ready and not half.read_all and not full,
                writing=bool(half.waiting) or not half.ready or (half.last and not half.sent_all),
            )

    def _happened(self, pair: _Pair, half: _Half, readable: bool, failed: bool) -> None:
        if not half.ready:
            if half.end.error():
                return self._reset(pair, half)
            half.ready = True
        alive = True
        if readable and not half.read_all:
            alive = self._read(pair, half)
        elif failed:
            alive = False
            self._reset(pair, half)
        if alive:
            alive = all(self._write(pair, each) for each in pair.halves)
        if not alive:
            return None
        if all(each.read_all and each.sent_all for each in pair.halves):
            return self._forget(pair)
        return self._want(pair)

    def _read(self, pair: _Pair, half: _Half) -> bool:
        """One read; False when the connection is over."""
        try:
            data = half.end.read()
        except OSError:
            self._reset(pair, half)
            return False
        if data:
            self._said(pair, half, data)
        elif data is not None:
            half.read_all = pair.other(half).last = True
            self._note(pair, half.side, Kind.EOF)
        return True

    def _said(self, pair: _Pair, half: _Half, data: bytes) -> None:
        self._note(pair, half.side, Kind.SENT if half.side is Side.CLIENT else Kind.RECEIVED, data)
        pair.other(half).waiting += data

    def _write(self, pair: _Pair, half: _Half) -> bool:
        """Send what waits, then the FIN if it is time; False when the connection is over."""
        if not half.ready:
            return True
        try:
            while half.waiting:
                if not (sent := half.end.write(half.waiting[:CHUNK])):
                    return True
                del half.waiting[:sent]
            if half.last and not half.sent_all:
                half.end.finish()
                half.sent_all = True
        except OSError:
            return self._cannot_write(pair, half)
        return True

    def _cannot_write(self, pair: _Pair, half: _Half) -> bool:
        """It takes no more, so it has sent a RST; what it said before is told first."""
        half.waiting.clear()
        with suppress(OSError):
            while not half.read_all and (data := half.end.read()):
                self._said(pair, half, data)
        self._reset(pair, half)
        return False

    def _reset(self, pair: _Pair, half: _Half) -> None:
        """``half`` reset the connection, or was never there: tell, and reset the other side."""
        self._note(pair, half.side, Kind.RESET if half.ready else Kind.REFUSED)
        other = pair.other(half)
        with suppress(OSError):  # what it has not got yet it gets as far as there is room
            other.end.write(other.waiting)
        self._forget(pair, by_reset=other)

    def _forget(self, pair: _Pair, by_reset: _Half | None = None) -> None:
        """Both sides have ended; one of them may have to get a RST for it."""
        for half in pair.halves:
            del self._halves[half.end]
            self._poller.forget(half.end)
            if half is by_reset:
                half.end.reset()
            else:
                half.end.close()
        self._poller.watch(self._listener)
        with self._changed:
            self._ended += 1
            self._changed.notify_all()
