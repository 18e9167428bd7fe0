"""The kill matrix at a terminal: who was caught by what, and what is not proven."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from conformance.proof import Row
from reports.escape import visible
from reports.model import Verdict
from reports.terminal import STYLES, make_console

TITLES = {
    "fault": "faults, and the scenarios that caught them",
    "own": "servers with nothing wrong",
    "legal": "legal variations",
    "null": "null peers",
}
WORDS = {verdict.value: style for verdict, style in STYLES.items()}
LONGEST, REASONS, MOST = 400, 8, 600
"""Characters of a reason, reasons of a server, and reasons in all, that are shown."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """All rows, and what is wrong beside them."""

    rows: tuple[Row, ...]
    never_accused: tuple[str, ...] = ()
    """Scenarios that can say FAIL or WARN and never did."""
    unknown: tuple[str, ...] = ()
    """Names in the table of catchers that no fault has."""

    @property
    def proven(self) -> bool:
        """Nothing is missing."""
        return bool(self.rows) and not (
            self.never_accused or self.unknown or any(row.missing for row in self.rows)
        )


def render(matrix: Matrix, seconds: float, *, whole: bool) -> None:
    """Print the matrix to standard output; ``whole``: all was held, so that all can be said."""
    console = make_console()
    for kind, title in TITLES.items():
        rows = [row for row in matrix.rows if row.trial.order.kind == kind]
        if rows:
            console.print(_table(title, rows))
            console.print()
    for reason in _first(tuple(_reasons(matrix)), MOST):
        console.print(Text(f"not proven  {reason}", "bold red"))
    console.print(_summary(matrix, seconds, whole=whole))


def _reasons(matrix: Matrix) -> list[str]:
    """What is not proven, line by line."""
    reasons: list[str] = []
    for row in matrix.rows:
        for why in _first(row.missing):
            words = visible(why if len(why) <= LONGEST else f"{why[:LONGEST]} …")
            reasons.append(f"{row.trial.order.name}: {words}")
    said = "it can say FAIL or WARN, and said it to nobody"
    reasons += [f"{scenario}: {said}" for scenario in matrix.never_accused]
    return reasons + [f"{n}: in the table of catchers, and no fault" for n in matrix.unknown]


def _first(reasons: tuple[str, ...], most: int = REASONS) -> tuple[str, ...]:
    """The first reasons, and how many more there are."""
    more = len(reasons) - most
    return reasons if more <= 1 else (*reasons[:most], f"and {more} more reasons")


def _table(title: str, rows: list[Row]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, show_edge=False)
    table.add_column("server", overflow="fold")
    table.add_column("rule", overflow="fold")
    table.add_column("found", overflow="fold", ratio=1)
    table.add_column("s", justify="right")
    for row in rows:
        order = row.trial.order
        again = f" ({order.attempt})" if order.attempt > 1 else ""
        table.add_row(
            Text(order.name + again, "bold red" if row.missing else ""),
            Text(row.rule),
            _found(row),
            f"{row.trial.seconds:.1f}",
        )
    return table


def _found(row: Row) -> Text:
    """The scenarios with their verdicts; of a peer that nobody need catch, how many of each."""
    text = Text()
    if row.trial.order.kind == "fault":
        for n, (scenario, verdict) in enumerate(row.found):
            style = WORDS.get(verdict, "bold red")
            text.append("\n" if n else "").append(f"{verdict.upper():5}", style)
            text.append(f" {scenario}")
        return text
    counts = Counter(verdict for verdict, _ in row.trial.verdicts.values())
    for each in Verdict:
        if counts[each.value]:
            text.append(f"{counts[each.value]} {each.value.upper()}  ", STYLES[each])
    if row.trial.unreached:
        text.append("(turned down; asked all the same)", "dim")
    return text


def _summary(matrix: Matrix, seconds: float, *, whole: bool) -> Text:
    kinds = Counter(row.trial.order.kind for row in matrix.rows)
    caught = sum(row.trial.order.kind == "fault" and not row.missing for row in matrix.rows)
    parts = [f"{caught} of {kinds['fault']} faults caught"] if kinds["fault"] else []
    for kind, words in (("legal", "legal variations"), ("null", "null peers")):
        rows = [row for row in matrix.rows if row.trial.order.kind == kind]
        good = sum(not row.missing for row in rows)
        verb = "left in peace" if kind == "legal" else "as pinned"
        parts += [f"{good} of {len(rows)} {words} {verb}"] if rows else []
    if whole:
        parts.append(f"{len(matrix.never_accused)} scenarios that never accused anybody")
    cpu = sum(row.trial.cpu for row in matrix.rows)
    parts.append(f"{seconds:.1f} s, {cpu:.0f} s of processor time")
    style = "bold green" if matrix.proven else "bold red"
    return Text("proven" if matrix.proven else "NOT PROVEN", style).append(f": {', '.join(parts)}")
