"""What was known before the run: departures that somebody listed, with a reason if they gave one.

A known departure keeps its verdict, for the draft is broken whoever knows it. But it is no news and
fails nothing, so each format tells it as known, behind what is new. One that is listed and departs no
more is news of its own: a list that outlives its reasons would hide the next mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.escape import visible
from reports.model import Result, Run


def mark(result: Result) -> str:
    """What stands behind the verdict of a known departure; empty for any other."""
    return " (known)" if result.is_known else ""


def note(result: Result) -> str:
    """``known departure: REASON``, or that it departs no more; empty for what was not listed."""
    reason = visible(result.known or "")
    if result.is_known:
        return f"known departure: {reason}" if reason else "known departure"
    if result.outgrown:
        was = f"; it was known: {reason}" if reason else ""
        return f"departs no more, take it off the list of known departures{was}"
    return ""


def field(result: Result) -> str:
    """The same beside a label that says ``known``: of a departure the reason alone."""
    return visible(result.known or "no reason was given") if result.is_known else note(result)


def new_first(results: Iterable[Result]) -> tuple[list[Result], list[Result]]:
    """What was not known, and what was."""
    every = list(results)
    return [r for r in every if not r.is_known], [r for r in every if r.is_known]


def share(results: Sequence[Result]) -> str:
    """How many of these departures were known, to be put behind their number: ``, all known``."""
    number = sum(result.is_known for result in results)
    if number < len(results):
        return f", {number} of them known" if number else ""
    return "" if not number else ", which is known" if number == 1 else ", all known"


def outgrown(run: Run) -> list[Result]:
    """The known departures that depart no more."""
    return [result for result in run.results if result.outgrown]
