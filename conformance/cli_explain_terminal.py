"""An explanation on a terminal: bytes in hexadecimal, as characters, and beside them what they are.

Nothing goes through rich's markup, and every text is made visible first (:mod:`reports.escape`): a
terminal obeys what is printed on it. What is wrong is so in words too, for where there is no colour.
Below 112 columns a row holds eight bytes, from there on sixteen.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from conformance.explain_model import Passage, Step, Turn
from conformance.explain_scenario import Act
from conformance.explain_words import MOST_BYTES, ended, heading, left_out, shown
from reports.escape import column, hexadecimal, visible

_WIDEST = 130
_NARROWEST = 60
_WIDE = 112
_GAP = 2
_LABEL = 11

_STYLES = {"ok": "bold", "open": "bold yellow", "wrong": "bold red"}


class Terminal:
    """Prints explanations on a console."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = max(_NARROWEST, min(console.width, _WIDEST))
        self.row = 16 if self.width >= _WIDE else 8

    def line(self, *parts: tuple[str, str]) -> None:
        """One line of (text, style) parts, exactly as they are."""
        if not self.console.is_terminal:  # the same text, without the cost of styling it
            self.console.file.write("".join(text for text, _ in parts).rstrip() + "\n")
            return
        out = Text.assemble(*parts)
        out.rstrip()
        self.console.print(out, soft_wrap=True, highlight=False)

    def title(self, text: str) -> None:
        """A heading with a line above it."""
        self.line()
        for part in self._wrap(text, self.width):
            self.line((part, "bold underline"))

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Labels and texts beside them."""
        for label, text in pairs:
            for n, part in enumerate(self._wrap(text, self.width - _LABEL)):
                self.line((f"{'' if n else label:<{_LABEL}}", "bold"), (part, ""))

    def turns(self, turns: Iterable[Turn]) -> None:
        """A conversation."""
        for turn in turns:
            who, when = heading(turn)
            self.line()
            self.line((visible(who), "bold cyan"), ("   " + when, "dim"))
            if not turn.segments:
                self._indented(ended(turn), 2, "dim")
            self.passages(turn.passages)

    def acts(self, acts: Iterable[Act]) -> None:
        """What a scenario does."""
        for act in acts:
            self.line((f"{act.verb:<9}", "bold cyan"), (visible(act.words), ""))
            self.passages(act.passages)

    def passages(self, passages: Sequence[Passage]) -> None:
        """The passages of a stream, in their order."""
        for passage in shown(passages):
            self._passage(passage)
        if more := left_out(passages):
            self._indented(more, 2, "dim")

    def _passage(self, passage: Passage) -> None:
        data = passage.data[:MOST_BYTES]
        hex_width = 3 * self.row - 1
        left = [
            f"{hexadecimal(part):<{hex_width}}  {column(part):<{self.row}}"
            for part in (data[at : at + self.row] for at in range(0, len(data), self.row))
        ]
        if len(passage.data) > len(data):
            left.append(f"… {len(passage.data)} bytes in all")
        room = 2 + hex_width + 2 + self.row + _GAP
        right = self._explanation(passage, self.width - room)
        for n in range(max(len(left), len(right))):
            bytes_ = left[n] if n < len(left) else ""
            other, style = right[n] if n < len(right) else ("", "")
            self.line((f"  {bytes_:<{room - 2}}", ""), (other, style))
        for step in passage.steps:
            self._step(step)

    def _explanation(self, passage: Passage, width: int) -> list[tuple[str, str]]:
        style = _STYLES[passage.level]
        mark = "" if passage.level == "ok" else f" ({passage.level})"
        out = [(part, style) for part in self._wrap(passage.what + mark, width)]
        out += [(part, "dim") for part in self._wrap(passage.section, width - 2, 2)]
        return out + [(part, "") for part in self._wrap(passage.note, width - 2, 2)]

    def _step(self, step: Step) -> None:
        cite = 19
        words = self._wrap(step.words, self.width - 4 - cite)
        for n, part in enumerate(words):
            self.line((f"    {'' if n else step.section:<{cite}}", "dim"), (part, ""))
        for part in self._wrap(step.value, self.width - 6 - cite):
            self.line((" " * (6 + cite), ""), (part, _STYLES[step.level]))

    def _indented(self, text: str, by: int, style: str) -> None:
        for part in self._wrap(text, self.width - by):
            self.line((" " * by + part, style))

    @staticmethod
    def _wrap(text: str, width: int, indent: int = 0) -> list[str]:
        lines = textwrap.wrap(visible(text), max(width, 10), break_on_hyphens=False) or [""]
        return [" " * indent + line for line in lines]
