"""Explanations: no byte is left out, and each is called what it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.explain import Context, Passage, explain_stream, explain_trace
from conformance.explain_request import MOST_LINES
from conformance.trace import Side, loads

ROOT = Path(__file__).parents[2]
TRACES = sorted((ROOT / "fixtures").rglob("*.json"))
BOTH = [Side.CLIENT, Side.SERVER]

REQUEST = (
    b"GET /demo HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\nSec-WebSocket-Protocol: sample\r\n"
    b"Upgrade: WebSocket\r\nSec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\n"
    b"Origin: http://example.com\r\n\r\n^n:ds[4U"
)
RESPONSE = (
    b"HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Origin: http://example.com\r\n"
    b"Sec-WebSocket-Location: ws://example.com/demo\r\n"
    b"Sec-WebSocket-Protocol: sample\r\n\r\n8jKS'y:G*Co,Wxa-"
)
REQUEST75 = (
    b"GET /demo HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    b"Host: example.com\r\nOrigin: http://example.com\r\n\r\n"
)
RESPONSE75 = (
    b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
    b"Connection: Upgrade\r\nWebSocket-Origin: http://example.com\r\n"
    b"WebSocket-Location: ws://example.com/demo\r\n\r\n"
)


def joined(passages: tuple[Passage, ...]) -> bytes:
    return b"".join(p.data for p in passages)


def whole(passages: tuple[Passage, ...], data: bytes) -> None:
    """The passages are a partition of the data, and each says something that can be printed."""
    assert joined(passages) == data
    for p in passages:
        assert p.data
        assert p.what
        assert p.note
        assert p.section.startswith(("75 §", "76 §"))
        words = (p.what, p.note, p.section, *(w for s in p.steps for w in (s.words, s.value)))
        assert all(w.isprintable() for w in words)


def find(passages: tuple[Passage, ...], what: str) -> Passage:
    (found,) = [p for p in passages if p.what == what]
    return found


# --- nothing is left out ---


@pytest.mark.parametrize("file", TRACES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_every_byte_of_every_fixture(file: Path) -> None:
    trace = loads(file.read_bytes())
    for connection in range(len(trace.opened)):
        turns = explain_trace(trace, connection)
        for side in BOTH:
            passages = tuple(p for t in turns if t.side is side for p in t.passages)
            whole(passages, trace.bytes_from(side, connection))
        assert [t.since for t in turns] == sorted(t.since for t in turns)
        ends = [e.kind for e in trace.events if e.connection == connection and not e.data]
        assert [t.kind for t in turns if not t.segments] == ends


PIECES = st.sampled_from(
    [
        b"\r\n",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b"\xff\x00",
        b"\x80",
        b"\x81\x00",
        b": ",
        b"GET / HTTP/1.1\r\n",
        b"HTTP/1.1 101 x\r\n",
        b"Upgrade: WebSocket\r\n",
        b"Sec-WebSocket-Key1: ",
        b"Sec-WebSocket-Key2: 1 2",
        b"Host: a\r\n",
        b"\r\n\r\n",
        b"[bold]<script>\x1b[2J",
        REQUEST,
        RESPONSE,
        RESPONSE75,
    ]
)
STREAMS = st.lists(st.one_of(st.binary(max_size=20), PIECES), max_size=12).map(b"".join)


@given(STREAMS, STREAMS, st.sampled_from(BOTH), st.sampled_from(["75", "76"]), st.booleans())
def test_no_byte_of_garbage_is_left_out(
    data: bytes, asked: bytes, side: Side, draft: str, opened: bool
) -> None:
    whole(explain_stream(data, side, draft, Context(asked, opened)), data)


@pytest.mark.parametrize("draft", ["75", "76"])
@pytest.mark.parametrize("side", BOTH)
def test_a_stream_may_be_cut_off_anywhere(side: Side, draft: str) -> None:
    asked, answered = (REQUEST75, RESPONSE75) if draft == "75" else (REQUEST, RESPONSE)
    frames = b"\x00hi\xff\x05x\xff\x80\x81\x02" + bytes(130) + b"\xff\x00more"
    data = (asked if side is Side.CLIENT else answered) + frames
    for end in range(len(data) + 1):
        whole(explain_stream(data[:end], side, draft, Context(asked)), data[:end])


def test_only_two_drafts() -> None:
    with pytest.raises(ValueError, match="'77'"):
        explain_stream(b"", Side.CLIENT, "77")


# --- what they are called ---


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("draft", ["75", "76"])
def test_a_conforming_conversation_has_nothing_wrong(side: Side, draft: str) -> None:
    asked, answered = (REQUEST75, RESPONSE75) if draft == "75" else (REQUEST, RESPONSE)
    data = (asked if side is Side.CLIENT else answered) + b"\x00hello\xff"
    passages = explain_stream(data, side, draft, Context(asked + b"\x00hello\xff"))
    assert {p.level for p in passages} == {"ok"}
    assert [p.what for p in passages[-3:]] == ["frame type 00", "raw_data", "end of the frame"]


def test_the_worked_example() -> None:
    """The example of 76 §1.2: its keys, its challenge, its response."""
    passages = explain_stream(REQUEST, Side.CLIENT, "76")
    key3 = find(passages, "key3")
    values = [s.value for s in key3.steps]
    assert values[0] == "4146546015"
    assert values[1] == "5"
    assert values[3] == "829309203"
    assert values[-1] == b"8jKS'y:G*Co,Wxa-".hex(" ").upper()
    assert "829309203" in find(passages, "field Sec-WebSocket-Key1").note
    answer = find(explain_stream(RESPONSE, Side.SERVER, "76", Context(REQUEST)),
                  "response to the challenge")  # fmt: skip
    assert answer.level == "ok"
    assert answer.steps[-1].section == "76 §4.1 step 46"


def test_a_wrong_response_and_its_likely_cause() -> None:
    part1, part2 = 829309203, 259970620
    swapped = hashlib.md5(
        part1.to_bytes(4, "little") + part2.to_bytes(4, "little") + b"^n:ds[4U",
        usedforsecurity=False,
    ).digest()
    data = RESPONSE[:-16] + swapped
    answer = find(explain_stream(data, Side.SERVER, "76", Context(REQUEST)),
                  "response to the challenge")  # fmt: skip
    assert answer.level == "wrong"
    assert "low byte first" in answer.note
    assert answer.steps[-1].section == "76 §4.1 step 45"


@pytest.mark.parametrize(
    ("old", "new", "section", "note"),
    [
        (b"GET ", b"POST ", "76 §5.1 item 1", "is not GET"),
        (b" /demo", b" demo", "76 §5.1 item 3", "does not begin with a slash"),
        (b"Upgrade: WebSocket", b"Upgrade: foo", "76 §5.1 |Upgrade|", "has to be"),
        (b"Host: example.com\r\n", b"", "76 §5.1 item 5", "no field Host"),
        (b"Host: ", b"Host ", "76 §5.1 item 5", "no colon"),
        (b"Host: ", b"Host:", "76 §5.1 |Host|", "no space after the colon"),
        (b"4 @1  46546xW%0l 1 5", b"4@146546xW%0l15", "step 5", "spaces1 is zero"),
        (b"4 @1  46546xW%0l 1 5", b"4 @1  46546xW%0l 1 6", "step 6", "no multiple"),
        (b"4 @1  46546xW%0l 1 5", b"a b", "step 4", "no digit"),
        (b"4 @1  46546xW%0l 1 5", b"9999999999999 9", "step 8", "32 bits"),
    ],
)
def test_what_is_wrong_with_a_request(old: bytes, new: bytes, section: str, note: str) -> None:
    data = REQUEST.replace(old, new)
    wrong = [p for p in explain_stream(data, Side.CLIENT, "76") if p.level == "wrong"]
    assert len(wrong) == (2 if note == "no colon" else 1)
    assert section in wrong[0].section
    assert note in wrong[0].note


@pytest.mark.parametrize(
    ("old", "new", "section", "note"),
    [
        (b" 101 ", b" 200 ", "76 §4.1 steps 28-31", "is not 101"),
        (b"Upgrade: WebSocket", b"Upgrade: websocket", "76 §4.1 step 41", "has to be"),
        (b": Upgrade", b": upgrade", "|Connection|", "compares without case"),
        (b"Origin: http:", b"Origin: https:", "|Sec-WebSocket-Origin|", "that of the client is"),
        (b"/demo\r\n", b"/\r\n", "|Sec-WebSocket-Location|", "likely: the location has"),
        (b": sample", b": other", "|Sec-WebSocket-Protocol|", "the client asked for"),
        (b"ws://example.com/demo\r\n", b"ws://example.com/demo\n", "76 §4.1 steps 34-37", "alone"),
        (b"Upgrade: WebSocket\r\n", b"", "76 §5.2 step 12", "no field Upgrade"),
    ],
)
def test_what_is_wrong_with_a_response(old: bytes, new: bytes, section: str, note: str) -> None:
    data = RESPONSE.replace(old, new)
    bad = [p for p in explain_stream(data, Side.SERVER, "76", Context(REQUEST)) if p.level != "ok"]
    assert section in bad[0].section or section in bad[0].note
    assert note in bad[0].note


@pytest.mark.parametrize(
    ("side", "draft", "data", "told"),
    [
        (Side.CLIENT, "76", b"\x00a\xff\xff\x00", ("76 §4.2 closing", "ok", "sends nothing more")),
        (Side.SERVER, "76", b"\xff\x00a", ("76 §5.3 closing", "wrong", "nothing may follow")),
        (Side.CLIENT, "75", b"\xff\x00", ("75 §6", "wrong", "draft 75, which has none")),
        (Side.CLIENT, "76", b"\x00\xc3\x28\xff", ("76 §5.4", "wrong", "no UTF-8 at byte 0")),
        (Side.SERVER, "76", b"\x00\xc3\x28\xff", ("76 §4.3", "wrong", "U+FFFD")),
        (Side.CLIENT, "76", b"\x00abc", ("76 §5.3 reading", "open", "no FF")),
        (Side.CLIENT, "76", b"\x80\x02ab", ("76 §5.3 reading, steps 2.2", "wrong", "discarded")),
        (Side.CLIENT, "76", b"\x80\x81\x00" + bytes(128), ("76 §5.3", "wrong", "128 bytes")),
        (Side.SERVER, "75", b"\x80" + b"\xff" * 70 + b"\x7f", ("75 §4.2", "open", "no stream")),
        (Side.SERVER, "76", b"\xff", ("76 §5.3 closing", "open", "would be the closing frame")),
    ],
)  # fmt: skip
def test_frames(side: Side, draft: str, data: bytes, told: tuple[str, str, str]) -> None:
    section, level, note = told
    passages = explain_stream(data, side, draft, Context(opened=True))
    last = [p for p in passages if p.what != "end of the frame"][-1]
    assert last.level == level
    assert section in last.section
    assert note in last.note


def test_a_trace_tells_its_turns_in_time() -> None:
    trace = loads((ROOT / "fixtures/traces/76/byte-by-byte.json").read_bytes())
    turns = explain_trace(trace)
    assert turns[0].side is Side.CLIENT
    assert turns[1].segments > 100
    assert turns[1].passages[0].what == "status line"
    with pytest.raises(ValueError, match="connection 7"):
        explain_trace(trace, 7)


@pytest.mark.parametrize("side", BOTH)
@pytest.mark.parametrize("draft", ["75", "76"])
def test_a_head_that_does_not_end_is_not_taken_apart_for_ever(side: Side, draft: str) -> None:
    first = b"GET / HTTP/1.1\r\n" if side is Side.CLIENT else b"HTTP/1.1 101 x\r\n"
    for end in (b"", b"\r\n\x00a\xff"):
        data = first + b"Upgrade: a\r\n" * 20_000 + end
        passages = explain_stream(data, side, draft, Context(data))
        whole(passages, data)
        assert len(passages) < MOST_LINES + 20
        assert "more lines" in {p.what for p in passages}


def test_what_came_of_a_response_is_right_as_far_as_it_goes() -> None:
    passages = explain_stream(RESPONSE[:-9], Side.SERVER, "76", Context(REQUEST))
    cut = find(passages, "response to the challenge")
    assert (cut.level, cut.data) == ("open", b"8jKS'y:")
    assert "7 of them came; they are right as far as they go" in cut.note


def test_a_refusal_is_no_fault() -> None:
    for draft in ("75", "76"):
        refusal = b"HTTP/1.1 403 Forbidden\r\nServer: x\r\n\r\nno"
        passages = explain_stream(refusal, Side.SERVER, draft, Context(REQUEST))
        assert [p.level for p in passages] == ["open", "ok", "ok", "open"]


def test_the_client_expects_what_it_asked_for_blanks_and_all() -> None:
    asked = REQUEST.replace(b"/demo", b"/a b")
    data = RESPONSE.replace(b"/demo", b"/a")
    location = find(explain_stream(data, Side.SERVER, "76", Context(asked)),
                    "field Sec-WebSocket-Location")  # fmt: skip
    assert 'the client expects "ws://example.com/a b"' in location.note


@pytest.mark.parametrize(
    ("answer", "cause", "what"),
    [
        (RESPONSE75, "the field names of draft 75", "blank line"),
        (RESPONSE[:-16] + b"HTTP/1.1 400 Bad Request\r\n\r\n", "a second HTTP answer",
         "response to the challenge"),
        (RESPONSE + b"\x00caf\xe9\xff", "a text came back in ISO-8859-1", "raw_data"),
        (RESPONSE + b"\x81\x05caf\xc3\xa9", "in a frame of RFC 6455", "frame type 81"),
    ],
)  # fmt: skip
def test_a_likely_cause_stands_where_it_shows(answer: bytes, cause: str, what: str) -> None:
    asked = REQUEST + b"\x00caf\xc3\xa9\xff"
    passages = explain_stream(answer, Side.SERVER, "76", Context(asked))
    whole(passages, answer)
    (told,) = [p for p in passages if "likely: " in p.note]
    assert told.what == what
    assert cause in told.note
