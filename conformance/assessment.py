"""From the recordings of one scenario to its result; pure, so that it can be done again years later.

A scenario is asked in two conversations: the *subject*, which holds the questionable bytes, and the
*twin*, which is valid. What the subject showed counts only as far as the twin worked:

* The twin worked: the subject's verdict stands.
* What decides stands on a connection that was not opened, because an earlier one got no answer: the
  question was never put, and the scenario is UNDECIDED.
* The twin failed: nothing was shown about the fault, the scenario is UNDECIDED. Two things stand all
  the same. A FAIL that rests on bytes: wrong bytes are wrong whatever else a server does, unless their
  check holds them against the twin. And a silence without one byte, where the twin got an answer in
  full that is wrong only in its digest: whoever answers the one and not the other tells them apart,
  whatever the digest is made of.

Whether a verdict is to be believed at once is another question, and depends on what it rests on
(:class:`conformance.checks.Basis`). An assessment names its *doubt*, and the runner asks again:

* SILENCE: the target may only have been slow. That holds for a yes as for a no.
* END: the target may have wanted to end just then (76 §6.3). That matters where it costs: for a FAIL,
  a WARN, or a twin that failed.

A sign of life that stayed out belongs to the transcript of the scenario that killed the target: one
connection more than the scenario has, with a plain handshake and no answer. So a recording holds the
evidence of a death too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.checks import Answer, Basis, Judgement, Readings, judge, kept_waiting
from conformance.describe import describe
from conformance.reading import Reading, read
from conformance.rules import NEXT_CLIENT_IS_SERVED, NOT_KEPT_WAITING, STAYS_UP
from conformance.scenario import Connect, Scenario, Setting, Steps
from conformance.sent import unfinished
from reports.model import Kind, Level, Requirement, Transcript, Verdict

LIVES_ON = "and in any case the target goes on serving"
"""What every scenario expects beside its own answers, in the words of a report."""

TWIN_FAILED = (
    "the valid conversation that each is compared with did not work either; mend what FAIL and WARN "
    "name, then ask these again (--failed-from REPORT)"
)
"""The reason that all scenarios share whose twin failed; what came is each one's own."""

NOT_PUT = (
    "the connection that decides was not opened, for an earlier one in the same conversation got no "
    "answer"
)
"""The reason of all scenarios whose question was never put."""

_ALLOWED = frozenset({Verdict.PASS, Verdict.INFO})


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario in the setting in which it is asked."""

    scenario: Scenario
    setting: Setting

    @property
    def id(self) -> str:
        """The scenario's id."""
        return self.scenario.id


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one asking of a case showed, and why it may have to be asked again."""

    case: Case
    verdict: Verdict
    observed: str
    expected: tuple[str, ...]
    choice: str = ""
    breaks: Requirement | None = None
    """The sentence that was broken, where it is not the scenario's own."""
    doubt: Basis | None = None
    """END or SILENCE when the verdict is not to be believed yet."""
    transcript: Transcript = ()
    twin: Transcript = ()
    twin_failed: bool = False
    came: str = ""
    """What the questionable conversation showed by itself, whatever its twin did."""
    died: str = ""
    """How the target was found dead afterwards, and what it printed before."""
    printed: str = ""
    because: str = ""
    """The reason of an UNDECIDED that other scenarios share."""
    at: tuple[int, ...] = ()
    """The connections that decided, counted from 0; empty: any of them."""


def connections(steps: Steps) -> int:
    """How many connections a conversation of these steps opens."""
    return 1 + sum(isinstance(step, Connect) for step in steps)


def case_of(scenario: Scenario, setting: Setting, seed: int) -> Case:
    """The case of a scenario: the target's setting with the scenario's own token."""
    return Case(scenario, setting.for_scenario(scenario.id, seed))


def assess(case: Case, transcript: Transcript, twin: Transcript) -> Assessment:
    """Judge the recordings of a case; ``twin`` is empty when the scenario has none."""
    scenario, setting = case.scenario, case.setting
    count = connections(scenario.steps(setting))
    readings = readings_of(transcript, scenario.draft, count)
    subject = judge(scenario.requirement.level, scenario.answers(setting), readings)
    last = read(transcript, scenario.draft, count)
    if any(event.connection == count for event in transcript) and not last.accepted:
        return died(
            Assessment(
                case,
                subject.verdict,
                subject.observed,
                subject.expected,
                transcript=transcript,
                at=subject.at,
            ),
            _silenced(last),
            dead=last.ending is Kind.REFUSED,
        )
    found = Assessment(
        case,
        subject.verdict,
        subject.observed,
        subject.expected,
        subject.choice,
        None if _never_finished(case, subject) else subject.broken,
        _doubt(subject),
        transcript,
        twin,
        came=subject.observed,
        at=subject.at,
    )
    valid = judge_twin(case, twin)
    told_apart = _silent_to_one(case, subject, readings, twin)
    if valid is not None and valid.verdict not in _ALLOWED and not told_apart:
        return _in_doubt(found, subject, valid)
    if subject.at and not any(readings[n].asked for n in subject.at):
        return replace(undecided(found, NOT_PUT), doubt=Basis.SILENCE)
    return found


def _silenced(sign: Reading) -> str:
    """How a target was found that gave no sign of life, as far as a recording tells."""
    if sign.ending is Kind.REFUSED:
        return "connections are refused"
    return f"a plain handshake after it got {describe(sign)}"


