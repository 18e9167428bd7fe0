from __future__ import annotations

import contextlib
import errno
import hashlib
import resource
import selectors
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from reference_server import Connection, Server, create_server

from .requests import ANSWER75, ANSWER76, KEY3, RESPONSE, head, head75, head76

HELLO = b"\x00hi\xff"
OPENING = {75: head75(), 76: head76() + KEY3}
OPENED = {75: ANSWER75, 76: ANSWER76 + RESPONSE}


def echo(connection: Connection, texts: list[str]) -> None:
    connection.send(*texts)


@contextlib.contextmanager
def serving(**options: Any) -> Iterator[Server]:
    """A server in a thread; an exception that leaves its loop fails the test."""
    server = create_server(**{"closing_seconds": 0.5, **options})
    server.on("messages", echo)
    server.listen()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            server.run()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)
    assert not thread.is_alive()
    assert errors == []


class Client:
    """A blocking socket that gives up after five seconds."""

    def __init__(self, server: Server, data: bytes = b"") -> None:
        self.sock = socket.create_connection(server.address, timeout=5)
        self.sock.sendall(data)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size and (more := self.sock.recv(size - len(data))):
            data += more
        return data

    def until_eof(self) -> bytes:
        data = b""
        while more := self.sock.recv(65536):
            data += more
        return data

    def echoes(self) -> bool:
        self.sock.sendall(HELLO)
        return self.read(4) == HELLO

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


@contextlib.contextmanager
def opened(server: Server, draft: int = 76) -> Iterator[Client]:
    with Client(server, OPENING[draft]) as client:
        assert client.read(len(OPENED[draft])) == OPENED[draft]
        yield client


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.mark.parametrize("draft", [75, 76])
def test_echo(server: Server, draft: int) -> None:
    with opened(server, draft) as client:
        client.sock.sendall(b"\x00\xc3\xbf\xff\x00\xff")
        assert client.read(6) == b"\x00\xc3\xbf\xff\x00\xff"
        assert client.echoes()


@pytest.mark.parametrize("draft", [75, 76])
def test_bytes_that_come_with_the_handshake_are_not_lost(server: Server, draft: int) -> None:
    with Client(server, OPENING[draft] + HELLO) as client:
        assert client.read(len(OPENED[draft]) + 4) == OPENED[draft] + HELLO


def test_byte_by_byte(server: Server) -> None:
    with Client(server) as client:
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in OPENING[76] + HELLO:
            client.sock.sendall(bytes([byte]))
        assert client.read(len(OPENED[76]) + 4) == OPENED[76] + HELLO


def test_the_head_of_the_answer_comes_before_key3(server: Server) -> None:
    with Client(server, head76()) as client:
        assert client.read(len(ANSWER76)) == ANSWER76
        client.sock.sendall(KEY3)
        assert client.read(16) == RESPONSE


def test_the_client_closes(server: Server) -> None:
    with opened(server) as client:
        client.sock.sendall(HELLO + b"\xff\x00" + HELLO)
        assert client.until_eof() == HELLO + b"\xff\x00"


def test_after_the_clients_close_its_data_does_not_reset(server: Server) -> None:
    with opened(server) as client:
        client.sock.sendall(b"\xff\x00" + bytes(200_000))
        assert client.until_eof() == b"\xff\x00"
        for _ in range(3):  # what is sent even later is read and discarded, too
            client.sock.sendall(HELLO)
            with opened(server) as other:
                assert other.echoes()


@pytest.mark.parametrize("draft", [75, 76])
def test_the_clients_fin_ends_it_after_the_last_echo(server: Server, draft: int) -> None:
    with opened(server, draft) as client:
        client.sock.sendall(HELLO)
        client.sock.shutdown(socket.SHUT_WR)
        assert client.until_eof() == HELLO


def test_half_closed_after_the_request(server: Server) -> None:
    with Client(server, OPENING[76] + HELLO) as client:
        client.sock.shutdown(socket.SHUT_WR)
        assert client.until_eof() == OPENED[76] + HELLO


@pytest.mark.parametrize("draft", [75, 76])
def test_the_server_closes(draft: int) -> None:
    with serving() as server:
        server.on("connection", lambda connection: connection.send("bye"))
        server.on("message", lambda connection, _: connection.close())
        server.off("messages", echo)
        with opened(server, draft) as client:
            assert client.read(5) == b"\x00bye\xff"
            client.sock.sendall(HELLO)
            if draft == 75:
                assert client.until_eof() == b""
            else:
                assert client.read(2) == b"\xff\x00"
                client.sock.sendall(HELLO + b"\xff\x00")
                assert client.until_eof() == b""


