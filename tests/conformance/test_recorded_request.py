"""What a recorded client asked for, and of what no draft says how it is answered."""

from __future__ import annotations

import pytest

from conformance.recorded_request import Request, request_of
from conformance.trace import Event, Side, Trace, loads
from fixtures import texts
from reports.model import Kind

KEY1, KEY2, KEY3 = b"4 @1  46546xW%0l 1 5", b"12998 5 Y3 1  .P00", b"^n:ds[4U"
UPGRADE = b"Upgrade: WebSocket"


def asked(data: bytes) -> Request:
    events = (Event(0.0, 0, Side.CLIENT, Kind.SENT, data),) if data else ()
    return request_of(Trace((0.0,), events))


def head(*fields: bytes, line: bytes = b"GET /demo HTTP/1.1") -> bytes:
    return b"\r\n".join([line, *fields, b"", b""])


def keys(key1: bytes = KEY1, *more: bytes) -> bytes:
    fields = (UPGRADE, b"Sec-WebSocket-Key1: " + key1, *more, b"sec-websocket-KEY2: " + KEY2)
    return head(*fields) + KEY3


@pytest.mark.parametrize(
    "data",
    [
        head(UPGRADE),
        head(b"upgrade: websocket", b"X:y", b"Cookie: caf\xc3\xa9"),
        head(UPGRADE, line=b"GET /a b HTTP/1.1"),
        keys(),
        keys(b"0 x"),
        keys(b"1234617000000 " + b" " * 2000 + b"x"),
    ],
)
def test_a_handshake(data: bytes) -> None:
    assert asked(data) == Request()


def test_the_clients_of_the_fixtures_can_be_answered() -> None:
    for draft in ("75", "76"):
        for folder in ("traces", "answers"):
            for name, text in texts(folder, draft).items():
                assert request_of(loads(text)).usable, name


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the client sent nothing"),
        (b"\x16\x03\x01\x02\0", "is no opening handshake"),
        (b"POST / HTTP/1.1\r\n\r\n", "is no opening handshake"),
        (b"GE", "no whole opening handshake"),
        (b"GET / HTTP/1.1\r\n", "no whole opening handshake"),
        (keys()[:-1], "7 of the eight bytes of key3"),
        (head(b"Host: h"), "without Upgrade: WebSocket"),
        (head(b"Upgrade: h2c"), "without Upgrade: WebSocket"),
        (head(UPGRADE, b"Sec-WebSocket-Version: 13"), "RFC 6455"),
        (head(UPGRADE, b"no colon"), 'this line in its handshake: "no colon"'),
        (head(UPGRADE, b"A: b", b" folded: c"), 'this line in its handshake: " folded: c"'),
        (head(UPGRADE, b"Name : c"), "this line in its handshake"),
        (head(UPGRADE, b"A: b\nc"), "this line in its handshake"),
        (keys(KEY1, b"Sec-WebSocket-Key1: " + KEY1), "there are 2 fields with key1"),
        (keys(b" 1 2"), "begins or ends with a blank"),
        (keys(b"1 2 "), "begins or ends with a blank"),
        (keys(b"a b"), "has no digits"),
        (keys(b"9 9" * 900), "has more than 32 bits"),
        (keys(b"4294967296 " * 2 + b"x"), "has more than 32 bits"),
    ],
)
def test_what_no_draft_says_how_to_answer(data: bytes, why: str) -> None:
    found = asked(data)
    assert why in found.unclear
    assert not found.usable


@pytest.mark.parametrize(
    ("data", "why", "lacks"),
    [
        (keys(b"4 @1  46546xW%0l 1 6"), "4146546016 does not divide by its 5 spaces", False),
        (keys(b"12345x6"), "has no spaces (76 §5.2 step 5)", False),
        (keys(b""), "has no spaces (76 §5.2 step 5)", False),
        (head(UPGRADE, b"Sec-WebSocket-Key2: " + KEY2), "there is no key1", True),
    ],
)
def test_keys_that_end_the_connection(data: bytes, why: str, lacks: bool) -> None:
    found = asked(data)
    assert why in found.void
    assert found.lacks_key is lacks
    assert not found.unclear
    assert not found.usable
