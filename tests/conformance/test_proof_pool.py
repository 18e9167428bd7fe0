"""Trials in processes of their own: each order has its trial, whatever becomes of the process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from conformance import proof_pool
from conformance.proving import Order, Trial

GOOD = Order("close-answer-ff", "fault", ("76/1.4/closing-frame-answered-every-time",))


def dies(_: Order) -> Trial:
    os._exit(3)


def sleeps(_: Order) -> Trial:
    time.sleep(60.0)
    raise AssertionError


def naps(order: Order) -> Trial:
    time.sleep(0.4)
    return Trial(order)


def test_each_order_has_its_trial() -> None:
    orders = [GOOD, Order("no such liar", "fault", ("76/5.2/digest",)), Order("own", "nonsense")]
    trials = {trial.order: trial for trial in proof_pool.held(orders, 2)}
    assert set(trials) == set(orders)
    assert trials[GOOD].verdicts[GOOD.ids[0]][0] == "fail"
    assert "no such liar" in trials[orders[1]].broken
    assert "KeyError" in trials[orders[2]].broken


def test_a_process_that_dies_is_a_broken_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_pool, "hold", dies)
    (trial,) = proof_pool.held([GOOD], 1)
    assert trial.order == GOOD
    assert "BrokenProcessPool" in trial.broken
    assert not trial.verdicts


def test_a_trial_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_pool, "hold", sleeps)
    monkeypatch.setattr(proof_pool, "LONGEST", 1.0)
    began = time.monotonic()
    (trial,) = proof_pool.held([GOOD], 1)
    assert "did not end within 1 seconds" in trial.broken
    assert time.monotonic() - began < 10.0


def test_many_trials_may_take_longer_than_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_pool, "hold", naps)
    monkeypatch.setattr(proof_pool, "LONGEST", 1.5)
    began = time.monotonic()
    orders = [Order("close-answer-ff", "fault", (str(n),)) for n in range(6)]
    trials = list(proof_pool.held(orders, 1))
    assert time.monotonic() - began > 1.5
    assert [trial.broken for trial in trials] == [""] * 6
    assert {trial.order for trial in trials} == set(orders)


def test_nothing_is_left_behind_when_nobody_wants_the_rest() -> None:
    trials = proof_pool.held([GOOD, Order("half-handshake-held", "fault", GOOD.ids)], 2)
    assert isinstance(trials, Generator)
    next(trials)
    trials.close()
    assert not [t for t in threading.enumerate() if "ExecutorManager" in t.name]


def test_burners_burn_and_go_out() -> None:
    with proof_pool.burners(1):
        deadline = time.monotonic() + 10.0
        while not (burning := _burning()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(burning) == 1
    assert not Path(f"/proc/{burning[0]}").exists()


def _burning() -> list[str]:
    """The children of this process that were made to burn, and do."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    spawned = (c for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes())
    return [child for child in spawned if _used(child) > 5]


def _used(process: str) -> int:
    """Clock ticks of user time."""
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11])
    except OSError:
        return 0
