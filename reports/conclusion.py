"""What the run as a whole shows: its findings in order, and one line for who reads no more.

One cause can keep many scenarios from being decided: a target that died takes all that were to come
with it. Such a cause shares its words (``Result.because``), and is told once, with all that it kept
open behind it; the files for programs still hold each result by itself. One mistake can also fail many
scenarios: :mod:`reports.alike` puts them together, and here they are counted.

The conclusion answers in the order in which a reader must be warned: a run that did not end and what
it left open, a fault of our own, a broken MUST, a question that stayed open. A death is told in it
once, by the reason of what stayed open where that names it. It calls a target conforming to nothing: a
run can only show that nothing failed, and one that did not end not even that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from reports import known
from reports.alike import ALIKE, Alike, alike
from reports.escape import visible
from reports.model import ENDED, Result, Run, Verdict
from reports.summary import FINDINGS, having

_UNANSWERED = "a plain handshake"
"""How what is said of a target begins that hangs, and is not dead."""


def unasked(result: Result) -> bool:
    """The run was ended before this was asked."""
    return result.because.startswith(ENDED) and not result.transcript


def _scenarios(number: int, more: str = "") -> str:
    return f"{number}{more} scenario{'' if number == 1 else 's'}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


@dataclass(frozen=True, slots=True)
class Group:
    """Several undecided results with one reason, which is said once."""

    because: str
    results: tuple[Result, ...]

    @property
    def title(self) -> str:
        """``140 scenarios were not decided``."""
        return f"{_scenarios(len(self.results))} were not decided"

    @property
    def reason(self) -> list[tuple[str, str]]:
        """Why, and what can be done about it, as labelled lines."""
        why, *remedies = visible(self.because).split("; ")
        return [("why", why), *(("" if n else "remedy", r) for n, r in enumerate(remedies))]

    @property
    def ids(self) -> str:
        """Which scenarios, in one line; not those that an ended run did not reach, mostly hundreds."""
        if all(map(unasked, self.results)):
            return "the JSON report and the page name them"
        return " ".join(visible(result.id) for result in self.results)


def findings(run: Run) -> list[Result | Alike | Group]:
    """What a report argues at length, what is alike together, and undecided ones of one reason.

    Known departures stand behind the others of their verdict, and never together with one of these.
    """
    parts = [part for verdict in ALIKE for part in known.new_first(having(run, verdict))]
    told = [own for part in parts for own in alike(part)]
    out: list[Result | Alike | Group] = [own if own.others else own.example for own in told]
    shared: dict[str, list[Result]] = {}
    for result in having(run, Verdict.UNDECIDED):
        if result.because:
            shared.setdefault(result.because, []).append(result)
    groups = {why: Group(why, tuple(own)) for why, own in shared.items() if len(own) > 1}
    for result in having(run, *(v for v in FINDINGS if v not in ALIKE)):
        group = groups.get(result.because) if result.verdict is Verdict.UNDECIDED else None
        if group is None:
            out.append(result)
        elif result is group.results[0]:
            out.append(group)
    return out


def verdict_of(found: Result | Alike | Group) -> Verdict:
    """The verdict of a finding, or of all that are told together."""
    if isinstance(found, Group):
        return Verdict.UNDECIDED
    return found.verdict if isinstance(found, Result) else found.example.verdict


def _ways(run: Run, verdict: Verdict) -> str:
    """``, in 9 ways``: how many findings of this verdict are not alike; empty where each is."""
    number, ways = run.counts[verdict], len(alike(having(run, verdict)))
    return f", in {ways} way{'' if ways == 1 else 's'}" if ways < number else ""


def _known(run: Run) -> list[str]:
    """That known departures depart no more."""
    number = len(known.outgrown(run))
    if not number:
        return []
    departs, them = ("departure departs", "it") if number == 1 else ("departures depart", "them")
    return [f"{number} known {departs} no more: take {them} off the list."]


def _missed(run: Run, strict: bool) -> str:
    """How many scenarios miss a SHOULD, and whether that fails the run."""
    warned = having(run, Verdict.WARN)
    new, old = known.new_first(warned)
    counts = ", which counts as a failure here"
    if old:
        counts = "; what was not known counts as a failure here"
    said = f"{_scenarios(len(warned))}{_ways(run, Verdict.WARN)}{known.share(warned)}"
    return f"A SHOULD is missed in {said}{counts if strict and new else ''}."


def _left(run: Run) -> list[str]:
    """That a run did not come to its end, how much it did not ask, and what it did not confirm."""
    left = [result for result in run.results if result.because.startswith(ENDED)]
    said = ["The run did not come to its end: this report is partial."]
    if left:
        number, every = sum(map(unasked, left)), _scenarios(len(run.results))
        said = [f"{said[0][:-1]}, and {number} of {every} {_were(number)} not asked."]
    reasons = Counter(r.because.partition(";")[0] for r in left if not unasked(r))
    for why, number in reasons.items():
        said.append(f"{_scenarios(number)} {_were(number)} not decided because {visible(why)}.")
    return said


def _undecided(run: Run) -> list[str]:
    """What stayed open, with each shared reason once; not what the end of the run left open."""
    found = [own for own in findings(run) if isinstance(own, Group)]
    groups = [group for group in found if not group.because.startswith(ENDED)]
    said = [f"{group.title} because {visible(group.because)}." for group in groups]
    left = sum(result.because.startswith(ENDED) for result in having(run, Verdict.UNDECIDED))
    rest = run.counts[Verdict.UNDECIDED] - left - sum(len(group.results) for group in groups)
    if rest:
        more = " more" if groups else ""
        said.append(f"{_scenarios(rest, more)} stayed undecided: not green.")
    return said


def _deaths(run: Run) -> list[str]:
    """How often the target died or hung, unless the reason of what stayed open says so."""
    reasons = " ".join(found.because for found in findings(run) if isinstance(found, Group))
    killers = [r for r in run.results if r.died and r.id not in reasons]
    hangs = [r for r in killers if r.died.startswith(_UNANSWERED)]
    dead = [r for r in killers if r not in hangs]
    return _after("died", "of", dead) + _after("answered nobody any more", "after", hangs)


def _after(what: str, word: str, killers: list[Result]) -> list[str]:
    """In which scenarios something became of the target."""
    if not killers:
        return []
    where = f"{word} {visible(killers[0].id)}"
    if len(killers) > 1:
        where = f"in {_scenarios(len(killers))}, the first of them {visible(killers[0].id)}"
    return [f"The target {what} {where}."]


def conclusion(run: Run, *, strict: bool = False) -> str:
    """One line: what the run as a whole shows, the most serious thing first.

    Args:
        strict: A missed SHOULD counts as a failure.
    """
    counts = run.counts
    judged = sum(counts[v] for v in (Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.INFO))
    said = []
    if not run.finished:
        said += _left(run)
    if counts[Verdict.ERROR]:
        said.append(f"{_scenarios(counts[Verdict.ERROR])} met a fault of the harness itself.")
    if counts[Verdict.FAIL]:
        ways = _ways(run, Verdict.FAIL) + known.share(having(run, Verdict.FAIL))
        said.append(f"The target fails {counts[Verdict.FAIL]} of {_scenarios(judged)}{ways}.")
    elif not judged:
        said.append("Nothing was shown: no scenario could be judged.")
    elif run.finished:
        said.append(f"Nothing failed in {_scenarios(judged)}.")
    else:
        said.append(f"No FAIL so far in {_scenarios(judged)}.")
    if counts[Verdict.WARN]:
        said.append(_missed(run, strict))
    said += _known(run)
    said += _deaths(run)
    said += _undecided(run)
    if counts[Verdict.SKIP]:
        said.append(f"{_scenarios(counts[Verdict.SKIP])} skipped.")
    return " ".join(said)
