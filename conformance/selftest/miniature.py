"""The honest miniature server: an echo in drafts 75 and 76, as simple as it can be read.

It exists to be damaged. Every step of the drafts is a small method; a fault is a subclass that
replaces one of them (``faults``), a legal variation likewise (``legal``). Undamaged, it keeps
every MUST and every SHOULD of both drafts' section 5.

Facts. A frame whose first byte is 00 to 7F ends at the next FF; one whose first byte is 80 to FF
has a length and so many bytes. Text is type 00 alone. In draft 76, FF with the length 0 closes;
in draft 75 nothing does, and FF 00 is a frame to be skipped like any other.

Choices, where the drafts leave one: unknown frames are skipped; invalid UTF-8 becomes U+FFFD;
a length is read as 1.2 writes it, also when its last byte is 00 (erratum E2). Left out: TLS.
"""

from __future__ import annotations

from conformance.selftest.opening import Opening


class Miniature(Opening):
    """One connection, from its first byte to its last."""

    TEXT_LIMIT = 16 * 2**20
    SKIP_LIMIT = 16 * 2**20
    LENGTH_BYTES = 10

    # Receiving: 5.3 of both drafts.

    def read_frame(self) -> bool:
        if not self.buffer:
            return False
        frame_type = self.buffer[0]
        if self.has_length(frame_type):
            return self.read_counted(frame_type)
        return self.read_delimited(frame_type)

    def has_length(self, frame_type: int) -> bool:
        return frame_type & 0x80 == 0x80

    def read_delimited(self, frame_type: int) -> bool:
        """Type, bytes, FF."""
        end = self.text_end()
        if end < 0:
            if len(self.buffer) > self.TEXT_LIMIT:
                self.too_long()
            return False
        raw_data = self.cut(end + 1)[1:-1]
        if frame_type == 0:
            self.on_text(raw_data)
        else:
            self.on_unknown_text(raw_data)
        return True

    def text_end(self) -> int:
        """Where the FF of the frame at the front of the buffer is; negative: not there yet."""
        return self.buffer.find(0xFF, 1)

    def too_long(self) -> None:
        """It is always safe to disconnect (section 7)."""
        self.finish()

    def read_counted(self, frame_type: int) -> bool:
        """Type, length, so many bytes."""
        header = self.read_length()
        if header is None:
            return False
        length, start = header
        if length > self.SKIP_LIMIT:
            self.too_long()
            return False
        if len(self.buffer) < start + length:
            return False
        raw_data = self.cut(start + length)[start:]
        if frame_type == 0xFF and length == 0 and self.draft == 76:
            self.on_close_frame()
        else:
            self.on_skipped(raw_data)
        return True

    def read_length(self) -> tuple[int, int] | None:
        """The length and where the data starts; None when it is not complete, or too long."""
        length = 0
        for position, b in enumerate(self.buffer[1 : 1 + self.LENGTH_BYTES]):
            length = self.add_length(length, b)
            if not b & 0x80:
                return length, position + 2
        if len(self.buffer) > self.LENGTH_BYTES:
            self.too_long()
        return None

    def add_length(self, length: int, b: int) -> int:
        return length * 128 + (b & 0x7F)

    def on_text(self, raw_data: bytes) -> None:
        text = self.decode(raw_data)
        if text is not None:
            self.on_message(text)

    def on_unknown_text(self, raw_data: bytes) -> None:
        """A type from 01 to 7F: draft 76 discards it, draft 75 does not say (erratum E6)."""

    def on_skipped(self, raw_data: bytes) -> None:
        """A frame with a length: read and discarded."""

    def decode(self, raw_data: bytes) -> str | None:
        """5.4: a server may do as it likes with invalid bytes."""
        return raw_data.decode("utf-8", "replace")

    def on_message(self, text: str) -> None:
        """The application: an echo."""
        self.send(text)

    # Sending: 5.3 of both drafts, the second list.

    def send(self, text: str) -> None:
        self.write(self.frame(self.encode(text)))

    def encode(self, text: str) -> bytes:
        return text.encode("utf-8")

    def frame(self, data: bytes) -> bytes:
        return b"\x00" + data + b"\xff"

    # Closing: 76 §1.4, §5.3.

    def on_close_frame(self) -> None:
        self.write(self.closing_frame())
        self.finish()

    def closing_frame(self) -> bytes:
        return b"\xff\x00"
