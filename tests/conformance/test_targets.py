"""Targets: real processes on real loopback sockets."""

from __future__ import annotations

import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from conformance import targets
from conformance.selftest.actions import Action, Close, Die, Hang, Peer, Reset, Wait, Write
from conformance.selftest.faults import make_peer
from conformance.targets import (
    End,
    External,
    Listener,
    Poller,
    Remote,
    Server,
    Started,
    TargetError,
    free_port,
    serving,
    small_liar,
)

PATIENCE = 20.0
REQUEST = (
    b"GET /demo HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    b"Host: h\r\nOrigin: http://a\r\n\r\n"
)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def read_to_end(sock: socket.socket) -> bytes:
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program, "{port}"]


LISTEN = "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1])));"


# Processes.


def test_start_die_restart_stop_of_a_small_liar() -> None:
    with Started(small_liar("empty-text-dies")) as target:
        assert not target.alive()
        target.start(PATIENCE)
        port = target.port
        with connect(port) as sock:
            sock.sendall(REQUEST + b"\0ok\xff")
            assert sock.recv(65536).startswith(b"HTTP/1.1 101 Web Socket")
            sock.sendall(b"\0\xff")
            read_to_end(sock)
        assert target.process.wait(PATIENCE) == 1
        assert not target.alive()
        assert "empty-text-dies died" in target.process.output_tail()
        target.restart(PATIENCE)
        assert target.alive()
        assert target.port == port
        connect(port).close()
    assert not target.alive()
    with pytest.raises(ConnectionRefusedError):
        connect(port)


def test_a_second_start_is_an_error() -> None:
    with Started(python(LISTEN + "import time; time.sleep(60)")) as target:
        target.start(PATIENCE)
        with pytest.raises(TargetError, match="already running"):
            target.start(PATIENCE)


def test_a_process_that_exits_tells_its_status_and_what_it_said() -> None:
    program = "import sys; print('no \\x1b licence', file=sys.stderr); sys.exit(7)"
    with (
        Started(python(program)) as target,
        pytest.raises(TargetError, match=r"(?s)exit status 7 .*by hand.*licence"),
    ):
        target.start(PATIENCE)
    assert target.process.exit_status() == 7


def test_a_process_that_does_not_listen_is_ended() -> None:
    with (
        Started(python("import time; time.sleep(60)")) as target,
        pytest.raises(TargetError, match=r"did not listen within 0\.2 s .*\{port\}"),
    ):
        target.start(0.2)
    assert target.process.exit_status() == -signal.SIGTERM


