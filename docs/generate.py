"""Write the pages of ``docs/`` that follow from the code: ``python -m docs.generate``.

A test compares what this makes with what is committed, so a page can not grow old unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from conformance.catalogue import catalogue
from conformance.checks import Answer
from conformance.scenario import NEEDS, Scenario, Setting
from docs import illustrated, manifest_pages, selftest_pages
from docs.markup import inline
from reports.model import Verdict

HERE = Path(__file__).parent

SAMPLE = Setting(host="server.example", port=8080, path="/demo", token="0000000000")
"""The setting of the examples in the pages; the words of an answer may name its values."""

INTRODUCTION = """\
# Scenarios

Generated from the catalogue by `python -m docs.generate`; do not edit.

Each scenario asks one question. Its id is what `--select` takes and what a report prints. The level is
the draft's: a broken MUST is a FAIL, a missed SHOULD a WARN, and what the draft leaves open is recorded
as INFO. `python -m conformance explain ID` shows the bytes.
"""


def allowed(answers: tuple[Answer, ...]) -> list[str]:
    """The lines that say what may come back."""
    words = {
        Verdict.PASS: "passes",
        Verdict.INFO: "recorded",
        Verdict.WARN: "warns",
        Verdict.FAIL: "fails",
    }
    return [f"  - {words[a.verdict]}: {inline(a.check.text)}" for a in answers]


def entry(scenario: Scenario) -> str:
    """The lines of one scenario."""
    requirement = scenario.requirement
    lines = [
        f"### `{scenario.id}`",
        "",
        f"**{requirement.level.value}** · {inline(requirement.cite)} · version {scenario.version}",
        "",
        inline(requirement.text),
        "",
        f"- sent: {inline(scenario.does)}",
        "- answers:",
        *allowed(scenario.answers(SAMPLE)),
        f"- a failure can mean: {inline(scenario.means)}",
    ]
    if scenario.twin is not None:
        lines.append("- compared with a valid twin")
    if scenario.needs:
        needs = "; ".join(NEEDS[need] for need in sorted(scenario.needs))
        lines.append(f"- asked only of a target that {needs}")
    if scenario.resource:
        lines.append("- costly: runs with `--all` or when `--select` names it")
    return "\n".join(lines)


def scenarios() -> str:
    """``reference/scenarios.md``: every scenario, by draft and section."""
    everything = catalogue()
    parts = [INTRODUCTION, f"{len(everything)} scenarios.\n"]
    for place, group in groupby(everything, key=lambda s: s.id.rpartition("/")[0]):
        draft, section = place.split("/")
        title = f"draft {draft}, §{section}"
        if draft == "beyond":
            title = f"beyond the drafts: {section}"
        elif section == "trace":
            title = f"draft {draft}, recorded clients"
        parts.append(f"## {title}\n")
        parts.extend(entry(scenario) + "\n" for scenario in group)
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "reference/scenarios.md": scenarios,
    "reference/manifest.md": manifest_pages.manifest,
    "reference/field-bugs.md": manifest_pages.field_bugs,
    "reference/selftest.md": selftest_pages.selftest,
    "errata.md": manifest_pages.errata,
    "untested.md": manifest_pages.untested,
    "illustrated/draft75.md": lambda: illustrated.page("draft75"),
    "illustrated/draft76.md": lambda: illustrated.page("draft76"),
}
"""Path below ``docs/`` -> what makes the page."""


def main() -> None:
    """Write every page."""
    for path, make in PAGES.items():
        target = HERE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(make(), encoding="utf-8")
        print(f"wrote docs/{path}")


if __name__ == "__main__":
    main()
