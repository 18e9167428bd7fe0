"""Faults of what is left behind: by a frame for the next frame, by a client for the next client."""

from __future__ import annotations

import codecs

from conformance.selftest.actions import Action
from conformance.selftest.answer import CrashError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault


class Counted(Miniature):
    """A server that knows where in a frame that has a length its client has ended."""

    def begun(self) -> bytes:
        """What came behind the type of such a frame that is not complete; mostly nothing."""
        inside = self.phase == self.read_frame and self.buffer[:1] >= b"\x80"
        return bytes(self.buffer[1:]) if inside else b""


class Dies(Counted):
    """A server that dies when its client ends in the wrong place."""

    def wrong(self) -> bool:
        """Whether this is the place."""
        raise NotImplementedError

    def on_end(self) -> None:
        wrong = self.wrong()
        super().on_end()
        self.phase = self.crash if wrong else self.phase

    def end(self) -> list[Action]:
        return super().end() + self.run()

    def crash(self) -> bool:
        raise CrashError


@fault("length-fin-dies", "field bug 112: one exception ends the server", "both", "6.3")
class LengthFinDies(Dies):
    """A FIN inside a length ends the process."""

    def wrong(self) -> bool:
        return bool(self.begun()) and min(self.begun()) >= 0x80


@fault("payload-fin-dies", "field bug 112: one exception ends the server", "both", "6.3")
class PayloadFinDies(Dies):
    """A FIN inside the payload of a frame that has a length ends the process."""

    def wrong(self) -> bool:
        return min(self.begun(), default=0x80) < 0x80


@fault("length-left-to-the-next-client", TEXT, "both", "6.3")
class LengthLeftToTheNextClient(Counted):
    """Has one place for all clients where it works a length out, and goes on with what is there."""

    def on_end(self) -> None:
        if self.begun() and min(self.begun()) >= 0x80:
            self.shared["length"] = self.begun()
        super().on_end()

    def receive(self, data: bytes) -> list[Action]:
        if self.phase == self.read_frame and data[:1] >= b"\x80":
            data = data[:1] + self.shared.pop("length", b"") + data[1:]
        return super().receive(data)


@fault("decoder-left-to-the-next-text", "field bug 99: one decoder for all", "both", "5.4")
class DecoderLeftToTheNextText(Miniature):
    """Decodes all texts of a connection by one decoder, which waits for the rest of a character."""

    def __init__(self, shared: dict[str, bytes] | None = None) -> None:
        super().__init__(shared)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def decode(self, raw_data: bytes) -> str | None:
        return self.decoder.decode(raw_data)


@fault("close-behind-texts-unanswered", "field bug 78", "76", "1.4", "warn")
class CloseBehindTextsUnanswered(Miniature):
    """Answers FF 00 only where no text came before it."""

    spoken = False

    def on_message(self, text: str) -> None:
        self.spoken = True
        super().on_message(text)

    def on_close_frame(self) -> None:
        if self.spoken:
            self.finish()
        else:
            super().on_close_frame()


@fault("close-before-bytes-unanswered", "field bug 78", "76", "1.4", "warn")
class CloseBeforeBytesUnanswered(Miniature):
    """Answers FF 00 only where no byte stands behind it."""

    def on_close_frame(self) -> None:
        if self.buffer:
            self.finish()
        else:
            super().on_close_frame()
