"""Start the faulty server of an exercise, without telling its name: ``python -m docs.exercise N``.

Which server that is stands in the solutions of ``exercises.md``, and nowhere else.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from conformance.selftest import __main__ as selftest

PAGE = Path(__file__).parent / "exercises.md"

EXERCISE = re.compile(r"^## (\d+)\. (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ASK = re.compile(r"--select '([^']+)'")
SOLUTION = re.compile(r"^Server `([^`]+)`, found by `([^`]+)`, ([^:]+?): ", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """One exercise of the page."""

    number: int
    title: str
    text: str
    select: str
    """The glob of the scenarios that are to be asked."""
    peer: str
    """The faulty server."""
    found_by: str
    """The scenario that must fail."""
    cite: str
    """The sentence that is broken: ``76 §5.3``, with more behind it."""


def exercises() -> dict[int, Exercise]:
    """All exercises of the page, by their numbers. Raises ValueError for one without a solution."""
    found: dict[int, Exercise] = {}
    for number, title, text in EXERCISE.findall(PAGE.read_text(encoding="utf-8")):
        ask, solution = ASK.search(text), SOLUTION.search(text)
        if ask is None or solution is None:
            raise ValueError(f"exercise {number} has no command or no solution")
        found[int(number)] = Exercise(int(number), title, text, ask[1], *solution.groups())
    return found


def main(arguments: list[str] | None = None) -> int:
    """The command: as ``python -m conformance.selftest --peer`` with the name left to guess."""
    parser = argparse.ArgumentParser(prog="python -m docs.exercise", description=__doc__)
    parser.add_argument("number", type=int, help="of the exercise, from 1")
    parser.add_argument("--port", type=int, default=9000, help="0 to 65535; 0: any free one")
    options = parser.parse_args(arguments)
    known = exercises()
    if options.number not in known:
        parser.error(f"no exercise has the number {options.number}; there are 1 to {len(known)}")
    return selftest.main(["--peer", known[options.number].peer, "--port", str(options.port)])


if __name__ == "__main__":
    sys.exit(main())
