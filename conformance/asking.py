"""What a run needs to know, and one asking of one case: held on the wire, and assessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.assessment import Assessment, Case, assess, without_wire
from conformance.capabilities import Capabilities
from conformance.outcome import named
from conformance.probe import Address, Tempo, play
from conformance.scenario import Setting
from conformance.targets import Target
from reports.model import Verdict


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run needs to know. ``reproduce`` makes the command that repeats one scenario."""

    address: Address
    setting: Setting
    capabilities: Capabilities
    target: Target
    seed: int
    jobs: int | None
    """Scenarios at a time; None: what suits the target. Never more than it serves at once."""
    reproduce: Callable[[str], str]


def ask(address: Address, case: Case, tempo: Tempo, before: Assessment | None = None) -> Assessment:
    """Hold the questionable conversation and its valid twin.

    With an assessment ``before`` whose twin failed, the twin is held first: when it fails again,
    nothing more can be shown. It is held first too where the questionable bytes are many: a server that
    is still busy with them answers no twin. An exception in our own code is an ERROR.
    """
    try:
        valid = case.scenario.twin
        if before is not None and before.twin_failed and valid is not None:
            twin = play(address, valid.steps(case.setting), tempo)
            again = assess(case, before.transcript, twin)
            if again.twin_failed:
                return again
        conversations = {"subject": case.scenario.steps} | ({"twin": valid.steps} if valid else {})
        # "subject" before "twin", or the other way round
        order = sorted(conversations, reverse=case.scenario.resource)
        held = {name: play(address, conversations[name](case.setting), tempo) for name in order}
        return assess(case, held["subject"], held.get("twin", ()))
    except Exception as error:  # ours, whatever it is: named in the report
        return without_wire(case, Verdict.ERROR, named(error))
