"""The likely cause: where what came is what a known mistake makes of what was sent, say so.

A check says what is wrong; the one who has to mend the server wants to know why. Many mistakes leave a
signature: a text comes back in another encoding, an error page stands where the digest should, a digest
is that of numbers with their bytes turned round (:mod:`conformance.causes_digest`). What was sent is in
the recording, so each mistake can be made here, on purpose, and its result be compared with what came.

A cause is told only where the very bytes agree. It says something true of what came, and something
likely of the server; it never makes a verdict or changes one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from conformance.causes_digest import SHORT, Asked, digest_cause
from conformance.reading import Reading, read, read_frames
from reports.model import Kind, Transcript

Made = Callable[[str], bytes | None]
"""What a mistake makes of a text: all between the bytes 00 and FF; None where it shows nothing."""


def likely_cause(transcript: Transcript, draft: str) -> str:
    """The likely cause of what is wrong in a recording; empty where none is known.

    For a recording whose verdict is a FAIL or a WARN: in one that is right, nothing has a cause.
    """
    for connection in sorted({event.connection for event in transcript}):
        sent = b"".join(
            e.data for e in transcript if e.kind is Kind.SENT and e.connection == connection
        )
        reading = read(transcript, draft, connection)
        for find in (_short, text_cause, _head, _location, _digest, _slot):
            if reading.received and (found := find(sent, reading)):
                return found
    return ""


# --- what the client said ---


def _request(sent: bytes) -> tuple[bytes, dict[bytes, list[bytes]], bytes]:
    """First line, the values of the fields by their names in small letters, and what follows."""
    head, _, behind = sent.lstrip(b"\r\n").partition(b"\r\n\r\n")
    line, *rest = head.split(b"\r\n")
    fields: dict[bytes, list[bytes]] = {}
    for each in rest:
        name, colon, value = each.partition(b":")
        if colon:
            fields.setdefault(name.lower(), []).append(value.removeprefix(b" "))
    return line, fields, behind


def _sent_texts(sent: bytes, draft: str) -> list[str]:
    """The texts that the client sent, those of them that are UTF-8."""
    _, _, behind = _request(sent)
    frames, _ = read_frames(behind[8:] if draft == "76" else behind)
    texts = []
    for frame in frames:
        if frame.is_message:
            try:
                texts.append(frame.payload.decode())
            except UnicodeDecodeError:
                continue
    return texts


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

_FRAMED: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("in a frame of RFC 6455", lambda d: b"\x81" + _length6455(d) + d),
    ("without the byte 00 before it", lambda d: d + b"\xff"),
    ("with U+FFFF for the byte FF", lambda d: b"\0" + d + b"\xef\xbf\xbf"),
    ("with the UTF-8 of U+00FF for the byte FF", lambda d: b"\0" + d + b"\xc3\xbf"),
    ("without the byte FF behind it", lambda d: b"\0" + d),
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


def text_cause(sent: bytes, reading: Reading) -> str:
    """How a text that the client ``sent`` came back, where a known mistake makes that of it."""
    if not reading.opened:
        return ""
    came = reading.after_head[len(reading.digest) :]
    for text in dict.fromkeys(_sent_texts(sent, reading.draft)):
        right = text.encode()
        if not right or b"\0" + right + b"\xff" in came:
            continue
        for how, made in _CHANGED:
            wrong = _try(made, text)
            if wrong is not None and wrong != right and b"\0" + wrong + b"\xff" in came:
                return f"a text came back {how}"
        for how, framed in _FRAMED:
            if came.startswith(framed(right)):
                return f"a text came back {how}"
    return ""


def _try(made: Made, text: str) -> bytes | None:
    try:
        return made(text)
    except UnicodeError:
        return None


# --- the head of the answer ---


def _head(sent: bytes, reading: Reading) -> str:
    response = reading.response
    if response is None or not reading.accepted:
        return ""
    _, fields, _ = _request(sent)
    if response.values("Sec-WebSocket-Accept"):
        return "the answer is one of RFC 6455, which was not asked for"
    named76 = any(response.values("Sec-WebSocket-" + n) for n in ("Origin", "Location"))
    named75 = any(response.values("WebSocket-" + n) for n in ("Origin", "Location"))
    keys = {b"sec-websocket-key1", b"sec-websocket-key2"} & set(fields)
    if len(keys) == 2 and named75 and not named76:
        return "the answer has the field names of draft 75"
    if not keys and named76 and not named75:
        return "the answer has the field names of draft 76"
    return ""


_PAGE = re.compile(rb"HTTP/1\.[01] [45]\d\d [ -~]{0,40}(?=\r\n)")


def _slot(sent: bytes, reading: Reading) -> str:
    """What stands where the digest, or the first frame, should."""
    if not reading.accepted:
        return ""
    came = reading.after_head
    if came.startswith(b"HTTP/"):
        place = "in the place of the digest" if reading.draft == "76" else "behind the answer"
        return f"a second HTTP answer stands {place}: the refusal came after the 101"
    if (page := _PAGE.search(came)) and page[0] not in sent:
        return f"the web server below wrote its error page into the stream: {page[0].decode()}"
    if reading.draft == "76" and (text := re.match(rb"\x00([^\xff]{0,200})\xff", came, re.DOTALL)):
        sent_texts = [t.encode() for t in _sent_texts(sent, "76")]
        if text[1] not in sent_texts and text[1].isascii():
            return "a text frame stands in the place of the digest"
    return ""


# --- the location ---


def _locations(line: bytes, host: bytes) -> Iterable[tuple[str, bytes]]:
    """The mistakes that servers make of a location, in words, and the location that each makes."""
    resource = line.partition(b" ")[2].partition(b" ")[0]
    path, mark, query = resource.partition(b"?")
    name = re.sub(rb":\d+$", b"", host)
    port = host[len(name) :]
    url = b"ws://" + host + resource
    yield "wss for ws: this connection is not encrypted", b"wss://" + host + resource
    yield "http for ws", b"http://" + host + resource
    yield "the port left out", b"ws://" + name + resource
    yield "the port twice", b"ws://" + host + port + resource
    yield "the host in capitals", b"ws://" + host.upper() + resource
    yield "the host cut at its first colon", b"ws://" + host.partition(b":")[0] + resource
    yield "the query left out", b"ws://" + host + path
    yield "the query left out, and its question mark not", b"ws://" + host + path + mark
    yield "everything behind the host left out", b"ws://" + host
    yield "everything behind the host left out but a slash", b"ws://" + host + b"/"
    yield "one slash too many", url + b"/"
    yield "the path in small letters", b"ws://" + host + resource.lower()
    yield "no scheme and no host", resource
    yield "the percent signs of the path decoded", b"ws://" + host + _decoded(path) + mark + query
    yield "percent signs encoded again", b"ws://" + host + resource.replace(b"%", b"%25")
    yield "slashes and dots of the path tidied", b"ws://" + host + _tidied(path) + mark + query


def _decoded(path: bytes) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), path)


def _tidied(path: bytes) -> bytes:
    path = re.sub(rb"/{2,}", b"/", path)
    return re.sub(rb"/[^/]+/\.\.(?=/|$)", b"", path)


_FIRST_LINE = re.compile(rb"[^ ]+ (/[^ ]*) HTTP/")


def _location(sent: bytes, reading: Reading) -> str:
    line, fields, _ = _request(sent)
    name = "WebSocket-Location" if reading.draft == "75" else "Sec-WebSocket-Location"
    values = reading.response.values(name) if reading.response else ()
    host = fields.get(b"host", [b""])[0]
    asked = _FIRST_LINE.match(line)
    if len(values) != 1 or not host or asked is None:
        return ""  # of a line that has no resource name nobody can say what became of it
    right = b"ws://" + host + asked[1]
    if values[0] == right:
        return ""
    for words, wrong in _locations(line, host):
        if wrong not in {right, b""} and values[0] == wrong:
            return f"the location has {words}"
    return ""


# --- the digest ---


def _asked(sent: bytes) -> Asked:
    _, fields, behind = _request(sent)
    one, two, three = (tuple(fields.get(b"sec-websocket-key%d" % n, ())) for n in (1, 2, 3))
    return Asked(one or (b"",), two or (b"",), behind[:8], behind[8:], three)


def _digest(sent: bytes, reading: Reading) -> str:
    asked = _asked(sent)
    if reading.draft != "76" or not reading.accepted or not any(asked.keys1 + asked.keys2):
        return ""
    return digest_cause(asked, reading.after_head)


def _short(sent: bytes, reading: Reading) -> str:
    """A digest that is short by a byte takes one from the first frame; that is no fault of texts."""
    cause = _digest(sent, reading)
    return cause if cause == SHORT else ""
