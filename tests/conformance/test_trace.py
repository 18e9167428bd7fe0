"""Traces: written and read back exactly, small, and refused with one clear error."""

from __future__ import annotations

import json
import math
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import conformance
from conformance.pieces import TraceError, from_pieces, to_pieces
from conformance.trace import KINDS, Event, Side, Trace, dumps, key_number, loads
from reports.model import Kind

SCHEMA = json.loads(
    (Path(conformance.__file__).parent / "trace.schema.json").read_text(encoding="utf-8")
)

chunks = st.one_of(
    st.binary(min_size=1, max_size=200),
    st.text(min_size=1, max_size=60).map(lambda text: b"\x00" + text.encode("utf-8", "replace")),
    st.tuples(st.binary(min_size=1, max_size=20), st.integers(1, 200)).map(lambda p: p[0] * p[1]),
    st.lists(
        st.sampled_from([b"GET / HTTP/1.1\r\n", b"\r\n", b"\x00hello\xff", b"\xff\x00", b"\r"])
    )
    .map(b"".join)
    .filter(bool),
)
seconds = st.floats(0, 1e6, allow_nan=False)


@st.composite
def events(draw: st.DrawFn, connections: int) -> Event:
    side = draw(st.sampled_from(Side))
    kind = draw(st.sampled_from(KINDS[side]))
    data = draw(chunks) if kind in {Kind.SENT, Kind.RECEIVED} else b""
    return Event(draw(seconds), draw(st.integers(0, connections - 1)), side, kind, data)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    opened = tuple(draw(st.lists(seconds, max_size=3)))
    some = st.lists(events(len(opened)), max_size=6) if opened else st.just([])
    words = [draw(st.text(max_size=20)) for _ in range(6)]
    about, client, server, recorded, command, source = words
    page, retyped = (tuple(draw(st.lists(st.text(max_size=9), max_size=3))) for _ in range(2))
    return Trace(
        opened, tuple(draw(some)), about, client, server, recorded, command, page, source, retyped
    )


@given(traces())
def test_what_is_written_is_read_back_and_fits_the_schema(trace: Trace) -> None:
    text = dumps(trace)
    assert text.isascii()
    assert loads(text) == trace
    jsonschema.validate(json.loads(text), SCHEMA)


@given(st.lists(chunks).map(b"".join))
def test_bytes_survive_their_pieces(data: bytes) -> None:
    assert from_pieces(json.loads(json.dumps(to_pieces(data)))) == data


def cost(data: bytes) -> float:
    """Processor seconds that cutting into pieces takes, the best of three."""
    best = math.inf
    for _ in range(3):
        began = time.process_time()
        to_pieces(data)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("alphabet", [b"\0", b"\0a", b"\r", b"\r\n\0", b"\xff", b"\x80", b"\0\xff"])
def test_four_times_the_bytes_cost_about_four_times_the_time(alphabet: bytes) -> None:
    """Whatever filler a peer sends: a search for what never comes must not begin anew at each byte."""
    rng = random.Random(1)
    data = bytes(rng.choices(alphabet + b"bcdefg", k=1 << 17))
    assert cost(data) < 8 * cost(data[: 1 << 15]) + 0.05


def test_a_megabyte_is_small_and_a_head_can_be_read() -> None:
    head = b"GET /chat HTTP/1.1\r\nUpgrade: WebSocket\r\n\r\n\x9b\xda\xe6\xb4T8\x007"
    assert to_pieces(head) == [
        "GET /chat HTTP/1.1\r\n",
        "Upgrade: WebSocket\r\n",
        "\r\n",
        {"hex": "9bdae6b454380037"},
    ]
    assert to_pieces(b"\x00one\xff\x00caf\xc3\xa9 two\xff") == [
        "\x00one\xff",
        "\x00caf\xc3\xa9 two\xff",
    ]
    assert to_pieces(b"\x00" + b"xyz" * 350_000 + b"\xff") == [
        {"hex": "00"},
        {"times": 350_000, "of": "xyz"},
        {"hex": "ff"},
    ]


