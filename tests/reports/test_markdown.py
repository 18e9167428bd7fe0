"""Markdown: nothing in it acts, every result is named."""

from __future__ import annotations

import copy
import html
import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from markdown_it import MarkdownIt

from reports import markdown
from reports.escape import visible
from reports.model import Run, Verdict

from .strategies import REALISTIC, made, runs

_READER = MarkdownIt("commonmark", {"html": True}).enable("table")
_TAGS = {
    "h2",
    "p",
    "strong",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "code",
    "pre",
    "ul",
    "li",
}


class _Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= set(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(runs)
def test_rendered_it_holds_no_markup_but_its_own_and_every_result(run: Run) -> None:
    before = copy.deepcopy(run)
    text = markdown.render(run)
    assert run == before
    assert all(char == "\n" or char.isprintable() for char in text)
    page = _Tags(_READER.render(text))
    assert page.tags <= _TAGS
    assert page.attributes <= {("class", "language-text")}
    for result in run.results:
        assert "".join(visible(result.id).split()) in "".join(page.text.split())


@given(runs)
def test_every_row_of_a_table_has_the_cells_of_its_head(run: Run) -> None:
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", markdown.render(run))
    columns = 0
    for line in outside.split("\n"):
        if line.startswith("|"):
            columns = columns or line.count("|")
            assert line.count("|") == columns
        else:
            columns = 0


@given(runs)
def test_nobody_is_mentioned_outside_of_code(run: Run) -> None:
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", markdown.render(run))
    assert "@" not in outside
    assert "://" not in outside


def test_a_fence_is_longer_than_what_it_holds() -> None:
    run = replace(REALISTIC, results=(made(Verdict.FAIL, observed="`````"),))
    assert "\n``````text\n" in markdown.render(run)


def test_what_is_known_is_marked_and_what_departs_no_more_stands_above() -> None:
    known = replace(made(Verdict.FAIL, "76/5.2/zero"), known="issue #7 of @us")
    no_more = replace(made(Verdict.INFO, "76/5.2/mended"), known="a | b")
    text = markdown.render(replace(REALISTIC, results=(no_more, known)))
    assert "| **FAIL** (known) | <code>76/5.2/zero</code> |" in text
    assert "<summary>FAIL (known) <code>76/5.2/zero</code></summary>" in text
    assert "\nknown     issue #7 of @us\n" in text
    row = "| <code>76/5.2/mended</code> | <code>a &#124; b</code> |"
    assert f"| departs no more | was known because |\n| --- | --- |\n{row}\n" in text
    assert "known" not in markdown.render(REALISTIC)


def test_a_realistic_summary() -> None:
    text = markdown.render(REALISTIC)
    assert "The target fails 1 of 8 scenarios." in text
    assert "| **FAIL** | <code>76/5.2/key-number-not-a-multiple</code> | A key whose" in text
    assert "(MUST · 76 §5.2 step 6)" in text
    assert html.unescape(text).count("75/5.1/upgrade-line") == 1
