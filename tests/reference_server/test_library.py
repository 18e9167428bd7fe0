"""The server as a library: its events, threads, loops and TLS, and what it holds out against."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import reference_server
from reference_server import Connection, Server, create_server
from reference_server.fields import Head

from .requests import KEY3, head, head75, head76
from .test_server import HELLO, OPENED, OPENING, Client, opened, serving

CERTIFICATE = Path(__file__).parents[1] / "data" / "localhost.pem"


def test_the_names() -> None:
    assert create_server is Server
    assert reference_server.__all__ == ["Connection", "Server", "State", "create_server"]
    with pytest.raises(ValueError, match="'port' is no option; give some of debug, version,"):
        create_server(port=80)


@pytest.mark.parametrize("draft", [75, 76])
def test_the_events_of_a_conversation(draft: int) -> None:
    heard: list[tuple[object, ...]] = []
    gone, names = threading.Event(), ["stream", "connection", "message", "close", "timeout"]
    server = create_server(closing_seconds=0.5)
    server.on("listening", lambda: heard.append(("listening", server.address[0])))
    server.on("shutdown", lambda: heard.append(("shutdown", server.manager.length)))
    for name in names:
        server.on(name, lambda who, *args, name=name: heard.append((name, who.id, *args)))
    server.on("close", lambda _: gone.set())
    server.on("state_change", lambda who, new, _: heard.append((who.id, new)))
    server.listen(0, "127.0.0.1")
    thread = threading.Thread(target=server.run)
    thread.start()
    with Client(server, OPENING[draft] + HELLO) as client:
        client.read(len(OPENED[draft]))
        client.sock.shutdown(socket.SHUT_WR)
        assert client.until_eof() == b""
    assert gone.wait(5)
    server.close()
    thread.join(5)
    between = [(1, "opening"), *([(1, "waiting")] if draft == 76 else [])]
    assert heard == [
        ("listening", "127.0.0.1"),
        ("stream", 1),
        *between,
        (1, "handshaking"),
        (1, "connected"),
        ("connection", 1),
        ("message", 1, "hi"),
        (1, "closed"),
        ("close", 1),
        ("shutdown", 0),
    ]


def test_plain_requests_are_answered_by_the_application() -> None:
    def page(connection: Connection, request: Head) -> None:
        if request.resource_name == "/":
            connection.respond("<title>chat</title>")

    with serving() as server:
        server.on("request", page)
        with Client(server, head({b"Host": b"a"}, line=b"GET / HTTP/1.1")) as client:
            answer = client.until_eof()
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert answer.endswith(b"\r\n\r\n<title>chat</title>")
        with Client(server, head({b"Host": b"a"}, line=b"GET /x HTTP/1.1")) as client:
            assert client.until_eof().startswith(b"HTTP/1.1 426 ")
        with opened(server) as client:
            assert client.echoes()


def test_sending_and_closing_from_another_thread() -> None:
    with serving() as server, opened(server, 76) as new, opened(server, 75) as old:
        begin = time.monotonic()
        assert server.manager.length == 2
        assert server.send(1, "one")
        assert not server.send(3, "nobody")
        server.broadcast("all")
        assert new.read(10) == b"\x00one\xff\x00all\xff"
        assert old.read(5) == b"\x00all\xff"
        second = server.manager.find(2)
        assert second.send("two")
        second.broadcast("not two")
        second.close()
        assert old.until_eof() == b"\x00two\xff"
        assert new.read(9) == b"\x00not two\xff"
        assert time.monotonic() - begin < 0.09  # woken each time, and not by the tick of 0.1 s


def test_many_threads_send_at_once() -> None:
    with serving() as server, opened(server) as client:
        assert client.echoes()

        def send(letter: str) -> None:
            for _ in range(500):
                server.send(1, letter * 7)

        threads = [threading.Thread(target=send, args=(letter,)) for letter in "abcd"]
        for thread in threads:
            thread.start()
        data = client.read(4 * 500 * 9)
        for thread in threads:
            thread.join()
        assert sorted(data.split(b"\xff")[:-1]) == sorted(
            [b"\x00" + x * 7 for x in (b"a", b"b", b"c", b"d")] * 500
        )


def test_close_leaves_no_socket_and_no_thread() -> None:
    threads = set(threading.enumerate())
    with serving() as server, opened(server) as client:
        sockets = [
            server._listener,
            server._awake,
            server._waker,
            *(c.sock for c in server._clients),
        ]
        assert client.echoes()
        assert len(sockets) == 4
    assert [sock.fileno() for sock in sockets] == [-1] * 4
    assert set(threading.enumerate()) <= threads
    server.close()  # again, and after the end
    server.broadcast("nobody hears it")


def test_close_before_listen() -> None:
    server = create_server()
    server.close()
    server.listen()
    assert not server.step()


def test_close_ends_in_time_whatever_the_clients_do() -> None:
    with (
        serving(closing_seconds=0.3, handshake_seconds=60) as server,
        opened(server) as lazy,
        opened(server) as talker,
        Client(server, b"GET /"),
    ):
        begin = time.monotonic()
        server.close()
        while True:  # no byte renews the deadline
            try:
                talker.sock.sendall(HELLO)
                time.sleep(0.01)
            except ConnectionError:
                break
        assert 0.2 < time.monotonic() - begin < 2
        with contextlib.suppress(ConnectionError):
            assert lazy.until_eof() == b"\xff\x00"


def test_in_an_applications_own_loop() -> None:
    server = create_server()
    server.on("message", lambda _, text: server.broadcast(text))
    server.listen()
    selector = selectors.DefaultSelector()
    selector.register(server, selectors.EVENT_READ)

    def turn() -> None:
        for _ in selector.select(5):
            server.step(0)

    socks = [socket.create_connection(server.address, timeout=5) for _ in range(2)]
    for sock in socks:
        sock.sendall(OPENING[76])
    while server.manager.length < 2:
        turn()
    for sock in socks:
        assert sock.recv(999) == OPENED[76]
    socks[0].sendall(HELLO)
    turn()
    for sock in socks:
        assert sock.recv(99) == HELLO
        sock.close()
    server.close()
    while server.step(0):
        selector.select(0.1)
    selector.close()


def test_who_is_silent_for_long_is_closed() -> None:
    with (
        serving(idle_seconds=0.3, closing_seconds=5) as server,
        opened(server) as silent,
        opened(server) as busy,
    ):
        late: list[int] = []
        server.on("timeout", lambda connection: late.append(connection.id))
        begin = time.monotonic()
        while time.monotonic() - begin < 0.6:
            assert busy.echoes()
            time.sleep(0.02)
        assert silent.read(2) == b"\xff\x00"
        silent.sock.sendall(b"\xff\x00")
        assert silent.until_eof() == b""
        assert late == [1]


@contextlib.contextmanager
def encrypted(server: Server) -> Iterator[Client]:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    client = Client(server)
    client.sock = context.wrap_socket(client.sock, server_hostname="localhost")
    with client:
        yield client


@pytest.fixture
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_suffix(".key"))
    return context


@pytest.mark.parametrize("draft", [75, 76])
def test_tls(tls: ssl.SSLContext, draft: int) -> None:
    with serving(tls=tls) as server, encrypted(server) as client:
        client.sock.sendall(OPENING[draft])
        secure = OPENED[draft].replace(b"ws://", b"wss://")
        assert client.read(len(secure)) == secure
        assert client.echoes()
        big = b"\x00" + b"x" * 3_000_000 + b"\xff"
        client.sock.sendall(big)
        assert client.read(len(big)) == big
        server.close()
        assert client.until_eof() == (b"\xff\x00" if draft == 76 else b"")


def test_who_reads_steadily_over_tls_is_not_stuck(tls: ssl.SSLContext) -> None:
    """What the client has taken is known as it takes it, and not when it has taken all."""
    with serving(tls=tls, stuck_seconds=1.0) as server, encrypted(server) as client:
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        client.sock.sendall(OPENING[76])
        client.read(len(OPENED[76]) + 1)
        big = b"\x00" + b"x" * 16_000_000 + b"\xff"
        sender = threading.Thread(target=client.sock.sendall, args=(big,))
        sender.start()
        sender.join()
        left = len(big)
        while left and (data := client.sock.recv(16384)):
            left -= len(data)
            time.sleep(0.002)
        assert left == 0


def test_a_tls_handshake_has_the_same_deadline_and_hinders_nobody(tls: ssl.SSLContext) -> None:
    with (
        serving(tls=tls, handshake_seconds=0.4) as server,
        Client(server) as silent,
        Client(server, b"\x16\x03\x01") as half,
        Client(server, head76()) as plain,
        encrypted(server) as client,
    ):
        begin = time.monotonic()
        client.sock.sendall(OPENING[76])
        client.read(len(OPENED[76]) + 1)
        assert client.echoes()
        with contextlib.suppress(ConnectionError):
            plain.until_eof()
        with contextlib.suppress(ConnectionError):
            assert silent.until_eof() == half.until_eof() == b""
        assert 0.2 < time.monotonic() - begin < 3
        assert client.echoes()


FLOODS = {
    "length 0": b"\x80\x00" * 32768,
    "empty texts": b"\x00\xff" * 32768,
    "empty frames of type 01": b"\x01\xff" * 32768,
    "lengths of 1": b"\x80\x01x" * 32768,
    "no UTF-8": (b"\x00" + b"\x80" * 1022 + b"\xff") * 64,
    "texts and lengths in turn": b"\x00\xff\x80\x00" * 16384,
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_tiny_frames_on_many_connections_hinders_nobody(flood: bytes) -> None:
    with serving() as server, contextlib.ExitStack() as stack:
        server.off("messages", server.handlers["messages"][0])
        server.on("message", lambda connection, text: text == "hi" and connection.send(text))
        clients = [stack.enter_context(opened(server, 75)) for _ in range(40)]
        client = stack.enter_context(opened(server))
        stop = threading.Event()

        def gush() -> None:
            for each in clients:
                each.sock.setblocking(False)
            while not stop.is_set():
                for each in clients:
                    with contextlib.suppress(BlockingIOError):
                        each.sock.send(flood)

        thread = threading.Thread(target=gush)
        thread.start()
        try:
            waited = []
            for _ in range(10):
                begin = time.monotonic()
                assert client.echoes()
                waited.append(time.monotonic() - begin)
            assert sorted(waited)[5] < 0.5, waited
        finally:
            stop.set()
            thread.join()


def test_the_memory_of_all_clients_has_a_bound() -> None:
    with (
        serving(max_memory=2_000_000, max_message=1_500_000) as server,
        opened(server) as small,
        opened(server) as big,
        opened(server) as other,
    ):
        small.sock.sendall(b"\x00" + b"x" * 10_000)
        big.sock.sendall(b"\x00" + b"x" * 1_200_000)
        assert other.echoes()
        with contextlib.suppress(ConnectionError):
            other.sock.sendall(b"\x00" + b"x" * 1_000_000)
        with contextlib.suppress(ConnectionError):
            assert big.until_eof() == b""  # who has the most goes, and nobody else
        small.sock.sendall(b"\xff")
        assert small.read(10_002) == b"\x00" + b"x" * 10_000 + b"\xff"
        other.sock.sendall(b"\xff")
        assert len(other.read(1_000_002)) == 1_000_002
        assert 0 < server._memory < 2_000_000


def test_memory_is_counted_back_to_nothing() -> None:
    with serving() as server:
        for ending in (b"", b"\xff\x00", b"\x00half", b"\x80\xff\xff\xff\xff\xff"):
            with opened(server) as client:
                client.sock.sendall(b"\x00" + b"x" * 100_000 + b"\xff" + ending)
                client.read(100_002)
        with opened(server) as client:
            assert client.echoes()
            while len(server._clients) > 1:
                assert client.echoes()
            (last,) = server._clients
            assert server._memory == last.held == len(last.head)


def test_a_selector_that_takes_no_more_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as server, opened(server) as client:
        register, failed = server._selector.register, threading.Event()

        def full(*args: Any) -> Any:
            if failed.is_set():
                return register(*args)
            failed.set()
            raise OSError("no space left for watches")

        monkeypatch.setattr(server._selector, "register", full)
        with contextlib.suppress(ConnectionError), Client(server, head75()) as unlucky:
            assert unlucky.until_eof() == b""
        assert failed.is_set()
        assert client.echoes()
        with opened(server) as other:
            assert other.echoes()
        assert len(server._clients) <= 2


def test_an_idle_client_costs_little() -> None:
    count = 200
    with serving() as server, contextlib.ExitStack() as stack:
        socks = [socket.create_connection(server.address) for _ in range(count)]
        for sock in socks:
            stack.callback(sock.close)
        begin = _used(start=True)
        for sock in socks:
            sock.sendall(OPENING[76])
        for sock in socks:
            sock.recv(999)
        until = time.monotonic() + 5
        while server.manager.length < count or any(c.output for c in list(server._clients)):
            assert time.monotonic() < until
            time.sleep(0.01)
        each = (_used() - begin) / count
        tracemalloc.stop()
        assert each < 2048


def _used(start: bool = False) -> int:
    if start:
        tracemalloc.start()
    return int(tracemalloc.get_traced_memory()[0])


def test_states_are_words() -> None:
    with serving() as server, opened(server) as client:
        assert client.echoes()
        (connection,) = server.manager.map(lambda each: each)
        assert connection.state == "connected"
        assert connection.version == "draft76"
        assert connection.headers["host"] == "example.com"
        assert connection.request.resource_name == "/demo"
        assert KEY3 not in connection.head


def test_it_listens_once() -> None:
    server = create_server()
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(OSError, match="in use"):
        server.listen(other.getsockname()[1])
    server.listen()
    with pytest.raises(RuntimeError, match="it listens already; create another"):
        server.listen()
    with socket.create_connection(server.address):
        server.close()
        server.run()
    with pytest.raises(RuntimeError, match="it listens already; create another"):
        server.listen()


def test_it_listens_before_it_runs() -> None:
    for call in (Server.run, Server.step):
        with pytest.raises(RuntimeError, match="call listen first"):
            call(create_server())


def test_it_runs_once() -> None:
    server = create_server()
    server.listen()
    server.close()
    server.run()
    for call in (server.run, server.step):
        with pytest.raises(RuntimeError, match="it is closed; create another server"):
            call()


@pytest.mark.parametrize("host", ["", None])
def test_all_addresses_are_asked_for_by_name(host: Any) -> None:
    with pytest.raises(ValueError, match=r"give a name or an address, 0\.0\.0\.0 for all"):
        create_server().listen(0, host)


def test_a_context_that_serves_no_client_ends_nothing(tls: ssl.SSLContext) -> None:
    with serving(tls=tls) as server:
        tls.verify_mode, tls.check_hostname = ssl.CERT_REQUIRED, True  # of clients, which have none
        with contextlib.suppress(ConnectionError), Client(server) as client:
            assert client.until_eof() == b""
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        with encrypted(server) as other:
            other.sock.sendall(OPENING[76])
            other.read(len(OPENED[76]) + 1)
            assert other.echoes()
