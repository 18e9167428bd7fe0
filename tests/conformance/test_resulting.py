"""From an assessment to a result: the likely cause of what was found, and of nothing else."""

from __future__ import annotations

import re

import pytest

from conformance.assessment import assess, case_of, connections, died
from conformance.catalogue import catalogue
from conformance.causes_digest import Recipe
from conformance.causes_sent import asked, request
from conformance.resulting import result
from conformance.scenario import Setting
from conformance.sent import sent_by
from reports.alike import kind
from reports.model import Event, Kind, Result, Verdict

SETTING = Setting(port=81)
SCENARIOS = {scenario.id: scenario for scenario in catalogue()}
LOW_FIRST = Recipe(
    join=lambda p, q, k: p.to_bytes(4, "little") + q.to_bytes(4, "little") + k,
    divide=lambda number, spaces: number // spaces,
)
"""What one real server computes: both numbers low byte first, and no look at the remainder."""


DOWN = Recipe(divide=LOW_FIRST.divide)


def answer(sent: bytes, recipe: Recipe = LOW_FIRST) -> bytes:
    """That server's answer: two values in small letters, no origin, and no query; it is a tunnel."""
    line, fields, behind = request(sent)
    path = re.split(rb"[ ?]", line)[1]
    text = b"".join(re.findall(rb"\0([^\xff]*)\xff", behind[8:]))
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        b"Sec-WebSocket-Location: ws://" + fields[b"host"][0] + path + b"\r\n\r\n"
        + (recipe.digest(asked(sent)) or b"") + (b"\0" + text + b"\xff" if text else b"")
    )  # fmt: skip


def of(name: str, recipe: Recipe = LOW_FIRST, dead: bool = False) -> Result:
    """The result of a scenario that was asked of that server."""
    case = case_of(SCENARIOS[name], SETTING, 0)
    steps = case.scenario.steps(case.setting)
    events = [
        event
        for n, sent in sent_by(steps).items()
        for event in (
            Event(float(n), Kind.SENT, sent, n),
            Event(n + 0.5, Kind.RECEIVED, answer(sent, recipe), n),
        )
    ]
    twin: tuple[Event, ...] = ()
    if case.scenario.twin is not None:
        plain = sent_by(case.scenario.twin.steps(case.setting))[0]
        twin = (Event(0.0, Kind.SENT, plain), Event(0.5, Kind.RECEIVED, answer(plain, recipe)))
    assert connections(steps) == len(events) // 2
    found = assess(case, tuple(events), twin)
    return result(died(found, "exit status 1") if dead else found, "again")


DIGEST = "the digest was made with both numbers low byte first"


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("76/5.2/worked-example", DIGEST),
        ("76/4.1/random-keys", DIGEST),
        ("76/5.2/upgrade-value", ""),
        ("76/5.2/connection-value", ""),
        ("76/5.2/each-field-once", ""),
        ("76/5.2/origin-of-the-client", ""),
        ("76/5.2/location-with-query", "the location has the query left out"),
        ("76/5.3/texts-in-one-segment", "several texts came back as one"),
    ],
)
def test_a_cause_is_of_what_was_found(name: str, cause: str) -> None:
    """Its digest is wrong in each recording, and stands in the way of no other finding."""
    found = of(name)
    assert found.verdict is Verdict.FAIL
    assert found.cause == cause


def test_findings_of_another_kind_do_not_hide_behind_the_digest() -> None:
    names = ("worked-example", "upgrade-value", "connection-value", "each-field-once")
    kinds = [kind(of(f"76/5.2/{name}")) for name in names]
    assert len(set(kinds)) == len(names)
    assert kind(of("76/1.2/worked-example")) == kinds[0]


def test_a_death_has_no_cause_in_what_came() -> None:
    assert of("76/5.2/worked-example", dead=True).cause == ""


def test_a_digest_that_must_not_be_has_its_cause_in_how_it_was_made() -> None:
    """The keys make no challenge, so nothing but the end had come without the mistake."""
    found = of("76/5.2/key-number-not-a-multiple", DOWN)
    assert "a number that is no multiple of the spaces" in found.cause
