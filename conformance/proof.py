"""What the self-test has to show, decided from its trials; no network, no clock.

A check that cannot fail proves nothing, and a check that fails wrongly is worse. So five things are
held against what the small liars did:

* our own server and the honest miniature pass everything;
* every fault is caught: the scenario that names its rule says FAIL (or, where the fault misses no more
  than a SHOULD, WARN), and so do the others that are declared for it;
* every scenario that can say FAIL or WARN has said so to somebody;
* no legal variation is called wrong;
* each null peer passes just what is pinned for it.

What needs TLS is left out of the third: the small liars speak none, and ``tests/conformance/test_tls``
shows those two scenarios fail.

Only a FAIL or a WARN catches. A time-out of ours, an ERROR, an UNDECIDED, a SKIP, or a run in which
nothing was asked, is not a catch, whoever it is about: a scenario that gives up at every target
would kill them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.proof_pinned import PINNED
from conformance.proof_table import Caught
from conformance.proving import Trial
from conformance.scenario import Scenario, Setting
from conformance.selftest.switch import Fault
from reports.model import Level, Verdict

KILLS = {"fail": ("fail",), "warn": ("fail", "warn")}
"""What a fault of this verdict has to be found to be."""
GREEN = frozenset({"pass", "info", "skip"})
"""What a server that does nothing wrong may get, UNDECIDED and ERROR not among them."""
RED = frozenset({"fail", "error"})
"""What a legal variation must not get."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the matrix: a peer, what was found, and why that is not enough."""

    trial: Trial
    rule: str
    """The place in the draft that the peer breaks, or leaves open."""
    found: tuple[tuple[str, str], ...]
    """(scenario, verdict) of what was declared, or of what is in the way."""
    missing: tuple[str, ...] = ()
    """Why it proves nothing; empty when it does."""


def can_accuse(scenario: Scenario) -> bool:
    """Whether this scenario can say FAIL or WARN, and so needs somebody to say it to."""
    if scenario.requirement.level in {Level.MUST, Level.SHOULD}:
        return True
    answers = scenario.answers(Setting())
    return any(answer.verdict in {Verdict.FAIL, Verdict.WARN} for answer in answers)


def fault_row(fault: Fault, caught: Caught | None, trial: Trial) -> Row:
    """Whether a fault was caught as it was declared to be."""
    rule = f"{fault.draft} §{fault.section}".replace("both", "75, 76")
    ids = caught.ids if caught else ()
    found = tuple((i, trial.verdicts.get(i, ("not asked", ""))[0]) for i in ids)
    missing = _not_held(trial)
    if not ids:
        missing = (*missing, "no scenario is declared to catch it")
    for n, (scenario, verdict) in enumerate(found):
        wanted = KILLS[fault.verdict if not n else "warn"]
        if verdict not in wanted:
            missing = (*missing, f"{scenario} says {verdict}, not {' or '.join(wanted)}")
    return Row(trial, rule, found, missing)


def honest_row(trial: Trial) -> Row:
    """Whether a server that does nothing wrong got nothing but green."""
    return _clean(trial, "everything", GREEN)


def legal_row(fault: Fault, trial: Trial) -> Row:
    """Whether a legal variation was left in peace."""
    every = frozenset(verdict.value for verdict in Verdict)
    return _clean(trial, f"{fault.draft} §{fault.section}".replace("both", "75, 76"), every - RED)


def _clean(trial: Trial, rule: str, allowed: frozenset[str]) -> Row:
    wrong = tuple((i, v) for i, (v, _) in trial.verdicts.items() if v not in allowed)
    words = (f"{i} says {v}: {trial.verdicts[i][1]}" for i, v in wrong)
    return Row(trial, rule, wrong, (*_not_held(trial), *words))


def null_row(trial: Trial) -> Row:
    """Whether a null peer passes what is pinned, neither more nor less."""
    name = trial.order.name
    passed = {i for i, (verdict, _) in trial.verdicts.items() if verdict == "pass"}
    pinned = PINNED[name] if name in PINNED else frozenset[str]()
    more, less = sorted(passed - pinned), sorted(pinned - passed)
    broken = (trial.broken,) if trial.broken else ()
    if not trial.verdicts:
        broken = (*broken, "nothing was asked")
    errors = (i for i, (verdict, _) in trial.verdicts.items() if verdict == "error")
    missing = (
        *broken,
        *(f"{i} says error: {trial.verdicts[i][1]}" for i in errors),
        *(f"{i} passes, and ought not to" for i in more),
        *(f"{i} is pinned and does not pass" for i in less),
    )
    return Row(trial, f"{len(passed)} pass", (), missing)


def _not_held(trial: Trial) -> tuple[str, ...]:
    if trial.broken:
        # What failed, and the place: of a traceback its last frame and its last line.
        *where, what = trial.broken.strip().splitlines()
        place = "".join(f", {line.strip()}" for line in where if line.startswith("  File"))
        return (f"our own failure: {what}{place[place.rfind(', File') :]}",)
    if trial.unreached:
        return (f"it was turned down before it was asked: {trial.unreached}",)
    return () if trial.verdicts else ("nothing was asked",)


def never_accused(scenarios: Sequence[Scenario], trials: Sequence[Trial]) -> tuple[str, ...]:
    """The scenarios that can say FAIL or WARN and said it to no fault and no null peer."""
    said = {
        i
        for trial in trials
        if trial.order.kind in {"fault", "null"}
        for i, (verdict, _) in trial.verdicts.items()
        if verdict in {"fail", "warn"}
    }
    return tuple(
        s.id for s in scenarios if can_accuse(s) and "tls" not in s.needs and s.id not in said
    )


def undeclared(table: Mapping[str, Caught], faults: Mapping[str, Fault]) -> tuple[str, ...]:
    """Entries of the table about a fault that is not there."""
    return tuple(name for name in table if name not in faults)
