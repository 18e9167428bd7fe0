"""What is wrong with a built site: dead links, things loaded from elsewhere, broken HTML.

A link to another site may stand in a page; only what a browser fetches by itself has to be here. Links
to other sites are not followed: a build must not fail because somebody else's server is down.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
"""Elements that have no end tag."""

FETCHED = {"src", "srcset", "poster", "data", "background"}
"""Attributes whose address a browser fetches by itself; so it does the ``href`` of a ``link``."""

IN_STYLE = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)")
"""What makes a style sheet load something."""


@dataclass
class Document(HTMLParser):
    """What one HTML file names and holds."""

    problems: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag names; keep the stack of what is open."""
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.problems.append("a script")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "id":
            self.anchors.append(value)
        elif name in FETCHED or (tag == "link" and name == "href"):
            self.links.append(value)
            if urlsplit(value).scheme not in {"", "data"} or value.startswith("//"):
                self.problems.append(f"<{tag}> loads {value} from elsewhere")
        elif name == "href":
            self.links.append(value)
        elif name.startswith("on"):
            self.problems.append(f"<{tag}> has a script in {name}")
        elif name == "style" and IN_STYLE.search(value):
            self.problems.append(f"<{tag}> loads something in its style: {value}")

    def handle_endtag(self, tag: str) -> None:
        """An end tag closes what was opened last, or something is wrong."""
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            line, _ = self.getpos()
            inside = f"<{self.open[-1]}>" if self.open else "nothing"
            self.problems.append(f"line {line}: </{tag}> where {inside} is open")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """A style sheet within the page loads nothing either."""
        if self.open[-1:] == ["style"] and IN_STYLE.search(data):
            self.problems.append("its <style> loads something")


def read(path: Path) -> Document:
    """One HTML file, with what is wrong with it alone."""
    document = Document()
    document.feed(path.read_text(encoding="utf-8"))
    document.close()
    document.problems += [f"<{tag}> is not closed" for tag in document.open]
    twice = [name for name, count in Counter(document.anchors).items() if count > 1]
    document.problems += [f"two elements have the id {name}" for name in twice]
    return document


def _dead(link: str, path: Path, root: Path, documents: dict[Path, Document]) -> str:
    """Why a link leads nowhere; empty when it leads somewhere or out of the site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
    if not target.is_relative_to(root.resolve()):
        return "leads out of the site"
    if not target.is_file():
        return "leads nowhere"
    anchor = unquote(parts.fragment)
    if anchor and target in documents and anchor not in documents[target].anchors:
        return f"leads to a page that has no {anchor}"
    return ""


def check(root: Path) -> list[str]:
    """Every problem of the site in this folder, one line each; none when it is whole."""
    documents = {path.resolve(): read(path) for path in sorted(root.rglob("*.html"))}
    problems = [
        f"{sheet.relative_to(root)}: loads something"
        for sheet in sorted(root.rglob("*.css"))
        if IN_STYLE.search(sheet.read_text(encoding="utf-8"))
    ]
    for path, document in documents.items():
        name = path.relative_to(root.resolve())
        problems += [f"{name}: {problem}" for problem in document.problems]
        for link in dict.fromkeys(document.links):
            if why := _dead(link, path, root, documents):
                problems.append(f"{name}: the link {link} {why}")
    return problems
