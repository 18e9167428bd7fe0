"""What a client's frames allow to come back: the items, and the messages laid along them.

The grammar of 1.2 (:func:`conformance.reading.read_frames`, which reads the server as well) cuts the
client's bytes into frames, and each frame allows the server something:

    MUST text     a frame of type 00: this message comes back, once, in its place
    MAY text      it may come back: type 01-7F in draft 75 (75 §5.3 step 3.4), or after the closing
                  frame, where the server should discard what follows and need not
    MAY anything  a message that is not UTF-8: behaviour is undefined (5.4), so one message of any kind
    STOP          from here on the server may discard everything, or end the connection (76 §5.3, the
                  "may abort" of each step; 75 §5.3 step 2)
    OPEN          from here on the drafts contradict themselves (a length whose last byte is 00, erratum
                  E2), and nothing is asked

What came back is right when the messages can be laid along the items in order, each item used at most
once, no MUST passed over. There may be several ways to lay them, so all are kept at the same time: a
set of *places*, as in an automaton.

A server that greets its clients may say so before the first item.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.describe import is_utf8
from conformance.fuzz_conversation import Conversation
from conformance.reading import Frame, read_frames


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a frame allows. ``text`` None: any."""

    what: str
    text: bytes | None = None


STOP, OPEN, ANYTHING = Item("stop"), Item("open"), Item("may")


def items(conversation: Conversation) -> tuple[Item, ...]:
    """What the client's frames allow, in their order."""
    out: list[Item] = []
    closed = False
    frames, rest = read_frames(conversation.stream)
    for frame in frames:
        if frame.frame_type == 0x00:
            out += _text(frame.payload, closed)
        elif conversation.draft == "75":
            low = frame.frame_type < 0x80  # 75 §5.3 step 3.4 asks for no type
            out += [STOP, _may(frame.payload), STOP] if low else [STOP]
        elif _ambiguous(frame):
            return (*out, STOP, OPEN)
        else:
            out.append(STOP)
            closed = closed or (frame.frame_type == 0xFF and not frame.payload)
    if closed and not conversation.tail:
        out.insert(0, STOP)  # a text right before FF 00 should be answered, and need not
    return tuple(out) if not rest or rest[0] == 0 else (*out, STOP)


def _ambiguous(frame: Frame) -> bool:
    """The last byte of its length is 00, and the length is not 0 (erratum E2)."""
    return frame.frame_type >= 0x80 and bool(frame.payload) and len(frame.payload) % 128 == 0


def _text(payload: bytes, closed: bool) -> list[Item]:
    if is_utf8(payload):
        return [Item("may" if closed else "must", payload)]
    return [STOP, ANYTHING, STOP]


def _may(payload: bytes) -> Item:
    return Item("may", payload) if is_utf8(payload) else ANYTHING


class Match:
    """Messages laid along items. A place is an index of items, or one of the two below."""

    STOPPED, FREE = -1, -2

    def __init__(self, allowed: tuple[Item, ...], greets: bool = False) -> None:
        self.items = allowed
        self.greets = greets
        self.places = self._closed({0})
        self.stray: bytes | None = None
        """The first message that has no place."""
        self.before: tuple[bytes, ...] = ()
        """The messages before it."""

    def lay(self, messages: tuple[bytes, ...]) -> Match:
        """Take these messages, as far as they have a place."""
        start, greeting = self.places, self.greets
        texts = {item.text for item in self.items}
        for number, message in enumerate(messages):
            places = self._closed(set(self._after(message)))
            greeting = greeting and (not places or message not in texts)
            if greeting:  # it may be one although it has a place, where anything has
                places |= start
            if not places:
                self.stray = message
                self.before = messages[:number]
                break
            self.places = places
        return self

    @property
    def all_heard(self) -> bool:
        """Nothing more has to come."""
        return bool({len(self.items), self.FREE} & self.places)

    @property
    def may_end(self) -> bool:
        """Nothing more has to come, or the server may have stopped."""
        return self.all_heard or self.STOPPED in self.places

    @property
    def missing(self) -> bytes:
        """The first text that has to come and has not."""
        at = max(self.places)
        return next((i.text or b"" for i in self.items[at:] if i.what == "must"), b"")

    def _after(self, message: bytes) -> Iterator[int]:
        for place in self.places:
            if place == self.FREE:
                yield place
            elif 0 <= place < len(self.items):
                item = self.items[place]
                if item.what in {"must", "may"} and item.text in {None, message}:
                    yield place + 1

    def _closed(self, places: set[int]) -> set[int]:
        """These places and all that can be reached from them without a message."""
        out: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place in out:
                continue
            out.add(place)
            if 0 <= place < len(self.items) and self.items[place].what != "must":
                waiting.append(place + 1)
                waiting += [self.STOPPED] if self.items[place].what == "stop" else []
                waiting += [self.FREE] if self.items[place].what == "open" else []
        return out
