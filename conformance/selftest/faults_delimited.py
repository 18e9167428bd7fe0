"""Faults in frames up to FF, types 00 to 7F, 5.3 of both drafts, and in what they set off."""

# ruff: noqa: ARG002 - a step done wrong may well ignore what it is given

from __future__ import annotations

from conformance.selftest.actions import Action
from conformance.selftest.answer import CrashError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import fault

HTTP_500 = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"


@fault("low-types-delivered", "field bug 59: websocket-driver, Netty, httpuv", "76", "5.3")
class LowTypesDelivered(Miniature):
    """Delivers a frame of type 01 to 7F as text."""

    def on_unknown_text(self, raw_data: bytes) -> None:
        if self.draft == 76:
            self.on_text(raw_data)


@fault("low-type-swallows-next", "field bug 61: no resynchronisation", "both", "5.3")
class LowTypeSwallowsNext(Miniature):
    """Skips a frame of type 01 to 7F and the text behind it."""

    def text_end(self) -> int:
        end = super().text_end()
        return end if self.buffer[0] == 0 or end < 0 else self.buffer.find(0xFF, end + 1)


@fault("too-long-text-read-on", "field bug 61: Netty", "both", "5.3")
class TooLongTextReadOn(Miniature):
    """Forgets the first 65536 bytes of a long text, and takes the rest for frames."""

    TEXT_LIMIT = 65536

    def too_long(self) -> None:
        self.cut(65536)


@fault("split-text-lost", "field bug 62: Netty 4.1, Ratchet", "both", "5.3")
class SplitTextLost(Miniature):
    """Forgets the part of a text that came in an earlier read."""

    def receive(self, data: bytes) -> list[Action]:
        if self.phase == self.read_frame and self.buffer[:1] == b"\0":
            self.buffer.clear()
        return super().receive(data)


@fault("split-text-closes", "field bug 62: mochiweb", "both", "5.3")
class SplitTextCloses(Miniature):
    """Closes when a text is not complete at the end of a read."""

    def text_end(self) -> int:
        end = super().text_end()
        if end < 0:
            self.finish()
        return end


@fault("ff-first-in-segment-unseen", "field bug 63: autobahn", "both", "5.3")
class FfFirstInSegmentUnseen(Miniature):
    """Does not see an FF that is the first byte of a read."""

    def text_end(self) -> int:
        seam = len(self.buffer) - len(self.segment)
        end = super().text_end()
        return self.buffer.find(0xFF, end + 1) if 0 < seam == end else end


@fault("ff-00-between-texts-closes", "field bug 64: misultin", "76", "5.3")
class Ff00BetweenTextsCloses(Miniature):
    """Takes the end of a text and the start of the next, at the end of a read, for a close."""

    def receive(self, data: bytes) -> list[Action]:
        actions = super().receive(data)
        if self.draft == 76 and data.endswith(b"\xff\x00") and self.phase == self.read_frame:
            self.finish()
        return actions + self.flush()


@fault("any-00-in-two-bytes-closes", "field bug 64: socket.io 0.9, websocket.io", "76", "5.3")
class Any00InTwoBytesCloses(Miniature):
    """Takes two bytes, the second of them 00, for a closing frame."""

    def receive(self, data: bytes) -> list[Action]:
        between = self.phase == self.read_frame and not self.buffer
        if between and self.draft == 76 and len(data) == 2 and data[1] == 0:
            data = b"\xff\x00"
        return super().receive(data)


@fault("texts-in-segment-merged", "field bug 65: socket.io, Ratchet", "both", "5.3")
class TextsInSegmentMerged(Miniature):
    """Takes a read that begins with 00 and ends with FF for one text."""

    def text_end(self) -> int:
        whole = self.buffer == self.segment and self.buffer[-1] == 0xFF
        return len(self.buffer) - 1 if whole else super().text_end()

    def decode(self, raw_data: bytes) -> str | None:
        return super().decode(raw_data.replace(b"\xff\x00", b""))


@fault("one-text-per-segment", "field bug 65: Ratchet, phpws", "both", "5.3")
class OneTextPerSegment(Miniature):
    """Delivers the first text of a read and forgets the others."""

    def on_text(self, raw_data: bytes) -> None:
        if self.buffer.startswith(b"\0"):
            self.buffer.clear()
        super().on_text(raw_data)


@fault("one-text-per-read", "field bug 57: JETTY-1463", "both", "5.3")
class OneTextPerRead(Miniature):
    """Delivers one text for each read; the others wait for more bytes to come."""

    def run(self) -> list[Action]:
        while self.phase != self.read_frame and self.phase():
            pass
        if self.phase == self.read_frame:
            self.phase()
        return self.flush()


@fault("many-texts-die", "field bug 66: recursion for each frame", "both", "5.3")
class ManyTextsDie(Miniature):
    """More than a thousand texts in one read end the process."""

    def receive(self, data: bytes) -> list[Action]:
        if data.count(b"\xff\x00") > 1000:
            self.phase = self.crash
        return super().receive(data)

    def crash(self) -> bool:
        raise CrashError


# What a frame makes the server write into the stream.


@fault("error-page-in-stream", "field bug 113: eventlet, cyclone", "both", "5.3")
class ErrorPageInStream(Miniature):
    """Answers an unknown frame by an HTTP 500, and closes."""

    def on_skipped(self, raw_data: bytes) -> None:
        self.write(HTTP_500)
        self.finish()

    def on_unknown_text(self, raw_data: bytes) -> None:
        self.on_skipped(raw_data)


@fault("unknown-frame-dies", "field bug 112: one exception ends the server", "both", "5.3")
class UnknownFrameDies(Miniature):
    """A frame of type 80 to FE ends the process."""

    def read_counted(self, frame_type: int) -> bool:
        if frame_type != 0xFF:
            raise CrashError
        return super().read_counted(frame_type)


@fault("low-type-dies", "field bug 112: one exception ends the server", "both", "5.3")
class LowTypeDies(Miniature):
    """A frame of type 01 to 7F ends the process."""

    def on_unknown_text(self, raw_data: bytes) -> None:
        raise CrashError


@fault("half-text-fin-dies", "field bug 112: one exception ends the server", "both", "5.3")
class HalfTextFinDies(Miniature):
    """A FIN in the middle of a text ends the process."""

    def on_end(self) -> None:
        half = self.phase == self.read_frame and self.buffer
        super().on_end()
        self.phase = self.crash if half else self.phase

    def end(self) -> list[Action]:
        return super().end() + self.run()

    def crash(self) -> bool:
        raise CrashError
