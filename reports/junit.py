"""JUnit XML, the format that nearly every CI server shows.

JUnit knows three ways not to be green, and seven verdicts have to fit:

    FAIL       failure     the target is wrong
    WARN       passes, with the argument as output; a failure if the run is strict
    INFO       passes, with what the target chose as output
    SKIP       skipped, with the reason
    ERROR      error       the harness is wrong
    UNDECIDED  error       nothing was shown, and that is not green

A known departure (:mod:`reports.known`) is skipped, with the reason for which it is known: so it turns
no CI red. One that departs no more is a failure, as the exit status is then not 0.

A run that was cut short adds a test case of its own, an error: JUnit has no other place to say
that tests are missing, and half a run must not look like a whole one.

XML 1.0 cannot hold most control characters at all, not even escaped; they are made visible
(:mod:`reports.escape`) before the XML is built.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from reports import known, summary
from reports.conclusion import conclusion
from reports.escape import visible
from reports.model import Result, Run, Verdict

_TAGS = {
    Verdict.FAIL: "failure",
    Verdict.ERROR: "error",
    Verdict.UNDECIDED: "error",
    Verdict.SKIP: "skipped",
}


def _tag(result: Result, strict: bool) -> str:
    """The outcome of a test case; empty if it passed."""
    if result.outgrown:
        return "failure"
    tag = _TAGS.get(result.verdict, "")
    if strict and result.verdict is Verdict.WARN:
        tag = "failure"
    return "skipped" if tag and result.is_known else tag


def _case(suite: ET.Element, result: Result, strict: bool) -> str:
    """Add one test case; returns the tag of its outcome, empty if it passed."""
    required = result.requirement
    case = ET.SubElement(
        suite,
        "testcase",
        classname=visible(f"draft{required.draft}.{required.section}"),
        name=visible(result.id),
        time=f"{max((e.t for e in result.transcript), default=0.0):.6f}",
    )
    tag = _tag(result, strict)
    if tag:
        outcome = ET.SubElement(case, tag, message=known.note(result) or visible(result.observed))
        if tag != "skipped":
            outcome.set("type", "OUTGROWN" if result.outgrown else result.verdict.name)
        outcome.text = summary.block(result)
    elif result.verdict is not Verdict.PASS:
        ET.SubElement(case, "system-out").text = summary.block(result)
    return tag


def _suite(root: ET.Element, name: str, results: list[Result], strict: bool) -> list[str]:
    suite = ET.SubElement(root, "testsuite", name=name)
    tags = [_case(suite, result, strict) for result in results]
    _totals(suite, tags)
    return tags


def _totals(element: ET.Element, tags: list[str]) -> None:
    element.set("tests", str(len(tags)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(tags.count(tag)))


def _partial(root: ET.Element, run: Run) -> list[str]:
    suite = ET.SubElement(root, "testsuite", name="the run itself")
    case = ET.SubElement(suite, "testcase", classname="run", name="the run came to its end")
    outcome = ET.SubElement(case, "error", message="the run was cut short", type="PARTIAL")
    outcome.text = conclusion(run)
    _totals(suite, ["error"])
    return ["error"]


def render(run: Run, *, strict: bool = False) -> str:
    """The report as XML text, to be stored as UTF-8.

    Args:
        strict: A missed SHOULD is a failure.
    """
    root = ET.Element("testsuites", name=visible(f"{run.tool} {run.target.address}"))
    tags: list[str] = []
    for draft, sections in summary.sections(run).items():
        for section, results in sections.items():
            tags += _suite(root, summary.place(draft, section), results, strict)
    if not run.finished:
        tags += _partial(root, run)
    _totals(root, tags)
    root.set("time", f"{run.seconds:.6f}")
    for suite in root:
        suite.set("timestamp", visible(run.started))
        properties = ET.Element("properties")
        for label, text in summary.about(run):
            ET.SubElement(properties, "property", name=label, value=text)
        suite.insert(0, properties)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
