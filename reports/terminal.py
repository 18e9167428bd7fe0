"""The report for a person at a terminal, and the progress line while the run lasts.

A terminal obeys what is printed on it, and the target decides much of what is printed here. So
nothing that is shown goes through rich's markup: every text is made visible first
(:mod:`reports.escape`), then styled as a :class:`rich.text.Text`, and the layout is done in lines
that are already cut to the width. Where the output is no terminal rich writes the same lines
without colour or control bytes, and ``NO_COLOR`` is rich's to respect.

Two things are never cut, even where they are wider than the page: the command behind ``again`` and
the id above it. They are there to be copied.

What is shortened is shortened here only: a span shows its first bytes, or those around what differs
from the valid twin, and says how many there are; of many spans the first and the last are shown; a
PASS is a number in the tree, and of findings that are alike one is told in full, unless `verbose`
asks for more.
"""

from __future__ import annotations

from itertools import zip_longest

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.text import Text
from rich.tree import Tree

from reports import known, summary
from reports.alike import Alike
from reports.conclusion import Group, conclusion, findings
from reports.escape import hexadecimal, visible, wire_lines
from reports.model import Kind, Result, Run, Span, Verdict
from reports.terminal_page import LABEL, PLAIN_WIDTH, Page
from reports.terminal_page import make_console as make_console  # noqa: PLC0414 - its name here is public

STYLES = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.WARN: "bold yellow",
    Verdict.INFO: "cyan",
    Verdict.SKIP: "dim",
    Verdict.UNDECIDED: "bold magenta",
    Verdict.ERROR: "bold white on red",
}

NARROW = 64
"""Columns below which three columns have no room."""


