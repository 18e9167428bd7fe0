from __future__ import annotations

import time

import pytest

from reference_server.fields import HandshakeError, Head, read_head

from .requests import FIELDS76, KEY1, head, head75, head76, ways

MAX_HEAD = 8192


def read(pieces: list[bytes], max_head: int = MAX_HEAD) -> tuple[Head, bytes] | None:
    """The head that is found, and all that comes after it in `pieces`."""
    data = b""
    for i, piece in enumerate(pieces):
        searched, data = len(data), data + piece
        if found := read_head(data, searched, max_head):
            return found[0], data[found[1] :] + b"".join(pieces[i + 1 :])
    return None


def refused(pieces: list[bytes], max_head: int = MAX_HEAD) -> str:
    with pytest.raises(HandshakeError) as caught:
        read(pieces, max_head)
    return str(caught.value)


def test_a_head_however_it_arrives() -> None:
    tail = b"\r\n\r\n\x00\xff\n\r"  # bytes of key3 and of frames are none of the head's business
    for pieces in ways(head76() + tail):
        found = read(pieces)
        assert found is not None
        assert found[1] == tail
        assert found[0][:3] == ("GET", "/demo", "HTTP/1.1")
        assert found[0].fields["sec-websocket-key1"] == [KEY1.decode()]
        assert len(found[0].fields) == len(FIELDS76)


def test_no_head_before_its_end() -> None:
    whole = head76()
    for pieces in ways(whole[:-1]):
        assert read(pieces) is None


def test_names_in_any_case_values_as_they_are() -> None:
    found = read([head({b"HOST": b"A", b"oRiGiN": b"B", b"X-Empty": b""})])
    assert found is not None
    assert found[0].fields == {"host": ["A"], "origin": ["B"], "x-empty": [""]}


@pytest.mark.parametrize(
    "value", [b" two before", b"two behind  ", b"   ", b"a  b", b": a", b"a: b"]
)
def test_one_space_is_stripped_and_no_more(value: bytes) -> None:
    found = read([head({b"X": value})])
    assert found is not None
    assert found[0].only("x") == value.decode()


def test_a_field_that_comes_twice() -> None:
    found = read([head75(extra=b"X: 1\r\nx: 2\r\n")])
    assert found is not None
    assert found[0].fields["x"] == ["1", "2"]
    assert found[0].only("nowhere") == ""
    with pytest.raises(HandshakeError):
        found[0].only("x")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b"GET / HTTP/1.1", "/"),
        (b"GET /a?b=c&d= HTTP/1.1", "/a?b=c&d="),
        (b"GET /caf\xc3\xa9 x HTTP/1.1", "/caf\xe9 x"),
        (b"GET  HTTP/1.1", ""),
        (b"GET  / HTTP/1.1", " /"),
    ],
)
def test_a_resource_name_lies_between_the_first_and_the_last_blank(line: bytes, name: str) -> None:
    found = read([head({}, line=line)])
    assert found is not None
    assert found[0].resource_name == name


LINES = {
    "bare LF": b"Origin: http://a\nX: y",
    "bare CR": b"Origin: http://a\rX: y",
    "NUL": b"Origin: http://a\x00",
    "tab": b"Origin:\thttp://a",
    "DEL": b"Origin: http://a\x7f",
    "escape": b"X: \x1b[31m",
    "no colon": b"Origin http://a",
    "no space": b"Origin:http://a",
    "no name": b": http://a",
    "blank in the name": b"Ori gin: http://a",
    "blank before the colon": b"Origin : http://a",
    "folded": b"X: y\r\n z",
    "Kelvin sign": b"X-\xe2\x84\xaaey: 1",
    "not UTF-8": b"X: \xff",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_lines_that_are_no_fields(line: bytes) -> None:
    for pieces in ways(head75(extra=line + b"\r\n")):
        assert refused(pieces)


@pytest.mark.parametrize("line", [b"", b"GET", b"GET /", b"GET /x\n", b"\r\nGET / HTTP/1.1"])
def test_request_lines_of_less_than_three_parts(line: bytes) -> None:
    for pieces in ways(head({b"Host": b"a"}, line=line)):
        assert refused(pieces)


@pytest.mark.parametrize(
    "start",
    [b"GET / HTTP/1.0\n", b"\x16\x03\x01\x02\x00", b"SSH-2.0-x\r\x00", b"<policy-file-request/>\0"],
)
def test_another_protocol_is_refused_before_any_end(start: bytes) -> None:
    for pieces in ways(start):
        assert refused(pieces)


def test_the_longest_head_and_one_byte_more() -> None:
    fill = 500 - len(head75({b"X": b""}))
    for pieces in ways(head75({b"X": b"x" * fill}) + b"tail"):
        found = read(pieces, 500)
        assert found is not None
        assert found[1] == b"tail"
    for pieces in ways(head75({b"X": b"x" * (fill + 1)}) + b"tail"):
        assert refused(pieces, 500) == "the request head is too long"


def test_a_head_without_end_is_refused_at_the_limit() -> None:
    assert read([b"x" * 99], 100) is None
    assert refused([b"x" * 99, b"x"], 100) == "the request head is too long"


def test_what_was_searched_is_not_searched_again() -> None:
    def seconds(size: int) -> float:
        begin = time.process_time()
        data = b"x" * size
        for i in range(0, size, 10):
            read_head(data[: i + 10], i, size + 1)
        return time.process_time() - begin

    seconds(1000)
    assert seconds(400_000) < 100 * seconds(40_000) + 0.05  # the copies are quadratic, and quick
