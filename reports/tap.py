"""TAP, the Test Anything Protocol: one line for each result, for prove and its relatives.

A TAP reader knows ``ok``, ``not ok`` and the directives SKIP and TODO. FAIL, ERROR and UNDECIDED
are ``not ok`` (nothing that is not green may look green), WARN is ``ok`` unless the run is strict,
SKIP is ``ok`` with its directive and reason. What was argued stands in the YAML block below the
line; its strings are written as JSON strings, which YAML reads as its own double-quoted ones. A
run that was cut short ends with ``Bail out!``.

A known departure (:mod:`reports.known`) is ``not ok`` with the directive TODO, which no reader counts
as a failure; one that departs no more is ``ok`` with it, which a reader reports as a TODO that is done.

All of this is in TAP 13, and 13 is what the first line says: a reader of TAP 14 takes it for its own
(TAP 14, "Version"), but prove refused a 14 until October 2023 (Test::Harness 3.48). The same prove
reads an item of a list as a key where a colon and a blank follow its first word, quoted or not, and
drops every result behind what it cannot read; so such a colon is written as an escape.

``#`` would begin a directive and ``\\`` is the escape, so both are escaped in descriptions
(TAP 14, "Escaping").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from reports import known, summary
from reports.conclusion import conclusion
from reports.escape import LONGEST, left_out, visible, wire
from reports.model import Result, Run, Span, Verdict

_KEY = re.compile(r"(\S+\s*):(?=\s)", re.ASCII)
"""The beginning of an item that prove would read as a key."""

_NOT_OK = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.UNDECIDED})


def _description(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("#", "\\#").strip()


def _string(text: str) -> str:
    return json.dumps(visible(text), ensure_ascii=False)


def _item(text: str) -> str:
    string = _string(text)
    while key := _KEY.match(string):
        string = f"{key[1]}\\u003a{string[key.end() :]}"
    return string


def _listed(key: str, texts: list[str]) -> Iterator[str]:
    if texts:
        yield f"  {key}:"
        yield from (f"    - {_item(text)}" for text in texts)


def _span(span: Span) -> str:
    more = left_out(len(span.data) - LONGEST)
    data = wire(span.data[:LONGEST]) + (f" {more}" if more else "")
    return f"{span.kind.value} {data} : {span.meaning}"


def _diagnostics(result: Result) -> Iterator[str]:
    required = result.argued
    yield "  ---"
    yield f"  verdict: {_string(result.verdict.name)}"
    yield f"  level: {_string(required.level.name)}"
    yield f"  cite: {_string(required.cite)}"
    yield f"  requirement: {_string(required.text)}"
    yield f"  sent: {_string(result.does)}"
    yield from _listed("allowed", list(result.expected))
    yield f"  observed: {_string(result.observed)}"
    if result.means:
        yield f"  can_mean: {_string(result.means)}"
    if result.cause:
        yield f"  likely_cause: {_string(result.cause)}"
    if known.field(result):
        yield f"  known: {_string(known.field(result))}"
    spans = [_span(span) for span in summary.decisive(result)]
    yield from _listed("bytes", spans)
    yield f"  again: {_string(result.reproduce)}"
    yield "  ..."


def _todo(result: Result) -> str:
    """The directive of what was listed as a known departure; empty for any other result."""
    if not (result.is_known or result.outgrown):
        return ""
    reason = _description(result.known or "")
    no_more = ", but departs no more" if result.outgrown else ""
    return f" # TODO known{no_more}{f': {reason}' if reason else ''}"


def _lines(run: Run, strict: bool) -> Iterator[str]:
    yield "TAP version 13"
    yield f"1..{len(run.results)}" + ("" if run.results else " # SKIP no scenario was asked")
    for label, text in summary.about(run):
        yield f"# {label}: {text}"
    for number, result in enumerate(run.results, 1):
        bad = result.verdict in _NOT_OK or (strict and result.verdict is Verdict.WARN)
        line = f"{'not ok' if bad else 'ok'} {number} - {_description(result.id)}"
        if result.verdict is Verdict.SKIP:
            yield f"{line} # SKIP {_description(result.observed)}".rstrip()
            continue
        yield f"{line}{_todo(result) if bad or result.outgrown else ''}"
        if result.verdict is not Verdict.PASS:
            yield from _diagnostics(result)
    yield f"# {conclusion(run, strict=strict)}"
    if not run.finished:
        yield "Bail out! The run was cut short"


def render(run: Run, *, strict: bool = False) -> str:
    """The report as TAP text, to be stored as UTF-8.

    Args:
        strict: A missed SHOULD is ``not ok``.
    """
    return "\n".join(_lines(run, strict)) + "\n"
