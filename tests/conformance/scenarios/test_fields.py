"""Unknown fields, and one that some servers of draft 76 know: the number of a later draft."""

from __future__ import annotations

import pytest

from conformance.catalogue import by_id, catalogue
from conformance.checks import judge
from conformance.reading import Reading
from conformance.scenario import Send, Setting
from conformance.wire import opening76
from reports.model import Kind, Verdict

SETTING = Setting(port=9000, path="/demo")
NUMBERED = b"\r\nSec-WebSocket-Draft:"
KEY = "76/5.1/draft-field"


def test_only_one_scenario_numbers_a_draft() -> None:
    """mod-pywebsocket knows the field, refuses another version, and is right (76 §7)."""
    sent = {
        scenario.id
        for scenario in catalogue()
        if not scenario.resource
        for step in scenario.steps(SETTING)
        if isinstance(step, Send) and NUMBERED in step.data
    }
    assert sent == {KEY}


@pytest.mark.parametrize("refused", [True, False])
def test_both_answers_to_it_are_recorded(refused: bool) -> None:
    head = b"HTTP/1.1 101 x\r\nSec-WebSocket-Origin: null\r\n\r\n"
    came = b"HTTP/1.0 400 No\r\n\r\n" if refused else head + opening76(SETTING).digest
    reading = Reading("76", came, Kind.EOF if refused else None, False)
    scenario = by_id(KEY)
    judged = judge(scenario.requirement.level, scenario.answers(SETTING), (reading,))
    assert judged.verdict is Verdict.INFO
    assert judged.choice
