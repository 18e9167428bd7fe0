"""Asking again, alone, what is not to be believed at once.

A slow server is not a wrong one, and it is slow not only by nature. What was asked before may keep it
busy, in the background too, and then its silence says nothing of what is asked now. So before and
after a silence that accuses a plain handshake has to be answered in the usual time; and a target that
was still sending when our patience ended was not silent.

What is asked may itself keep a target busy for longer than our patience. The first plain handshake
after the silence shows it, and no later one: by then the work may be done. So a late one is waited for,
and the case is asked once more, with a patience that such work does not outlast.

A server that is busy reads two segments as one, though we send them apart. Asked again they stand
further apart, and an answer that came so late that they may have been read as one settles nothing.
"""

from __future__ import annotations

import time
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
MOST = 30.0
"""Patiences, at most, that one wait of what is asked once more lasts."""
GAP = 0.05
"""Seconds, at least, between two segments of what is asked again."""
WIDER = 3.0
"""How much further apart they stand each time that they may have been read as one, at least."""
LATER = 1.2
"""How much further apart they stand than the answer was late then."""
PAUSING = 3.0
"""Patiences, or seconds if those are short, that this adds to one conversation at most."""

STILL_SENDING = "the target was still sending when our patience ended; give it more (--patience S)"
JOINED = (
    "the target was so busy that segments may have been read as one, whenever they were sent again; "
    "ask it with more patience (--patience S), or with fewer beside (--jobs 1)"
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
    gap, patience, left = GAP, _Patience(vigil, alone=alone), AGAIN
    twin_failed: Assessment | None = None
    late = 0.0
    while left:
        left -= 1
        if found.doubt is Basis.SILENCE:
            patience.triple()
        calm = not alone or vigil.calm().usual
        most = PAUSING * max(1.0, vigil.tempo.patience) / max(1, pauses)
        tempo = Tempo(vigil.tempo.round_trip, patience.now, min(gap, most))
        found = patience.spent(ask, found, tempo)
        held += 1
        late = _late(found, first, vigil, tempo) if found.doubt is None and pauses else 0.0
        if late:
            gap = max(WIDER * gap, LATER * late)
        elif found.doubt is None:
            break
        if found.doubt is Basis.SILENCE and patience.more:
            believed = patience.believes(found, calm=calm)
            if believed is not None:
                found = believed
                break
            left += 1
        if found.twin_failed:
            twin_failed = found
    if found.doubt is Basis.END and twin_failed is not None:
        found = twin_failed  # an end that the valid twin met as well shows nothing
    return Outcome(undecided(found, JOINED) if late else found, held, final=True)


class _Patience:
    """How long one case is waited for when it is asked again."""

    def __init__(self, vigil: Vigil, *, alone: bool) -> None:
        self.vigil, self.alone = vigil, alone
        self.now = vigil.tempo.patience
        self._covers = False
        """It covers the time for which the target was seen to be busy with this case."""

    @property
    def more(self) -> bool:
        """More than the patience of a first asking."""
        return self.now > self.vigil.tempo.patience

    def triple(self) -> None:
        """What silence is asked again with, at least."""
        self.now = max(self.now, self.vigil.tempo.patience * PATIENT)

    def spent(self, ask: Ask, found: Assessment, tempo: Tempo) -> Assessment:
        """Ask, and count what a run spends on targets that were busy."""
        began = time.monotonic()
        again = ask(found.case, tempo, found)
        if self._covers:
            self.vigil.spare -= time.monotonic() - began
        return again

    def believes(self, found: Assessment, *, calm: bool) -> Assessment | None:
        """What rests on silence, with all patience: UNDECIDED where the target may only be slow.

        None: it was seen to be busy, so the case is asked once more, with a patience that covers that.
        """
        if not calm:
            return undecided(found, slow(self.vigil))
        accuses = found.verdict in {Verdict.FAIL, Verdict.WARN}
        if accuses and still_sending(found.transcript, self.now):
            return undecided(found, STILL_SENDING)
        costly = found.verdict is Verdict.WARN and found.case.scenario.resource
        if found.verdict in _ALLOWED or costly or not self.alone:
            return found  # how long a costly one keeps a target busy is just what it asks
        began = time.monotonic()
        late = self.vigil.look()
        if late <= self.vigil.quick:
            return found
        if not self._covers and self._cover(began):
            return None
        return found if late <= self.vigil.usual else undecided(found, slow(self.vigil))

    def _cover(self, began: float) -> bool:
        """Wait for a target that is busy since ``began`` at least, and be so much more patient."""
        calm = self.vigil.calm().usual
        busy = self.now + time.monotonic() - began
        most = min(MOST * self.vigil.tempo.patience, self.vigil.spare)
        if calm and busy < most:
            self.now, self._covers = min(PATIENT * busy, most), True
        return self._covers


def _pauses(case: Case) -> int:
    """How often a conversation keeps segments apart; one that cannot be made is an ERROR elsewhere."""
    try:
        return sum(isinstance(step, Pause) for step in case.scenario.steps(case.setting))
    except Exception:
        return 0


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


def _late(found: Assessment, first: Outcome, vigil: Vigil, tempo: Tempo) -> float:
    """How late a right answer is that shows too little to take the place of a wrong one."""
    overrules = found.verdict in _ALLOWED and first.found.verdict not in _ALLOWED
    trip = max(tempo.round_trip, vigil.first)  # what a server always takes it is not busy for
    return joined(found.transcript, trip, tempo.pause(1)) if overrules else 0.0


def _moves(event: Event) -> bool:
    """Bytes of ours, or whatever the target did: neither our FIN nor a silence."""
    return bool(event.data) if event.kind is Kind.SENT else event.kind is not Kind.TIMEOUT


def joined(transcript: Transcript, trip: float, gap: float) -> float:
    """How late an answer is after which two segments, sent to stand ``gap`` apart, may be one; else 0.

    The target may have read them so where it was busy for longer than that: so long, beyond its usual
    ``trip``, it took to answer the last of them.
    """
    most = 0.0
    for connection in {event.connection for event in transcript}:
        events = [e for e in transcript if e.connection == connection and _moves(e)]
        for one, two, answer in zip(events, events[1:], events[2:], strict=False):
            segments = one.kind is two.kind is Kind.SENT and answer.kind is not Kind.SENT
            between, late = two.t - one.t, answer.t - two.t - trip
            if segments and late > between >= gap / 2:
                most = max(most, late)
    return most
