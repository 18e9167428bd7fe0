"""Processes: bad commands, and what is left of a process when it has ended."""

from __future__ import annotations

import signal
import sys

import pytest

from conformance.processes import Process, TargetError

PATIENCE = 20.0


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("serve 9000", r"no \{port\} in the command 'serve 9000'"),
        ("serve '{port}", "cannot split the command .*quotes"),
    ],
)
def test_a_bad_command_is_an_error_at_once(command: str, message: str) -> None:
    with pytest.raises(TargetError, match=message):
        Process(command, 9000)


def test_a_program_that_is_not_there() -> None:
    process = Process("/no/such/server --port={port}", 9000)
    with pytest.raises(TargetError, match=r"/no/such/server --port=9000.*No such file"):
        process.start()
    assert not process.alive()
    process.stop()


def test_a_string_is_split_as_a_shell_does() -> None:
    process = Process("python -c 'a b' --on 127.0.0.1:{port}", 9000)
    assert process.words == ["python", "-c", "a b", "--on", "127.0.0.1:9000"]


def test_before_the_start_there_is_nothing_to_tell() -> None:
    process = Process("true {port}", 9000)
    assert (process.alive(), process.exit_status(), process.output_tail()) == (False, None, "")
    process.stop()


def test_the_tail_of_much_output_stays_after_the_end() -> None:
    program = "import os; os.write(1, b'a' * 100000 + b'the \\xff end'); raise SystemExit(9)"
    process = Process([sys.executable, "-c", program, "{port}"], 9000)
    process.start()
    assert process.wait(PATIENCE) == 9
    process.stop()
    assert process.output_tail() == "a" * 1991 + "the \\xff end"


def test_a_process_that_runs_on_is_seen_to_run() -> None:
    process = Process([sys.executable, "-c", "import time; time.sleep(60)", "{port}"], 9000)
    process.start()
    assert process.wait(0.05) is None
    assert process.alive()
    process.stop()
    process.stop()
    assert process.exit_status() == -signal.SIGTERM
