"""What may be said of a reading: small checks, each with the words that a report prints.

A check looks at what the peer said and answers yes, or no with a reason. It knows no socket and no
clock. It also says what its *no* rests on, because not every *no* is worth the same:

* ``BYTES``: something wrong came. Bytes do not lie, and asking again cannot make them unsaid.
* ``END``: something is missing because the server ended the connection. A server may do that at any
  time (76 §6.3), so one end proves nothing. An end that comes again and again after the same bytes,
  and never after their valid twin, is the server's answer to those bytes.
* ``SILENCE``: something is missing because nothing more came while we waited. A slow server is not a
  wrong one, so this is asked again, alone and with more patience, before it is believed.
* ``TWIN``: something wrong came, and shows nothing of the fault when the valid twin goes wrong as well.

A scenario lists the answers that the draft allows, as checks with verdicts; :func:`judge` takes the
first whose check holds. When none holds, the level of the requirement decides. Nothing here imports
the client's pen: what was expected comes in as a value of the scenario.

One rule holds for all of them. A server that does not take a handshake should end the connection
(75 §7, 76 §5.1 and §7). So where its end would have been right, and not one byte came but the client
was left waiting, a "should" was missed: that is a WARN, whatever the level of the requirement, and it
says nothing of what the scenario is about. Where a draft has a "must" for the end, the scenario says so
with an answer of its own.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from conformance.describe import describe
from conformance.reading import Reading
from conformance.rules import NOT_KEPT_WAITING, Rule
from reports.model import Kind, Level, Requirement, Verdict


class Basis(enum.Enum):
    """What the *no* of a check rests on. See the head of this module."""

    BYTES = "bytes"
    END = "end"
    SILENCE = "silence"
    TWIN = "twin"


@dataclass(frozen=True, slots=True)
class Look:
    """What a check found: empty ``why`` is yes; otherwise the reason of the no. And its basis.

    A yes has a basis too: *nothing came* may be what a check asks for, and rests on silence.
    """

    why: str = ""
    basis: Basis = Basis.BYTES
    at: tuple[int, ...] = field(default=(), compare=False)
    """The connections that were looked at, counted from 0; empty: not said, so any of them."""

    @property
    def holds(self) -> bool:
        """The check's answer is yes."""
        return not self.why


YES = Look()

Readings = tuple[Reading, ...]
"""The readings of all connections of a conversation, in the order of opening."""


@dataclass(frozen=True, slots=True)
class Check:
    """A statement about readings. ``text`` is the statement in the words of a report."""

    text: str
    look: Callable[[Readings], Look]
    rule: Rule | None = None
    """The sentence that is broken where the check makes a FAIL or WARN of its own."""

    def under(self, rule: Rule) -> Check:
        """The same check, which breaks ``rule`` where it fails or warns."""
        return replace(self, rule=rule)

    def called(self, text: str) -> Check:
        """The same check in other words, as those that say what is wrong of several connections."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Answer:
    """If ``check`` holds, the verdict is ``verdict``."""

    verdict: Verdict
    check: Check


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one conversation, with what it rests on and the words of the report."""

    verdict: Verdict
    observed: str
    expected: tuple[str, ...]
    basis: Basis = Basis.BYTES
    choice: str = ""
    """The answer that held, in words; empty when none did."""
    broken: Requirement | None = None
    """The sentence that a FAIL or WARN is argued from, where it is not the scenario's own."""
    at: tuple[int, ...] = ()
    """The connections that decided, counted from 0; empty: any of them."""
    why: str = ""
    """The reasons of the noes, where no answer held, without the rest of what came."""


def passes(check: Check) -> Answer:
    """The draft demands or allows this."""
    return Answer(Verdict.PASS, check)


def informs(check: Check) -> Answer:
    """The draft leaves this open; which way the server went is worth recording."""
    return Answer(Verdict.INFO, check)


def warns(check: Check) -> Answer:
    """This misses a SHOULD, or what only a non-normative part asks for."""
    return Answer(Verdict.WARN, check)


def fails(check: Check) -> Answer:
    """This is wrong whatever else came; to be listed before what allows."""
    return Answer(Verdict.FAIL, check)


MOST = 6
"""Different answers that the words of a report tell; the transcript has them all."""

UNMET = {
    Level.MUST: Verdict.FAIL,
    Level.SHOULD: Verdict.WARN,
    Level.MAY: Verdict.INFO,
    Level.UNDEFINED: Verdict.INFO,
}
"""The verdict when none of the answers holds, by the level of the requirement."""


def judge(level: Level, answers: tuple[Answer, ...], readings: Readings) -> Judgement:
    """The verdict of the first answer that holds, or of the level when none does."""
    expected = tuple(a.check.text for a in answers if a.verdict in {Verdict.PASS, Verdict.INFO})
    came = _came(readings)
    looks: list[Look] = []
    for answer in answers:
        look = answer.check.look(readings)
        if look.holds:
            return replace(_held(answer, came, expected, look.basis, readings[0].draft), at=look.at)
        if answer.verdict in {Verdict.PASS, Verdict.INFO}:
            looks.append(look)
    why = "; ".join(dict.fromkeys(look.why for look in looks))
    observed = f"{came} ({why})" if why else came
    at = looks[0].at if looks else ()
    unmet = Judgement(UNMET[level], observed, expected, _weakest(looks), at=at, why=why)
    return _waited_for_nothing(unmet, answers, readings) or unmet


