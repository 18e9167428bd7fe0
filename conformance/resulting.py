"""From an assessment that is believed to the result that a report prints.

A verdict says that something is wrong. Its reader also has to see where: so the result holds the bytes
of the connections that decided, with the place where they leave the valid twin, what can follow of the
sentence that was broken, and the likely cause.
"""

from __future__ import annotations

from collections.abc import Mapping

from conformance.assessment import Assessment, connections, readings_of, without_wire
from conformance.causes import likely_cause
from conformance.checks import judge
from conformance.describe import spans
from conformance.outcome import Outcome, named
from conformance.reading import Reading, read
from conformance.rules import can_mean
from reports.model import Result, Span, Verdict

MOST_CONNECTIONS = 3
"""Connections whose bytes a report shows; the transcript has them all."""


def believed(outcome: Outcome, reproduce: str) -> Result:
    """The result of an outcome; an ERROR where the words of a report fail us."""
    try:
        return result(outcome.found, reproduce, outcome.attempts)
    except Exception as error:
        found = without_wire(outcome.found.case, Verdict.ERROR, named(error))
        return result(found, reproduce, outcome.attempts)


def result(found: Assessment, reproduce: str, attempts: int = 1) -> Result:
    """The result of an assessment that is believed."""
    scenario = found.case.scenario
    wrong = found.verdict in {Verdict.FAIL, Verdict.WARN}
    return Result(
        id=scenario.id,
        version=scenario.version,
        requirement=scenario.requirement,
        breaks=found.breaks,
        verdict=found.verdict,
        does=scenario.does,
        means=_means(found) if wrong else "",
        expected=found.expected,
        observed=found.observed,
        choice=found.choice,
        reproduce=reproduce,
        transcript=found.transcript,
        twin=found.twin,
        spans=_spans(found),
        cause=_cause(found) if wrong else "",
        attempts=max(1, attempts),
        died=found.died,
        printed=found.printed,
        because=found.because,
    )


def _spans(found: Assessment) -> tuple[Span, ...]:
    """The bytes of the connections that decided, the last of them first.

    A conversation of several begins with what is plain and ends with what is asked for. Where it is
    not said which decided, any may have; many of one kind are not all shown.
    """
    count = connections(found.case.scenario.steps(found.case.setting)) if found.transcript else 1
    decided = sorted(found.at or range(count), reverse=True)[:MOST_CONNECTIONS]
    draft = found.case.scenario.draft
    return tuple(
        span
        for n in decided
        for span in spans(found.transcript, read(found.transcript, draft, n), n, found.twin)
    )


def _cause(found: Assessment) -> str:
    """The likely cause of what was found wrong, and not of whatever else is wrong in the recording.

    None is told of a death: what killed the target is what was sent, not what came back.
    """
    if found.died:
        return ""
    scenario, setting = found.case.scenario, found.case.setting
    count = connections(scenario.steps(setting))
    readings = readings_of(found.transcript, scenario.draft, count)
    answers = scenario.answers(setting)

    def says(mended: Mapping[int, Reading]) -> tuple[Verdict, str, str]:
        told = tuple(mended.get(n, reading) for n, reading in enumerate(readings))
        judgement = judge(scenario.requirement.level, answers, told)
        return judgement.verdict, judgement.choice, judgement.why

    return likely_cause(found.transcript, scenario.draft, says, setting.secure)


def _means(found: Assessment) -> str:
    """What can follow, in general: of the sentence that was broken, the scenario's own or another."""
    own = found.case.scenario.means
    return can_mean(found.breaks) or own if found.breaks else own
