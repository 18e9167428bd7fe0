"""The JSON report: the whole Run in a file, exactly, and back.

This is the only format that is read again (to judge anew, to render, to compare), so it holds
everything and shortens nothing. Bytes are hexadecimal, text is JSON text with every non-ASCII
character escaped, so the file is ASCII whatever came from the wire.

The number ``schema`` is raised when a key changes its meaning or goes away. A new key does not
raise it: a reader ignores the keys that it does not know, and keys that only say more (``does``,
``spans``, ``cause`` ...) may be missing. ``counts`` repeats what ``results`` says, for scripts; a
report in which the two differ has been altered or cut, and is refused. ``report.schema.json``
beside this module says the same for other programs.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from reports.escape import visible
from reports.json_object import JsonObject, ReportError, show, wrong
from reports.model import (
    Event,
    Kind,
    Level,
    Requirement,
    Result,
    Run,
    Span,
    Target,
    Verdict,
)

__all__ = ["SCHEMA", "ReportError", "dumps", "loads"]

SCHEMA = 1
"""The version of the format that :func:`dumps` writes and :func:`loads` reads."""

_MOST_DIGITS = sys.int_info.str_digits_check_threshold
_SHOWN_DIGITS = 20
_DRAFTS = ("75", "76", "beyond")


# Writing ------------------------------------------------------------------------------------


def _event(event: Event) -> dict[str, Any]:
    out: dict[str, Any] = {"t": float(event.t), "kind": event.kind.value}
    if event.data:
        out["hex"] = event.data.hex()
    if event.connection:
        out["connection"] = event.connection
    return out


def _span(span: Span) -> dict[str, Any]:
    out: dict[str, Any] = {
        "kind": span.kind.value,
        "hex": span.data.hex(),
        "meaning": span.meaning,
    }
    if span.connection:
        out["connection"] = span.connection
    if span.begins:
        out["begins"] = span.begins
    return out


def _requirement(required: Requirement) -> dict[str, Any]:
    return {
        "draft": required.draft,
        "section": required.section,
        "step": required.step,
        "level": required.level.value,
        "requirement": required.text,
    }


def _result(result: Result) -> dict[str, Any]:
    required = result.requirement
    out: dict[str, Any] = {
        "id": result.id,
        "version": result.version,
        **_requirement(required),
        "verdict": result.verdict.value,
        "does": result.does,
        "expected": list(result.expected),
        "observed": result.observed,
        "choice": result.choice,
        "breaks": _requirement(result.breaks) if result.breaks else None,
        "means": result.means,
        "cause": result.cause,
        "attempts": result.attempts,
        "died": result.died,
        "printed": result.printed,
        "because": result.because,
        "spans": [_span(s) for s in result.spans],
        "transcript": [_event(e) for e in result.transcript],
        "twin": [_event(e) for e in result.twin],
        "reproduce": result.reproduce,
    }
    if result.known is not None:
        out["known"] = result.known
    return out


def dumps(run: Run) -> str:
    """The report as ASCII text, ended by a line feed.

    Raises:
        ValueError: A time is not finite.
    """
    target = run.target
    report = {
        "schema": SCHEMA,
        "tool": {"name": run.tool, "version": run.tool_version},
        "target": {
            "address": target.address,
            "path": target.path,
            "drafts": list(target.drafts),
            "capabilities": dict(target.capabilities),
            "options": dict(target.options),
        },
        "seed": run.seed,
        "started": run.started,
        "seconds": float(run.seconds),
        "finished": run.finished,
        "counts": {verdict.value: n for verdict, n in run.counts.items()},
        "results": [_result(result) for result in run.results],
    }
    return json.dumps(report, indent=1, allow_nan=False) + "\n"


# Reading ------------------------------------------------------------------------------------


def _read_text(value: object, where: str) -> str:
    return value if isinstance(value, str) else wrong(where, value, "text")


def _read_draft(value: object, where: str) -> str:
    text = _read_text(value, where)
    return text if text in _DRAFTS else wrong(where, text, f"one of: {', '.join(_DRAFTS)}")


def _read_event(value: object, where: str) -> Event:
    event = JsonObject(value, where)
    kind = event.one_of("kind", Kind)
    data = event.octets("hex", "")
    if data and kind not in (Kind.SENT, Kind.RECEIVED):
        raise ReportError(f"{event.place('hex')}: an event of the kind {kind.value!r} has no bytes")
    return Event(event.seconds("t"), kind, data, event.whole("connection", 0, least=0))


def _read_span(value: object, where: str) -> Span:
    span = JsonObject(value, where)
    return Span(
        span.one_of("kind", Kind),
        span.octets("hex"),
        span.text("meaning"),
        span.whole("connection", 0, least=0),
        span.whole("begins", 0, least=0),
    )


def _read_requirement(where: JsonObject) -> Requirement:
    return Requirement(
        draft=_read_draft(where.get("draft"), where.place("draft")),
        section=where.text("section"),
        step=where.text("step", ""),
        level=where.one_of("level", Level),
        text=where.text("requirement"),
    )


def _read_breaks(value: object, where: str) -> Requirement | None:
    return None if value is None else _read_requirement(JsonObject(value, where))


def _read_result(value: object, where: str) -> Result:
    result = JsonObject(value, where)
    return Result(
        id=result.text("id"),
        version=result.whole("version", 1, least=1),
        requirement=_read_requirement(result),
        verdict=result.one_of("verdict", Verdict),
        does=result.text("does", ""),
        means=result.text("means", ""),
        expected=result.items("expected", _read_text),
        observed=result.text("observed"),
        choice=result.text("choice", ""),
        breaks=_read_breaks(result.get("breaks", None), result.place("breaks")),
        reproduce=result.text("reproduce"),
        transcript=result.items("transcript", _read_event),
        twin=result.items("twin", _read_event, ()),
        spans=result.items("spans", _read_span, ()),
        cause=result.text("cause", ""),
        attempts=result.whole("attempts", 1, least=1),
        died=result.text("died", ""),
        printed=result.text("printed", ""),
        because=result.text("because", ""),
        known=result.text("known") if "known" in result.value else None,
    )


def _read_target(value: object) -> Target:
    target = JsonObject(value, "target")
    return Target(
        address=target.text("address"),
        path=target.text("path"),
        drafts=target.items("drafts", _read_draft),
        capabilities=target.texts("capabilities"),
        options=target.texts("options", {}),
    )


def _parse(text: str) -> JsonObject:
    try:
        report = JsonObject(json.loads(text, parse_int=_number), "")
    except ReportError:
        raise
    except (ValueError, RecursionError) as error:
        raise ReportError(f"this is not JSON: {visible(str(error))}") from error
    schema = report.whole("schema")
    if schema != SCHEMA:
        raise ReportError(
            f"schema: {show(schema)} is unknown; this version reads {SCHEMA}. "
            "Read the report with the version that wrote it, or run the harness again"
        )
    return report


def _number(digits: str) -> int:
    """A whole number of JSON. A longer one may be refused by Python, which says so of itself."""
    if len(digits) > _MOST_DIGITS:
        begin = f"{digits[:_SHOWN_DIGITS]}… has {len(digits)} digits"
        raise ValueError(f"the number {begin}; a report has none of more than {_MOST_DIGITS}")
    return int(digits)


def _check_counts(report: JsonObject, run: Run) -> None:
    counts = JsonObject(report.get("counts"), "counts")
    for verdict, found in run.counts.items():
        said = counts.whole(verdict.value, 0)
        if said != found:
            raise ReportError(
                f"counts.{verdict.value}: says {show(said)}, but the results hold {found}; "
                "the report was altered or cut"
            )


def loads(text: str) -> Run:
    """The Run that a report tells of; ``loads(dumps(run)) == run``.

    Raises:
        ReportError: The text is not JSON, has another schema number, lacks a key, or holds a value
            that the schema does not know.
    """
    report = _parse(text)
    tool = JsonObject(report.get("tool"), "tool")
    run = Run(
        tool=tool.text("name"),
        tool_version=tool.text("version"),
        target=_read_target(report.get("target")),
        seed=report.whole("seed"),
        started=report.text("started"),
        finished=report.truth("finished"),
        results=report.items("results", _read_result),
        seconds=report.seconds("seconds", 0.0),
    )
    _check_counts(report, run)
    return run
