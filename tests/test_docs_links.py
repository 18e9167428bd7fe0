"""A site with something wrong is not built in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.links import check

HEAD = "<!DOCTYPE html><html><head><title>t</title></head><body>"
TAIL = "</body></html>"


def site(folder: Path, body: str, style: str = "") -> list[str]:
    (folder / "index.html").write_text(HEAD + body + TAIL, encoding="utf-8")
    (folder / "other.html").write_text(f'{HEAD}<h1 id="here">o</h1>{TAIL}', encoding="utf-8")
    (folder / "style.css").write_text(style, encoding="utf-8")
    return check(folder)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="other.html">x</a>',
        '<a href="other.html#here">x</a>',
        '<a href="#top">x</a><p id="top">y</p>',
        '<a href="https://example.com/">another site, which nobody loads by itself</a>',
        '<img src="data:image/png;base64,AA==" alt=""><br>',
    ],
)
def test_a_whole_site_has_no_problems(tmp_path: Path, body: str) -> None:
    assert site(tmp_path, body, "p { color: red }") == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="gone.html">x</a>', "the link gone.html leads nowhere"),
        ('<a href="other.html#gone">x</a>', "leads to a page that has no gone"),
        ('<a href="#gone">x</a>', "leads to a page that has no gone"),
        ('<a href="../out.html">x</a>', "leads out of the site"),
        ('<img src="https://example.com/a.png" alt="">', "<img> loads https://example.com/a.png"),
        ('<img src="//example.com/a.png" alt="">', "<img> loads //example.com/a.png"),
        ('<img src="gone.png" alt="">', "the link gone.png leads nowhere"),
        ('<link rel="stylesheet" href="http://example.com/a.css">', "<link> loads http://"),
        ("<script>1</script>", "a script"),
        ('<p onclick="x()">y</p>', "has a script in onclick"),
        ("<style>p { background: url(http://e/x) }</style>", "its <style> loads something"),
        ('<p style="background: url(http://e/x)">y</p>', "loads something in its style"),
        ('<p id="a">x</p><p id="a">y</p>', "two elements have the id a"),
        ("<div><p>x</div>", "</div> where <p> is open"),
        ("<details>x", "</body> where <details> is open"),
        ("x</p>", "</p> where <body> is open"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, body: str, problem: str) -> None:
    assert any(problem in line for line in site(tmp_path, body))


@pytest.mark.parametrize("style", ['@import "a.css";', "p { background: url('a.png') }"])
def test_a_style_sheet_loads_nothing(tmp_path: Path, style: str) -> None:
    assert site(tmp_path, "<p>x</p>", style) == ["style.css: loads something"]
