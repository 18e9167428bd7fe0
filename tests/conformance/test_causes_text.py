"""How texts came back: in other frames, or changed, and that one is not taken for the other."""

from __future__ import annotations

import pytest

from conformance import wire
from conformance.causes_text import CUT_ELSEWHERE, PIECES, TOGETHER, WITHOUT_END, text_causes
from conformance.reading import Reading
from conformance.scenario import Setting

SETTING = Setting(port=81)
OPENING = wire.simplest76(SETTING)
HEAD = b"HTTP/1.1 101 x\r\n\r\n" + OPENING.digest
MISSED_END = f"a text came back {WITHOUT_END}"


def frames(*texts: bytes) -> bytes:
    return b"".join(map(wire.text, texts))


def causes(sent: tuple[bytes, ...], came: bytes) -> list[tuple[str, bytes]]:
    """Each cause, and what had come behind the digest without it."""
    reading = Reading("76", HEAD + came, None, False)
    found = text_causes(OPENING.whole + frames(*sent), reading)
    return [(cause.words, cause.mended.received.removeprefix(HEAD)) for cause in found]


@pytest.mark.parametrize(
    ("words", "sent", "came"),
    [
        (TOGETHER, (b"abc", b"d", b"end"), (b"abcd", b"end")),
        (TOGETHER, (b"abc", b"d", b"end"), (b"abcdend",)),
        (TOGETHER, (b"first", b"a\x80", b"behind"), (b"first", b"a\x80behind")),
        (PIECES, ("hé".encode(), b"end"), (b"h", b"\xc3", b"\xa9", b"end")),
        (PIECES, (b"\0a", b"end"), (b"\0", b"a", b"end")),
        (PIECES, (b"a\0b", b"end"), (b"a", b"\0b", b"end")),
        (PIECES, (b"x" * 40000,), (b"x" * 16384, b"x" * 16384, b"x" * 7232)),
        (CUT_ELSEWHERE, (b"one", b"two", b"three"), (b"onetw", b"othree")),
    ],
)
def test_texts_in_other_frames(
    words: str, sent: tuple[bytes, ...], came: tuple[bytes, ...]
) -> None:
    """Nothing is said of an end that is missed, or of a text that is cut: all bytes are there."""
    (first, *_) = causes(sent, frames(*came))
    assert first == (words, frames(*sent))
    assert MISSED_END not in dict(causes(sent, frames(*came)))


def test_what_stands_between_is_left_as_it_came() -> None:
    came = frames(b"hello", b"ab", b"x", b"cd") + b"\xff\x00"
    ((words, mended),) = causes((b"a", b"b", b"cd"), came)
    assert (words, mended) == (TOGETHER, frames(b"hello", b"a", b"b", b"x", b"cd") + b"\xff\x00")


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        ((b"abc", b"d"), frames(b"abc", b"d")),
        ((b"", b"end"), frames(b"end")),
        ((b"a", b"b", b"ab"), frames(b"a", b"b", b"ab")),
        ((b"a", b"b", b"end"), frames(b"end")),
        ((b"a", b"b", b"end"), frames(b"", b"ba", b"end")),
        ((b"abc",), frames(b"", b"abc")),
    ],
)
def test_what_is_not_in_other_frames(sent: tuple[bytes, ...], came: bytes) -> None:
    assert causes(sent, came) == []


def test_an_end_is_missed_only_where_none_came() -> None:
    assert causes((b"abc",), b"\0abc") == [(MISSED_END, frames(b"abc"))]
    assert causes((b"abc", b"d"), b"\0abc\0d") == [(MISSED_END, frames(b"abc", b"d"))]
    assert causes((b"abc",), b"\0abcx\xff") == []


def test_the_first_of_several_pieces_is_not_a_text_that_was_cut() -> None:
    """Here the last piece did not come."""
    text = b"x" * 1024 + b"y" * 1024 + b"z"
    assert causes((text,), frames(text[:1024], text[1024:2048])) == []
    cut = causes((text, b"end"), frames(text[:1024], b"end"))
    assert cut == [("a text came back cut after 1024 characters", frames(text, b"end"))]


def test_every_text_of_which_a_mistake_was_made_is_put_right() -> None:
    sent = ("é".encode(), b"a", "€".encode(), "é".encode())
    found = dict(causes(sent, frames(b"?", b"a", b"?", b"?")))
    assert found["a text came back with ? for what is not ASCII"] == frames(*sent)
    swapped = b"".join(b"\xff" + text + b"\0" for text in (b"ab", b"c"))
    found = dict(causes((b"ab", b"c"), swapped))
    assert found["a text came back with 00 and FF swapped"] == frames(b"ab", b"c")


def test_bytes_that_are_no_utf_8_are_put_right_as_the_others_are() -> None:
    sent = (b"a\xc3\xa9", b"b\x80", b"end")
    came = frames(*(text.decode(errors="replace").encode("utf-16-be") for text in sent))
    found = dict(causes(sent, came))
    assert found["a text came back in UTF-16, big-endian"] == frames(*sent)
