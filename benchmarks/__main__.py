"""The command line: `python -m benchmarks [--quick] [--servers A,B] [--loads X,Y] [--json FILE]`.

Exit status: 0 measured, whatever came out; 1 our own server, or the load generator, was missing or
failed, or the file cannot be written; 2 wrong options; 130 interrupted.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from benchmarks import loads, roster
from benchmarks.loads import LOADS, Load
from benchmarks.measure import GENERATOR, MeasureError, cores, run
from benchmarks.ratios import Measurement, Outcome, outcomes
from benchmarks.roster import INSTALL, LIMIT, OURS, SERVERS, Server
from benchmarks.table import render

_SCHEMA = 1


@dataclass(frozen=True)
class Plan:
    """How long and how often."""

    warmup: float
    seconds: float
    repeats: int
    growth_of_peers: bool
    """Whether the loads that ask for growth are run on servers of others too (once, not repeated)."""


_QUICK = Plan(0.5, 1.0, 1, False)
_FULL = Plan(2.0, 5.0, 3, True)


def _names(known: Sequence[str], what: str) -> Callable[[str], list[str]]:
    """A parser for a list of names: in the order of `known`, each once."""

    def parse(text: str) -> list[str]:
        asked = text.split(",")
        for name in asked:
            if name not in known:
                raise argparse.ArgumentTypeError(
                    f"{name!r} is no {what}; choose of {', '.join(known)}"
                )
        return [name for name in known if name in asked]

    return parse


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.05 <= value <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; give seconds, 0.05 to 3600")
    return value


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure our server beside servers of others, all in turn, on this machine.",
        epilog="docs/benchmarks.md says what the figures mean.",
        allow_abbrev=False,
    )
    parser.add_argument("--quick", action="store_true", help="1 s each, once: a first impression")
    parser.add_argument(
        "--seconds", type=_seconds, metavar="S", help="measured seconds of each run (1 or 5)"
    )
    parser.add_argument(
        "--servers",
        type=_names(roster.NAMES, "server"),
        default=list(roster.NAMES),
        metavar="A,B",
        help=f"of {', '.join(roster.NAMES)}",
    )
    parser.add_argument(
        "--loads",
        type=_names(loads.NAMES, "load"),
        default=list(loads.NAMES),
        metavar="X,Y",
        help=f"of {', '.join(loads.NAMES)}",
    )
    parser.add_argument("--json", metavar="FILE", help="write all figures there too")
    return parser.parse_args(argv)


def _machine() -> dict[str, object]:
    """What the figures depend on, and nothing that names the machine."""
    pair = cores()
    return {
        "Python": platform.python_version(),
        "kernel": f"{platform.system()} {platform.release()}",
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "pinned": "server and generator to a core each" if pair else "no",
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def _measure_load(load: Load, chosen: Sequence[Server], plan: Plan) -> list[Measurement]:
    """Every server at every point, in turn, as often as planned; in the servers' order."""
    found = {
        (server.name, point): Measurement(server.name, load, point)
        for server in chosen
        for point in load.points
        if not load.grows or plan.growth_of_peers or server.name in (OURS, LIMIT)
    }
    by_name = {server.name: server for server in chosen}
    for repeat in range(plan.repeats):
        for (name, point), m in found.items():
            once = load.grows and name not in (OURS, LIMIT)
            if m.error or (once and repeat):
                continue
            print(f"{load.name}: {name} ...", file=sys.stderr, flush=True)
            try:
                figures = run(by_name[name], point, plan.warmup, plan.seconds)
                found[name, point] = replace(m, runs=(*m.runs, figures))
            except MeasureError as error:
                found[name, point] = replace(m, runs=(), error=str(error))
    return list(found.values())


def _document(
    machine: dict[str, object],
    plan: Plan,
    measurements: Sequence[Measurement],
    missing: Sequence[Server],
    reached: Sequence[Outcome],
) -> dict[str, Any]:
    """All of it for other programs."""
    return {
        "schema": _SCHEMA,
        "machine": machine,
        "plan": asdict(plan),
        "servers": [{"name": s.name, "version": s.version, "note": s.note} for s in SERVERS],
        "not_measured": [server.name for server in missing],
        "measurements": [
            {
                "server": m.server,
                "load": m.load.name,
                "point": asdict(m.point),
                "median": m.median if m.runs else None,
                "runs": list(m.runs),
                "error": m.error or None,
                "generator_bound": m.generator_bound if m.runs and _timed(m) else None,
            }
            for m in measurements
        ],
        "aims": [
            {**asdict(o.aim), "measured": o.value, "reached": o.reached, "detail": o.detail}
            for o in reached
        ],
    }


def _timed(m: Measurement) -> bool:
    return m.point.mode != "idle"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status. Wrong options raise SystemExit(2)."""
    options = _options(argv)
    plan = _QUICK if options.quick else _FULL
    if options.seconds is not None:
        plan = replace(plan, seconds=options.seconds, warmup=min(plan.warmup, options.seconds))
    if not GENERATOR.exists():
        print(f"not measured: the load generator is not built: run {INSTALL}", file=sys.stderr)
        return 1
    asked = [server for server in SERVERS if server.name in options.servers]
    chosen = [server for server in asked if server.is_installed()]
    missing = [server for server in asked if server not in chosen]
    machine = _machine()
    measurements: list[Measurement] = []
    try:
        for load in LOADS:
            if load.name in options.loads:
                measurements += _measure_load(load, chosen, plan)
    except KeyboardInterrupt:
        print("interrupted; what is complete follows", file=sys.stderr)
        status = 130
    else:
        ours_failed = any(m.error for m in measurements if m.server == OURS)
        status = int(ours_failed or any(server.name == OURS for server in missing))
    reached = outcomes(measurements)
    lines = [f"not measured: {server.name}: run {INSTALL}" for server in missing]
    sys.stdout.write(render(machine, measurements, lines, reached))
    if options.json:
        document = _document(machine, plan, measurements, missing, reached)
        try:
            with open(options.json, "w", encoding="utf-8") as file:
                json.dump(document, file, indent=1)
                file.write("\n")
        except OSError as error:
            print(f"cannot write {options.json!r}: {error.strerror}", file=sys.stderr)
            return status or 1
    return status


if __name__ == "__main__":
    sys.exit(main())
