"""What `--trace` prints: every byte, and what it is part of."""

from __future__ import annotations

import io
import time

import pytest

from reference_server.settings import Settings
from reference_server.trace import tracer

from .requests import ANSWER75, ANSWER76, KEY3, RESPONSE, head, head75, head76

FRAMES = b"\x00hi\xff\x80\x81\x01" + b"x" * 129 + b"\x01no\xff\x00\xff\xff\x00"
PARTS = [
    "frame_type       '\\x00'",
    "raw_data         'hi'",
    "end of the text  '\\xff'",
    "frame_type       '\\x80'",
    "length           '\\x81\\x01'",
    "skipped          '" + "x" * 64 + "' (129 bytes)",
    "frame_type       '\\x01'",
    "skipped          'no\\xff'",
    "frame_type       '\\x00'",
    "end of the text  '\\xff'",
    "frame_type       '\\xff'",
    "length           '\\x00'",
]


def traced(capsys: pytest.CaptureFixture[str], way: str, pieces: list[bytes]) -> list[str]:
    trace = tracer(7, Settings())
    for piece in pieces:
        trace(way, piece, len(piece))
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith(f"#7 {way} ") for line in lines)
    return [line[5:].rsplit("  ", 1)[0] for line in lines]


def test_a_request_of_draft_76(capsys: pytest.CaptureFixture[str]) -> None:
    parts = traced(capsys, "<", [head76() + KEY3 + FRAMES])
    assert parts[:2] == [
        "line 1           'GET /demo HTTP/1.1\\r\\n'",
        "line 2           'Upgrade: WebSocket\\r\\n'",
    ]
    assert parts[7:] == ["line 8           '\\r\\n'", "key3             '^n:ds[4U'", *PARTS]


def test_an_answer_of_draft_76(capsys: pytest.CaptureFixture[str]) -> None:
    parts = traced(capsys, ">", [ANSWER76, RESPONSE + FRAMES])
    assert parts[0] == "line 1           'HTTP/1.1 101 WebSocket Protocol Handshake\\r\\n'"
    assert parts[6:] == ['response         "8jKS\'y:G*Co,Wxa-"', *PARTS]


def test_a_request_of_draft_75(capsys: pytest.CaptureFixture[str]) -> None:
    assert traced(capsys, "<", [head75() + FRAMES])[6:] == PARTS


def test_draft_75_reads_on_behind_ff_00(capsys: pytest.CaptureFixture[str]) -> None:
    text = ["frame_type       '\\x00'", "raw_data         'hi'", "end of the text  '\\xff'"]
    closing = ["frame_type       '\\xff'", "length           '\\x00'"]
    for way, first in (("<", head75()), (">", ANSWER75)):
        parts = traced(capsys, way, [first + b"\xff\x00\x00hi\xff"])
        assert parts[first.count(b"\r\n") :] == closing + text


def test_draft_76_reads_nothing_behind_ff_00(capsys: pytest.CaptureFixture[str]) -> None:
    parts = traced(capsys, "<", [head76() + KEY3 + FRAMES + b"\x00hi\xff"])
    assert parts[9:] == [*PARTS, "discarded        '\\x00hi\\xff'"]


def test_the_family_of_a_field_is_told_in_any_case(capsys: pytest.CaptureFixture[str]) -> None:
    request = head76().replace(b"Sec-WebSocket", b"sec-websocket")
    assert traced(capsys, "<", [request + KEY3])[-1] == "key3             '^n:ds[4U'"


def test_the_limits_are_those_of_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    trace = tracer(1, Settings(max_message=3))
    for way, first in (("<", head75()), (">", ANSWER75)):
        data = first + b"\x00hello\xff"
        trace(way, data, len(data))
    lines = [line.split() for line in capsys.readouterr().err.splitlines()]
    assert [line[2] for line in lines if line[1] == "<"][-3:] == [
        "frame_type",
        "raw_data",
        "discarded",
    ]
    assert [line[3] for line in lines if line[1:3] == [">", "raw_data"]] == ["'hello'"]


def test_an_end_has_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    tracer(3, Settings())("-", b"", 0, "end: time is up")
    assert capsys.readouterr().err.rstrip() == "#3 - end: time is up"


def test_standard_error_that_nobody_reads_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unread(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    trace = tracer(1, Settings())
    closed = io.StringIO()
    closed.close()
    for stream in (Unread(), closed):
        monkeypatch.setattr("sys.stderr", stream)
        trace("<", b"GET", 3)


def test_only_what_was_sent_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    trace = tracer(1, Settings())
    trace(">", b"HTTP/1.1 101 x\r\nSec", 5)
    trace("<", b"", 0)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("'HTTP/'  48 54 54 50 2f")
    assert lines[1].split() == ["#1", "<", "FIN"]


def test_byte_by_byte_it_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    data = head76() + KEY3 + FRAMES
    parts = traced(capsys, "<", [data[i : i + 1] for i in range(len(data))])
    names = [part[:16].strip() for part in parts]
    assert [n for i, n in enumerate(names) if i == 0 or names[i - 1] != n] == [
        *(f"line {n}" for n in range(1, 9)),
        "key3",
        *(part[:16].strip() for part in PARTS),
    ]


def test_another_protocol(capsys: pytest.CaptureFixture[str]) -> None:
    parts = traced(capsys, "<", [head({b"Host": b"a"}, line=b"POST / HTTP/1.1") + b"\x00body\xff"])
    assert parts[-1] == "body of HTTP     '\\x00body\\xff'"


def test_hostile_bytes_are_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    trace = tracer(1, Settings())
    trace("<", b"GET /\x1b[31m\x07\n\xe2\x80\xae", 15)
    assert capsys.readouterr().err.isascii()


@pytest.mark.parametrize("way", ["<", ">"])
def test_a_line_without_end_costs_as_much_a_byte_as_a_short_one(
    way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    took = []
    for size in (50_000, 400_000):
        trace = tracer(1, Settings())
        begin = time.process_time()
        trace(way, b"a" * size, size)
        took.append(time.process_time() - begin)
    capsys.readouterr()
    assert took[1] < 8 * took[0] * 4
