"""Handshakes that are drawn: by the recipe, or known to be outside of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import fuzz_handshakes
from conformance.fuzz_conversation import Conversation, Keys
from conformance.scenario import CRLF, Opening, Setting
from conformance.trace import key_number
from conformance.wire import opening76

SETTING = Setting(port=81)
FEW = settings(max_examples=50, deadline=None, derandomize=True)


def keys(said: Conversation) -> list[bytes]:
    opening = said.opening
    return [opening.value(f"Sec-WebSocket-Key{n}") or b"" for n in (1, 2)]


@FEW
@given(fuzz_handshakes.handshake("76", SETTING))
def test_the_numbers_are_those_in_the_keys(said: Conversation) -> None:
    assert [key_number(key) for key in keys(said)] == list(said.numbers)
    for key in keys(said):  # 76 §4.1 steps 16, 21 and 22
        assert 1 <= key.count(b" ") <= 12
        assert key == key.strip()
        noise = [b for b in key if b not in b" 0123456789"]
        assert 1 <= len(noise) <= 12
        assert all(0x21 <= b <= 0x2F or 0x3A <= b <= 0x7E for b in noise)
        assert int(bytes(b for b in key if b in b"0123456789")) <= 4294967295  # steps 17 to 20
    assert len(said.head) < 4096
    assert len(said.opening.key3) == 8


@FEW
@given(fuzz_handshakes.handshake("76", SETTING))
def test_a_handshake_has_each_of_its_fields_once(said: Conversation) -> None:
    names = [field.partition(b":")[0].lower() for field in said.opening.fields]
    assert len(names) == len(set(names))
    assert {b"upgrade", b"connection", b"host", b"origin"} <= set(names)


@FEW
@given(fuzz_handshakes.handshake("75", SETTING))
def test_draft_75_keeps_the_order_of_its_fields(said: Conversation) -> None:
    names = [field.partition(b":")[0] for field in said.opening.fields]
    assert names[:4] == [b"Upgrade", b"Connection", b"Host", b"Origin"]
    assert said.opening.key3 == b""


@FEW
@given(fuzz_handshakes.keys("76", SETTING))
def test_one_key_is_void_and_the_other_is_not(said: Conversation) -> None:
    def void(key: bytes) -> bool:
        spaces = key.count(b" ")
        number = int(bytes(b for b in key if b in b"0123456789"))
        return spaces == 0 or number % spaces != 0

    assert sorted(map(void, keys(said))) == [False, True]
    assert said.keys is Keys.VOID


@FEW
@given(st.data())
def test_keys_that_damage_left_alone_are_whole(data: st.DataObject) -> None:
    said = data.draw(fuzz_handshakes.damaged_handshake("76", SETTING))
    if said.keys is Keys.UNKNOWN:
        return
    opening = opening76(SETTING)
    head, _, key3 = said.head.partition(CRLF + CRLF)
    assert key3 == opening.key3
    for name in ("Sec-WebSocket-Key1", "Sec-WebSocket-Key2"):
        value = opening.value(name) or b""
        assert head.split(CRLF).count(name.encode() + b": " + value) == 1


def test_what_counts_as_left_alone() -> None:
    opening = opening76(SETTING)
    intact = fuzz_handshakes._intact
    assert intact(opening.whole, opening)
    assert intact(opening.starting(b"POST /").whole, opening)
    key = opening.fields[4]
    for other in (
        opening.plus(key),
        opening.plus(b"sec-websocket-key1: 1 2"),
        opening.without("Sec-WebSocket-Key2"),
        opening.plus(b"X: a\nY: b"),
        opening.plus(b" folded"),
        Opening("76", opening.line, opening.fields, b"1234567"),
    ):
        assert not intact(other.whole, opening)
