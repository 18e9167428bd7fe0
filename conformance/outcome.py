"""What one asking came to, and the small questions that the runner has about it."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conformance.assessment import Assessment, died, undecided, without_wire
from conformance.reading import read
from conformance.vigil import Death
from reports.model import ENDED, Kind, Verdict

UNASKED = f"{ENDED}; --failed-from with the JSON report asks what is left"
"""Why something was not asked: the user, or a limit of time, ended the run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was asked of one case so far."""

    found: Assessment
    attempts: int = 1
    final: bool = False
    """Believed, whatever doubt is left."""
    slow: str = ""
    """Why silence shows nothing here, where the target had not its usual pace before."""


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


def unexplained(outcome: Outcome, because: str) -> Outcome:
    """The target died once among these and not again; a green result would hide that."""
    if outcome.found.verdict in {Verdict.FAIL, Verdict.ERROR}:
        return outcome
    return replace(outcome, found=undecided(outcome.found, because), final=True)


def unconfirmed(outcome: Outcome) -> Outcome:
    """What is known of it when the run is ended early: not more than when it was asked.

    Bytes that are wrong are wrong whatever had come of it. All else is not believed yet: it waits to
    be asked again, or for a sign that the target lived.
    """
    found = outcome.found
    if found.doubt is None and found.verdict in {Verdict.FAIL, Verdict.WARN, Verdict.ERROR}:
        return outcome
    waits = found.doubt is not None and not outcome.final
    word = "asked again" if waits else "confirmed by a sign of life"
    why = UNASKED.replace(ENDED, f"{ENDED} before a first {found.verdict.name} was {word}")
    return replace(outcome, found=undecided(found, why))


def busy(outcome: Outcome, seconds: float) -> Outcome:
    """What raised the alarm, with the time for which nobody was answered after it, if any."""
    if not seconds or not alarming(outcome.found):
        return outcome
    after = f"; a plain handshake after it was answered only after {seconds:.3g} s"
    return replace(outcome, found=replace(outcome.found, observed=outcome.found.observed + after))


def killed(outcome: Outcome, death: Death) -> Outcome:
    """The verdict on who killed the target; an ERROR where its steps cannot even be made."""
    if not death.sure:
        return replace(outcome, found=undecided(outcome.found, unsure(death)))
    try:
        found = died(outcome.found, death.how, death.sign, death.printed, dead=death.dead)
    except Exception as error:
        found = without_wire(outcome.found.case, Verdict.ERROR, named(error))
    return replace(outcome, found=found)


def died_once(death: Death, suspects: Sequence[Outcome], rounds: int) -> str:
    """Why none of the suspects is decided: none of them killed the target again."""
    did, again = ("died", "did not when") if death.dead else ("did not answer", "answered when")
    return (
        f"the target {did} once ({death.how}) while {_names(suspects)} {_was(suspects)} asked, and "
        f"{again} asked {rounds} times more, alone"
    )


def unsure(death: Death) -> str:
    """Why a target that answers nobody was not waited for any longer."""
    return (
        f"the target answers nobody after this ({death.how}), and the run has waited long enough for "
        "it before; ask this alone (--select)"
    )


def gone(death: Death, suspects: Sequence[Outcome], why: str, restartable: bool, one: bool) -> str:
    """Why nothing more is decided once the target is dead for good, and the remedy.

    ``one``: the suspects were asked one at a time because the user said so.
    """
    when = f"during {_names(suspects)}" if suspects else "before the first scenario"
    if any(suspect.slow for suspect in suspects):
        when = f"before or {when}"
    did = "had died" if death.dead else "stopped answering"
    said = f"the target {did} {when} ({death.how}) and {why}"
    if restartable:
        return said
    then = "after each death" if death.dead else "when it hangs"
    remedy = f"let the harness start it (--exec 'COMMAND {{port}}'): it starts it again {then}"
    if len(suspects) > 1 and not one:
        which = "that kills it" if death.dead else "after which it hangs"
        remedy += f"; or ask one scenario at a time (--jobs 1), which shows the one {which}"
    return f"{said}; {remedy}"


def _names(suspects: Sequence[Outcome]) -> str:
    ids = [suspect.found.case.id for suspect in suspects]
    return ids[0] if len(ids) == 1 else f"{', '.join(ids[:-1])} or {ids[-1]}"


def _was(suspects: Sequence[Outcome]) -> str:
    return "was" if len(suspects) == 1 else "were"


def named(error: Exception) -> str:
    """An exception and where in our code it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"the harness failed: {type(error).__name__}: {error}{where}"
