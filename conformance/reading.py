"""The client's eye: from the bytes of a finished recording to what the server said.

Draft 76 describes the server's bytes twice: section 5 by an algorithm, section 1.2 by a grammar. A
server is written from the algorithm, byte after byte. This module is written from the grammar, over a
recording that has already ended, so that the two cannot make the same mistake for the same reason.

A reading says what came and knows nothing of what was expected. It forgives what still can be read
(lines that end in LF alone, a field without a colon) and says so in :attr:`Response.oddities`, for a
reading that gave up there could not tell the owner of the server what is wrong.

The grammar of 1.2, with the response before it::

    response      = status-line *field CRLF [ 16 bytes, in draft 76 ]
    text-frame    = (%x00-7F) *(%x00-FE) %xFF
    binary-frame  = (%x80-FF) length < as many bytes as given by the length >
    length        = *(%x80-FF) (%x00-7F)
    closing-frame = %xFF %x00                    ; the binary-frame of type FF and length 0
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from conformance.scenario import CRLF
from reports.model import ENDINGS, Kind, Transcript

DIGEST = 16
"""Bytes of the answer to the challenge (76 §5.2 step 13)."""

MOST_HEAD = 256 * 1024
"""Bytes in which the head of an answer has to end; what is longer is no answer to anybody."""
MOST_FRAMES = 200_000
"""Frames that are taken apart. A flood of more stays in :attr:`Reading.rest` as it came."""
MOST_ODDITIES = 12

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"(HTTP/\d+\.\d+) (\d{3})(?: ([^\r\n]*))?\Z")
_LENGTH = re.compile(rb"\x80*+([\x80-\xff]*+[\x00-\x7f])")
_LARGEST = 9
"""Groups of seven bits that can say how many bytes there are; a longer length is never reached."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a response, taken apart at its first colon; ``value`` without one space."""

    name: bytes
    value: bytes
    raw: bytes
    """The line with its line end."""


@dataclass(frozen=True, slots=True)
class Response:
    """The head of what the server answered, up to and including the blank line."""

    raw: bytes
    status_line: bytes
    version: bytes
    code: int
    """Three digits, or 0 when the first line is no status line."""
    reason: bytes
    fields: tuple[Field, ...]
    oddities: tuple[str, ...]
    """What a client would stumble over, in words; empty for a well-formed head."""

    def values(self, name: str) -> tuple[bytes, ...]:
        """The values of all fields called ``name``; names match in any ASCII case."""
        wanted = name.encode().lower()
        return tuple(f.value for f in self.fields if f.name.lower() == wanted)


@dataclass(frozen=True, slots=True)
class Frame:
    """One complete frame."""

    frame_type: int
    payload: bytes
    raw: bytes

    @property
    def is_message(self) -> bool:
        """A text frame of type 00: the only frame that carries a message."""
        return self.frame_type == 0x00

    @property
    def is_closing(self) -> bool:
        """Exactly FF 00 (76 §1.2)."""
        return self.raw == b"\xff\x00"


