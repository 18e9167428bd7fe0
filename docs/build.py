"""Build the documentation as a site: ``python -m docs.build``, which writes ``docs/_site``.

Every page of ``docs/`` is in it, and every file of the repository that a page names. It is plain HTML
with one style sheet: no scripts, no fonts, nothing from elsewhere, so it can be read from a disk. Exit
status 1, and a line for each problem, when a link is dead or something is wrong with a page; the checks
are in ``links.py``.

Left out: a search. A browser's own finds an id in ``reference/scenarios.md``, where all of them are.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path, PurePosixPath
from string import Template

from conformance import explain_html
from conformance.catalogue import catalogue
from docs.links import check
from docs.render import Page, place, relative, render, slug

HERE = Path(__file__).parent
THEME = HERE / "theme"

NAVIGATION: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Start", ("index.md", "tutorial.md", "examples.md")),
    (
        "The drafts, illustrated",
        (
            "illustrated/draft75.md",
            "illustrated/draft76.md",
            "history.md",
            "errata.md",
            "exercises.md",
        ),
    ),
    (
        "Reference",
        ("reference/scenarios.md", "reference/manifest.md", "reference/selftest.md", "untested.md"),
    ),
)
"""Title of a part -> its pages, in the order in which they are to be read.

A page that is not named here stands at the end of the last part.
"""


class SiteError(Exception):
    """A page cannot be built; the text says which, and why."""


def entries() -> dict[str, str]:
    """The id of each scenario -> its entry in the reference."""
    return {s.id: f"docs/reference/scenarios.md#{slug(s.id, set())}" for s in catalogue()}


def pages(repository: Path) -> list[Page]:
    """All pages: those of ``docs/``, and after them the others that they name, and so on."""
    known = entries()
    waiting = sorted(
        PurePosixPath(path.relative_to(repository).as_posix())
        for path in (repository / "docs").rglob("*.md")
        if "_site" not in path.parts
    )
    found: dict[PurePosixPath, Page] = {}
    while waiting:
        source = waiting.pop(0)
        if source in found:
            continue
        page = render(source, (repository / source).read_text(encoding="utf-8"), known)
        if not page.title:
            raise SiteError(f"{source}: has no heading")
        found[source] = page
        waiting += [n for n in page.links if n.suffix == ".md" and (repository / n).is_file()]
    return list(found.values())


def order(found: Iterable[Page]) -> list[tuple[str, list[Page]]]:
    """The pages of ``docs/`` as the navigation has them."""
    left = {str(p.source.relative_to("docs")): p for p in found if p.source.parts[0] == "docs"}
    parts = [
        (title, [left.pop(name) for name in names if name in left]) for title, names in NAVIGATION
    ]
    parts[-1][1].extend(left.values())
    return [part for part in parts if part[1]]


def _link(page: Page, base: Page, attributes: str = "") -> str:
    href = relative(place(page.source), place(base.source))
    return f'<a href="{escape(href)}"{attributes}>{escape(page.title)}</a>'


def _contents(page: Page) -> str:
    """The second headings of the page that is being read."""
    items = [h for h in page.headings if h.level == 2]
    if not items:
        return ""
    lines = "".join(f'<li><a href="#{escape(h.anchor)}">{escape(h.text)}</a></li>' for h in items)
    return f"<ul>{lines}</ul>"


def navigation(page: Page, parts: list[tuple[str, list[Page]]]) -> str:
    """The list of all pages, opened where the reader is."""
    lines = []
    for title, listed in parts:
        lines.append(f"<h2>{escape(title)}</h2><ul>")
        for other in listed:
            here = other is page
            mark = ' aria-current="page"' if here else ""
            inner = _contents(page) if here else ""
            lines.append(f"<li>{_link(other, page, mark)}{inner}</li>")
        lines.append("</ul>")
    return "\n".join(lines)


def around(page: Page, parts: list[tuple[str, list[Page]]]) -> str:
    """The links to the page before and the page after, in the order of the navigation."""
    row = [other for _, listed in parts for other in listed]
    if page not in row:
        return ""
    at = row.index(page)
    before = f"<span>← {_link(row[at - 1], page)}</span>" if at else "<span></span>"
    after = f"<span>{_link(row[at + 1], page)} →</span>" if at + 1 < len(row) else ""
    return before + after


def build(repository: Path, target: Path) -> list[str]:
    """Write the site and return what is wrong with it, one line each.

    repository: the folder that holds ``docs``; target: a folder that is emptied first. Raises
    SiteError for a page that cannot be built, OSError for a folder that cannot be written.
    """
    found = pages(repository)
    parts = order(found)
    template = Template((THEME / "page.html").read_text(encoding="utf-8"))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    style = (THEME / "style.css").read_text(encoding="utf-8") + explain_html.STYLE
    (target / "style.css").write_text(style, encoding="utf-8")
    for page in found:
        where = place(page.source)
        (target / where).parent.mkdir(parents=True, exist_ok=True)
        text = template.substitute(
            title=escape(page.title),
            style=relative(PurePosixPath("style.css"), where),
            home=relative(PurePosixPath("index.html"), where),
            body=page.body,
            navigation=navigation(page, parts),
            around=around(page, parts),
        )
        (target / where).write_text(text, encoding="utf-8")
        for name in page.links:
            if name.suffix != ".md" and (repository / name).is_file():
                (target / place(name)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(repository / name, target / place(name))
    unknown = [f"{p.source}: no scenario is called {name}" for p in found for name in p.unknown]
    return unknown + check(target)


def main(arguments: list[str] | None = None) -> int:
    """The command: 0 when the site is whole, 1 when it is not."""
    parser = argparse.ArgumentParser(prog="python -m docs.build", description=__doc__)
    parser.add_argument("--output", type=Path, default=HERE / "_site", help="the folder to write")
    options = parser.parse_args(arguments)
    try:
        problems = build(HERE.parent, options.output)
    except (SiteError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"wrote {options.output / 'index.html'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
