"""What frames allow to come back, each kind by hand, and messages laid along it."""

from __future__ import annotations

import pytest

from conformance.fuzz_conversation import Conversation
from conformance.fuzz_items import ANYTHING, OPEN, STOP, Item, Match, items

HELLO = (b"GET / HTTP/1.1\r\n\r\n",)
A, B = Item("must", b"a"), Item("must", b"b")


def said(stream: bytes, draft: str = "76", tail: bytes = b"") -> Conversation:
    return Conversation(draft, "strange-frames", HELLO, (stream,), tail)


@pytest.mark.parametrize(
    ("stream", "draft", "expected"),
    [
        (b"\0a\xff\0b\xff", "76", (A, B)),
        (b"\0\xff", "76", (Item("must", b""),)),
        (b"\0\xc3\xa9\xff", "75", (Item("must", b"\xc3\xa9"),)),
        (b"\0\xc3\xff\0a\xff", "76", (STOP, ANYTHING, STOP, A)),  # 5.4: undefined
        (b"\x01x\xff\0a\xff", "76", (STOP, A)),  # 76 §5.3 step 2.1
        (b"\x7fx\xff\0a\xff", "75", (STOP, Item("may", b"x"), STOP, A)),  # 75 §5.3 step 3.4
        (b"\x01\xfe\xff", "75", (STOP, ANYTHING, STOP)),
        (b"\x80\x02\0\xff\0a\xff", "76", (STOP, A)),
        (b"\x80\x00\0a\xff", "76", (STOP, A)),
        (b"\xff\x01x\0a\xff", "76", (STOP, A)),
        (b"\xff\x00\0a\xff", "75", (STOP, A)),  # draft 75 has no closing frame
        (b"\xff\x00\0a\xff", "76", (STOP, STOP, Item("may", b"a"))),
        (b"\x80\x81\x00" + b"x" * 128 + b"\0a\xff", "76", (STOP, OPEN)),  # erratum E2
        (b"\x80\x81\x00" + b"x" * 128 + b"\0a\xff", "75", (STOP, A)),
        (b"\0a\xff\0half", "76", (A,)),
        (b"\0a\xff\x80\x05x", "76", (A, STOP)),
    ],
)
def test_items(stream: bytes, draft: str, expected: tuple[Item, ...]) -> None:
    assert items(said(stream, draft)) == expected


def test_a_text_is_due_when_the_closing_frame_waits_for_it() -> None:
    assert items(said(b"\0a\xff", tail=b"\xff\0")) == (A, STOP)


@pytest.mark.parametrize(
    ("stream", "messages", "stray", "all_heard", "may_end"),
    [
        (b"\0a\xff\0b\xff", (b"a", b"b"), None, True, True),
        (b"\0a\xff\0b\xff", (b"a",), None, False, False),
        (b"\0a\xff\0b\xff", (b"b",), b"b", False, False),
        (b"\0a\xff\0b\xff", (b"a", b"a"), b"a", False, False),
        (b"\0a\xff\x01e\xff\0b\xff", (b"a",), None, False, True),
        (b"\0a\xff\x01e\xff\0b\xff", (b"a", b"e"), b"e", False, True),
        (b"\0\x80\xff\0a\xff", (b"\xef\xbf\xbd", b"a"), None, True, True),
        (b"\0\x80\xff\0a\xff", (b"a",), None, True, True),
        (b"\0\x80\xff\0a\xff", (b"x", b"y"), b"y", False, True),
        (b"\0a\xff\0a\xff", (b"a", b"a"), None, True, True),
    ],
)
def test_messages_laid_along_items(
    stream: bytes, messages: tuple[bytes, ...], stray: bytes | None, all_heard: bool, may_end: bool
) -> None:
    match = Match(items(said(stream))).lay(messages)
    assert (match.stray, match.all_heard, match.may_end) == (stray, all_heard, may_end)


def test_after_an_erratum_everything_goes() -> None:
    match = Match((STOP, OPEN)).lay((b"x", b"y"))
    assert match.stray is None
    assert match.all_heard


def test_a_greeting_is_passed_over_before_the_first_echo_only() -> None:
    assert Match((A, B), greets=True).lay((b"hi", b"a", b"b")).all_heard
    assert Match((A, B), greets=True).lay((b"a", b"hi", b"b")).stray == b"hi"
    assert Match((A, B)).lay((b"hi", b"a", b"b")).stray == b"hi"


def test_a_greeting_does_not_take_the_place_of_what_may_be_anything() -> None:
    assert Match((STOP, ANYTHING, STOP, A), greets=True).lay((b"hi", b"?", b"a")).all_heard
    assert Match((STOP, ANYTHING, STOP, A), greets=True).lay((b"hi", b"a")).all_heard
    assert Match((A, ANYTHING, B), greets=True).lay((b"a", b"?", b"?")).stray == b"?"


def test_missing_names_the_first_text_that_did_not_come() -> None:
    assert Match((A, STOP, B)).lay((b"a",)).missing == b"b"
