"""Judging a saved run again, without a network.

A report holds every byte with its time, and the target's options and the seed, of which every byte
that was sent can be made again. So a later version of the harness, with a better check, can judge an
old recording. Two things have to be made sure first, and are said when they are not so: that the
scenario is still known, and that it would send today what was sent then. A changed *expectation* is no
obstacle, it is the purpose.

Left as they are: results without a recording (SKIP, ERROR), and what was UNDECIDED for a reason outside
the conversation, such as a target that died among several suspects.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from conformance.assessment import Case, assess, case_of, judge_twin
from conformance.catalogue import catalogue
from conformance.resulting import result
from conformance.scenario import Scenario, Setting, Steps
from conformance.sent import sent_by
from reports.model import Kind, Result, Run, Transcript, Verdict


class OfflineError(ValueError):
    """A report that lacks what judging needs; the message says what."""


def options_of(setting: Setting) -> dict[str, str]:
    """The setting as options of a report's target. Nothing of the token: the seed makes it."""
    options = {
        "host": setting.host,
        "port": str(setting.port),
        "origin": setting.origin,
        "secure": "yes" if setting.secure else "no",
    }
    if setting.subprotocol is not None:
        options["subprotocol"] = setting.subprotocol
    if setting.headers:
        options["headers"] = json.dumps(setting.headers)
    return options


def setting_of(path: str, options: Mapping[str, str]) -> Setting:
    """The setting that :func:`options_of` wrote. Raises OfflineError."""
    try:
        headers = json.loads(options.get("headers", "[]"))
        return Setting(
            host=options["host"],
            port=int(options["port"]),
            path=path,
            origin=options["origin"],
            subprotocol=options.get("subprotocol"),
            headers=tuple((str(name), str(value)) for name, value in headers),
            secure=options["secure"] == "yes",
        )
    except (KeyError, ValueError, TypeError) as error:
        raise OfflineError(
            "the report's target.options lack or garble what the setting is made of "
            f"({type(error).__name__}: {error}); only a report of this harness can be judged again"
        ) from None


def judge(run: Run) -> tuple[Run, tuple[str, ...]]:
    """The run with every recording judged again, and notes on what changed or could not be.

    Raises OfflineError when the report does not say in which setting it was made.
    """
    setting = setting_of(run.target.path, run.target.options)
    known = {scenario.id: scenario for scenario in catalogue()}
    results: list[Result] = []
    notes: list[str] = []
    for old in run.results:
        new, note = _judge(old, known.get(old.id), setting, run.seed)
        results.append(replace(new, known=old.known))
        notes += [note] if note else []
        if new.verdict is not old.verdict:
            notes.append(f"{old.id}: was {old.verdict.name}, is {new.verdict.name}")
    return replace(run, results=tuple(results)), tuple(notes)


def _judge(
    old: Result, scenario: Scenario | None, setting: Setting, seed: int
) -> tuple[Result, str]:
    if not old.transcript:
        return old, ""
    if scenario is None:
        return _open(old, "this version of the harness does not know the scenario")
    versions = (
        f"recorded as version {old.version}, judged as version {scenario.version}"
        if old.version != scenario.version
        else ""
    )
    try:
        case = case_of(scenario, setting, seed)
        if not _same_bytes(case, old):
            return _open(old, f"the scenario sends other bytes now ({versions or 'same version'})")
        found = assess(case, old.transcript, old.twin)
        valid = judge_twin(case, old.twin)
    except Exception as error:  # ours: named in the report
        return _open(old, f"the harness failed: {type(error).__name__}: {error}", Verdict.ERROR)
    twin_worked = valid is None or valid.verdict in {Verdict.PASS, Verdict.INFO}
    note = f"{old.id}: {versions}" if versions else ""
    if old.verdict is Verdict.UNDECIDED and twin_worked:
        return old, note
    new = result(found, old.reproduce, old.attempts)
    return (replace(new, died=old.died or new.died, printed=old.printed) if new.died else new), note


def _open(old: Result, why: str, verdict: Verdict = Verdict.UNDECIDED) -> tuple[Result, str]:
    """A result that cannot be judged again, with its recording and the reason."""
    observed = f"not judged again: {why}; it was {old.verdict.name}: {old.observed}"
    because = why if verdict is Verdict.UNDECIDED else ""
    return replace(old, verdict=verdict, observed=observed, because=because), f"{old.id}: {why}"


def _same_bytes(case: Case, old: Result) -> bool:
    """What was sent is the beginning of what would be sent now."""
    twin = case.scenario.twin
    steps = case.scenario.steps(case.setting)
    return _begins(old.transcript, steps) and (
        twin is None or _begins(old.twin, twin.steps(case.setting))
    )


def _begins(transcript: Transcript, steps: Steps) -> bool:
    sent: dict[int, bytes] = {}
    for event in transcript:
        if event.kind is Kind.SENT:
            sent[event.connection] = sent.get(event.connection, b"") + event.data
    return all(now.startswith(sent.get(n, b"")) for n, now in sent_by(steps).items())