def test_the_server_closes_and_the_client_does_not_answer() -> None:
    with serving(closing_seconds=0.2) as server, opened(server) as client:
        late = threading.Event()
        server.on("timeout", lambda _: late.set())
        server.on("message", lambda connection, _: connection.close())
        begin = time.monotonic()
        client.sock.sendall(HELLO)
        assert client.until_eof() == HELLO + b"\xff\x00"
        assert 0.2 <= time.monotonic() - begin < 3
        assert late.is_set()


@pytest.mark.parametrize(
    "request_",
    [
        head({b"Host": b"a"}, line=b"GET / HTTP/1.1"),
        head75({b"Sec-WebSocket-Version": b"13", b"Sec-WebSocket-Key": b"x"}),
        head({b"Host": b"a", b"Content-Length": b"99999"}, line=b"POST / HTTP/1.1") + bytes(99999),
    ],
)
def test_another_client_is_told_what_is_spoken_here(server: Server, request_: bytes) -> None:
    with Client(server, request_) as client:
        answer = client.until_eof()
        assert answer.startswith(b"HTTP/1.1 426 ")
        assert answer.endswith(b".\n")


def test_the_fin_follows_the_last_byte_at_once() -> None:
    with serving(closing_seconds=60) as server:
        for request in (head({b"Host": b"a"}, line=b"GET / HTTP/1.1"), head76({b"Host": b"["})):
            with Client(server, request) as client:
                client.until_eof()  # gives up after five seconds
        with opened(server) as client:
            client.sock.sendall(HELLO + b"\xff\x00")
            assert client.until_eof() == HELLO + b"\xff\x00"
        with opened(server, 75) as client:
            server.on("message", lambda connection, _: connection.close())
            client.sock.sendall(HELLO)
            assert client.until_eof() == HELLO


def test_a_refused_handshake_is_closed_without_a_byte(server: Server) -> None:
    with Client(server, head76({b"Sec-WebSocket-Key1": b"1 2 3"}) + KEY3) as client:
        assert client.until_eof() == b""


