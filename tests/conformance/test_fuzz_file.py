"""Findings as files: what is saved is replayed, and what is no finding is named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import fuzz_handshakes, fuzz_strategies
from conformance.fuzz_conversation import Conversation, Ending, Keys
from conformance.fuzz_file import FindingError, Saved, dumps, loads
from conformance.scenario import Setting

SETTING = Setting(port=81)
SAVED = Saved(
    Conversation(
        "76", "ends", (b"GET / HTTP/1.1\r\n\r\n12345678",), (b"\0a\xff",), b"\0", Ending.FIN
    ),
    7,
    "127.0.0.1:81",
    "the target died",
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.one_of(
        fuzz_handshakes.handshake("76", SETTING),
        fuzz_handshakes.handshake("75", SETTING),
        fuzz_handshakes.keys("76", SETTING),
        fuzz_handshakes.damaged_handshake("76", SETTING),
        fuzz_strategies.strange_frames("75", SETTING),
        fuzz_strategies.ends("76", SETTING),
    )
)
def test_what_is_saved_is_read_back(said: Conversation) -> None:
    saved = Saved(said, 1, "127.0.0.1:81", "found")
    assert loads(dumps(saved)) == saved


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": 2}, "schema: 2 is not 1"),
        ({"id": "76/fuzz/nothing"}, "id: '76/fuzz/nothing' is none of"),
        ({"id": "75/fuzz/keys"}, "is none of"),
        ({"id": "76/framing"}, "is none of"),
        ({"keys": "good"}, "keys: 'good' is none of valid, void, unknown"),
        ({"keys": "valid"}, "numbers: None is not a list"),
        ({"keys": "valid", "numbers": [1, 2**32]}, "are not two numbers of 32 bits"),
        ({"keys": "valid", "numbers": [True, 1]}, "numbers[0]: True is not a whole number"),
        ({"hello": [[{"hex": "0"}]]}, "hello[0][0].hex"),
        ({"hello": []}, "hello: there is no byte in it"),
        ({"hello": [["x"]] * 5000}, "5000 segments are more than 4096"),
        (
            {"hello": [["x"]], "frames": [[{"times": 60 << 20, "of": "a"}]] * 16},
            "frames[1][0]: more than 67108864 bytes in the file",
        ),
        ({"frames": "x"}, "frames: 'x' is not a list"),
        ({"ending": "later"}, "ending: 'later' is none of stay, fin, reset"),
        ({"seed": "1"}, "seed: '1' is not a whole number"),
        ({"more": 1}, "'more' is no part of such a file"),
        ({"id": "76/fuzz/handshake"}, "keys: 'unknown' is not 'valid'"),
        (
            {"id": "76/fuzz/handshake", "keys": "valid", "numbers": [1, 1], "hello": [["x"]]},
            "this is no handshake whose keys can be valid",
        ),
    ],
)
def test_a_bad_file_is_named(change: dict[str, object], words: str) -> None:
    file = json.loads(dumps(SAVED)) | change
    with pytest.raises(FindingError) as error:
        loads(json.dumps(file))
    assert words in str(error.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100000, "7", b"\xff\xfe\x00"])
def test_what_is_no_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(FindingError):
        loads(text)


def test_a_missing_part_is_named() -> None:
    file = json.loads(dumps(SAVED))
    del file["tail"]
    with pytest.raises(FindingError, match="'tail' is missing"):
        loads(json.dumps(file))


def test_unknown_keys_have_no_numbers() -> None:
    assert json.loads(dumps(SAVED))["numbers"] is None
    assert loads(dumps(SAVED)).conversation.keys is Keys.UNKNOWN
