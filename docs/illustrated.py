"""The illustrated drafts: prose about recorded conversations, and their bytes, explained.

The prose is in ``illustrated/*.text``. A line of it that begins with ``@`` is an order:

* ``@about FILE``: who spoke, when it was recorded and what the page saw;
* ``@turns FILE N …``: these turns of the conversation, counted from 0, with every byte explained;
* ``@frames FILE N``: of such a turn only what stands behind the opening handshake;
* ``@arithmetic FILE``: the steps from the keys to the response.

FILE is below ``fixtures/``. The bytes are explained by :mod:`conformance.explain`, which shows nothing
of what was recorded without making it inert, and are set into the page as HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from conformance.explain import Turn, explain_trace
from conformance.explain_html import fragment
from conformance.trace import loads
from docs.markup import inline

HERE = Path(__file__).parent
FIXTURES = HERE.parent / "fixtures"

LAST_OF_OPENING = ("response to the challenge", "key3", "blank line")
"""What the last passage of an opening handshake may be called."""

ARITHMETIC = "§5.2"
"""The section whose steps lead from the keys to the response."""


def _turns(name: str) -> tuple[Turn, ...]:
    return explain_trace(loads((FIXTURES / name).read_bytes()))


def _shown(turns: list[Turn]) -> str:
    """The turns as HTML that is one block of Markdown: it has no empty line."""
    lines = fragment(turns).splitlines()
    return "\n".join(line for line in lines if line.strip()) + "\n"


def about(name: str) -> str:
    """Who spoke, as a list."""
    trace = loads((FIXTURES / name).read_bytes())
    saw = ", ".join(trace.page)
    rows = (
        ("recorded", trace.recorded),
        ("client", trace.client),
        ("server", trace.server),
        ("what happens", trace.about),
        ("what the page saw", saw),
    )
    lines = [f"- {label}: {inline(value)}" for label, value in rows if value]
    return "\n".join([*lines, f"- the file: [`fixtures/{name}`](../../fixtures/{name})"])


def _without_arithmetic(turn: Turn) -> Turn:
    """The turn without the steps from the keys to the response, which have a place of their own."""
    bare = [
        replace(p, steps=tuple(s for s in p.steps if ARITHMETIC not in s.section))
        for p in turn.passages
    ]
    return replace(turn, passages=tuple(bare))


def turns(name: str, *numbers: str) -> str:
    """These turns, with every byte explained."""
    everything = _turns(name)
    return _shown([_without_arithmetic(everything[int(number)]) for number in numbers])


def frames(name: str, number: str) -> str:
    """One turn without the opening handshake that it begins with."""
    turn = _turns(name)[int(number)]
    ends = [at for at, p in enumerate(turn.passages) if p.what in LAST_OF_OPENING]
    return _shown([replace(turn, passages=turn.passages[ends[-1] + 1 :])])


def arithmetic(name: str) -> str:
    """The steps of the computation, as a table."""
    steps = [
        s
        for turn in _turns(name)
        for p in turn.passages
        for s in p.steps
        if ARITHMETIC in s.section
    ]
    rows = [f"| {s.section.split()[-1]} | {inline(s.words)} | `{s.value}` |" for s in steps]
    return "\n".join([f"| {ARITHMETIC} step | what | value |", "| --- | --- | --- |", *rows])


ORDERS: dict[str, Callable[..., str]] = {
    "about": about,
    "turns": turns,
    "frames": frames,
    "arithmetic": arithmetic,
}


def page(name: str) -> str:
    """``illustrated/NAME.md``, made of ``illustrated/NAME.text``."""
    lines = (HERE / "illustrated" / f"{name}.text").read_text(encoding="utf-8").splitlines()
    out = []
    for line in lines:
        order, *words = line.removeprefix("@").split() if line.startswith("@") else [""]
        out.append(ORDERS[order](*words) if order else line)
    return "\n".join(out) + "\n"
