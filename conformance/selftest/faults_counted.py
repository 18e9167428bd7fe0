"""Faults in frames with a length, types 80 to FF, 5.3 of both drafts."""

# ruff: noqa: ARG002 - a step done wrong may well ignore what it is given

from __future__ import annotations

from conformance.selftest.answer import CrashError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault


@fault("ff-ends-skipped-frame", "field bug 54: websocket-driver, faye", "both", "5.3")
class FfEndsSkippedFrame(Miniature):
    """Ends a frame with a length at an FF in it, and delivers the last message once more."""

    last = ""

    def on_message(self, text: str) -> None:
        self.last = text
        super().on_message(text)

    def on_skipped(self, raw_data: bytes) -> None:
        _, ff, behind = raw_data.partition(b"\xff")
        if ff:
            self.send(self.last)
            self.send(behind.decode("utf-8", "replace"))


@fault("ff-in-skipped-frame-dies", "field bug 54: websocket-driver 0.7.4", "both", "5.3")
class FfInSkippedFrameDies(Miniature):
    """An FF in a frame with a length, before the first message, ends the process."""

    spoken = False

    def on_message(self, text: str) -> None:
        self.spoken = True
        super().on_message(text)

    def on_skipped(self, raw_data: bytes) -> None:
        if b"\xff" in raw_data and not self.spoken:
            raise CrashError


@fault("length-ignored", "field bug 55: txWS, Protocol::WebSocket, ws", "both", "5.3")
class LengthIgnored(Miniature):
    """Skips the type of a frame with a length, and looks for a text frame right behind it."""

    def read_counted(self, frame_type: int) -> bool:
        if frame_type == 0xFF:
            return super().read_counted(frame_type)
        start = self.buffer.find(0)
        self.cut(start if start >= 0 else len(self.buffer))
        return True


@fault("length-prefixed-delivered", "field bug 56: ws, httpuv", "both", "5.3")
class LengthPrefixedDelivered(Miniature):
    """Delivers the data of a frame with a length as text."""

    def on_skipped(self, raw_data: bytes) -> None:
        if raw_data:
            self.on_text(raw_data)


@fault("stall-behind-skipped-frame", "field bug 57: em-websocket, ruby websocket", "both", "5.3")
class StallBehindSkippedFrame(Miniature):
    """Looks at what stands behind a skipped frame only when the next bytes come."""

    stalled = False

    def on_skipped(self, raw_data: bytes) -> None:
        self.stalled = bool(self.buffer)

    def read_frame(self) -> bool:
        if self.stalled:
            self.stalled = False
            return False
        return super().read_frame()


@fault("length-zero-delivered", "field bug 58: ws, faye-websocket 0.4.4, httpuv", "both", "5.3")
class LengthZeroDelivered(Miniature):
    """Delivers an empty message for a frame of the length 0."""

    def on_skipped(self, raw_data: bytes) -> None:
        if not raw_data:
            self.send("")


@fault("length-zero-unread", "field bug 58: txWS, Protocol::WebSocket", "both", "5.3")
class LengthZeroUnread(Miniature):
    """Takes the length byte 00 of an unknown frame for the start of a text."""

    def read_counted(self, frame_type: int) -> bool:
        if frame_type != 0xFF and self.buffer[1:2] == b"\0":
            self.cut(1)
            return True
        return super().read_counted(frame_type)


@fault("type-bit-misread", "field bug 60: node-websocket-server", "both", "5.3")
class TypeBitMisread(Miniature):
    """Tells the frame kinds apart by the lowest bit of the type (& 0x80 == 0x80 in a language
    where == binds first)."""

    def has_length(self, frame_type: int) -> bool:
        return bool(frame_type & 1)


@fault("length-one-byte", TEXT, "both", "5.3")
class LengthOneByte(Miniature):
    """Reads one length byte, whatever its high bit says."""

    def read_length(self) -> tuple[int, int] | None:
        return (self.buffer[1] & 0x7F, 2) if len(self.buffer) > 1 else None


@fault("length-high-bit-counted", TEXT, "both", "5.3")
class LengthHighBitCounted(Miniature):
    """Adds the high bit of a length byte to the length."""

    def add_length(self, length: int, b: int) -> int:
        return length * 128 + b


@fault("length-times-256", TEXT, "both", "5.3")
class LengthTimes256(Miniature):
    """Multiplies by 256 where 128 stands."""

    def add_length(self, length: int, b: int) -> int:
        return length * 256 + (b & 0x7F)


@fault("length-low-group-first", TEXT, "both", "5.3")
class LengthLowGroupFirst(Miniature):
    """Reads the groups of seven bits from the lowest to the highest."""

    def read_length(self) -> tuple[int, int] | None:
        header = super().read_length()
        if header is None:
            return None
        groups = self.buffer[1 : header[1]]
        return sum((b & 0x7F) << 7 * i for i, b in enumerate(groups)), header[1]


@fault("length-counts-itself", TEXT, "both", "5.3")
class LengthCountsItself(Miniature):
    """Reads one byte less than the length says."""

    def read_length(self) -> tuple[int, int] | None:
        header = super().read_length()
        return header and (max(0, header[0] - 1), header[1])


@fault("length-wraps", "field bug 68: 32-bit lengths", "both", "5.3")
class LengthWraps(Miniature):
    """Keeps 32 bits of the length, so that 2^32 is 0."""

    def add_length(self, length: int, b: int) -> int:
        return super().add_length(length, b) & 0xFFFFFFFF


@fault("length-restarts", "field bug 68: em-websocket, websocket-driver", "both", "5.3")
class LengthRestarts(Miniature):
    """Begins the length anew with each read, forgetting the bytes of it that had come."""

    def read_length(self) -> tuple[int, int] | None:
        header = super().read_length()
        if header is None and self.phase == self.read_frame:
            del self.buffer[1:]
        return header


@fault("long-length-dies", "field bug 68: CVE-2026-54466", "both", "5.3")
class LongLengthDies(Miniature):
    """A length of more than 2^31 ends the process."""

    def add_length(self, length: int, b: int) -> int:
        if length > 2**24:
            raise CrashError
        return super().add_length(length, b)


@fault("endless-length-accepted", "field bug 69: websocket-driver 0.8.0", "both", "5.3", "warn")
class EndlessLengthAccepted(Miniature):
    """Reads any number of length bytes 80."""

    LENGTH_BYTES = 2**40
