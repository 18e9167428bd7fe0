"""The commands ``list`` and ``explain``: the scenarios in words, without a target."""

from __future__ import annotations

import argparse
import fnmatch
import json
import textwrap

from conformance.assessment import LIVES_ON
from conformance.catalogue import CatalogueError, by_id, catalogue
from conformance.cli_values import OK, UsageError
from conformance.describe import show
from conformance.scenario import (
    NEEDS,
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    On,
    Pause,
    Reset,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
)
from reports.escape import hexadecimal
from reports.model import Level, Requirement, Verdict

LONGEST = 256
"""Bytes of one step that ``explain`` shows; ``reproduce`` has them all."""

_WIDTH = 100
_UNMET = {Level.MUST: "FAIL", Level.SHOULD: "WARN"}


def find(scenario_id: str) -> Scenario:
    """The scenario of an id from the command line. Raises UsageError."""
    catalogue()  # an ill-made catalogue is our fault, an unknown id is not
    try:
        return by_id(scenario_id)
    except CatalogueError as error:
        raise UsageError(str(error)) from None


def list(options: argparse.Namespace) -> int:
    """Print the scenarios."""
    chosen = [
        s
        for s in catalogue()
        if not options.glob or any(fnmatch.fnmatchcase(s.id, glob) for glob in options.glob)
    ]
    if not chosen:
        raise UsageError(f"no scenario matches {' '.join(options.glob)}; list without a glob")
    if options.json:
        print(json.dumps([_facts(s) for s in chosen], indent=1))
        return OK
    wide = max(len(s.id) for s in chosen)
    for s in chosen:
        costly = "  (--all)" if s.resource else ""
        print(f"{s.id:<{wide}}  {s.requirement.level.value:<9}  {s.requirement.cite}{costly}")
    return OK


def _facts(scenario: Scenario) -> dict[str, object]:
    required: Requirement = scenario.requirement
    return {
        "id": scenario.id,
        "draft": required.draft,
        "section": required.section,
        "step": required.step,
        "level": required.level.value,
        "requirement": required.text,
        "does": scenario.does,
        "means": scenario.means,
        "needs": sorted(scenario.needs),
        "twin": scenario.twin is not None,
        "resource": scenario.resource,
        "version": scenario.version,
    }


def explain(options: argparse.Namespace) -> int:
    """Print all that one scenario is."""
    scenario = find(options.id)
    setting = Setting().for_scenario(scenario.id, 0)
    required = scenario.requirement
    print(
        f"{scenario.id}    {required.level.value} · {required.cite}    version {scenario.version}"
    )
    _labelled("", required.text)
    _labelled("sent", scenario.does)
    answers = scenario.answers(setting)
    for verdict, label in ((Verdict.PASS, "allowed"), (Verdict.INFO, "open")):
        for answer in answers:
            if answer.verdict is verdict:
                _labelled(label, answer.check.text)
    for answer in answers:
        if answer.verdict in {Verdict.FAIL, Verdict.WARN}:
            _labelled(answer.verdict.name, answer.check.text)
    _labelled("otherwise", _UNMET.get(required.level, "INFO: what came is recorded"))
    _labelled("always", LIVES_ON)
    _labelled("means", scenario.means)
    needs = sorted({scenario.draft, *scenario.needs})
    _labelled("needs", "a target that " + ", ".join(NEEDS[need] for need in needs))
    if scenario.resource:
        _labelled("costs", "much time or memory: asked only with --all or by --select")
    _conversation("the conversation, in a sample setting", scenario.steps(setting))
    if scenario.twin is not None:
        _conversation("its valid twin, which has to work too", scenario.twin.steps(setting))
        _labelled("counts if", scenario.twin.answers(setting)[0].check.text)
    return OK


def _labelled(label: str, text: str) -> None:
    lines = textwrap.wrap(text, _WIDTH - 11) or [""]
    for n, line in enumerate(lines):
        print(f"{'' if n else label:<11}{line}")


def _conversation(title: str, steps: Steps) -> None:
    print(f"\n{title}:")
    for step in steps:
        for n, line in enumerate(_lines(step)):
            print(f"  {line}" if n == 0 else f"           {line}")


_PLAIN: dict[type[Step], str] = {
    Await: "read     until the answer to this has come, or patience runs out",
    AwaitEnd: "read     until the target ends the connection, or patience runs out",
    HalfClose: "end      our own direction (FIN), and go on reading",
    Close: "close    the connection (FIN)",
    Reset: "reset    the connection (RST)",
    Connect: "connect  once more; what follows goes there",
}


def _lines(step: Step) -> tuple[str, ...]:
    match step:
        case Send():
            return _bytes(step.data)
        case Pause():
            return (f"pause    {step.trips:g} round trip{'' if step.trips == 1 else 's'}",)
        case On():
            return (f"turn to  connection {step.connection + 1}",)
        case _:
            return (_PLAIN[type(step)],)


def _bytes(data: bytes) -> tuple[str, ...]:
    """What a step sends: a line of an opening handshake as text, all else in hexadecimal too."""
    shown = data[:LONGEST]
    lines: tuple[str, ...] = ()
    head, end, rest = shown.partition(b"\r\n\r\n")
    if end and head[:1].isalpha():
        lines = tuple(show(line + b"\r\n", LONGEST) for line in head.split(b"\r\n"))
        lines = (*lines, show(b"\r\n"))
        shown = rest
    for at in range(0, len(shown), 16):
        row = shown[at : at + 16]
        lines = (*lines, f"{hexadecimal(row):<47}  {show(row)}")
    if len(data) > LONGEST:
        lines = (*lines, f"… {len(data)} bytes in all")
    first, *more = lines or ("nothing",)
    return (f"send     {first}", *more)
