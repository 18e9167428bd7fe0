"""A target that what is asked keeps busy for longer than our patience: slow, and not wrong."""

from __future__ import annotations

import socket

import pytest

from conformance.compose import talks
from conformance.scenario import Scenario
from reports.model import Level, Result, Verdict
from tests.conformance.test_runner import PATIENCE, ask, busy_for, make, run, silent
from tests.conformance.tiny import Tiny, echo

WORK = ask("work", b"work", twin=talks("76"))
SHOULD = ask("work", b"work", level=Level.SHOULD)


def busy(patiences: float, scenario: Scenario) -> Result:
    with Tiny(busy_for(PATIENCE * patiences, b"work"), serial=True) as server:
        (result,) = run(server, scenario).values()
    return result


@pytest.mark.parametrize(
    ("patiences", "scenario"),
    [(3.5, WORK), (4.0, WORK), (5.0, WORK), (7.0, WORK), (4.0, SHOULD), (7.0, SHOULD)],
)
def test_who_was_only_busy_is_not_accused(patiences: float, scenario: Scenario) -> None:
    """The first plain handshake after the silence is late, if no other."""
    result = busy(patiences, scenario)
    assert result.verdict is Verdict.PASS
    assert result.attempts == 3


@pytest.mark.parametrize(("level", "verdict"), [(Level.MUST, "FAIL"), (Level.SHOULD, "WARN")])
def test_who_never_answers_is_accused_all_the_same(level: Level, verdict: str) -> None:
    with Tiny(silent) as server:
        runner = make(server)
        spare = runner.vigil.spare
        runner.run([ask("x", b"work", level=level)])
        (result,) = runner.results.values()
        assert runner.vigil.spare == spare  # and costs no more time
    assert (result.verdict.name, result.attempts) == (verdict, 2)


def test_who_is_busy_and_does_not_answer_then_is_accused() -> None:
    """Asked with a patience that such work does not outlast."""
    silenced: set[socket.socket] = set()

    def forgets(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        if text == b"work":
            server.over.wait(PATIENCE * 4)
            silenced.add(sock)
        return b"" if sock in silenced else echo(server, sock, text)

    with Tiny(forgets, serial=True) as server:
        (result,) = run(server, WORK).values()
    assert (result.verdict, result.attempts) == (Verdict.FAIL, 3)


def test_a_run_waits_so_long_in_all() -> None:
    """And then it accuses nobody without having waited."""
    with Tiny(busy_for(PATIENCE * 4, b"work"), serial=True) as server:
        runner = make(server)
        runner.vigil.spare = 0.0
        runner.run([WORK])
        (result,) = runner.results.values()
    assert result.verdict is Verdict.UNDECIDED
    assert "slower than usual" in result.because
