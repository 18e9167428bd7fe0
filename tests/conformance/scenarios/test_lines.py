"""A key that stands in no field of its name: who reads it is warned, and who does not see it is not."""

from __future__ import annotations

import pytest

from conformance.catalogue import by_id
from conformance.checks import Judgement, judge
from conformance.reading import Reading
from conformance.scenario import Setting
from conformance.wire import opening76
from reports.model import Kind, Verdict

SETTING = Setting(port=9000, path="/demo")
AS_75 = b"HTTP/1.1 101 x\r\nWebSocket-Origin: null\r\nWebSocket-Location: ws://x/\r\n\r\n"
AS_76 = AS_75.replace(b"WebSocket-", b"Sec-WebSocket-")
HIDDEN = (
    "76/5.1/bare-lf-ends-no-field",
    "76/5.1/bare-cr-ends-no-field",
    "76/5.1/nul-ends-no-field",
    "76/5.1/space-before-colon",
)


def found(key: str, received: bytes, ending: Kind | None = None) -> Judgement:
    scenario = by_id(key)
    reading = Reading("76", received, ending, False)
    return judge(scenario.requirement.level, scenario.answers(SETTING), (reading,))


@pytest.mark.parametrize("key", HIDDEN)
def test_an_answer_of_draft_75_has_read_no_key(key: str) -> None:
    """gevent-websocket and cyclone see one key, which draft 75 does not know."""
    judged = found(key, AS_75)
    assert judged.verdict is Verdict.INFO
    assert judged.choice == "a 101 in the manner of draft 75"


@pytest.mark.parametrize("key", HIDDEN)
def test_whoever_reads_the_key_is_warned(key: str) -> None:
    right = opening76(SETTING).digest
    for head in (AS_75, AS_76):
        judged = found(key, head + right)
        assert judged.verdict is Verdict.WARN
        assert "the digest of the key that stands in no such field" in judged.choice
    assert found(key, AS_76 + bytes(16)).verdict is Verdict.WARN
    assert found(key, b"", Kind.EOF).verdict is Verdict.PASS
