"""Is the target still there? A sign of life, and how to bring it back.

A target that died or hangs makes every later scenario look like its failure. So life is checked by a
plain handshake: whoever answers it in its draft, rightly or wrongly, lives. One sign that stays out
proves nothing (a server may end any connection, and may be slow), so it is asked for again, with more
patience, before a target is called dead. And a server that reads only some keys rightly lives all the
same: the first sign asks with the simplest keys, the others with others. So does one that knows only
some orders of the fields (76 §4.1 step 24): it is asked in others last.
"""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass

from conformance import wire
from conformance.describe import describe
from conformance.probe import Address, Tempo, play
from conformance.reading import answered_head, read
from conformance.recognition import answers_in
from conformance.scenario import Await, Send, Setting
from conformance.targets import Started, Target, TargetError
from reports.model import Kind, Transcript

STARTING = 10.0
"""Seconds that a target may take to listen after a start."""
COMING_BACK = 3.0
"""Seconds, at least, in which a target that we cannot start may be brought back by somebody else."""

LINES = 20
"""Lines, at most, of what a dead target printed last."""


@dataclass(frozen=True, slots=True)
class Death:
    """A sign of life that stayed out: what came instead, in words and as a recording."""

    how: str
    sign: Transcript = ()
    printed: str = ""
    """The last lines that a target of ours printed; they tell more than its exit status."""


class Vigil:
    """Watches over one target. ``draft`` is one that the target was seen to accept."""

    def __init__(
        self, address: Address, setting: Setting, draft: str, tempo: Tempo, target: Target
    ) -> None:
        self.address = address
        self.setting = setting
        self.draft = draft
        self.tempo = tempo
        self.target = target
        self.why_gone = ""
        self._asked = 0

    def sign_of_life(self) -> Death | None:
        """None when the target accepts a plain handshake."""
        for times, simply in ((1.0, True), (3.0, False), (3.0, False)):
            transcript, alive = self._greet(times, simply)
            if alive:
                return None
            reading = read(transcript, self.draft)
            gone = reading.ending is Kind.REFUSED and not self._runs()
            if gone or (reading.timed_out and times > 1.0):
                break
        else:
            if self._lives_otherwise():
                return None
        how = self._how(describe(reading), reading.ending)
        return Death(how, transcript, self._printed())

    def revive(self) -> bool:
        """Bring the target back, or wait for a while whether somebody else does."""
        if self.target.restartable:
            try:
                self.target.restart(STARTING)
            except TargetError as error:
                self.why_gone = f"could not be started again: {_first_and_last(str(error))}"
                return False
            self.why_gone = "did not answer when it was started again"
            return self.sign_of_life() is None
        deadline = time.monotonic() + max(COMING_BACK, 3.0 * self.tempo.patience)
        while time.monotonic() < deadline:
            if self._greet(1.0, simply=True)[1]:
                return True
            time.sleep(self.tempo.patience / 20)
        self.why_gone = "did not come back"
        return False

    def _greet(self, times: float, simply: bool) -> tuple[Transcript, bool]:
        """A plain handshake, and whether it was answered in its draft, rightly or wrongly."""
        self._asked += 1
        setting = self.setting.for_scenario("sign of life", self._asked)
        opening = wire.opening(self.draft, setting)
        if simply and self.draft == "76":
            opening = wire.simplest76(setting)
        steps = (Send(opening.whole), Await(answered_head))
        transcript = play(self.address, steps, self.tempo.slower(times))
        reading = read(transcript, self.draft)
        return transcript, reading.accepted or answers_in(opening, reading)

    def _lives_otherwise(self) -> bool:
        """Whether a target that hung up on every plain client of draft 76 serves another order."""
        if self.draft != "76":
            return False
        for _, opening in wire.in_other_orders(wire.simplest76(self.setting)):
            steps = (Send(opening.whole), Await(answered_head))
            reading = read(play(self.address, steps, self.tempo), "76")
            if reading.accepted or answers_in(opening, reading):
                return True
        return False

    def _runs(self) -> bool:
        """False when the target is a process of ours that has ended, or ends in this moment."""
        if not isinstance(self.target, Started):
            return False
        deadline = time.monotonic() + min(0.3, self.tempo.patience)
        while self.target.alive():
            if time.monotonic() > deadline:
                return True
            time.sleep(0.01)
        return False

    def _printed(self) -> str:
        if not isinstance(self.target, Started):
            return ""
        return "\n".join(self.target.process.output_tail().splitlines()[-LINES:])

    def _how(self, came: str, ending: Kind | None) -> str:
        if isinstance(self.target, Started) and not self._runs():
            return _exit_words(self.target.process.exit_status())
        if ending is Kind.REFUSED:
            return "connections are refused"
        return f"a plain handshake after it got {came}"


def _first_and_last(message: str) -> str:
    """Of a message that quotes what a program printed: how it begins, and the last line."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[0] if len(lines) < 2 else f"{lines[0]} … {lines[-1]}"


def _exit_words(status: int | None) -> str:
    if status is None or status >= 0:
        return f"exit status {status}"
    try:
        return f"ended by signal {signal.Signals(-status).name}"
    except ValueError:
        return f"ended by signal {-status}"
