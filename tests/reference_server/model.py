"""A model of the drafts: what a server says to a whole conversation, worked out byte by byte.

It is written from the text of the drafts, as slowly as they have it, and knows nothing of
`reference_server`: a byte is read, then the next, and when none is left the steps abort. There are
no segments here, so there is nothing that their borders could change. Where a draft leaves a choice,
the model has the one that the server documents, and names it.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What the server is told of its limits; the drafts have none."""

    max_message: int = 3000
    max_skip: int = 20000
    max_length_bytes: int = 5

    def options(self) -> list[str]:
        return [
            *("--max-message", str(self.max_message)),
            *("--max-skip", str(self.max_skip)),
            *("--max-length-bytes", str(self.max_length_bytes)),
        ]


@dataclass
class Told:
    """What a server has heard from one client: its messages, and whether it must hear no more."""

    texts: list[str]
    client_terminated: bool = False
    longest: int = 0  # bytes of UTF-8 of the longest text that is within the limit as it came


def receive(data: bytes, draft: int, limits: Limits) -> Told:
    """5.3 of both drafts, receiving: all of what a client sends after its handshake."""
    told, stream = Told([]), iter(data)
    try:
        while not told.client_terminated:
            _frame(stream, draft, limits, told)
    except StopIteration:  # "a read is attempted but fails"
        pass
    return told


def _frame(stream: Iterator[int], draft: int, limits: Limits, told: Told) -> None:
    frame_type = next(stream)
    if frame_type & 0x80 == 0:
        _delimited(frame_type, stream, limits, told)
        return
    # The length by the grammar of 76 §1.2, for to the letter step 4 leaves a last byte 00 out (E2).
    length = count = 0
    b = 0x80
    while b & 0x80:
        b = next(stream)
        length, count = length * 128 + b % 128, count + 1
        if length > limits.max_skip or (b & 0x80 and count == limits.max_length_bytes):
            told.client_terminated = True  # "cannot correctly skip past a long frame"
            return
    if draft == 76 and frame_type == 0xFF and length == 0:
        told.client_terminated = True
        return
    for _ in range(length):
        next(stream)


def _delimited(frame_type: int, stream: Iterator[int], limits: Limits, told: Told) -> None:
    raw_data: list[int] = []
    for b in stream:
        if b == 0xFF:
            if frame_type == 0x00:  # choice: what other types hold is read and dropped
                told.texts.append(utf8(raw_data))
            break
        raw_data.append(b)
        if frame_type == 0x00 and len(raw_data) > limits.max_message:
            told.client_terminated = True  # a limit of the server's own
            return
    if frame_type == 0x00:
        told.longest = max(told.longest, len(utf8(raw_data).encode()))


_CONTINUED = {  # Unicode, table 3-7: first byte -> how many follow, and bounds of the first of them
    **dict.fromkeys(range(0xC2, 0xE0), (1, 0x80, 0xBF)),
    **dict.fromkeys(range(0xE1, 0xF0), (2, 0x80, 0xBF)),
    **dict.fromkeys(range(0xF1, 0xF4), (3, 0x80, 0xBF)),
    0xE0: (2, 0xA0, 0xBF),
    0xED: (2, 0x80, 0x9F),
    0xF0: (3, 0x90, 0xBF),
    0xF4: (3, 0x80, 0x8F),
}


def utf8(raw_data: list[int]) -> str:
    """The text. 5.4: undefined where it is no UTF-8; choice: U+FFFD for each longest beginning of a
    character, and for each byte that begins none, as Unicode recommends it."""
    text, at = "", 0
    while at < len(raw_data):
        first = raw_data[at]
        at += 1
        if first < 0x80:
            text += chr(first)
            continue
        count, least, most = _CONTINUED.get(first, (0, 0, 0))
        code, left = first & (0x3F >> count), count
        while left and at < len(raw_data) and least <= raw_data[at] <= most:
            code, left, at = code << 6 | raw_data[at] & 0x3F, left - 1, at + 1
            least, most = 0x80, 0xBF
        text += chr(code) if count and not left else "\N{REPLACEMENT CHARACTER}"
    return text


def echoed(texts: list[str]) -> bytes:
    """5.3, sending, of each text."""
    return b"".join(b"\x00" + text.encode() + b"\xff" for text in texts)


@dataclass(frozen=True)
class Opening:
    """A handshake as a client makes it, and what the server has to derive from it.

    numbers: what the client chose in draft 76 (76 §4.1), None in draft 75.
    """

    draft: int
    request: bytes
    origin: str
    location: str
    numbers: tuple[int, int] | None
    key3: bytes = b""

    def accepted_by(self, answer: bytes) -> int:
        """How many bytes of `answer` are the server's handshake; AssertionError if they are wrong."""
        if self.draft == 75:  # 75 §5.1: to the byte
            head = (
                "HTTP/1.1 101 Web Socket Protocol Handshake\r\n"
                "Upgrade: WebSocket\r\nConnection: Upgrade\r\n"
                f"WebSocket-Origin: {self.origin}\r\n"
                f"WebSocket-Location: {self.location}\r\n\r\n"
            ).encode()
            assert answer[: len(head)] == head
            return len(head)
        assert self.numbers
        end = answer.index(b"\r\n\r\n")
        status, *lines = answer[:end].decode().split("\r\n")
        assert re.fullmatch("HTTP/1.1 101 .*", status)  # 76 §5.2 step 10
        assert sorted(lines) == [  # step 11: in any order
            "Connection: Upgrade",
            f"Sec-WebSocket-Location: {self.location}",
            f"Sec-WebSocket-Origin: {self.origin}",
            "Upgrade: WebSocket",
        ]
        response = hashlib.md5(struct.pack(">II", *self.numbers) + self.key3).digest()
        assert answer[end + 4 : end + 20] == response  # steps 8, 9 and 13
        return end + 20


@dataclass(frozen=True)
class Conversation:
    """All that one client says: a handshake, right or refused, and what comes behind it."""

    opening: Opening
    refused: bool  # the handshake has a fault, so not a byte answers it
    data: bytes
    limits: Limits = Limits()

    @property
    def whole(self) -> bytes:
        return self.opening.request + self.opening.key3 + self.data

    def told(self) -> Told:
        return receive(self.data, self.opening.draft, self.limits)

    def check(self, answer: bytes) -> None:
        """AssertionError unless `answer` is all that the server says to it."""
        if self.refused:
            assert answer == b""
            return
        told = self.told()
        # The server's own part of the close, in draft 76 only; the client's end of TCP brings none.
        close = b"\xff\x00" if self.opening.draft == 76 and told.client_terminated else b""
        assert answer[self.opening.accepted_by(answer) :] == echoed(told.texts) + close
