"""Asking again, alone, what is not to be believed at once.

A slow server is not a wrong one, and it is slow not only by nature. What was asked before may keep it
busy, in the background too, and then its silence says nothing of what is asked now. So before and
after a silence that makes a FAIL a plain handshake has to be answered in the usual time; and a target
that was still sending when our patience ended was not silent.

A server that is busy reads two segments as one, though we send them apart. Asked again they stand
further apart, and an answer that came so late that they may have been read as one settles nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.assessment import Assessment, Case, undecided
from conformance.checks import Basis
from conformance.outcome import Outcome
from conformance.probe import Tempo
from conformance.scenario import Pause
from conformance.vigil import Vigil
from reports.model import Event, Kind, Transcript, Verdict

AGAIN = 3
"""How often a doubtful verdict is asked for again at most."""
PATIENT = 3.0
"""How much more patience silence is asked again with."""
GAP = 0.05
"""Seconds, at least, between two segments of what is asked again."""
WIDER = 3.0
"""How much further apart they stand each time that they may have been read as one."""
PAUSING = 3.0
"""Seconds that this adds to one conversation at most, however many its segments are."""

STILL_SENDING = "the target was still sending when our patience ended; give it more (--patience S)"
JOINED = (
    "the target was so busy that segments may have been read as one, whenever they were sent again; "
    "ask it with fewer beside (--jobs 1)"
)

_ALLOWED = frozenset({Verdict.PASS, Verdict.INFO})

Ask = Callable[[Case, Tempo, Assessment], Assessment]


def slow(vigil: Vigil, after: str = "") -> str:
    """Why the silence of a target that has not its usual pace shows nothing."""
    since = f" since {after} was asked" if after else ""
    usual = f"{vigil.usual * 1000:.3g} ms"
    return (
        f"the target was slower than usual{since} (a plain handshake took more than {usual}), and "
        "then silence shows nothing; ask it again by itself (--select)"
    )


def ask_again(ask: Ask, vigil: Vigil, first: Outcome, *, alone: bool) -> Outcome:
    """Ask a doubtful case again until there is no doubt or it has to be believed.

    Beside others, when not ``alone``, the target's pace tells nothing.
    """
    found, held = first.found, first.attempts
    pauses = _pauses(first.found.case)
    gap, patience = GAP, vigil.tempo.patience
    twin_failed: Assessment | None = None
    unclear = False
    for _ in range(AGAIN):
        if found.doubt is Basis.SILENCE:
            patience = vigil.tempo.patience * PATIENT
        calm = not alone or vigil.calm().usual
        tempo = Tempo(vigil.tempo.round_trip, patience, min(gap, PAUSING / max(1, pauses)))
        found = ask(found.case, tempo, found)
        held += 1
        unclear = (
            found.doubt is None and bool(pauses) and _overrules_late(found, first, vigil, tempo)
        )
        if unclear:
            gap *= WIDER
        elif found.doubt is None:
            break
        if found.doubt is Basis.SILENCE and patience > vigil.tempo.patience:
            found = _silent(found, vigil, calm=calm, alone=alone)
            break
        if found.twin_failed:
            twin_failed = found
    if found.doubt is Basis.END and twin_failed is not None:
        found = twin_failed  # an end that the valid twin met as well shows nothing
    return Outcome(undecided(found, JOINED) if unclear else found, held, final=True)


def _pauses(case: Case) -> int:
    """How often a conversation keeps segments apart; one that cannot be made is an ERROR elsewhere."""
    try:
        return sum(isinstance(step, Pause) for step in case.scenario.steps(case.setting))
    except Exception:
        return 0


def _silent(found: Assessment, vigil: Vigil, *, calm: bool, alone: bool) -> Assessment:
    """What rests on silence, with all patience: UNDECIDED where the target may only be slow."""
    if not calm:
        return undecided(found, slow(vigil))
    if found.verdict is not Verdict.FAIL:
        return found
    if still_sending(found.transcript, vigil.tempo.patience * PATIENT):
        return undecided(found, STILL_SENDING)
    if alone and not vigil.calm(wait=False).usual:
        return undecided(found, slow(vigil))
    return found


def still_sending(transcript: Transcript, patience: float) -> bool:
    """Whether bytes that were long in coming still came shortly before we gave up."""
    for connection in {event.connection for event in transcript}:
        events = [e for e in transcript if e.connection == connection]
        came = [e.t for e in events if e.kind is Kind.RECEIVED]
        sent = [e.t for e in events if e.kind is Kind.SENT]
        if not came or not sent or events[-1].kind is not Kind.TIMEOUT:
            continue
        if came[-1] - sent[-1] > patience > events[-1].t - came[-1]:
            return True
    return False


def _overrules_late(found: Assessment, first: Outcome, vigil: Vigil, tempo: Tempo) -> bool:
    """Whether a right answer that shows too little would take the place of a wrong one."""
    overrules = found.verdict in _ALLOWED and first.found.verdict not in _ALLOWED
    trip = max(tempo.round_trip, vigil.first)  # what a server always takes it is not busy for
    return overrules and joined(found.transcript, trip, tempo.pause(1))


def _moves(event: Event) -> bool:
    """Bytes of ours, or whatever the target did: neither our FIN nor a silence."""
    return bool(event.data) if event.kind is Kind.SENT else event.kind is not Kind.TIMEOUT


def joined(transcript: Transcript, trip: float, gap: float) -> bool:
    """Whether the target may have read two of our segments as one that were to stand ``gap`` apart.

    It may where it was busy for longer than that: so long, beyond its usual ``trip``, it took to answer
    the last of them.
    """
    for connection in {event.connection for event in transcript}:
        events = [e for e in transcript if e.connection == connection and _moves(e)]
        for one, two, answer in zip(events, events[1:], events[2:], strict=False):
            segments = one.kind is two.kind is Kind.SENT and answer.kind is not Kind.SENT
            between, late = two.t - one.t, answer.t - two.t - trip
            if segments and late > between >= gap / 2:
                return True
    return False
