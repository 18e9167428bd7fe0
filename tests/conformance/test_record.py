"""``record`` through the real command line."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.record import MOST
from conformance.targets import Started, embedded, free_port
from conformance.trace import Side, Trace, loads
from reports.model import Kind

PATIENCE = 20.0
REQUEST = (
    b"GET /demo HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    b"Host: h\r\nOrigin: http://a\r\n\r\n"
)
COMMAND = [sys.executable, "-m", "conformance", "record"]


def refused(*words: str) -> tuple[int, str]:
    """Exit status and standard error of a command line that cannot work."""
    done = subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.returncode, done.stderr


@contextmanager
def recording(
    *words: str, stderr: int | None = None
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A recorder and its port."""
    process = subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=stderr, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", line)
        assert match, line
        yield process, int(match[1])
    finally:
        process.kill()
        process.communicate()


def converse(port: int, texts: bytes, end: bytes) -> bytes:
    """Open, send ``texts`` and read until ``end`` has come back; then close."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as sock:
        sock.sendall(REQUEST + texts)
        came = b""
        while end not in came:
            came += sock.recv(65536)
        return came


def read(file: Path) -> Trace:
    return loads(file.read_bytes())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_man_in_the_middle_until_ctrl_c(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "chat.json"
    with Started(embedded()) as target:
        target.start(PATIENCE)
        words = ["--target", f"127.0.0.1:{target.port}", "--output", str(file), "--client", "me"]
        with recording(*words) as (process, port):
            assert b"\x00hello\xff" in converse(port, b"\x00hello\xff", b"hello\xff")
            came = converse(port, b"\x00" + b"x" * 1_000_000 + b"\xff", b"x\xff")
            assert not file.exists()
            process.send_signal(number)
            said, _ = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0
    assert f"2 connections, {len(read(file).events)} events" in said
    trace = read(file)
    assert len(trace.opened) == 2
    assert trace.client == "me"
    assert trace.draft == "75"
    assert trace.bytes_from(Side.CLIENT) == REQUEST + b"\x00hello\xff"
    assert trace.bytes_from(Side.SERVER, 1) == came
    assert (Side.CLIENT, Kind.EOF) in {(e.side, e.kind) for e in trace.events}
    assert list(tmp_path.iterdir()) == [file]


def test_a_server_of_our_own_that_ends_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    file.write_text("an older one", encoding="ascii")
    with recording("--serve", "--output", str(file), "--connections", "1") as (process, port):
        converse(port, b"\x00hello\xff", b"hello\xff")
        assert process.wait(PATIENCE) == 0
    assert read(file).server == "a server of the harness: honest"
    assert b"\x00hello\xff" in read(file).bytes_from(Side.SERVER)


def test_a_server_of_our_own_that_answers_wrongly(tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    words = ["--serve", "empty-text-dies", "--output", str(file), "--connections", "1"]
    with recording(*words) as (process, port):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as sock:
            sock.sendall(REQUEST + b"\x00\xff")
            while sock.recv(65536):
                pass
        assert process.wait(PATIENCE) == 0
    assert (Side.SERVER, Kind.EOF) in {(e.side, e.kind) for e in read(file).events}


def test_what_is_open_at_the_end_is_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    with (
        recording("--serve", "--output", str(file)) as (process, port),
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as sock,
    ):
        sock.sendall(REQUEST)
        assert sock.recv(65536).startswith(b"HTTP/1.1 101")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert [e.kind for e in read(file).events] == [Kind.SENT, Kind.RECEIVED]


def test_a_peer_that_never_stops_fills_a_recording_and_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    words = ["--serve", "texts-without-end", "--output", str(file)]
    with (
        recording(*words) as (process, port),
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as sock,
    ):
        sock.sendall(REQUEST + b"\x00hi\xff")
        with contextlib.suppress(ConnectionResetError):
            while sock.recv(65536):
                pass
        assert process.wait(3 * PATIENCE) == 0
    assert MOST // 2 < len(read(file).bytes_from(Side.SERVER)) <= MOST


def test_what_cannot_be_written_where_it_should_is_kept_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    words = ["--serve", "--output", str(folder / "chat.json"), "--connections", "1"]
    with recording(*words, stderr=subprocess.PIPE) as (process, port):
        shutil.rmtree(folder)
        converse(port, b"\x00hello\xff", b"hello\xff")
        assert process.wait(PATIENCE) == 2
        assert process.stderr
        kept = re.search(r"No such file or directory; it is kept in (\S+)\n", process.stderr.read())
    assert kept
    assert b"\x00hello\xff" in read(Path(kept[1])).bytes_from(Side.SERVER)
    Path(kept[1]).unlink()


def test_the_options_are_checked_before_anything_is_recorded(tmp_path: Path) -> None:
    file = str(tmp_path / "chat.json")
    status, said = refused("--output", file)
    assert (status, "--target --serve is required" in said) == (2, True)
    status, said = refused("--serve", "honst", "--output", file)
    assert (status, "no peer is named 'honst'; did you mean honest" in said) == (2, True)
    status, said = refused("--serve", "nosuch", "--output", file)
    assert (status, "; see python -m conformance.selftest --list\n" in said) == (2, True)
    status, said = refused("--serve", "--output", str(tmp_path))
    assert (status, "is no file; name one" in said) == (2, True)
    (tmp_path / "root").symlink_to("/")
    for other in ("-", ".", "/", f"{tmp_path}/new/", f"{tmp_path}/new/.", f"{tmp_path}/root"):
        status, said = refused("--serve", "--output", other)
        assert (status, said.partition("--output: ")[2]) == (2, f"{other} is no file; name one\n")
    status, said = refused("--serve", "--output", "")
    assert (status, "--output: '' is no file; name one" in said) == (2, True)
    status, said = refused("--serve", "--output", str(tmp_path / "no" / "chat.json"))
    assert (status, "No such file or directory; choose another place" in said) == (2, True)
    status, said = refused("--target", "ws://127.0.0.1:1/x", "--output", file)
    assert (status, "write HOST:PORT" in said) == (2, True)
    status, said = refused("--serve", "--output", file, "--connections", "0")
    assert (status, "'0' is no number of connections" in said) == (2, True)
    status, said = refused("--serve", "--listen", "70000", "--output", file)
    assert (status, "'70000' is no port" in said) == (2, True)
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        port = str(taken.getsockname()[1])
        status, said = refused("--serve", "--listen", port, "--output", file)
        assert (status, f"cannot listen on 127.0.0.1:{port}" in said) == (2, True)
    assert os.listdir(tmp_path) == ["root"]
