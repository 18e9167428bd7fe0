"""A summary in Markdown, for a pull request or the summary page of a CI job.

The place where it is read turns text into links, pings people for ``@name`` and numbers for
``#1``, and lets some HTML through. So every character that Markdown or HTML could act upon is
written as a numeric reference (which CommonMark never reads as structure), and what may quote the
target stands in ``<code>``, where no mention is looked for.

It is a summary, and such places limit its size: bytes are shortened with their count, as on the
terminal, and the whole transcripts are left to the JSON and HTML reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reports import known, summary
from reports.alike import Alike
from reports.conclusion import Group, conclusion, findings
from reports.escape import visible
from reports.model import Result, Run, Verdict

_ACTIVE = re.compile(r"[^\w .,;/()§·…→=%+-]|_", re.ASCII)


def _plain(text: str) -> str:
    """Text that Markdown and HTML leave alone; other scripts and typography stay as they are."""
    return _ACTIVE.sub(
        lambda found: f"&#{ord(found[0])};" if found[0].isascii() else found[0], visible(text)
    )


def _code(text: str) -> str:
    return f"<code>{_plain(text)}</code>" if text else ""


def _fence(text: str) -> str:
    """A code block whose fence is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from map(_row, rows)
    yield ""


def _sections(run: Run) -> Iterator[list[str]]:
    used = [v for v in summary.ORDER if run.counts[v]]
    for draft, sections in summary.sections(run).items():
        for section, results in sections.items():
            counts = summary.tally(results)
            yield [_plain(summary.place(draft, section)), *(str(counts[v] or "") for v in used)]


def _finding(found: Result | Alike | Group) -> list[str]:
    if isinstance(found, Group):
        undecided = f"**{Verdict.UNDECIDED.name}**"
        return [undecided, _plain(found.title), "", _code(found.because)]
    result = found.example if isinstance(found, Alike) else found
    more = f", and {len(found.others)} more" if isinstance(found, Alike) else ""
    return [
        f"**{result.verdict.name}**{known.mark(result)}",
        _code(result.id) + more,
        f"{_plain(result.argued.text)} ({_plain(summary.standing(result))})",
        _code(result.observed),
    ]


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""


def _told(result: Result, more: str = "") -> Iterator[str]:
    title = f"{result.verdict.name}{known.mark(result)} {_code(result.id)}{more}"
    return _folded(title, [_fence(summary.block(result, shortened=True))])


def _lines(run: Run, strict: bool) -> Iterator[str]:
    yield f"## WebSocket drafts 75 and 76: {_code(run.target.address)}"
    yield ""
    yield f"**{_plain(conclusion(run, strict=strict))}**"
    yield ""
    yield _plain(summary.counts_text(run.counts))
    yield ""
    if no_more := known.outgrown(run):
        listed = ([_code(result.id), _code(result.known or "")] for result in no_more)
        yield from _table(["departs no more", "was known because"], listed)
    argued = findings(run)
    if argued:
        yield from _table(["verdict", "scenario", "requirement", "came"], map(_finding, argued))
    for found in argued:
        if isinstance(found, Group):
            title = f"{Verdict.UNDECIDED.name} {_plain(found.title)}"
            yield from _folded(title, (f"- {_code(result.id)}" for result in found.results))
        elif isinstance(found, Alike):
            yield from _told(found.example, f", and {_plain(found.title)}")
            others = ([_code(result.id), _code(result.does)] for result in found.others)
            yield from _folded(_plain(found.title), _table(["scenario", "sent"], others))
        else:
            yield from _told(found)
    if run.results:
        used = [v.name for v in summary.ORDER if run.counts[v]]
        yield from _folded("By section", _table(["section", *used], _sections(run)))
    for verdict, title in (
        (Verdict.INFO, "What the draft leaves open: what this target does"),
        (Verdict.SKIP, "Not asked, because the target does not offer it"),
        (Verdict.PASS, "Passed"),
    ):
        rows = [[_code(r.id), _code(r.choice or r.observed)] for r in summary.having(run, verdict)]
        if rows:
            yield from _folded(
                f"{title} ({len(rows)})", _table(["scenario", verdict.name.lower()], rows)
            )
    about = [[_plain(label), _code(text)] for label, text in summary.about(run)]
    yield from _folded("The target and the run", _table(["", ""], about))


def render(run: Run, *, strict: bool = False) -> str:
    """The summary as Markdown text, to be stored as UTF-8.

    Args:
        strict: A missed SHOULD counts as a failure in the conclusion.
    """
    return "\n".join(_lines(run, strict))
