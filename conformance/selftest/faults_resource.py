"""Faults that need much: many clients, long texts, endless lengths, somebody who does not read."""

from __future__ import annotations

from conformance.selftest.actions import Action, Hang, Write
from conformance.selftest.answer import CrashError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault

MANY = 50
KIB = 1024


def _count(shared: dict[str, bytes], what: str, by: int = 1) -> int:
    """Count something that all connections of one server have together."""
    number = int(shared.get(what, b"0")) + by
    shared[what] = b"%d" % number
    return number


# Clients.


class Leaking(Miniature):
    """A server that loses something with each client of one kind, and in the end serves nobody."""

    def opened(self) -> list[Action]:
        if int(self.shared.get("lost", b"0")) > MANY:
            self.finish()
        return self.flush()


@fault("descriptor-lost-with-each-reset", "field bugs 92, 110: eventlet", "both", "6.3", "warn")
class DescriptorLostWithEachReset(Leaking):
    """Forgets to close what a RST has ended, and has room for fifty of these."""

    def lost(self) -> list[Action]:
        _count(self.shared, "lost")
        return super().lost()


@fault("descriptor-lost-with-each-visit", "field bugs 92, 109", "both", "5.1", "warn")
class DescriptorLostWithEachVisit(Leaking):
    """Forgets to close what a FIN without a byte has ended, and has room for fifty of these."""

    def end(self) -> list[Action]:
        if not self.segment:
            _count(self.shared, "lost")
        return super().end()


@fault("half-handshakes-keep-all-out", "field bug 106: yaws, websockify", "both", "5.1", "warn")
class HalfHandshakesKeepAllOut(Miniature):
    """Refuses whoever comes while fifty others are within their handshake."""

    inside = False

    def receive(self, data: bytes) -> list[Action]:
        if not self.segment:
            self.inside = True
            if _count(self.shared, "inside") > MANY:
                self.finish()
        actions = super().receive(data)
        self.leave(established=self.phase not in (self.read_head, self.read_key3))
        return actions

    def end(self) -> list[Action]:
        self.leave(established=True)
        return super().end()

    def lost(self) -> list[Action]:
        self.leave(established=True)
        return super().lost()

    def leave(self, *, established: bool) -> None:
        if self.inside and established:
            self.inside = False
            _count(self.shared, "inside", -1)


# Requests.


@fault("long-line-dies", "field bug 105: CVE-2026-54465", "both", "5.1")
class LongLineDies(Miniature):
    """A first line of more than 16 KiB ends the process."""

    def check_request_line(self) -> None:
        if len(self.first_line) > 16 * KIB:
            raise CrashError
        super().check_request_line()

    def hopeless(self) -> bool:
        if len(self.buffer) > 16 * KIB and b"\r\n" not in self.buffer:
            raise CrashError
        return super().hopeless()


@fault("many-fields-die", "field bug 105: CVE-2026-54465", "both", "5.1")
class ManyFieldsDie(Miniature):
    """A head of more than a thousand lines ends the process."""

    def hopeless(self) -> bool:
        if self.buffer.count(b"\r\n") > 1000:
            raise CrashError
        return super().hopeless()

    def read_request(self, head: bytes) -> None:
        if head.count(b"\r\n") > 1000:
            raise CrashError
        super().read_request(head)


# Frames and texts.


@fault("long-text-dies", "field bugs 102, 103: memory", "both", "5.3")
class LongTextDies(Miniature):
    """A frame of more than 4 MiB without its end ends the process."""

    def read_delimited(self, frame_type: int) -> bool:
        if len(self.buffer) > 4 * KIB * KIB:
            raise CrashError
        return super().read_delimited(frame_type)


@fault("long-payload-dies", "field bug 68: a buffer of the announced length", "both", "5.3")
class LongPayloadDies(Miniature):
    """A frame that announces more than 512 KiB, or a length of as many bytes, ends the process."""

    LENGTH_BYTES = 2**30

    def read_counted(self, frame_type: int) -> bool:
        if len(self.buffer) > 512 * KIB:
            raise CrashError
        return super().read_counted(frame_type)


@fault("text-cut-at-65536", TEXT, "both", "5.3")
class TextCutAt65536(Miniature):
    """Drops what a text has beyond 64 KiB."""

    def on_text(self, raw_data: bytes) -> None:
        super().on_text(raw_data[: 64 * KIB])


@fault("output-lost-for-slow-readers", "field bugs 76, 77", "both", "5.3, sending")
class OutputLostForSlowReaders(Miniature):
    """Drops a text from each megabyte that it writes on one connection."""

    written = 0

    def send(self, text: str) -> None:
        before, self.written = self.written, self.written + len(text)
        if before // (KIB * KIB) == self.written // (KIB * KIB):
            super().send(text)


@fault("flood-loses-texts", "field bug 66", "both", "5.3")
class FloodLosesTexts(Miniature):
    """Answers the first ten thousand texts of a connection and no other."""

    heard = 0

    def on_message(self, text: str) -> None:
        self.heard += 1
        if self.heard <= 10_000 or text.startswith("end"):
            super().on_message(text)


@fault("much-output-hangs-server", "field bugs 107, 135: a write that blocks", "both", "7", "warn")
class MuchOutputHangsServer(Miniature):
    """Stops for everybody when it has a megabyte of long texts to write to one client."""

    waiting = 0

    def write(self, data: bytes) -> None:
        super().write(data)
        self.waiting += len(data) if len(data) > 8 * KIB else 0
        if self.waiting > KIB * KIB:
            self.actions.append(Hang())


# Two clients, and two things to say.


@fault("outputs-interleaved", "field bug 75: eventlet's sendlock", "both", "5.3, sending")
class OutputsInterleaved(Miniature):
    """Keeps the last byte of a text to one client until it has something for another."""

    def frame(self, data: bytes) -> bytes:
        kept = self.shared.pop("kept", b"")
        self.shared["kept"] = b"\xff"
        return kept + b"\x00" + data


@fault("text-queued-behind-close", "field bug 82: tornado", "76", "5.3")
class TextQueuedBehindClose(Miniature):
    """Sends its FF 00 at once, before the texts that it has still to send."""

    def on_close_frame(self) -> None:
        queued = [action for action in self.actions if isinstance(action, Write)]
        self.actions = [Write(self.closing_frame()), *queued]
        self.finish()


@fault("half-text-delivered", TEXT, "both", "5.3")
class HalfTextDelivered(Miniature):
    """Takes the client's FIN for the end of a text that has none."""

    def on_end(self) -> None:
        if self.phase == self.read_frame and self.buffer[:1] == b"\x00":
            self.on_text(bytes(self.buffer[1:]))
        super().on_end()
