"""What one asking came to, and the small questions that the runner has about it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace

from conformance.assessment import Assessment, undecided
from conformance.reading import read
from conformance.vigil import Death
from reports.model import Kind, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was asked of one case so far."""

    found: Assessment
    attempts: int = 1
    final: bool = False
    """Believed, whatever doubt is left."""


def accepted(found: Assessment) -> bool:
    """The target accepted the handshake of this conversation, so it lived when that began."""
    return read(found.transcript, found.case.scenario.draft).accepted


def alarming(found: Assessment) -> bool:
    """A sign of life is due at once: this may be what a dead target looks like.

    A verdict that a working server can get, from a server that hangs up as it may, can wait for the
    next handshake that is accepted.
    """
    if found.verdict not in {Verdict.PASS, Verdict.INFO} or found.doubt is not None:
        return True
    events = (*found.transcript, *found.twin)
    return any(event.kind in {Kind.TIMEOUT, Kind.REFUSED} for event in events)


def unexplained(outcome: Outcome, death: Death, suspects: list[Outcome]) -> Outcome:
    """The target died once among these and not again; a green result would hide that."""
    if outcome.found.verdict in {Verdict.FAIL, Verdict.ERROR}:
        return outcome
    names = ", ".join(s.found.case.id for s in suspects)
    why = f"the target died once ({death.how}) and not again, while these were asked: {names}"
    return replace(outcome, found=undecided(outcome.found, why), final=True)


def named(error: Exception) -> str:
    """An exception and where in our code it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"the harness failed: {type(error).__name__}: {error}{where}"
