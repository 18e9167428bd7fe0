"""What is drawn: only what can be judged, and all of what is to be asked."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import fuzz_strategies
from conformance.fuzz_conversation import Conversation, Ending
from conformance.fuzz_items import OPEN, items
from conformance.reading import Frame, read_frames
from conformance.scenario import Setting

SETTING = Setting(port=81)
FEW = settings(max_examples=60, deadline=None, derandomize=True)
STREAMS = st.one_of(
    *(
        make(draft, SETTING)
        for draft in ("75", "76")
        for make in (fuzz_strategies.framing, fuzz_strategies.strange_frames, fuzz_strategies.ends)
    )
)


@FEW
@given(STREAMS)
def test_the_last_whole_text_is_the_end_mark(said: Conversation) -> None:
    texts = [f.payload for f in read_frames(b"".join(said.frames))[0] if f.frame_type == 0]
    assert fuzz_strategies.MARK in texts
    assert len(said.stream) < 65536
    assert all(said.frames)


@FEW
@given(STREAMS)
def test_nothing_is_drawn_that_the_drafts_contradict_themselves_about(said: Conversation) -> None:
    assert OPEN not in items(said)
    for frame in read_frames(said.stream)[0]:
        assert frame.raw == b"\xff\0" or frame.frame_type != 0xFF or frame.payload


@FEW
@given(fuzz_strategies.framing("76", SETTING))
def test_framing_asks_nothing_but_texts(said: Conversation) -> None:
    assert {item.what for item in items(said)} == {"must"}
    assert said.ending is Ending.STAY


KINDS: dict[str, Callable[[Conversation], bool]] = {
    "cut after 00": lambda said: b"\0" in said.frames,
    "empty": lambda said: any(f.payload == b"" for f in _read(said)),
    "hidden FF": lambda said: any(
        f.frame_type >= 0x80 and b"\xff" in f.payload for f in _read(said)
    ),
    "low type": lambda said: any(0 < f.frame_type < 0x80 for f in _read(said)),
    "long": lambda said: any(len(f.payload) > 128 and f.frame_type > 0x7F for f in _read(said)),
    "leading 80": lambda said: any(
        f.raw[1:2] == b"\x80" and f.frame_type > 0x7F for f in _read(said)
    ),
    "bad UTF-8": lambda said: any(item.text is None and item.what == "may" for item in items(said)),
    "byte by byte": lambda said: all(len(part) == 1 for part in said.frames),
}


def test_each_kind_is_drawn() -> None:
    seen: set[str] = set()

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(fuzz_strategies.strange_frames("76", SETTING))
    def look(said: Conversation) -> None:
        seen.update(kind for kind, has in KINDS.items() if has(said))

    look()
    assert seen == set(KINDS)


def _read(said: Conversation) -> tuple[Frame, ...]:
    return tuple(read_frames(said.stream)[0])
