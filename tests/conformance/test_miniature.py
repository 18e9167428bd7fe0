"""The honest miniature against the drafts.

The drafts' four worked examples are copied byte for byte: runs of blanks in the keys matter.
"""

from __future__ import annotations

import pytest

from conformance.selftest.actions import Action, Close, Peer, Write
from conformance.selftest.faults import make_peer

EXAMPLES = {
    "1.2": (
        "4 @1  46546xW%0l 1 5",
        "12998 5 Y3 1  .P00",
        b"^n:ds[4U",
        b"8jKS'y:G*Co,Wxa-",
    ),
    "1.3": (
        "18x 6]8vM;54 *(5:  {   U1]8  z [  8",
        "1_ tx7X d  <  nw  334J702) 7]o}` 0",
        b"Tm[K T2u",
        b"fQJ,fN/4F4!~K~MH",
    ),
    "4.1": (
        "P388 O503D&ul7 {K%gX( %7  15",
        "1 N ?|k UT0or 3o  4 I97N 5-S3O 31",
        bytes.fromhex("4730222D5A3F4758"),
        b"0st3Rl&q-2ZU^weu",
    ),
    "5.2": (
        "3e6b263  4 17 80",
        "17  9 G`ZD9   2 2b 7X 3 /r90",
        b"WjN}|M(6",
        b"n`9eBk9z$R8pOtVb",
    ),
}
KEY1, KEY2, KEY3, DIGEST = EXAMPLES["5.2"]
BASE = ("Upgrade: WebSocket", "Connection: Upgrade", "Host: h:81", "Origin: http://a")


def head(*fields: str, first: str = "GET /demo HTTP/1.1") -> bytes:
    return "".join(line + "\r\n" for line in [first, *fields, ""]).encode("latin-1")


def keys(key1: str = KEY1, key2: str = KEY2) -> tuple[str, str]:
    return f"Sec-WebSocket-Key1: {key1}", f"Sec-WebSocket-Key2: {key2}"


REQUEST_75 = head(*BASE)
REQUEST_76 = head(*BASE, *keys()) + KEY3
HEAD_75 = (
    b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    b"WebSocket-Origin: http://a\r\nWebSocket-Location: ws://h:81/demo\r\n\r\n"
)
HEAD_76 = (
    b"HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Origin: http://a\r\nSec-WebSocket-Location: ws://h:81/demo\r\n\r\n" + DIGEST
)
OPENINGS = {75: (REQUEST_75, HEAD_75), 76: (REQUEST_76, HEAD_76)}


def written(actions: list[Action]) -> bytes:
    return b"".join(action.data for action in actions if isinstance(action, Write))


def ending(actions: list[Action]) -> list[Action]:
    return [action for action in actions if not isinstance(action, Write)]


def honest() -> Peer:
    return make_peer("honest")()


def after_handshake(draft: int, *segments: bytes) -> list[Action]:
    request, response = OPENINGS[draft]
    peer = honest()
    assert written(peer.receive(request)) == response
    return [action for segment in segments for action in peer.receive(segment)]


# The opening handshake.


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_drafts_worked_examples(name: str) -> None:
    key1, key2, key3, digest = EXAMPLES[name]
    actions = honest().receive(head(*BASE, *keys(key1, key2)) + key3)
    assert written(actions).endswith(b"\r\n\r\n" + digest)
    assert ending(actions) == []


@pytest.mark.parametrize("draft", OPENINGS)
def test_the_whole_response(draft: int) -> None:
    request, response = OPENINGS[draft]
    assert written(honest().receive(request)) == response


@pytest.mark.parametrize("draft", OPENINGS)
def test_a_request_byte_by_byte(draft: int) -> None:
    request, response = OPENINGS[draft]
    peer = honest()
    assert b"".join(written(peer.receive(bytes([b]))) for b in request) == response


