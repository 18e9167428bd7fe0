"""Proving: the small liars are asked as any target is, and what came of each is a Trial.

Each liar is served on a thread of the process that asks it, on a port of its own; so one that dies
or hangs takes nobody with it. What asks it is what asks every target: the look at its capabilities,
then the runner. One thing only is taken away, and only from the null peers which the look has turned
down, as it should: they are asked all the same, without the runner's signs of life, for otherwise it
would be those, and not the checks, that keep a null peer from passing.

What a trial has to show is decided in :mod:`conformance.proof`.
"""

from __future__ import annotations

import gc
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from conformance import capabilities, catalogue, targets
from conformance.asking import ask
from conformance.assessment import case_of
from conformance.capabilities import Capabilities
from conformance.probe import Address, Tempo
from conformance.processes import Stoppable, Target
from conformance.runner import Plan, Runner
from conformance.scenario import Scenario, Setting
from conformance.selftest.actions import Peer
from conformance.selftest.faults import make_peer
from conformance.vigil import STARTING

NULL_TEMPO = Tempo(0.0005, 0.06)
"""For null peers: whoever never answers need not be waited for long."""
NULL_CROWD = 16


@dataclass(frozen=True, slots=True)
class Order:
    """One trial to be held: of a peer (``honest``, ``own``, or a name of the tables), which ids."""

    name: str
    kind: str
    """``own``, ``fault``, ``legal`` or ``null``."""
    ids: tuple[str, ...] = ()
    """The scenarios to ask; without any, a fault is not asked, and others all that is not costly."""
    patience: float | None = None
    """Seconds, in the place of measured patience."""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Trial:
    """What a peer was found to do: id -> (verdict, what was observed)."""

    order: Order
    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    unreached: str = ""
    """Why the look turned the target down; empty when it did not."""
    broken: str = ""
    """What failed on our side; empty when nothing did."""
    seconds: float = 0.0
    cpu: float = 0.0
    """Seconds of a processor, in the process of the trial."""


class Served(Stoppable):
    """A small liar on a thread of this process: a target that can be brought back."""

    restartable = True

    def __init__(self, make: Callable[[], Callable[[], Peer]]) -> None:
        self._make = make
        self._server = targets.Server(make())
        self.host, self.port = targets.HOST, self._server.port

    def alive(self) -> bool:
        return not self._server.died.is_set()

    def restart(self, patience: float) -> None:  # noqa: ARG002 - it listens at once
        self.stop()
        self._server = targets.Server(self._make(), self.port)

    def stop(self) -> None:
        self._server.stop()


def hold(order: Order) -> Trial:
    """Hold one trial. Raises nothing: what fails on our side is in the trial."""
    began, used = time.monotonic(), time.process_time()
    gc.disable()  # what a run makes it keeps, so there is nothing to find
    verdicts: dict[str, tuple[str, str]] = {}
    unreached = broken = ""
    try:
        if order.kind == "fault" and not order.ids:
            return Trial(order)
        target = _target(order)
        with target:
            if isinstance(target, targets.Started):
                target.start(STARTING)
            verdicts, unreached = _asked(order, target)
    except Exception:
        broken = traceback.format_exc()
    gc.enable()
    seconds, cpu = time.monotonic() - began, time.process_time() - used
    return Trial(order, verdicts, unreached, broken, seconds, cpu)


def _target(order: Order) -> Served | targets.Started:
    if order.kind == "own" and order.name == "own":
        return targets.Started(targets.embedded())
    return Served(lambda: make_peer(order.name))


def _asked(
    order: Order, target: Served | targets.Started
) -> tuple[dict[str, tuple[str, str]], str]:
    address, setting = Address(target.host, target.port), Setting(target.host, target.port)
    asked = chosen(order.ids)
    try:
        found = capabilities.explore(address, setting, patience=order.patience)
    except capabilities.UnreachedError as error:
        verdicts = _all_the_same(address, setting, asked) if order.kind == "null" else {}
        return verdicts, str(error)
    return _run(address, setting, found, target, asked), ""


def chosen(ids: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios of these ids, or all that are not costly. Raises CatalogueError."""
    return tuple(map(catalogue.by_id, ids)) if ids else catalogue.select()


def _run(
    address: Address,
    setting: Setting,
    found: Capabilities,
    target: Target,
    asked: Sequence[Scenario],
) -> dict[str, tuple[str, str]]:
    runner = Runner(Plan(address, setting, found, target, 0, None, "{}".format))
    runner.run(asked)
    return {key: (r.verdict.value, r.observed) for key, r in runner.results.items()}


def _all_the_same(
    address: Address, setting: Setting, asked: Sequence[Scenario]
) -> dict[str, tuple[str, str]]:
    """Ask a target that has been turned down, and leave out what needs TLS."""

    def one(scenario: Scenario) -> tuple[str, tuple[str, str]]:
        found = ask(address, case_of(scenario, setting, 0), NULL_TEMPO)
        return scenario.id, (found.verdict.value, found.observed)

    plain = [scenario for scenario in asked if "tls" not in scenario.needs]
    with ThreadPoolExecutor(NULL_CROWD) as pool:
        return dict(pool.map(one, plain))
