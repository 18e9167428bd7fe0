"""What is the same with a field and without it is not called another; what changes is.

A server may be wrong in the same way in both answers, and sends no origin at all or a digest that is
wrong for every client. That is for other scenarios to say.
"""

from __future__ import annotations

import hashlib

import pytest

from conformance.checks import Judgement, judge
from conformance.reading import Reading
from conformance.scenario import Setting
from conformance.scenarios.draft75 import s7_injection as injection75
from conformance.scenarios.draft76 import s5_1_alike, s7_injection
from conformance.wire import opening76
from reports.model import Kind, Verdict

SETTING = Setting(port=9000, path="/demo")
MODULES = (s5_1_alike, s7_injection, injection75)
SCENARIOS = {s.id: s for module in MODULES for s in module.SCENARIOS}
BEGIN, END = "76/5.1/names-that-begin-alike", "76/5.1/names-that-end-alike"
OPENING = opening76(SETTING)


def answer(digest: bytes = OPENING.digest, origin: str = "", host: str = "127.0.0.1") -> Reading:
    """A 101 of draft 76; without ``origin`` it has no such field."""
    lines = ["HTTP/1.1 101 x", f"Sec-WebSocket-Location: ws://{host}:9000/demo"]
    if origin:
        lines.append(f"Sec-WebSocket-Origin: {origin}")
    return Reading("76", "\r\n".join([*lines, "", ""]).encode() + digest, None, False)


def found(key: str, *readings: Reading) -> Judgement:
    scenario = SCENARIOS[key]
    return judge(scenario.requirement.level, scenario.answers(SETTING), readings)


def made_of(number1: int, number2: int) -> bytes:
    parts = number1.to_bytes(4, "big") + number2.to_bytes(4, "big")
    return hashlib.md5(parts + OPENING.key3, usedforsecurity=False).digest()


def test_a_server_that_names_no_origin_names_no_other() -> None:
    assert found(BEGIN, answer(), answer()).verdict is Verdict.PASS
    assert found(END, *[answer()] * 8).verdict is Verdict.PASS
    for key in ("76/7/latin-1-in-the-origin", "76/7/utf-8-in-the-origin"):
        assert found(key, answer(), answer()).verdict is Verdict.INFO
        assert found(key, answer(), answer(origin="http://a")).verdict is Verdict.WARN


def test_neither_in_draft_75() -> None:
    bare = Reading("75", b"HTTP/1.1 101 x\r\n\r\n", None, False)
    named = Reading("75", b"HTTP/1.1 101 x\r\nWebSocket-Origin: http://a\r\n\r\n", None, False)
    for key in ("75/7/latin-1-in-the-origin", "75/7/utf-8-in-the-origin"):
        assert found(key, bare, bare).verdict is Verdict.INFO
        assert found(key, bare, named).verdict is Verdict.WARN


def test_a_digest_that_is_wrong_in_both_is_not_one_of_other_keys() -> None:
    wrong = answer(bytes(16))
    judged = found(BEGIN, wrong, wrong)
    assert judged.verdict is Verdict.INFO  # it may be one for all keys, so it is no PASS
    assert "the same digest" in judged.choice


@pytest.mark.parametrize("numbers", [(12, 34), (12, None), (None, 34)])
def test_the_digest_of_other_keys_is_called_so(numbers: tuple[int | None, int | None]) -> None:
    one, two = numbers
    other = made_of(
        OPENING.number1 if one is None else one, OPENING.number2 if two is None else two
    )
    for first in (answer(), answer(bytes(16))):
        judged = found(BEGIN, first, answer(other))
        assert judged.verdict is Verdict.FAIL
        assert judged.choice == "101, and the digest of other keys"


def test_a_digest_that_changes_for_the_same_keys_is_wrong() -> None:
    judged = found(BEGIN, answer(), answer(bytes(16)))
    assert judged.verdict is Verdict.FAIL
    assert judged.choice == "101, and another digest than without the fields"
    assert found(BEGIN, answer(bytes(16)), answer()).verdict is Verdict.PASS


def test_another_location_or_origin_is_told_whatever_the_digest_is() -> None:
    for digest in (OPENING.digest, bytes(16)):
        plain = answer(digest, "http://a")
        for other in (answer(digest, "http://b"), answer(digest), answer(digest, "http://a", "b")):
            judged = found(BEGIN, plain, other)
            assert judged.verdict is Verdict.WARN
            assert "another location or origin" in judged.choice
    ended = Reading("76", b"", Kind.EOF, False)
    assert found(BEGIN, answer(), ended).verdict is Verdict.INFO