def test_the_children_are_ended_too(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = f"{LISTEN} import os, time; open({str(note)!r}, 'w').write(str(os.getpid()));"
    words = f"[sys.executable, '-c', {child + 'time.sleep(60)'!r}, sys.argv[1]]"
    program = f"import subprocess, sys; subprocess.run({words})"
    with Started(python(program)) as target:
        target.start(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while not note.exists() or not note.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        pid = int(note.read_text())
        assert _runs(pid)
    while _runs(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    """Whether the process runs; one that nobody has waited for yet does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_one_that_does_not_end_when_asked_is_killed() -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + LISTEN
    with Started(python(stubborn + "time.sleep(60)")) as target:
        target.start(PATIENCE)
        target.process.stop(patience=0.1)
        assert target.process.exit_status() == -signal.SIGKILL
        target.stop()


def test_external_targets() -> None:
    with serving(make_peer("honest")) as port, External("127.0.0.1", port) as target:
        assert target.alive()
        with pytest.raises(TargetError, match=f"{port} was not started by the harness"):
            target.restart(PATIENCE)
    assert not target.alive()


def test_the_embedded_server_is_a_command_line() -> None:
    assert targets.embedded()[1:] == ["-m", "reference_server", "--port", "{port}"]


# Serving pure peers.


class Scripted(Peer):
    """Answers each read, and the end, by a list of actions."""

    DEADLINE = 0.1

    def __init__(self, *actions: Action, at_end: tuple[Action, ...] = (Close(),)) -> None:
        self.actions, self.at_end = list(actions), list(at_end)

    def receive(self, data: bytes) -> list[Action]:
        return [Write(data.upper()), *self.actions]

    def end(self) -> list[Action]:
        return self.at_end

    def overdue(self) -> list[Action]:
        return [Write(b"late")]

    def lost(self) -> list[Action]:
        return [Die()]


def test_the_miniature_over_sockets_leaves_nothing_behind() -> None:
    before = set(threading.enumerate())
    with serving(make_peer("honest")) as port, connect(port) as one, connect(port) as two:
        for sock in (one, two):
            sock.sendall(REQUEST + b"\0" + b"x" * 300_000 + b"\xff")
        one.shutdown(socket.SHUT_WR)
        assert read_to_end(one).endswith(b"xx\xff")
        assert two.recv(1) == b"H"
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        connect(port)


def test_wait_delays_one_connection_only() -> None:
    peers = iter([Scripted(Wait(0.3), Write(b"!"), Close()), Scripted(Write(b"?"), Close())])
    with serving(lambda: next(peers)) as port, connect(port) as slow:
        slow.sendall(b"slow")
        assert slow.recv(4) == b"SLOW"
        began = time.monotonic()
        with connect(port) as quick:
            quick.sendall(b"quick")
            assert read_to_end(quick) == b"QUICK?"
        assert time.monotonic() - began < 0.3
        assert read_to_end(slow) == b"!"
        assert time.monotonic() - began > 0.25


def test_reset_is_a_reset_and_close_is_none() -> None:
    peers = iter([Scripted(Reset()), Scripted(Close())])
    with serving(lambda: next(peers)) as port:
        with connect(port) as sock:
            sock.sendall(b"a")
            with pytest.raises(ConnectionResetError):
                read_to_end(sock)
        with connect(port) as sock:
            sock.sendall(b"b")
            assert read_to_end(sock) == b"B"
            sock.sendall(b"and this is dropped")


def test_overdue_comes_once_and_without_a_byte() -> None:
    with serving(Scripted) as port, connect(port) as sock:
        assert sock.recv(9) == b"late"
        sock.settimeout(0.15)
        with pytest.raises(TimeoutError):
            sock.recv(9)


def test_die_ends_every_connection_and_the_listener() -> None:
    server = Server(lambda: Scripted(Die()))
    try:
        with connect(server.port) as other, connect(server.port) as sock:
            sock.sendall(b"x")
            read_to_end(sock)
            read_to_end(other)
            assert server.died.wait(PATIENCE)
    finally:
        server.stop()


def test_a_clients_reset_is_told_to_the_peer() -> None:
    server = Server(Scripted)
    try:
        with connect(server.port) as sock:
            sock.sendall(b"x")
            assert sock.recv(9) in (b"X", b"Xlate")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert server.died.wait(PATIENCE)
    finally:
        server.stop()


def test_hang_silences_the_whole_server() -> None:
    with serving(lambda: Scripted(Hang())) as port, connect(port) as first:
        first.sendall(b"a")
        assert first.recv(9) == b"A"
        with connect(port) as second:
            second.sendall(b"b")
            second.settimeout(0.3)
            with pytest.raises(TimeoutError):
                read_to_end(second)


def test_a_taken_port_is_one_clear_error() -> None:
    with serving(Scripted) as port, pytest.raises(TargetError, match=f"{port}: Address already"):
        Server(Scripted, port)


def test_a_peer_that_does_not_close_keeps_the_connection() -> None:
    with serving(lambda: Scripted(at_end=())) as port, connect(port) as sock:
        sock.shutdown(socket.SHUT_WR)
        sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            read_to_end(sock)


# Ends, listeners and pollers: what stands on them sees no socket.


@contextmanager
def ends() -> Iterator[tuple[End, socket.socket]]:
    """Our end of a connection, and the other one as a plain socket."""
    listener = Listener("127.0.0.1", 0)
    with closing(listener), connect(listener.port) as sock:
        end = listener.accept(PATIENCE)
        assert end is not None
        with closing(end):
            yield end, sock


def test_an_end_tells_silence_bytes_a_fin_and_a_reset_apart() -> None:
    with ends() as (end, sock):
        assert end.read() is None
        sock.sendall(b"ab")
        assert end.read(PATIENCE) == b"ab"
        assert end.read(0.01) is None
        sock.shutdown(socket.SHUT_WR)
        assert end.read(PATIENCE) == b""
    with ends() as (end, sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
        with pytest.raises(ConnectionResetError):
            end.read(PATIENCE)


def test_an_end_ends_by_a_fin_or_by_a_reset() -> None:
    with ends() as (end, sock):
        end.finish()
        assert read_to_end(sock) == b""
        sock.sendall(b"still read")
        assert end.read(PATIENCE) == b"still read"
    with ends() as (end, sock):
        end.reset()
        with pytest.raises(ConnectionResetError):
            read_to_end(sock)


def test_an_end_writes_what_there_is_room_for_or_waits() -> None:
    with ends() as (end, sock):
        written = 0
        while taken := end.write(b"x" * 65536):
            written += taken
        rest = threading.Thread(target=end.write_all, args=(b"y" * 9_000_000,))
        rest.start()
        got = b""
        while len(got) < written + 9_000_000:
            got += sock.recv(1 << 20)
        rest.join()
        assert got == b"x" * written + b"y" * 9_000_000


@pytest.mark.parametrize("listens", [True, False])
def test_a_connection_onward_is_made_or_refused(listens: bool) -> None:
    listener = Listener("127.0.0.1", 0)
    port = listener.port if listens else free_port()
    remote, poller = Remote("localhost" if listens else "127.0.0.1", port), Poller()
    with closing(listener), closing(poller), closing(remote.end()) as end:
        try:
            end.connect(remote)
        except ConnectionRefusedError:  # known at once
            assert not listens
            return
        poller.watch(end, reading=False, writing=True)
        assert [happened.at for happened in poller.wait(PATIENCE)] == [end]
        assert end.error() is not listens


def test_a_poller_tells_where_something_happens_and_wakes_for_good() -> None:
    poller = Poller()
    with closing(poller), ends() as (end, sock), ends() as (other, _):
        poller.watch(end)
        poller.watch(other)
        assert poller.wait(0) == []
        sock.sendall(b"x")
        assert poller.wait(PATIENCE) == [(end, True, False)]
        poller.forget(end)
        assert poller.wait(0) == []
        waker = threading.Timer(0.05, poller.wake)
        waker.start()
        assert poller.wait() == []
        assert poller.woken
        waker.join()
    poller.wake()


def test_whoever_waits_at_what_is_shut_wakes_up() -> None:
    listener = Listener("127.0.0.1", 0)
    with closing(listener), ends() as (end, _):
        for each in (listener, end):
            threading.Timer(0.05, each.shut).start()
        began = time.monotonic()
        assert listener.accept(PATIENCE) is None
        assert end.read(PATIENCE) == b""
        assert time.monotonic() - began < PATIENCE / 2


# The command line.


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--peer", "honset"], "did you mean honest"),
        ([], "--peer NAME is missing"),
        (["--peer", "honest", "--port", "70000"], "--port 70000 is no port"),
    ],
)
def test_a_usage_error(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from conformance.selftest.__main__ import main  # noqa: PLC0415 - argparse ends the program

    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
