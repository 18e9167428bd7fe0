"""What a run needs to know, and one asking of one case: held on the wire, and assessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.assessment import Assessment, Case, assess, without_wire
from conformance.capabilities import Capabilities
from conformance.checks import Basis
from conformance.outcome import named
from conformance.probe import Address, Tempo, play
from conformance.scenario import Setting
from conformance.targets import Target
from reports.model import Transcript, Verdict


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
    nothing more can be shown. It is held first too where the questionable bytes are many, or where they
    were met by silence: a server that is still busy with them answers no twin, and one that was has
    done its work when the twin ends. An exception in our own code is an ERROR.
    """
    try:
        valid = case.scenario.twin
        silent = before is not None and before.doubt is Basis.SILENCE
        held: dict[str, Transcript] = {}
        if before is not None and valid is not None and (before.twin_failed or silent):
            twin = play(address, valid.steps(case.setting), tempo)
            again = assess(case, before.transcript, twin)
            if before.twin_failed and again.twin_failed:
                return again
            held = {"twin": twin} if silent else {}
        conversations = {"subject": case.scenario.steps} | ({"twin": valid.steps} if valid else {})
        # "subject" before "twin", or the other way round
        for name in sorted(conversations.keys() - held, reverse=case.scenario.resource):
            held[name] = play(address, conversations[name](case.setting), tempo)
        return assess(case, held["subject"], held.get("twin", ()))
    except Exception as error:  # ours, whatever it is: named in the report
        return without_wire(case, Verdict.ERROR, named(error))
