"""Records the fixtures: every situation, each with the engine that speaks the draft.

The page connects to a tap, the tap to the server, and what the tap saw and what the page saw go
into one trace. Run it by `interop/browsers/record`; the engines come from `interop/browsers/install`,
the servers of others from `interop/install`.
"""

from __future__ import annotations

import argparse
import datetime
import fnmatch
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from conformance.processes import TargetError
from conformance.tap import Tap
from conformance.targets import HOST, Started, embedded, serving
from conformance.trace import Event, Trace, dumps
from interop.browsers import index
from interop.browsers.engines import ENGINES, BrowserError, Engine, run
from interop.browsers.published import PUBLISHED
from interop.browsers.situations import (
    REFERENCE,
    REFERENCE_OPTIONS,
    SITUATIONS,
    SUBPROTOCOL_OPTIONS,
    WITH_SUBPROTOCOLS,
    Situation,
)
from interop.browsers.wrong_answers import WRONG_ANSWERS
from interop.peers import PEERS

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
COMMAND = "interop/browsers/record"
STARTING = 15.0
ENDING = 15.0
"""Seconds that a server may take to listen, and connections to end when the page is done."""


class Recorder:
    """Records situations one after the other; real servers are started once and kept."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._started: dict[str, int] = {}

    def record(self, engine: Engine, situation: Situation) -> Trace:
        """The trace of one situation. Raises BrowserError and TargetError."""
        events: list[Event] = []
        with self._serving(situation) as (port, server), Tap((HOST, port), events.append) as tap:
            page = run(
                engine,
                situation.script,
                tap.port,
                origin=situation.origin,
                cookies=situation.cookies,
            )
            if not tap.wait(situation.connections, ENDING):
                raise TargetError(f"{situation.name}: a connection is still open")
            day = datetime.datetime.now(datetime.UTC).date().isoformat()
            return Trace(
                tuple(tap.opened),
                tuple(events),
                about=situation.about,
                client=engine.words,
                server=server,
                recorded=day,
                command=f"{COMMAND} {engine.draft}/{situation.name}",
                page=tuple(page),
            )

    @contextmanager
    def _serving(self, situation: Situation) -> Iterator[tuple[int, str]]:
        """The server of a situation: its port and its name."""
        if callable(situation.server):
            with serving(situation.server) as port:
                yield port, "a server made for this recording"
            return
        name = situation.server
        commands = {
            REFERENCE: ([*embedded(), *REFERENCE_OPTIONS], "reference_server"),
            WITH_SUBPROTOCOLS: ([*embedded(), *SUBPROTOCOL_OPTIONS], "reference_server"),
        }
        commands |= {peer.name: (peer.command.split(), peer.name) for peer in PEERS}
        command, words = commands[name]
        if name not in self._started:
            target = self._stack.enter_context(Started(command))
            target.start(STARTING)
            self._started[name] = target.port
        yield self._started[name], words


def chosen(globs: list[str]) -> list[tuple[Engine, str, Situation]]:
    """What to record: engine, folder and situation of each whose draft/name matches."""
    every = [
        (engine, folder, situation)
        for engine in ENGINES
        for folder, situations in (("traces", SITUATIONS), ("answers", WRONG_ANSWERS))
        for situation in situations
        if engine.draft in situation.drafts
    ]
    if not globs:
        return every
    return [e for e in every if any(fnmatch.fnmatchcase(_name(e[0], e[2]), g) for g in globs)]


def _name(engine: Engine, situation: Situation) -> str:
    return f"{engine.draft}/{situation.name}"


def main(arguments: list[str] | None = None) -> int:
    """Record and write; 1 when something could not be recorded, which is named."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("glob", nargs="*", help="only these, as in 76/server-sends-*")
    parser.add_argument("--output", type=Path, default=FIXTURES, help="the folder of the fixtures")
    options = parser.parse_args(arguments)
    failed = 0
    entries = chosen(options.glob)
    if not entries:
        parser.error(f"no situation matches {' '.join(options.glob)}")
    with ExitStack() as stack:
        recorder = Recorder(stack)
        for engine, folder, situation in entries:
            try:
                trace = recorder.record(engine, situation)
            except (BrowserError, TargetError) as error:
                print(f"{_name(engine, situation)}: {error}", file=sys.stderr)
                failed += 1
                continue
            _write(options.output / folder / engine.draft / f"{situation.name}.json", trace)
            print(f"{_name(engine, situation)}: {', '.join(trace.page)}")
    for name, published in PUBLISHED.items():
        _write(options.output / "traces" / "76" / f"{name}.json", published)
    index.write(options.output)
    return 1 if failed else 0


def _write(file: Path, trace: Trace) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dumps(trace), encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())
