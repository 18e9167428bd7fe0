"""Findings that are alike: most likely one mistake of the target, which many scenarios meet.

A server that writes an error page into the stream fails each scenario that makes it stumble, and eighty
blocks of the same page hide the other three mistakes. So what a person reads tells one of them in full,
the one that took the fewest bytes to ask, and names the others under it. Programs get each by itself.

Findings are alike when the verdict is the same, and what was wrong:

* a death: in the same manner, with the same last words;
* a rule that was broken (``Result.breaks``): in the same words, and the same HTTP answer, if any, in
  the stream. The rule need not be of the same draft;
* the scenario's own sentence: by the same likely cause, or else the same place in the draft and the
  same answer, but for its numbers and quotations. A cause is told only of a finding that it explains,
  so two mistakes that stand in the same bytes, a digest and a field, are two findings.

That is a guess at causes, as a count of them is. It changes no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports import known
from reports.model import Kind, Result, Verdict

ALIKE = (Verdict.FAIL, Verdict.WARN)
"""The verdicts that are grouped so."""

_PARTICULAR = re.compile(r'"[^"]*"|\b(?:[0-9a-f]{2} )+[0-9a-f]{2}\b|\d+')
_STATUS = re.compile(rb"HTTP/1\.[01] (?!101)\d{3}")


@dataclass(frozen=True, slots=True)
class Alike:
    """Several findings that are alike; the first is the example, which took the fewest bytes."""

    results: tuple[Result, ...]

    @property
    def example(self) -> Result:
        """The one that is told in full."""
        return self.results[0]

    @property
    def others(self) -> tuple[Result, ...]:
        """Those that are named under it."""
        return self.results[1:]

    @property
    def title(self) -> str:
        """``79 more FAIL in the same way``."""
        verdict = f"{self.example.verdict.name}{known.mark(self.example)}"
        return f"{len(self.others)} more {verdict} in the same way"


def _general(text: str) -> str:
    """Words without what is particular to one conversation."""
    return _PARTICULAR.sub("…", text)


def _wrong(result: Result) -> str:
    """What the words of a result say before they tell everything that came."""
    return _general(result.choice or result.observed)


def kind(result: Result) -> tuple[str, ...]:
    """What a finding is of; alike findings have the same."""
    verdict = result.verdict.name
    if result.died:
        return verdict, "died", result.died, _general(result.printed.strip().rpartition("\n")[2])
    if result.breaks:
        came = b"".join(e.data for e in result.transcript if e.kind is Kind.RECEIVED)
        page = _STATUS.search(came)
        return verdict, "rule", _wrong(result), page[0].decode() if page else ""
    if result.cause:
        return verdict, "cause", _general(result.cause)
    return verdict, "own", result.requirement.cite, _wrong(result)


def _length(result: Result) -> int:
    return sum(len(event.data) for event in result.transcript if event.kind is Kind.SENT)


def alike(results: Iterable[Result]) -> list[Alike]:
    """All of these results, those that are alike together, in the order of each first one."""
    kinds: dict[tuple[str, ...], list[Result]] = {}
    for result in results:
        kinds.setdefault(kind(result), []).append(result)
    return [Alike(tuple(sorted(own, key=_length))) for own in kinds.values()]
