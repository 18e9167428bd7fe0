"""What all example programs have in common: how they are started, and how they end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.test_architecture import code_lines

from .program import PATIENCE, PROGRAMS, ROOT, Client, started

programs = pytest.mark.parametrize("name", PROGRAMS)


@programs
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_politely(name: str, number: signal.Signals) -> None:
    with started(name) as program, Client(program, 76) as new, Client(program, 75) as old:
        program.process.send_signal(number)
        new.is_closed(after_messages=name == "clock")
        old.is_closed(after_messages=name == "clock")
        assert program.ends() == (0, "")


@programs
def test_a_port_in_use(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, said, errors = run(["-m", f"examples.{name}", "--port", str(port)])
    assert (status, said) == (1, "")
    assert errors.startswith(f"cannot listen on 127.0.0.1:{port}: ")
    assert errors.endswith("; choose another --host or --port (0 is a free one)\n")
    assert errors.count("\n") == 1


@programs
@pytest.mark.parametrize(
    ("options", "expected"), [(["--port", "x"], 2), (["--port", "65536"], 1), (["--no"], 2)]
)
def test_wrong_options(name: str, options: list[str], expected: int) -> None:
    status, said, errors = run(["-m", f"examples.{name}", *options])
    assert (status, said) == (expected, "")
    assert options[-1] in errors
    assert "Traceback" not in errors


@programs
def test_by_its_path_where_the_server_is_installed(name: str) -> None:
    path = str(ROOT / "examples" / f"{name}.py")
    status, said, errors = run([path, "--help"], PYTHONPATH=str(ROOT))
    assert (status, errors) == (0, "")
    assert "--host" in said


def test_an_address_of_ipv6() -> None:
    with started("echo", "--host", "::1") as program:
        assert program.host == "[::1]"


@programs
def test_it_stays_a_thing_to_read(name: str) -> None:
    assert code_lines(ROOT / "examples" / f"{name}.py") <= 70


def run(words: list[str], **environment: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a program that ends by itself."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
