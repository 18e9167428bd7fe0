"""What the self-test takes for proof, and what it does not."""

from __future__ import annotations

import pytest

from conformance import catalogue
from conformance.field_bugs import FIELD_BUGS
from conformance.proof import (
    can_accuse,
    fault_row,
    honest_row,
    legal_row,
    never_accused,
    null_row,
    undeclared,
)
from conformance.proof_pinned import PINNED
from conformance.proof_table import Caught, table
from conformance.proving import Order, Trial
from conformance.selftest.faults import FAULTS, LEGAL
from conformance.selftest.null import NULL_PEERS

FAULT = FAULTS["no-multiple-rounded-down"]
SHOULD = FAULTS["close-ignored"]
RULE, OTHER = "76/5.2/key-number-not-a-multiple", "76/5.2/digest"


def trial(kind: str = "fault", name: str = FAULT.name, **verdicts: str) -> Trial:
    """A trial of two scenarios: the keywords are ``rule`` and ``other``."""
    names = {"rule": RULE, "other": OTHER}
    return Trial(Order(name, kind), {names[key]: (v, "seen") for key, v in verdicts.items()})


def missing(found: Trial, *ids: str) -> tuple[str, ...]:
    return fault_row(FAULT, Caught(FAULT.name, ids or (RULE,)), found).missing


def test_a_fail_of_the_scenario_that_names_the_rule_catches() -> None:
    assert missing(trial(rule="fail")) == ()
    assert missing(trial(rule="fail", other="warn"), RULE, OTHER) == ()


@pytest.mark.parametrize("verdict", ["pass", "info", "skip", "undecided", "error", "warn"])
def test_nothing_else_does(verdict: str) -> None:
    assert missing(trial(rule=verdict)) == (f"{RULE} says {verdict}, not fail",)


@pytest.mark.parametrize("verdict", ["pass", "info", "skip", "undecided", "error"])
def test_the_others_that_are_declared_have_to_catch_it_too(verdict: str) -> None:
    (why,) = missing(trial(rule="fail", other=verdict), RULE, OTHER)
    assert why.startswith(f"{OTHER} says {verdict}")


def test_another_scenario_than_the_declared_one_is_no_catch() -> None:
    assert missing(trial(other="fail")) == (f"{RULE} says not asked, not fail",)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (Trial(Order(FAULT.name, "fault")), "nothing was asked"),
        (Trial(Order(FAULT.name, "fault"), broken="E: it broke"), "our own failure: E: it broke"),
        (
            Trial(Order(FAULT.name, "fault"), unreached="silence"),
            "it was turned down before it was asked: silence",
        ),
    ],
)
def test_a_run_that_showed_nothing_is_no_catch(found: Trial, why: str) -> None:
    assert why in missing(found)


def test_our_own_failure_spoils_what_was_caught() -> None:
    found = Trial(Order(FAULT.name, "fault"), {RULE: ("fail", "")}, broken="E: it broke")
    assert missing(found) == ("our own failure: E: it broke",)


def test_a_fault_that_nobody_is_declared_to_catch_is_not_caught() -> None:
    row = fault_row(FAULT, None, trial(rule="fail"))
    assert row.missing == ("no scenario is declared to catch it",)


def test_a_missed_should_may_be_a_warning() -> None:
    for verdict in ("warn", "fail"):
        row = fault_row(SHOULD, Caught(SHOULD.name, (RULE,)), trial(rule=verdict))
        assert row.missing == ()
    assert fault_row(SHOULD, Caught(SHOULD.name, (RULE,)), trial(rule="info")).missing


@pytest.mark.parametrize("verdict", ["fail", "warn", "undecided", "error"])
def test_our_own_server_gets_nothing_but_green(verdict: str) -> None:
    assert honest_row(trial("own", "own", rule="pass", other="skip")).missing == ()
    assert honest_row(trial("own", "own", rule="pass", other=verdict)).missing


def test_an_empty_run_is_not_green() -> None:
    assert honest_row(trial("own", "own")).missing == ("nothing was asked",)
    assert legal_row(next(iter(LEGAL.values())), trial("legal")).missing == ("nothing was asked",)


