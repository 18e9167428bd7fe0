"""What had come without a mistake: the right digest, the right answer, or the end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance import wire
from conformance.causes import likely_cause
from conformance.causes_digest import WRONG, digest_cause
from conformance.causes_mended import answered, gone_on, refused, with_digest
from conformance.causes_sent import asked
from conformance.reading import Reading
from conformance.scenario import Setting
from reports.model import Event, Kind

SETTING = Setting(port=81)
OPENING = wire.simplest76(SETTING)
RIGHT = OPENING.digest
HEAD = b"HTTP/1.1 101 x\r\nUpgrade: WebSocket\r\n\r\n"
VOID = OPENING.instead("Sec-WebSocket-Key1", b"Sec-WebSocket-Key1: 1 2 3")


def came(after: bytes, draft: str = "76") -> Reading:
    return Reading(draft, HEAD + after, None, True)


@pytest.mark.parametrize(
    "wrong",
    [
        RIGHT[::-1],
        RIGHT[:15],
        RIGHT * 2,
        RIGHT + b"\r\n",
        RIGHT.hex().encode(),
        b"xx" + RIGHT,
        b"8jKS'y:G*Co,Wxa-",
    ],
    ids=repr,
)
def test_the_digest_is_put_right_and_the_frames_are_left(wrong: bytes) -> None:
    after = wrong + wire.text(b"a") + b"\xff\x00"
    assert digest_cause(asked(OPENING.whole), after)
    mended = with_digest(OPENING.whole, came(after))
    assert mended.received == HEAD + RIGHT + wire.text(b"a") + b"\xff\x00"


def test_every_digest_that_a_mistake_makes_can_be_put_right() -> None:
    for words, recipe in WRONG:
        made = recipe.digest(asked(OPENING.whole))
        if made is not None and len(made) >= len(RIGHT):
            mended = with_digest(OPENING.whole, came(made + wire.text(b"a")))
            assert mended.received == HEAD + RIGHT + wire.text(b"a"), words


def test_where_no_digest_is_right_the_connection_had_ended() -> None:
    reading = came(bytes(16))
    for mended in (with_digest(VOID.whole, reading), gone_on(VOID.whole, reading, 0)):
        assert mended == refused(reading)
        assert mended.ended
        assert not mended.accepted


def test_a_server_that_had_gone_on_had_answered_everything() -> None:
    sent = OPENING.whole + wire.text(b"a") + wire.text(b"b") + b"\xff\x00"
    page = b"HTTP/1.1 500 Internal Server Error\r\n\r\n"
    reading = came(RIGHT + wire.text(b"a") + page)
    mended = gone_on(sent, reading, len(reading.after_head) - len(page))
    assert mended.received == HEAD + RIGHT + wire.text(b"a") + wire.text(b"b") + b"\xff\x00"
    assert not mended.timed_out
    assert gone_on(sent, came(page), 0).received == mended.received


@pytest.mark.parametrize("draft", ["75", "76"])
def test_the_answer_that_was_asked_for(draft: str) -> None:
    opening = wire.opening(draft, replace(SETTING, subprotocol="chat"))
    mended = answered(opening.whole, came(b"?", draft))
    sec = "Sec-" if draft == "76" else ""
    assert mended.response is not None
    assert mended.response.oddities == ()
    assert mended.response.values(f"{sec}WebSocket-Location") == (b"ws://127.0.0.1:81/",)
    assert mended.response.values(f"{sec}WebSocket-Origin") == (b"http://example.com",)
    assert mended.response.values(f"{sec}WebSocket-Protocol") == (b"chat",)
    assert mended.digest == (opening.digest if draft == "76" else b"")


def test_names_of_the_other_draft_are_put_right_with_what_belongs_to_them() -> None:
    def cause(draft: str, head: bytes, after: bytes) -> tuple[str, list[bytes]]:
        seen: list[bytes] = []
        sent = wire.opening(draft, SETTING).whole
        events = (Event(0.0, Kind.SENT, sent), Event(0.1, Kind.RECEIVED, head + after))
        words = likely_cause(
            events, draft, lambda mended: seen.extend(r.received for r in mended.values())
        )
        return words, seen

    named75 = b"HTTP/1.1 101 x\r\nWebSocket-Origin: a\r\nWebSocket-Location: ws://b/\r\n\r\n"
    named76 = named75.replace(b"WebSocket", b"Sec-WebSocket")
    digest = wire.opening("76", SETTING).digest
    text = wire.text(b"a")
    assert cause("76", named75, text)[1][0] == named76 + digest + text
    assert cause("76", named75, digest + text)[1][0] == named76 + digest + text
    assert cause("75", named76, text)[1][0] == named75 + text
    assert cause("75", named76, bytes(range(1, 17)) + text)[1][0] == named75 + text
