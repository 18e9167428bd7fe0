"""The findings in order, the reasons that are told once, and the one line about the whole run."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given

from reports import html_report, json_report, junit, markdown, tap, terminal
from reports.alike import Alike
from reports.conclusion import Group, conclusion, findings
from reports.model import ENDED, Event, Kind, Result, Run, Verdict

from .strategies import REALISTIC, made, runs

GONE = "the target had died during 76/5.3/killer (exit status 1) and did not come back; start <it>"


def _run(*verdicts: Verdict, finished: bool = True) -> Run:
    made_results = tuple(made(v, f"76/5.2/{n}") for n, v in enumerate(verdicts))
    return replace(REALISTIC, results=made_results, finished=finished)


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (_run(Verdict.PASS, Verdict.INFO), "Nothing failed in 2 scenarios."),
        (_run(Verdict.PASS, Verdict.FAIL), "The target fails 1 of 2 scenarios."),
        (
            _run(Verdict.PASS, Verdict.WARN),
            "Nothing failed in 2 scenarios. A SHOULD is missed in 1 scenario.",
        ),
        (
            _run(Verdict.PASS, Verdict.UNDECIDED),
            "Nothing failed in 1 scenario. 1 scenario stayed undecided: not green.",
        ),
        (_run(), "Nothing was shown: no scenario could be judged."),
        (
            _run(Verdict.SKIP),
            "Nothing was shown: no scenario could be judged. 1 scenario skipped.",
        ),
        (
            _run(Verdict.ERROR, Verdict.FAIL),
            "1 scenario met a fault of the harness itself. The target fails 1 of 1 scenario.",
        ),
        (
            _run(Verdict.PASS, finished=False),
            "The run did not come to its end: this report is partial. "
            "No FAIL so far in 1 scenario.",
        ),
    ],
)
def test_the_conclusion(run: Run, said: str) -> None:
    assert conclusion(run) == said


def test_a_strict_conclusion_counts_what_is_missed() -> None:
    assert "counts as a failure" in conclusion(_run(Verdict.WARN), strict=True)


def _listed(*results: tuple[Verdict, str | None]) -> Run:
    made_results = (
        replace(made(verdict, f"76/5.2/{n}", observed=f"{n}" * (n + 1)), known=known)
        for n, (verdict, known) in enumerate(results)
    )
    return replace(REALISTIC, results=tuple(made_results))


FAILS, MISSES = Verdict.FAIL, Verdict.WARN


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (_listed((FAILS, "")), "The target fails 1 of 1 scenario, which is known."),
        (
            _listed((FAILS, ""), (FAILS, "later")),
            "The target fails 2 of 2 scenarios, in 1 way, all known.",
        ),
        (
            _listed((FAILS, ""), (FAILS, None)),
            "The target fails 2 of 2 scenarios, in 1 way, 1 of them known.",
        ),
        (
            _listed((MISSES, ""), (MISSES, "")),
            "Nothing failed in 2 scenarios. A SHOULD is missed in 2 scenarios, in 1 way, all known.",
        ),
        (
            _listed((MISSES, ""), (MISSES, None)),
            "Nothing failed in 2 scenarios. A SHOULD is missed in 2 scenarios, in 1 way, 1 of them "
            "known; what was not known counts as a failure here.",
        ),
        (
            _listed((Verdict.PASS, "later"), (Verdict.UNDECIDED, "later")),
            "Nothing failed in 1 scenario. 1 known departure departs no more: take it off the list. "
            "1 scenario stayed undecided: not green.",
        ),
        (
            _listed((Verdict.PASS, ""), (Verdict.INFO, "")),
            "Nothing failed in 2 scenarios. 2 known departures depart no more: take them off the "
            "list.",
        ),
    ],
)
def test_what_is_known_is_said_behind_its_number(run: Run, said: str) -> None:
    assert conclusion(run, strict=True) == said


def test_what_is_new_comes_first_and_is_never_told_as_known() -> None:
    run = _listed((FAILS, ""), (FAILS, None), (FAILS, ""), (FAILS, None))
    new, old = findings(run)
    assert isinstance(new, Alike)
    assert isinstance(old, Alike)
    assert [r.id[-1] for r in new.results] == ["1", "3"]
    assert [r.id[-1] for r in old.results] == ["0", "2"]
    assert old.title == "1 more FAIL (known) in the same way"


def _open(number: int, because: str = GONE) -> Result:
    return replace(
        made(Verdict.UNDECIDED, f"76/5.3/late-{number}", observed=f"not asked: {because}"),
        because=because,
    )


def _unsure(number: int) -> Result:
    result = made(Verdict.UNDECIDED, f"76/5.3/unsure-{number}")
    return replace(result, because=FIRST, transcript=(Event(0.0, Kind.TIMEOUT),))


KILLER = replace(
    made(Verdict.FAIL, "76/5.3/killer", observed="the target died of this: exit status 1"),
    died="exit status 1",
    printed="Error: \x1b[31mboom\n    at <server>.js:3",
)
DEAD = replace(REALISTIC, results=(KILLER, *(_open(n) for n in range(140))))


def _terminal(run: Run, width: int = 100) -> str:
    out = io.StringIO()
    terminal.render(run, terminal.make_console(out, width=width))
    return out.getvalue()


@given(runs)
def test_no_finding_is_lost_or_told_twice(run: Run) -> None:
    told: list[Result] = []
    for found in findings(run):
        told += (found,) if isinstance(found, Result) else found.results
    wanted = (Verdict.FAIL, Verdict.WARN, Verdict.UNDECIDED, Verdict.ERROR)
    assert sorted(r.id for r in told) == sorted(r.id for r in run.results if r.verdict in wanted)


def test_one_reason_makes_one_group() -> None:
    killer, group = findings(DEAD)
    assert killer is KILLER
    assert isinstance(group, Group)
    assert group.title == "140 scenarios were not decided"
    assert group.reason == [("why", GONE.partition("; ")[0]), ("remedy", "start <it>")]


def test_one_alone_and_those_without_a_shared_reason_stay_by_themselves() -> None:
    lone = _open(1)
    plain = [made(Verdict.UNDECIDED, f"76/5.2/{n}") for n in range(3)]
    assert findings(replace(DEAD, results=(lone, *plain))) == [lone, *plain]


FIRST = f"{ENDED} before a first FAIL was asked again; ask again"
EARLY = replace(
    REALISTIC,
    results=(
        made(Verdict.PASS, "76/5.3/passed"),
        *(_unsure(n) for n in range(3)),
        *(replace(_open(n, f"{ENDED}; ask them"), transcript=()) for n in range(20)),
    ),
    finished=False,
)


def test_a_run_that_was_ended_says_first_what_it_left_and_not_that_nothing_failed() -> None:
    said = conclusion(EARLY)
    assert said == (
        "The run did not come to its end: this report is partial, and 20 of 24 scenarios were not "
        f"asked. 3 scenarios were not decided because {FIRST.partition(';')[0]}. No FAIL so far in "
        "1 scenario."
    )
    for text in (junit.render(EARLY), tap.render(EARLY), html_report.render(EARLY)):
        assert said in text
        assert "Nothing failed" not in text
    one = conclusion(replace(EARLY, results=EARLY.results[:2]))
    assert "0 of 2 scenarios were not asked. 1 scenario was not decided because" in one
    assert "1 of 2 scenarios was not asked." in conclusion(
        replace(EARLY, results=(EARLY.results[0], EARLY.results[-1]))
    )


def test_what_was_not_confirmed_is_named_and_what_was_not_asked_is_counted() -> None:
    shown = _terminal(EARLY)
    assert all(f"unsure-{n}" in shown for n in range(3))
    assert "UNDECIDED  20 scenarios were not decided\n" in shown
    assert "late-1" not in shown.replace("again     ", "").partition("late-0")[2]
    assert all(f"late-{n}" in html_report.render(EARLY) for n in range(20))


def test_two_reasons_make_two_groups() -> None:
    results = tuple(_open(n, f"reason {n % 2}") for n in range(6))
    groups = findings(replace(DEAD, results=results))
    assert [g.because for g in groups if isinstance(g, Group)] == ["reason 0", "reason 1"]
    assert "3 scenarios were not decided because reason 1." in conclusion(
        replace(DEAD, results=results)
    )


def test_the_death_is_in_the_conclusion_once_with_its_remedy() -> None:
    said = conclusion(DEAD)
    assert (
        said == f"The target fails 1 of 1 scenario. 140 scenarios were not decided because {GONE}."
    )
    assert said.count("died") == 1


def test_a_death_that_kept_nothing_open_is_told_too() -> None:
    one = conclusion(replace(DEAD, results=(KILLER,)))
    assert one.endswith("The target died of 76/5.3/killer.")
    another = replace(KILLER, id="76/5.3/other")
    two = conclusion(replace(DEAD, results=(KILLER, another)))
    assert two.endswith("The target died in 2 scenarios, the first of them 76/5.3/killer.")


def test_a_target_that_hangs_is_not_said_to_have_died() -> None:
    hung = replace(KILLER, died="a plain handshake after it got nothing, for more than 30 s")
    said = conclusion(replace(DEAD, results=(hung,)))
    assert said.endswith("The target answered nobody any more after 76/5.3/killer.")
    assert "died" not in said


def test_what_stays_open_for_other_reasons_is_counted_beside() -> None:
    results = (*DEAD.results, made(Verdict.UNDECIDED, "76/5.2/twin"))
    assert conclusion(replace(DEAD, results=results)).endswith(
        "1 more scenario stayed undecided: not green."
    )


@pytest.mark.parametrize("width", [80, 120])
def test_the_terminal_says_the_reason_once_and_names_all(width: int) -> None:
    shown = _terminal(DEAD, width)
    block = shown.partition("UNDECIDED  140 scenarios were not decided\n")[2]
    block = block.partition("\n\n")[0]
    assert block.startswith("why       the target had died during 76/5.3/killer")
    assert "\nremedy    start <it>\n" in block
    assert all(f"late-{n}" in block for n in range(140))
    assert len(block.splitlines()) < 60
    assert max(map(len, block.splitlines()[:-1])) <= width


def test_what_the_target_printed_stands_line_by_line_and_escaped() -> None:
    assert "\nprinted   Error: \\x1b[31mboom\n              at <server>.js:3\n" in _terminal(DEAD)
    page = html_report.render(DEAD)
    assert "<dt>printed</dt><dd>Error: \\x1b[31mboom</dd><dt></dt><dd>    at &lt;server" in page
    assert "printed   Error: \\x1b[31mboom\nprinted       at <server>.js:3\n" in markdown.render(
        DEAD
    )


def test_the_page_and_the_summary_say_the_reason_once_and_name_all() -> None:
    page = html_report.render(DEAD)
    assert page.count("<dt>remedy</dt><dd>start &lt;it&gt;</dd>") == 1
    assert page.count('<details class="result b-undecided" id="76/5.3/late-') == 140
    assert '<details class="result b-undecided" id="76/5.3/late-0" open>' not in page
    text = markdown.render(DEAD)
    assert text.count("start &lt;it&gt;") + text.count("start &#60;it&#62;") == 2  # and concluded
    assert all(f"late-{n}<" in text for n in range(140))
    assert len(text.splitlines()) < 250


def test_the_files_for_programs_hold_each() -> None:
    assert json_report.loads(json_report.dumps(DEAD)) == DEAD
    assert json_report.dumps(DEAD).count('"because": "the target had died') == 140
    assert junit.render(DEAD).count('type="UNDECIDED"') == 140