def test_the_trace_shows_that_a_refusal_is_a_fin(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(debug=True) as server, Client(server, head76({b"Host": b"["})) as client:
        client.until_eof()
    lines = [line.split() for line in capsys.readouterr().err.splitlines()]
    assert [line[:3] for line in lines if line[1] == ">"] == [["#1", ">", "FIN"]]


def test_a_large_message_and_many_small_ones(server: Server) -> None:
    data = b"\x00" + b"x" * (4 << 20) + b"\xff" + HELLO * 100_000
    with opened(server) as client:
        sender = threading.Thread(target=client.sock.sendall, args=(data,))
        sender.start()
        digest = hashlib.sha256(client.read(len(data))).digest()
        sender.join()
        assert digest == hashlib.sha256(data).digest()


def test_half_handshakes_end_in_time_and_hinder_nobody() -> None:
    with (
        serving(handshake_seconds=0.4, closing_seconds=9) as server,
        contextlib.ExitStack() as stack,
    ):
        begin = time.monotonic()
        halves = [b"", b"GET / HT", head76(), head76() + KEY3[:7]] * 10
        slow = [stack.enter_context(Client(server, half)) for half in halves]
        with opened(server) as client:
            assert client.echoes()
            dripping = slow[1]  # a byte now and then does not renew the deadline
            while time.monotonic() - begin < 0.3:
                dripping.sock.sendall(b"x")
                assert client.echoes()
            for half, each in zip(halves, slow, strict=True):
                assert each.until_eof() == (ANSWER76 if head76() in half else b"")
            assert 0.4 <= time.monotonic() - begin < 3
            assert client.echoes()


def flood(sock: socket.socket, data: bytes, most: int) -> int:
    """Send until the other side takes no more for half a second; return how much it took."""
    sock.settimeout(0.5)
    sent = 0
    with contextlib.suppress(TimeoutError, ConnectionError):
        while sent < most:
            sent += sock.send(data)
    sock.settimeout(5)
    return sent


def test_who_does_not_read_is_not_read() -> None:
    with serving(high_water=100_000) as server, opened(server) as lazy, opened(server) as client:
        taken = flood(lazy.sock, HELLO * 10_000, 64 << 20)
        assert taken < 32 << 20  # what the systems of both sides buffer, and the mark
        (each,) = [c for c in server._clients if c.output]
        assert len(each.output) < 100_000 + 65_600 + 4  # the mark, and one read
        assert client.echoes()
        whole = taken - taken % 4
        assert (
            hashlib.sha256(lazy.read(whole)).digest()
            == hashlib.sha256(HELLO * (whole // 4)).digest()
        )
        lazy.sock.sendall(HELLO[taken % 4 :])
        assert lazy.read(4) == HELLO


def test_who_never_reads_is_dropped() -> None:
    with serving(high_water=100_000, stuck_seconds=0.3) as server, opened(server) as lazy:
        flood(lazy.sock, HELLO * 10_000, 64 << 20)
        with pytest.raises(ConnectionError):
            lazy.sock.sendall(bytes(64 << 20))
        with opened(server) as client:
            assert client.echoes()


def test_too_much_unsent_output_drops() -> None:
    with serving(max_output=1 << 20) as server, opened(server) as client:
        server.on("message", lambda connection, _: connection.send("x" * (32 << 20)))
        client.sock.sendall(HELLO)
        with contextlib.suppress(ConnectionError):
            assert len(client.until_eof()) < 32 << 20


def test_resets_and_frames_to_skip_hinder_nobody(server: Server) -> None:
    with opened(server) as client:
        for i in range(60):
            other = Client(server, [b"", head76(), OPENING[76], OPENING[76] + HELLO * 99][i % 4])
            other.reset()
        for hostile in (b"\x80\xff\xff\xff\xff\xff", b"\xff" * 99, b"\x80" * 5000, b"\x01" * 5000):
            with Client(server, OPENING[75] + hostile):
                assert client.echoes()


def test_an_exception_of_the_application_ends_one_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: Connection, text: str) -> None:
        if text == "fail":
            raise RuntimeError("on purpose")

    with serving() as server, opened(server) as client, opened(server) as other:
        errors: list[str] = []
        server.on("message", fail)
        server.on("error", lambda error, connection: errors.append(f"{connection.id}: {error}"))
        client.sock.sendall(b"\x00fail\xff")
        with contextlib.suppress(ConnectionError):
            assert client.until_eof() == b"\x00fail\xff"
        assert other.echoes()
        assert errors == ["1: on purpose"]
    assert "on purpose" in caplog.text


def test_more_connections_wait_until_one_ends() -> None:
    with (
        serving(max_connections=2) as server,
        opened(server) as first,
        opened(server) as second,
        Client(server, OPENING[76]) as third,
    ):
        third.sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            third.read(1)
        third.sock.settimeout(5)
        assert second.echoes()
        first.sock.close()
        assert third.read(len(OPENED[76])) == OPENED[76]
        assert third.echoes()


def test_out_of_descriptors_it_waits_and_does_not_spin() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with serving() as server, opened(server) as client:
        waiting = [socket.socket() for _ in range(3)]
        lowest_free = socket.socket()
        limit = lowest_free.fileno()
        lowest_free.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
        try:
            for sock in waiting:
                sock.settimeout(5)
                sock.connect(server.address)
                sock.sendall(OPENING[76])
            begin = time.process_time()
            assert all(client.echoes() for _ in range(20))
            waiting[0].settimeout(0.5)
            with pytest.raises(TimeoutError):
                waiting[0].recv(1)
            assert time.process_time() - begin < 0.3
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for sock in waiting:
            sock.settimeout(5)
            assert sock.recv(8) == b"HTTP/1.1"
            sock.close()


def test_a_fast_client_leaves_turns_to_the_others(server: Server) -> None:
    with opened(server) as fast, opened(server) as client:
        fast.sock.setblocking(False)
        selector = selectors.DefaultSelector()
        selector.register(fast.sock, selectors.EVENT_READ | selectors.EVENT_WRITE)
        stop = threading.Event()

        def gush() -> None:
            while not stop.is_set():
                for _, mask in selector.select(0.1):
                    with contextlib.suppress(BlockingIOError):
                        if mask & selectors.EVENT_READ:
                            fast.sock.recv(1 << 16)
                        fast.sock.send(HELLO * 10_000)

        thread = threading.Thread(target=gush)
        thread.start()
        try:
            begin = time.monotonic()
            assert all(client.echoes() for _ in range(20))
            assert time.monotonic() - begin < 4
        finally:
            stop.set()
            thread.join()
            selector.close()


def test_nagle_is_off(server: Server) -> None:
    with opened(server):
        for each in list(server._clients):
            assert each.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_in_use(server: Server) -> None:
    with pytest.raises(OSError, match="in use") as caught:
        create_server().listen(server.address[1])
    assert caught.value.errno == errno.EADDRINUSE


def test_stopping_closes_politely_and_leaves_no_socket() -> None:
    with (
        serving() as server,
        opened(server, 76) as new,
        opened(server, 75) as old,
        Client(server, head76()) as half,
    ):
        assert half.read(len(ANSWER76)) == ANSWER76
        server.close()
        assert new.read(2) == b"\xff\x00"
        new.sock.sendall(b"\xff\x00")
        assert new.until_eof() == b""
        assert old.until_eof() == b""
        assert half.until_eof() == b""
    assert server._clients == set()
    with pytest.raises(ConnectionError):
        socket.create_connection(server.address, timeout=5)
