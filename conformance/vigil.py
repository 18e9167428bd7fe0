"""Is the target still there? A sign of life, and how to bring it back.

A target that died or hangs makes every later scenario look like its failure. So life is checked by a
plain handshake: whoever answers it in its draft, rightly or wrongly, lives. One sign that stays out
proves nothing (a server may end any connection, and may be slow), so it is asked for again, with more
patience, before a target is called dead. And a server that reads only some keys rightly lives all the
same: the first sign asks with the simplest keys, the others with others. So does one that knows only
some orders of the fields (76 §4.1 step 24): it is asked in others last.

A target that takes connections and answers none is not dead: it hangs, or it is busy with what a client
sent. Only a connection that is refused shows a death, or the end of a process that is ours. So a busy
one is waited for, and only so long in all, or a server that hangs would make a run endless.

A target that still works at what was asked before is slow, and its silence shows nothing. Whether it
has its usual pace, a plain handshake tells: *calm* is when it is answered in the usual time.
"""

from __future__ import annotations

import math
import signal
import time
from dataclasses import dataclass

from conformance import wire
from conformance.describe import describe
from conformance.probe import Address, Tempo, play
from conformance.reading import Reading, answered_head, read
from conformance.recognition import answers_in
from conformance.scenario import Await, Send, Setting
from conformance.targets import Started, Target, TargetError
from reports.model import Kind, Transcript

STARTING = 10.0
"""Seconds that a target may take to listen after a start."""
COMING_BACK = 3.0
"""Seconds, at least, in which a target that we cannot start may be brought back by somebody else."""

OUTLAST = 30.0
"""Patiences in which a target that takes connections may answer again."""
AGAIN = 10.0
"""Patiences in which it may, when what was asked alone has kept it from answering before."""
IN_VAIN = 240.0
"""Patiences, in all, for which a run waits in vain for a target that may only be busy."""
CALM = 60.0
"""Patiences, in all, for which a run waits for the usual pace of a target that answers."""
LEAST = 3.0
"""Patiences of such a wait when those are used up."""
USUAL = 0.05
"""Seconds that a plain handshake may always take; machines stall."""
TRIPS = 10
"""Round trips that a plain handshake may take in the usual pace."""
TIMES = 3.0
"""How much longer than the first plain handshake, before anything was asked, another may take."""
PART = 0.3
"""Of the patience, which is many times the worst that was seen of a target, a part is usual too."""
LOOKS = 3
"""Plain handshakes, at least, that are to show the usual pace."""
SPARE = 60.0
"""Patiences, in all, for which a run asks once more what has kept the target busy."""

LINES = 20
"""Lines, at most, of what a dead target printed last."""


