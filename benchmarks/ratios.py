"""The arithmetic: from runs to figures, from figures to ratios, from ratios to aims.

A rate is by the clock on the wall, for that is what a user of a server gets. A cost is the server's
own CPU time, which does not depend on how fast the generator is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.loads import KIB, LOADS, Load, Point
from benchmarks.measure import Figures
from benchmarks.roster import LIMIT, LIMITS, OURS

_BUSY = 0.95  # of a core: a process that has no time left
_FLAT = 1.1  # of the cost at 1 KiB: what counts as flat, with the noise of a measurement in it


@dataclass(frozen=True)
class Measurement:
    """One server at one point of a load: a run or several, or why there is none."""

    server: str
    load: Load
    point: Point
    runs: tuple[Figures, ...] = ()
    error: str = ""

    @property
    def median(self) -> Figures:
        """The run in the middle by rate, or by memory for idle clients. Raises IndexError if none."""
        key = _memory if self.point.mode == "idle" else _rate
        return sorted(self.runs, key=key)[len(self.runs) // 2]

    @property
    def rate(self) -> float:
        """Messages or handshakes per second."""
        return _rate(self.median)

    @property
    def memory(self) -> float:
        """Bytes of resident memory that an idle client adds: silent or after a message, the larger."""
        return _memory(self.median)

    @property
    def cost(self) -> float:
        """Seconds of the server's CPU time per message or handshake."""
        return self.median["server_cpu"] / self.median["messages"]

    @property
    def server_share(self) -> float:
        """Of a core, what the server used."""
        return self.median["server_cpu"] / self.median["seconds"]

    @property
    def generator_share(self) -> float:
        """Of a core, what the generator used."""
        return self.median["generator_cpu"] / self.median["seconds"]

    @property
    def generator_bound(self) -> bool:
        """The generator had no time left and the server had: the rate is the generator's."""
        return self.generator_share >= _BUSY > self.server_share


def _rate(run: Figures) -> float:
    return run["messages"] / run["seconds"]


def _memory(run: Figures) -> float:
    after = max(run["resident_idle"], run["resident_after_round"])
    return (after - run["resident_before"]) / run["clients"]


@dataclass(frozen=True)
class Aim:
    """What our server is to reach."""

    load: str
    title: str
    bound: Literal["at least", "at most"]
    value: float
    unit: str


AIMS: tuple[Aim, ...] = (
    Aim("ping-pong", "ping-pong, of the best peer's rate", "at least", 1.0, "x"),
    Aim("in-flight", "messages in flight, of the best peer's rate", "at least", 4.0, "x"),
    Aim("handshakes", "handshakes, of the best peer's rate", "at least", 1.3, "x"),
    Aim("large", "64 KiB messages, of the best peer's rate", "at least", 1.2, "x"),
    Aim("idle", "memory of an idle client", "at most", 2048, " bytes"),
    Aim("sizes", "cost of a byte up to 16 MiB, of that at 1 KiB", "at most", _FLAT, "x"),
    Aim("clients", "cost of a message up to 10,000 clients, of that at 10", "at most", 1.5, "x"),
)


@dataclass(frozen=True)
class Outcome:
    """How an aim came out; `value` is None where something that it needs was not measured."""

    aim: Aim
    value: float | None
    detail: str

    @property
    def reached(self) -> bool | None:
        """None where it is not known."""
        if self.value is None:
            return None
        met = self.value >= self.aim.value
        return met if self.aim.bound == "at least" else self.value <= self.aim.value


def best_peer(measurements: Sequence[Measurement]) -> Measurement | None:
    """The fastest of the servers that are neither ours nor a limit; None if there is none."""
    peers = [m for m in measurements if m.server not in (OURS, *LIMITS) and m.runs]
    return max(peers, key=lambda m: m.rate, default=None)


def costs(measurements: Sequence[Measurement], server: str) -> list[tuple[Point, float]]:
    """Of a load that grows, the cost per message at each point; per byte where the size grows."""
    mine = [m for m in measurements if m.server == server and m.runs]
    sizes = {m.point.size for m in measurements}
    return [(m.point, m.cost / (m.point.size if len(sizes) > 1 else 1)) for m in mine]


def growth(measurements: Sequence[Measurement], server: str) -> float | None:
    """The cost at the dearest point, of that at the first; sizes count from 1 KiB on.

    None unless every point was measured: a server that fails at the last did not grow well.
    """
    points = {m.point for m in measurements}
    found = costs(measurements, server)
    if len(found) < len(points) or not found:
        return None
    sized = len({point.size for point in points}) > 1
    counted = [cost for point, cost in found if not sized or point.size >= KIB]
    return max(counted) / counted[0]


def largest_rise(values: Sequence[float]) -> float:
    """The most that a value is of any value before it; 1 if they only fall."""
    return max([1.0, *(b / a for i, a in enumerate(values) for b in values[i + 1 :])])


def outcome(aim: Aim, measurements: Sequence[Measurement]) -> Outcome:
    """The aim, judged by the measurements of its load."""
    ours = [m for m in measurements if m.server == OURS and m.runs]
    if not ours:
        return Outcome(aim, None, f"{OURS} was not measured")
    if aim.load == "idle":
        return Outcome(aim, ours[0].memory, "resident memory")
    if aim.load in ("sizes", "clients"):
        value, limit = growth(measurements, OURS), growth(measurements, LIMIT)
        if value is None:
            return Outcome(aim, None, "not every point was measured")
        same = "not measured" if limit is None else f"{limit:.2f}x"
        rise = largest_rise([cost for _, cost in costs(measurements, OURS)])
        return Outcome(
            aim, value, f"between any two points {rise:.2f}x; growth of the limit {same}"
        )
    best = best_peer(measurements)
    if best is None:
        return Outcome(aim, None, "no peer was measured")
    by_cpu = best.cost / ours[0].cost
    bound = [m.server for m in (ours[0], best) if m.generator_bound]
    detail = f"the best peer is {best.server}; per CPU second of the server {by_cpu:.2f}x"
    if bound:
        detail += f"; generator-bound: {', '.join(bound)}"
    return Outcome(aim, ours[0].rate / best.rate, detail)


def outcomes(measurements: Sequence[Measurement]) -> list[Outcome]:
    """Every aim whose load was run, judged."""
    by_load = {load.name: [m for m in measurements if m.load == load] for load in LOADS}
    return [outcome(aim, by_load[aim.load]) for aim in AIMS if by_load[aim.load]]
