"""Which findings are told together, and that nothing gets lost by it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given

from reports import html_report, json_report, junit, markdown, tap, terminal
from reports.alike import ALIKE, Alike, alike, kind
from reports.conclusion import conclusion, findings
from reports.model import Event, Kind, Level, Requirement, Result, Run, Verdict
from reports.summary import having

from .strategies import REALISTIC, made, runs

RULE = Requirement("76", "5.3", "sending", Level.MUST, "Only frames are sent.")
PAGE = b"HTTP/1.1 101 x\r\n\r\nHTTP/1.1 500 Internal\r\n"


def broken(name: str, came: bytes = PAGE, choice: str = "no frame", size: int = 9) -> Result:
    result = made(
        Verdict.FAIL,
        name,
        observed=f'{choice}: "{name}"',
        transcript=(Event(0.0, Kind.SENT, bytes(size)), Event(1.0, Kind.RECEIVED, came)),
    )
    return replace(result, breaks=RULE, choice=choice)


MANY = (broken("75/5.3/a"), broken("76/5.3/b", size=3), broken("76/5.3/c"))
RUN = replace(REALISTIC, results=(made(Verdict.PASS), *MANY, made(Verdict.FAIL, "76/5.2/x")))


@given(runs)
def test_every_finding_is_told_once(run: Run) -> None:
    for verdict in ALIKE:
        own = having(run, verdict)
        told = [result for found in alike(own) for result in found.results]
        assert sorted(told, key=id) == sorted(own, key=id)
        assert all(
            {kind(r) for r in found.results} == {kind(found.example)} for found in alike(own)
        )


def test_the_example_took_the_fewest_bytes_and_drafts_do_not_part() -> None:
    first, other = findings(RUN)
    assert isinstance(first, Alike)
    assert [r.id for r in first.results] == ["76/5.3/b", "75/5.3/a", "76/5.3/c"]
    assert first.title == "2 more FAIL in the same way"
    assert other == RUN.results[-1]


@pytest.mark.parametrize(
    "other",
    [
        broken("76/5.3/b", came=b"HTTP/1.1 101 x\r\n\r\nHTTP/1.1 400 Bad\r\n"),
        broken("76/5.3/b", choice="a message that nobody sent"),
        replace(broken("76/5.3/b"), verdict=Verdict.WARN),
        replace(broken("76/5.3/b"), died="exit status 1"),
        replace(broken("76/5.3/b"), breaks=None),
    ],
)
def test_what_is_not_alike(other: Result) -> None:
    assert kind(MANY[0]) != kind(other)


def test_deaths_are_alike_by_their_last_words() -> None:
    one, two = (
        replace(MANY[n], died="exit status 1", printed=f"at {n}\nError: {n}") for n in (0, 1)
    )
    assert kind(one) == kind(two)
    assert kind(one) != kind(replace(two, printed="at 1\nTypeError: 1"))


def test_a_scenarios_own_sentence() -> None:
    def own(name: str, observed: str, step: str = "", cause: str = "") -> Result:
        return made(Verdict.FAIL, name, step=step, observed=observed, cause=cause)

    one = own("76/5.2/a", 'the digest is 3a 4b, not 5c 6d, of "x"')
    assert kind(one) == kind(own("76/5.2/b", 'the digest is 11 22, not 00 ff, of "yy"'))
    assert kind(one) != kind(own("76/5.2/b", 'the digest is 11 22, not 00 ff, of "y"', "step 4"))
    assert kind(one) != kind(own("76/5.2/b", "no digest"))
    caused = own("76/5.2/a", "x", cause="no key3")
    assert kind(caused) == kind(own("75/5.1/b", "y", cause="no key3"))
    assert kind(caused) != kind(own("76/5.2/a", "x"))


def test_the_conclusion_counts_the_ways() -> None:
    assert conclusion(RUN).startswith("The target fails 4 of 5 scenarios, in 2 ways.")
    alone = replace(RUN, results=MANY)
    assert conclusion(alone) == "The target fails 3 of 3 scenarios, in 1 way."


def printed(verbose: bool) -> str:
    out = io.StringIO()
    terminal.render(RUN, terminal.make_console(out, width=80), verbose=verbose)
    return out.getvalue()


def test_the_terminal_tells_one_in_full_and_names_the_others() -> None:
    short = printed(verbose=False)
    assert "\nFAIL  76/5.3/b " in short
    assert "\nFAIL  75/5.3/a " not in short
    assert "\nalike     2 more FAIL in the same way; --verbose tells each in full:\n" in short
    assert "\n  75/5.3/a  a request\n  76/5.3/c  a request\n" in short
    full = printed(verbose=True)
    assert all(f"\nFAIL  {result.id} " in full for result in MANY)
    assert "alike" not in full


def test_the_page_holds_each_and_opens_one() -> None:
    page = html_report.render(RUN)
    assert all(page.count(f'id="{result.id}"') == 1 for result in MANY)
    assert 'id="76/5.3/b" open' in page
    assert 'id="75/5.3/a">' in page
    assert "<summary>2 more FAIL in the same way</summary>" in page


def test_markdown_tells_one_and_names_the_others() -> None:
    text = markdown.render(RUN)
    assert text.count("```text\n") == 2
    assert "<code>76/5.3/b</code>, and 2 more" in text
    assert "| <code>75/5.3/a</code> |" in text


def test_files_for_programs_hold_each_by_itself() -> None:
    assert json_report.loads(json_report.dumps(RUN)).results == RUN.results
    assert junit.render(RUN).count("<failure ") == 4
    assert tap.render(RUN).count("\nnot ok ") == 4
