"""What the drafts leave to a server is recorded and not called wrong; what they do not is.

The answers are written by hand, as real servers gave them. Beside each choice stands the nearest
answer that is no choice any more.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from conformance.assessment import NOT_PUT, Assessment, Case, assess
from conformance.catalogue import by_id
from conformance.checks import Judgement, judge
from conformance.describe import describe
from conformance.reading import Reading
from conformance.rules import can_mean
from conformance.scenario import Setting
from conformance.wire import Key, opening76
from reports.model import Event, Kind, Transcript, Verdict

SETTING = Setting(port=9000, path="/demo")
OWN = "ws://127.0.0.1:9000/demo"
FAIL, WARN, INFO, PASS = Verdict.FAIL, Verdict.WARN, Verdict.INFO, Verdict.PASS


def answer(
    location: str = OWN, origin: str | None = "null", digest: bytes = bytes(16), draft: str = "76"
) -> Reading:
    """A 101 with this location and origin, and what follows it."""
    pre = "Sec-" if draft == "76" else ""
    lines = ["HTTP/1.1 101 x", "Upgrade: WebSocket", "Connection: Upgrade"]
    if origin is not None:
        lines.append(f"{pre}WebSocket-Origin: {origin}")
    lines += [f"{pre}WebSocket-Location: {location}", "", ""]
    head = "\r\n".join(lines).encode()
    return Reading(draft, head + (digest if draft == "76" else b""), None, False)


REFUSAL = Reading("76", b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", Kind.EOF, False)
LATE_400 = answer(digest=b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def found(key: str, *readings: Reading) -> Judgement:
    scenario = by_id(key)
    return judge(scenario.requirement.level, scenario.answers(SETTING), readings)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (OWN, INFO),
        ("ws://a-name-of-its-own.example/demo", INFO),
        ("ws://undefined/demo", WARN),
        ("ws://None/demo", WARN),
        ("ws:///demo", WARN),
    ],
)
def test_without_a_host_a_server_may_name_its_own(location: str, expected: Verdict) -> None:
    assert found("76/5.1/host-absent", answer(location)).verdict is expected
    assert found("76/5.1/host-absent", REFUSAL).verdict is PASS


@pytest.mark.parametrize(
    "bad", ["ws://a b/demo", "ws://[/demo", "ws://http://x//demo", "ws:///demo"]
)
def test_a_host_that_is_none_does_not_come_back(bad: str) -> None:
    own = [answer()] * 3
    assert found("76/5.1/host-malformed", *own, answer(bad)).verdict is WARN
    assert found("76/5.1/host-malformed", *own, REFUSAL).verdict is INFO
    assert found("76/5.1/host-malformed", *[REFUSAL] * 4).verdict is PASS


@pytest.mark.parametrize("origin", ["undefined", "None", "http://example.com", None])
def test_who_sends_no_origin_may_be_told_any_or_none(origin: str | None) -> None:
    assert found("76/5.1/origin-absent", answer(origin=origin)).verdict is INFO
    assert found("75/5.1/no-origin", answer(origin=origin, draft="75")).verdict is INFO
    assert found("76/5.1/origin-absent", REFUSAL).verdict is INFO


STRANGE = (
    "76/5.2/part-over-32-bits",
    "76/5.2/part-just-over-32-bits",
    "76/5.2/number-of-400-digits",
    "76/5.2/key-without-digits",
)


@pytest.mark.parametrize("key", STRANGE)
def test_keys_without_a_result_are_refused_or_answered(key: str) -> None:
    assert found(key, REFUSAL).verdict is PASS
    assert found(key, answer()).verdict is INFO
    assert found(key, LATE_400).verdict is WARN
    assert found(key, Reading("76", answer(digest=b"").received, Kind.EOF, False)).verdict is WARN


def test_two_first_keys() -> None:
    assert found("76/5.1/key-twice", REFUSAL).verdict is PASS
    joined = opening76(SETTING, key1=Key(b"8 x4", 84))
    number2 = joined.number2.to_bytes(4, "big")
    digests = {
        84: "the last key",
        12: "the first key",
        428: "both keys",
        642: "something else",
    }
    for number, words in digests.items():
        challenge = number.to_bytes(4, "big") + number2 + joined.key3
        made = hashlib.md5(challenge, usedforsecurity=False).digest()
        judged = found("76/5.1/key-twice", answer(digest=made))
        assert judged.verdict is INFO
        assert words in judged.choice


@pytest.mark.parametrize("key", ["scheme", "http", "host"])
def test_a_proxy_may_be_believed(key: str) -> None:
    other = answer("wss://evil.example:81/demo")
    assert found(f"76/7/forwarded-{key}-not-believed", answer(), other).verdict is INFO
    assert found(f"76/7/forwarded-{key}-not-believed", answer(), answer()).verdict is PASS
    assert found(f"76/7/forwarded-{key}-not-believed", answer(), REFUSAL).verdict is INFO


@pytest.mark.parametrize("key", ["76/5.2/key1-absent", "76/5.2/key2-absent"])
def test_one_key_is_no_handshake_of_76_and_no_good_one_of_75(key: str) -> None:
    judged = found(key, answer())
    assert judged.verdict is FAIL
    as75 = Reading("76", answer(draft="75").received, None, False)
    judged = found(key, as75)
    assert judged.verdict is WARN
    assert judged.broken is not None
    assert judged.broken.section == "5.1"
    assert found(key, REFUSAL).verdict is PASS


def test_a_content_length_may_be_refused_but_not_left_waiting() -> None:
    right = opening76(SETTING).digest
    assert found("76/5.1/content-length-eight", answer(digest=right)).verdict is PASS
    assert found("76/5.1/content-length-eight", REFUSAL).verdict is INFO
    waiting = Reading("76", answer(digest=b"").received, None, True)
    assert found("76/5.1/content-length-eight", waiting).verdict is WARN
    assert found("76/5.1/content-length-eight", answer()).verdict is WARN


@pytest.mark.parametrize("key", ["76/5.2", "75/5.1"])
def test_a_path_of_two_slashes_keeps_both(key: str) -> None:
    draft, scenario = key[:2], f"{key}/location-keeps-leading-slashes"
    third = f"/demo/{'third' if draft == '76' else 'second-' + SETTING.token}"
    plain, other = (answer(f"ws://127.0.0.1:9000{path}", draft=draft) for path in ("/demo", third))

    def last(path: str) -> Reading:
        return answer(f"ws://127.0.0.1:9000{path}", draft=draft)

    assert found(scenario, plain, other, last("//demo/x")).verdict is PASS
    assert found(scenario, plain, other, last("/x")).verdict is FAIL
    assert found(scenario, plain, other, last("/demo/x")).verdict is FAIL
    assert found(scenario, plain, other, REFUSAL).verdict is INFO
    assert found(scenario, plain, plain, plain).verdict is INFO


def test_an_http_answer_in_the_place_of_the_digest_is_called_so() -> None:
    assert describe(LATE_400) == '101, "HTTP/1.1 400 Bad Request" in the place of the digest'
    assert found("76/5.2/bad-key-before-key3", LATE_400).verdict is FAIL
    assert "16 bytes of digest" in describe(answer(digest=b"HTTP/2 is no page"[:16]))


def heard(key: str, *connections: bytes) -> Assessment:
    """What comes of it when these bytes came on the connections, and nothing means silence."""
    case = Case(by_id(key), SETTING)
    events: list[Event] = []
    for number, data in enumerate(connections):
        events.append(Event(0.0, Kind.SENT, b"GET", number))
        came = Event(0.1, Kind.RECEIVED, data, number)
        events.append(came if data else Event(0.1, Kind.TIMEOUT, b"", number))
    twin: Transcript = tuple(e for e in events if e.connection == 0)
    return assess(case, tuple(events), twin)


@pytest.mark.parametrize(
    "key",
    ["75/5.1/location-with-query", "76/5.2/location-with-query", "76/5.2/location-keeps-slashes"],
)
def test_what_was_never_asked_is_not_decided(key: str) -> None:
    plain = answer(draft=key[:2]).received
    found = heard(key, plain, b"")
    assert found.verdict is Verdict.UNDECIDED
    assert found.because == NOT_PUT
    assert "connection 2: nothing, then silence; connection 3: not opened" in found.observed
    assert heard(key, plain, plain, b"").verdict is not Verdict.UNDECIDED


def test_a_connection_that_was_not_opened_is_not_said_to_be_silent() -> None:
    found = heard("76/1.4/closing-frame-answered-every-time", answer().received)
    assert found.verdict is WARN
    assert "connections 2-3: not opened" in found.observed
    assert "second" not in found.observed


SILENCE = {draft: Reading(draft, b"", None, True) for draft in ("75", "76")}


@pytest.mark.parametrize(
    "key",
    [
        "76/5.1/keys-absent",
        "76/5.2/key1-absent",
        "76/5.2/key2-absent",
        "76/7/plain-http-request",
        "76/7/keys-in-the-path",
        "76/7/keys-in-another-field",
        "76/7/keys-in-the-first-line",
        "76/7/escaped-crlf-in-the-path",
        "76/7/handshake-in-the-body-of-a-post",
        "76/5.1/bare-lf-ends-no-field",
        "76/5.1/bare-lf-ends-no-head",
        "75/7/cr-in-the-path",
        "75/7/crlf-escaped-in-the-query",
        "75/7/escaped-nul-in-the-path",
        "75/5.2/path-empty",
        "75/5.2/upgrade-missing",
    ],
)
def test_silence_where_the_end_is_right_misses_a_should_and_nothing_else(key: str) -> None:
    judged = found(key, SILENCE[key[:2]])
    assert judged.verdict is WARN
    assert judged.broken is not None
    assert can_mean(judged.broken) == "clients wait for an answer that never comes"
    assert found(key, Reading(key[:2], b"", Kind.EOF, False)).verdict is PASS
    # bytes that are no answer, and silence behind them, are not excused
    half = Reading(key[:2], b"HTTP/1.1 101 x", None, True)
    assert "silence, where" not in found(key, half).observed


def test_silence_where_the_end_is_demanded_is_a_failure() -> None:
    for key in ("76/5.2/no-spaces-in-key1", "76/5.2/key-number-not-a-multiple"):
        judged = found(key, SILENCE["76"])
        assert judged.verdict is FAIL
        assert judged.broken is not None
        assert can_mean(judged.broken).startswith("refused connections stay open")
    assert found("75/5.1/close-or-answer", SILENCE["75"]).verdict is FAIL
    assert found("76/6.2/abort-closes-the-connection", SILENCE["76"]).verdict is FAIL


def test_a_bad_key_is_one_fault_and_a_101_before_it_is_judged_another() -> None:
    key, late = "76/5.2/bad-key-before-key3", answer()
    assert found(key, late).verdict is FAIL
    assert found(key, replace(late, timed_out=True)).verdict is INFO
    assert found(key, replace(LATE_400, timed_out=True)).verdict is FAIL
    assert found(key, REFUSAL).verdict is PASS


def test_where_the_head_ends_is_told_by_the_digest() -> None:
    key, opening = "76/5.1/bare-lf-ends-no-head", opening76(SETTING)
    last = opening76(SETTING, key3=b"secondk3")
    assert found(key, answer(digest=last.digest)).verdict is INFO
    assert found(key, answer(digest=opening.digest)).verdict is WARN


def test_a_fault_of_every_answer_is_not_one_of_further_fields() -> None:
    case = Case(by_id("75/5.2/cookies"), SETTING)
    right = answer(draft="75").received
    wrong = right.replace(b": WebSocket", b": websocket")

    def verdict(subject: bytes, twin: bytes) -> Verdict:
        said = [(Event(0.1, Kind.RECEIVED, data, 0),) for data in (subject, twin)]
        return assess(case, *said).verdict

    assert verdict(right, right) is PASS
    assert verdict(wrong, wrong) is Verdict.UNDECIDED
    assert verdict(wrong, right) is WARN


def test_an_answer_of_rfc_6455_is_a_choice_of_its_own() -> None:
    key = "76/5.1/rfc6455-beside-the-keys"
    accept = b"HTTP/1.1 101 x\r\nSec-WebSocket-Accept: C/0nmHhBztSRGR1CwL6Tf4ZjwpY=\r\n\r\n"
    later = Reading("76", accept + b"\x81\x04ping", None, False)
    judged = found(key, later)
    assert judged.verdict is INFO
    assert "in the manner of RFC 6455" in judged.choice
    assert judged.observed == "101, of RFC 6455, 6 bytes after it"
    as75 = found(key, Reading("76", answer(draft="75").received, None, False))
    assert as75.verdict is INFO
    assert "in the manner of draft 75" in as75.choice
    # an answer of both at once is held to the digest
    mixed = answer().received.replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Accept: x\r\n\r\n", 1)
    assert found(key, Reading("76", mixed, None, False)).verdict is FAIL