def _head(page: Page, run: Run) -> None:
    page.line(Text("WebSocket drafts 75 and 76: what the target does", style="bold"))
    lines = summary.about(run)
    first = min(max(len(label) for label, _ in lines), page.width // 3)
    for label, text in lines:
        page.columns(label, text, first)


def _tree(page: Page, run: Run) -> None:
    if not run.results:
        return
    page.line()
    root = Tree(Text("Results by draft and section", style="bold"), guide_style="dim")
    for draft, sections in summary.sections(run).items():
        branch = root.add(Text(summary.draft_name(draft), style="bold"))
        names = {name: summary.section_name(draft, name) for name in sections}
        first = min(max(Text(name).cell_len for name in names.values()), 24)
        for name, results in sections.items():
            label = Text(names[name])
            label.pad_right(max(0, first - label.cell_len) + 3)
            branch.add(label + _counts(summary.tally(results)))
    with page.console.capture() as capture:
        page.console.print(root, highlight=False, width=page.width)
    for line in capture.get().splitlines():
        page.line(Text.from_ansi(line))


def _counts(counts: dict[Verdict, int]) -> Text:
    said = [Text(f"{counts[v]} {v.name}", style=STYLES[v]) for v in summary.ORDER if counts[v]]
    return Text(" · ").join(said) if said else Text("nothing asked")


def _bytes(page: Page, span: Span) -> None:
    """Three columns: hexadecimal, the same bytes as text, what they are.

    Bytes that are nearly all text are read as text: their hexadecimal is cut after one row. On a narrow
    page what they are stands above them, for a text of one letter a line nobody reads.
    """
    narrow = page.width < NARROW
    row = 5 if narrow else 12 if page.width >= PLAIN_WIDTH else 8
    room = page.width - LABEL
    meaning = page.wrap(visible(span.meaning), room)
    codes, texts, used = [""], [""], 0
    if span.data:
        text_width = room - 3 * row - 3 if narrow else (room - 3 * row) // 2
        used = 3 * row + 3 + text_width
        start, end = summary.window(span)
        shown = span.data[start:end]
        is_text = all(byte in b"\r\n" or 0x20 <= byte <= 0x7E for byte in shown)
        coded = shown[:row] if is_text else shown
        codes = [hexadecimal(coded[at : at + row]) for at in range(0, len(coded), row)]
        texts = wire_lines(shown, text_width - 2 * bool(start))
        texts[0] = f"… {texts[0]}" if start else texts[0]
        texts[-1] += " …" if end < len(span.data) else ""
        if len(coded) < len(span.data):
            codes.append(f"… {len(span.data)} bytes{'' if narrow else ' in all'}")
        for part in meaning if narrow else ():
            page.line(Text(" " * LABEL) + part)
        meaning = [] if narrow else page.wrap(visible(span.meaning), room - used)
    for code, text, means in zip_longest(codes, texts, meaning):
        line = Text(" " * LABEL)
        line.append(f"{code or '':<{3 * row + 1 if used else 0}}", "cyan")
        line.append(text or "")
        line.pad_right(max(0, LABEL + used - line.cell_len))
        page.line(line + (means or Text()))


def _name(verdict: Verdict) -> tuple[str, str]:
    return verdict.name, STYLES[verdict]


def _block(page: Page, result: Result) -> None:
    page.line()
    verdict = (_name(result.verdict), known.mark(result))
    head = Text.assemble(*verdict, "  ", (visible(result.id), "bold"))
    page.aside(head, summary.standing(result))
    for part in page.wrap(visible(result.argued.text), page.width - 6):
        page.line(Text("      ") + part)
    decisive = summary.decisive(result)
    ours = [s for s in decisive if result.spans and s.kind is Kind.SENT]
    theirs = [s for s in decisive if s not in ours]
    ours, theirs = summary.fewer(ours), summary.fewer(theirs)
    before = ""
    for label, text in summary.fields(result):
        aside = summary.timing(result) if label == "came" else ""
        page.labelled("" if label == before else label, text, aside)
        before = label
        for span in ours if label == "sent" else theirs if label in ("came", "why") else ():
            _bytes(page, span)
    _again(page, result)


def _again(page: Page, result: Result) -> None:
    page.line(Text.assemble((f"{'again':<{LABEL}}", "bold"), visible(result.reproduce)))


def _group(page: Page, group: Group) -> None:
    page.line()
    page.line(Text.assemble(_name(Verdict.UNDECIDED), "  ", (group.title, "bold")))
    for label, text in (*group.reason, ("which", group.ids)):
        page.labelled(label, text)
    _again(page, group.results[0])


def _alike(page: Page, found: Alike) -> None:
    """One in full, and each of the others on a line."""
    _block(page, found.example)
    page.labelled("alike", f"{found.title}; --verbose tells each in full:")
    names = [visible(result.id) for result in found.others]
    first = min(max(map(len, names)), page.width // 2)
    for name, result in zip(names, found.others, strict=True):
        line = Text(f"  {name:<{first}}  ")
        line.append(visible(result.does), "dim")
        if line.cell_len > page.width and len(name) <= first:
            line.truncate(page.width, overflow="ellipsis")
        page.line(line if len(name) <= first else Text(f"  {name}"))


def _finding(page: Page, found: Result | Alike | Group, verbose: bool) -> None:
    if isinstance(found, Group):
        _group(page, found)
    elif isinstance(found, Result):
        _block(page, found)
    elif verbose:
        for result in found.results:
            _block(page, result)
    else:
        _alike(page, found)


def _open_choices(page: Page, run: Run) -> None:
    if chosen := summary.having(run, Verdict.INFO):
        page.heading("What the draft leaves open: what this target does")
    first = min(max((len(visible(r.id)) for r in chosen), default=0), page.width // 2)
    for result in chosen:
        page.columns(visible(result.id), summary.choice(result), first)


def _skipped(page: Page, run: Run) -> None:
    reasons: dict[str, list[str]] = {}
    for result in summary.having(run, Verdict.SKIP):
        reasons.setdefault(visible(result.observed), []).append(visible(result.id))
    if reasons:
        page.heading("Not asked, because the target does not offer it")
    for reason, ids in reasons.items():
        for part in page.wrap(f"{reason or 'no reason given'} ({len(ids)}):", page.width - 2):
            page.line(Text("  ") + part)
        for part in page.wrap(" ".join(ids), page.width - 4):
            page.line(Text.assemble("    ", (part.plain, STYLES[Verdict.SKIP])))


def _passed(page: Page, run: Run) -> None:
    if passed := summary.having(run, Verdict.PASS):
        page.heading("Passed")
    for result in passed:
        for part in page.wrap(visible(result.id), page.width - 2):
            page.line(Text("  ") + part)


def _known(page: Page, run: Run) -> None:
    """What was known and departs, with its reason, and what departs no more."""
    listed = [result for result in run.results if result.is_known or result.outgrown]
    if listed:
        page.line()
    for result in sorted(listed, key=lambda result: result.outgrown):
        what, reason = "known departure", visible(result.known or "")
        if result.outgrown:
            what, reason = "departs no more", "take it off the list"
        page.columns(what, f"{visible(result.id)}{f': {reason}' if reason else ''}", len(what))


def render(run: Run, console: Console, *, strict: bool = False, verbose: bool = False) -> None:
    """Print the report of a run.

    Args:
        strict: A missed SHOULD counts as a failure in the conclusion.
        verbose: Tell each finding in full, also where another is alike, and name each scenario
            that passed, not only their number.
    """
    page = Page(console)
    _head(page, run)
    _tree(page, run)
    for found in findings(run):
        _finding(page, found, verbose)
    _open_choices(page, run)
    _skipped(page, run)
    if verbose:
        _passed(page, run)
    _known(page, run)
    page.line()
    page.line(_counts(run.counts))
    for part in page.wrap(conclusion(run, strict=strict), page.width):
        part.stylize("bold")
        page.line(part)


class Progress:
    """A live line, fed from any thread; prints nothing at all where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._counts = dict.fromkeys(Verdict, 0)
        self._task: TaskID | None = None
        self._live: RichProgress | None = None
        if console.is_terminal and not console.is_dumb_terminal:
            self._live = RichProgress(
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.description}", markup=False),
                console=console,
                transient=True,
            )

    def __enter__(self) -> Progress:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def begin(self, total: int) -> None:
        """Say how many scenarios the run has."""
        if self._live is not None:
            self._task = self._live.add_task("", total=total)

    def result(self, result: Result) -> None:
        """Count one result and show what it was."""
        self._counts[result.verdict] += 1
        if self._live is not None and self._task is not None:
            said = f"{summary.counts_text(self._counts)}  {visible(result.id)}"
            self._live.update(self._task, advance=1, description=said)
