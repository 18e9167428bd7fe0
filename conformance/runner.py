"""The runner: asks the scenarios, some at a time, and decides what is to be believed.

Three things can make a verdict wrong though every check is right: a slow moment, an end that meant
nothing, and a target that was already dead. Each has its rule.

* *Doubt.* A verdict that rests on silence or on an end is put aside, and asked again alone
  (:mod:`conformance.asking_again`). Where silence comes each time, the rest is asked side by side.
* *Signs of life.* After whatever a dead target would have shown too, and now and then after all else,
  a plain handshake is held. Results are kept back until a handshake that began after them was
  accepted, be it a sign of life or the next scenario's, so a target that dies takes no verdict with it.
* *The inquest.* When no sign of life comes, everything that was not yet kept is suspect. The target is
  brought back and each suspect is asked again, alone, with a sign of life after it, some times over if
  need be; who kills it again has killed it. Where the target cannot be brought back, a lone suspect did
  it, unless the target was slow before; among several nobody is accused: they are UNDECIDED, as is
  everything not asked any more. An exception in our own code is an ERROR, never the target's fault.
"""

from __future__ import annotations

import functools
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from conformance.asking import Plan as Plan  # noqa: PLC0414 - its name here is public
from conformance.asking import ask
from conformance.asking_again import ask_again, slow
from conformance.assessment import Assessment, Case, case_of, unasked, undecided, without_wire
from conformance.checks import Basis
from conformance.outcome import (
    UNASKED,
    Outcome,
    accepted,
    alarming,
    busy,
    died_once,
    gone,
    killed,
    unconfirmed,
    unexplained,
)
from conformance.probe import Tempo
from conformance.resulting import believed
from conformance.scenario import Scenario
from conformance.vigil import Death, Vigil
from reports.model import Result, Verdict

UNPROVEN = 8
"""How many results may wait for a sign of life."""
SILENT = 16
"""Silences from which on more scenarios are asked at a time: there is little to do but to wait."""
ALONE = 8
"""Silences asked again alone; when all of them are confirmed, the others are asked side by side."""
INQUESTS = 3
"""How often each suspect is asked at most, until one of them has killed the target again."""

Ask = Callable[[Case], Outcome | None]
"""Asks a case; None where the target is found dead before that, and it has to wait."""


