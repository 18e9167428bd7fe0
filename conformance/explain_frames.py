"""Frames, passage by passage: the type, the length, what they carry, the end.

What each side may *send* is little: text between 00 and FF, and in draft 76 the closing frame FF 00.
What each side has to *read* is more: every type has a way to its end, so that a reader can skip what it
does not know. A frame that no side of the draft sends is *wrong* here, and says where its reader takes
it.

The frames themselves are found by :func:`conformance.reading.read_frames`, from the grammar of 1.2.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from conformance.explain_model import Level, Passage, worse
from conformance.reading import MOST_FRAMES, read_frames
from conformance.trace import Side

_FF = b"\xff"
_SHOWN = 64


@dataclass(frozen=True, slots=True)
class _Rules:
    """Where the draft speaks of the frames of one side."""

    sending: str
    reading: str
    text: str
    """The steps for types 00 to 7F, in the list of ``reading``; the types are in front."""
    long: str
    low: str
    """What becomes of types 01 to 7F."""
    utf8: str
    knows_closing: bool
    closing: str


_RULES = {
    ("76", Side.CLIENT): _Rules(
        "76 §4.2 sending,",
        "76 §5.3 reading,",
        "2.2 to 2.4",
        "2.2 to 2.4",
        "76 §5.3 reading, step 2.1",
        "76 §5.4",
        True,
        "76 §4.2 closing, steps 2 and 3; 76 §5.3 reading, step 2.5",
    ),
    ("76", Side.SERVER): _Rules(
        "76 §5.3 sending,",
        "76 §4.2 reading,",
        "3.1 to 3.3",
        "3.1 to 3.5",
        "76 §4.2 reading, step 3.5",
        "76 §4.3",
        True,
        "76 §5.3 closing, step 1; 76 §4.2 reading, step 3.8",
    ),
    ("75", Side.CLIENT): _Rules(
        "75 §4.2 sending,",
        "75 §5.3 reading,",
        "3.1 to 3.3",
        "3.1 to 3.5",
        "75 §5.3 reading, step 2",
        "75 §5.4",
        False,
        "75 §6",
    ),
    ("75", Side.SERVER): _Rules(
        "75 §5.3 sending,",
        "75 §4.2 reading,",
        "2.1 to 2.3",
        "2.1 to 2.5",
        "75 §4.2 reading, step 2.5",
        "75 §4.4",
        False,
        "75 §6",
    ),
}


def explain_frames(
    data: bytes, side: Side, draft: str, known: Collection[bytes] = ()
) -> list[Passage]:
    """The passages of the frames of ``side``; ``known`` are the texts that the other side sent."""
    rules = _RULES[draft, side]
    frames, rest = read_frames(data)
    out: list[Passage] = []
    at = 0
    for frame in frames:
        at += len(frame.raw)
        if frame.frame_type == 0xFF and not frame.payload and rules.knows_closing:
            out += _closing(frame.raw, side, rules)
            return out + _discarded(data[at:], side)
        if frame.frame_type < 0x80:
            out += _text(frame.raw, side, rules, known)
        else:
            out += _long(frame.raw, frame.payload, side, rules)
    if not rest:
        return out
    if len(frames) >= MOST_FRAMES:
        words = f"what follows {MOST_FRAMES} frames is not taken apart here"
        return [*out, Passage(rest, "more frames", rules.reading + " step 1", words, "open")]
    return out + (
        _text_begun(rest, side, rules) if rest[0] < 0x80 else _long_begun(rest, side, rules)
    )


# --- text ---


def _type_byte(frame_type: int, rules: _Rules, side: Side) -> Passage:
    byte = bytes([frame_type])
    if frame_type == 0:
        words = "a text frame begins; bit 7 is 0, so its end is the next FF"
        return Passage(byte, "frame type 00", f"{rules.sending} step 1", words)
    words = f"no {side.value} of this draft sends the type {frame_type:02X}; "
    words += "a server may hang up, or " if side is Side.CLIENT else "a client "
    if frame_type < 0x80:
        words += "skip to the next FF" if side is Side.CLIENT else "skips to the next FF"
        if rules.low == "75 §5.3 reading, step 2":
            words += ", or take it for text (step 3.4)"
        return Passage(byte, f"frame type {frame_type:02X}", rules.low, words, "wrong")
    words += "read" if side is Side.CLIENT else "reads"
    words += " a length: bit 7 is 1"
    section = rules.low if side is Side.CLIENT else f"{rules.reading} steps {rules.long}"
    return Passage(byte, f"frame type {frame_type:02X}", section, words, "wrong")


def _text(raw: bytes, side: Side, rules: _Rules, known: Collection[bytes]) -> list[Passage]:
    out = [_type_byte(raw[0], rules, side)]
    data = raw[1:-1]
    if data:
        out.append(_raw_data(data, raw[0], side, rules, known))
    words = "the first FF after the type; UTF-8 has no such byte"
    words += "" if data else "; the text is empty"
    end = f"{rules.sending} step 3" if raw[0] == 0 else f"{rules.reading} steps {rules.text}"
    return [*out, Passage(_FF, "end of the frame", end, words)]


def _raw_data(
    data: bytes, frame_type: int, side: Side, rules: _Rules, known: Collection[bytes]
) -> Passage:
    if frame_type:
        return Passage(data, "raw_data", rules.low, f"{_count(data)} of no known meaning", "wrong")
    section = f"{rules.sending} step 2"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        words = f"no UTF-8 at byte {error.start} (hexadecimal {data[error.start]:02X}): "
        if side is Side.CLIENT:
            words += "what a server makes of it is left open"
        else:
            words += "a client puts U+FFFD in its place"
        return Passage(data, "raw_data", f"{section}; {rules.utf8}", words, "wrong")
    length = f"{_count(data)} of UTF-8" + ("" if text.isascii() else f", {len(text)} characters")
    words = f"a message: {length}"
    if side is Side.SERVER and data in known:
        words += "; the client sent the same text"
    return Passage(data, "raw_data", section, words)


def _count(data: bytes) -> str:
    return f"{len(data)} byte{'' if len(data) == 1 else 's'}"


def _text_begun(rest: bytes, side: Side, rules: _Rules) -> list[Passage]:
    out = [_type_byte(rest[0], rules, side)]
    if not rest[1:]:
        words = "the stream ends after the type"
        return [worse(out[0], "open", words)]
    words = f"{_count(rest[1:])}, and no FF: the stream ends inside this frame, nothing is received"
    section = f"{rules.reading} steps {rules.text}"
    return [*out, Passage(rest[1:], "raw_data, unfinished", section, words, "open")]


# --- frames with a length ---


def _length(header: bytes) -> tuple[int, str]:
    """The number in the bytes of a length, and how it is made: seven bits each, the first highest."""
    length = 0
    for b in header:
        length = length * 128 + (b & 0x7F)
    groups = " ".join(f"{b & 0x7F}" for b in header[:_SHOWN])
    return length, f"seven bits of each byte, {groups} in base 128, make {length}"


def _long(raw: bytes, payload: bytes, side: Side, rules: _Rules) -> list[Passage]:
    header = raw[1 : len(raw) - len(payload)]
    length, words = _length(header)
    section = f"{rules.reading} steps {rules.long}"
    level: Level = "ok"
    if rules.reading == "76 §5.3 reading," and length and header[-1] == 0:
        words += "; by the letter of this section a byte 00 ends the length and nothing is read"
        level = "open"
    out = [
        _type_byte(raw[0], rules, side),
        Passage(header, "length", section, words, level),
    ]
    if raw[0] == 0xFF and not payload and not rules.knows_closing:
        words = (
            "FF 00 is no closing frame in draft 75, which has none: a frame of no bytes, skipped"
        )
        out[1] = Passage(header, "length", f"{section}; {rules.closing}", words, "wrong")
    if payload:
        skipped = f"{_count(payload)}, read and discarded"
        out.append(Passage(payload, "data of the frame", section, skipped, "wrong"))
    return out


def _long_begun(rest: bytes, side: Side, rules: _Rules) -> list[Passage]:
    out = [_type_byte(rest[0], rules, side)]
    section = f"{rules.reading} steps {rules.long}"
    size = next((n for n, b in enumerate(rest[1:], 1) if b < 0x80), None)
    if size is None:
        if rest[1:]:
            words = f"{_count(rest[1:])} of a length, each with bit 7 set: it does not end here"
            out.append(Passage(rest[1:], "length, unfinished", section, words, "open"))
        elif rest[0] == 0xFF and rules.knows_closing:
            words = "the stream ends here; with a byte 00 after it this would be the closing frame"
            out[0] = Passage(rest[:1], "frame type FF", rules.closing, words, "open")
        else:
            out[0] = worse(out[0], "open", "the stream ends after the type")
        return out
    header, data = rest[1 : size + 1], rest[size + 1 :]
    significant = header.lstrip(b"\x80")
    if len(significant) > _SHOWN:
        words = f"{len(significant)} groups of seven bits: a number that no stream reaches"
    else:
        words = f"{_length(significant)[1]}, of which {len(data)} came"
    out.append(Passage(header, "length", section, words, "open"))
    if data:
        words = "the stream ends inside this frame; what came is read and discarded"
        out.append(Passage(data, "data of the frame, unfinished", section, words, "open"))
    return out


# --- the end ---


def _closing(raw: bytes, side: Side, rules: _Rules) -> list[Passage]:
    words = "closing frame: "
    if side is Side.CLIENT:
        words += "the client sends nothing more, and waits for the server's FF 00 or its end"
    else:
        words += "the server sends nothing more; the client answers with its own, or closes"
    if len(raw) > 2:
        words += f"; the length 0 is written in {len(raw) - 1} bytes, where one is usual"
    return [Passage(raw, "closing frame FF 00", rules.closing, words)]


def _discarded(rest: bytes, side: Side) -> list[Passage]:
    if not rest:
        return []
    words = f"{_count(rest)} after the closing frame: nothing may follow it, and it is discarded"
    section = {
        Side.CLIENT: "76 §5.3 reading, step 2.5",
        Side.SERVER: "76 §5.3 closing, the last paragraph; 76 §4.2 reading, step 3.8.4",
    }[side]
    return [Passage(rest, "after the closing frame", section, words, "wrong")]
