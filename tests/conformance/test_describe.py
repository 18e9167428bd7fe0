"""Words of a report: true to the bytes, one line, and nothing in them that a terminal obeys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.describe import LONGEST, describe, show, spans
from conformance.reading import Reading, read
from reports.model import Event, Kind, Span
from tests.conformance.test_reading import DIGEST, HEAD, wild

endings = st.sampled_from([None, Kind.EOF, Kind.RESET, Kind.REFUSED])


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"", '""'),
        (b"plain [red]text[/]", '"plain [red]text[/]"'),
        (b'"\\', r'"\x22\x5c"'),
        (b"\x1b[2J\r\n\x00\xff", r'"\x1b[2J\x0d\x0a\x00\xff"'),
        (b"\x7f\x80 ~", r'"\x7f\x80 ~"'),
    ],
)
def test_bytes_by_hand(data: bytes, shown: str) -> None:
    assert show(data) == shown


@given(st.binary(max_size=LONGEST), st.binary(max_size=LONGEST))
def test_different_bytes_look_different(one: bytes, other: bytes) -> None:
    assert (show(one) == show(other)) == (one == other)


@given(st.binary(max_size=300), st.integers(0, 100))
def test_what_is_cut_is_counted(data: bytes, longest: int) -> None:
    shown = show(data, longest)
    left = len(data) - longest
    assert shown.endswith(f" and {left} bytes more" if left > 0 else '"')
    assert shown.startswith(show(data[:longest]) if longest <= LONGEST else '"')


@given(wild, st.sampled_from(["75", "76"]), endings, st.booleans())
def test_no_control_byte_comes_through(
    data: bytes, draft: str, ending: Kind | None, timed_out: bool
) -> None:
    reading = Reading(draft, data, ending, timed_out)
    words = describe(reading)
    oddities = reading.response.oddities if reading.response else ()
    meanings = [span.meaning for span in spans(((Event(0, Kind.RECEIVED, data)),), reading)]
    for text in (words, *oddities, *meanings):
        assert text.isascii()
        assert text.isprintable()
    assert words


@given(wild, st.sampled_from(["75", "76"]), st.lists(st.binary(max_size=4), max_size=3))
def test_spans_are_all_that_was_sent_and_all_that_came(
    data: bytes, draft: str, sent: list[bytes]
) -> None:
    transcript = (
        *(Event(0.0, Kind.SENT, part) for part in sent),
        Event(0.1, Kind.SENT, b"of another", 1),
        *([Event(0.2, Kind.RECEIVED, data)] if data else []),
        Event(0.3, Kind.RECEIVED, b"to another", 1),
    )
    found = spans(transcript, read(transcript, draft))

    def together(kind: Kind) -> bytes:
        return b"".join(span.data for span in found if span.kind is kind)

    assert together(Kind.SENT) == b"".join(sent)
    assert together(Kind.RECEIVED) == data
    assert all(span.data and span.meaning for span in found)


def test_the_spans_of_a_conversation() -> None:
    data = HEAD + DIGEST + b"\x00hi\xff" + b"\x81\x01a" + b"\xff\x00" + b"\x00ha"
    meanings = [
        (span.data, span.meaning)
        for span in spans((), Reading("76", data, None, False))
        if not span.meaning.startswith("field")
    ]
    assert meanings == [
        (HEAD.split(b"Upgrade")[0], "status line"),
        (b"\r\n", "blank line"),
        (DIGEST, "digest, 16 of 16 bytes"),
        (b"\x00hi\xff", 'text "hi"'),
        (b"\x81\x01a", 'a frame of type 81 with "a"'),
        (b"\xff\x00", "a closing frame FF 00"),
        (b"\x00ha", "the beginning of a frame that did not end"),
    ]


def test_the_spans_of_what_is_no_answer() -> None:
    found = spans((), Reading("76", b"HTTP/1.1 101", None, False))
    assert found == (Span(Kind.RECEIVED, b"HTTP/1.1 101", "no complete answer"),)
    assert spans((), Reading("76", b"", Kind.EOF, False)) == ()


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Reading("76", b"", None, True), "nothing, then silence"),
        (Reading("76", b"", None, True, silence=9.9), "nothing, then silence"),
        (Reading("76", b"", None, True, silence=75.01), "nothing, then silence for 75 s"),
        (Reading("76", b"", Kind.EOF, False), "nothing, then the end (FIN)"),
        (Reading("76", b"", Kind.RESET, False), "nothing, then the end (RST)"),
        (Reading("76", b"", Kind.REFUSED, False), "nothing, the connection was refused"),
        (Reading("76", b"\x1b", None, False), r'"\x1b"'),
        (Reading("76", b"HTTP/1.1 400 No\r\n\r\n", None, False), '"HTTP/1.1 400 No"'),
        (Reading("75", HEAD, None, False), "101"),
        (Reading("76", HEAD + b"12", None, True), "101, 2 bytes of digest, then silence"),
        (
            Reading("76", HEAD + DIGEST + b"\x00a\xff\xff\x00", Kind.EOF, True),
            '101, 16 bytes of digest, text "a", a closing frame FF 00, then the end (FIN)',
        ),
        (
            Reading("75", HEAD + b"\x00\xff" * 8 + b"\x80\x02", None, False),
            "101" + ', text ""' * 6 + r', 2 frames more, an unfinished frame "\x80\x02"',
        ),
    ],
)
def test_readings_by_hand(reading: Reading, words: str) -> None:
    assert describe(reading) == words


def test_where_what_was_sent_leaves_the_valid_twin() -> None:
    def sent(*segments: bytes, connection: int = 0) -> list[Event]:
        return [Event(0.0, Kind.SENT, data, connection) for data in segments]

    reading = Reading("76", b"", None, False)
    came = [Event(0.0, Kind.RECEIVED, b"101")]
    twin = (*sent(b"GET /a"), *came, *sent(b"\0text\xff"))
    same = spans(twin, reading, twin=twin)
    assert [span.begins for span in same] == [0, 0]
    assert {span.meaning for span in same} == {"what the client sent"}
    other = spans((*sent(b"GET /a"), *came, *sent(b"\0te", b"XY\xff")), reading, twin=twin)
    assert [span.begins for span in other] == [0, 0, 0]  # the last begins with what differs
    other = spans((*sent(b"GET /b"), *came, *sent(b"\0text\xff\xfe")), reading, twin=twin)
    assert [span.begins for span in other] == [5, 6]
    assert other[0].meaning == "what the client sent, unlike the valid twin from byte 6 on"
    short = spans(tuple(sent(b"GET")), reading, twin=twin)
    assert [span.begins for span in short] == [2]
    mixed = (*sent(b"GET"), *sent(b"GE", connection=1), *sent(b" /b"))
    assert [span.begins for span in spans(mixed, reading, 0, twin)] == [0, 2]
    assert [span.begins for span in spans(mixed, reading)] == [0, 0]
