"""``judge TRACE``: the recorded server of a trace, judged without a network."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from conformance import replay
from conformance.cli_values import FAILED, OK, UsageError
from conformance.pieces import TraceError
from conformance.trace import Trace, loads
from reports.escape import visible
from reports.model import Verdict


def is_trace(file: str) -> bool:
    """Whether the file is meant for a trace: a JSON object with events."""
    try:
        value = json.loads(Path(file).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False  # said by whoever reads it as a report
    return isinstance(value, dict) and "events" in value


def judge(options: argparse.Namespace) -> int:
    """Print the verdict; FAILED for a FAIL, otherwise OK. Raises UsageError."""
    if options.report or options.known:
        raise UsageError("--report and --known are for JSON reports; the verdict on a trace is one")
    try:
        trace = loads(Path(options.file).read_bytes())
        found = replay.judge(trace)
    except OSError as error:
        raise UsageError(f"cannot read the trace {options.file}: {error.strerror}") from None
    except TraceError as error:
        raise UsageError(f"{options.file}: {error}") from None
    print(f"{found.verdict.name:<6}{visible(options.file)}")
    for name, text in lines_about(trace):
        print(f"{name:<10}{visible(text)}")
    print(f"{'allowed':<10}" + f"\n{'or':<10}".join(visible(text) for text in found.expected))
    print(f"{'came':<10}{visible(found.observed)}")
    return FAILED if found.verdict is Verdict.FAIL else OK


def lines_about(trace: Trace) -> list[tuple[str, str]]:
    """What a trace says of itself: labels and texts."""
    parts = (
        ("about", trace.about),
        ("client", trace.client),
        ("server", trace.server),
        ("draft", trace.draft),
        ("page saw", ", ".join(trace.page)),
        ("source", trace.source),
        ("re-typed", ", ".join(trace.retyped)),
    )
    return [(name, text) for name, text in parts if text]