@dataclass(frozen=True)
class Reading:
    """What one connection said, read as draft ``draft``."""

    draft: str
    received: bytes
    ending: Kind | None
    """EOF, RESET or REFUSED; None while the connection was still open at the end."""
    timed_out: bool
    """At least once the patience ran out before what was waited for had come."""
    asked: bool = True
    """False for a connection that was never opened, because an earlier one kept silent."""
    cut: bool = False
    """More came than was kept: ``received`` is the beginning of it."""
    silence: float = 0.0  # seconds in which nothing came, until the patience ran out

    @cached_property
    def response(self) -> Response | None:
        """The head of the answer; None when no blank line came."""
        return read_response(self.received)

    @property
    def accepted(self) -> bool:
        """A complete head with status 101 came."""
        return self.response is not None and self.response.code == 101

    @property
    def after_head(self) -> bytes:
        """Everything after the blank line."""
        return self.received[len(self.response.raw) :] if self.response else b""

    @property
    def digest(self) -> bytes:
        """The sixteen bytes after the head of draft 76, fewer if fewer came; empty in draft 75."""
        return self.after_head[:DIGEST] if self.accepted and self.draft == "76" else b""

    @property
    def opened(self) -> bool:
        """The server's opening handshake came in full, right or wrong."""
        return self.accepted and (self.draft == "75" or len(self.digest) == DIGEST)

    @cached_property
    def _frames(self) -> tuple[tuple[Frame, ...], bytes]:
        if not self.opened:
            return (), b""
        return read_frames(self.after_head[len(self.digest) :])

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The complete frames, in order."""
        return self._frames[0]

    @property
    def rest(self) -> bytes:
        """The bytes after the last complete frame: the beginning of one that did not end."""
        return self._frames[1]

    @property
    def messages(self) -> tuple[bytes, ...]:
        """The raw data of the frames of type 00, in order."""
        return tuple(f.payload for f in self.frames if f.is_message)

    @property
    def ended(self) -> bool:
        """The server ended the connection, by FIN or by RST."""
        return self.ending in {Kind.EOF, Kind.RESET}


def read(transcript: Transcript, draft: str, connection: int = 0) -> Reading:
    """Read one connection of a transcript as the answer of a server of ``draft`` (75 or 76)."""
    events = [e for e in transcript if e.connection == connection]
    came = [e.data for e in events if e.kind is Kind.RECEIVED]
    ending = next((e.kind for e in events if e.kind in ENDINGS), None)
    since = (e.t for e in (*events[:1], *events))
    waits = [e.t - t for e, t in zip(events, since, strict=False) if e.kind is Kind.TIMEOUT]
    longest = max(waits, default=0.0)
    return Reading(draft, b"".join(came), ending, bool(waits), cut=b"" in came, silence=longest)


def head_of(data: bytes) -> bytes | None:
    """The bytes up to and including the first blank line; None without one in :data:`MOST_HEAD`."""
    end = _HEAD_END.search(data, 0, MOST_HEAD)
    return None if end is None else data[: end.end()]


def read_response(data: bytes) -> Response | None:
    """The head of an answer, or None when ``data`` holds no blank line."""
    raw = head_of(data)
    if raw is None:
        return None
    lines = [line + b"\n" for line in raw.split(b"\n")[:-1]]
    status_line = lines[0].rstrip(CRLF)
    status = _STATUS.match(status_line)
    fields = tuple(map(_field, lines[1:-1]))
    return Response(
        raw,
        status_line,
        status[1] if status else b"",
        int(status[2]) if status else 0,
        status[3] or b"" if status else b"",
        fields,
        _oddities(lines, fields, status is not None),
    )


def _oddities(lines: list[bytes], fields: tuple[Field, ...], has_status: bool) -> tuple[str, ...]:
    """What a client would stumble over."""
    found = [
        f"line {n} does not end in CR LF" for n, line in enumerate(lines, 1) if line[-2:] != CRLF
    ]
    if not has_status:
        found.append("the first line is no status line")
    for field in fields:
        if not field.name:
            found.append(f"a field without a name: {field.raw!r}")
        if b":" not in field.raw:
            found.append(f"a line without a colon: {field.raw!r}")
        if b"\r" in field.raw.removesuffix(CRLF):
            found.append(f"a CR in a field: {field.raw!r}")
    if len(found) > MOST_ODDITIES:
        found[MOST_ODDITIES:] = [f"and {len(found) - MOST_ODDITIES} oddities more"]
    return tuple(found)


def _field(line: bytes) -> Field:
    bare = line.removesuffix(b"\n").removesuffix(b"\r")
    name, _, value = bare.partition(b":")
    return Field(name, value.removeprefix(b" "), line)  # one space: 76 §4.1 step 36


def read_frames(data: bytes) -> tuple[tuple[Frame, ...], bytes]:
    """The complete frames at the beginning of ``data``, and what is left over."""
    frames: list[Frame] = []
    at = 0
    while at < len(data) and len(frames) < MOST_FRAMES:
        if data[at] < 0x80:
            start, end = at + 1, data.find(b"\xff", at + 1)
            stop = end + 1
        else:
            start, end = _length_prefixed(data, at + 1)
            stop = end
        if not start <= end <= stop <= len(data):
            break
        frames.append(Frame(data[at], data[start:end], data[at:stop]))
        at = stop
    return tuple(frames), data[at:]


def _length_prefixed(data: bytes, at: int) -> tuple[int, int]:
    """Where the data begins whose length stands at ``at``, and where it ends; (0, -1): never."""
    header = _LENGTH.match(data, at)
    if header is None or len(header[1]) > _LARGEST:
        return 0, -1
    length = 0
    for b in header[1]:
        length = length * 128 + (b & 0x7F)
    return header.end(), header.end() + length


# --- conditions: when a scenario has heard enough ---


def answered(draft: str) -> Callable[[bytes], bool]:
    """A condition: the server's opening handshake of ``draft`` is complete, or is no 101."""
    needed = DIGEST if draft == "76" else 0

    def met(received: bytes) -> bool:
        head = head_of(received)
        if head is None:
            return False
        if len(received) >= len(head) + needed:
            return True
        response = read_response(head)
        return response is not None and response.code != 101

    return met


def answered_head(received: bytes) -> bool:
    """A condition: a complete head has come, with or without what follows it."""
    return head_of(received) is not None


def echoed(*texts: bytes) -> Callable[[bytes], bool]:
    """A condition: a text frame with each of ``texts`` has come."""
    frames = [b"\x00" + text + b"\xff" for text in texts]
    return lambda received: all(frame in received for frame in frames)


def closing(draft: str) -> Callable[[bytes], bool]:
    """A condition: a closing frame has come after the server's opening handshake."""

    def met(received: bytes) -> bool:
        return any(f.is_closing for f in Reading(draft, received, None, False).frames)

    return met


def first_of(*conditions: Callable[[bytes], bool]) -> Callable[[bytes], bool]:
    """A condition: one of ``conditions`` is met."""
    return lambda received: any(met(received) for met in conditions)


def at_least(count: int) -> Callable[[bytes], bool]:
    """A condition: ``count`` bytes have come."""
    return lambda received: len(received) >= count