@pytest.mark.parametrize("draft", OPENINGS)
def test_frames_behind_the_handshake_in_one_segment(draft: int) -> None:
    request, response = OPENINGS[draft]
    assert written(honest().receive(request + b"\0hi\xff")) == response + b"\0hi\xff"


def test_the_key_numbers_and_the_names_are_free_in_76() -> None:
    fields = [field.replace("Sec-Web", "sEC-wEB") for field in (*BASE, *keys("! 0 a", "b 0 !"))]
    request = head(*fields[::-1], first="GET /a:b%20c?x=1& whatever") + bytes(8)
    assert b"-Location: ws://h:81/a:b%20c?x=1&\r\n" in written(honest().receive(request))


def test_the_subprotocol_is_one_string() -> None:
    asked = "a, b  C!"
    for prefix, rest in (("", ()), ("Sec-", keys())):
        request = head(*BASE, f"{prefix}WebSocket-Protocol: {asked}", *rest) + KEY3
        answer = f"{prefix}WebSocket-Protocol: {asked}\r\n\r\n"
        assert answer.encode() in written(honest().receive(request))


def without(name: str) -> tuple[str, ...]:
    return tuple(field for field in BASE if not field.startswith(name))


REFUSED = {
    "key without spaces": head(*BASE, *keys("123a")) + KEY3,
    "second key without spaces": head(*BASE, *keys(KEY1, "456b")) + KEY3,
    "no multiple": head(*BASE, *keys("1 2 3")) + KEY3,
    "no multiple in the second": head(*BASE, *keys(KEY1, "4 5 7")) + KEY3,
    "no digits": head(*BASE, *keys("a b")) + KEY3,
    "over 32 bits": head(*BASE, *keys("9999999999 9")) + KEY3,
    "400 digits": head(*BASE, *keys("9" * 400 + " 9")) + KEY3,
    "5000 digits": head(*BASE, *keys("0" * 5000 + "9" * 5000 + " 9")) + KEY3,
    "one key": head(*BASE, keys()[0]) + KEY3,
    "key twice": head(*BASE, *keys(), keys()[0]) + KEY3,
    "key twice, by case": head(*BASE, *keys(), keys()[0].lower()) + KEY3,
    "RFC 6455 too": head(*BASE, *keys(), "Sec-WebSocket-Version: 13") + KEY3,
    "other method": head(*BASE, *keys(), first="POST /demo HTTP/1.1") + KEY3,
    "no second space": head(*BASE, *keys(), first="GET /demo") + KEY3,
    "path without slash": head(*BASE, *keys(), first="GET demo HTTP/1.1") + KEY3,
    "path of other bytes": head(*BASE, *keys(), first="GET /\xe9 HTTP/1.1") + KEY3,
    "line without colon": head(*BASE, "nothing", *keys()) + KEY3,
    "line feed in a value": head(*without("Origin"), "Origin: a\nX: y", *keys()) + KEY3,
    "NUL in a value": head(*without("Origin"), "Origin: a\0b", *keys()) + KEY3,
    "no UTF-8": head(*BASE, "X: \xff", *keys()) + KEY3,
    "bad host": head(*without("Host"), "Host: a b", *keys()) + KEY3,
    "no Upgrade": head(*without("Upgrade"), *keys()) + KEY3,
    "no Connection": head(*without("Connection"), *keys()) + KEY3,
    "no Host": head(*without("Host"), *keys()) + KEY3,
    "no Origin": head(*without("Origin"), *keys()) + KEY3,
    "75: no Upgrade": head(*without("Upgrade")),
    "75: no Connection": head(*without("Connection")),
    "75: no Host": head(*without("Host")),
    "75: no Origin": head(*without("Origin")),
    "75: HTTP/1.0": head(*BASE, first="GET /demo HTTP/1.0"),
    "75: two tokens": head(*BASE, first="GET /demo"),
    "75: other method": head(*BASE, first="PUT /demo HTTP/1.1"),
    "75: path without slash": head(*BASE, first="GET demo HTTP/1.1"),
    "no HTTP": b"<policy-file-request/>\0",
    "endless head": b"GET /" + b"a" * 70000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_closed_without_a_byte(name: str) -> None:
    assert honest().receive(REFUSED[name]) == [Close()]


def test_75_discards_a_line_that_is_no_field() -> None:
    assert written(honest().receive(head(*BASE, "nothing"))) == HEAD_75


def test_a_half_handshake_is_closed_when_it_is_overdue() -> None:
    peer = honest()
    assert peer.receive(REQUEST_76[:-1]) == []
    assert peer.overdue() == [Close()]
    peer = honest()
    peer.receive(REQUEST_76)
    assert peer.overdue() == []


# Frames.

TEXTS = ["", "hi", "\u20ac\U0001f4a9\ufeff", "a\0b", "\ufffd\ufffe", "x" * 3000]
STREAM = b"".join(b"\0" + text.encode() + b"\xff" for text in TEXTS)


@pytest.mark.parametrize("draft", OPENINGS)
def test_texts_come_back_whole_and_byte_by_byte(draft: int) -> None:
    assert written(after_handshake(draft, STREAM)) == STREAM
    pieces = [bytes([b]) for b in STREAM]
    assert written(after_handshake(draft, *pieces)) == STREAM


SKIPPED = {
    "type 01": b"\x01evil\xff",
    "no data": b"\x80\x00",
    "FF in the data": b"\x80\x04aa\xffb",
    "a frame in the data": b"\x80\x06\x00evil\xff"[:8],
    "two length bytes": b"\x80\x81\x01" + b"a" * 129,
    "leading zero groups": b"\xfe\x80\x80\x03abc",
    "FF with a length": b"\xff\x05hello",
    "E2: last length byte 00": b"\x80\x81\x00" + b"a" * 128,
}


@pytest.mark.parametrize("draft", OPENINGS)
@pytest.mark.parametrize("name", SKIPPED)
def test_unknown_frames_are_skipped(draft: int, name: str) -> None:
    stream = SKIPPED[name] + b"\0ok\xff"
    assert after_handshake(draft, stream) == [Write(b"\0ok\xff")]
    assert after_handshake(draft, *(bytes([b]) for b in stream)) == [Write(b"\0ok\xff")]


@pytest.mark.parametrize("draft", OPENINGS)
@pytest.mark.parametrize(
    "endless", [b"\x80" * 400, b"\x80" + b"\x81" * 400, b"\x80\xff\xff\xff\x7f"]
)
def test_a_length_that_is_too_long_closes(draft: int, endless: bytes) -> None:
    assert after_handshake(draft, endless) == [Close()]


# Closing.


@pytest.mark.parametrize("segments", [[b"\xff\x00"], [b"\xff", b"\x00"], [b"\xff\x80", b"\x00"]])
def test_76_answers_the_closing_frame_and_closes(segments: list[bytes]) -> None:
    assert after_handshake(76, *segments) == [Write(b"\xff\x00"), Close()]


def test_76_answers_texts_first_and_nothing_behind_the_closing_frame() -> None:
    stream = b"\0hi\xff\xff\x00\0late\xff\xff\x00x\xff"
    assert after_handshake(76, stream, b"\0later\xff") == [
        Write(b"\0hi\xff"),
        Write(b"\xff\x00"),
        Close(),
    ]


def test_75_knows_no_closing_frame() -> None:
    assert after_handshake(75, b"\xff\x00\0ok\xff") == [Write(b"\0ok\xff")]


@pytest.mark.parametrize("draft", OPENINGS)
def test_the_clients_fin_is_answered_by_a_fin(draft: int) -> None:
    peer = honest()
    peer.receive(OPENINGS[draft][0] + b"\0half")
    assert peer.end() == [Close()]
    assert peer.end() == []
