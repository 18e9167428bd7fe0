"""Which scenarios catch which small liar: what the self-test holds against what it sees.

The tables in the modules ``caught…`` are text: a line with the name of a fault, and below it, indented,
the ids of the scenarios that have to find it. The first of them is the one whose requirement is the
rule that this fault breaks. What follows stands there because a scenario, too, must be caught out by
somebody, and this fault is the one that it finds most clearly; a fault is found by many more than are
written down. ``(patience 0.3)`` behind a name: seconds, where waiting as long as for others shows
nothing more.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from conformance import (
    caught75,
    caught_answer,
    caught_buffers,
    caught_frames,
    caught_keys,
    caught_opening,
    caught_repeated,
    caught_request,
    caught_text,
)

_NAME = re.compile(r"(\S+)(?: \(patience ([0-9.]+)\))?\Z")


@dataclass(frozen=True, slots=True)
class Caught:
    """The scenarios that have to catch one fault; ``ids`` is empty when nobody has named any."""

    name: str
    ids: tuple[str, ...]
    patience: float | None = None
    """Seconds, in the place of what would be measured."""


def parse(table: str) -> dict[str, Caught]:
    """The entries of a table, by name. Raises ValueError for a doubled or an unreadable name."""
    found: dict[str, Caught] = {}
    for block in re.split(r"\n(?=\S)", table.strip()):
        first, *lines = block.splitlines()
        name = _NAME.match(first)
        if name is None or name[1] in found:
            raise ValueError(f"{first!r} is no name of a fault, or is there twice")
        ids = tuple(" ".join(lines).split())
        found[name[1]] = Caught(name[1], ids, float(name[2]) if name[2] else None)
    return found


@functools.cache
def table() -> dict[str, Caught]:
    """All entries, by the name of the fault. Raises ValueError for a name in two tables."""
    every: dict[str, Caught] = {}
    for module in (
        caught75,
        caught_request,
        caught_keys,
        caught_opening,
        caught_repeated,
        caught_answer,
        caught_frames,
        caught_buffers,
        caught_text,
    ):
        for name, caught in parse(module.TABLE).items():
            if name in every:
                raise ValueError(f"{name!r} is in two tables")
            every[name] = caught
    return every
