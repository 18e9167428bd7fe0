"""What is said of the ways in which real servers answer keys that end the handshake.

websocket.io sends its 101, then looks at the keys, and hangs up; faye and it read an empty key as no
key, and answer in draft 75; lighttpd is silent to everybody whose key3 comes later.
"""

from __future__ import annotations

import pytest

from conformance.assessment import Assessment, Case, assess
from conformance.catalogue import by_id
from conformance.checks import Judgement, judge
from conformance.reading import Reading
from conformance.rules import can_mean
from conformance.scenario import Setting
from reports.alike import kind
from reports.model import Event, Kind, Result, Transcript, Verdict

SETTING = Setting(port=9000, path="/demo")
HEAD = b"HTTP/1.1 101 x\r\nSec-WebSocket-Location: ws://127.0.0.1:9000/demo\r\n\r\n"
HEAD_75 = b"HTTP/1.1 101 x\r\nWebSocket-Location: ws://127.0.0.1:9000/demo\r\n\r\n"
LATE = "a 101 before the keys were judged, and then the end without a digest"

ENDING_KEYS = (
    "76/5.2/bad-key-before-key3",
    "76/5.2/no-spaces-in-key1",
    "76/5.2/no-spaces-in-key2",
    "76/5.2/no-spaces-in-both-keys",
    "76/5.2/no-spaces-and-number-zero",
    "76/5.2/escaped-spaces-are-no-spaces",
    "76/5.2/key-number-not-a-multiple",
    "76/5.2/second-key-number-not-a-multiple",
    "76/5.2/key-number-under-its-spaces",
)
STRANGE_KEYS = (
    "76/5.2/key-without-digits",
    "76/5.2/part-over-32-bits",
    "76/5.2/part-just-over-32-bits",
    "76/5.2/number-of-400-digits",
)
EIGHT = "76/5.2/large-key-number-not-a-multiple"


def found(key: str, *readings: Reading) -> Judgement:
    scenario = by_id(key)
    return judge(scenario.requirement.level, scenario.answers(SETTING), readings)


def said(data: bytes, ending: Kind | None = Kind.EOF, *, late: bool = False) -> Reading:
    return Reading("76", data, ending, late)


@pytest.mark.parametrize("ending", [Kind.EOF, Kind.RESET])
@pytest.mark.parametrize("key", ENDING_KEYS)
def test_a_101_that_is_aborted_is_called_so(key: str, ending: Kind) -> None:
    for digest in (b"", b"12345"):
        judged = found(key, said(HEAD + digest, ending))
        assert judged.verdict is Verdict.FAIL
        assert judged.observed.startswith(LATE)
        assert judged.broken is not None
        assert "then breaks in the handshake" in can_mean(judged.broken)
    assert LATE not in found(key, said(HEAD + bytes(16), ending)).observed
    assert LATE not in found(key, said(HEAD, None, late=True)).observed
    assert found(key, said(b"", ending)).verdict is Verdict.PASS


@pytest.mark.parametrize("key", STRANGE_KEYS)
def test_where_no_step_ends_the_connection_it_is_no_failure(key: str) -> None:
    judged = found(key, said(HEAD))
    assert judged.verdict is Verdict.WARN
    assert judged.observed.startswith(LATE)
    assert found(key, said(HEAD + bytes(16), None)).verdict is Verdict.INFO


def test_eight_handshakes_that_are_aborted_late() -> None:
    every = [said(HEAD)] * 8
    assert found(EIGHT, *every).observed.startswith(LATE)
    mixed = found(EIGHT, said(b""), *every[1:])
    assert mixed.verdict is Verdict.FAIL
    assert not mixed.observed.startswith(LATE)


def test_the_same_behaviour_is_told_once() -> None:
    kinds = set()
    for key in (*ENDING_KEYS, EIGHT):
        judged = found(key, *[said(HEAD)] * (8 if key == EIGHT else 1))
        scenario = by_id(key)
        result = Result(
            id=key,
            version=scenario.version,
            requirement=scenario.requirement,
            verdict=judged.verdict,
            does=scenario.does,
            means=scenario.means,
            expected=judged.expected,
            observed=judged.observed,
            reproduce="",
            choice=judged.choice,
            breaks=judged.broken,
        )
        kinds.add(kind(result))
    assert len(kinds) == 1


@pytest.mark.parametrize("after", [b"", b"\x00hello\xff"])
@pytest.mark.parametrize("ending", [None, Kind.EOF])
def test_an_empty_key_may_be_an_unknown_field_of_draft_75(
    after: bytes, ending: Kind | None
) -> None:
    absent = found("76/5.2/key1-absent", said(HEAD_75 + after, ending))
    empty = found("76/5.2/key-empty", said(HEAD_75 + after, ending))
    assert absent.verdict is empty.verdict is Verdict.WARN
    assert absent.choice == empty.choice
    assert absent.broken == empty.broken


def test_a_key_without_spaces_is_no_empty_one() -> None:
    assert found("76/5.2/no-spaces-in-key1", said(HEAD_75, None)).verdict is Verdict.FAIL
    assert found("76/5.2/key-empty", said(HEAD + bytes(16), None)).verdict is Verdict.FAIL
    assert found("76/5.2/key-empty", said(HEAD)).verdict is Verdict.FAIL
    assert found("76/5.2/key-empty", said(b"")).verdict is Verdict.PASS


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
