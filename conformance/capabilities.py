"""What a target offers, and how fast it is; found out before the first scenario is asked.

The harness promises to call nobody wrong for what a draft leaves open, and a server need not speak
both drafts, echo, or serve two clients at once. So it looks first, by valid conversations only, and
what is missing makes scenarios SKIP, with the reason. To look wrongly would be worse than not to look:
a SKIP is green. Hence what seems to be missing is asked for again, with more patience.

*The pace.* Every wait of the run is made of the target's own trips. The first contact has no such
measure and is tried with growing bounds, so that a server which is silent to one draft and quick in
the other does not cost ten seconds. From then on ``patience`` is a multiple of the *worst* trip seen,
and never less than a second: machines stall. ``round_trip``, which keeps segments apart, is the
network's trip and a little of the server's thinking; a server that thinks for long does not make
segments arrive any closer together.

*Which draft, and whether it echoes.* Speaking a draft is not the same as speaking it rightly, or a
target with a wrong digest would be told that it speaks nothing; likewise an echo
(:mod:`conformance.recognition`). When the draft was asked for by name, any 101 counts. And a server
that reads only some keys rightly speaks the draft all the same: who refuses one client is asked by
another, with the simplest keys, and at last in other ways (:mod:`conformance.second_look`).
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from conformance import wire
from conformance.describe import describe
from conformance.expect import digest
from conformance.extras import rfc6455
from conformance.probe import Address, Tempo, play, why_refused
from conformance.reading import Reading, answered, answered_head, echoed, read
from conformance.recognition import answers_in, echo_of
from conformance.scenario import NEEDS, Await, Connect, On, Opening, Send, Setting, Steps
from conformance.second_look import spoken_otherwise
from reports.model import Kind, Transcript

FIRST_BOUNDS = (1.0, 3.0, 10.0)
"""Seconds that the first answer may take, one try after the other."""
FLOOR = 1.0
"""The least patience, in seconds, whatever was measured."""
MULTIPLE = 30.0
"""Patience in worst trips."""
ROUNDS = 4
LEAST_TRIP = 0.002
"""The least round trip, in seconds: a busy server reads two segments a loopback trip apart as one."""
THINKING = 0.01
"""The most of a server's own time, in seconds, that counts into the round trip."""
CROWD = 16
"""How many clients at a time are tried."""
JOBS = 4
"""Conversations at a time that keep a quick target and this machine busy."""
SLOW = 0.02
"""Seconds of a median trip from which on a target is slow: asked as many at a time as it serves."""


class UnreachedError(Exception):
    """The target was not reached, or speaks neither draft; the message says what it did say."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What was found. ``echo`` holds the drafts in which messages come back."""

    drafts: tuple[str, ...]
    tempo: Tempo
    median: float = 0.0
    worst: float = 0.0
    """The median and the longest trip that was seen, in seconds."""
    echo: frozenset[str] = frozenset()
    crowd: int = 1
    """How many clients were served at the same time; more were not tried."""
    secure: bool = False
    words: tuple[tuple[str, str], ...] = ()
    """Everything that was found, for people."""

    @property
    def jobs(self) -> int:
        """How many scenarios to ask at a time when nobody says otherwise."""
        return self.crowd if self.median > SLOW else min(JOBS, self.crowd)

    def lacks(self, need: str, draft: str) -> str:
        """Why a scenario of ``draft`` cannot have this need; empty when it can."""
        has = {
            "75": "75" in self.drafts,
            "76": "76" in self.drafts,
            "echo": draft in self.echo,
            "service": bool(self.echo),
            "parallel": self.crowd > 1,
            "tls": self.secure,
            "plain": not self.secure,
        }
        return "" if has[need] else f"needs a target that {NEEDS[need]}"


def explore(
    address: Address,
    setting: Setting,
    *,
    drafts: tuple[str, ...] = ("76", "75"),
    patience: float | None = None,
    crowd: int = CROWD,
    waiting: Callable[[str], None] = lambda _: None,
) -> Capabilities:
    """Look at a target.

    ``drafts`` are those to try; one alone counts as asked for by name. ``patience`` in seconds takes
    the place of every measured one; ``waiting`` is told of a long silence. Raises UnreachedError.
    """
    explorer = _Explorer(address, setting, patience)
    explorer.waiting = waiting
    return explorer.explore(drafts, max(crowd, 2))


