"""Faults in frames that come in several reads, or fill one, 5.3 of both drafts."""

from __future__ import annotations

from conformance.selftest.actions import Action
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault


class Pieces(Miniature):
    """A server that does something to a read which goes on with the frame of an earlier one."""

    pieces = 0

    def receive(self, data: bytes) -> list[Action]:
        inside = self.phase == self.read_frame and bool(self.buffer)
        self.pieces = self.pieces + 1 if inside else 0
        if inside:
            data = self.counted(data) if self.buffer[0] & 0x80 else self.delimited(data)
        return super().receive(data) if data else []

    def delimited(self, data: bytes) -> bytes:
        """A read within a frame that ends at FF; what is to be made of it."""
        return data

    def counted(self, data: bytes) -> bytes:
        """A read within a frame that has a length; what is to be made of it."""
        return data


@fault("nul-first-in-read-restarts-text", "field bug 94: 00 begins a text", "both", "5.3")
class NulFirstInReadRestartsText(Pieces):
    """Takes a 00 with which a read begins for the beginning of the text."""

    def delimited(self, data: bytes) -> bytes:
        if data.startswith(b"\0"):
            del self.buffer[1:]
        return data.removeprefix(b"\0")


@fault("nul-first-in-read-dropped", "field bug 94", "both", "5.3")
class NulFirstInReadDropped(Pieces):
    """Drops a 00 with which a read within a text begins."""

    def delimited(self, data: bytes) -> bytes:
        return data.removeprefix(b"\0")


@fault("skipped-frame-ends-at-third-read", "field bug 55: a length for one read", "both", "5.3")
class SkippedFrameEndsAtThirdRead(Pieces):
    """Forgets how much of a frame that has a length is to be skipped still, at the third read of it."""

    def counted(self, data: bytes) -> bytes:
        if self.pieces > 2:
            self.buffer.clear()
        return data


@fault("ff-first-in-read-ends-skipped-frame", "field bug 54", "both", "5.3")
class FfFirstInReadEndsSkippedFrame(Pieces):
    """Takes an FF with which a read begins for the end of a frame that has a length."""

    def counted(self, data: bytes) -> bytes:
        if data.startswith(b"\xff"):
            self.buffer.clear()
        return data.removeprefix(b"\xff")


@fault("text-keeps-last-16384", "field bug 62: a buffer that goes round", "both", "5.3")
class TextKeepsLast16384(Pieces):
    """Keeps the last 16384 bytes of a text that comes in several reads."""

    def delimited(self, data: bytes) -> bytes:
        whole = bytes(self.buffer[1:]) + data
        del self.buffer[1:]
        return whole[max(0, whole.find(b"\xff") - 16384) :] if b"\xff" in whole else whole


@fault("full-read-waits-for-more", TEXT, "both", "5.3")
class FullReadWaitsForMore(Miniature):
    """Reads 4096 bytes at a time, and after a full read waits for the next before it looks at any."""

    kept = b""

    def receive(self, data: bytes) -> list[Action]:
        self.kept += data
        if len(self.kept) % 4096 == 0:
            return []
        data, self.kept = self.kept, b""
        return super().receive(data)


def miscounted(name: str, number: int) -> None:
    """Enter the fault of a server that skips one byte too few of a frame of this length."""

    def read_length(self: Miniature) -> tuple[int, int] | None:
        header = Miniature.read_length(self)
        return (number - 1, header[1]) if header and header[0] == number else header

    what = f"Skips a byte too few of a frame of {number} bytes."
    peer = type("Miscounted", (Miniature,), {"__doc__": what, "read_length": read_length})
    fault(name, TEXT, "both", "5.3")(peer)


miscounted("length-16383-miscounted", 16383)
miscounted("length-16384-miscounted", 16384)
