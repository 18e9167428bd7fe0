"""Faults in closing: draft 76 §1.4, §5.3 and §6.3. Draft 75 has no closing handshake (75 §6)."""

from __future__ import annotations

from conformance.selftest.actions import Action, Close, Wait
from conformance.selftest.answer import CrashError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault

HTTP_500 = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
CLOSE = b"\xff\x00"


def answered(name: str, source: str, what: str, answer: bytes, verdict: str = "fail") -> None:
    """Enter the fault of a server that sends something else for its FF 00."""

    def closing_frame(_: Miniature) -> bytes:
        return answer

    peer = type("Answered", (Miniature,), {"__doc__": what, "closing_frame": closing_frame})
    fault(name, source, "76", "1.4", verdict)(peer)


answered("close-answer-ff", "field bug 83: Mojolicious, Ratchet", "Answers by FF alone.", b"\xff")
answered("close-answer-00-ff", "field bug 83: ws", "Answers by an empty text.", b"\x00\xff")
answered(
    "close-answer-twice", "field bug 87: websocket-driver", "Sends FF 00 twice.", CLOSE + CLOSE
)
answered("close-answer-ff-ff", TEXT, "Answers by FF FF.", b"\xff\xff")
answered("close-answer-80-00", TEXT, "Answers by 80 00.", b"\x80\x00")
answered("close-answer-rfc-6455", TEXT, "Answers by 88 00.", b"\x88\x00")
answered(
    "text-behind-close-answer",
    "field bug 82: tornado",
    "Sends a text behind its FF 00.",
    CLOSE + b"\x00bye\xff",
)
answered("close-answer-error-page", "field bug 113: eventlet", "Answers by an HTTP 500.", HTTP_500)


@fault("close-ignored", "field bug 78: txWS", "76", "1.4", "warn")
class CloseIgnored(Miniature):
    """Neither answers FF 00 nor closes, until the client has gone."""

    asked = False

    def on_close_frame(self) -> None:
        self.asked, self.phase = True, self.over

    def end(self) -> list[Action]:
        return [Close()] if self.asked else super().end()


@fault("close-skipped", "field bug 78: faye-websocket-node", "76", "5.3")
class CloseSkipped(Miniature):
    """Takes FF 00 for a frame to be skipped, and goes on."""

    def on_close_frame(self) -> None:
        pass


@fault("close-dies", "field bugs 89, 112: tornado on Python 3", "76", "5.3")
class CloseDies(Miniature):
    """FF 00 ends the process."""

    def on_close_frame(self) -> None:
        raise CrashError


@fault("close-answered-now-and-then", "field bug 88: Netty", "76", "1.4", "warn")
class CloseAnsweredNowAndThen(Miniature):
    """Answers every second FF 00 of the process, and closes without an answer at the others."""

    def closing_frame(self) -> bytes:
        if self.shared.pop("closed", None) is None:
            self.shared["closed"] = b""
            return super().closing_frame()
        return b""


@fault("close-split-error-page", "field bug 79: eventlet", "76", "5.3")
class CloseSplitErrorPage(Miniature):
    """Writes an HTTP 500 when FF and 00 come in two reads."""

    def read_length(self) -> tuple[int, int] | None:
        if self.buffer == b"\xff" and self.draft == 76:
            self.write(HTTP_500)
            self.finish()
            return None
        return super().read_length()


@fault("close-split-unseen", "field bug 79: ws, socket.io", "76", "1.4", "warn")
class CloseSplitUnseen(Miniature):
    """Forgets an FF that is the last byte of a read, and waits for the rest of a text."""

    def read_length(self) -> tuple[int, int] | None:
        if self.buffer == b"\xff" and self.draft == 76:
            self.buffer.clear()
            return None
        return super().read_length()


@fault("close-behind-text-unseen", "field bug 80: ws", "76", "5.3")
class CloseBehindTextUnseen(Miniature):
    """Sees FF 00 only when it is all that a read gave."""

    def on_close_frame(self) -> None:
        if self.segment in (CLOSE, b"\x00"):
            super().on_close_frame()


