"""The command ``diff``: what changed from one report to the next, for who changes a server.

Only four verdicts show something of the target, and only between two of these is one worse or better.
UNDECIDED, ERROR and SKIP show nothing. So a scenario that fails now and was not decided before may have
failed before too: it is *decided*, and not worse. And one that was decided and is not any more may hide
anything: it is *lost*, be it a PASS or a FAIL, and no green result stands for it. So it is when the
second report does not hold it at all, be it that the run was ended, that it asked less, or that the
scenario is no more; only what had shown nothing is just *gone*.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from conformance import cli_values as values
from conformance.cli_values import FAILED, OK
from reports import known
from reports.escape import visible
from reports.model import Result, Verdict

BADNESS = {Verdict.PASS: 0, Verdict.INFO: 0, Verdict.WARN: 1, Verdict.FAIL: 2}
"""The verdicts that show something; more is worse."""

CHANGES = {
    "worse": "",
    "lost": " (shown before, and not now)",
    "decided": " (not shown before)",
    "better": "",
    "other": "",
    "new": " (only in the second report)",
    "gone": " (only in the first, and not shown there)",
}
"""What can become of a scenario, in the order in which it matters, and what the word means."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one scenario; ``old`` or ``new`` is None where a report does not hold it."""

    word: str
    old: Result | None
    new: Result | None

    @property
    def result(self) -> Result:
        """The newer of the two."""
        result = self.new or self.old
        assert result is not None
        return result

    @property
    def why(self) -> str:
        """What came, or the reason that it shares with others."""
        return "" if None in (self.old, self.new) else self.result.because or self.result.observed

    def says_the_same(self, other: Change) -> bool:
        """One reason is told once, below the last that it is the reason of."""
        return (self.word, self.why) == (other.word, other.why)

    @property
    def line(self) -> str:
        """The word, the id and both verdicts."""
        names = [r.verdict.name + known.mark(r) if r else "-" for r in (self.old, self.new)]
        line = f"{self.word:<9}{visible(self.result.id)}  {' -> '.join(names)}"
        if self.old and self.new and self.old.version != self.new.version:
            line += f"  (judged anew: version {self.old.version} -> {self.new.version})"
        return line


def diff(options: argparse.Namespace) -> int:
    """Print what changed from the first report to the second; FAILED when any is worse or lost."""
    first, second = values.load_report(options.before), values.load_report(options.after)
    before, after = ({r.id: r for r in run.results} for run in (first, second))
    changes = []
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if word := _word(old, new):
            changes.append(Change(word, old, new))
    order = list(CHANGES)
    changes.sort(key=lambda c: (order.index(c.word), c.result.because, c.result.id))
    for n, change in enumerate(changes):
        print(change.line)
        told_next = n + 1 < len(changes) and changes[n + 1].says_the_same(change)
        if change.why and not told_next:
            print(f"{'':<9}{visible(change.why)}")
    if not second.finished:
        print(f"{visible(options.after)} is partial: its run did not come to its end")
    counts = {word: sum(change.word == word for change in changes) for word in CHANGES}
    said = [f"{n} {word}{CHANGES[word]}" for word, n in counts.items() if n]
    print(f"{len(changes)} changed{': ' if said else ''}{', '.join(said)}")
    return FAILED if counts["worse"] or counts["lost"] else OK


def _word(old: Result | None, new: Result | None) -> str:
    """One of CHANGES, or empty."""
    if old is None:
        return "new"
    if new is None:
        return "lost" if old.verdict in BADNESS else "gone"
    if old.verdict is new.verdict:
        return ""
    was, now = BADNESS.get(old.verdict), BADNESS.get(new.verdict)
    if was is None or now is None:
        return "other" if was is now else "decided" if was is None else "lost"
    return "worse" if now > was else "better" if now < was else "other"
