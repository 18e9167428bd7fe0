"""How a text came back: the mistakes that servers make of texts, each made here and compared.

Texts that came in other frames than they were sent in are looked for first. Where a text came in
pieces, the first of them looks like one that was cut, and where two came as one, the first like one
without its end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from conformance.causes_mended import Cause, behind_head, framed
from conformance.causes_sent import sent_data, sent_texts
from conformance.reading import Frame, Reading

Made = Callable[[str], bytes | None]
"""What a mistake makes of a text: all between the bytes 00 and FF; None where it shows nothing."""

TOGETHER = "several texts came back as one"
PIECES = "a text came back in pieces, each in a frame"
CUT_ELSEWHERE = "texts came back cut at other places than where they end"

MOST_STRANGE = 64
"""Frames of which nobody knows what they are, before it is no longer looked for."""


def text_causes(sent: bytes, reading: Reading) -> Iterable[Cause]:
    """How texts that the client ``sent`` came back, where a known mistake makes that of them."""
    if not reading.opened:
        return
    yield from _in_other_frames(sent, reading)
    digest = reading.digest
    came = reading.after_head[len(digest) :]
    right = {t: framed(t.encode()) in came for t in sent_texts(sent, reading.draft)}
    for text in (text for text, whole in right.items() if text and not whole):
        for how, made in _CHANGED:
            wrong = _try(made, text)
            if wrong is None or wrong == text.encode() or framed(wrong) not in came:
                continue
            if not _goes_on(came, wrong, text.encode()):
                mended = digest + _put_right(came, sent_data(sent, reading.draft), made)
                yield Cause(f"a text came back {how}", behind_head(reading, mended))
        data = text.encode()
        for how, frame in _FRAMED:
            if came.startswith(frame(data)) and _ends(how, came[len(frame(data)) :]):
                mended = digest + _put_in_frames(came, sent_data(sent, reading.draft), frame)
                yield Cause(f"a text came back {how}", behind_head(reading, mended))


def _try(made: Made, text: str) -> bytes | None:
    try:
        return made(text)
    except UnicodeError:
        return None


def _goes_on(came: bytes, wrong: bytes, text: bytes) -> bool:
    """The frame behind ``wrong`` has more of the text: this one is a piece, and cut is nothing."""
    behind = came[came.find(framed(wrong)) + len(framed(wrong)) :]
    more = behind[1 : len(text) + 1].partition(b"\xff")[0]
    goes_on = behind[:1] == b"\0" and more != b"" and text.startswith(more, len(wrong))
    return goes_on and text.startswith(wrong)


def _put_right(came: bytes, texts: Sequence[bytes], made: Made) -> bytes:
    """What came, with the texts as they were sent of which this mistake was made.

    Of bytes that are no UTF-8 a server makes U+FFFD, and then the same mistake as of the others.
    """
    out, at = [], 0
    for text in filter(None, texts):
        wrong = _try(made, text.decode("utf-8", "replace"))
        if wrong is not None and (start := came.find(framed(wrong), at)) >= 0:
            out += [came[at:start], framed(text)]
            at = start + len(framed(wrong))
    return b"".join(out) + came[at:]


def _put_in_frames(came: bytes, texts: Sequence[bytes], frame: Callable[[bytes], bytes]) -> bytes:
    """What came, with the right frames for those of this mistake, as far as they go."""
    out, at = b"", 0
    for text in texts:
        for this in (framed(text), frame(text)):
            if came.startswith(this, at):
                out, at = out + framed(text), at + len(this)
                break
        else:
            break
    return out + came[at:]


def _ends(how: str, behind: bytes) -> bool:
    """Where the end of a text is missed, nothing or a new frame follows, and no more of a text."""
    return how != WITHOUT_END or behind[:1] in {b"", b"\0"}


# --- texts in other frames ---


def _in_other_frames(sent: bytes, reading: Reading) -> Iterable[Cause]:
    """Texts whose bytes came back unchanged, but not each in a frame of its own."""
    texts = sent_data(sent, reading.draft)
    words, mended = _regrouped(reading.frames, texts)
    messages = [m for m in reading.messages if m]
    parts = [t for t in texts if t]
    if words:
        after = reading.digest + mended + reading.rest
        yield Cause(words, behind_head(reading, after))
    elif messages and messages != parts and b"".join(messages) == b"".join(parts):
        ends = b"".join(f.raw for f in reading.frames if f.is_closing)
        after = reading.digest + b"".join(map(framed, texts)) + ends + reading.rest
        yield Cause(CUT_ELSEWHERE, behind_head(reading, after))


def _regrouped(frames: Sequence[Frame], texts: Sequence[bytes]) -> tuple[str, bytes]:
    """What was made of the texts, and the frames with each text in one of its own."""
    known = {*texts, b""}
    found = ""
    out: list[bytes] = []
    at = strange = 0
    while at < len(frames):
        words, meant, end = "", [frames[at].raw], at + 1
        if frames[at].is_message and frames[at].payload not in known and strange < MOST_STRANGE:
            if run := _together(frames[at].payload, texts):
                words, meant = TOGETHER, [framed(text) for text in run]
            elif pieces := _pieces(frames, at, texts):
                words, meant, end = PIECES, [framed(pieces[0])], pieces[1]
            else:
                strange += 1
        found = found or words
        out += meant
        at = end
    return found, b"".join(out)


def _together(data: bytes, texts: Sequence[bytes]) -> Sequence[bytes]:
    """The texts, one sent behind the other, that ``data`` is when they are run together."""
    for first, text in enumerate(texts):
        size, last = 0, first
        while text and last < len(texts) and data.startswith(texts[last], size):
            size, last = size + len(texts[last]), last + 1
            if size == len(data):
                return texts[first:last]
    return ()


def _pieces(
    frames: Sequence[Frame], first: int, texts: Sequence[bytes]
) -> tuple[bytes, int] | None:
    """The text that came in several frames from the ``first`` on, and the first frame behind them."""
    for text in texts:
        size, last = 0, first
        while size < len(text) and last < len(frames) and frames[last].is_message:
            if not text.startswith(frames[last].payload, size):
                break
            size, last = size + len(frames[last].payload), last + 1
        if size == len(text) and last > first + 1:
            return text, last
    return None


# --- texts that came back changed ---


def _cesu(text: str) -> bytes:
    """UTF-8 of UTF-16: two surrogates of three bytes for a character over U+FFFF."""
    units = re.findall("..", text.encode("utf-16-be").hex(" ", 2).replace(" ", ""))
    pairs = ["".join(units[at : at + 2]) for at in range(0, len(units), 2)]
    return "".join(chr(int(pair, 16)) for pair in pairs).encode("utf-8", "surrogatepass")


def _low_bytes(text: str) -> bytes:
    return bytes(ord(c) & 0xFF for c in text)


def _latin_or_mark(text: str) -> bytes | None:
    """None for a text without a character that only ISO-8859-1 has: ASCII gives the same."""
    special = any(0x80 <= ord(c) < 0x100 for c in text)
    return text.encode("latin-1", "replace") if special else None


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


_CHANGED: tuple[tuple[str, Made], ...] = (
    ("in ISO-8859-1 instead of UTF-8", lambda t: t.encode("latin-1")),
    ("with only the low byte of each character", _low_bytes),
    ("in UTF-16, big-endian", _utf16),
    ("in UTF-16, little-endian", lambda t: t.encode("utf-16-le")),
    ("in UTF-16, with a byte order mark", lambda t: t.encode("utf-16")),
    ("with a second byte 00 before it", lambda t: b"\0" + t.encode()),
    ("without its U+FEFF", lambda t: t.removeprefix("\ufeff").encode()),
    ("without its U+FEFF", lambda t: t.replace("\ufeff", "").encode()),
    ("in ISO-8859-1, with ? for what is none", _latin_or_mark),
    ("with ? for what is not ASCII", lambda t: t.encode("ascii", "replace")),
    ("without what is not ASCII", lambda t: t.encode("ascii", "ignore")),
    ("in CESU-8: surrogates, three bytes each, for a character over U+FFFF", _cesu),
    ("in modified UTF-8: C0 80 for 00", lambda t: t.encode().replace(b"\0", b"\xc0\x80")),
    ("encoded as UTF-8 twice", lambda t: t.encode().decode("latin-1").encode()),
    ("with U+FEFF before it", lambda t: b"\xef\xbb\xbf" + t.encode()),
    ("normalised to NFC", lambda t: unicodedata.normalize("NFC", t).encode()),
    ("without the white space at its ends", lambda t: t.strip().encode()),
    ("in capitals", lambda t: t.upper().encode()),
    ("in small letters", lambda t: t.lower().encode()),
    ("with LF for CR LF", lambda t: t.replace("\r\n", "\n").encode()),
    ("without its bytes 00", lambda t: t.replace("\0", "").encode()),
    ("up to its first byte 00", lambda t: t.partition("\0")[0].encode()),
    ("up to its first U+FFFD", lambda t: t.partition("\ufffd")[0].encode()),
    ("with & and < escaped as in HTML",
     lambda t: t.replace("&", "&amp;").replace("<", "&lt;").encode()),
    ("with ? for a character over U+FFFF",
     lambda t: "".join(c if ord(c) < 0x10000 else "?" for c in t).encode()),
    ("with U+FFFD for a character over U+FFFF",
     lambda t: "".join(c if ord(c) < 0x10000 else "\ufffd" for c in t).encode()),
    ("with U+FFFD for U+FFFE and U+FFFF",
     lambda t: t.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd").encode()),
    ("without control characters",
     lambda t: "".join(c for c in t if ord(c) >= 32 or c in "\r\n\t").encode()),
    ("quoted as a JSON string", lambda t: b'"' + t.encode() + b'"'),
    *((f"cut after {n} characters", lambda t, n=n: t[:n].encode())
      for n in (125, 126, 127, 255, 256, 1023, 1024, 4096, 8192, 16384, 32767, 32768, 65535, 65536)),
)  # fmt: skip
"""How a text came back, and what that makes of it."""

WITHOUT_END = "without the byte FF behind it"

_FRAMED: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("in a frame of RFC 6455", lambda d: b"\x81" + _length6455(d) + d),
    ("without the byte 00 before it", lambda d: d + b"\xff"),
    ("with U+FFFF for the byte FF", lambda d: b"\0" + d + b"\xef\xbf\xbf"),
    ("with the UTF-8 of U+00FF for the byte FF", lambda d: b"\0" + d + b"\xc3\xbf"),
    (WITHOUT_END, lambda d: b"\0" + d),
    ("with 00 and FF swapped", lambda d: b"\xff" + d + b"\0"),
    ("in a frame of type 01", lambda d: b"\x01" + d + b"\xff"),
    ("in a frame with a length", lambda d: b"\x80" + bytes([len(d) & 0x7F]) + d),
)
"""In what a text came back, and what that makes of the text's bytes."""


def _length6455(data: bytes) -> bytes:
    size = len(data)
    if size < 126:
        return bytes([size])
    return b"\x7e" + size.to_bytes(2, "big") if size < 65536 else b"\x7f" + size.to_bytes(8, "big")