class _Explorer:
    def __init__(self, address: Address, setting: Setting, patience: float | None) -> None:
        self.address, self.setting = address, setting
        self.fixed = patience
        self.waiting: Callable[[str], None] = lambda _: None
        self.trips: list[float] = []
        self.opens: list[float] = []
        self.words: list[tuple[str, str]] = []
        self.said: dict[str, str] = {}
        self.asked = 0

    # --- the pace ---

    @property
    def tempo(self) -> Tempo:
        worst = max(self.trips, default=0.0)
        patience = self.fixed or max(FLOOR, MULTIPLE * worst)
        if not self.trips:
            return Tempo(0.0, patience)
        trip = min(statistics.median(self.trips), statistics.median(self.opens) + THINKING)
        trip = max(LEAST_TRIP, trip)
        return Tempo(trip, patience)

    def hold(self, steps: Steps, tempo: Tempo | None = None) -> Transcript:
        """Play, and learn from it how long the target takes."""
        transcript = play(self.address, steps, tempo or self.tempo)
        for n, event in enumerate(transcript):
            before = transcript[n - 1] if n else None
            if event.kind is Kind.SENT and not n:
                self.opens.append(event.t)
            if event.kind is Kind.RECEIVED and before and before.kind is Kind.SENT:
                self.trips.append(event.t - before.t)
        return transcript

    def fresh(self) -> Setting:
        """The setting with a token that no other conversation has."""
        self.asked += 1
        return self.setting.for_scenario("capabilities", self.asked)

    def openings(self, draft: str) -> tuple[Opening, Opening, Opening]:
        """Three clients: any one, the simplest that there is, and another."""
        one, two, three = (self.fresh() for _ in range(3))
        return wire.opening(draft, one), wire.simplest(draft, two), wire.opening(draft, three)

    # --- the questions ---

    def explore(self, drafts: tuple[str, ...], crowd: int) -> Capabilities:
        self.first_contact(drafts)
        spoken = tuple(d for d in drafts if self.speaks(d, by_name=len(drafts) == 1))
        if not spoken:
            what = "neither draft" if len(drafts) > 1 else f"no draft {drafts[0]}"
            raise UnreachedError(f"{self.where} speaks {what}; {self.account()}")
        echo = frozenset(d for d in spoken if self.echoes(d))
        at_once = self.crowd(spoken[0], crowd)
        self.words.append(("RFC 6455", rfc6455(self.address, self.setting, self.tempo.patience)))
        secure = self.address.tls is not None
        self.words.append(("tls", "yes" if secure else "no"))
        tempo, median, worst = self.tempo, statistics.median(self.trips), max(self.trips)
        trip = f"{median * 1000:.1f} ms, at worst {worst * 1000:.1f} ms"
        self.words += [("round trip", trip), ("patience", f"{tempo.patience:.3g} s")]
        return Capabilities(
            tuple(sorted(spoken)), tempo, median, worst, echo, at_once, secure, tuple(self.words)
        )

    @property
    def where(self) -> str:
        """The address as a user writes it."""
        host = f"[{self.address.host}]" if ":" in self.address.host else self.address.host
        return f"{host}:{self.address.port}"

    def account(self) -> str:
        """What the target said to each draft, and what may be wrong with the question."""
        said = "; ".join(f"to draft {draft} it said {said}" for draft, said in self.said.items())
        fields = "what else it asks for by --origin, --host and --subprotocol"
        return f"{said}; mind the port, and name the path of the service by --path, and {fields}"

    def first_contact(self, drafts: tuple[str, ...]) -> None:
        """Wait for the first answer to anything; Raises UnreachedError when there is none."""
        bounds = (self.fixed,) if self.fixed else FIRST_BOUNDS
        answers: list[Reading] = []
        for n, bound in enumerate(bounds):
            if n == 1:
                some = any(a.received for a in answers)
                yet = "has sent no whole answer" if some else "has said nothing"
                rest = f"up to {len(drafts) * sum(bounds[n:]):g} s more; --patience S sets how long"
                self.waiting(f"{self.where} {yet} yet; waiting for {rest}")
            answers = []
            for draft in drafts:
                steps = (Send(wire.opening(draft, self.fresh()).whole), Await(answered_head))
                try:
                    reading = read(self.hold(steps, Tempo(0.0, bound)), draft)
                except OSError as error:  # no such host, no route to it
                    why = f"cannot reach {self.where}: {error.strerror or error}"
                    raise UnreachedError(why) from error
                self.said[draft] = describe(reading)
                if reading.ending is Kind.REFUSED:
                    raise UnreachedError(self.refusal())
                if reading.response is not None:
                    return
                answers.append(reading)
            if all(a.ended or a.cut for a in answers):  # a flood gets no better by waiting
                break
        if not self.opens:  # not one conversation began
            raise UnreachedError(self.refusal())
        raise UnreachedError(f"{self.where} speaks neither draft; {self.account()}")

    def refusal(self) -> str:
        patience = self.fixed or FIRST_BOUNDS[0]
        plain = why_refused(Address(self.address.host, self.address.port), patience)
        if plain or self.address.tls is None:
            why = plain.lower() or "the connection was refused"
            what = "nobody listens on" if "refused" in why else "cannot reach"
            return f"{what} {self.where}: {why}; start the server, or mind host and port"
        why = why_refused(self.address, patience) or "it was refused once, and not again"
        remedy = "if it speaks no TLS, write ws:// for wss://"
        if "certificate" in why or "mismatch" in why:
            remedy = "trust it by --ca FILE, or any certificate by --insecure"
        return f"cannot open TLS to {self.where}: {why}; {remedy}"

    def speaks(self, draft: str, by_name: bool) -> bool:
        for opening, times in zip(self.openings(draft), (1.0, 3.0, 3.0), strict=True):
            steps = (Send(opening.whole), Await(answered(draft)))
            reading = read(self.hold(steps, self.tempo.slower(times)), draft)
            self.said[draft] = describe(reading)
            spoken = answers_in(opening, reading) or (by_name and reading.accepted)
            if spoken or (reading.timed_out and times > 1.0):
                break
        name = f"draft {draft}"
        if not spoken and (how := spoken_otherwise(draft, self.fresh(), self.hold)):
            self.words.append((name, f"yes, but wrongly: {how}"))
            return True
        if not spoken:
            self.words.append((name, f"no: {self.said[draft]}"))
        elif not reading.opened:
            self.words.append((name, f"yes, but wrongly: {self.said[draft]}"))
        elif draft == "76" and not digest(opening).look((reading,)).holds:
            self.words.append((name, "yes, but with a wrong digest"))
        else:
            self.words.append((name, "yes"))
        return spoken

    def echoes(self, draft: str) -> bool:
        """Whether texts come back; a no is asked again with three times the patience."""
        for opening, times in zip(self.openings(draft), (1.0, 3.0, 3.0), strict=True):
            setting = self.fresh()
            steps = (Send(opening.whole), Await(answered(draft)), *_say(setting))
            reading = read(self.hold(steps, self.tempo.slower(times)), draft)
            how = echo_of(setting.mark, opening.whole + wire.text(setting.mark), reading)
            if how is not None:
                for _ in range(0 if how else ROUNDS):
                    again = self.fresh()
                    self.hold((*_hello(draft, again), *_say(again)))
                words = f"yes, but wrongly: {how}" if how else "yes"
                self.words.append((f"echo in draft {draft}", words))
                return True
            if times > 1.0 and not reading.ended:
                break
        self.words.append((f"echo in draft {draft}", f"no: {describe(reading)}"))
        return False

    def crowd(self, draft: str, most: int) -> int:
        """How many clients at a time are served, at most ``most``."""
        steps: Steps = ()
        opening = wire.simplest(draft, self.fresh())
        for n in range(most):
            steps = (*steps, *((Connect(),) if n else ()), Send(opening.whole))
        for n in range(most):
            steps = (*steps, On(n), Await(answered_head, vital=True))
        for times in (1.0, 3.0):
            # Nothing is learned of the pace: who waits for others to leave is not slow.
            transcript = play(self.address, steps, self.tempo.slower(times))
            found = sum(answers_in(opening, read(transcript, draft, n)) for n in range(most))
            if found > 1:
                break
        more = " or more" if found == most else ""
        self.words.append(("clients at a time", f"{max(1, found)}{more}"))
        return max(1, found)


def _hello(draft: str, setting: Setting) -> Steps:
    return (Send(wire.opening(draft, setting).whole), Await(answered(draft)))


def _say(setting: Setting) -> Steps:
    return (Send(wire.text(setting.mark)), Await(echoed(setting.mark)))
