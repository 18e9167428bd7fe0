"""The page: one file, inert, complete."""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given

from reports import html_report
from reports.escape import hexadecimal, visible, wire
from reports.model import Run, Verdict

from .strategies import FAIL, REALISTIC, made, runs

_VOID = {"meta", "br"}
_TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "p",
    "span",
    "dl",
    "dt",
    "dd",
    "div",
    "table",
    "tr",
    "th",
    "td",
    "a",
    "code",
    "pre",
    "details",
    "summary",
}
_ATTRIBUTES = {
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "id",
    "open",
    "scope",
    "href",
}


class _Page(HTMLParser):
    """Collects tags, attributes and text; checks that every element is closed in its turn."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.anchors: set[str | None] = set()
        self.links: list[str] = []
        self.text: list[str] = []
        self.comments: list[str] = []
        self.stack: list[str] = []
        self.feed(page)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        self.anchors |= {value for name, value in attrs if name == "id"}
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in _VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


@given(runs)
def test_the_page_holds_no_markup_but_its_own_and_every_result(run: Run) -> None:
    before = copy.deepcopy(run)
    text = html_report.render(run)
    assert run == before
    assert all(char == "\n" or char.isprintable() for char in text)
    text.encode()
    page = _Page(text)
    assert page.tags <= _TAGS
    assert {name for name, _ in page.attributes} <= _ATTRIBUTES
    assert not page.comments
    shown = "".join(page.text)
    assert page.text.count(html_report.STYLE) == 1
    for result in run.results:
        assert visible(result.id) in page.text
        for part in (result.observed, result.reproduce, result.argued.text, result.means):
            assert visible(part) in shown
        for span in result.spans:
            assert hexadecimal(span.data) in shown
            assert wire(span.data) in shown


@given(runs)
def test_links_stay_on_the_page(run: Run) -> None:
    assert all(link.startswith("#") for link in _Page(html_report.render(run)).links)


def test_a_link_of_an_open_choice_leads_to_its_result() -> None:
    page = _Page(html_report.render(REALISTIC))
    assert "#76/5.3/length-prefixed-frame" in page.links
    assert {link.removeprefix("#") for link in page.links} <= page.anchors


def test_the_policy_allows_the_one_style_and_nothing_else() -> None:
    text = html_report.render(REALISTIC)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert policy is not None
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "script" not in policy[1]
    assert "unsafe" not in policy[1]
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = html_report.render(REALISTIC)
    assert not re.search(r"url\(|@import|\ssrc=|<link|<script", text)


def test_findings_come_first_and_are_open() -> None:
    text = html_report.render(REALISTIC)
    found = text.index('id="76/5.2/key-number-not-a-multiple" open>')
    assert found < text.index('id="75/5.1/upgrade-line">')


def test_what_is_known_is_marked_and_what_departs_no_more_stands_above() -> None:
    known = replace(FAIL, known="our <clients> never send such keys")
    no_more = replace(made(Verdict.PASS, "76/5.2/mended"), known="the next release")
    text = html_report.render(replace(REALISTIC, results=(no_more, known)))
    assert '<span class="verdict fail">FAIL</span> (known) <code>76/5.2/key-number' in text
    assert "<dt>known</dt><dd>our &lt;clients&gt; never send such keys</dd>" in text
    assert '<a href="#76/5.2/mended">76/5.2/mended</a></td><td>it was known: the next rel' in text
    assert text.index("departures that depart no more") < text.index("(known) <code>")
    assert "known" not in "".join(_Page(html_report.render(REALISTIC)).text)


def test_the_whole_transcript_and_that_of_the_twin_are_there() -> None:
    shown = "".join(_Page(html_report.render(REALISTIC)).text)
    assert "the transcript of the valid twin" in shown
    assert "the target ended its direction (FIN)" in shown
    assert "000000  47 45 54 20 2F 20 48 54 54 50 2F 31 2E 31 0D 0A  GET / HTTP/1.1.." in shown