def _never_finished(case: Case, subject: Judgement) -> bool:
    """Whether a "should" of the scenario's own was missed by waiting for a handshake's end for ever.

    What the drafts say of a handshake that a server does not take, or does not expect (76 §5.1 and 7),
    is of one that has come. A client that never ends its handshake is another question.
    """
    draft, own = case.scenario.draft, case.scenario.requirement.level is Level.SHOULD
    if not own or not subject.at or subject.broken != NOT_KEPT_WAITING[draft]:
        return False
    return unfinished(case.scenario.steps(case.setting), draft, subject.at)


def readings_of(transcript: Transcript, draft: str, count: int) -> Readings:
    """The readings of all connections.

    One of which nothing is recorded was not opened, because an earlier one kept silent: what is
    missing there rests on that silence.
    """
    opened = {event.connection for event in transcript}
    found = (read(transcript, draft, n) for n in range(count))
    return tuple(
        r if n in opened else replace(r, timed_out=True, asked=False) for n, r in enumerate(found)
    )


def judge_twin(case: Case, twin: Transcript) -> Judgement | None:
    """The verdict on the valid conversation, None when the scenario has none."""
    valid = case.scenario.twin
    return _twin_by(case, twin, valid.answers) if valid else None


def _twin_by(
    case: Case, twin: Transcript, answers: Callable[[Setting], tuple[Answer, ...]]
) -> Judgement:
    """The verdict on the valid conversation by the first of these answers."""
    valid = case.scenario.twin
    count = connections(valid.steps(case.setting)) if valid else 1
    readings = readings_of(twin, case.scenario.draft, count)
    return judge(Level.MUST, answers(case.setting)[:1], readings)


def _silent_to_one(case: Case, subject: Judgement, readings: Readings, twin: Transcript) -> bool:
    """Not one byte came where the twin got an answer in full, right or wrong."""
    enough = case.scenario.twin.answered if case.scenario.twin else None
    if enough is None or not subject.at or subject.verdict in _ALLOWED:
        return False
    silent = all(kept_waiting(readings[n]) for n in subject.at)
    return silent and _twin_by(case, twin, enough).verdict in _ALLOWED


def _doubt(subject: Judgement) -> Basis | None:
    if subject.basis is Basis.SILENCE:
        return Basis.SILENCE
    return Basis.END if subject.basis is Basis.END and subject.verdict not in _ALLOWED else None


def _in_doubt(found: Assessment, subject: Judgement, valid: Judgement) -> Assessment:
    """The twin failed."""
    if found.verdict is Verdict.FAIL and subject.basis is Basis.BYTES:
        return replace(found, twin_failed=True)
    bases = {valid.basis, subject.basis}
    doubt = next((basis for basis in (Basis.SILENCE, Basis.END) if basis in bases), None)
    observed = (
        f"the valid conversation that it is compared with did not work either: {valid.observed}; "
        f"the questionable one: {found.observed}"
    )
    return replace(
        found,
        verdict=Verdict.UNDECIDED,
        observed=observed,
        choice="",
        breaks=None,
        doubt=doubt,
        twin_failed=True,
        because=TWIN_FAILED,
    )


def without_wire(case: Case, verdict: Verdict, observed: str) -> Assessment:
    """A verdict for which nothing was sent: SKIP, UNDECIDED or ERROR, with its reason."""
    try:
        answers = case.scenario.answers(case.setting)
        expected = tuple(a.check.text for a in answers if a.verdict in _ALLOWED)
    except Exception:  # a scenario that is made wrongly; its ERROR says so
        expected = ()
    return Assessment(case, verdict, observed, expected)


def unasked(case: Case, because: str) -> Assessment:
    """UNDECIDED, for a reason that kept it from being asked at all."""
    found = without_wire(case, Verdict.UNDECIDED, f"not asked: {because}")
    return replace(found, because=because)


def died(
    found: Assessment, how: str, sign: Transcript = (), printed: str = "", *, dead: bool = True
) -> Assessment:
    """The verdict on what killed the target: FAIL, with the sign of life that stayed out.

    Not ``dead``: it takes connections, and answers none.

    This comes first. The twin is left out: it met a target that was dead already.
    """
    count = connections(found.case.scenario.steps(found.case.setting))
    start = found.transcript[-1].t if found.transcript else 0.0
    moved = tuple(replace(e, t=start + e.t, connection=count + e.connection) for e in sign)
    after = (*found.transcript, *moved)
    what = "the target died of this" if dead else "the target answers nobody any more after this"
    connected = any(e.connection == count and e.kind is not Kind.REFUSED for e in after)
    unserved = NEXT_CLIENT_IS_SERVED[found.case.scenario.draft]
    return replace(
        found,
        verdict=Verdict.FAIL,
        breaks=unserved if connected else STAYS_UP,
        observed=f"{what}: {how}; what came before: {found.came or found.observed}",
        expected=(*found.expected, LIVES_ON),
        choice="",
        doubt=None,
        died=how,
        printed=printed,
        because="",
        transcript=after,
    )


def undecided(found: Assessment, because: str) -> Assessment:
    """The same recordings with the verdict UNDECIDED and a reason."""
    observed = f"{because}; what came: {found.came or found.observed}"
    return replace(
        found,
        verdict=Verdict.UNDECIDED,
        observed=observed if found.transcript else because,
        choice="",
        breaks=None,
        doubt=None,
        because=because,
    )