@dataclass(frozen=True, slots=True)
class Death:
    """A sign of life that stayed out: what came instead, in words and as a recording."""

    how: str
    sign: Transcript = ()
    printed: str = ""
    """The last lines that a target of ours printed; they tell more than its exit status."""
    dead: bool = True
    """Otherwise it takes connections, and hangs or is busy."""
    sure: bool = True
    """It was waited for as long as a busy target deserves."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a target answered plain handshakes."""

    usual: bool
    accepted: bool
    """The last of them was answered in its draft."""


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
        self.busy = 0.0
        """For how many seconds the last sign of life was kept waiting beyond all patience."""
        self.first = 0.0
        """Seconds that the first plain handshake took which was answered."""
        self._asked = 0
        self._hangs = False
        self._in_vain = IN_VAIN * tempo.patience
        self._for_calm = CALM * tempo.patience
        self.spare = SPARE * tempo.patience
        """Seconds for which what has kept the target busy may still be asked once more."""

    @property
    def quick(self) -> float:
        """Seconds in which a target that is not busy at all answers a plain handshake."""
        return max(USUAL, TRIPS * self.tempo.round_trip, TIMES * self.first)

    @property
    def usual(self) -> float:
        """Seconds in which a plain handshake is answered in the usual pace."""
        return max(self.quick, PART * self.tempo.patience)

    def sign_of_life(self, *, again: bool = False) -> Death | None:
        """None when the target accepts a plain handshake, if only after it was busy.

        ``again``: what was asked alone has kept it from answering before.
        """
        began, self.busy, self._hangs = time.monotonic(), 0.0, False
        sign = self._missing()
        if sign is None:
            return None
        if self._ended(read(sign, self.draft)):
            return self._death(sign)
        return self._outlast(sign, began, (AGAIN if again else OUTLAST) * self.tempo.patience)

    def _missing(self) -> Transcript | None:
        """The last of some plain handshakes, none of which was answered; None if one was."""
        for times, simply in ((1.0, True), (3.0, False), (3.0, False)):
            transcript, alive = self._greet(times, simply)
            if alive:
                return None
            reading = read(transcript, self.draft)
            ours = isinstance(self.target, Started)  # it may yet listen while it runs
            gone = reading.ending is Kind.REFUSED and not (ours and self._runs())
            if gone or (reading.timed_out and times > 1.0):
                break
        else:
            if self._lives_otherwise():
                return None
        return transcript

    def _outlast(self, sign: Transcript, began: float, whole: float) -> Death | None:
        """Wait until a target that takes connections answers again; None when it does."""
        wait = min(whole, max(self._in_vain, LEAST * self.tempo.patience))
        while time.monotonic() - began < wait:
            sign, alive = self._greet(LEAST, simply=True)
            if alive:
                self.busy = time.monotonic() - began
                return None
            reading = read(sign, self.draft)
            if self._ended(reading):
                return self._death(sign)
            if not reading.timed_out:
                time.sleep(self.tempo.patience / 4)
        self._in_vain -= wait
        self._hangs = True
        return self._hang(sign, wait, sure=wait >= whole)

    def look(self) -> float:
        """Seconds after which a plain handshake is answered now; infinite if it is not in time."""
        return _delay(self._greet(1.0, simply=True)[0])

    def calm(self) -> Pace:
        """Whether the target has its usual pace; one that has not is waited for.

        That takes two handshakes in a row: of a target that is busy one may be quick by chance. All
        such waits are bounded: on a machine that is busy itself the usual pace may never come.
        """
        began, quick, looks = time.monotonic(), 0, 0
        limit = min(OUTLAST * self.tempo.patience, self._for_calm)
        while True:
            transcript, accepted = self._greet(1.0, simply=True)
            looks += 1
            in_time = _delay(transcript) <= self.usual
            quick = quick + 1 if in_time else 0
            took = time.monotonic() - began
            if quick == 2 or (looks >= LOOKS and took >= limit):
                self._for_calm -= took
                return Pace(usual=quick == 2, accepted=accepted)
            if not in_time:
                time.sleep(self.tempo.patience / 20)

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
        self.why_gone = "did not come back"
        if self._hangs:
            return False  # it was waited for already
        deadline = time.monotonic() + max(COMING_BACK, 3.0 * self.tempo.patience)
        while time.monotonic() < deadline:
            if self._greet(1.0, simply=True)[1]:
                return True
            time.sleep(self.tempo.patience / 20)
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
        alive = reading.accepted or answers_in(opening, reading)
        self.first = self.first or (_delay(transcript) if alive else 0.0)
        return transcript, alive

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
            return True
        deadline = time.monotonic() + min(0.3, self.tempo.patience)
        while self.target.alive():
            if time.monotonic() > deadline:
                return True
            time.sleep(0.01)
        return False

    def _ended(self, reading: Reading) -> bool:
        """Whether the target is dead, and not only silent or unwilling."""
        return reading.ending is Kind.REFUSED or not self._runs()

    def _death(self, sign: Transcript) -> Death:
        how = "connections are refused"
        if isinstance(self.target, Started) and not self._runs():
            how = _exit_words(self.target.process.exit_status())
        return Death(how, sign, self._printed())

    def _hang(self, sign: Transcript, wait: float, *, sure: bool) -> Death:
        reading = read(sign, self.draft)
        how = f"a plain handshake after it got {describe(reading)}, for more than {wait:.3g} s"
        if reading.timed_out:
            how += ": it hangs or is busy"
        return Death(how, sign, self._printed(), dead=False, sure=sure)

    def _printed(self) -> str:
        if not isinstance(self.target, Started):
            return ""
        return "\n".join(self.target.process.output_tail().splitlines()[-LINES:])


def _delay(transcript: Transcript) -> float:
    """Seconds until anything came, be it the whole answer, a part of it or the end."""
    came = (e.t for e in transcript if e.kind not in {Kind.SENT, Kind.TIMEOUT})
    return next(came, math.inf)


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
