"""Markdown to HTML, for the site.

A page of ``docs/`` is read in two places: in the repository, by whoever browses that, and in the site.
So its links are written for the repository (relative, to ``.md`` files, anchors as GitHub makes them),
and this module turns them into the site's. Two things are added that Markdown has no word for: a
wide table gets a box of its own to scroll in, and the id of a scenario becomes a link to its entry.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token

ID = re.compile(r"((75|76)/([0-9.]+|trace)|beyond/[a-z-]+)/[a-z0-9-]+")
"""The form of a scenario's id."""


@dataclass(frozen=True)
class Heading:
    """A heading of a page: its level (1 to 6), its anchor and its text, all without markup."""

    level: int
    anchor: str
    text: str


@dataclass
class Page:
    """A page as HTML.

    source: its place in the repository; links: the files of the repository that it names;
    unknown: inline code that has the form of a scenario's id and is none.
    """

    source: PurePosixPath
    body: str
    headings: list[Heading] = field(default_factory=list)
    links: list[PurePosixPath] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The text of the first heading; empty when the page has none."""
        return self.headings[0].text if self.headings else ""


def place(source: PurePosixPath) -> PurePosixPath:
    """Where a file of the repository stands in the site.

    ``docs/`` is the root of the site; whatever else a page names comes under ``repository/``.
    """
    inside = source.parts[:1] == ("docs",)
    where = PurePosixPath(*source.parts[1:]) if inside else PurePosixPath("repository", source)
    return where.with_suffix(".html") if where.suffix == ".md" else where


def relative(target: PurePosixPath, base: PurePosixPath) -> str:
    """The link to one file of the site from another."""
    return posixpath.relpath(str(target), str(base.parent))


def slug(text: str, taken: set[str]) -> str:
    """The anchor of a heading, as GitHub makes it; a second one of the same text gets a number."""
    plain = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
    name, count = plain, 0
    while name in taken:
        count += 1
        name = f"{plain}-{count}"
    taken.add(name)
    return name


def _text(token: Token) -> str:
    """What a reader sees of an inline token."""
    return "".join(child.content for child in token.children or [])


def _wide(opening: bool) -> Callable[..., str]:
    """A renderer of one end of a table: a box, which the keyboard can reach, around it."""

    def render(
        self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
    ) -> str:
        del self, tokens, index, options, env
        return '<div class="wide" tabindex="0"><table>' if opening else "</table></div>\n"

    return render


class _Links:
    """Turns the links of one page into the site's, and notes what they name."""

    def __init__(self, source: PurePosixPath) -> None:
        self.source = source
        self.named: list[PurePosixPath] = []

    def turn(self, href: str) -> str:
        """The site's form of a link; what leads out of the repository stays as it is."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or not parts.path:
            return href
        joined = PurePosixPath(posixpath.normpath(str(self.source.parent / parts.path)))
        self.named.append(joined)
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        return relative(place(joined), place(self.source)) + anchor

    def walk(self, tokens: Sequence[Token]) -> None:
        """Turn the links of these tokens and of all below them."""
        for token in tokens:
            for name in ("href", "src"):
                value = token.attrGet(name)
                if isinstance(value, str):
                    token.attrSet(name, self.turn(value))
            self.walk(token.children or [])


def _anchored(tokens: Sequence[Token]) -> list[Heading]:
    """Give every heading its anchor, and list them."""
    found: list[Heading] = []
    taken: set[str] = set()
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            text = _text(inside)
            found.append(Heading(int(token.tag[1]), slug(text, taken), text))
            token.attrSet("id", found[-1].anchor)
    return found


def _linked_code(tokens: Sequence[Token], entries: Mapping[str, str], page: Page) -> None:
    """Make links of inline code that is an id of ``entries``; not in headings, not within links."""
    for before, token in pairwise(tokens):
        if token.type != "inline" or before.type == "heading_open":
            continue
        inside_link = False
        for child in token.children or []:
            if child.type in {"link_open", "link_close"}:
                inside_link = child.type == "link_open"
            elif child.type == "code_inline" and child.content in entries and not inside_link:
                where, _, anchor = entries[child.content].partition("#")
                href = relative(place(PurePosixPath(where)), place(page.source))
                child.type = "html_inline"
                child.content = (
                    f'<a href="{escape(href)}#{escape(anchor)}">'
                    f"<code>{escape(child.content)}</code></a>"
                )
            elif child.type == "code_inline" and ID.fullmatch(child.content) and not inside_link:
                page.unknown.append(child.content)


def render(source: PurePosixPath, text: str, entries: Mapping[str, str]) -> Page:
    """One page as HTML.

    source: its place in the repository, from which its links lead. entries: text of inline code ->
    the place, ``docs/FILE.md#ANCHOR``, that it is to lead to.
    """
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    markdown.add_render_rule("table_open", _wide(True))
    markdown.add_render_rule("table_close", _wide(False))
    tokens = markdown.parse(text)
    page = Page(source, "", headings=_anchored(tokens))
    links = _Links(source)
    links.walk(tokens)
    _linked_code(tokens, entries, page)
    page.body = markdown.renderer.render(tokens, markdown.options, {})
    page.links = links.named
    return page
