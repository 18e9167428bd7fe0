"""The client's eye: whole, byte by byte, with a tail, and on bytes that nobody should send."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import reading, wire
from conformance.reading import (
    MOST_FRAMES,
    MOST_HEAD,
    Frame,
    Reading,
    answered,
    answered_head,
    at_least,
    closing,
    echoed,
    first_of,
    read,
    read_frames,
    read_response,
)
from reports.model import Event, Kind

HEAD = (
    b"HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
    b"Sec-WebSocket-Origin:http://a\r\nx:  two\r\nX: again\r\n\r\n"
)
DIGEST = b"0123456789abcdef"

frames = st.one_of(
    st.binary(max_size=9).map(lambda b: wire.text(b.replace(b"\xff", b""))),
    st.builds(wire.prefixed, st.integers(0x80, 0xFF), st.binary(max_size=200), st.integers(1, 4)),
    st.just(wire.CLOSING),
)
"""Complete frames."""
wild = st.one_of(
    st.binary(max_size=60),
    st.lists(frames, max_size=5).map(b"".join),
    st.lists(
        st.sampled_from([HEAD, HEAD[:-2], b"\r\n", b"\n\n", b"\xff", b"\x00", b"\x80\x80", DIGEST]),
        max_size=6,
    ).map(b"".join),
)
"""Bytes such as a server might send, and such as none would."""


def of(draft: str, received: bytes) -> Reading:
    return Reading(draft, received, None, False)


# --- heads ---


def test_a_silence_is_as_long_as_the_longest_wait_for_this_connection() -> None:
    waits = (
        Event(0.5, Kind.TIMEOUT),  # for the connection itself: nothing says since when
        Event(1.0, Kind.SENT, b"a"),
        Event(3.5, Kind.RECEIVED, b"a", 1),
        Event(4.0, Kind.TIMEOUT),
        Event(4.0, Kind.RECEIVED, b"b"),
        Event(5.0, Kind.TIMEOUT),
    )
    assert reading.read(waits, "76").silence == 3.0
    assert reading.read(waits[:1], "76").silence == 0.0
    assert not reading.read(waits, "76", 1).timed_out


def test_a_head_is_taken_apart() -> None:
    response = read_response(HEAD + b"tail\r\n\r\n")
    assert response is not None
    assert response.raw == HEAD
    assert (response.version, response.code) == (b"HTTP/1.1", 101)
    assert response.reason == b"WebSocket Protocol Handshake"
    assert response.values("UPGRADE") == (b"WebSocket",)
    assert response.values("Sec-WebSocket-Origin") == (b"http://a",)
    assert response.values("X") == (b" two", b"again"), "one space goes, in any case of the name"
    assert response.values("nothing") == ()
    assert response.oddities == ()


@pytest.mark.parametrize("end", range(len(HEAD)))
def test_a_head_that_is_not_whole_is_none(end: int) -> None:
    assert read_response(HEAD[:end]) is None
    assert not of("76", HEAD[:end]).accepted


@pytest.mark.parametrize(
    ("head", "oddity"),
    [
        (b"HTTP/1.1 101 OK\nA: b\r\n\r\n", "line 1 does not end in CR LF"),
        (b"HTTP/1.1 101 OK\r\nA: b\n\r\n", "line 2 does not end in CR LF"),
        (b"HTTP/1.1 101 OK\r\n\n", "line 2 does not end in CR LF"),
        (b"HTTP/1.1 101 OK\r\nnothing\r\n\r\n", "a line without a colon: b'nothing\\r\\n'"),
        (b"HTTP/1.1 101 OK\r\n: b\r\n\r\n", "a field without a name: b': b\\r\\n'"),
        (b"HTTP/1.1 101 OK\r\nA: b\rc\r\n\r\n", "a CR in a field: b'A: b\\rc\\r\\n'"),
        (b"hello\r\n\r\n", "the first line is no status line"),
        (b"HTTP/1.1  101 OK\r\n\r\n", "the first line is no status line"),
        (b"HTTP/1.1 1013 OK\r\n\r\n", "the first line is no status line"),
    ],
)
def test_what_a_client_would_stumble_over_is_named(head: bytes, oddity: str) -> None:
    response = read_response(head)
    assert response is not None
    assert oddity in response.oddities


def test_no_status_line_is_code_0_and_no_reason_is_none() -> None:
    assert getattr(read_response(b"hello\r\n\r\n"), "code", None) == 0
    assert getattr(read_response(b"HTTP/1.1 101\r\n\r\n"), "code", None) == 101


def test_many_oddities_are_counted_not_listed() -> None:
    response = read_response(b"HTTP/1.1 101 OK\r\n" + b"x\n" * 1000 + b"\r\n")
    assert response is not None
    assert len(response.oddities) == reading.MOST_ODDITIES + 1
    assert response.oddities[-1] == f"and {2000 - reading.MOST_ODDITIES} oddities more"


# --- frames ---


@given(st.lists(frames, max_size=8), st.binary(max_size=5))
def test_frames_and_rest_are_all_that_came(whole: list[bytes], tail: bytes) -> None:
    data = b"".join(whole) + tail
    found, rest = read_frames(data)
    assert b"".join(f.raw for f in found) + rest == data
    assert [f.raw for f in found][: len(whole)] == whole


@given(st.lists(frames, min_size=1, max_size=5), st.data())
def test_a_cut_takes_nothing_from_the_frames_before_it(
    whole: list[bytes], data: st.DataObject
) -> None:
    every = b"".join(whole)
    end = data.draw(st.integers(0, len(every)))
    found, rest = read_frames(every[:end])
    assert [f.raw for f in found] == whole[: len(found)]
    assert len(rest) < len(([*whole, b"x" * 999])[len(found)])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x00hi\xff", [(0x00, b"hi")]),
        (b"\x00\xff", [(0x00, b"")]),
        (b"\x7fa\x00b\xff", [(0x7F, b"a\x00b")]),
        (b"\x80\x00", [(0x80, b"")]),
        (b"\x80\x03\xff\x00\xff", [(0x80, b"\xff\x00\xff")]),
        (b"\x81\x80\x80\x01x", [(0x81, b"x")]),
        (b"\x80\x81\x00" + b"y" * 128, [(0x80, b"y" * 128)]),
        (b"\xff\x00", [(0xFF, b"")]),
        (b"\xff\x80\x00", [(0xFF, b"")]),
        (b"\xff\x01a", [(0xFF, b"a")]),
        (b"\x00a", []),
        (b"\x80", []),
        (b"\x80\x80", []),
        (b"\x80\x02a", []),
        (b"\xff", []),
    ],
)
def test_frames_by_hand(data: bytes, expected: list[tuple[int, bytes]]) -> None:
    found, rest = read_frames(data)
    assert [(f.frame_type, f.payload) for f in found] == expected
    assert rest == (b"" if expected else data)
    again, tail = read_frames(data + b"\x00tail\xff")
    if expected:
        assert ([(f.frame_type, f.payload) for f in again][:-1], tail) == (expected, b"")


def test_only_ff_00_is_the_closing_frame_and_only_type_00_a_message() -> None:
    assert Frame(0xFF, b"", b"\xff\x00").is_closing
    assert not Frame(0xFF, b"", b"\xff\x80\x00").is_closing
    assert not Frame(0x01, b"a", b"\x01a\xff").is_message


# --- readings ---


@given(wild, st.sampled_from(["75", "76"]))
def test_no_bytes_raise(data: bytes, draft: str) -> None:
    found = of(draft, data)
    raws = b"".join(f.raw for f in found.frames)
    if found.opened:
        assert found.response is not None
        assert found.response.raw + found.digest + raws + found.rest == data
    else:
        assert (found.frames, found.rest, found.messages) == ((), b"", ())
    assert found.accepted >= found.opened


def test_the_digest_belongs_to_draft_76() -> None:
    data = HEAD + DIGEST + b"\x00hi\xff"
    assert (of("76", data).digest, of("76", data).messages) == (DIGEST, (b"hi",))
    assert of("75", HEAD + b"\x00hi\xff").messages == (b"hi",)
    assert of("75", data).digest == b""


def test_half_a_digest_is_not_opened() -> None:
    found = of("76", HEAD + DIGEST[:15])
    assert (found.accepted, found.opened, found.digest) == (True, False, DIGEST[:15])
    assert not of("76", HEAD).opened
    assert of("75", HEAD).opened


def test_a_refusal_has_a_body_and_no_frames() -> None:
    found = of("76", b"HTTP/1.1 404 No\r\n\r\n\x00hi\xff" + DIGEST)
    assert (found.accepted, found.frames, found.digest) == (False, (), b"")
    assert found.after_head.startswith(b"\x00hi")


def test_a_transcript_is_read_connection_by_connection() -> None:
    transcript = (
        Event(0.0, Kind.SENT, b"x"),
        Event(0.1, Kind.RECEIVED, HEAD[:9]),
        Event(0.2, Kind.RECEIVED, b"other", 1),
        Event(0.3, Kind.RECEIVED, HEAD[9:]),
        Event(0.4, Kind.TIMEOUT),
        Event(0.5, Kind.RESET, b"", 1),
        Event(0.6, Kind.EOF),
    )
    first, second = (read(transcript, "75", n) for n in (0, 1))
    assert (first.received, first.ending, first.timed_out) == (HEAD, Kind.EOF, True)
    assert (second.received, second.ending, second.timed_out) == (b"other", Kind.RESET, False)
    assert first.ended
    assert second.ended
    nobody = read(transcript, "75", 2)
    assert (nobody.received, nobody.ending, nobody.ended) == (b"", None, False)


@pytest.mark.parametrize("kind", [Kind.REFUSED, None])
def test_a_refused_connection_did_not_end(kind: Kind | None) -> None:
    assert not Reading("76", b"", kind, False).ended


# --- conditions ---

CONDITIONS: dict[str, Callable[[bytes], bool]] = {
    "answered 75": answered("75"),
    "answered 76": answered("76"),
    "answered_head": answered_head,
    "echoed": echoed(b"", b"hi"),
    "closing 75": closing("75"),
    "closing 76": closing("76"),
    "at_least": at_least(9),
    "first_of": first_of(closing("76"), echoed(b"a")),
}


@pytest.mark.parametrize("name", CONDITIONS)
@given(data=wild)
def test_once_met_a_condition_stays_met(name: str, data: bytes) -> None:
    met = [CONDITIONS[name](data[:end]) for end in range(len(data) + 1)]
    assert met == sorted(met)


def first_met(met: Callable[[bytes], bool], data: bytes) -> int:
    """How many bytes have to come."""
    return next(n for n in range(len(data) + 1) if met(data[:n]))


def test_conditions_are_met_at_the_byte() -> None:
    talk = HEAD + DIGEST + b"\x00hi\xff" + b"\xff\x00"
    assert first_met(answered("75"), talk) == len(HEAD)
    assert first_met(answered("76"), talk) == len(HEAD) + 16
    assert first_met(answered_head, talk) == len(HEAD)
    assert first_met(echoed(b"hi"), talk) == len(talk) - 2
    assert first_met(closing("76"), talk) == len(talk)
    assert first_met(first_of(closing("76"), echoed(b"hi")), talk) == len(talk) - 2
    assert first_met(at_least(7), talk) == 7


def test_a_refusal_is_an_answer_without_a_digest() -> None:
    refusal = b"HTTP/1.1 400 No\r\n\r\n"
    assert first_met(answered("76"), refusal) == len(refusal)


def test_a_closing_frame_inside_of_another_frame_is_none() -> None:
    assert not closing("76")(HEAD + DIGEST + b"\x80\x02\xff\x00")
    assert not closing("76")(b"\xff\x00")
    assert not echoed(b"hi", b"ho")(b"\x00hi\xff")


# --- bounds: none of these may take more than a moment ---

HOSTILE: dict[str, Callable[[], bytes]] = {
    "a length without an end": lambda: HEAD + b"\x80" * 3_000_000,
    "a length of a million groups": lambda: HEAD + b"\x80" + b"\xff" * 1_000_000 + b"\x05hello",
    "leading groups of nothing": lambda: HEAD + b"\x80" * 1_000_000 + b"\x05hello",
    "a flood of frames": lambda: HEAD + b"\x00\xff" * 1_000_000,
    "a text without an end": lambda: HEAD + b"\x00" + b"a" * 16_000_000,
    "a head without an end": lambda: b"HTTP/1.1 101 OK\r\n" + b"a: b\r\n" * 2_000_000,
    "a head of one line": lambda: b"a" * 16_000_000,
    "a head of CRs": lambda: b"\r" * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_cost_little(name: str) -> None:
    data = HOSTILE[name]()
    began = time.process_time()
    found = of("75", data)
    assert len(found.frames) <= MOST_FRAMES
    closing("75")(data)
    answered("75")(data)
    assert time.process_time() - began < 3.0


def test_what_is_beyond_the_bounds_is_kept_as_it_came() -> None:
    found, rest = read_frames(b"\x00\xff" * (MOST_FRAMES + 7))
    assert (len(found), rest) == (MOST_FRAMES, b"\x00\xff" * 7)
    assert read_response(b"a" * MOST_HEAD + b"\r\n\r\n") is None
    assert read_response(b"a" * (MOST_HEAD - 4) + b"\r\n\r\n") is not None
    found, rest = read_frames(b"\x80" + b"\x80" * 1_000_000 + b"\x05hello")
    assert ([f.payload for f in found], rest) == ([b"hello"], b"")
