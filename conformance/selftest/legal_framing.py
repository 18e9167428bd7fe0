"""Legal variations in framing, text and closing; see ``legal``."""

# ruff: noqa: ARG002 - a step done wrong may well ignore what it is given

from __future__ import annotations

from conformance.selftest.actions import Action, Close, Reset
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import legal

# Frames and text.


@legal("unknown-frames-disconnect", "N19, N21", "both", "5.3")
class UnknownFramesDisconnect(Miniature):
    """Closes at the first byte of a frame that is neither text nor FF."""

    def read_frame(self) -> bool:
        if self.buffer and self.buffer[0] not in (0x00, 0xFF):
            self.finish()
        return self.phase() if self.phase != self.read_frame else super().read_frame()


@legal("unknown-frames-close-cleanly", "N19", "76", "5.3")
class UnknownFramesCloseCleanly(Miniature):
    """Closes with FF 00 at an unknown frame, as if the client had."""

    def on_skipped(self, raw_data: bytes) -> None:
        if self.draft == 76:
            self.on_close_frame()

    def on_unknown_text(self, raw_data: bytes) -> None:
        self.on_skipped(raw_data)


@legal("unknown-frames-reset", "N19, N22", "both", "6.3")
class UnknownFramesReset(Miniature):
    """Sends a RST at an unknown frame."""

    def on_skipped(self, raw_data: bytes) -> None:
        self.actions.append(Reset())
        self.phase = self.over

    def on_unknown_text(self, raw_data: bytes) -> None:
        self.on_skipped(raw_data)


@legal("lengths-as-printed", "N28, erratum E2", "76", "5.3")
class LengthsAsPrinted(Miniature):
    """Reads no data for a length whose last byte is 00, as 5.3 says and 1.2 does not."""

    def read_length(self) -> tuple[int, int] | None:
        header = super().read_length()
        if header and self.draft == 76 and self.buffer[header[1] - 1] == 0:
            return self.empty(header)
        return header

    def empty(self, header: tuple[int, int]) -> tuple[int, int]:
        """No data is read; but FF is a close only when the length itself is 0."""
        length, start = header
        if length:
            self.buffer[:start] = b"\x80\x00"
            return 0, 2
        return header


@legal("75-low-types-delivered", "N20, erratum E6", "75", "5.3")
class LowTypesDeliveredIn75(Miniature):
    """Delivers frames of type 01 to 7F as text in draft 75."""

    def on_unknown_text(self, raw_data: bytes) -> None:
        if self.draft == 75:
            self.on_text(raw_data)


@legal("75-ff-00-disconnects", "N21", "75", "5.3")
class Ff00Disconnects(Miniature):
    """Closes at any frame with a length in draft 75."""

    def on_skipped(self, raw_data: bytes) -> None:
        if self.draft == 75:
            self.finish()


def _valid(raw_data: bytes) -> bool:
    return raw_data.decode("utf-8", "replace").encode() == raw_data


@legal("invalid-utf-8-closes", "N17", "both", "5.4")
class InvalidUtf8Closes(Miniature):
    """Closes at invalid UTF-8."""

    def on_text(self, raw_data: bytes) -> None:
        if _valid(raw_data):
            super().on_text(raw_data)
        else:
            self.finish()


@legal("invalid-utf-8-dropped", "N17", "both", "5.4")
class InvalidUtf8Dropped(Miniature):
    """Drops a text of invalid UTF-8 and goes on."""

    def on_text(self, raw_data: bytes) -> None:
        if _valid(raw_data):
            super().on_text(raw_data)


@legal("invalid-utf-8-verbatim", "N17", "both", "5.4")
class InvalidUtf8Verbatim(Miniature):
    """Sends invalid UTF-8 back as it came."""

    def decode(self, raw_data: bytes) -> str | None:
        return raw_data.decode("utf-8", "surrogateescape")

    def encode(self, text: str) -> bytes:
        return text.encode("utf-8", "surrogateescape")


# Closing.


@legal("closes-without-answer", "N25", "76", "1.4")
class ClosesWithoutAnswer(Miniature):
    """Closes at FF 00 without an FF 00 of its own."""

    def on_close_frame(self) -> None:
        self.finish()


@legal("closes-by-reset", "N22", "76", "6.3")
class ClosesByReset(Miniature):
    """Answers nothing to FF 00 and sends a RST."""

    def on_close_frame(self) -> None:
        self.actions.append(Reset())
        self.phase = self.over


@legal("client-closes-first", "1.4: whoever began the handshake closes", "76", "1.4")
class ClientClosesFirst(Miniature):
    """Answers FF 00 and leaves it to the client to send the first FIN."""

    def on_close_frame(self) -> None:
        self.write(self.closing_frame())
        self.phase = self.over

    def end(self) -> list[Action]:
        return [*super().end(), Close()]


@legal("closes-after-32-texts", "N22", "both", "6.3")
class ClosesAfter32Texts(Miniature):
    """Closes after it has answered 32 texts."""

    answered = 0

    def on_message(self, text: str) -> None:
        super().on_message(text)
        self.answered += 1
        if self.answered == 32:
            self.finish()


@legal("half-closed-client-dropped", "N24", "both", "5.3")
class HalfClosedClientDropped(Miniature):
    """Sends a RST to a client that has sent its FIN."""

    def on_end(self) -> None:
        if self.phase != self.over:
            self.actions.append(Reset())
        self.phase = self.over


@legal("closes-at-first-text", "N22", "both", "6.3")
class ClosesAtFirstText(Miniature):
    """Closes at the first text, without an answer."""

    def on_message(self, text: str) -> None:
        self.finish()


@legal("never-answers", "an application that is no echo", "both", "5.3")
class NeverAnswers(Miniature):
    """Never sends a text."""

    def on_message(self, text: str) -> None:
        pass
