"""The report as text: a table per load, then what was not measured, then the aims."""

from collections.abc import Mapping, Sequence

from benchmarks.loads import KIB, MIB, Load, Point
from benchmarks.ratios import Measurement, Outcome, best_peer, costs, growth
from benchmarks.roster import OURS, SERVERS

_BY_NAME = {server.name: server for server in SERVERS}
_FAILED = "failed: "


def _grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell; the first and the last to the left, others right."""
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i])
            for i, cell in enumerate(row[: len(widths) - 1])
        ]
        lines.append("  " + "  ".join([*cells, *row[len(widths) - 1 :]]).rstrip())
    return lines


def _note(m: Measurement) -> str:
    notes = [_BY_NAME[m.server].note]
    if m.runs and m.point.mode != "idle" and m.generator_bound:
        notes.insert(0, "generator-bound")
    return ", ".join(note for note in notes if note)


def _speed(m: Measurement) -> str:
    rate = f"{m.rate:,.0f}/s"
    return rate if m.point.size < KIB else f"{rate} {m.rate * m.point.size / MIB:,.0f} MiB/s"


def _rates(measurements: Sequence[Measurement]) -> list[str]:
    best = best_peer(measurements)
    rows = [["server", "rate", "of best peer", "server CPU", "generator CPU", "CPU each", "note"]]
    for m in measurements:
        if m.error:
            rows.append([m.server, "-", "-", "-", "-", "-", _FAILED + m.error])
            continue
        rows.append(
            [
                m.server,
                _speed(m),
                f"{m.rate / best.rate:.2f}x" if best else "-",
                f"{m.server_share:.0%}",
                f"{m.generator_share:.0%}",
                f"{m.cost * 1e6:,.2f} us",
                _note(m),
            ]
        )
    return _grid(rows)


def _idle(measurements: Sequence[Measurement]) -> list[str]:
    rows = [["server", "connect", "clients/s", "memory per client", "echo round", "note"]]
    for m in measurements:
        if m.error:
            rows.append([m.server, "-", "-", "-", "-", _FAILED + m.error])
            continue
        run = m.median
        rows.append(
            [
                m.server,
                f"{run['connect_seconds']:.2f} s",
                f"{run['clients'] / run['connect_seconds']:,.0f}",
                f"{m.memory:,.0f} B",
                f"{run['round_seconds'] * 1000:,.0f} ms",
                _note(m),
            ]
        )
    return _grid(rows)


def _point(point: Point, sized: bool) -> str:
    if not sized:
        return f"{point.clients:,}"
    for unit, name in ((MIB, "MiB"), (KIB, "KiB")):
        if point.size >= unit:
            return f"{point.size // unit} {name}"
    return f"{point.size} B"


def _growth(load: Load, measurements: Sequence[Measurement]) -> list[str]:
    sized = len({point.size for point in load.points}) > 1
    rows = [["server", *(_point(point, sized) for point in load.points), "growth", "note"]]
    for server in dict.fromkeys(m.server for m in measurements):
        found = dict(costs(measurements, server))
        scale, unit = (1e9, "ns/B") if sized else (1e6, "us")
        cells = [
            f"{found[point] * scale:.2f} {unit}" if point in found else "-" for point in load.points
        ]
        grown = growth(measurements, server)
        mine = [m for m in measurements if m.server == server]
        bound = [_point(m.point, sized) for m in mine if m.runs and m.generator_bound]
        failed = [f"{_FAILED}{_point(m.point, sized)}: {m.error}" for m in mine if m.error]
        notes = [f"generator-bound at {', '.join(bound)}"] if bound else []
        rows.append([server, *cells, f"{grown:.2f}x" if grown else "-", "; ".join(notes + failed)])
    return _grid(rows)


def _outcome(outcome: Outcome) -> list[str]:
    aim = outcome.aim
    digits = 2 if aim.unit == "x" else 0
    value = "-" if outcome.value is None else f"{outcome.value:,.{digits}f}{aim.unit}"
    said = {True: "reached", False: "not reached", None: "not known"}[outcome.reached]
    wanted = f"aim {aim.bound} {aim.value:,.{1 if aim.unit == 'x' else 0}f}{aim.unit}: {said}"
    return [aim.title, value, wanted, f"({outcome.detail})"]


def render(
    machine: Mapping[str, object],
    measurements: Sequence[Measurement],
    missing: Sequence[str],
    outcomes: Sequence[Outcome],
) -> str:
    """The whole report, with a line feed at its end."""
    lines = ["; ".join(f"{name} {value}" for name, value in machine.items())]
    for load in dict.fromkeys(m.load for m in measurements):
        mine = [m for m in measurements if m.load == load]
        lines += ["", f"{load.name}: {load.title}"]
        if load.grows:
            lines += _growth(load, mine)
        else:
            lines += _idle(mine) if load.points[0].mode == "idle" else _rates(mine)
    lines += ["", *missing] if missing else []
    if outcomes:
        lines += ["", f"aims of {OURS}, in this run"]
        lines += _grid([_outcome(each) for each in outcomes])
    return "\n".join(lines) + "\n"
