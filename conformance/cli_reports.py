"""The commands on saved reports: ``judge``, ``render`` and ``matrix``."""

from __future__ import annotations

import argparse
import sys

from conformance import cli_trace, interrupts, offline
from conformance import cli_values as values
from conformance.catalogue import catalogue
from conformance.cli_diff import diff as diff  # noqa: PLC0414 - a command on reports too
from conformance.cli_files import Destinations
from conformance.cli_run import conclude
from conformance.cli_values import INTERRUPTED, OK, UsageError
from reports.escape import visible
from reports.model import Run, Verdict


def judge(options: argparse.Namespace) -> int:
    """Judge a saved run again; the exit status is the new run's. Or a recorded conversation."""
    if cli_trace.is_trace(options.file):
        return cli_trace.judge(options)
    if options.echo or options.connection is not None:
        name = "--echo" if options.echo else "--connection"
        raise UsageError(f"{name} is for a trace, and {options.file!r} is none; leave it out")
    before = values.load_scenarios(options.file, "JSON report and no trace")
    catalogue()
    known = values.load_known(options.known)
    with Destinations(options.report) as destinations:
        try:
            run, notes = offline.judge(before)
        except offline.OfflineError as error:
            raise UsageError(f"{options.file}: {error}") from None
        status = conclude(run, options, known, destinations)
        for note in notes:
            print(visible(note), file=sys.stderr)
    return status


def render(options: argparse.Namespace) -> int:
    """A saved run in other formats, or at the terminal when none is named."""
    run = values.load_report(options.file)
    with Destinations(options.report) as destinations:
        if options.report:
            interrupts.hold()
        destinations.write(run, strict=options.strict)
    if not options.report:
        from reports import terminal  # noqa: PLC0415 - costs a tenth of a second

        console = terminal.make_console()
        terminal.render(run, console, strict=options.strict, verbose=options.verbose)
    return INTERRUPTED if interrupts.came() else OK


def matrix(options: argparse.Namespace) -> int:
    """Scenarios down, reports across."""
    runs = [(file, values.load_report(file)) for file in options.files]
    ids = sorted({result.id for _, run in runs for result in run.results})
    rows = [(scenario, _row(scenario, runs)) for scenario in ids]
    if options.differing:
        rows = [(scenario, row) for scenario, row in rows if len(set(row)) > 1]
    for number, (file, run) in enumerate(runs, 1):
        drafts = ", ".join(run.target.drafts)
        print(f"[{number}] {visible(file)}: {visible(run.target.address)}, drafts {drafts}")
    wide = max((len(visible(scenario)) for scenario, _ in rows), default=8)
    heads = "".join(f"{f'[{n}]':<11}" for n in range(1, len(runs) + 1))
    print(f"{'':<{wide}}  {heads}".rstrip())
    for scenario, row in rows:
        cells = "".join(f"{cell:<11}" for cell in row)
        print(f"{visible(scenario):<{wide}}  {cells}".rstrip())
    for verdict in Verdict:
        cells = "".join(f"{run.counts[verdict]:<11}" for _, run in runs)
        print(f"{verdict.name:<{wide}}  {cells}".rstrip())
    return OK


def _row(scenario: str, runs: list[tuple[str, Run]]) -> list[str]:
    found = ({r.id: r.verdict.name for r in run.results} for _, run in runs)
    return [verdicts.get(scenario, "-") for verdicts in found]
