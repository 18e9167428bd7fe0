"""Requests to test with: a right one of each draft, and its parts to be changed one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# 76 §1.2: the keys, key3 and the response that the draft prints.
KEY1 = b"4 @1  46546xW%0l 1 5"
KEY2 = b"12998 5 Y3 1  .P00"
KEY3 = b"^n:ds[4U"
RESPONSE = b"8jKS'y:G*Co,Wxa-"

LINE = b"GET /demo HTTP/1.1"

FIELDS75 = {
    b"Upgrade": b"WebSocket",
    b"Connection": b"Upgrade",
    b"Host": b"example.com",
    b"Origin": b"http://example.com",
}
FIELDS76 = FIELDS75 | {b"Sec-WebSocket-Key1": KEY1, b"Sec-WebSocket-Key2": KEY2}

ANSWER75 = (
    b"HTTP/1.1 101 Web Socket Protocol Handshake\r\n"
    b"Upgrade: WebSocket\r\n"
    b"Connection: Upgrade\r\n"
    b"WebSocket-Origin: http://example.com\r\n"
    b"WebSocket-Location: ws://example.com/demo\r\n"
    b"\r\n"
)
ANSWER76 = (
    b"HTTP/1.1 101 WebSocket Protocol Handshake\r\n"
    b"Upgrade: WebSocket\r\n"
    b"Connection: Upgrade\r\n"
    b"Sec-WebSocket-Origin: http://example.com\r\n"
    b"Sec-WebSocket-Location: ws://example.com/demo\r\n"
    b"\r\n"
)


def head(fields: Mapping[bytes, bytes | None], line: bytes = LINE, extra: bytes = b"") -> bytes:
    """A request head: `fields` without those of value None, then the lines `extra`."""
    lines = [name + b": " + value for name, value in fields.items() if value is not None]
    return (
        b"\r\n".join([line, *lines, extra, b""])
        if extra
        else b"\r\n".join([line, *lines, b"", b""])
    )


def head75(changes: Mapping[bytes, bytes | None] | None = None, **more: bytes) -> bytes:
    """A draft 75 handshake with `changes` to its fields; None takes one away."""
    return head({**FIELDS75, **(changes or {})}, **more)


def head76(changes: Mapping[bytes, bytes | None] | None = None, **more: bytes) -> bytes:
    """A draft 76 handshake without its key3, with `changes` to its fields."""
    return head({**FIELDS76, **(changes or {})}, **more)


def ways(data: bytes) -> Iterator[list[bytes]]:
    """`data` whole, byte by byte, and in two pieces cut at each place (at most 80 of them)."""
    yield [data]
    yield [data[i : i + 1] for i in range(len(data))]
    for i in range(1, len(data), max(1, len(data) // 80)):
        yield [data[:i], data[i:]]
