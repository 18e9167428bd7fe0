"""The command ``run``: from options to a Run, its reports and the exit status.

A started target needs a while until it listens. That while is used to import the scenarios and the
terminal's library, which would otherwise be half of a short run.
"""

from __future__ import annotations

import argparse
import functools
import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from conformance import __version__, interrupts, targets
from conformance import cli_values as values
from conformance.cli_target import Place, again_of, check_options, place_of
from conformance.cli_values import UsageError
from conformance.scenario import Scenario
from reports.model import Result, Run, Target, Verdict

if TYPE_CHECKING:
    from conformance.capabilities import Capabilities
    from conformance.cli_files import Destinations
    from conformance.runner import Runner


def run(options: argparse.Namespace) -> int:
    """Ask a target; returns the exit status. Raises UsageError before anything is asked."""
    from conformance.cli_files import Destinations  # noqa: PLC0415 - see the head of this module

    check_options(options)
    with Destinations(options.report) as destinations:
        place = place_of(options)
        starting = _Starting(place.target)
        try:
            ask = _question(options)
            known = values.load_known(options.known)
            _import_ahead()
            if error := starting.outcome():
                return _unreached(error)
            return _asked(options, place, ask, known, destinations)
        finally:
            starting.stop()


def _import_ahead() -> None:
    """What will be needed, while the target starts."""
    import websocket  # noqa: F401, PLC0415

    import reports.terminal  # noqa: F401, PLC0415


class _Starting:
    """Starts the target beside whatever else has to be done meanwhile."""

    def __init__(self, target: targets.Target) -> None:
        self._target = target
        self._error = ""
        self._thread = threading.Thread(target=self._start)
        self._thread.start()

    def _start(self) -> None:
        from conformance.vigil import STARTING  # noqa: PLC0415 - imported beside the main thread

        if isinstance(self._target, targets.Started):
            try:
                self._target.start(STARTING)
            except (targets.TargetError, ValueError, OSError) as error:  # stopped meanwhile
                self._error = str(error)

    def outcome(self) -> str:
        """Wait until it listens; empty, or why it does not."""
        self._thread.join()
        return self._error

    def stop(self) -> None:
        """Stop the target, also one that does not listen yet: then the wait for it ends too."""
        self._target.stop()
        while self._thread.is_alive():
            self._thread.join(0.02)
            self._target.stop()


# --- selection ---


def _selected(options: argparse.Namespace) -> tuple[Scenario, ...]:
    from conformance import catalogue  # noqa: PLC0415 - see the head of this module

    catalogue.catalogue()  # an ill-made catalogue is our fault, an ill-made selection is not
    include = tuple(options.select)
    drafts = ("75", "76") if options.draft == "auto" else (options.draft,)
    try:
        chosen = catalogue.select(include, tuple(options.exclude), drafts, options.all)
    except catalogue.CatalogueError as error:
        raise UsageError(str(error)) from None
    if options.failed_from is None:
        return chosen
    bad = {Verdict.FAIL, Verdict.UNDECIDED, Verdict.ERROR}
    bad |= {Verdict.WARN} if options.strict else set()
    before = values.load_scenarios(options.failed_from)
    failed = {result.id for result in before.results if result.verdict in bad}
    every = catalogue.select(include, tuple(options.exclude), drafts, resource=True)
    if not (again := tuple(s for s in every if s.id in failed)):
        raise UsageError(f"nothing is left to run: {options.failed_from} holds no such failure")
    return again


# --- asking ---

Question = Callable[
    [argparse.Namespace, "Place", "Capabilities"], tuple[tuple[Result, ...], Target, bool]
]
"""From the options, the target's place and what it offers to its results."""


def _question(options: argparse.Namespace) -> Question:
    """What is to be asked: the scenarios, or generated conversations. Raises UsageError."""
    if options.fuzz is None and options.replay is None:
        return functools.partial(_results, _selected(options))
    from conformance import cli_fuzz  # noqa: PLC0415 - most runs need none of it

    return cli_fuzz.asking(options)


def _unreached(message: str) -> int:
    from reports.escape import visible  # noqa: PLC0415

    said, _, printed = message.partition("; it printed: ")
    print(f"{values.PROGRAM}: {visible(said)}", file=sys.stderr)
    for n, line in enumerate(printed.splitlines()):
        print(f"{'' if n else 'it printed':<12}{visible(line)}", file=sys.stderr)
    return values.UNREACHED


