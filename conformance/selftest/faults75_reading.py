"""Faults of draft 75 alone in reading: §5.2, §5.3, §6, and what draft 76 does otherwise."""

from __future__ import annotations

from conformance.selftest.answer import HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault


@fault("75-protocol-of-76-read", "field bug 44: sockjs-node prefix logic", "75", "5.2")
class ProtocolOf76Read(Miniature):
    """Takes the sub-protocol from Sec-WebSocket-Protocol."""

    def subprotocol(self) -> bytes | None:
        asked = self.value("Sec-WebSocket-Protocol")
        return asked if self.draft == 75 and asked is not None else super().subprotocol()


# 75 §5.2: where the request ends.


@fault("75-waits-for-key3", "field bug 127", "75", "5.2")
class WaitsForKey3(Miniature):
    """Reads eight bytes behind the head as draft 76 does, and throws them away."""

    def establish(self) -> None:
        super().establish()
        if self.draft == 75:
            self.phase = self.skip_key3

    def skip_key3(self) -> bool:
        if len(self.buffer) < 8:
            return False
        self.cut(8)
        self.phase = self.read_frame
        return True


@fault("75-head-read-to-origin", "field bug 129", "75", "5.2")
class HeadReadToOrigin(Miniature):
    """Reads the request up to its Origin, and takes the fields behind it for frames."""

    def head_end(self) -> int:
        end = super().head_end()
        head = bytes(self.buffer[: max(0, end)])
        if end < 0 or b"-Key1:" in head:
            return end
        behind = head.find(b"\r\n", head.find(b"\r\nOrigin:") + 2) + 2
        return end if head[behind:] == b"\r\n" else behind

    def lines(self, head: bytes) -> list[bytes]:
        return head.rstrip(b"\r\n").split(b"\r\n")


@fault("75-head-end-as-printed", "erratum E1 taken at its word", "75", "5.2")
class HeadEndAsPrinted(Miniature):
    """Looks for 0A 0D 0A 0D, so that the last line feed of the request becomes a frame type."""

    def accept(self) -> None:
        if self.draft == 75:
            self.buffer[:0] = b"\n"
        super().accept()


@fault("75-refused-by-answering", TEXT, "75", "5.2")
class RefusedByAnswering(Miniature):
    """Answers what it refuses by a 101 and then closes."""

    def refuse(self) -> None:
        if self.draft == 75:
            self.write(self.response_head())
        super().refuse()


@fault("75-names-case-sensitive", "field bug 10", "75", "1.2", "warn")
class NamesCaseSensitive(Miniature):
    """Refuses a client whose field names have another case than the draft's."""

    def check_lines(self) -> None:
        known = {b"Upgrade", b"Connection", b"Host", b"Origin", b"WebSocket-Protocol"}
        title = {name.lower(): name for name in known}
        if self.draft == 75 and any(title.get(n.lower(), n) != n for n, _ in self.fields):
            raise HandshakeError
        super().check_lines()


@fault("75-further-fields-refused", TEXT, "75", "5.2", "warn")
class FurtherFieldsRefused(Miniature):
    """Refuses a client that sends more fields than the draft names."""

    def check_lines(self) -> None:
        known = {b"upgrade", b"connection", b"host", b"origin", b"websocket-protocol"}
        if self.draft == 75 and any(name.lower() not in known for name, _ in self.fields):
            raise HandshakeError
        super().check_lines()


# 75 §6: there is no closing handshake, so FF 00 is a frame to be skipped.


@fault("75-ff-00-answered", "field bug 125: cyclone, em-websocket, Netty", "75", "6", "warn")
class Ff00Answered(Miniature):
    """Answers FF 00 by FF 00 and closes, as draft 76."""

    def read_counted(self, frame_type: int) -> bool:
        if self.draft == 76 or not self.buffer.startswith(b"\xff\x00"):
            return super().read_counted(frame_type)
        self.cut(2)
        self.on_close_frame()
        return True


@fault("75-ff-00-before-the-end", "Netty 4.1.48", "75", "6", "warn")
class Ff00BeforeTheEnd(Miniature):
    """Sends FF 00, as draft 76, before it closes at a frame that is too long for it."""

    def too_long(self) -> None:
        if self.draft == 75:
            self.write(b"\xff\x00")
        super().too_long()


@fault("75-ff-00-delivered", "field bug 125: faye-websocket 0.4.4", "75", "5.3")
class Ff00Delivered(Ff00Answered):
    """Delivers an empty message for FF 00."""

    def on_close_frame(self) -> None:
        if self.draft == 75:
            self.send("")
        else:
            super().on_close_frame()


@fault("75-closes-after-handshake", "field bug 126: gevent-websocket", "75", "5.3", "warn")
class ClosesAfterHandshake(Miniature):
    """Answers 101 and closes."""

    def establish(self) -> None:
        super().establish()
        if self.draft == 75:
            self.finish()


@fault("75-only-first-text", "field bug 126: half a service", "75", "5.3")
class OnlyFirstText(Miniature):
    """Delivers the first text of a connection and none behind it."""

    spoken = False

    def on_message(self, text: str) -> None:
        if self.draft == 76 or not self.spoken:
            super().on_message(text)
        self.spoken = True
