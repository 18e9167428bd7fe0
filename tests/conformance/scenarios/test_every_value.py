"""The values of 76 §5.2 that the sweeps go through are all there, and are what they are called."""

from __future__ import annotations

import pytest

from conformance.catalogue import by_id
from conformance.scenario import Opening, Send, Setting
from conformance.scenarios.draft76.s5_2_every_value import EIGHTS, KEY3S, NOISY, PRIME, SPACES
from conformance.wire import NOISE

NAMED = {
    "ends in": bytes.endswith,
    "begins with": bytes.startswith,
    "holds": lambda digest, wanted: wanted in digest[1:-1],
}


@pytest.mark.parametrize("what", KEY3S)
def test_a_digest_is_what_it_is_called(what: str) -> None:
    opening = Opening("76", b"", (), KEY3S[what], 42, 84)
    verb = next(verb for verb in NAMED if what.startswith(verb))
    assert NAMED[verb](opening.digest, bytes.fromhex(what.removeprefix(verb)))


def test_key3_has_every_byte() -> None:
    assert {b for value in EIGHTS.values() for b in value} == set(range(256))
    assert {len(value) for value in EIGHTS.values()} == {8}


def test_every_character_of_noise_has_a_digit_behind_it() -> None:
    assert b"".join(NOISY) == NOISE
    steps = by_id("76/5.2/noise-with-digits-behind").steps(Setting())
    sent = b"".join(step.data for step in steps if isinstance(step, Send))
    for character in NOISE:
        assert any(bytes([character, digit]) in sent for digit in b"1234567890")


def test_the_large_number_is_prime_enough() -> None:
    assert all(int(PRIME) % spaces for spaces in SPACES)
