"""Likely causes of whole recordings: a text, a head, a location or a digest that a mistake explains."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from conformance import wire
from conformance.causes import likely_cause
from conformance.reading import Reading, read
from conformance.scenario import Opening, Setting
from reports.model import Event, Kind

SETTING = Setting(port=81)
OPENING = wire.simplest76(SETTING)
FIELDS = (
    b"Upgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Origin: http://example.com\r\n"
)
LOCATION = b"Sec-WebSocket-Location: ws://127.0.0.1:81/\r\n"
HEAD = b"HTTP/1.1 101 x\r\n" + FIELDS + LOCATION + b"\r\n"


def cause(came: bytes, text: str = "", opening: Opening = OPENING, head: bytes = HEAD) -> str:
    sent = opening.whole + b"\0" + text.encode() + b"\xff"
    events = (Event(0.0, Kind.SENT, sent), Event(0.1, Kind.RECEIVED, head + came))
    return likely_cause(events, opening.draft)


@pytest.mark.parametrize(
    ("words", "text", "came"),
    [
        ("in ISO-8859-1 instead of UTF-8", "café", b"\0caf\xe9\xff"),
        ("in ISO-8859-1, with ? for what is none", "é€", b"\0\xe9?\xff"),
        ("with ? for what is not ASCII", "a€", b"\0a?\xff"),
        ("with only the low byte of each character", "aĂ", b"\0a\x02\xff"),
        ("encoded as UTF-8 twice", "é", b"\0\xc3\x83\xc2\xa9\xff"),
        ("in CESU-8", "\U00010000", b"\0\xed\xa0\x80\xed\xb0\x80\xff"),
        ("in modified UTF-8: C0 80 for 00", "a\0", b"\0a\xc0\x80\xff"),
        ("up to its first byte 00", "a\0b", b"\0a\xff"),
        ("in capitals", "abc", b"\0ABC\xff"),
        ("cut after 1024 characters", "x" * 2000, b"\0" + b"x" * 1024 + b"\xff"),
        ("in a frame of RFC 6455", "abc", b"\x81\x03abc"),
        ("in a frame of RFC 6455", "x" * 70000, b"\x81\x7f\0\0\0\0\0\1\x11\x70" + b"x" * 70000),
        ("without the byte FF behind it", "abc", b"\0abc"),
        ("with 00 and FF swapped", "abc", b"\xffabc\0"),
    ],
)
def test_a_text_that_came_back_changed(words: str, text: str, came: bytes) -> None:
    assert words in cause(OPENING.digest + came, text)


def test_a_text_that_came_back_whole_has_no_cause() -> None:
    assert cause(OPENING.digest + b"\0caf\xc3\xa9\xff", "café") == ""


@pytest.mark.parametrize(
    ("words", "location"),
    [
        ("wss for ws", b"wss://127.0.0.1:81/a%20b?c"),
        ("the port left out", b"ws://127.0.0.1/a%20b?c"),
        ("the query left out", b"ws://127.0.0.1:81/a%20b"),
        ("the percent signs of the path decoded", b"ws://127.0.0.1:81/a b?c"),
        ("no scheme and no host", b"/a%20b?c"),
        ("", b"ws://127.0.0.1:81/a%20b?c"),
        ("", b"ws://somewhere.else/"),
    ],
)
def test_a_location(words: str, location: bytes) -> None:
    opening = OPENING.starting(b"GET /a%20b?c HTTP/1.1")
    head = HEAD.replace(b"ws://127.0.0.1:81/", location)
    found = cause(opening.digest, opening=opening, head=head)
    assert words in found
    assert bool(words) == bool(found)


@pytest.mark.parametrize(
    ("line", "before"),
    [
        (b"GET / HTTP/1.1", b"\r\n"),
        (b"GET  / HTTP/1.1", b""),
        (b"GET\t/ HTTP/1.1", b""),
        (b"GET http://h/ HTTP/1.1", b""),
    ],
)
def test_a_location_is_not_blamed_for_what_was_asked(line: bytes, before: bytes) -> None:
    """The location ``/`` of a request for ``/`` has nothing left out."""
    opening = wire.opening75(SETTING).starting(line)
    head = (
        b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nWebSocket-Origin: http://example.com\r\n"
        b"WebSocket-Location: ws://" + SETTING.hostport.encode() + b"/\r\n\r\n"
    )
    sent = Event(0.0, Kind.SENT, before + opening.whole)
    assert likely_cause((sent, Event(1.0, Kind.RECEIVED, head)), "75") == ""


def test_an_error_page_in_the_stream() -> None:
    page = b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\n\r\n"
    found = cause(OPENING.digest + b"\0first\xff" + page)
    assert found.endswith("error page into the stream: HTTP/1.1 500 Internal Server Error")
    assert cause(OPENING.digest + b"\0" + page + b"\xff", page.decode()) == ""  # an echo


def test_the_head() -> None:
    of75 = HEAD.replace(b"Sec-WebSocket", b"WebSocket")
    assert cause(b"", head=of75) == "the answer has the field names of draft 75"
    assert "RFC 6455" in cause(b"", head=HEAD[:-2] + b"Sec-WebSocket-Accept: x\r\n\r\n")
    opening = wire.opening75(SETTING)
    assert cause(b"", opening=opening) == "the answer has the field names of draft 76"


def test_what_stands_in_the_place_of_the_digest() -> None:
    assert "a second HTTP answer" in cause(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert "a text frame stands in the place" in cause(b"\0welcome to this\xff")


def judged(*events: Event, by: Callable[[Reading], object], draft: str = "76") -> str:
    """The cause of what ``by`` says of the last connection."""
    last = max(event.connection for event in events)

    def says(mended: Mapping[int, Reading]) -> object:
        return by(mended.get(last, read(events, draft, last)))

    return likely_cause(events, draft, says)


def test_a_cause_explains_what_would_be_other_without_it() -> None:
    """Text, location and digest are wrong, and whoever asks for one of them is told of that."""
    sent = Event(0.0, Kind.SENT, OPENING.whole + wire.text(b"abc"))
    head = HEAD.replace(b"127.0.0.1:81", b"127.0.0.1")
    came = Event(0.1, Kind.RECEIVED, head + OPENING.digest[::-1] + wire.text(b"ABC"))

    def location(reading: Reading) -> object:
        return reading.response and reading.response.values("Sec-WebSocket-Location")

    def upgrade(reading: Reading) -> object:
        return reading.response and reading.response.values("Upgrade")

    assert judged(sent, came, by=lambda r: r.messages) == "a text came back in capitals"
    assert judged(sent, came, by=location) == "the location has the port left out"
    assert judged(sent, came, by=lambda r: r.digest).endswith("made with the MD5 backwards")
    assert judged(sent, came, by=upgrade) == ""


def test_a_mistake_on_several_connections_is_mended_on_each() -> None:
    def on(connection: int, came: bytes) -> tuple[Event, Event]:
        sent = Event(0.0, Kind.SENT, OPENING.whole, connection)
        return sent, Event(0.1, Kind.RECEIVED, HEAD + came, connection)

    events = (*on(0, OPENING.digest[::-1]), *on(1, OPENING.digest[::-1]))
    assert judged(*events, by=lambda r: r.digest == OPENING.digest).endswith("the MD5 backwards")
    events = (*on(0, OPENING.digest[::-1]), *on(1, OPENING.digest))
    assert judged(*events, by=lambda r: r.digest == OPENING.digest) == ""


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (b"wss://127.0.0.1:81/", ""),
        (b"ws://127.0.0.1:81/", "the location has ws for wss: this connection is encrypted"),
        (b"wss://127.0.0.1/", "the location has the port left out"),
    ],
)
def test_a_location_on_an_encrypted_connection(location: bytes, words: str) -> None:
    sent = Event(0.0, Kind.SENT, OPENING.whole)
    head = HEAD.replace(b"ws://127.0.0.1:81/", location)
    came = Event(0.1, Kind.RECEIVED, head + OPENING.digest)
    assert likely_cause((sent, came), "76", secure=True) == words


def test_a_digest_is_read_off_the_recording() -> None:
    assert cause(OPENING.digest[::-1]) == "the digest was made with the MD5 backwards"
    assert cause(OPENING.digest) == ""
    assert likely_cause((), "76") == ""
