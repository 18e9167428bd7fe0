"""What was known before a run, in the words of all formats."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from reports import known
from reports.model import Result, Verdict

from .strategies import made, results

DEPARTS = {Verdict.FAIL, Verdict.WARN}
KEEPS = {Verdict.PASS, Verdict.INFO}


@given(results)
def test_a_note_is_one_visible_line_of_what_was_listed_and_shown(result: Result) -> None:
    assert known.note(result).isprintable()
    assert known.field(result).isprintable()
    assert bool(known.field(result)) is bool(known.note(result))
    listed = result.known is not None
    assert bool(known.note(result)) is (listed and result.verdict in DEPARTS | KEEPS)
    assert bool(known.mark(result)) is (listed and result.verdict in DEPARTS)
    assert result.outgrown is (listed and result.verdict in KEEPS)


@pytest.mark.parametrize(
    ("verdict", "reason", "said"),
    [
        (Verdict.FAIL, "later", "known departure: later"),
        (Verdict.WARN, "", "known departure"),
        (Verdict.PASS, "", "departs no more, take it off the list of known departures"),
        (
            Verdict.INFO,
            "later",
            "departs no more, take it off the list of known departures; it was known: later",
        ),
        (Verdict.SKIP, "later", ""),
        (Verdict.FAIL, None, ""),
    ],
)
def test_the_note(verdict: Verdict, reason: str | None, said: str) -> None:
    assert known.note(replace(made(verdict), known=reason)) == said


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([], ""),
        ([None], ""),
        ([""], ", which is known"),
        (["", "later"], ", all known"),
        (["", None, "later"], ", 2 of them known"),
    ],
)
def test_the_share(reasons: list[str | None], said: str) -> None:
    assert known.share([replace(made(Verdict.FAIL), known=why) for why in reasons]) == said
