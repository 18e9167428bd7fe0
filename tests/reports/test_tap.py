"""TAP: read back by a small reader of the specification's grammar."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given

from reports import tap
from reports.escape import visible
from reports.model import Run, Verdict

from .strategies import REALISTIC, made, runs

_POINT = re.compile(
    r"(not )?ok (\d+) - ((?:[^\\#]|\\[\\#])*?)"
    r"(?: # (SKIP|TODO known|TODO known, but departs no more)(?:$|:? (.*)))?"
)


def _points(text: str) -> list[tuple[bool, str, str]]:
    """Each test point: whether it is ok, its description, its directive."""
    lines = text.removesuffix("\n").split("\n")
    assert lines[0] == "TAP version 13"
    points: list[tuple[bool, str, str]] = []
    inside = False
    for line in lines[2:]:
        if inside or line == "  ---":
            assert line.startswith("  ")
            inside = line != "  ..."
            continue
        if line.startswith("# "):
            continue
        if line == "Bail out! The run was cut short":
            assert line is lines[-1]
            continue
        point = _POINT.fullmatch(line)
        assert point is not None, line
        description = re.sub(r"\\([\\#])", r"\1", point[3])
        points.append((not point[1], description, point[4] or ""))
        assert int(point[2]) == len(points)
    plan = re.fullmatch(r"1\.\.(\d+)( # SKIP .*)?", lines[1])
    assert plan is not None
    assert int(plan[1]) == len(points)
    return points


@given(runs)
def test_every_result_is_one_point_and_nothing_is_forged(run: Run) -> None:
    before = copy.deepcopy(run)
    text = tap.render(run)
    assert run == before
    assert all(char == "\n" or char.isprintable() for char in text)
    points = _points(text)
    assert [name for _, name, _ in points] == [visible(r.id).strip() for r in run.results]
    bad = {Verdict.FAIL, Verdict.ERROR, Verdict.UNDECIDED}
    assert [ok for ok, _, _ in points] == [r.verdict not in bad for r in run.results]
    for result, (ok, _, directive) in zip(run.results, points, strict=True):
        assert (directive == "SKIP") is (result.verdict is Verdict.SKIP)
        todo = result.known is not None and result.verdict is Verdict.FAIL
        assert (directive == "TODO known") is todo
        assert not ok or (directive == "TODO known, but departs no more") is result.outgrown


@given(runs)
def test_every_string_of_a_block_is_quoted(run: Run) -> None:
    for line in tap.render(run).split("\n"):
        if line.startswith("  ") and line not in ("  ---", "  ..."):
            scalar = re.fullmatch(r"  (?:\w+: |  - )(\".*\")|  (?:allowed|bytes):", line)
            assert scalar is not None, line
            # What prove (TAP::Parser::YAMLish) takes for a key, and gives up at the quotation in it.
            assert not re.match(r"\s+- \S+\s*:(\s|$)", line, re.ASCII)
            if scalar[1]:
                assert isinstance(json.loads(scalar[1]), str)


def test_an_item_that_looks_like_a_key_stays_text() -> None:
    words = ("sent: : x", "a:b", " : ", "101: ok", ":")
    lines = tap.render(replace(REALISTIC, results=(made(Verdict.FAIL, expected=words),)))
    items = re.findall(r"(?m)^    - (.*)$", lines.partition("  observed")[0])
    assert [json.loads(item) for item in items] == list(words)
    assert items[1] == '"a:b"'


@pytest.mark.parametrize(("strict", "ok"), [(False, True), (True, False)])
def test_a_missed_should_is_not_ok_only_if_strict(strict: bool, ok: bool) -> None:
    run = replace(REALISTIC, results=(made(Verdict.WARN),))
    assert _points(tap.render(run, strict=strict))[0][0] is ok


def test_a_known_departure_is_a_todo_with_its_reason() -> None:
    known = replace(made(Verdict.FAIL), known="issue #7 \\ later")
    text = tap.render(replace(REALISTIC, results=(known,)))
    assert "\nnot ok 1 - 76/5.3/sample # TODO known: issue \\#7 \\\\ later\n  ---\n" in text
    assert '  known: "issue #7 \\\\ later"\n' in text
    bare = tap.render(replace(REALISTIC, results=(replace(known, known=""),)))
    assert "\nnot ok 1 - 76/5.3/sample # TODO known\n" in bare


def test_a_known_missed_should_is_a_todo_only_where_it_would_fail() -> None:
    run = replace(REALISTIC, results=(replace(made(Verdict.WARN), known="later"),))
    assert "\nok 1 - 76/5.3/sample\n" in tap.render(run)
    assert "\nnot ok 1 - 76/5.3/sample # TODO known: later\n" in tap.render(run, strict=True)


def test_what_was_known_and_departs_no_more_is_a_todo_that_is_done() -> None:
    run = replace(REALISTIC, results=(replace(made(Verdict.PASS), known="later"),))
    todo = "# TODO known, but departs no more: later\n"
    assert f"\nok 1 - 76/5.3/sample {todo}" in tap.render(run)


def test_an_empty_run_and_a_partial_one_say_so() -> None:
    assert "1..0 # SKIP" in tap.render(replace(REALISTIC, results=()))
    assert tap.render(replace(REALISTIC, finished=False)).endswith(
        "\nBail out! The run was cut short\n"
    )


def test_a_skip_names_what_is_missing() -> None:
    assert "ok 5 - 76/5.2/location-behind-tls # SKIP needs TLS\n" in tap.render(REALISTIC)


def test_a_failure_carries_its_argument() -> None:
    text = tap.render(REALISTIC)
    assert '  cite: "76 §5.2 step 6"' in text
    assert '    - "sent Sec-WebSocket-Key1: 1 2 3 : digits 123, spaces 2"' in text