def _asked(
    options: argparse.Namespace,
    place: Place,
    ask: Question,
    known: dict[str, str],
    destinations: Destinations,
) -> int:
    from conformance import capabilities  # noqa: PLC0415 - see the head of this module

    began, clock = datetime.now(UTC), time.monotonic()
    try:
        found = capabilities.explore(
            place.address,
            place.setting,
            drafts=("76", "75") if options.draft == "auto" else (options.draft,),
            patience=options.patience,
            crowd=max(options.jobs or 0, capabilities.CROWD),
            waiting=lambda said: print(f"{values.PROGRAM}: {said}", file=sys.stderr, flush=True),
        )
    except capabilities.UnreachedError as error:
        return _unreached(str(error))
    results, target, finished = ask(options, place, found)
    whole = Run(
        tool="hixie-conformance",
        tool_version=__version__,
        target=target,
        seed=options.seed,
        started=began.isoformat(timespec="seconds"),
        finished=finished,
        results=results,
        seconds=time.monotonic() - clock,
    )
    return conclude(whole, options, known, destinations)


def _results(
    selected: Sequence[Scenario],
    options: argparse.Namespace,
    place: Place,
    found: Capabilities,
) -> tuple[tuple[Result, ...], Target, bool]:
    """All results in the order of the selection, the target, and whether the run ended by itself."""
    from conformance.offline import options_of  # noqa: PLC0415
    from conformance.runner import Plan, Runner  # noqa: PLC0415

    again = functools.partial("{} --select {}".format, again_of(options))
    plan = Plan(
        place.address, place.setting, found, place.target, options.seed, options.jobs, again
    )
    runner = Runner(plan)
    words = dict(found.words)
    finished = False

    def ask() -> None:
        nonlocal finished
        _watched(runner, selected)
        finished = True
        words.update(_looked_at(runner, place, found))

    if not interrupts.ended(ask) and not finished:
        runner.leave(selected)
    results = dict(runner.results)
    return (
        tuple(results[s.id] for s in selected if s.id in results),
        Target(place.name, place.setting.path, found.drafts, words, options_of(place.setting)),
        finished,
    )


def _watched(runner: Runner, selected: Sequence[Scenario]) -> None:
    """Run to the end, with a progress line where somebody can see it."""
    gc.disable()  # what a run makes it keeps, so there is nothing to find
    try:
        if not sys.stderr.isatty():
            runner.run(selected)
            return
        from reports.terminal import Progress, make_console  # noqa: PLC0415

        with Progress(make_console(sys.stderr)) as progress:
            progress.begin(len(selected))
            runner.on_result = progress.result
            runner.run(selected)
    finally:
        gc.enable()


def _looked_at(runner: Runner, place: Place, found: Capabilities) -> Iterator[tuple[str, str]]:
    """What is said of the target besides, and looked at when all scenarios are asked."""
    from conformance.extras import closing_answer, cut_short  # noqa: PLC0415

    failed = any(result.verdict is Verdict.FAIL for result in runner.results.values())
    for draft in sorted(found.echo) if failed and not runner.gone else ():
        if short := cut_short(place.address, place.setting, draft, found.tempo):
            yield f"echo in draft {draft}", short
    if "76" in found.drafts:
        yield (
            "answers FF 00 by FF 00",
            "not known: the target had died"
            if runner.gone
            else closing_answer(place.address, place.setting, found.tempo),
        )


# --- the end of a run ---


def conclude(
    whole: Run, options: argparse.Namespace, known: dict[str, str], destinations: Destinations
) -> int:
    """Write the reports, show the run at the terminal, and return the exit status.

    Without a list of known departures those count that a saved run was told with. A run that was
    asked is worth more than a moment of waiting, so a signal that comes now changes the status alone.
    """
    interrupts.hold()
    if options.known is not None:
        whole = values.marked(whole, known)
    destinations.write(whole, strict=options.strict)
    if not destinations.standard_output:
        from reports.terminal import make_console, render  # noqa: PLC0415

        render(whole, make_console(), strict=options.strict, verbose=options.verbose)
    return values.INTERRUPTED if interrupts.came() else values.status(whole, options.strict)
