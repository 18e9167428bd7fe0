"""A reading in words, and wire bytes made fit to print.

Whatever came from the wire is hostile: it may hold control bytes, markup, half characters. ``show``
lets printable ASCII through and writes every other byte as ``\\xNN``, so that two different byte
strings never look the same. Long strings are cut in words of a report, never in its data.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.reading import Frame, Reading
from reports.model import Kind, Span, Transcript

LONGEST = 60
"""Bytes of one string that words of a report show; the transcript has them all."""

MOST_FRAMES = 6

LONG = 10.0
"""Seconds from which on a silence is told with its length: some limit of the server may be longer."""

MORE = "and more than is kept"
"""Of a connection that said more than its recording holds."""

FIRST, LAST = 48, 16
"""Parts at the beginning and at the end that have a name each; many between them share one."""

_SHOWN = {b: f"\\x{b:02x}" for b in range(256) if not 0x20 <= b < 0x7F or b in b'"\\'}


def show(data: bytes, longest: int = LONGEST) -> str:
    """``data`` between quotes: printable ASCII as it is, every other byte as ``\\xNN``."""
    out = data[:longest].decode("latin-1").translate(_SHOWN)
    more = f" and {len(data) - longest} bytes more" if len(data) > longest else ""
    return f'"{out}"{more}'


def is_utf8(data: bytes) -> bool:
    """Whether the data of a message is UTF-8, as both peers have to encode what they say (4.3, 5.3)."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


OF_A_DRAFT = tuple(
    f"{sec}WebSocket-{what}" for sec in ("", "Sec-") for what in ("Location", "Origin")
)
"""The fields that only an answer of one of the drafts has."""
LOCATIONS = {"75": "WebSocket-Location", "76": "Sec-WebSocket-Location"}


def describe(reading: Reading, *, location: bool = False) -> str:
    """What one connection said, in one line; with ``location`` also the locations of a 101."""
    if not reading.asked:
        return "not opened"
    parts: list[str] = []
    if reading.response is None:
        parts.append(show(reading.received) if reading.received else "nothing")
    elif not reading.accepted:
        parts.append(show(reading.response.status_line))
    else:
        parts.append("101")
        if location:
            found = reading.response.values(LOCATIONS[reading.draft])
            parts += [f"the location {show(value)}" for value in found]
        parts += _after_head(reading)
    parts.append(MORE if reading.cut else "")
    parts.append(_ending(reading))
    return ", ".join(part for part in parts if part)


def error_page(reading: Reading) -> bytes:
    """The first line of an HTTP answer in the place of the digest; empty where there is none.

    Sixteen bytes that begin so may be a digest, once in two to the power of 56.
    """
    after = reading.after_head if reading.accepted and reading.draft == "76" else b""
    return after.partition(b"\r\n")[0] if after.startswith(b"HTTP/1.") else b""


def answers_6455(reading: Reading) -> bool:
    """A 101 has the field that proves a server of RFC 6455, and none of a draft."""
    response = reading.response
    if response is None or not response.values("Sec-WebSocket-Accept"):
        return False
    return not any(map(response.values, OF_A_DRAFT))


def _after_head(reading: Reading) -> list[str]:
    """What came after the head of a 101."""
    if page := error_page(reading):
        return [f"{show(page)} in the place of the digest"]
    if answers_6455(reading):
        return [f"of RFC 6455, {len(reading.after_head)} bytes after it"]
    digest = [f"{len(reading.digest)} bytes of digest"] if reading.draft == "76" else []
    return digest + _frames(reading)


def _frames(reading: Reading) -> list[str]:
    words = [_frame(frame) for frame in reading.frames[:MOST_FRAMES]]
    if len(reading.frames) > MOST_FRAMES:
        words.append(f"{len(reading.frames) - MOST_FRAMES} frames more")
    if reading.rest:
        what = "the beginning of a frame" if reading.cut else "an unfinished frame"
        words.append(f"{what} {show(reading.rest)}")
    return words


