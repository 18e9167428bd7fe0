"""Markdown of the repository as HTML of the site."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from docs.render import place, relative, render, slug

ENTRIES = {"76/5.2/a-b": "docs/reference/scenarios.md#7652a-b"}


def body(text: str, source: str = "docs/page.md") -> str:
    return render(PurePosixPath(source), text, ENTRIES).body


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("docs/index.md", "index.html"),
        ("docs/a/b.md", "a/b.html"),
        ("README.md", "repository/README.html"),
        ("conformance/trace.schema.json", "repository/conformance/trace.schema.json"),
    ],
)
def test_docs_is_the_root_of_the_site(source: str, where: str) -> None:
    assert place(PurePosixPath(source)) == PurePosixPath(where)


@pytest.mark.parametrize(
    ("link", "turned"),
    [
        ("a/b.md#c", "a/b.html#c"),
        ("../README.md", "repository/README.html"),
        ("#here", "#here"),
        ("https://example.com/x.md", "https://example.com/x.md"),
    ],
)
def test_links_are_the_site_s(link: str, turned: str) -> None:
    assert f'<a href="{turned}">' in body(f"[x]({link})")


def test_a_page_below_leads_up() -> None:
    page = render(PurePosixPath("docs/a/b.md"), "[x](../c.md) [y](../../fixtures/README.md)", {})
    assert 'href="../c.html"' in page.body
    assert 'href="../repository/fixtures/README.html"' in page.body
    assert page.links == [PurePosixPath("docs/c.md"), PurePosixPath("fixtures/README.md")]


def test_headings_have_the_anchors_of_github() -> None:
    page = render(PurePosixPath("docs/p.md"), "# One, two\n\n## `76/5.2/a-b`\n\n## One, two\n", {})
    assert [(h.level, h.anchor) for h in page.headings] == [
        (1, "one-two"),
        (2, "7652a-b"),
        (2, "one-two-1"),
    ]
    assert page.title == "One, two"
    assert slug("In CI (JUnit)", set()) == "in-ci-junit"


def test_the_id_of_a_scenario_leads_to_its_entry() -> None:
    link = '<a href="reference/scenarios.html#7652a-b"><code>76/5.2/a-b</code></a>'
    assert link in body("see `76/5.2/a-b`")
    assert link in body("| x |\n| --- |\n| `76/5.2/a-b` |\n")
    assert "<a" not in body("see `76/5.2/another`")
    assert "<a" not in body("# `76/5.2/a-b`")
    assert body("[`76/5.2/a-b`](x.md)").count("<a") == 1


def test_what_looks_like_an_id_and_is_none_is_told() -> None:
    page = render(
        PurePosixPath("docs/p.md"), "`76/5.2/gone` `76/5.2/a-b` `76/5.2/*` `76/plain`", ENTRIES
    )
    assert page.unknown == ["76/5.2/gone"]


def test_a_table_has_a_box_to_scroll_in() -> None:
    html = body("| x |\n| --- |\n| y |\n")
    assert '<div class="wide" tabindex="0"><table>' in html
    assert html.count("</table></div>") == 1


def test_links_of_the_site_are_relative() -> None:
    assert relative(PurePosixPath("a.html"), PurePosixPath("b/c.html")) == "../a.html"
