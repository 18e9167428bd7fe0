"""Faults in what a text becomes and how it is sent, 5.3 and 5.4 of both drafts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from conformance.selftest.actions import Action, Hang
from conformance.selftest.answer import CrashError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault

SENDING = "5.3, sending"


def altered(
    name: str, source: str, what: str, change: Callable[[str], str], section: str = "5.3"
) -> None:
    """Enter the fault of a server that sends another text back."""

    def on_message(self: Miniature, text: str) -> None:
        Miniature.on_message(self, change(text))

    peer = type("Altered", (Miniature,), {"__doc__": what, "on_message": on_message})
    fault(name, source, "both", section)(peer)


altered("bom-stripped", "field bug 100", "Drops a BOM.", lambda t: t.removeprefix("\ufeff"))
altered("bom-added", TEXT, "Puts a BOM before every text.", lambda t: "\ufeff" + t, SENDING)
altered(
    "text-normalised",
    TEXT,
    "Normalises texts to NFC.",
    lambda t: unicodedata.normalize("NFC", t),
)
altered("text-trimmed", TEXT, "Strips white space off texts.", str.strip)
altered("text-upper-case", TEXT, "Changes the case.", str.upper)
altered("line-ends-changed", TEXT, "Makes LF of CR LF.", lambda t: t.replace("\r\n", "\n"))
altered(
    "nul-dropped", "field bug 94: node-websocket-server", "Drops 00.", lambda t: t.replace("\0", "")
)
altered("nul-ends-text", "field bug 94: httpuv", "Cuts a text at 00.", lambda t: t.split("\0")[0])
altered(
    "astral-characters-replaced",
    "field bug 100",
    "Makes a question mark of a character over U+FFFF.",
    lambda t: "".join(c if ord(c) < 0x10000 else "?" for c in t),
)
altered(
    "non-characters-replaced",
    "field bug 100: QtWebKit 533 does so",
    "Makes U+FFFD of U+FFFE and U+FFFF.",
    lambda t: t.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd"),
)
altered(
    "controls-dropped",
    TEXT,
    "Drops the control characters but CR, LF and tab.",
    lambda t: "".join(c for c in t if c >= " " or c in "\r\n\t\0"),
)
altered(
    "quotes-escaped",
    TEXT,
    "Escapes & and < as HTML.",
    lambda t: t.replace("&", "&amp;").replace("<", "&lt;"),
)
altered(
    "text-cut-at-1024", "field bug 101: a buffer", "Cuts at 1024 characters.", lambda t: t[:1024]
)
altered("text-cut-at-16384", "field bug 62: Java-WebSocket", "Cuts at 16384.", lambda t: t[:16384])


@fault("empty-text-swallowed", "field bug 67: Java-WebSocket, autobahn", "both", "5.3")
class EmptyTextSwallowed(Miniature):
    """Does not deliver an empty text."""

    def on_text(self, raw_data: bytes) -> None:
        if raw_data:
            super().on_text(raw_data)


@fault("empty-text-closes", "field bug 67: ws", "both", "5.3")
class EmptyTextCloses(Miniature):
    """Takes an empty text for the end."""

    def on_text(self, raw_data: bytes) -> None:
        if raw_data:
            super().on_text(raw_data)
        else:
            self.finish()


@fault("empty-text-dies", "field bugs 67, 112: eventlet", "both", "5.3")
class EmptyTextDies(Miniature):
    """An empty text ends the process."""

    def on_text(self, raw_data: bytes) -> None:
        if not raw_data:
            raise CrashError
        super().on_text(raw_data)


@fault("u-fffd-ends-text", "field bug 93: socket.io, websocket.io", "both", "5.3")
class UFffdEndsText(Miniature):
    """Takes U+FFFD for the delimiter, so that one text becomes two."""

    def on_message(self, text: str) -> None:
        for piece in text.split("\ufffd"):
            super().on_message(piece.removeprefix("\0"))


@fault("nul-starts-text", "field bug 94: Java-WebSocket", "both", "5.3")
class NulStartsText(Miniature):
    """Takes 00 in a text for the start of another."""

    def on_text(self, raw_data: bytes) -> None:
        super().on_text(raw_data.rpartition(b"\0")[2])


@fault("characters-cut-at-reads", "field bug 99: sockjs, libwebsockets", "both", "5.3")
class CharactersCutAtReads(Miniature):
    """Decodes each read by itself, so that a character cut in two is lost."""

    def receive(self, data: bytes) -> list[Action]:
        in_text = self.phase == self.read_frame and (self.buffer or data)[0] == 0
        if in_text and b"\xff" not in data[:-1]:
            pieces = (p.decode("utf-8", "replace").encode() for p in data.split(b"\xff"))
            data = b"\xff".join(pieces)
        return super().receive(data)


@fault("invalid-utf-8-dies", "field bug 97: exceptions", "both", "5.4")
class InvalidUtf8Dies(Miniature):
    """Invalid UTF-8 ends the process."""

    def decode(self, raw_data: bytes) -> str | None:
        try:
            return raw_data.decode()
        except UnicodeDecodeError:
            raise CrashError from None


@fault("invalid-utf-8-deafens", "field bug 97: websocketpp, ruby faye", "both", "5.4")
class InvalidUtf8Deafens(Miniature):
    """After invalid UTF-8 the connection stays open and nothing is delivered any more."""

    deaf = False

    def decode(self, raw_data: bytes) -> str | None:
        text = super().decode(raw_data)
        self.deaf = self.deaf or (text or "").encode() != raw_data
        return None if self.deaf else text


@fault("invalid-utf-8-hangs-server", "field bug 97: stuck", "both", "5.4")
class InvalidUtf8HangsServer(Miniature):
    """Invalid UTF-8 stops the whole server."""

    def decode(self, raw_data: bytes) -> str | None:
        text = super().decode(raw_data)
        if text is not None and text.encode() != raw_data:
            self.actions.append(Hang())
        return text


# Sending.


def encoded(name: str, source: str, what: str, encode: Callable[[str], bytes]) -> None:
    """Enter the fault of a server with another encoding."""
    peer = type("Encoded", (Miniature,), {"__doc__": what, "encode": lambda _, text: encode(text)})
    fault(name, source, "both", SENDING + " step 2")(peer)


def _cesu_8(text: str) -> bytes:
    def pair(match: re.Match[str]) -> str:
        high, low = divmod(ord(match[0]) - 0x10000, 0x400)
        return chr(0xD800 + high) + chr(0xDC00 + low)

    return re.sub("[^\0-\uffff]", pair, text).encode("utf-8", "surrogatepass")


encoded(
    "sends-latin-1",
    "field bug 95: node-websocket-server; section 7",
    "Sends ISO-8859-1, so that U+00FF ends the frame.",
    lambda t: t.encode("latin-1", "replace"),
)
encoded(
    "sends-low-bytes",
    "field bug 95: node-websocket-server",
    "Sends the low byte of each character.",
    lambda t: bytes(ord(c) & 0xFF for c in t),
)
encoded("sends-utf-16", TEXT, "Sends UTF-16.", lambda t: t.encode("utf-16-be"))
encoded(
    "sends-ascii", TEXT, "Sends ? for what is not ASCII.", lambda t: t.encode("ascii", "replace")
)
encoded(
    "sends-cesu-8",
    TEXT,
    "Sends surrogates, three bytes each, for a character over U+FFFF.",
    _cesu_8,
)
encoded(
    "sends-modified-utf-8",
    TEXT,
    "Sends C0 80 for 00.",
    lambda t: t.encode().replace(b"\0", b"\xc0\x80"),
)
encoded(
    "sends-utf-8-twice", TEXT, "Encodes twice.", lambda t: t.encode().decode("latin-1").encode()
)


def framed(
    name: str, source: str, section: str, what: str, frame: Callable[[bytes], bytes]
) -> None:
    """Enter the fault of a server with another frame around its texts."""
    peer = type("Framed", (Miniature,), {"__doc__": what, "frame": lambda _, data: frame(data)})
    fault(name, source, "both", section)(peer)


framed(
    "start-byte-left-out", "field bug 74: Alchemy", SENDING, "Sends no 00.", lambda d: d + b"\xff"
)
framed("end-byte-left-out", "field bug 74: Alchemy", SENDING, "Sends no FF.", lambda d: b"\0" + d)
framed(
    "end-byte-as-u-ffff",
    "field bug 74: socket.io",
    SENDING,
    "Sends U+FFFF for FF.",
    lambda d: b"\0" + d + b"\xef\xbf\xbf",
)
framed("delimiters-swapped", TEXT, SENDING, "Swaps 00 and FF.", lambda d: b"\xff" + d + b"\0")
framed("end-byte-twice", TEXT, SENDING, "Sends FF twice.", lambda d: b"\0" + d + b"\xff\xff")
framed("start-byte-twice", TEXT, SENDING, "Sends 00 twice.", lambda d: b"\0\0" + d + b"\xff")
framed("sends-type-01", TEXT, SENDING, "Sends type 01.", lambda d: b"\x01" + d + b"\xff")
framed(
    "sends-type-80",
    "field bug 73: ws",
    SENDING,
    "Sends a length.",
    lambda d: b"\x80" + bytes([len(d) & 0x7F]) + d,
)
framed(
    "sends-rfc-6455",
    TEXT,
    SENDING,
    "Sends the frames of RFC 6455.",
    lambda d: b"\x81" + bytes([len(d) & 0x7F]) + d,
)
framed(
    "sends-line-end",
    TEXT,
    SENDING,
    "Sends CR LF behind each frame.",
    lambda d: b"\0" + d + b"\xff\r\n",
)
framed(
    "sends-empty-text-unasked",
    "field bug 111: httpuv",
    SENDING,
    "Sends 00 FF behind each.",
    lambda d: b"\0" + d + b"\xff\0\xff",
)
framed(
    "sends-each-text-twice",
    "field bug 76: Java-WebSocket",
    SENDING,
    "Sends each frame twice.",
    lambda d: 2 * (b"\0" + d + b"\xff"),
)


@fault("texts-out-of-order", "field bug 77", "both", SENDING)
class TextsOutOfOrder(Miniature):
    """Answers the texts of one read from the last to the first."""

    def flush(self) -> list[Action]:
        actions = super().flush()
        return actions[::-1] if self.segment.startswith(b"\0") else actions


@fault("partial-write-restarts", "field bug 76: Java-WebSocket", "both", SENDING)
class PartialWriteRestarts(Miniature):
    """Sends the first 65536 bytes of a long text twice."""

    def frame(self, data: bytes) -> bytes:
        whole = super().frame(data)
        return whole[:65536] + whole if len(whole) > 65536 else whole
