"""JUnit XML: well-formed whatever the wire sent, and never greener than the run."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from reports import junit
from reports.escape import visible
from reports.model import Run, Verdict

from .strategies import REALISTIC, made, runs


@given(runs)
def test_it_parses_and_holds_every_result_as_it_is(run: Run) -> None:
    before = copy.deepcopy(run)
    root = ET.fromstring(junit.render(run).encode())
    assert run == before
    names = Counter(case.get("name") for case in root.iter("testcase"))
    expected = Counter(visible(r.id) for r in run.results)
    if not run.finished:
        expected["the run came to its end"] += 1
    assert names == expected


@given(runs)
def test_the_totals_are_those_of_the_cases(run: Run) -> None:
    root = ET.fromstring(junit.render(run).encode())
    for element in (root, *root.iter("testsuite")):
        assert element.get("tests") == str(len(list(element.iter("testcase"))))
        assert element.get("failures") == str(len(list(element.iter("failure"))))
        assert element.get("errors") == str(len(list(element.iter("error"))))
        assert element.get("skipped") == str(len(list(element.iter("skipped"))))


@pytest.mark.parametrize(
    ("verdict", "strict", "children"),
    [
        (Verdict.PASS, False, []),
        (Verdict.FAIL, False, ["failure"]),
        (Verdict.WARN, False, ["system-out"]),
        (Verdict.WARN, True, ["failure"]),
        (Verdict.INFO, True, ["system-out"]),
        (Verdict.SKIP, False, ["skipped"]),
        (Verdict.UNDECIDED, False, ["error"]),
        (Verdict.ERROR, False, ["error"]),
    ],
)
def test_each_verdict_has_its_place(verdict: Verdict, strict: bool, children: list[str]) -> None:
    run = replace(REALISTIC, results=(made(verdict),))
    (case,) = ET.fromstring(junit.render(run, strict=strict)).iter("testcase")
    assert [child.tag for child in case] == children


@pytest.mark.parametrize(
    ("verdict", "strict", "children"),
    [
        (Verdict.FAIL, False, ["skipped"]),
        (Verdict.WARN, False, ["system-out"]),
        (Verdict.WARN, True, ["skipped"]),
        (Verdict.PASS, False, ["failure"]),
        (Verdict.INFO, False, ["failure"]),
        (Verdict.SKIP, False, ["skipped"]),
        (Verdict.UNDECIDED, False, ["error"]),
        (Verdict.ERROR, False, ["error"]),
    ],
)
def test_what_is_known_fails_no_build_unless_it_departs_no_more(
    verdict: Verdict, strict: bool, children: list[str]
) -> None:
    listed = replace(made(verdict, observed="what came"), known="the next <release>")
    root = ET.fromstring(junit.render(replace(REALISTIC, results=(listed,)), strict=strict))
    (case,) = root.iter("testcase")
    assert [child.tag for child in case] == children
    assert root.get("failures") == str(children.count("failure"))
    assert root.get("skipped") == str(children.count("skipped"))
    if verdict in (Verdict.FAIL, Verdict.WARN):
        assert "known     the next <release>\n" in (case[0].text or "")
        if children == ["skipped"]:
            assert case[0].get("message") == "known departure: the next <release>"
    elif children == ["failure"]:
        assert case[0].get("message", "").startswith("departs no more, take it off the list")
        assert case[0].get("type") == "OUTGROWN"
    else:
        assert case[0].get("message") == "what came"


def test_a_failure_carries_its_argument() -> None:
    failure = next(ET.fromstring(junit.render(REALISTIC)).iter("failure"))
    assert failure.get("message", "").startswith("101 and 16 bytes")
    assert failure.text is not None
    assert "MUST · 76 §5.2 step 6" in failure.text
    assert failure.text.endswith("--select 76/5.2/key-number-not-a-multiple")


def test_a_partial_run_is_not_green() -> None:
    run = replace(REALISTIC, results=(made(Verdict.PASS),), finished=False)
    root = ET.fromstring(junit.render(run))
    assert (root.get("tests"), root.get("errors")) == ("2", "1")


def test_what_xml_cannot_hold_is_made_visible() -> None:
    run = replace(REALISTIC, results=(made(Verdict.FAIL, observed="\0\x1b]]>\ufffe\ud800"),))
    failure = next(ET.fromstring(junit.render(run).encode()).iter("failure"))
    assert failure.get("message") == "\\x00\\x1b]]>\\ufffe\\ud800"
