"""The scenario's values: openings taken apart, settings, steps, needs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import wire
from conformance.catalogue import catalogue
from conformance.scenario import NEEDS, Opening, Pause, Scenario, Send, Setting, trickle
from conformance.wire import opening75


def hidden(key: str) -> int:
    """The number in a key of the drafts' prose: its digits by its spaces."""
    return int(re.sub("[^0-9]", "", key)) // key.count(" ")


EXAMPLES = {
    # section of draft 76: number1, number2, key3, the sixteen bytes; runs of blanks matter
    "1.2": (
        hidden("4 @1  46546xW%0l 1 5"),
        hidden("12998 5 Y3 1  .P00"),
        b"^n:ds[4U",
        b"8jKS'y:G*Co,Wxa-",
    ),
    "1.3": (155_712_099, 173_347_027, b"Tm[K T2u", b"fQJ,fN/4F4!~K~MH"),
    "4.1": (
        777_007_543,
        114_997_259,
        bytes.fromhex("47 30 22 2D 5A 3F 47 58"),
        b"0st3Rl&q-2ZU^weu",
    ),
    "5.2": (
        hidden("3e6b263  4 17 80"),
        hidden("17  9 G`ZD9   2 2b 7X 3 /r90"),
        b"WjN}|M(6",
        b"n`9eBk9z$R8pOtVb",
    ),
}
OPENING = Opening(
    "76", b"GET / HTTP/1.1", (b"Upgrade: WebSocket", b"hOST: h", b"Origin:  o", b"Host: i"), b"k3"
)


@pytest.mark.parametrize("section", EXAMPLES)
def test_the_digest_of_the_drafts_worked_examples(section: str) -> None:
    number1, number2, key3, digest = EXAMPLES[section]
    assert Opening("76", b"", (), key3, number1, number2).digest == digest


def test_every_part_of_the_challenge_counts() -> None:
    number1, number2, key3, digest = EXAMPLES["4.1"]
    for other in (
        Opening("76", b"", (), key3, number1 + 1, number2),
        Opening("76", b"", (), key3, number1, number2 + 1),
        Opening("76", b"", (), key3[::-1], number1, number2),
        Opening("76", b"", (), key3, number2, number1),
    ):
        assert other.digest != digest


def test_an_opening_is_its_lines_and_key3() -> None:
    assert OPENING.head == (
        b"GET / HTTP/1.1\r\nUpgrade: WebSocket\r\nhOST: h\r\nOrigin:  o\r\nHost: i\r\n\r\n"
    )
    assert OPENING.whole == OPENING.head + b"k3"


def test_fields_are_found_in_any_case_and_lose_one_space() -> None:
    assert OPENING.value("Host") == b"h"
    assert OPENING.value("ORIGIN") == b" o"
    assert OPENING.value("Cookie") is None


def test_fields_are_taken_out_exchanged_and_put_behind() -> None:
    assert OPENING.without("host").fields == (b"Upgrade: WebSocket", b"Origin:  o")
    assert OPENING.instead("Origin", b"a", b"b").fields[2:4] == (b"a", b"b")
    assert OPENING.instead("Origin").fields == OPENING.without("Origin").fields
    assert OPENING.plus(b"x: y").fields == (*OPENING.fields, b"x: y")
    assert OPENING.starting(b"PUT").head.startswith(b"PUT\r\nUpgrade")
    for changed in (OPENING.without("Host"), OPENING.plus(b"x"), OPENING.starting(b"x")):
        assert (changed.key3, changed.draft) == (b"k3", "76")


@pytest.mark.parametrize(
    ("setting", "location"),
    [
        (Setting("Example.COM", 80, "/a"), "ws://example.com/a"),
        (Setting("h", 443, "/"), "ws://h:443/"),
        (Setting("h", 443, "/", secure=True), "wss://h/"),
        (Setting("h", 80, "/", secure=True), "wss://h:80/"),
        (Setting("[::1]", 8080, "/x?y"), "ws://[::1]:8080/x?y"),
    ],
)
def test_the_location_names_no_default_port(setting: Setting, location: str) -> None:
    assert setting.location() == location
    assert setting.location("/other").endswith("/other")


@given(st.integers(0, 2**63), st.text("abc/-.0123", min_size=1), st.integers(0, 2**63))
def test_a_token_belongs_to_a_scenario_and_a_seed(seed: int, name: str, other: int) -> None:
    setting = Setting()
    token = setting.for_scenario(name, seed).token
    assert token == setting.for_scenario(name, seed).token
    assert (token == setting.for_scenario(name, other).token) == (seed == other)
    assert token != setting.for_scenario(name + "x", seed).token
    assert re.fullmatch("[0-9a-f]{10}", token)


def test_texts_hold_the_token_and_no_blank() -> None:
    setting = Setting(token="abc")
    assert setting.text("word") == b"word-abc"
    assert setting.mark == b"end-abc"


@given(st.binary(max_size=40), st.integers(1, 50))
def test_a_trickle_is_the_data_with_a_pause_behind_each_piece(data: bytes, size: int) -> None:
    steps = trickle(data, size)
    sends = [step.data for step in steps if isinstance(step, Send)]
    assert b"".join(sends) == data
    assert all(0 < len(piece) <= size for piece in sends)
    assert all(isinstance(step, Pause) for step in steps[1::2])


@pytest.mark.parametrize("scenario", catalogue(), ids=lambda s: s.id)
def test_the_same_setting_sends_the_same_bytes(scenario: Scenario) -> None:
    """What a saved run is judged again by."""
    setting = Setting("127.0.0.1", 4711, token="same")
    first = scenario.steps(setting)
    wire._drawn.cache_clear()  # or nothing would be made again
    again = scenario.steps(setting)
    assert [s.data for s in first if isinstance(s, Send)] == [
        s.data for s in again if isinstance(s, Send)
    ]
    assert [type(step) for step in first] == [type(step) for step in again]
    assert scenario.needs <= NEEDS.keys()


def test_the_draft_of_a_scenario_beyond_the_drafts() -> None:
    drafts = {s.id.partition("/")[0]: s.draft for s in catalogue() if "75" not in s.needs}
    assert drafts == {"75": "75", "76": "76", "beyond": "76"}


def test_a_draft_75_opening_has_no_key() -> None:
    assert opening75(Setting()).whole.endswith(b"\r\n\r\n")
    assert b"Sec-" not in opening75(Setting(subprotocol="p")).whole
