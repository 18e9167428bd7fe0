"""The client's pen against the grammar that it writes, never against the harness's own eye alone."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import wire
from conformance.reading import read_frames
from conformance.scenario import Setting
from conformance.wire import LARGEST, Key, make_key, opening75, opening76, simplest76


def hidden(key: bytes) -> tuple[int, int]:
    """Number and rest of a key: its digits by its spaces (76 §5.2 steps 4-7), for the test alone."""
    digits = int(re.sub(rb"[^0-9]", b"", key))
    return divmod(digits, key.count(b" "))


# --- keys (76 §4.1 steps 16-22) ---


@given(st.integers(0, 2**32))
def test_a_key_hides_its_number_by_the_recipe(seed: int) -> None:
    key = make_key(random.Random(seed))
    assert hidden(key.value) == (key.number, 0)
    assert 1 <= key.value.count(b" ") <= 12
    assert 1 <= len(re.sub(rb"[0-9 ]", b"", key.value)) <= 12
    assert re.fullmatch(rb"[\x21-\x7e][\x20-\x7e]*[\x21-\x7e]", key.value)
    assert key.number * key.value.count(b" ") <= LARGEST


@given(st.integers(1, 12), st.integers(0, 2**32), st.data())
def test_spaces_and_number_can_be_chosen(spaces: int, seed: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, LARGEST // spaces))
    key = make_key(random.Random(seed), spaces, number)
    assert key.number == number
    assert hidden(key.value) == (number, 0)
    assert key.value.count(b" ") == spaces


def test_keys_differ_in_every_way_that_a_server_could_rely_on() -> None:
    keys = [make_key(random.Random(seed)).value for seed in range(300)]
    assert len({key.count(b" ") for key in keys}) == 12
    assert {key[0] in b"0123456789" for key in keys} == {True, False}
    assert {key[-1] in b"0123456789" for key in keys} == {True, False}
    assert any(b"  " in key for key in keys)
    assert set(b"".join(keys)) >= set(range(0x20, 0x7F))


# --- openings ---


def test_the_opening_of_draft_76() -> None:
    setting = Setting("Example.com", 8080, "/demo", subprotocol="sample", headers=(("X-A", "b"),))
    opening = opening76(setting)
    lines = opening.head.split(b"\r\n")
    assert lines[:6] == [
        b"GET /demo HTTP/1.1",
        b"Upgrade: WebSocket",
        b"Connection: Upgrade",
        b"Host: example.com:8080",
        b"Origin: http://example.com",
        b"Sec-WebSocket-Protocol: sample",
    ]
    assert lines[6] == b"X-A: b"
    assert len(opening.key3) == 8
    for name, number in (("Key1", opening.number1), ("Key2", opening.number2)):
        assert hidden(opening.value(f"Sec-WebSocket-{name}") or b"") == (number, 0)


def test_the_opening_of_draft_75_byte_for_byte() -> None:
    setting = Setting("h", 80, "/", subprotocol="p")
    assert opening75(setting).whole == (
        b"GET / HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nHost: h\r\n"
        b"Origin: http://example.com\r\nWebSocket-Protocol: p\r\n\r\n"
    )


def test_the_same_token_draws_the_same_and_another_token_does_not() -> None:
    one, same, other = Setting(token="a"), Setting(token="a", path="/b"), Setting(token="c")
    assert opening76(one).key3 == opening76(same).key3
    assert opening76(one).fields[-2:] == opening76(same).fields[-2:]
    assert opening76(one).key3 != opening76(other).key3


def test_what_is_given_is_sent() -> None:
    opening = opening76(
        Setting(), resource="/r", key1=Key(b"1 2", 12), key3=b"12345678", origin="null"
    )
    assert opening.line == b"GET /r HTTP/1.1"
    assert opening.value("Sec-WebSocket-Key1") == b"1 2"
    assert (opening.number1, opening.key3) == (12, b"12345678")
    assert opening.value("Origin") == b"null"


def test_the_simplest_client() -> None:
    opening = simplest76(Setting())
    for name, number in (("Key1", 42), ("Key2", 84)):
        assert hidden(opening.value(f"Sec-WebSocket-{name}") or b"") == (number, 0)


# --- frames ---


@given(st.binary(max_size=200).map(lambda b: b.replace(b"\xff", b"")))
def test_a_text_frame_round_trips(data: bytes) -> None:
    ((frame,), rest) = read_frames(wire.text(data))
    assert (frame.payload, frame.is_message, rest) == (data, True, b"")


@given(st.integers(0x80, 0xFF), st.binary(max_size=300), st.integers(1, 6))
def test_a_length_prefixed_frame_round_trips(frame_type: int, payload: bytes, groups: int) -> None:
    raw = wire.prefixed(frame_type, payload, groups)
    ((frame,), rest) = read_frames(raw)
    assert (frame.frame_type, frame.payload, frame.raw, rest) == (frame_type, payload, raw, b"")


@pytest.mark.parametrize(
    ("number", "header"),
    [
        (0, "00"),
        (127, "7f"),
        (128, "8100"),
        (16383, "ff7f"),
        (16384, "818000"),
        (2**32, "9080808000"),
    ],
)
def test_lengths_by_hand(number: int, header: str) -> None:
    assert wire.length(number).hex() == header


def test_leading_groups_add_nothing() -> None:
    assert wire.length(5, 3) == b"\x80\x80\x05"


def test_the_closing_frame_is_a_frame_of_length_0() -> None:
    assert wire.prefixed(0xFF, b"") == wire.CLOSING
    ((frame,), _) = read_frames(wire.CLOSING)
    assert frame.is_closing
    ((frame,), _) = read_frames(wire.prefixed(0xFF, b"", 2))
    assert not frame.is_closing