def simple(**changes: Any) -> dict[str, Any]:
    event = {"t": 0, "connection": 0, "from": "client", "kind": "sent", "bytes": ["a"]}
    return {"schema": 1, "opened": [0], "events": [{**event, **changes}]}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "the file: [] is not an object"),
        ({"schema": 2}, "schema: 2 is not 1"),
        ({"schema": 1, "events": []}, "opened: None is not a list"),
        ({"schema": 1, "opened": [], "events": [], "evnets": 1}, "'evnets'"),
        ({"schema": 1, "opened": [-1], "events": []}, "opened[0]: -1"),
        ({"schema": 1, "opened": [], "events": [], "about": 3}, "about: 3 is not text"),
        (simple(connection=True), "events[0].connection: True is not a whole number"),
        (simple(t="0"), "events[0].t: '0'"),
        (simple(kind="shouted"), "events[0].kind: 'shouted' is none of sent,"),
        (simple(kind="received"), "events[0].kind: received does not come from the client"),
        (simple(kind="eof"), "events[0]: a eof event has"),
        (simple(bytes=[]), "events[0].bytes: a sent event has at least one byte"),
        (simple(bytes=["a", "\u20ac"]), r"events[0].bytes[1]: '\u20ac' is no byte"),
        (simple(bytes=[{"hex": "0g"}]), "events[0].bytes[0].hex: '0g' holds 'g'; write two digits"),
        (simple(bytes=[{"hex": "abc"}]), "events[0].bytes[0].hex: 'abc' has 3 digits, and a byte"),
        (simple(bytes=[{"times": 0, "of": "a"}]), "events[0].bytes[0].times"),
        (simple(bytes=[7]), "events[0].bytes[0]: 7 is no text"),
        ({**simple(), "events": [{}]}, "events[0].from: None is none of client, server"),
    ],
)
def test_what_is_no_trace_gets_one_error_that_says_where(value: object, words: str) -> None:
    with pytest.raises(TraceError) as caught:
        loads(json.dumps(value))
    assert words in str(caught.value)
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (simple(connection=1), "events[0].connection: 1 of 1"),
        (simple(bytes=[{"times": 10**12, "of": "a"}]), "events[0].bytes[0].times"),
    ],
)
def test_limits_that_a_schema_can_not_say(value: object, words: str) -> None:
    with pytest.raises(TraceError) as caught:
        loads(json.dumps(value))
    assert words in str(caught.value)


@pytest.mark.parametrize("events", [2, 16, 1000])
def test_one_budget_for_the_whole_file(events: int) -> None:
    """A trace of a few lines must not come to gigabytes, however many events share them."""
    sixty = {**simple()["events"][0], "bytes": [{"times": 60 << 20, "of": "a"}]}
    began = time.process_time()
    with pytest.raises(TraceError) as caught:
        loads(json.dumps({**simple(), "events": [sixty] * events}))
    assert "events[1].bytes[0]: more than 67108864 bytes in the file" in str(caught.value)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("text", ["", "{", b"\xff", "[" * 100_000, '{"schema": NaN}', "9" * 5000])
def test_what_is_no_json_gets_one_error(text: str | bytes) -> None:
    with pytest.raises(TraceError):
        loads(text)


def test_the_keys_of_the_draft() -> None:
    # 76 §1.2 prints both keys, §5.2 steps 4-7 their numbers.
    assert key_number(b"18x 6]8vM;54 *(5:  {   U1]8  z [  8") == 155_712_099
    assert key_number(b"1_ tx7X d  <  nw  334J702) 7]o}` 0") == 173_347_027


@pytest.mark.parametrize(
    "key", [b"", b"123", b"a b", b"1 2 3", b"9" * 2000 + b" ", b"99999999999 "]
)
def test_a_key_without_a_number(key: bytes) -> None:
    with pytest.raises(TraceError):
        key_number(key)


def test_the_draft_is_told_by_the_keys() -> None:
    head = b"GET / HTTP/1.1\r\nsec-websocket-KEY1: 1 2\r\n\r\n"
    event = Event(0, 0, Side.CLIENT, Kind.SENT, head)
    trace = Trace((0.0,), (event,))
    assert trace.draft == "76"
    body = replace(event, data=b"GET / HTTP/1.1\r\n\r\nSec-WebSocket-Key1: 1 2\r\n\r\n")
    assert replace(trace, events=(body,)).draft == "75"


def test_each_client_tells_its_own_draft() -> None:
    heads = (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nSec-WebSocket-Key2: 1 2\r\n\r\n")
    events = (Event(0, n, Side.CLIENT, Kind.SENT, head) for n, head in enumerate(heads))
    trace = Trace((0.0, 0.0, 0.0), tuple(events))
    assert [trace.draft_of(n) for n in range(3)] == ["75", "76", "75"]


def test_the_transcript_of_a_trace() -> None:
    events = (
        Event(0, 0, Side.CLIENT, Kind.SENT, b"a"),
        Event(1, 0, Side.SERVER, Kind.RECEIVED, b"b"),
        Event(2, 0, Side.CLIENT, Kind.EOF),
        Event(3, 0, Side.SERVER, Kind.EOF),
        Event(4, 0, Side.CLIENT, Kind.RESET),
    )
    kinds = [(e.kind, e.data) for e in Trace((0.0,), events).transcript]
    assert kinds == [
        (Kind.SENT, b"a"),
        (Kind.RECEIVED, b"b"),
        (Kind.SENT, b""),
        (Kind.EOF, b""),
    ]