@fault(
    "text-before-close-lost", "field bug 80; 1.4: answers first, then closes", "76", "5.3", "warn"
)
class TextBeforeCloseLost(Miniature):
    """Drops the answers to the texts that came in one read with FF 00."""

    def on_close_frame(self) -> None:
        self.actions.clear()
        super().on_close_frame()


@fault("bytes-behind-close-die", "field bug 80: websocket-driver 0.7.4", "76", "5.3")
class BytesBehindCloseDie(Miniature):
    """Bytes behind FF 00, in the same read, end the process."""

    def on_close_frame(self) -> None:
        super().on_close_frame()
        if self.buffer:
            raise CrashError


class ReadsOn(Miniature):
    """A server that sends FF 00, waits for the client's FIN, and reads on until it comes."""

    closing = False

    def on_close_frame(self) -> None:
        if not self.closing:
            self.write(self.closing_frame())
        self.closing = True


@fault("text-behind-close-answered", "field bug 81: txWS, ws 1.1.5", "76", "5.3")
class TextBehindCloseAnswered(ReadsOn):
    """Answers texts that come behind the client's FF 00."""


@fault("text-behind-close-dies", "field bug 81: ws 1.1.5", "76", "5.3")
class TextBehindCloseDies(ReadsOn):
    """A text behind the client's FF 00 ends the process."""

    def on_message(self, text: str) -> None:
        if self.closing:
            raise CrashError
        super().on_message(text)


@fault("every-close-answered", "field bug 87: websocket-driver, node-websocket-server", "76", "1.4")
class EveryCloseAnswered(Miniature):
    """Answers a second FF 00 of the client by a second of its own."""

    closed = False

    def on_close_frame(self) -> None:
        self.write(self.closing_frame())
        self.closed = True

    def on_message(self, text: str) -> None:
        if not self.closed:
            super().on_message(text)


@fault("ff-80-00-skipped", "field bug 70: httpuv, node-websocket-server", "76", "5.3")
class Ff8000Skipped(Miniature):
    """Skips FF 80 00, whose length is 0 too, and goes on."""

    def read_counted(self, frame_type: int) -> bool:
        if self.buffer.startswith(b"\xff\x80\x00"):
            self.cut(3)
            return True
        return super().read_counted(frame_type)


@fault("fin-never-sent", "field bug 85: no close after the handshake", "both", "6.3", "warn")
class FinNeverSent(Miniature):
    """Answers FF 00 and never closes its side, not even when the client has closed."""

    def on_close_frame(self) -> None:
        self.write(self.closing_frame())
        self.phase = self.over


@fault("fin-unanswered", "field bugs 92, 111: connections kept for ever", "both", "5.3", "warn")
class FinUnanswered(Miniature):
    """Keeps its side open when the client closes without FF 00."""

    def on_end(self) -> None:
        pass


@fault("reset-dies", "field bug 110: node-websocket-server, socket.io", "both", "6.3")
class ResetDies(Miniature):
    """A client's RST ends the process."""

    def opened(self) -> list[Action]:
        """Each connection has its thread: let those that wait hear of their RST before this one."""
        return [Wait(0.005), *super().opened()]

    def lost(self) -> list[Action]:
        self.phase = self.crash
        return self.run()

    def crash(self) -> bool:
        raise CrashError


@fault("close-frame-before-first-text", "field bug 82: tornado", "76", "5.3")
class CloseFrameBeforeFirstText(Miniature):
    """Sends FF 00 when the connection is established, and goes on with texts behind it."""

    def establish(self) -> None:
        super().establish()
        if self.draft == 76:
            self.write(CLOSE)


@fault("greeting-before-digest", "field bug 132: faye, txWS", "76", "5.2 step 13")
class GreetingBeforeDigest(Miniature):
    """Sends the application's first text between the head and the digest."""

    def response_head(self) -> bytes:
        return super().response_head() + (b"\x00hello\xff" if self.draft == 76 else b"")


@fault("greeting-before-head", "field bug 133: jetty", "both", "5.2 step 10")
class GreetingBeforeHead(Miniature):
    """Sends the application's first text before the response head."""

    def response_head(self) -> bytes:
        return b"\x00hello\xff" + super().response_head()
