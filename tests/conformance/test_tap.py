"""The tap on real sockets: it changes nothing, loses nothing, and tells the ends apart."""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from conformance.processes import TargetError
from conformance.tap import Tap
from conformance.targets import free_port
from conformance.trace import Event, Side
from reports.model import Kind

PATIENCE = 20.0

Talk = Callable[[socket.socket], None]


@contextmanager
def server(talk: Talk) -> Iterator[int]:
    """A server that holds ``talk`` with each connection, in a thread of its own."""
    threads: list[threading.Thread] = []

    def held(sock: socket.socket) -> None:
        with sock:
            sock.settimeout(PATIENCE)
            talk(sock)

    def accept() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=held, args=(sock,)))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


def client(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def rest(sock: socket.socket) -> bytes:
    """All bytes up to the FIN."""
    return b"".join(iter(lambda: sock.recv(65536), b""))


def reset(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def told(events: list[Event], connection: int = 0) -> list[tuple[Side, Kind, bytes]]:
    """The events of one connection, the bytes of one side joined where nothing stands between."""
    out: list[tuple[Side, Kind, bytes]] = []
    for event in (e for e in events if e.connection == connection):
        if out and event.data and out[-1][:2] == (event.side, event.kind):
            out[-1] = (*out[-1][:2], out[-1][2] + event.data)
        else:
            out.append((event.side, event.kind, event.data))
    return out


def echo_once(sock: socket.socket) -> None:
    sock.sendall(sock.recv(65536))
    rest(sock)


def test_bytes_and_a_fin_in_their_order() -> None:
    events: list[Event] = []
    with server(echo_once) as port, Tap(("127.0.0.1", port), events.append) as tap:
        with client(tap.port) as sock:
            sock.sendall(b"ping")
            assert sock.recv(10) == b"ping"
        assert tap.wait(1, PATIENCE)
    assert told(events) == [
        (Side.CLIENT, Kind.SENT, b"ping"),
        (Side.SERVER, Kind.RECEIVED, b"ping"),
        (Side.CLIENT, Kind.EOF, b""),
        (Side.SERVER, Kind.EOF, b""),
    ]
    times = [event.t for event in events]
    assert times == sorted(times)
    assert 0 <= tap.opened[0] <= times[0]


def test_after_a_fin_the_other_direction_goes_on() -> None:
    def talk(sock: socket.socket) -> None:
        sock.sendall(b"<" + rest(sock) + b">")

    events: list[Event] = []
    with server(talk) as port, Tap(("127.0.0.1", port), events.append) as tap:
        with client(tap.port) as sock:
            sock.sendall(b"all")
            sock.shutdown(socket.SHUT_WR)
            assert rest(sock) == b"<all>"
        assert tap.wait(1, PATIENCE)
    assert [(s, k) for s, k, _ in told(events)] == [
        (Side.CLIENT, Kind.SENT),
        (Side.CLIENT, Kind.EOF),
        (Side.SERVER, Kind.RECEIVED),
        (Side.SERVER, Kind.EOF),
    ]


def test_a_reset_of_the_server_is_a_reset_for_the_client() -> None:
    events: list[Event] = []

    def talk(sock: socket.socket) -> None:
        sock.recv(100)
        sock.sendall(b"last words")
        reset(sock)

    with server(talk) as port, Tap(("127.0.0.1", port), events.append) as tap:
        with client(tap.port) as sock:
            sock.sendall(b"go")
            with pytest.raises(ConnectionResetError):
                rest(sock)
        assert tap.wait(1, PATIENCE)
    assert told(events)[-1] == (Side.SERVER, Kind.RESET, b"")
    assert (Side.SERVER, Kind.RECEIVED, b"last words") in told(events)


@pytest.mark.parametrize("after_fin", [False, True])
def test_a_reset_of_the_client_is_a_reset_for_the_server(after_fin: bool) -> None:
    events: list[Event] = []
    seen: list[str] = []
    ready = threading.Event()

    def talk(sock: socket.socket) -> None:
        sock.recv(100)
        if after_fin:
            assert sock.recv(100) == b""
            ready.set()
        try:
            while True:
                sock.sendall(b"x" * 1000)
        except (ConnectionResetError, BrokenPipeError):
            seen.append("reset")

    with server(talk) as port, Tap(("127.0.0.1", port), events.append) as tap:
        sock = client(tap.port)
        sock.sendall(b"go")
        if after_fin:
            sock.shutdown(socket.SHUT_WR)
            assert ready.wait(PATIENCE)
        sock.recv(10)
        reset(sock)
        assert tap.wait(1, PATIENCE)
    assert seen == ["reset"]
    assert told(events)[-1] == (Side.CLIENT, Kind.RESET, b"")


def test_a_reset_after_a_fin_is_seen_though_nobody_speaks() -> None:
    events: list[Event] = []
    seen: list[str] = []
    ready = threading.Event()

    def talk(sock: socket.socket) -> None:
        assert sock.recv(100) == b""
        ready.set()
        poll = select.poll()
        poll.register(sock, 0)
        assert poll.poll(PATIENCE * 1000)
        seen.append("reset" if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) else "end")

    with server(talk) as port, Tap(("127.0.0.1", port), events.append) as tap:
        sock = client(tap.port)
        sock.shutdown(socket.SHUT_WR)
        assert ready.wait(PATIENCE)
        reset(sock)
        assert tap.wait(1, PATIENCE)
    assert seen == ["reset"]
    assert told(events) == [(Side.CLIENT, Kind.EOF, b""), (Side.CLIENT, Kind.RESET, b"")]


def test_who_sends_to_one_that_does_not_read_is_held_up() -> None:
    """What is on the way fits into the buffers of the kernel and of the tap."""
    most, sent, over = 200_000_000, 0, threading.Event()

    def talk(_: socket.socket) -> None:
        over.wait(PATIENCE)

    with server(talk) as port, Tap(("127.0.0.1", port), lambda _: None) as tap:
        with client(tap.port) as sock, suppress(TimeoutError):
            sock.settimeout(1.0)
            while sent < most:
                sent += sock.send(bytes(1 << 20))
        over.set()
    assert 0 < sent < most


def test_a_server_that_is_not_there_is_refused() -> None:
    events: list[Event] = []
    with Tap(("127.0.0.1", free_port()), events.append) as tap:
        with pytest.raises(ConnectionResetError), client(tap.port) as sock:  # perhaps at once
            rest(sock)
        assert tap.wait(1, PATIENCE)
    assert told(events) == [(Side.SERVER, Kind.REFUSED, b"")]


def test_megabytes_both_ways_past_a_reader_that_waits() -> None:
    """More than the buffers of the kernel and of the tap hold, in both directions at once."""
    payload = bytes(range(256)) * 40_000
    go = threading.Event()

    def talk(sock: socket.socket) -> None:
        assert go.wait(PATIENCE)
        thread = threading.Thread(target=sock.sendall, args=(payload,))
        thread.start()
        got.append(rest(sock))
        thread.join()

    got: list[bytes] = []
    events: list[Event] = []
    with server(talk) as port, Tap(("127.0.0.1", port), events.append) as tap:
        with client(tap.port) as sock:

            def send() -> None:
                sock.sendall(payload)
                sock.shutdown(socket.SHUT_WR)

            sending = threading.Thread(target=send)
            sending.start()
            go.set()
            assert rest(sock) == payload
            sending.join()
        assert tap.wait(1, PATIENCE)
    assert got == [payload]
    for side in Side:
        assert b"".join(e.data for e in events if e.side is side) == payload


def test_many_connections_at_a_time_are_kept_apart() -> None:
    events: list[Event] = []
    with server(echo_once) as port, Tap(("127.0.0.1", port), events.append) as tap:
        socks = [client(tap.port) for _ in range(150)]
        for number, sock in enumerate(socks):
            sock.sendall(b"%d" % number)
        for number, sock in enumerate(socks):
            assert sock.recv(10) == b"%d" % number
        for sock in socks:
            sock.close()
        assert tap.wait(150, PATIENCE)
    assert len(tap.opened) == 150
    for number in range(150):
        kinds = [(s, k) for s, k, _ in told(events, number)]
        assert sorted(kinds, key=str) == sorted(
            [
                (Side.CLIENT, Kind.SENT),
                (Side.SERVER, Kind.RECEIVED),
                (Side.CLIENT, Kind.EOF),
                (Side.SERVER, Kind.EOF),
            ],
            key=str,
        )
        sent, received = told(events, number)[:2]
        assert sent[2] == received[2] != b""


def test_stopping_ends_open_connections_and_threads() -> None:
    before = set(threading.enumerate())
    with server(echo_once) as port:
        tap = Tap(("127.0.0.1", port), lambda _: None)
        with client(tap.port) as sock:
            sock.sendall(b"here")
            assert sock.recv(10) == b"here"
            tap.stop()
            tap.stop()
            rest(sock)
    assert set(threading.enumerate()) <= before


def test_what_can_not_be_done_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TargetError, match=f"cannot listen on 127.0.0.1:{port}"):
            Tap(("127.0.0.1", 1), lambda _: None, port)
    with pytest.raises(TargetError, match=r"cannot find the host nowhere\.invalid"):
        Tap(("nowhere.invalid", 1), lambda _: None)
