"""What of a conversation is kept: small bounds, no holes, and a word on what is left out."""

from __future__ import annotations

from conformance import keeping
from conformance.checks import Basis, missing
from conformance.describe import FIRST, LAST, MORE, describe, spans
from conformance.keeping import ECHOED, MANY, MOST_DROPPED, MOST_KEPT, Keeper
from conformance.reading import read
from reports.model import Event, Kind, Transcript

HEAD = b"HTTP/1.1 101 Web Socket Protocol Handshake\r\n\r\n"


def received(transcript: Transcript, connection: int = 0) -> list[bytes]:
    return [e.data for e in transcript if e.kind is Kind.RECEIVED and e.connection == connection]


def test_what_fits_is_kept_as_it_came() -> None:
    keeper = Keeper()
    assert keeper.receive(0, b"a" * MOST_KEPT) == b"a" * MOST_KEPT
    keeper.note(0, Kind.EOF)
    assert [(e.kind, len(e.data)) for e in keeper.transcript()] == [
        (Kind.RECEIVED, MOST_KEPT),
        (Kind.EOF, 0),
    ]


def test_what_does_not_fit_is_dropped_with_a_word_and_the_end_is_kept() -> None:
    keeper = Keeper()
    for _ in range(9):
        keeper.receive(0, b"a" * MOST_KEPT)
    keeper.sent += 100  # what was said since can not be told from what would follow the hole
    assert keeper.receive(0, b"b") == b""
    keeper.note(0, Kind.RESET)
    assert received(keeper.transcript()) == [b"a" * MOST_KEPT, b""]
    assert keeper.transcript()[-1].kind is Kind.RESET
    assert not keeper.tired


def test_an_echo_has_room_however_long_the_text() -> None:
    keeper = Keeper()
    keeper.sent = 1 << 20
    whole = b"\xef\xbf\xbd" * keeper.sent
    assert keeper.receive(0, whole) == whole
    assert len(whole) < ECHOED * keeper.sent


def test_one_connection_that_says_too_much_leaves_room_for_the_answer_to_another() -> None:
    keeper = Keeper()
    keeper.receive(0, b"a" * (MOST_KEPT + 1))
    keeper.sent += 200
    assert keeper.receive(1, HEAD) == HEAD
    assert received(keeper.transcript(), 1) == [HEAD]


def test_after_so_much_one_tires_of_it() -> None:
    keeper = Keeper()
    keeper.receive(0, b"a" * (MOST_KEPT + MOST_DROPPED))
    assert not keeper.tired
    keeper.receive(1, b"a")
    assert keeper.tired


def test_many_small_pieces_are_joined_and_nothing_else_changes() -> None:
    keeper = Keeper()
    for n in range(MANY):
        keeper.receive(0, b"%d," % n)
    keeper.note(0, Kind.SENT, b"x")
    keeper.receive(1, b"y")
    keeper.receive(0, b"z")
    keeper.note(0, Kind.TIMEOUT)
    found = keeper.transcript()
    assert [(e.kind, e.connection) for e in found] == [
        (Kind.RECEIVED, 0),
        (Kind.RECEIVED, 0),  # the last of them, which says when it came
        (Kind.SENT, 0),
        (Kind.RECEIVED, 1),
        (Kind.RECEIVED, 0),
        (Kind.TIMEOUT, 0),
    ]
    assert found[0].data == b"".join(b"%d," % n for n in range(MANY - 1))
    assert found[1].data == b"%d," % (MANY - 1)
    assert [e.t for e in found] == sorted(e.t for e in found)


def test_few_pieces_stay_apart() -> None:
    keeper = Keeper()
    for part in (b"a", b"b", b"c"):
        keeper.receive(0, part)
    assert received(keeper.transcript()) == [b"a", b"b", b"c"]


def test_the_least_that_is_kept_holds_any_honest_answer() -> None:
    assert keeping.MOST_KEPT >= 16 * 1024, "heads of browsers' servers end before that"


# --- what is said of a recording that was cut ---


def cut(data: bytes, *after: Event) -> Transcript:
    return (Event(0.0, Kind.RECEIVED, data), Event(0.1, Kind.RECEIVED), *after)


def test_a_cut_recording_is_read_and_says_so() -> None:
    transcript = cut(HEAD + b"\x00a\xff\x00half")
    reading = read(transcript, "75")
    assert reading.cut
    assert reading.messages == (b"a",)
    assert describe(reading) == f'101, text "a", the beginning of a frame "\\x00half", {MORE}'
    assert not read((Event(0.0, Kind.RECEIVED, HEAD),), "75").cut


def test_what_is_missing_in_a_cut_recording() -> None:
    look = missing(read(cut(HEAD), "75"), "the echo")
    assert look.why == f"the echo did not come in the first {len(HEAD)} bytes"
    assert look.basis is Basis.BYTES
    ended = read(cut(HEAD, Event(0.2, Kind.EOF)), "75")
    assert missing(ended, "the echo").basis is Basis.END, "and that may have been an accident"


def test_thousands_of_frames_have_few_names_and_no_byte_is_lost() -> None:
    data = HEAD + b"".join(b"\x00%d\xff" % n for n in range(5000))
    transcript = cut(data)
    found = spans(transcript, read(transcript, "75"))
    assert len(found) == FIRST + 1 + LAST + 1
    assert b"".join(span.data for span in found) == data
    assert found[FIRST].meaning == f"{5000 + 2 - FIRST - LAST} parts more"
    assert found[-1].meaning == MORE