def kept_waiting(reading: Reading) -> bool:
    """Not one byte came on a connection that was opened, and it stayed open."""
    silent = reading.timed_out and not (reading.received or reading.ended)
    return silent and reading.asked and reading.ending is None


def _waited_for_nothing(
    unmet: Judgement, answers: tuple[Answer, ...], readings: Readings
) -> Judgement | None:
    """The WARN on a silence in the place of an end that would have been right; None otherwise."""
    waiting = tuple(n for n, r in enumerate(readings) if kept_waiting(r))
    never_put = bool(unmet.at) and not any(readings[n].asked for n in unmet.at)
    if unmet.verdict not in {Verdict.FAIL, Verdict.WARN} or not waiting or never_put:
        return None
    ended = tuple(
        replace(r, ending=Kind.EOF, timed_out=False, asked=True)
        if n in waiting or not r.asked
        else r
        for n, r in enumerate(readings)
    )
    right = next((a for a in answers if a.check.look(ended).holds), None)
    if right is None or right.verdict not in {Verdict.PASS, Verdict.INFO}:
        return None
    return replace(
        unmet,
        verdict=Verdict.WARN,
        observed=f"silence, where the end of the connection would be right: {_came(readings)}",
        basis=Basis.SILENCE,
        broken=NOT_KEPT_WAITING[readings[0].draft],
        at=waiting,
    )


def _came(readings: Readings) -> str:
    """What came; of several connections each by its number, with its location if it has one."""
    if len(readings) == 1:
        return describe(readings[0])
    said: list[str] = []
    first = 1
    for words, same in itertools.groupby(describe(r, location=True) for r in readings):
        last = first + len(list(same)) - 1
        said.append(f"connection{f's {first}-{last}' if last > first else f' {last}'}: {words}")
        first = last + 1
    more = f"; {len(said) - MOST} answers more" if len(said) > MOST else ""
    return "; ".join(said[:MOST]) + more


def _held(
    answer: Answer, came: str, expected: tuple[str, ...], basis: Basis, draft: str
) -> Judgement:
    """The judgement of the answer that held."""
    choice = answer.check.text
    wrong = answer.verdict in {Verdict.FAIL, Verdict.WARN}
    return Judgement(
        answer.verdict,
        f"{choice}: {came}" if wrong else came,
        expected,
        basis,
        choice,
        (answer.check.rule or {}).get(draft) if wrong else None,
    )


def _weakest(looks: list[Look]) -> Basis:
    """The basis of several noes together: bytes only if every one of them rests on bytes."""
    found = {look.basis for look in looks}
    for basis in (Basis.SILENCE, Basis.END, Basis.TWIN):
        if basis in found:
            return basis
    return Basis.BYTES


# --- making checks ---


def check(text: str, look: Callable[[Reading], Look]) -> Check:
    """A check of the first connection."""
    return Check(text, lambda readings: replace(look(readings[0]), at=(0,)))


def on(connection: int, inner: Check) -> Check:
    """The same check of another connection, counted from 0."""
    return Check(
        f"on connection {connection + 1}: {inner.text}",
        lambda readings: replace(
            inner.look(readings[connection : connection + 1]), at=(connection,)
        ),
        inner.rule,
    )


def both(*checks: Check) -> Check:
    """Yes when all of ``checks`` say yes; otherwise the first no."""

    def look(readings: Readings) -> Look:
        looks = [c.look(readings) for c in checks]
        no = next((found for found in looks if not found.holds), None)
        return no or replace(YES, at=_together(looks))

    return Check(" and ".join(c.text for c in checks), look)


def either(text: str, *checks: Check) -> Check:
    """Yes when one of ``checks`` says yes, under a text of its own."""

    def look(readings: Readings) -> Look:
        looks = [c.look(readings) for c in checks]
        yes = next((found for found in looks if found.holds), None)
        if yes is not None:
            return replace(YES, at=yes.at)
        why = "; ".join(dict.fromkeys(no.why for no in looks))
        return Look(why, _weakest(looks), _together(looks))

    return Check(text, look)


def _together(looks: list[Look]) -> tuple[int, ...]:
    """The connections of several looks; empty when one of them does not say."""
    known = all(look.at for look in looks)
    return tuple(dict.fromkeys(n for look in looks for n in look.at)) if known else ()


def missing(reading: Reading, what: str) -> Look:
    """A no because ``what`` did not come: it rests on the end or on the silence, if there was one."""
    if not reading.asked:
        return Look("the connection was not opened", Basis.SILENCE)
    if reading.ended:
        return Look(f"{what} did not come before the end", Basis.END)
    if reading.timed_out:
        return Look(f"{what} did not come in time", Basis.SILENCE)
    if reading.cut:
        return Look(f"{what} did not come in the first {len(reading.received)} bytes")
    return Look(f"{what} did not come")
