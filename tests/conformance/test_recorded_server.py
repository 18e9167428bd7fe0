"""The verdicts on recorded servers: what a draft says of every server, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from conformance.recorded_server import Found, judge
from conformance.trace import Event, Side, Trace, loads
from fixtures import texts
from reports.model import Kind, Verdict

# The worked example of 76 §1.2 and its digest, as the draft prints them.
KEY1, KEY2, KEY3 = b"4 @1  46546xW%0l 1 5", b"12998 5 Y3 1  .P00", b"^n:ds[4U"
DIGEST = b"8jKS'y:G*Co,Wxa-"
FIN, RST = Kind.EOF, Kind.RESET


def head(*more: bytes, line: bytes = b"GET /demo HTTP/1.1") -> bytes:
    fields = (b"Upgrade: WebSocket", b"Connection: Upgrade", b"Host: h:1", b"Origin: http://o:2")
    return b"\r\n".join([line, *fields, *more, b"", b""])


def head76(*more: bytes, key1: bytes = KEY1) -> bytes:
    return head(*more, b"Sec-WebSocket-Key1: " + key1, b"Sec-WebSocket-Key2: " + KEY2) + KEY3


def answer76(digest: bytes = DIGEST, origin: bytes = b"http://o:2") -> bytes:
    return (
        b"HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Origin: " + origin + b"\r\n"
        b"Sec-WebSocket-Location: ws://h:1/demo\r\n\r\n" + digest
    )


ANSWER75 = (
    b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
    b"Connection: Upgrade\r\nWebSocket-Origin: http://o:2\r\n"
    b"WebSocket-Location: ws://h:1/demo\r\n\r\n"
)
PAGE = b"HTTP/1.1 404 Not Found\r\n\r\n"


def connection(
    sent: bytes, came: bytes = b"", end: Kind | None = FIN, *, left: bool = False
) -> list[Event]:
    """One connection; with ``left`` its client hangs up before the server ends it."""
    events = [Event(0.0, 0, Side.CLIENT, Kind.SENT, sent)] if sent else []
    events += [Event(0.1, 0, Side.SERVER, Kind.RECEIVED, came)] if came else []
    events += [Event(0.2, 0, Side.CLIENT, FIN)] if left else []
    return events + ([Event(0.3, 0, Side.SERVER, end)] if end else [])


def trace(*connections: list[Event]) -> Trace:
    events = [replace(e, connection=n) for n, each in enumerate(connections) for e in each]
    return Trace(tuple(float(n) for n in range(len(connections))), tuple(events))


def verdict(found: Iterable[Found]) -> Verdict:
    """That of the only connection."""
    (one,) = found
    return one.judgement.verdict if one.judgement else Verdict.SKIP


# --- texts are the application's ---

SENT = b"\0ann\xff"
LATER = head76() + SENT


@pytest.mark.parametrize(
    ("sent", "came", "end", "expected", "with_echo"),
    [
        (LATER, answer76() + b"\0welcome\xff", FIN, Verdict.PASS, Verdict.FAIL),
        (LATER, answer76() + b"\0welcome\xff\xff\0", FIN, Verdict.PASS, Verdict.FAIL),
        (LATER, answer76(), FIN, Verdict.PASS, Verdict.FAIL),
        (LATER, answer76(), None, Verdict.PASS, Verdict.INFO),
        (LATER, answer76() + SENT, None, Verdict.PASS, Verdict.PASS),
        (head() + SENT, ANSWER75 + b"\0welcome\xff", FIN, Verdict.PASS, Verdict.FAIL),
        (head() + SENT, ANSWER75 + SENT, FIN, Verdict.PASS, Verdict.PASS),
        (LATER, answer76(origin=b"http://x") + SENT, FIN, Verdict.INFO, Verdict.INFO),
        (LATER, answer76(b"sixteen bytes!!!") + SENT, FIN, Verdict.FAIL, Verdict.FAIL),
    ],
)
def test_echoes_are_asked_for_by_who_knows_of_them(
    sent: bytes, came: bytes, end: Kind | None, expected: Verdict, with_echo: Verdict
) -> None:
    one = trace(connection(sent, came, end))
    assert verdict(judge(one)) is expected
    assert verdict(judge(one, echo=True)) is with_echo


@pytest.mark.parametrize(
    ("sent", "came", "expected", "words"),
    [
        (head76(), answer76() + b"\x80\1x", Verdict.FAIL, "no frame of the draft"),
        (head76(), answer76() + b"\1x\xff", Verdict.FAIL, "no frame of the draft"),
        (head76(), answer76() + b"\xff\0\0x\xff", Verdict.FAIL, "after the server's closing"),
        (head76(), answer76() + b"\0\xe9t\xe9\xff", Verdict.FAIL, "not UTF-8"),
        (head(), ANSWER75 + b"\0\xe9t\xe9\xff", Verdict.FAIL, "not UTF-8"),
        (head(), ANSWER75 + b"\xff\0", Verdict.WARN, "draft 75 does not know"),
        (head76(), answer76() + b"\xff\0", Verdict.PASS, ""),
        (head76(), answer76() + b"\0cut", Verdict.PASS, ""),
        (head76() + b"\0\xe9\xff", answer76() + b"\0\xe9\xff", Verdict.PASS, ""),
    ],
)
def test_frames_are_those_of_the_draft(
    sent: bytes, came: bytes, expected: Verdict, words: str
) -> None:
    (found,) = judge(trace(connection(sent, came)))
    assert found.judgement is not None
    assert found.judgement.verdict is expected
    assert words in found.judgement.choice


def test_bytes_that_are_no_utf8_may_come_from_another_client() -> None:
    """A chat passes on what one client sent, and what it makes of that is open (5.4)."""
    hears = connection(head76(), answer76() + b"\0\xe9\xff")
    found = judge(trace(hears, connection(head76() + b"\0\xe9\xff", answer76())))
    assert [one.judgement and one.judgement.verdict for one in found] == [Verdict.PASS] * 2


# --- refusals, and answers that are not whole ---


@pytest.mark.parametrize("sent", [head(), head76()])
@pytest.mark.parametrize("echo", [False, True])
@pytest.mark.parametrize(
    ("came", "end"), [(b"", FIN), (b"", RST), (PAGE, FIN), (PAGE, None), (b"SSH-2.0\r\n", FIN)]
)
def test_to_refuse_is_the_right_of_a_server(
    sent: bytes, came: bytes, end: Kind | None, echo: bool
) -> None:
    (found,) = judge(trace(connection(sent, came, end)), echo=echo)
    assert found.judgement is not None
    assert found.judgement.verdict is Verdict.INFO
    assert "the server refuses, as it may" in found.judgement.choice


@pytest.mark.parametrize(
    ("sent", "came", "expected"),
    [
        (head76(), b"HTTP/1.1 101 Web", Verdict.INFO),
        (head76(), answer76(DIGEST[:5]), Verdict.INFO),
        (head76(), answer76(b"six"), Verdict.FAIL),
        (head76(), ANSWER75, Verdict.FAIL),
        (head(), ANSWER75[:60], Verdict.INFO),
        (head(), b"HTTP/1.1 101 Switching", Verdict.FAIL),
    ],
)
def test_the_end_in_an_answer_is_no_fault_and_wrong_bytes_are(
    sent: bytes, came: bytes, expected: Verdict
) -> None:
    for end, left in ((FIN, False), (None, False), (FIN, True)):
        assert verdict(judge(trace(connection(sent, came, end, left=left)))) is expected


def test_without_an_origin_nobody_can_say_what_its_field_should_be() -> None:
    sent = head76().replace(b"Origin: http://o:2\r\n", b"")
    came = answer76().replace(b"Sec-WebSocket-Origin: http://o:2\r\n", b"")
    assert verdict(judge(trace(connection(sent, came)))) is Verdict.INFO


# --- keys ---

ODD = b"4 @1  46546xW%0l 1 6"  # the last digit is another: 4146546016 by 5 spaces


@pytest.mark.parametrize("key", [ODD, b"12345x6", b""])
@pytest.mark.parametrize(
    ("came", "end", "expected"),
    [
        (answer76(b"sixteen bytes!!!"), None, Verdict.FAIL),
        (b"HTTP/1.1 101 Web", None, Verdict.FAIL),
        (PAGE, FIN, Verdict.PASS),
        (b"", FIN, Verdict.PASS),
        (b"", RST, Verdict.PASS),
        (b"HTT", None, Verdict.INFO),
    ],
)
def test_keys_that_no_client_chose_end_the_connection(
    key: bytes, came: bytes, end: Kind | None, expected: Verdict
) -> None:
    for sent in (head76(key1=key), head76(key1=key)[:-8]):
        (found,) = judge(trace(connection(sent, came, end)))
        assert found.judgement is not None
        assert found.judgement.verdict is expected
        assert "76 §5.2 step" in found.note
        if expected is Verdict.FAIL:
            assert found.judgement.broken is not None
            assert found.judgement.broken.cite == "76 §5.2 steps 5 and 6, by 6.2"


@pytest.mark.parametrize(
    ("came", "expected"),
    [(answer76(), Verdict.FAIL), (ANSWER75, Verdict.WARN), (PAGE, Verdict.PASS)],
)
def test_one_key_alone(came: bytes, expected: Verdict) -> None:
    """A server of draft 75 may read a handshake of its own in it."""
    sent = head(b"Sec-WebSocket-Key1: " + KEY1) + KEY3
    assert verdict(judge(trace(connection(sent, came)))) is expected


# --- several connections ---


def test_each_connection_is_judged_by_its_own_draft() -> None:
    """Whichever came first, also where that was a page."""
    in75, in76 = connection(head(), ANSWER75), connection(head76(), answer76())
    page = connection(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", PAGE)
    right = {"75": in75, "76": in76}
    for order in (("75", "76"), ("76", "75")):
        found = judge(trace(page, *(right[draft] for draft in order)))
        assert [one.connection for one in found] == [0, 1, 2]
        assert [one.draft for one in found[1:]] == list(order)
        assert [one.judgement and one.judgement.verdict for one in found] == [
            None,
            Verdict.PASS,
            Verdict.PASS,
        ]
    (second,) = judge(trace(in75, connection(head76(), ANSWER75)), [1])
    assert (second.connection, verdict([second])) == (1, Verdict.FAIL)


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([], "the client sent nothing"),
        (connection(b"", b"\0hi\xff"), "the client sent nothing"),
        (connection(head76(), end=Kind.REFUSED), "no connection to the server could be opened"),
        (connection(head76(), end=None), "no answer of a server was recorded"),
        (connection(head76(), end=FIN, left=True), "the client left before an answer came"),
        (connection(b"GET / HTTP/1.1\r\n\r\n", PAGE), "without Upgrade: WebSocket"),
    ],
)
def test_a_connection_that_tells_nothing_says_why(events: list[Event], why: str) -> None:
    skipped, judged = judge(trace(events, connection(head76(), answer76())))
    assert skipped.judgement is None
    assert why in skipped.note
    assert judged.judgement is not None
    assert judged.judgement.verdict is Verdict.PASS


# --- the fixtures ---

OTHERWISE = {
    "76/no-phrase": "534.34 wants a blank after the code, which the draft does not",
    "76/value-not-utf-8": "534.34 refuses what is no UTF-8 in a field that nobody knows",
    "76/upgrade-in-lower-case": "534.34 compares without case",
    "76/connection-in-lower-case": "534.34 compares without case, as the draft lets it",
}
"""Where the engine is stricter or laxer than what the draft asks of a server."""

FRAMES = {"cut-utf-8", "invalid-utf-8", "surrogate-in-utf-8", "closing-frame-and-text"}
"""A browser opens before it reads a frame, and reads also what a server must not send."""


@pytest.mark.parametrize("draft", ["75", "76"])
def test_our_verdicts_are_those_of_the_browsers(draft: str) -> None:
    """A handshake that passes opened in the browser; one that does not pass did not."""
    for name, text in texts("answers", draft).items():
        recording = loads(text)
        opened = "open" in recording.page
        if f"{draft}/{name}" in OTHERWISE or name.startswith("echo-"):
            continue
        if name.startswith("frame-") or name in FRAMES:
            assert opened, name
            # A closing frame is one that draft 75 does not know, and its clients read over it.
            worst = (
                Verdict.WARN if (draft, name) == ("75", "closing-frame-and-text") else Verdict.FAIL
            )
            assert verdict(judge(recording, echo=True)) is worst, name
            continue
        assert (verdict(judge(recording, echo=True)) is Verdict.PASS) == opened, name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("digest-wrong", Verdict.FAIL),
        ("digest-one-bit-wrong", Verdict.FAIL),
        ("digest-cut", Verdict.INFO),
        ("status-404", Verdict.INFO),
        ("fin-before-the-answer", Verdict.INFO),
        ("answer-of-rfc-6455", Verdict.FAIL),
        ("origin-missing", Verdict.FAIL),
        ("origin-wrong", Verdict.INFO),
        ("location-wrong-path", Verdict.INFO),
        ("subprotocol-left-out", Verdict.INFO),
    ],
)
def test_recorded_wrong_answers_are_judged(name: str, expected: Verdict) -> None:
    assert verdict(judge(loads(texts("answers", "76")[name]))) is expected


def test_recorded_servers_echo() -> None:
    """But for two: Protocol::WebSocket answers draft 75 with a line of draft 76, and 76 rightly."""
    for draft in ("75", "76"):
        for name, text in texts("traces", draft).items():
            recording = loads(text)
            found = {one.judgement and one.judgement.verdict for one in judge(recording, echo=True)}
            if not recording.bytes_from(Side.SERVER):
                assert found == {None}, name
            elif draft == "75" and name.startswith("protocol-websocket"):
                assert found == {Verdict.FAIL}
                assert recording.page == ("close",)
            else:
                assert found <= {Verdict.PASS, Verdict.INFO}, name
