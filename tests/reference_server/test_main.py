"""The command line, as it is really called."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .requests import ANSWER75, ANSWER76, KEY3, RESPONSE, head75, head76

COMMAND = [sys.executable, "-m", "reference_server"]


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """The process, and the host and port of the line that it prints."""
    pipe = subprocess.PIPE
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [*COMMAND, "--port", "0", *options], stdout=pipe, stderr=pipe, text=True, env=buffered
    ) as p:
        assert p.stdout is not None
        try:
            words = p.stdout.readline().split()
            assert words[:2] == ["listening", "on"]
            host, _, port = words[2].rpartition(":")
            yield p, host, int(port)
        finally:
            p.kill()


def ask(port: int, request: bytes, size: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(request)
        data = b""
        while len(data) < size and (more := sock.recv(size - len(data))):
            data += more
        return data


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_politely(number: signal.Signals) -> None:
    with started() as (process, host, port):
        assert host == "127.0.0.1"
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            sock.sendall(head76() + KEY3 + b"\x00hi\xff")
            expected = ANSWER76 + RESPONSE + b"\x00hi\xff"
            data = b""
            while len(data) < len(expected):
                data += sock.recv(4096)
            assert data == expected
            process.send_signal(number)
            assert sock.recv(4096) == b"\xff\x00"
            sock.sendall(b"\xff\x00")
            assert sock.recv(4096) == b""
        assert process.wait(5) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_options_reach_the_server() -> None:
    options = ["--origin", "http://a.example", "--origin", "http://b.example", "--secure"]
    with started(*options, "--allow-host", "example.com", "--version", "draft75") as (_, _, port):
        secure = ANSWER75.replace(b"ws://", b"wss://")
        for origin in (b"http://a.example", b"http://b.example"):
            answer = secure.replace(b"http://example.com", origin)
            assert ask(port, head75({b"Origin": origin}), len(answer)) == answer
        assert ask(port, head75(), 999) == b""
        assert ask(port, head75({b"Host": b"evil", b"Origin": b"http://a.example"}), 999) == b""
        assert ask(port, head76({b"Origin": b"http://a.example"}), 999) == b""


def run(*options: str) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, *options], capture_output=True, text=True, timeout=10, check=False
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--port", "x"], "argument --port: invalid int value: 'x'"),
        (["--port", "65536"], "port must be 0-65535"),
        (["--max-head", "80.5"], "argument --max-head: invalid int value: '80.5'"),
        (["--origin", "example.com"], "origin is ['example.com']; give *, null or a lower-case"),
        (["--version", "76"], "version is '76'; give auto, draft75 or draft76"),
        (["--idle-seconds", "0"], "idle_seconds is 0.0; give a number above 0"),
        (["--max-message", "0"], "max_message is 0; give a whole number above 0"),
        (["--nonsense"], "--nonsense"),
        (["--host", ""], "host is ''; give a name or an address, 0.0.0.0 for all"),
    ],
)
def test_wrong_options(options: list[str], says: str) -> None:
    status, error = run(*options)
    assert status == 2
    assert says in error
    assert "Traceback" not in error


def test_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, error = run("--port", str(port))
    assert status == 1
    assert error.count("\n") == 1
    assert f"cannot listen on 127.0.0.1:{port}" in error
    assert "--port" in error


@pytest.mark.parametrize("what", ["a full disk", "a pipe that nobody reads"])
def test_the_line_cannot_be_printed(what: str) -> None:
    reader, pipe = os.pipe()
    os.close(reader)
    with open("/dev/full" if what == "a full disk" else pipe, "wb") as out:
        if what == "a full disk":
            os.close(pipe)
        done = subprocess.run(
            [*COMMAND, "--port", "0"], stdout=out, stderr=subprocess.PIPE, timeout=10, check=False
        )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"or say so: " in done.stderr


def test_a_trace_that_nobody_reads_hinders_nobody() -> None:
    with started("--trace") as (process, _, port):
        assert process.stderr is not None
        process.stderr.close()
        for _ in range(2):
            expected = ANSWER76 + RESPONSE + b"\x00hi\xff"
            assert ask(port, head76() + KEY3 + b"\x00hi\xff", len(expected)) == expected
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


def test_a_trace_goes_to_standard_error_or_nowhere() -> None:
    closed = 'exec "$@" 2>&-'
    with subprocess.Popen(
        ["bash", "-c", closed, "-", *COMMAND, "--port", "0", "--trace"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(b":")[2])
        assert ask(port, head76() + KEY3 + b"\x00hi\xff", 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert process.stdout.read() == b""


def test_a_signal_that_is_repeated_changes_nothing() -> None:
    for gap in (0.001, 0.002, 0.004, 0.006, 0.008, 0.010):
        with started() as (process, _, _):
            for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
                process.send_signal(number)
                time.sleep(gap)
            assert process.wait(5) == 0


def test_a_trace_says_why_each_conversation_ended() -> None:
    with started("--trace", "--origin", "http://a.example", "--handshake-seconds", "0.3") as (
        process,
        _,
        port,
    ):
        served = head76({b"Origin": b"http://a.example"}) + KEY3
        assert ask(port, head76() + KEY3, 999) == b""  # refused
        assert ask(port, b"GET", 999) == b""  # it takes too long
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            sock.sendall(served)
            assert sock.recv(999)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert ask(port, served, 1)  # the one before is lost by now
        process.send_signal(signal.SIGTERM)
        _, trace = process.communicate(timeout=5)
    assert [line.rstrip() for line in trace.splitlines() if line.split()[1] == "-"][:3] == [
        "#1 - end: the Origin field names an origin not served here",
        "#2 - end: time is up",
        "#3 - end: the connection was lost",
    ]