def _frame(frame: Frame) -> str:
    if frame.is_message:
        return f"text {show(frame.payload)}"
    if frame.is_closing:
        return "a closing frame FF 00"
    return f"a frame of type {frame.frame_type:02X} with {show(frame.payload)}"


def _ending(reading: Reading) -> str:
    words = {
        Kind.EOF: "then the end (FIN)",
        Kind.RESET: "then the end (RST)",
        Kind.REFUSED: "the connection was refused",
    }
    if reading.ending is not None:
        return words.get(reading.ending, "")
    if reading.timed_out and reading.response is not None and not reading.accepted:
        return "and the connection stays open"
    long = f" for {int(reading.silence)} s" if reading.silence >= LONG else ""
    return f"then silence{long}" if reading.timed_out else ""


def spans(
    transcript: Transcript, reading: Reading, connection: int = 0, twin: Transcript = ()
) -> tuple[Span, ...]:
    """The bytes of one connection, what was sent and then what came, each part named.

    Of what was sent the first byte is marked that differs from the first connection of the ``twin``.
    """
    valid = [b"".join(piece) for piece in _sent(twin, 0)]
    sent = []
    for number, piece in enumerate(_sent(transcript, connection)):
        differs = _differs(b"".join(piece), valid[number]) if number < len(valid) else 0
        for data in piece:
            begins = differs if 0 < differs < len(data) else 0
            differs -= len(data)
            words = f", unlike the valid twin from byte {begins + 1} on" if begins else ""
            sent.append(Span(Kind.SENT, data, f"what the client sent{words}", begins=begins))
    received = _fewer(_received(reading))
    if reading.cut:
        received.append(Span(Kind.RECEIVED, b"", MORE))
    return tuple(replace(span, connection=connection) for span in (*sent, *received))


def _fewer(named: list[Span]) -> list[Span]:
    """The same bytes in fewer parts: a peer can send thousands of lines or frames."""
    between = named[FIRST:-LAST]
    if len(between) < 2:
        return named
    data = b"".join(span.data for span in between)
    return [*named[:FIRST], Span(Kind.RECEIVED, data, f"{len(between)} parts more"), *named[-LAST:]]


def _sent(transcript: Transcript, connection: int) -> list[list[bytes]]:
    """The segments sent on a connection, those together that nothing came between."""
    pieces: list[list[bytes]] = []
    answered = True
    for event in transcript:
        if event.connection != connection:
            continue
        if event.kind is not Kind.SENT:
            answered = True
        elif event.data:
            if answered:
                pieces.append([])
            pieces[-1].append(event.data)
            answered = False
    return pieces


def _differs(data: bytes, valid: bytes) -> int:
    """The first byte of ``data`` that differs from ``valid``; 0 where they are the same."""
    if data == valid:
        return 0
    same = (a == b for a, b in zip(data, valid, strict=False))
    first = next((n for n, equal in enumerate(same) if not equal), min(len(data), len(valid)))
    return min(first, len(data) - 1)


def _received(reading: Reading) -> list[Span]:
    def span(data: bytes, meaning: str) -> Span:
        return Span(Kind.RECEIVED, data, meaning)

    response = reading.response
    if response is None:
        return [span(reading.received, "no complete answer")] if reading.received else []
    first = response.raw.find(b"\n") + 1
    out = [span(response.raw[:first], "status line")]
    out += [span(f.raw, f"field {show(f.name)}") for f in response.fields]
    end = first + sum(len(f.raw) for f in response.fields)
    out.append(span(response.raw[end:], "blank line"))
    if not reading.accepted:
        return [*out, span(reading.after_head, "body")] if reading.after_head else out
    if error_page(reading):
        return [*out, span(reading.after_head, "an HTTP answer in the place of the digest")]
    if reading.digest:
        out.append(span(reading.digest, f"digest, {len(reading.digest)} of 16 bytes"))
    out += [span(f.raw, _frame(f)) for f in reading.frames]
    if reading.rest:
        ended = "" if reading.cut else " that did not end"
        out.append(span(reading.rest, f"the beginning of a frame{ended}"))
    return out