class Runner:
    """Runs scenarios on one target. ``results`` may be read at any time, also after an interrupt."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.tempo = plan.capabilities.tempo
        most = plan.capabilities.crowd
        self.jobs = max(1, min(plan.jobs or plan.capabilities.jobs, most))
        draft = max(plan.capabilities.drafts)
        self.vigil = Vigil(plan.address, plan.setting, draft, self.tempo, plan.target)
        self.results: dict[str, Result] = {}
        self.on_result: Callable[[Result], None] = lambda _: None
        self._lock = threading.Lock()
        self._asked: dict[str, Outcome] = {}
        self._pending: dict[str, Outcome] = {}
        self._doubtful: list[Outcome] = []
        self._confirmed: set[str] = set()
        self._death: Death | None = None
        self._alarm = threading.Event()
        self._gone = self._slow = self._last = ""
        # One at a time on a target that stays dead: nobody but the killer shall be suspect.
        self._unproven = UNPROVEN if self.jobs > 1 or plan.target.restartable else 1

    @property
    def gone(self) -> bool:
        """The target died and did not come back: nothing can be asked any more."""
        return bool(self._gone)

    def run(self, scenarios: Sequence[Scenario]) -> None:
        """Ask them all; those that go by themselves last, one at a time. KeyboardInterrupt passes."""
        cases = [c for s in scenarios if (c := self._sort_out(s)) is not None]
        try:
            self._begin()
            self._ask_all([c for c in cases if not c.scenario.by_itself], None, self._once)
            self._ask_doubtful()
            self._ask_all([c for c in cases if c.scenario.by_itself], 1, self._by_itself)
            self._ask_doubtful()
        finally:
            self._alarm.set()  # threads of an interrupted run take nothing more

    def leave(self, scenarios: Sequence[Scenario]) -> None:
        """After an interrupt: what was not confirmed, and not asked, is UNDECIDED by that name."""
        self.on_result = lambda _: None
        for scenario in (s for s in scenarios if s.id not in self.results):
            if scenario.id in self._asked:
                self._keep(unconfirmed(self._asked[scenario.id]))
            elif (case := self._sort_out(scenario)) is not None:
                self._keep(Outcome(unasked(case, UNASKED)))

    def _begin(self) -> None:
        """A target that being looked at has killed can accuse no scenario."""
        death = self.vigil.sign_of_life()
        if death is not None and not self.vigil.revive():
            self._bury(death, [], [])

    def _sort_out(self, scenario: Scenario) -> Case | None:
        """The case of a scenario, or None after a SKIP."""
        case = case_of(scenario, self.plan.setting, self.plan.seed)
        for need in (scenario.draft, *sorted(scenario.needs)):
            if reason := self.plan.capabilities.lacks(need, scenario.draft):
                self._keep(Outcome(without_wire(case, Verdict.SKIP, reason)))
                return None
        return case

    # --- asking ---

    def _ask_all(self, cases: Sequence[Case], jobs: int | None, ask: Ask) -> None:
        """Ask so many at a time; None: as many as the target bears, as it shows meanwhile."""
        waiting = deque(cases)
        while waiting and not self._gone:
            self._alarm.clear()
            number = jobs or self._pace()
            work = functools.partial(self._work, waiting, ask, None if jobs else number)
            if (many := min(number, len(waiting))) == 1:
                work()
            else:
                threads = [threading.Thread(target=work, daemon=True) for _ in range(many)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            if self._pending and self._death is None:
                self._check()
            if self._death is not None:
                self._inquest()
        for case in waiting:
            self._keep(Outcome(unasked(case, self._gone)))

    def _pace(self) -> int:
        """How many to ask at a time, as far as the target has shown itself by now."""
        silent = sum(o.found.doubt is Basis.SILENCE for o in self._doubtful)
        return self._more(self.jobs) if silent > SILENT else self.jobs

    def _ask_doubtful(self) -> None:
        while self._doubtful:
            doubtful = {outcome.found.case.id: outcome for outcome in self._doubtful}
            self._doubtful.clear()
            alone = functools.partial(self._again, doubtful, True)
            others_too = functools.partial(self._again, doubtful, False)
            silent = [o.found.case for o in doubtful.values() if o.found.doubt is Basis.SILENCE]
            others = [o.found.case for o in doubtful.values() if o.found.doubt is Basis.END]
            self._ask_all([*others, *silent[:ALONE]], 1, alone)
            sure = all(case.id in self._confirmed for case in silent[:ALONE])
            jobs, again = (self._more(1), others_too) if sure else (1, alone)
            self._ask_all(silent[ALONE:], jobs, again)

    def _more(self, jobs: int) -> int:
        """At a target that mostly stays silent there is little to do but to wait, so wait together."""
        return jobs if self.plan.jobs else max(jobs, self.plan.capabilities.crowd)

    def _work(self, waiting: deque[Case], ask: Ask, pace: int | None) -> None:
        while not self._alarm.is_set() and pace in {None, self._pace()}:
            try:
                case = waiting.popleft()
            except IndexError:
                return
            with self._lock:
                before = dict(self._pending)
            outcome = ask(case)
            if outcome is None:
                return waiting.appendleft(case)
            with self._lock:
                self._asked[case.id] = self._pending[case.id] = outcome
                if accepted(outcome.found):
                    self._settle_all(before)
                many = len(self._pending) >= self._unproven
            if many or alarming(outcome.found):
                self._check()

    def _once(self, case: Case) -> Outcome:
        return Outcome(self._ask(case, self.tempo))

    def _by_itself(self, case: Case) -> Outcome | None:
        """Ask what goes by itself; what costs much, of a target in its usual pace if it can be had."""
        if not case.scenario.resource:
            return self._once(case)
        before = dict(self._pending)
        pace = self.vigil.calm()
        if pace.accepted:
            self._settle_all(before)
        elif before and self._check():
            return None  # nobody else shall be suspect of what was asked before
        self._slow = "" if pace.usual else self._slow or slow(self.vigil, self._last)
        self._last = case.id
        return replace(self._once(case), slow=self._slow)

    def _again(self, doubtful: dict[str, Outcome], alone: bool, case: Case) -> Outcome:
        """Ask a doubtful case again, alone or beside others, until it is to be believed."""
        outcome = ask_again(self._ask, self.vigil, doubtful[case.id], alone=alone)
        if outcome.found.doubt is Basis.SILENCE:
            self._confirmed.add(case.id)
        return outcome

    def _ask(self, case: Case, tempo: Tempo, before: Assessment | None = None) -> Assessment:
        return ask(self.plan.address, case, tempo, before)

    # --- believing ---

    def _check(self) -> bool:
        """Hold a sign of life, which settles what was pending before it; whether it stayed out."""
        with self._lock:
            before = dict(self._pending)
        death = self.vigil.sign_of_life()
        with self._lock:
            if death is not None:
                self._death = self._death or death
                self._alarm.set()
                return True
            self._settle_all(before, self.vigil.busy)
        return False

    def _settle_all(self, before: dict[str, Outcome], late: float = 0.0) -> None:
        """A handshake was accepted that began after these; what is still pending of them is kept."""
        for key, outcome in before.items():
            if self._pending.get(key) is outcome:
                del self._pending[key]
                self._settle(busy(outcome, late))

    def _settle(self, outcome: Outcome) -> None:
        if outcome.found.doubt is not None and not outcome.final:
            self._doubtful.append(outcome)
        else:
            self._keep(outcome)

    def _keep(self, outcome: Outcome) -> None:
        kept = believed(outcome, self.plan.reproduce(outcome.found.case.id))
        self.results[kept.id] = kept
        self.on_result(kept)

    # --- after a death ---

    def _inquest(self) -> None:
        """Find out which of the suspects killed the target, and go on if it can be."""
        death, self._death = self._death, None
        suspects, self._pending = list(self._pending.values()), {}
        assert death is not None
        if not self.vigil.revive():
            return self._bury(death, suspects, [])
        if not suspects:
            return None  # what was asked before was answered since: the sign was late, and no more
        asked, hung = suspects, len(suspects) == 1 and not death.dead
        for _ in range(INQUESTS):
            survived = self._confront(asked, hung)
            if len(survived) < len(asked):
                for outcome in survived:
                    self._settle(outcome)
                return None
            asked = survived
        because = died_once(death, suspects, INQUESTS)
        for outcome in asked:
            self._settle(unexplained(outcome, because))
        return None

    def _confront(self, suspects: list[Outcome], hung: bool) -> list[Outcome]:
        """Ask each again, alone, and keep who kills; gives those that have yet to be believed."""
        survived: list[Outcome] = []
        for n, suspect in enumerate(suspects, 1):
            outcome = Outcome(self._ask(suspect.found.case, self.tempo), suspect.attempts + 1)
            death = self.vigil.sign_of_life(again=hung)
            if death is None:
                survived.append(outcome)
            elif self.vigil.revive():
                self._keep(killed(outcome, death))
            else:
                for one in survived:
                    self._settle(one)
                self._bury(death, [outcome], suspects[n:])
                return []
        return survived

    def _bury(self, death: Death, suspects: list[Outcome], rest: list[Outcome]) -> None:
        """The target stays dead: a lone suspect did it, and the rest will never be decided."""
        restartable, one = self.plan.target.restartable, self.plan.jobs == 1
        self._gone = gone(death, suspects, self.vigil.why_gone, restartable, one)
        if len(suspects) == 1 and not suspects[0].slow:
            self._keep(killed(suspects.pop(), death))
        doubtful, self._doubtful = self._doubtful, []
        for outcome in (*rest, *doubtful, *suspects):
            self._keep(replace(outcome, found=undecided(outcome.found, self._gone)))
