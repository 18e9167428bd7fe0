"""What is said of the ways in which real servers answer keys that end the handshake.

lighttpd is silent to everybody whose key3 comes later.
"""

from __future__ import annotations

from conformance.assessment import Assessment, Case, assess
from conformance.catalogue import by_id
from conformance.scenario import Setting
from reports.model import Event, Kind, Transcript, Verdict

SETTING = Setting(port=9000, path="/demo")
HEAD = b"HTTP/1.1 101 x\r\nSec-WebSocket-Location: ws://127.0.0.1:9000/demo\r\n\r\n"


def held(subject: bytes, twin: bytes) -> Assessment:
    """bad-key-before-key3, when these bytes came and nothing more."""

    def came(data: bytes) -> Transcript:
        event = Event(0.1, Kind.RECEIVED, data, 0) if data else Event(0.1, Kind.TIMEOUT, b"", 0)
        return (Event(0.0, Kind.SENT, b"GET", 0), event)

    case = Case(by_id("76/5.2/bad-key-before-key3"), SETTING)
    return assess(case, came(subject), came(twin))


def test_silence_before_key3_is_held_against_a_client_whose_key3_is_late_too() -> None:
    scenario = by_id("76/5.2/bad-key-before-key3")
    assert scenario.twin is not None
    mine, twins = scenario.steps(SETTING), scenario.twin.steps(SETTING)
    assert [type(step) for step in mine] == [type(step) for step in twins]
    assert mine[2] == twins[2]  # key3 by itself
    assert held(b"", HEAD + bytes(16)).verdict is Verdict.FAIL
    undecided = held(b"", b"")
    assert undecided.verdict is Verdict.UNDECIDED
    assert undecided.breaks is None  # nothing that is not decided is broken
