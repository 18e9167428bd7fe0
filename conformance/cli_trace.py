"""``judge TRACE``: the recorded server of a trace, judged without a network.

One verdict for each connection, counted from 0 as in the file and by ``explain``. The first line is the
worst of them. A connection from which nothing can be concluded is a SKIP that says why.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable

from conformance import bounded, recorded_server
from conformance.cli_values import FAILED, OK, PROGRAM, UsageError
from conformance.pieces import TraceError
from conformance.recorded_server import Found
from conformance.trace import Side, Trace, loads
from reports.escape import visible
from reports.model import Verdict

_WORST = (Verdict.FAIL, Verdict.WARN, Verdict.INFO, Verdict.PASS)
_REASONS = 3
"""Different reasons that an error names."""


def is_trace(file: str) -> bool:
    """Whether the file is meant for a trace: a JSON object with events."""
    try:
        # What a number is, is not asked here: one of too many digits is named by the reader of traces.
        value = json.loads(bounded.read(file, bounded.REPORT), parse_int=str)
    except (OSError, ValueError, RecursionError, MemoryError):
        return False  # said by whoever reads it as a report
    return isinstance(value, dict) and "events" in value


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``judge`` that are for traces."""
    group = parser.add_argument_group("for a trace")
    group.add_argument(
        "--echo",
        action="store_true",
        help="the server echoes: ask for each text of the client, too; without it any text is right",
    )
    group.add_argument(
        "--connection", type=int, metavar="N", help="only connection N, counted from 0"
    )


def judge(options: argparse.Namespace) -> int:
    """Print the verdicts; FAILED for a FAIL (with ``--strict`` a WARN too), otherwise OK.

    Raises UsageError, also where no connection can be judged.
    """
    if options.report or options.known:
        raise UsageError("--report and --known are for JSON reports; leave them out for a trace")
    trace = read_trace(options.file)
    numbers = chosen(trace, options.connection)
    found = recorded_server.judge(trace, numbers, echo=options.echo)
    verdicts = {one.judgement.verdict for one in found if one.judgement}
    if not verdicts:
        raise UsageError(f"{options.file}: {_nothing(found)}")
    _print(options, trace, found)
    bad = {Verdict.FAIL, Verdict.WARN} if options.strict else {Verdict.FAIL}
    return FAILED if verdicts & bad else OK


def read_trace(file: str, remedy: str = "") -> Trace:
    """The trace in a file. Raises UsageError."""
    try:
        return loads(bounded.read(file, bounded.TRACE, "give a shorter recording"))
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None
    except TraceError as error:
        raise UsageError(f"{file}: {error}{remedy}") from None


def chosen(trace: Trace, connection: int | None) -> range:
    """The connections that ``--connection`` asks for, all without it. Raises UsageError."""
    count = len(trace.opened)
    if connection is None:
        return range(count)
    if not 0 <= connection < count:
        raise UsageError(f"--connection {connection}: the trace has {count}, counted from 0")
    return range(connection, connection + 1)


def _nothing(found: Iterable[Found]) -> str:
    """Why there is no verdict, and what to do."""
    reasons: dict[str, list[int]] = {}
    for one in found:
        reasons.setdefault(one.note, []).append(one.connection)
    said = [
        f"connection {', '.join(map(str, numbers[:_REASONS]))}"
        f"{' and others' if len(numbers) > _REASONS else ''}: {note}"
        for note, numbers in reasons.items()
    ][:_REASONS]
    why = f" ({'; '.join(said)})" if said else ", there is none"
    return (
        f"no connection can be judged{why}; record a client's opening handshake and what the "
        f"server answers, by `{PROGRAM} record`"
    )


def _print(options: argparse.Namespace, trace: Trace, found: tuple[Found, ...]) -> None:
    # Here, and not above: rich costs a tenth of a second, which a report that is judged again spares.
    from conformance.cli_explain_terminal import Terminal  # noqa: PLC0415
    from reports.terminal import make_console  # noqa: PLC0415

    out = Terminal(make_console())
    verdicts = {one.judgement.verdict for one in found if one.judgement}
    worst = next(verdict for verdict in _WORST if verdict in verdicts)
    out.line((f"{worst.name:<6}", "bold"), (visible(options.file), ""))
    out.facts(line for line in lines_about(trace) if line[0] != "draft")  # each has its own
    for one in found:
        out.line()
        verdict = one.judgement.verdict if one.judgement else Verdict.SKIP
        draft = f", draft {one.draft}" if one.judgement else ""
        out.line((f"{verdict.name:<6}", "bold"), (f"connection {one.connection}{draft}", ""))
        out.facts(_lines(one, options.verbose))


def _lines(one: Found, verbose: bool) -> list[tuple[str, str]]:
    """What there is to say of one connection: labels and texts."""
    if one.judgement is None:
        return [("because", one.note)]
    found = one.judgement
    lines = [("sent", one.note)] if one.note else []
    if verbose or found.verdict is not Verdict.PASS:
        lines += [("or" if n else "allowed", text) for n, text in enumerate(found.expected)]
    lines.append(("came", found.observed))
    if found.verdict is Verdict.INFO:
        lines.append(("that is", found.choice))
    if found.broken is not None:
        lines.append(("broken", f"{found.broken.cite}: {found.broken.text}"))
    return lines


def lines_about(trace: Trace) -> list[tuple[str, str]]:
    """What a trace says of itself: labels and texts."""
    asked = (n for n in range(len(trace.opened)) if trace.bytes_from(Side.CLIENT, n))
    parts = (
        ("about", trace.about),
        ("client", trace.client),
        ("server", trace.server),
        ("draft", ", ".join(dict.fromkeys(trace.draft_of(n) for n in asked))),
        ("page saw", ", ".join(trace.page)),
        ("source", trace.source),
        ("re-typed", ", ".join(trace.retyped)),
    )
    return [(name, text) for name, text in parts if text]
