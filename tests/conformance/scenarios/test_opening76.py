"""The expected digests of the handshake scenarios, found again by another road.

A scenario chooses its numbers and hides them in keys by hand. Here the keys are read as 76 §5.2 says,
and a server that answers so must pass: a slip of a digit in a scenario would call every server wrong.
"""

from __future__ import annotations

import hashlib

import pytest

from conformance.checks import judge
from conformance.reading import Reading
from conformance.scenario import Connect, Scenario, Send, Setting
from conformance.scenarios.draft76 import (
    s1_examples,
    s4_1_client,
    s5_1_fields,
    s5_1_key3,
    s5_1_segments,
    s5_2_bad_keys,
    s5_2_keys,
    s5_2_strange_keys,
)
from reports.model import Kind, Verdict

SETTING = Setting(port=9000, path="/demo")
GOOD = {Verdict.PASS, Verdict.INFO}


def _value(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n")[1:]:
        field, _, value = line.partition(b":")
        if field.lower() == name.lower():
            return value.removeprefix(b" ")
    raise AssertionError(f"no field {name!r} in {head!r}")


def _part(key: bytes) -> bytes:
    number, spaces = int(bytes(c for c in key if 0x30 <= c <= 0x39)), key.count(b" ")
    assert spaces, key
    assert number % spaces == 0, key
    return (number // spaces).to_bytes(4, "big")


def _answer(sent: bytes, wrong: bool = False) -> Reading:
    """What a server that obeys 76 §5.2 to the letter says; ``wrong`` spoils the digest."""
    head, _, key3 = sent.partition(b"\r\n\r\n")
    parts = [_part(_value(head, b"Sec-WebSocket-Key%d" % n)) for n in (1, 2)]
    made = hashlib.md5(b"".join(parts) + key3[:8], usedforsecurity=False).digest()
    if wrong:
        made = bytes([made[0] ^ 1]) + made[1:]
    first = b"HTTP/1.1 101 x\r\nSec-WebSocket-Location: ws://127.0.0.1:9000/demo\r\n\r\n"
    return Reading("76", first + made, None, False)


def _sent(scenario: Scenario) -> list[bytes]:
    """The bytes of each connection."""
    sent = [b""]
    for step in scenario.steps(SETTING):
        if isinstance(step, Connect):
            sent.append(b"")
        elif isinstance(step, Send):
            sent[-1] += step.data
    return sent


COMPUTED = [
    scenario
    for module in (s1_examples, s4_1_client, s5_1_segments, s5_2_keys, s5_2_strange_keys)
    for scenario in module.SCENARIOS
    if not scenario.id.endswith(("over-32-bits", "400-digits", "without-digits"))
    or scenario.id.endswith("number-over-32-bits")
] + [
    scenario
    for scenario in (*s5_1_key3.SCENARIOS, *s5_1_fields.SCENARIOS)
    if scenario.id.rpartition("/")[2]
    in {"key3-of-any-bytes", "field-names-in-any-case", "unknown-fields", "no-space-after-colon"}
]


@pytest.mark.parametrize("scenario", COMPUTED, ids=lambda s: s.id)
def test_a_digest_by_the_letter_is_accepted(scenario: Scenario) -> None:
    readings = tuple(_answer(sent) for sent in _sent(scenario))
    answers = scenario.answers(SETTING)
    found = judge(scenario.requirement.level, answers, readings)
    assert found.verdict in GOOD, found.observed
    assert any(a.verdict in GOOD and a.check.look(readings).holds for a in answers)


@pytest.mark.parametrize("scenario", COMPUTED, ids=lambda s: s.id)
def test_one_wrong_bit_is_not(scenario: Scenario) -> None:
    readings = tuple(_answer(sent, wrong=True) for sent in _sent(scenario))
    answers = scenario.answers(SETTING)
    assert not any(a.verdict in GOOD and a.check.look(readings).holds for a in answers)


@pytest.mark.parametrize("scenario", s5_2_bad_keys.SCENARIOS, ids=lambda s: s.id)
def test_a_refusal_of_bad_keys_passes_and_a_101_fails(scenario: Scenario) -> None:
    refused = Reading("76", b"", Kind.EOF, False)
    accepted = Reading(
        "76",
        b"HTTP/1.1 101 x\r\nSec-WebSocket-Origin: null\r\n\r\n" + bytes(16),
        None,
        False,
    )
    answers = scenario.answers(SETTING)
    level = scenario.requirement.level
    assert judge(level, answers, (refused,)).verdict is Verdict.PASS
    assert judge(level, answers, (accepted,)).verdict is Verdict.FAIL
