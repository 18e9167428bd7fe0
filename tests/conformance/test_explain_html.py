"""The explanation as a page: whole, inert, and with every byte in it."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conformance import explain_html
from conformance.explain import Context, explain_stream, explain_trace
from conformance.trace import Side, loads

TRACES = sorted((Path(__file__).parents[2] / "fixtures").rglob("*.json"))
HOSTILE = b'GET /<script>alert(1)</script>\x1b[2J" HTTP/1.1\r\n<b>\'&quot;: "\x80<i>\r\n\r\n'
VOID = {"meta"}


class Checker(HTMLParser):
    """Every element is closed in its order; what stands in it is remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(page: str) -> Checker:
    checker = Checker()
    checker.feed(page)
    checker.close()
    assert checker.open == []
    return checker


def hex_of(part: str) -> bytes:
    return bytes.fromhex("".join(re.findall(r'class="hex">([0-9A-F ]+)<', part)))


@pytest.mark.parametrize("side", list(Side))
def test_hostile_bytes_are_only_text(side: Side) -> None:
    passages = explain_stream(HOSTILE, side, "76", Context())
    page = explain_html.page("<title>", explain_html.passages(passages))
    seen = checked(page)
    assert not seen.tags & {"script", "b", "i", "img", "a", "link"}
    assert seen.names <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert "\x1b" not in page
    assert hex_of(page) == HOSTILE
    assert html.escape("/<script>alert(1)</script>", quote=True) in page


@pytest.mark.parametrize("file", TRACES[::7], ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_a_fragment_is_whole(file: Path) -> None:
    trace = loads(file.read_bytes())
    turns = explain_trace(trace)
    part = explain_html.fragment(turns, level=4)
    checked(part)
    assert part.count("<h4") == len(turns)
    shown = b"".join(p.data[:256] for t in turns for p in t.passages)
    assert hex_of(part) == shown


def test_the_page_needs_nothing_else() -> None:
    page = explain_html.page("a page", explain_html.facts([("a", "b")]))
    assert "default-src 'none'" in page
    assert not re.search(r"src=|href=|url\(|@import", page)
    assert "prefers-color-scheme:dark" in page
    assert 'name="viewport"' in page


def test_the_style_stays_in_its_element() -> None:
    """A site sets the fragment among its own: every rule is for ``.explained``."""
    style = re.sub(r"@media\([^)]*\)\{", "", explain_html.STYLE)
    for selectors in re.findall(r"([^{}]+)\{", style):
        assert all(s.strip().startswith(".explained") for s in selectors.split(","))
