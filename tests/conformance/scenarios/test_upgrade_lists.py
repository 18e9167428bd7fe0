"""A list with WebSocket among its words may be ignored; a word that only holds it is warned of."""

from __future__ import annotations

import pytest

from conformance.catalogue import by_id
from conformance.checks import judge
from conformance.reading import Reading
from conformance.scenario import Setting
from conformance.scenarios.draft76.s5_1_alike import UPGRADES
from reports.model import Kind, Verdict

NAMES = (*UPGRADES, "in X-Upgrade alone")
LISTS = {"WebSocket, h2c", "h2c, WebSocket"}
TAKEN = Reading("76", b"HTTP/1.1 101 x\r\nSec-WebSocket-A: b\r\n\r\n" + bytes(16), None, False)
REFUSED = Reading("76", b"HTTP/1.1 400 x\r\n\r\n", Kind.EOF, False)
SILENT = Reading("76", b"", None, True)


def verdict(*taken: str, other: Reading = TAKEN) -> Verdict:
    scenario = by_id("76/5.1/upgrade-that-holds-the-word")
    readings = tuple(other if name in taken else REFUSED for name in NAMES)
    answers = scenario.answers(Setting(port=9000))
    return judge(scenario.requirement.level, answers, readings).verdict


def test_none_taken() -> None:
    assert verdict() is Verdict.PASS


@pytest.mark.parametrize("taken", [LISTS, *({name} for name in LISTS)])
def test_a_list_taken(taken: set[str]) -> None:
    """autobahn 0.7.4 takes them as it takes Connection: keep-alive, Upgrade."""
    assert verdict(*taken) is Verdict.INFO


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LISTS])
def test_another_word_taken(name: str) -> None:
    assert verdict(name) is Verdict.WARN
    assert verdict(name, *LISTS) is Verdict.WARN


def test_a_list_that_is_not_answered() -> None:
    assert verdict(*LISTS, other=SILENT) is Verdict.WARN
