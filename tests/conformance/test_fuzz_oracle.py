"""The judge of generated conversations, on answers written by hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import fuzz_handshakes, wire
from conformance.checks import Basis
from conformance.fuzz_conversation import Conversation, Keys
from conformance.fuzz_oracle import Judged, Norm, heard, judge
from conformance.reading import read
from conformance.scenario import Setting
from reports.model import Event, Kind

SETTING = Setting(port=81)
NORM = Norm(SETTING)
OPENING = wire.simplest76(SETTING)
HELLO = Conversation("76", "handshake", (OPENING.whole,), (), keys=Keys.VALID, numbers=(42, 84))
FIELDS = {
    "Upgrade": "WebSocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Origin": "http://example.com",
    "Sec-WebSocket-Location": "ws://127.0.0.1:81/",
}


def answer(fields: dict[str, str], digest: bytes = OPENING.digest) -> bytes:
    lines = [f"{name}: {value}\r\n" for name, value in fields.items()]
    return ("HTTP/1.1 101 x\r\n" + "".join(lines) + "\r\n").encode() + digest


def judged(
    said: Conversation, received: bytes, end: Kind | None = None, norm: Norm = NORM
) -> Judged:
    events = [Event(0.0, Kind.RECEIVED, received)] + ([Event(1.0, end)] if end else [])
    return judge(said, read(tuple(events), said.draft), norm)


# --- handshakes ---


def test_the_right_answer_is_right() -> None:
    assert judged(HELLO, answer(FIELDS)).kind == ""


def test_the_numbers_are_those_of_the_file_and_not_parsed() -> None:
    digest = hashlib.md5(b"\0\0\0\x2a\0\0\0\x54" + OPENING.key3, usedforsecurity=False).digest()
    assert OPENING.digest == digest
    assert judged(replace(HELLO, numbers=(1, 2)), answer(FIELDS)).kind == "digest"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("upgrade", {"Upgrade": "websocket"}),
        ("connection", {"Connection": "keep-alive, Upgrade"}),
        ("origin", {"Sec-WebSocket-Origin": "null"}),
        ("location", {"Sec-WebSocket-Location": "ws://127.0.0.1:81/x"}),
        ("protocol", {"Sec-WebSocket-Protocol": "unasked"}),
    ],
)
def test_a_wrong_field(kind: str, fields: dict[str, str]) -> None:
    assert judged(HELLO, answer(FIELDS | fields)).kind == kind


def test_what_everybody_is_told_is_the_servers_own_choice() -> None:
    norm = replace(NORM, origin=b"http://a", location=b"ws://b/")
    fields = FIELDS | {"Sec-WebSocket-Origin": "http://a", "Sec-WebSocket-Location": "ws://b/"}
    assert judged(HELLO, answer(fields), norm=norm).kind == ""
    other = OPENING.starting(b"GET /x HTTP/1.1")
    fields["Sec-WebSocket-Location"] = "ws://b/x"
    assert judged(replace(HELLO, hello=(other.whole,)), answer(fields), norm=norm).kind == ""


@pytest.mark.parametrize("protocol", ["", "Sec-WebSocket-Protocol"])
def test_a_sub_protocol_is_the_one_or_none(protocol: str) -> None:
    said = replace(HELLO, hello=(OPENING.plus(b"Sec-WebSocket-Protocol: a, b").whole,))
    fields = FIELDS | ({protocol: "a, b"} if protocol else {})
    assert judged(said, answer(fields)).kind == ""
    assert judged(said, answer(FIELDS | {"Sec-WebSocket-Protocol": "a"})).kind == "protocol"


def test_a_refusal_counts_where_nothing_unusual_was_asked() -> None:
    found = judged(HELLO, b"HTTP/1.1 404 x\r\n\r\n", Kind.EOF)
    assert (found.kind, found.basis) == ("refused", Basis.END)
    assert judged(HELLO, b"").basis is not Basis.END
    for line in (b"Sec-WebSocket-Protocol: a", b"Cookie: a"):
        said = replace(HELLO, hello=(OPENING.plus(line).whole,))
        may = judged(said, b"", Kind.RESET).kind == ""
        assert may == line.startswith(b"Sec-")
    foreign = OPENING.instead("Origin", b"Origin: http://b")
    assert judged(replace(HELLO, hello=(foreign.whole,)), b"", Kind.EOF).kind == ""


def test_draft_75_begins_with_its_fixed_bytes() -> None:
    setting = Setting(port=81)
    said = Conversation("75", "handshake", (wire.opening75(setting).whole,), keys=Keys.VALID)
    head = (
        "HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
        "WebSocket-Origin: http://example.com\r\nWebSocket-Location: ws://127.0.0.1:81/\r\n\r\n"
    )
    assert judged(said, head.encode()).kind == ""
    assert judged(said, head.replace("Web Socket", "WebSocket").encode()).kind == "first-bytes"


def test_void_keys_are_never_accepted() -> None:
    said = Conversation("76", "keys", (OPENING.whole,), keys=Keys.VOID)
    assert judged(said, answer(FIELDS)).kind == "accepted"
    assert judged(said, b"HTTP/1.1 101 x\r\n").kind == "accepted"  # early, and then nothing
    for received in (b"", b"HTTP/1.1 400 x\r\n\r\n"):
        assert judged(said, received, Kind.EOF).kind == ""


def test_of_a_damaged_handshake_only_the_impossible_is_wrong() -> None:
    said = Conversation("76", "damaged-handshake", (b"GE / HTTP/1.1\r\n\r\n",))
    assert judged(said, answer(FIELDS, b"x" * 16)).kind == ""
    assert judged(said, b"", Kind.RESET).kind == ""
    split = answer(FIELDS | {"Sec-WebSocket-Origin": "a\nX-Inj: yes"})
    assert judged(said, split).kind == "split"
    known = replace(said, hello=(OPENING.whole,), keys=Keys.VALID, numbers=(42, 84))
    assert judged(known, answer(FIELDS, b"x" * 16)).kind == "digest"
    assert judged(known, answer(FIELDS, b"x" * 16), norm=replace(NORM, digest=False)).kind == ""


# --- frames ---


def frames(stream: bytes, draft: str = "76") -> Conversation:
    return Conversation(draft, "strange-frames", (b"x",), (stream,))


@pytest.mark.parametrize(
    ("stream", "came", "end", "kind", "basis"),
    [
        (b"\0a\xff", b"\0a\xff", None, "", Basis.BYTES),
        (b"\0a\xff", b"\0a\xff\xff\0", Kind.EOF, "", Basis.BYTES),
        (b"\0a\xff", b"", None, "missing", Basis.SILENCE),
        (b"\0a\xff", b"\0a", Kind.RESET, "missing", Basis.END),
        (b"\0a\xff\0b\xff", b"\0b\xff\0a\xff", None, "lost", Basis.BYTES),
        (b"\0a\xff", b"\0a\xff\0a\xff", None, "twice", Basis.BYTES),
        (b"\x01e\xff\0a\xff", b"\0e\xff\0a\xff", None, "stray", Basis.BYTES),
        (b"\x80\x03\0e\xff\0a\xff", b"\0e\xff", Kind.EOF, "stray", Basis.BYTES),
        (b"\x80\x01e\0a\xff", b"\xff\0", Kind.EOF, "", Basis.BYTES),
        (b"\x80\x01e\0a\xff", b"", None, "", Basis.BYTES),  # silent, and it may be
        (b"\0a\xff", b"\0a\xffHTTP/1.1 500", None, "stream", Basis.BYTES),
        (b"\0a\xff", b"\0a\xff\xff\0\xff\0", None, "after-close", Basis.BYTES),
    ],
)
def test_frames(stream: bytes, came: bytes, end: Kind | None, kind: str, basis: Basis) -> None:
    found = judged(frames(stream), answer(FIELDS) + came, end)
    assert (found.kind, found.basis) == (kind, basis)


def test_types_that_draft_75_delivers_and_the_closing_frame_that_it_has_not() -> None:
    head = answer(FIELDS, b"")
    assert judged(frames(b"\x01e\xff\0a\xff", "75"), head + b"\0e\xff\0a\xff").kind == ""
    assert judged(frames(b"\0a\xff", "75"), head + b"\0a\xff\xff\0").kind == ""
    assert judged(frames(b"\0a\xff", "75"), head + b"\0a\xff\x80\1x").kind == "stream"


def test_a_wrong_digest_does_not_touch_the_framing() -> None:
    assert judged(frames(b"\0a\xff"), answer(FIELDS, b"x" * 16) + b"\0a\xff").kind == ""


def test_heard_is_met_by_all_texts_a_close_a_stranger_or_a_refusal() -> None:
    met = heard(frames(b"\0a\xff\x01e\xff\0b\xff"), NORM)
    head = answer(FIELDS)
    for came in (b"\0a\xff\0b\xff", b"\0x\xff", b"\0a\xff\xff\0"):
        assert met(head + came)
    for came in (b"", b"\0a\xff", b"\0a\xff\0b"):
        assert not met(head + came)
    assert not met(head[:-1])
    later = replace(frames(b"\0a\xff", "75"), tail=b"\xff\0\0b\xff")  # the tail is not sent yet
    assert heard(later, NORM)(answer(FIELDS, b"") + b"\0a\xff")
    assert met(b"HTTP/1.1 400 x\r\n\r\n")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_every_drawn_handshake_has_a_right_answer(data: st.DataObject) -> None:
    said = data.draw(fuzz_handshakes.handshake("76", SETTING))
    opening = said.opening
    fields = FIELDS | {
        "Sec-WebSocket-Origin": (opening.value("Origin") or b"").decode(),
        "Sec-WebSocket-Location": "ws://127.0.0.1:81" + opening.line.split(b" ")[1].decode(),
    }
    assert judged(replace(said, frames=()), answer(fields, opening.digest)).kind == ""
