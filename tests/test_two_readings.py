"""Both readings of the drafts, put to the same question.

The server reads frames by the algorithm of section 5.3, piece by piece; the harness by the grammar of
section 1.2, over the whole. The server works numbers out of keys by 5.2; the harness chose the numbers
by 4.1. Neither knows the other. Where they differ, one of them has misread the draft, and only a test
may ask both.
"""

from __future__ import annotations

import itertools
import random

from hypothesis import example, given
from hypothesis import strategies as st

from conformance.reading import read_frames, read_response
from conformance.scenario import Opening, Setting
from conformance.wire import NOISE, make_key, opening75, opening76, prefixed, text
from reference_server.connection import Connection
from reference_server.framing import FrameReader, text_frames
from reference_server.settings import Settings

SETTINGS = Settings(max_skip=2**20, max_length_bytes=9, max_message=2**20)

texts = st.binary(max_size=12).map(lambda data: text(data.replace(b"\xff", b"")))
prefixes = st.builds(
    prefixed,
    st.integers(0x80, 0xFF),
    st.one_of(st.binary(max_size=8), st.sampled_from([b"\xff", b"\x00evil\xff", bytes(127)])),
    st.integers(1, 4),
)
others = st.builds(
    lambda frame_type, data: bytes([frame_type]) + data.replace(b"\xff", b"") + b"\xff",
    st.integers(0x01, 0x7F),
    st.binary(max_size=8),
)
streams = st.lists(st.one_of(texts, prefixes, others, st.binary(max_size=4)), max_size=8).map(
    b"".join
)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """``data`` cut at ``cuts``, each taken modulo the length."""
    at = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(at)]


def by_grammar(data: bytes, closing: bool) -> list[str]:
    """The messages that the harness's reading finds before the client's close."""
    found = []
    for frame in read_frames(data)[0]:
        if closing and frame.frame_type == 0xFF and not frame.payload:
            break
        if frame.is_message:
            found.append(frame.payload.decode("utf-8", "replace"))
    return found


def honest(data: bytes) -> bool:
    """No length is beyond the limits of the settings, where the server may hang up."""
    rest = read_frames(data)[1]
    if rest[:1] < b"\x80":
        return True
    stated = list(itertools.takewhile(lambda b: b >= 0x80, rest[1:]))
    value = 0
    for b in rest[1 : len(stated) + 2]:
        value = value * 128 + (b & 0x7F)
    return bool(value <= SETTINGS.max_skip and len(stated) + 1 < SETTINGS.max_length_bytes)


@given(streams, st.lists(st.integers(0, 500), max_size=6), st.booleans())
@example(bytes.fromhex("80046161ff62") + text(b"ok"), [3], True)
@example(bytes.fromhex("8006006576696cff") + text(b"ok"), [], True)
@example(bytes.fromhex("0061ff0062ff"), [4], True)
@example(bytes.fromhex("808100") + bytes(128) + text(b"ok"), [1, 2], False)
def test_framing_by_algorithm_and_by_grammar(data: bytes, cuts: list[int], closing: bool) -> None:
    if not honest(data):
        return
    reader = FrameReader(SETTINGS, closing_handshake=closing)
    by_algorithm: list[str] = []
    for piece in pieces(data, cuts):
        by_algorithm += reader.feed(piece)
    assert by_algorithm == by_grammar(data, closing)


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_what_the_server_sends_is_what_the_harness_reads(sent: list[str]) -> None:
    frames, rest = read_frames(text_frames(sent))
    assert rest == b""
    assert all(frame.is_message for frame in frames)
    expected = [s.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for s in sent]
    assert [frame.payload.decode() for frame in frames] == expected


settings = st.builds(
    Setting,
    host=st.sampled_from(["example.com", "127.0.0.1", "[::1]", "xn--caf-dma.example"]),
    port=st.sampled_from([80, 81, 443, 8080, 65535]),
    path=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=30).map(
        lambda tail: "/" + tail
    ),
    origin=st.sampled_from(["http://example.com", "null", "file://", "https://a.example:8443"]),
    token=st.text("0123456789abcdef", min_size=4, max_size=8),
)


def answer(opening: Opening, cuts: list[int]) -> tuple[bytes, list[str]]:
    """What the server's core says to an opening handshake, and the states it goes through."""
    connection = Connection(SETTINGS)
    states: list[str] = []
    connection.on("state_change", lambda new, _: states.append(new))
    for piece in pieces(opening.whole, cuts):
        connection.receive(piece)
    return bytes(connection.output), states


@given(settings, st.lists(st.integers(0, 800), max_size=5))
def test_the_opening_handshake_of_draft_76(setting: Setting, cuts: list[int]) -> None:
    opening = opening76(setting)
    output, states = answer(opening, cuts)
    response = read_response(output)
    assert response is not None
    assert response.oddities == ()
    assert response.code == 101
    assert output[len(response.raw) :] == opening.digest
    assert response.values("sec-websocket-location") == (setting.location().encode(),)
    assert response.values("sec-websocket-origin") == (setting.origin.encode(),)
    assert states[-1] == "connected"


@given(settings, st.lists(st.integers(0, 800), max_size=5))
def test_the_opening_handshake_of_draft_75(setting: Setting, cuts: list[int]) -> None:
    output, states = answer(opening75(setting), cuts)
    assert output == (
        b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
        b"Connection: Upgrade\r\nWebSocket-Origin: " + setting.origin.encode() + b"\r\n"
        b"WebSocket-Location: " + setting.location().encode() + b"\r\n\r\n"
    )
    assert states[-1] == "connected"


@given(st.integers(), st.integers(1, 12), st.data())
def test_the_recipe_and_the_algorithm_agree_on_a_key(
    seed: int, spaces: int, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, (2**32 - 1) // spaces))
    key = make_key(random.Random(seed), spaces, number)
    assert key.value.count(b" ") == spaces
    assert key.value[:1] != b" " != key.value[-1:]
    assert set(key.value) <= set(NOISE + b" 0123456789")
    opening = opening76(Setting(token="k"), key1=key, key2=key, key3=bytes(8))
    output, _ = answer(opening, [])
    assert output.endswith(opening.digest)


@given(streams, st.lists(st.integers(0, 800), max_size=6))
def test_frames_that_come_with_the_handshake_are_not_lost(data: bytes, cuts: list[int]) -> None:
    if not honest(data):
        return
    connection = Connection(SETTINGS)
    got: list[str] = []
    connection.on("messages", got.extend)
    for piece in pieces(opening76(Setting(token="k")).whole + data, cuts):
        connection.receive(piece)
    assert got == by_grammar(data, closing=True)
