"""Trials on real small liars: what is asked, what is left out, and that nothing is raised."""

from __future__ import annotations

import threading

from conformance import catalogue
from conformance.proving import Order, chosen, hold

RULE = "76/5.2/key-number-not-a-multiple"


def test_a_fault_is_asked_what_is_declared_for_it() -> None:
    trial = hold(Order("no-multiple-rounded-down", "fault", (RULE,)))
    assert {i: v for i, (v, _) in trial.verdicts.items()} == {RULE: "fail"}
    assert trial.unreached == trial.broken == ""
    assert trial.seconds > 0.0


def test_a_liar_that_dies_is_brought_back_and_takes_nobody_with_it() -> None:
    others = ("76/5.2/digest", "76/5.3/text-frame")
    trial = hold(Order("close-dies", "fault", ("76/1.4/closing-frame-answered", *others)))
    verdicts = {i: v for i, (v, _) in trial.verdicts.items()}
    assert verdicts.pop("76/1.4/closing-frame-answered") == "fail"
    assert verdicts == dict.fromkeys(others, "pass")


def test_a_fault_without_a_declared_catcher_is_not_asked() -> None:
    assert hold(Order("close-dies", "fault")).verdicts == {}


def test_a_null_peer_is_asked_though_it_was_turned_down() -> None:
    trial = hold(Order("closes-at-once", "null", (RULE, "76/5.2/digest"), patience=0.2))
    assert "speaks neither draft" in trial.unreached
    assert {i: v for i, (v, _) in trial.verdicts.items()} == {
        RULE: "undecided",
        "76/5.2/digest": "fail",
    }


def test_a_fault_that_is_turned_down_shows_nothing() -> None:
    """Only null peers are asked all the same."""
    trial = hold(Order("draft-75-only", "fault", ("no/such/id",)))
    assert "CatalogueError" in trial.broken
    assert trial.verdicts == {}


def test_without_ids_all_that_is_not_costly_is_asked() -> None:
    assert set(chosen(())) == {s for s in catalogue.catalogue() if not s.resource}


def test_no_thread_is_left() -> None:
    before = set(threading.enumerate())
    hold(Order("garbage-for-ever", "null", (RULE,), patience=0.2))
    assert set(threading.enumerate()) <= before
