"""Recorded clients: read from a trace, spoken to another server, and what must come back."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from conformance import replay
from conformance.catalogue import catalogue
from conformance.checks import judge
from conformance.pieces import TraceError
from conformance.reading import Reading
from conformance.recorded import clients, steps_of, to_target
from conformance.scenario import Await, Close, Connect, On, Reset, Send, Setting
from conformance.trace import Event, Side, Trace, loads
from fixtures import texts
from reports.model import Kind, Level, Verdict

SETTING = Setting(host="target.example", port=9000, path="/echo", origin="http://site.example")

# The worked example of 76 §1.2 and its digest, as the draft prints them.
KEY1, KEY2, KEY3 = b"4 @1  46546xW%0l 1 5", b"12998 5 Y3 1  .P00", b"^n:ds[4U"
DIGEST = b"8jKS'y:G*Co,Wxa-"


def head(line: bytes = b"GET /demo HTTP/1.1", *more: bytes) -> bytes:
    fields = (b"Upgrade: WebSocket", b"Connection: Upgrade", b"Host: h:1", b"Origin: http://o:2")
    return b"\r\n".join([line, *fields, *more, b"", b""])


def head76(*more: bytes, line: bytes = b"GET /demo HTTP/1.1") -> bytes:
    keys = (b"Sec-WebSocket-Key1: " + KEY1, b"Sec-WebSocket-Key2: " + KEY2)
    return head(line, *more, *keys) + KEY3


def recorded(*reads: bytes, end: Kind | None = Kind.EOF) -> Trace:
    events = [Event(n / 10, 0, Side.CLIENT, Kind.SENT, data) for n, data in enumerate(reads)]
    events += [Event(5.0, 0, Side.CLIENT, end)] if end else []
    return Trace((0.0,), tuple(events))


def sent(trace: Trace, setting: Setting = SETTING) -> list[bytes]:
    steps = steps_of(tuple(to_target(client, setting) for client in clients(trace)))
    return [step.data for step in steps if isinstance(step, Send)]


def test_host_origin_and_path_are_the_targets_and_nothing_else_changes() -> None:
    cookie = b"Cookie: a=b"
    (whole,) = sent(recorded(head76(cookie, line=b"GET /demo?x=%20y HTTP/1.1")))
    expected = head76(cookie, line=b"GET /echo?x=%20y HTTP/1.1")
    expected = expected.replace(b"h:1", b"target.example:9000")
    assert whole == expected.replace(b"http://o:2", b"http://site.example")


def test_what_a_draft_does_not_allow_is_kept() -> None:
    line = b"GET /caf\xc3\xa9 x?y HTTP/1.1"
    trace = recorded(head(line).replace(b"http://o:2", b"null"))
    (whole,) = sent(trace)
    assert whole.startswith(line)
    assert b"Origin: null\r\n" in whole
    assert clients(trace)[0].may_be_refused


def test_what_the_run_was_told_to_send_is_added() -> None:
    setting = replace(SETTING, subprotocol="ours", headers=(("X-Pass", "1"),), path="/e?k=v")
    (whole,) = sent(recorded(head76(line=b"GET /demo?x HTTP/1.1")), setting)
    assert whole.startswith(b"GET /e?k=v&x HTTP/1.1\r\n")
    assert b"Sec-WebSocket-Protocol: ours\r\nX-Pass: 1\r\n\r\n" + KEY3 in whole
    (other,) = sent(recorded(head76(b"Sec-WebSocket-Protocol: theirs")), setting)
    assert b"theirs" not in other
    assert other.count(b"Sec-WebSocket-Protocol: ours") == 1


def test_segments_stay_what_they_were() -> None:
    whole = head76()
    parts = (whole[:-20], whole[-20:-8], whole[-8:], b"\x00a\xff\x00b", b"b\xff")
    came = sent(recorded(*parts))
    assert came[1:] == list(parts[1:])
    assert sent(recorded(whole + b"\x00early\xff", b"\x00late\xff"))[0].endswith(b"\x00early\xff")


def test_a_message_is_followed_by_a_wait_for_its_echo() -> None:
    trace = recorded(head(), b"\x00a\xff", b"\x00a\xff", end=Kind.RESET)
    steps = steps_of(clients(trace))
    assert [type(step) for step in steps] == [Send, Await, Send, Await, Send, Await, Reset]
    last = steps[5]
    assert isinstance(last, Await)
    answer = b"HTTP/1.1 101 x\r\n\r\n\x00a\xff"
    assert not last.met(answer)  # the first echo is not the second
    assert last.met(answer + b"\x00a\xff")


def test_connections_overlap_as_they_did() -> None:
    one, two = recorded(head()), recorded(head())
    later = tuple(replace(e, connection=1, t=e.t + 9) for e in two.events)
    in_turn = Trace((0.0, 9.0), (*one.events, *later))
    kinds = [type(s) for s in steps_of(clients(in_turn))]
    assert kinds == [Send, Await, On, Close, Connect, Send, Await, On, Close]
    parallel = Trace((0.0, 0.1), (*one.events, *(replace(e, connection=1) for e in two.events)))
    kinds = [type(s) for s in steps_of(clients(parallel))]
    assert kinds == [Send, Await, Connect, Send, Await, On, Close, On, Close]
    assert "parallel" in replay.scenario("x", parallel).needs


@pytest.mark.parametrize(
    "reads",
    [(), (b"GET / HTTP/1.1\r\n",), (head76()[:-1],), (head76().replace(KEY1, b"no digits"),)],
)
def test_a_client_without_a_whole_handshake(reads: tuple[bytes, ...]) -> None:
    with pytest.raises(TraceError):
        clients(recorded(*reads))


def answer76(
    digest: bytes = DIGEST, location: bytes = b"ws://h:1/demo", more: bytes = b""
) -> bytes:
    return (
        b"HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Origin: http://o:2\r\n"
        b"Sec-WebSocket-Location: " + location + b"\r\n" + more + b"\r\n" + digest
    )


TEXT = b"\x00hi\xff"
BAD = b"\x00\xed\xa0\x80\xff"
ASKED = b"Sec-WebSocket-Protocol: p"


@pytest.mark.parametrize(
    ("request_", "texts_", "came", "ending", "verdict"),
    [
        (head76(), TEXT, answer76() + TEXT, None, Verdict.PASS),
        (head76(), TEXT, answer76(b"sixteen bytes!!!") + TEXT, None, Verdict.FAIL),
        (head76(), TEXT, answer76() + b"\x00ho\xff", Kind.EOF, Verdict.FAIL),
        (head76(), TEXT, answer76(), Kind.EOF, Verdict.FAIL),
        (head76(), TEXT, answer76(location=b"ws://h/demo") + TEXT, None, Verdict.INFO),
        (head76(), TEXT, b"", Kind.EOF, Verdict.FAIL),
        (head76(line=b"GET /a b HTTP/1.1"), TEXT, b"", Kind.RESET, Verdict.INFO),
        (head76(ASKED), TEXT, b"", Kind.EOF, Verdict.INFO),
        (head76(ASKED), TEXT, answer76() + TEXT, None, Verdict.INFO),
        (head76(ASKED), TEXT, answer76(more=ASKED + b"\r\n") + TEXT, None, Verdict.PASS),
        (head76(), BAD + TEXT, answer76(), Kind.EOF, Verdict.INFO),
        (head76(), BAD + TEXT, answer76() + TEXT, None, Verdict.PASS),
        (head76(), TEXT * 11, answer76() + TEXT, Kind.EOF, Verdict.INFO),
        (head76(), TEXT * 11, answer76() + TEXT, None, Verdict.FAIL),
        (head76(), TEXT * 11, answer76() + TEXT * 11, None, Verdict.PASS),
    ],
)
def test_the_verdict_on_what_came(
    request_: bytes, texts_: bytes, came: bytes, ending: Kind | None, verdict: Verdict
) -> None:
    every = clients(recorded(request_, texts_))
    readings = (Reading("76", came, ending, ending is None),)
    assert judge(Level.MUST, replay.answers_to(every), readings).verdict is verdict


@pytest.mark.parametrize("draft", ["75", "76"])
def test_who_serves_one_resource_may_refuse_another(draft: str) -> None:
    line = b"GET /demo?x=1 HTTP/1.1"
    trace = recorded(head76(line=line) if draft == "76" else head(line))
    page = b"HTTP/1.1 404 Not Found\r\n\r\n"

    def verdicts(setting: Setting) -> list[Verdict]:
        scenario = replay.scenario("x", trace)
        answers = scenario.answers(setting)
        came = [(page, Kind.EOF, False), (b"", Kind.RESET, False), (b"", None, True)]
        readings = (Reading(draft, *one) for one in came)
        return [judge(Level.MUST, answers, (reading,)).verdict for reading in readings]

    assert verdicts(SETTING) == [Verdict.INFO, Verdict.INFO, Verdict.WARN]
    trace = recorded(head76() if draft == "76" else head())  # what the target serves
    assert verdicts(SETTING) == [Verdict.FAIL] * 3


def test_the_fixed_lines_of_draft_75() -> None:
    every = clients(recorded(head()))
    right = (
        b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
        b"Connection: Upgrade\r\nWebSocket-Origin: http://o:2\r\n"
        b"WebSocket-Location: ws://h:1/demo\r\n\r\n"
    )
    for came, verdict in [
        (right, Verdict.PASS),
        (right.replace(b"Web Socket", b"WebSocket"), Verdict.FAIL),
        (right.replace(b"/demo", b"/"), Verdict.INFO),
    ]:
        readings = (Reading("75", came, None, False),)
        assert judge(Level.MUST, replay.answers_to(every), readings).verdict is verdict


# --- the fixtures ---


@pytest.mark.parametrize("draft", ["75", "76"])
def test_there_are_enough_and_each_has_its_place(draft: str) -> None:
    found = texts("traces", draft)
    assert len(found) >= 25
    ids = {s.id for s in catalogue()}
    for name, text in found.items():
        trace = loads(text)
        assert trace.draft == draft, name
        assert trace.client, name
        assert trace.about, name
        assert trace.command or trace.source, name
        if draft == "76":
            assert f"76/trace/{name}" in ids


def test_the_published_digests_are_those_of_their_keys() -> None:
    found = [loads(text) for name, text in texts("traces", "76").items() if "published" in name]
    assert len(found) == 12
    for trace in found:
        assert trace.retyped
        assert trace.source
        answer = trace.bytes_from(Side.SERVER)
        opening = clients(trace)[0].opening
        assert answer[-16:] in (opening.digest, b"")
        numbers = (opening.number1.to_bytes(4, "big"), opening.number2.to_bytes(4, "big"))
        assert hashlib.md5(b"".join(numbers) + opening.key3).digest() == opening.digest


# --- the command line ---


def run(*words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_our_server_passes_every_trace() -> None:
    server = f"{sys.executable} -m reference_server --port {{port}} --raw-paths"
    options = ("--subprotocol", "sample", "--subprotocol", "'two words'")
    status, said, _ = run("--select", "7?/trace/*", "--exec", " ".join([server, *options]))
    assert status == 0
    assert re.search(r"^\d+ PASS$", said, re.MULTILINE), said


def test_a_wrong_first_line_fails_the_traces() -> None:
    server = (
        f"{sys.executable} -m conformance.selftest --peer 75-status-phrase-of-76 --port {{port}}"
    )
    status, said, _ = run("--select", "75/trace/[pq]*", "--exec", server)
    assert status == 1
    assert "PASS" not in said