@pytest.mark.parametrize("verdict", ["fail", "error"])
def test_a_legal_server_is_left_in_peace(verdict: str) -> None:
    legal = next(iter(LEGAL.values()))
    assert legal_row(legal, trial("legal", rule="undecided", other="warn")).missing == ()
    assert legal_row(legal, trial("legal", rule="pass", other=verdict)).missing


def test_a_null_peer_passes_what_is_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PINNED, "silent", frozenset({RULE}))
    assert null_row(trial("null", "silent", rule="pass", other="fail")).missing == ()
    more = null_row(trial("null", "silent", rule="pass", other="pass"))
    assert more.missing == (f"{OTHER} passes, and ought not to",)
    less = null_row(trial("null", "silent", rule="undecided", other="fail"))
    assert less.missing == (f"{RULE} is pinned and does not pass",)
    assert null_row(trial("null", "silent", rule="pass", other="error")).missing
    assert "nothing was asked" in null_row(trial("null", "silent")).missing


def test_a_scenario_that_accuses_nobody_is_named() -> None:
    asked = tuple(s for s in catalogue.catalogue() if s.id in {RULE, OTHER})
    assert all(can_accuse(s) for s in asked)
    assert set(never_accused(asked, [])) == {RULE, OTHER}
    assert never_accused(asked, [trial(rule="fail", other="warn")]) == ()
    assert never_accused(asked, [trial(rule="fail", other="error")]) == (OTHER,)
    assert never_accused(asked, [trial(rule="fail"), trial("null", other="fail")]) == ()
    # Who is right, or may do what it does, accuses nobody: that would be a false alarm.
    wrong = [trial("own", rule="fail", other="fail"), trial("legal", rule="fail", other="fail")]
    assert set(never_accused(asked, wrong)) == {RULE, OTHER}


def test_a_choice_that_the_draft_leaves_needs_no_culprit() -> None:
    open_ones = [s.id for s in catalogue.catalogue() if not can_accuse(s)]
    assert "76/5.1/answer-before-key3" in open_ones


# The table itself; whether it is true, ``python -m conformance selftest`` shows.


def test_every_fault_has_its_catcher_and_every_name_its_fault() -> None:
    assert {name for name in FAULTS if not (name in table() and table()[name].ids)} == set()
    assert undeclared(table(), FAULTS) == ()


def test_every_catcher_is_a_scenario() -> None:
    """Also one that cannot accuse by itself: who dies of it is accused by every scenario."""
    known = {s.id for s in catalogue.catalogue()}
    named = {i for caught in table().values() for i in caught.ids}
    assert named - known == set()


def test_every_scenario_that_can_accuse_has_its_culprit() -> None:
    """Those that need TLS apart; they are in ``test_tls``."""
    named = {i for caught in table().values() for i in caught.ids}
    accusing = {s.id for s in catalogue.catalogue() if can_accuse(s) and "tls" not in s.needs}
    assert accusing - named == set()


LEFT_OPEN = {
    1: "76 does not say when the answer is begun",
    12: "a list in Connection may be refused",
    15: "of two fields of one name neither draft speaks",
    16: "no client begins a key with a space",
    36: "what to believe of a proxy is not defined",
    98: "how invalid UTF-8 is read is not defined (4.3, 5.4)",
    115: "which origins are served is the server's own",
    117: "which origins are served is the server's own",
    128: "75 lets a server answer before it has read",
}
"""Field bugs that no sentence of a draft calls wrong, so that no fault can be made of them."""


def test_every_field_bug_that_breaks_a_sentence_has_a_fault() -> None:
    every = tuple(s.id for s in catalogue.catalogue())
    accused = {i for caught in table().values() for i in caught.ids}
    bare = {b.number for b in FIELD_BUGS if not b.unseen and not accused & set(b.ids(every))}
    assert bare == set(LEFT_OPEN)


def test_what_is_pinned_is_there() -> None:
    assert set(PINNED) <= set(NULL_PEERS)
    known = {s.id for s in catalogue.catalogue()}
    assert all(ids <= known for ids in PINNED.values())
