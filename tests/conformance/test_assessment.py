"""What a silence shows beside its twin, which sentence is broken, and how a target ended."""

from __future__ import annotations

import pytest

from conformance.assessment import Assessment, Case, assess, connections, died
from conformance.catalogue import by_id
from conformance.checks import Basis
from conformance.rules import NEXT_CLIENT_IS_SERVED, NOT_KEPT_WAITING, STAYS_UP
from conformance.scenario import Setting
from conformance.selftest.faults import make_peer
from conformance.sent import sent_by
from reports.model import Event, Kind, Transcript, Verdict

SETTING = Setting(port=9000, path="/demo")
HEAD = b"HTTP/1.1 101 x\r\nSec-WebSocket-Location: ws://127.0.0.1:9000/demo\r\n\r\n"
WRONG = HEAD + bytes(16)
REFUSAL = b"HTTP/1.1 400 Bad Request\r\n\r\n"

SILENT_TO = (
    "76/5.1/key3-in-a-segment-of-its-own",
    "76/5.1/key3-like-http-in-a-segment-of-its-own",
    "76/5.1/key3-long-after-the-fields",
    "76/5.1/key3-in-two-segments",
    "76/5.1/key3-begun-with-the-fields",
    "76/5.1/byte-by-byte",
    "76/5.2/key-number-zero",
)


def came(data: bytes, *, late: bool = True) -> Transcript:
    events = [Event(0.0, Kind.SENT, b"GET", 0)]
    if data:
        events.append(Event(0.1, Kind.RECEIVED, data, 0))
    events.append(Event(0.2, Kind.TIMEOUT if late else Kind.EOF, b"", 0))
    return tuple(events)


def verdict(key: str, subject: Transcript, twin: Transcript) -> Verdict:
    return assess(Case(by_id(key), SETTING), subject, twin).verdict


@pytest.mark.parametrize("key", SILENT_TO)
def test_who_answers_the_one_and_not_the_other_tells_them_apart(key: str) -> None:
    found = assess(Case(by_id(key), SETTING), came(b""), came(WRONG))
    assert found.verdict is Verdict.FAIL
    assert found.doubt is Basis.SILENCE  # it is asked again before it is believed
    assert not found.twin_failed


@pytest.mark.parametrize("key", SILENT_TO)
@pytest.mark.parametrize("twin", [b"", REFUSAL, HEAD, HEAD + bytes(15), b"HTTP/1.1 101 x"])
def test_a_twin_that_got_no_answer_in_full_decides_nothing(key: str, twin: bytes) -> None:
    for late in (True, False):
        assert verdict(key, came(b""), came(twin, late=late)) is Verdict.UNDECIDED


@pytest.mark.parametrize("key", SILENT_TO)
def test_only_a_silence_is_decided_so(key: str) -> None:
    for subject in (came(b"", late=False), came(HEAD), came(REFUSAL)):
        assert verdict(key, subject, came(WRONG)) is Verdict.UNDECIDED


def test_a_missed_should_is_one_as_with_a_right_digest() -> None:
    assert verdict("76/5.1/unknown-fields-first", came(b""), came(WRONG)) is Verdict.WARN
    assert verdict("76/5.1/unknown-fields-first", came(b""), came(b"")) is Verdict.UNDECIDED


def test_other_twins_have_to_be_right() -> None:
    key = "76/5.1/frame-in-the-segment-of-key3"
    assert verdict(key, came(b""), came(WRONG)) is Verdict.UNDECIDED


def test_only_a_refused_connection_is_told_as_a_death() -> None:
    case = Case(by_id("76/5.3/empty-text-cut"), SETTING)
    found = Assessment(case, Verdict.PASS, "a text", ())
    refused = died(found, "connections are refused", (Event(0.1, Kind.REFUSED),))
    assert refused.observed.startswith("the target died of this: connections are refused; ")
    assert refused.breaks == STAYS_UP
    sign = (Event(0.1, Kind.SENT, b"GET"), Event(1.0, Kind.TIMEOUT))
    hung = died(found, "why", sign, dead=False)
    assert hung.observed.startswith("the target answers nobody any more after this: why; ")
    assert hung.breaks == NEXT_CLIENT_IS_SERVED["76"]
    for one in (refused, hung):
        again = assess(case, one.transcript, ())
        assert again.observed.split(":")[0] == one.observed.split(":")[0]


def nothing_came(case_id: str) -> Assessment:
    """What a target shows that answers the second client of a scenario, and the first not at all."""
    case = Case(by_id(case_id), SETTING)
    steps = case.scenario.steps(case.setting)
    events = [Event(0.0, Kind.SENT, sent_by(steps)[0]), Event(9.0, Kind.TIMEOUT)]
    for n in range(1, connections(steps)):
        events += _served(sent_by(steps)[n], n)
    twin = case.scenario.twin
    assert twin is not None
    return assess(case, tuple(events), _served(sent_by(twin.steps(case.setting))[0], 0))


def _served(data: bytes, connection: int) -> Transcript:
    peer = make_peer("honest")()
    peer.opened()
    (answer, *_) = peer.receive(data)
    came = Event(9.2, Kind.RECEIVED, answer.data, connection)  # type: ignore[union-attr]
    return (Event(9.1, Kind.SENT, data, connection), came)


@pytest.mark.parametrize("what", ["half-handshake-for-ever", "half-key3-for-ever", "endless-head"])
def test_a_handshake_that_is_never_finished_is_argued_from_its_scenario(what: str) -> None:
    """76 §5.1 and §7 speak of a handshake that has come, and these never do."""
    found = nothing_came(f"beyond/resource/{what}")
    assert found.verdict is Verdict.WARN
    assert found.breaks is None


def test_a_whole_handshake_that_is_not_ended_is_argued_from_the_drafts() -> None:
    found = nothing_came("76/5.1/upgrade-absent")
    assert found.verdict is Verdict.WARN
    assert found.breaks == NOT_KEPT_WAITING["76"]
