"""Lines on a terminal: cut to its width before they are printed, and printed exactly.

Nothing here knows a run. What is given to it is visible text already (:mod:`reports.escape`).
"""

from __future__ import annotations

import sys
from itertools import zip_longest
from typing import IO

from rich.console import Console
from rich.text import Text

PLAIN_WIDTH = 100
"""Columns where the output is no terminal."""

_WIDEST = 120
_NARROWEST = 40
LABEL = 10
"""Columns of a label, with the blanks behind it."""


def make_console(file: IO[str] | None = None, *, width: int | None = None) -> Console:
    """A console for :func:`render`: plain and :data:`PLAIN_WIDTH` wide where it is no terminal.

    Args:
        file: Where to write; standard output if None.
        width: Columns; if None, those of the terminal.
    """
    out = sys.stdout if file is None else file
    if not (getattr(out, "encoding", None) or "utf-8").lower().startswith("utf"):
        reconfigure = getattr(out, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    console = Console(file=out, width=width, markup=False, emoji=False, highlight=False)
    if width is None and not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console


class Page:
    """Prints lines that are already cut, each exactly as it is given."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = max(_NARROWEST, min(console.width, _WIDEST))

    def line(self, text: Text | str = "") -> None:
        out = Text(text) if isinstance(text, str) else text.copy()
        out.rstrip()
        self.console.print(out, soft_wrap=True, highlight=False)

    def wrap(self, text: str, width: int) -> list[Text]:
        """Lines of at most `width` columns; a word is cut only where it is longer than a line."""
        lines = list(Text(text).wrap(self.console, max(width, 8), overflow="fold"))
        for line in lines:
            line.rstrip()
        return lines or [Text()]

    def aside(self, left: Text, right: str, style: str = "dim") -> None:
        """`right` at the right edge: on the line of `left` if there is room, else below it."""
        if left.cell_len + 2 + Text(right).cell_len > self.width and right:
            self.line(left)
            left = Text()
        gap = max(0, self.width - left.cell_len - Text(right).cell_len)
        self.line(Text.assemble(left, " " * gap if right else "", (right, style)))

    def labelled(self, label: str, text: str, aside: str = "") -> None:
        """A label, the text wrapped beside it, and `aside` at the right edge of the first line."""
        room = self.width - LABEL - (len(aside) + 2 if aside else 0)
        for n, part in enumerate(self.wrap(text, room)):
            head = (f"{'' if n else label:<{LABEL}}", "bold")
            self.aside(Text.assemble(head, part), "" if n else aside)

    def heading(self, text: str) -> None:
        self.line()
        self.line(Text(text, style="bold underline"))

    def columns(self, left: str, right: str, first: int) -> None:
        """Two wrapped columns, the first `first` columns wide, set in by two."""
        ours = self.wrap(left, first)
        theirs = self.wrap(right, self.width - first - 4)
        for one, other in zip_longest(ours, theirs):
            line = Text("  ") + (one or Text())
            line.pad_right(max(0, first + 4 - line.cell_len))
            self.line(line + (other or Text()))
