"""Judging: the first answer that holds, the level where none does, and what a no rests on."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks import (
    MOST,
    UNMET,
    YES,
    Answer,
    Basis,
    Check,
    Look,
    both,
    check,
    either,
    fails,
    informs,
    judge,
    missing,
    on,
    passes,
    warns,
)
from conformance.expect_answer import each
from conformance.reading import Reading, read
from conformance.rules import EACH_FRAME_ONCE, ONLY_TEXT_IS_A_MESSAGE
from reports.model import Event, Kind, Level, Verdict

ANSWER = b"HTTP/1.1 101 OK\r\n\r\n"


def reading(received: bytes = ANSWER, ending: Kind | None = None, *, late: bool = False) -> Reading:
    return Reading("75", received, ending, late)


HERE = (reading(),)


def yes(text: str = "yes") -> Check:
    return check(text, lambda _: YES)


def no(why: str = "no", basis: Basis = Basis.BYTES) -> Check:
    return check(f"not {why}", lambda _: Look(why, basis))


looks = st.one_of(
    st.just(YES), st.builds(Look, st.sampled_from(["a", "b"]), st.sampled_from(Basis))
)
answers = st.lists(
    st.builds(
        Answer, st.sampled_from(Verdict), looks.map(lambda found: Check("c", lambda _: found))
    ),
    max_size=5,
).map(tuple)


@given(st.sampled_from(Level), answers)
def test_the_first_answer_that_holds_gives_the_verdict(
    level: Level, given_answers: tuple[Answer, ...]
) -> None:
    found = judge(level, given_answers, HERE)
    held = [a.verdict for a in given_answers if a.check.look(HERE).holds]
    assert found.verdict is (held[0] if held else UNMET[level])


@given(answers)
def test_a_no_rests_on_the_weakest_of_its_reasons(given_answers: tuple[Answer, ...]) -> None:
    """Silence before an end before the twin before bytes; what condemns was not hoped for."""
    bases = {
        a.check.look(HERE).basis for a in given_answers if a.verdict in {Verdict.PASS, Verdict.INFO}
    }
    if any(a.check.look(HERE).holds for a in given_answers):
        return
    found = judge(Level.MUST, given_answers, HERE)
    order = (Basis.SILENCE, Basis.END, Basis.TWIN, Basis.BYTES)
    assert found.basis is next((basis for basis in order if basis in bases), Basis.BYTES)


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        (Level.MUST, Verdict.FAIL),
        (Level.SHOULD, Verdict.WARN),
        (Level.MAY, Verdict.INFO),
        (Level.UNDEFINED, Verdict.INFO),
    ],
)
def test_the_level_decides_when_no_answer_holds(level: Level, verdict: Verdict) -> None:
    assert judge(level, (passes(no()),), HERE).verdict is verdict
    assert judge(level, (), HERE).verdict is verdict


def test_the_words_of_a_judgement() -> None:
    found = judge(Level.MUST, (fails(no("bad")), passes(no("p")), informs(no("i"))), HERE)
    assert found.expected == ("not p", "not i"), "what condemns was never expected"
    assert found.observed == "101 (p; i)"
    assert found.choice == ""
    twice = judge(Level.MUST, (passes(no("same")), informs(no("same"))), HERE)
    assert twice.observed == "101 (same)"


def test_the_choice_is_the_answer_that_held() -> None:
    found = judge(Level.MUST, (passes(no()), informs(yes("it hung up"))), HERE)
    assert (found.verdict, found.choice, found.observed) == (Verdict.INFO, "it hung up", "101")
    found = judge(Level.MAY, (warns(yes("a slip")),), HERE)
    assert (found.verdict, found.observed) == (Verdict.WARN, "a slip: 101")


def test_equal_connections_are_told_together() -> None:
    three = (reading(), reading(), reading(b"", Kind.EOF))
    assert judge(Level.MUST, (passes(yes()),), three).observed == (
        "connections 1-2: 101; connection 3: nothing, then the end (FIN)"
    )


def test_only_what_condemns_names_a_broken_rule() -> None:
    ruled = yes().under(ONLY_TEXT_IS_A_MESSAGE)
    assert judge(Level.MAY, (fails(ruled),), HERE).broken is ONLY_TEXT_IS_A_MESSAGE["75"]
    assert judge(Level.MAY, (passes(ruled),), HERE).broken is None
    assert judge(Level.MUST, (passes(no().under(EACH_FRAME_ONCE)),), HERE).broken is None
    in76 = (Reading("76", b"", None, False),)
    assert judge(Level.MAY, (fails(ruled),), in76).broken is ONLY_TEXT_IS_A_MESSAGE["76"]


# --- combining ---


def test_which_connections_decided() -> None:
    """A report shows those, not the plain one that came before."""
    two = (reading(b""), reading(b"", Kind.EOF))
    ended = check("ended", lambda r: YES if r.ended else Look("open"))
    assert judge(Level.MUST, (passes(on(1, yes())),), two).at == (1,)
    assert judge(Level.MUST, (passes(on(1, no())), informs(on(0, no()))), two).at == (1,)
    assert judge(Level.MUST, (fails(both(on(1, yes()), on(0, yes()))),), two).at == (1, 0)
    assert judge(Level.MUST, (passes(either("x", ended, on(1, ended))),), two).at == (1,)
    assert judge(Level.MUST, (passes(each(("a", "b"), ended)),), two).at == (0,)
    assert judge(Level.MUST, (passes(Check("x", lambda _: YES)),), two).at == ()


def test_several_connections_are_told_with_their_locations() -> None:
    def answer(path: bytes) -> Reading:
        head = b"HTTP/1.1 101 x\r\nWebSocket-Location: ws://h" + path + b"\r\n\r\n"
        return read((Event(0.0, Kind.RECEIVED, head),), "75")

    one, two = answer(b"/a"), answer(b"/b")
    assert judge(Level.MUST, (passes(yes()),), (one,)).observed == "101"
    came = judge(Level.MUST, (passes(yes()),), (one, one, two)).observed
    a, b = (f'101, the location "ws://h/{path}"' for path in "ab")
    assert came == f"connections 1-2: {a}; connection 3: {b}"
    many = tuple(answer(b"/%d" % n) for n in range(MOST + 2))
    came = judge(Level.MUST, (passes(yes()),), many).observed
    assert came.endswith("; 2 answers more")


def test_both_is_the_first_no() -> None:
    assert both(yes(), yes()).look(HERE).holds
    silent = no("first", Basis.SILENCE)
    assert both(yes(), silent, no("second")).look(HERE) == Look("first", Basis.SILENCE)
    assert both(yes("a"), yes("b")).text == "a and b"


@given(st.lists(looks, min_size=1, max_size=4))
def test_either_is_any_yes_and_the_weakest_no(found: list[Look]) -> None:
    checks = [Check("c", lambda _, one=one: one) for one in found]  # type: ignore[misc]
    look = either("one of them", *checks).look(HERE)
    assert look.holds == any(one.holds for one in found)
    if not look.holds:
        assert all(one.why in look.why for one in found)
        order = (Basis.SILENCE, Basis.END, Basis.TWIN, Basis.BYTES)
        assert look.basis is next(b for b in order if b in {one.basis for one in found})


def test_on_looks_at_one_connection_and_keeps_the_rule() -> None:
    two = (reading(b""), reading(b"", Kind.EOF))
    ended = check("ended", lambda r: YES if r.ended else Look("open"))
    assert not ended.look(two).holds
    assert on(1, ended).look(two).holds
    assert on(1, ended).text == "on connection 2: ended"
    assert on(1, ended.under(EACH_FRAME_ONCE)).rule is EACH_FRAME_ONCE


@pytest.mark.parametrize(
    ("found", "basis", "words"),
    [
        (reading(), Basis.BYTES, "it did not come"),
        (reading(late=True), Basis.SILENCE, "it did not come in time"),
        (reading(ending=Kind.EOF), Basis.END, "it did not come before the end"),
        (reading(ending=Kind.RESET, late=True), Basis.END, "it did not come before the end"),
        (reading(b"", Kind.REFUSED), Basis.BYTES, "it did not come"),
    ],
)
def test_what_is_missing_rests_on_the_end_or_on_the_silence(
    found: Reading, basis: Basis, words: str
) -> None:
    assert missing(found, "it") == Look(words, basis)


def test_a_yes_has_no_reason_and_a_no_has_one() -> None:
    assert YES.holds
    assert Look("", Basis.SILENCE).holds
    assert not Look("x").holds


def test_the_four_ways_to_answer() -> None:
    made = [make(yes()).verdict for make in (passes, informs, warns, fails)]
    assert made == [Verdict.PASS, Verdict.INFO, Verdict.WARN, Verdict.FAIL]
    assert len(set(itertools.chain(UNMET, Level))) == len(Level)
