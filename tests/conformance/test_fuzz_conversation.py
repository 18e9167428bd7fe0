"""The value that a generated conversation is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conformance import wire
from conformance.fuzz_conversation import Conversation, Ending, segments
from conformance.scenario import AwaitEnd, Close, HalfClose, Reset, Send, Setting

SETTING = Setting(host="example.com", port=81)


@given(st.binary(max_size=30), st.lists(st.integers(-5, 40)))
def test_segments_join_to_the_same_bytes(data: bytes, cuts: list[int]) -> None:
    parts = segments(data, cuts)
    assert b"".join(parts) == data
    assert all(parts)


def sent(said: Conversation) -> list[bytes]:
    return [step.data for step in said.steps(lambda _: True) if isinstance(step, Send)]


def test_steps_send_every_segment_and_then_leave() -> None:
    said = Conversation("76", "ends", (b"he", b"llo"), (b"\0a", b"\xff"), b"\0half", Ending.FIN)
    assert sent(said) == [b"he", b"llo", b"\0a", b"\xff", b"\0half"]
    steps = said.steps(lambda _: True)
    assert any(isinstance(step, HalfClose) for step in steps)
    assert isinstance(steps[-1], AwaitEnd)
    said = Conversation("76", "ends", (b"hello",), (), b"\xff", Ending.RESET)
    assert any(isinstance(step, Reset) for step in said.steps(lambda _: True))


def test_half_a_handshake_is_ended_and_a_whole_one_waited_for() -> None:
    for data, ending in ((b"GET", HalfClose), (b"GET\r\n\r\n12345678", Close)):
        steps = Conversation("76", "damaged-handshake", (data,)).steps(lambda _: True)
        assert any(isinstance(step, ending) for step in steps)
    assert Conversation("75", "damaged-handshake", (b"GET\r\n\r\n",)).whole
    assert not Conversation("76", "damaged-handshake", (b"GET\r\n\r\n1234567",)).whole


def test_the_opening_is_taken_apart_and_put_together_again() -> None:
    opening = wire.opening76(SETTING, key3=b"\r\n\r\n\r\n\r\n")
    numbers = (opening.number1, opening.number2)
    said = Conversation("76", "handshake", segments(opening.whole, [7, 90]), numbers=numbers)
    assert said.opening == opening


@given(st.lists(st.integers(0, 250), max_size=6))
def test_a_conversation_moves_to_a_target_of_another_name(cuts: list[int]) -> None:
    here = wire.opening76(SETTING).whole
    there = here.replace(b"example.com:81", b"[::1]:8181")
    said = Conversation("76", "handshake", segments(here, cuts))
    moved = said.moved("example.com:81", "[::1]:8181")
    assert moved.head == there
    assert len(moved.hello) <= len(said.hello)
    assert said.moved("other:1", "[::1]:8181") == said
