"""Asking again: a slow target, segments that are read as one, and what then is not decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance import wire
from conformance.asking_again import AGAIN, GAP, Ask, ask_again, joined, still_sending
from conformance.assessment import Assessment, Case
from conformance.checks import Basis, passes
from conformance.compose import Section, plain, talk
from conformance.expect import echoes
from conformance.outcome import Outcome
from conformance.probe import Address, Tempo
from conformance.scenario import Setting
from conformance.vigil import Vigil
from reports.model import Event, Kind, Level, Transcript, Verdict
from tests.conformance.tiny import Tiny

TRIP, PATIENCE = 0.002, 0.3
CASE = Case(
    Section("76", "5.3").asks(
        "x",
        Level.MUST,
        "",
        "a requirement",
        does="texts",
        means="nothing",
        steps=talk(plain("76"), wire.text(b"a")[:2], wire.text(b"a")[2:]),
        answers=lambda setting: (passes(echoes(setting.mark)),),
    ),
    Setting(),
)
SILENT = Assessment(CASE, Verdict.FAIL, "nothing", (), doubt=Basis.SILENCE)


@pytest.fixture
def target() -> Iterator[Tiny]:
    with Tiny() as server:
        yield server


def vigil(server: Tiny) -> Vigil:
    setting = Setting(server.host, server.port)
    made = Vigil(Address(server.host, server.port), setting, "76", Tempo(TRIP, PATIENCE), server)
    assert made.sign_of_life() is None  # as a run begins
    return made


def scripted(*found: Assessment) -> tuple[Ask, list[Tempo]]:
    """Askings that find this in turn, and the tempos in which they are asked."""
    tempos: list[Tempo] = []

    def ask(_: Case, tempo: Tempo, __: Assessment) -> Assessment:
        tempos.append(tempo)
        return found[len(tempos) - 1]

    return ask, tempos


def segments(gap: float, late: float, end: Kind = Kind.RECEIVED) -> Transcript:
    """Two segments so far apart, and an answer so late after the second."""
    return (
        Event(0.0, Kind.SENT, b"a"),
        Event(gap, Kind.SENT, b"b"),
        Event(gap + late, end, b"c" if end is Kind.RECEIVED else b""),
    )


def right(gap: float, late: float) -> Assessment:
    return Assessment(CASE, Verdict.PASS, "right", (), transcript=segments(gap, late))


def test_segments_stand_further_apart_when_asked_again(target: Tiny) -> None:
    ask, tempos = scripted(right(GAP, 0.001))
    outcome = ask_again(ask, vigil(target), Outcome(SILENT), alone=True)
    assert (outcome.found.verdict, outcome.attempts) == (Verdict.PASS, 2)
    assert tempos[0].pause(1) == GAP
    assert tempos[0].patience == 3 * PATIENCE


def test_an_answer_after_which_two_segments_may_be_one_overrules_nothing(target: Tiny) -> None:
    """A server that is busy for longer than the pause has read both at once."""
    late = [right(GAP, 0.06), right(3 * GAP, 0.2), right(9 * GAP, 0.5)]
    ask, tempos = scripted(*late)
    outcome = ask_again(ask, vigil(target), Outcome(SILENT), alone=True)
    assert outcome.found.verdict is Verdict.UNDECIDED
    assert "read as one" in outcome.found.because
    assert "--patience S" in outcome.found.because
    assert [tempo.gap for tempo in tempos] == pytest.approx([GAP, 3 * GAP, 9 * GAP])
    assert len(tempos) == AGAIN


def test_a_wider_pause_settles_it(target: Tiny) -> None:
    ask, _ = scripted(right(GAP, 0.06), SILENT)
    outcome = ask_again(ask, vigil(target), Outcome(SILENT), alone=True)
    assert (outcome.found.verdict, outcome.attempts) == (Verdict.FAIL, 3)
    ask, _ = scripted(right(GAP, 0.06), right(3 * GAP, 0.01))
    assert ask_again(ask, vigil(target), Outcome(SILENT), alone=True).found.verdict is Verdict.PASS


def test_segments_stand_as_far_apart_as_the_target_is_busy(target: Tiny) -> None:
    """A server that works for two seconds at each such text reads the second one by itself then."""
    ask, tempos = scripted(right(GAP, 2.0), right(2.4, 0.001))
    outcome = ask_again(ask, vigil(target), Outcome(SILENT), alone=True)
    assert (outcome.found.verdict, outcome.attempts) == (Verdict.PASS, 3)
    assert tempos[1].gap == pytest.approx(2.4, rel=0.05)


def test_more_patience_lets_segments_stand_further_apart(target: Tiny) -> None:
    for patience, apart in ((PATIENCE, 3.0), (2.0, 6.0)):
        watch = vigil(target)
        watch.tempo = Tempo(TRIP, patience)
        ask, tempos = scripted(right(GAP, 9.0), right(apart, 0.001))
        ask_again(ask, watch, Outcome(SILENT), alone=True)
        assert tempos[1].gap == apart


def test_which_answers_are_late() -> None:
    assert joined(segments(GAP, 0.06), TRIP, GAP) == pytest.approx(0.06 - TRIP)
    assert not joined(segments(GAP, 0.04), TRIP, GAP)
    assert not joined(segments(GAP, 0.06), 0.1, GAP)  # its usual pace
    assert not joined(segments(0.0001, 0.06), TRIP, GAP)  # never meant to be apart
    assert not joined(segments(GAP, 0.06, Kind.TIMEOUT), TRIP, GAP)
    closed = (Event(0.0, Kind.SENT, b"a"), Event(GAP, Kind.SENT), Event(1.0, Kind.EOF))
    assert not joined(closed, TRIP, GAP)


def test_a_server_that_is_always_slow_is_believed(target: Tiny) -> None:
    """Its pace is what it had before anything was asked."""
    target.late = 0.1
    ask, _ = scripted(SILENT)
    outcome = ask_again(ask, vigil(target), Outcome(SILENT), alone=True)
    assert outcome.found.verdict is Verdict.FAIL
    ask, _ = scripted(right(GAP, 0.11))
    assert ask_again(ask, vigil(target), Outcome(SILENT), alone=True).found.verdict is Verdict.PASS


def test_the_silence_of_a_target_that_is_slow_shows_nothing(
    target: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conformance.vigil.OUTLAST", 1.0)
    watch = vigil(target)
    target.late = 0.1
    ask, _ = scripted(SILENT)
    outcome = ask_again(ask, watch, Outcome(SILENT), alone=True)
    assert outcome.found.verdict is Verdict.UNDECIDED
    assert "slower than usual" in outcome.found.because
    ask, _ = scripted(SILENT)
    beside = ask_again(ask, watch, Outcome(SILENT), alone=False)
    assert beside.found.verdict is Verdict.FAIL


def test_an_answer_that_never_ends_is_no_slow_one(target: Tiny) -> None:
    """A server without a blank line answers at once, and no reader comes to an end with it."""
    target.spoil = lambda answer: answer.replace(b"\r\n\r\n", b"\r\n")
    ask, _ = scripted(SILENT)
    outcome = ask_again(ask, vigil(target), Outcome(SILENT), alone=True)
    assert outcome.found.verdict is Verdict.FAIL


def test_a_slow_target_is_waited_for(target: Tiny) -> None:
    ask, _ = scripted(SILENT)
    watch = vigil(target)
    target.late, number = 0.1, target.handshakes

    def quicker(_: bytes) -> bytes:
        target.late = 0.1 if target.handshakes < number + 4 else 0.0
        return _

    target.spoil = quicker
    assert ask_again(ask, watch, Outcome(SILENT), alone=True).found.verdict is Verdict.FAIL


def test_the_target_that_grows_slow_of_it_is_not_accused(
    target: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its silence is that of a server which still works at what was sent."""
    monkeypatch.setattr("conformance.vigil.OUTLAST", 2.0)

    def ask(_: Case, __: Tempo, ___: Assessment) -> Assessment:
        target.late = 0.1
        return SILENT

    outcome = ask_again(ask, vigil(target), Outcome(SILENT), alone=True)
    assert outcome.found.verdict is Verdict.UNDECIDED


def test_who_still_sends_was_not_silent(target: Tiny) -> None:
    slow = (
        Event(0.0, Kind.SENT, b"a"),
        *(Event(n / 5, Kind.RECEIVED, b"b") for n in range(10)),
        Event(2.0, Kind.TIMEOUT),
    )
    assert still_sending(slow, 1.0)
    assert not still_sending((*slow[:3], slow[-1]), 1.0)  # then nothing for a long time
    assert not still_sending((slow[0], slow[-1]), 1.0)
    assert not still_sending(slow[:-1], 1.0)
    quick = (slow[-2], Event(1.9, Kind.SENT, b"a"), slow[-1])
    assert not still_sending(quick, 1.0)
    found = Assessment(
        CASE, Verdict.FAIL, "some", (), doubt=Basis.SILENCE, transcript=slow, came="some"
    )
    ask, _ = scripted(found)
    outcome = ask_again(ask, vigil(target), Outcome(found), alone=True)
    assert outcome.found.verdict is Verdict.UNDECIDED
    assert "still sending" in outcome.found.because
