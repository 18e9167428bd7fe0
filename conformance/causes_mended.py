"""What would have come without a mistake.

A cause explains a finding where the finding would not be the same without it. A server whose digest is
wrong has it wrong on each connection; that it also leaves a field out has another cause, and the digest
does not become a reason for it by standing behind it. So each cause brings the reading that the same
server would have given without this one mistake, and the judge is asked about that too.

As everywhere in a guess at causes, keys are read here, by the steps of 76 §5.2; no verdict rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from conformance.causes_digest import RIGHT, WRONG, Asked
from conformance.causes_sent import asked, request, sent_data
from conformance.reading import DIGEST, Reading
from conformance.scenario import CRLF
from reports.model import Kind

CLOSING = b"\xff\x00"


@dataclass(frozen=True, slots=True)
class Cause:
    """A mistake that makes the very bytes that came, and what had come without it."""

    words: str
    mended: Reading


def framed(data: bytes) -> bytes:
    """A text frame, as both drafts have it."""
    return b"\0" + data + b"\xff"


def refused(reading: Reading) -> Reading:
    """The end of the connection in the place of an answer."""
    return replace(reading, received=b"", ending=Kind.EOF, timed_out=False)


def behind_head(reading: Reading, after: bytes) -> Reading:
    """The same head, and ``after`` behind it."""
    head = reading.response.raw if reading.response else b""
    return replace(reading, received=head + after)


def with_digest(sent: bytes, reading: Reading) -> Reading:
    """The right digest in the place of the wrong one; a refusal where the keys make none."""
    right = RIGHT.digest(asked(sent))
    if right is None:
        return refused(reading)
    return behind_head(reading, right + _behind_digest(asked(sent), reading.after_head, right))


def _behind_digest(of: Asked, came: bytes, right: bytes) -> bytes:
    """What came behind the digest, however long that is which stands in its place."""
    if came.startswith(right):
        return came[DIGEST:].removeprefix(right).removeprefix(CRLF)
    if came[: DIGEST - 1] == right[:-1] and came[DIGEST - 1 : DIGEST] == b"\0":
        return came[DIGEST - 1 :]
    made = [m for _, recipe in WRONG if (m := recipe.digest(of)) and came.startswith(m)]
    if not made and (at := came.find(right, 1, 64)) > 0:
        return came[at + DIGEST :]
    return came[max(map(len, made), default=DIGEST) :]


def gone_on(sent: bytes, reading: Reading, stopped: int) -> Reading:
    """As if the server had not stumbled: all that was asked for is behind the bytes before that.

    ``stopped``: how many bytes behind the head came before.
    """
    after = reading.after_head[:stopped]
    if reading.draft == "76" and len(after) < DIGEST:
        right = RIGHT.digest(asked(sent))
        if right is None:
            return refused(reading)
        after = right
    texts = dict.fromkeys(sent_data(sent, reading.draft))
    after += b"".join(framed(text) for text in texts if framed(text) not in after)
    if reading.draft == "76" and sent.endswith(CLOSING) and not after.endswith(CLOSING):
        after += CLOSING
    return replace(behind_head(reading, after), timed_out=False)


def answered(sent: bytes, reading: Reading) -> Reading:
    """The answer that the draft asks for, and all else as it has to be (75 §5.1, 76 §5.2)."""
    line, fields, _ = request(sent)
    sec, phrase = (b"Sec-", b"WebSocket") if reading.draft == "76" else (b"", b"Web Socket")
    words = line.split(b" ")
    resource = words[1] if len(words) > 1 else b"/"
    values = {
        b"Origin": fields.get(b"origin", [b""])[0],
        b"Location": b"ws://" + fields.get(b"host", [b""])[0] + resource,
        b"Protocol": fields.get((sec + b"WebSocket-Protocol").lower(), [b""])[0],
    }
    head = b"HTTP/1.1 101 " + phrase + b" Protocol Handshake" + CRLF
    head += b"Upgrade: WebSocket" + CRLF + b"Connection: Upgrade" + CRLF
    for name, value in values.items():
        if value:
            head += sec + b"WebSocket-" + name + b": " + value + CRLF
    return gone_on(sent, replace(reading, received=head + CRLF), 0)
