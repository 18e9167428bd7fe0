"""Data framing: bytes to messages, and back.

After the handshake a connection is a stream of frames. The first byte of a frame is its type, and
the high bit of the type says how the frame ends (76 §5.3, 75 §5.3):

    00..7F  data up to the byte FF                            00 68 69 FF      the message "hi"
    80..FF  a length, 7 bits in each byte, the high bit set   80 03 78 79 7A   three bytes, skipped
            in all but its last byte; then so much data
    FF 00   the closing handshake, in draft 76 only           FF 00

Only type 00 carries anything. UTF-8 never holds the byte FF, and that is the whole trick: text needs
neither escapes nor a length. It is the whole danger too, for a sender that writes anything but UTF-8
hands the frame boundary to whoever chose the text (76 §7). So this module sends `str` only.

What follows for a reader:

* A frame is read by its own rule to its own end. In a length-prefixed frame FF ends nothing and 00
  begins nothing: who looks for 00 and FF there delivers a message that nobody sent.
* FF 00 is a close only where a frame begins. In 00 61 FF 00 62 FF the same two bytes are the end of
  one message and the beginning of the next.
* With an unknown type a server may skip the frame, disconnect, or set /client terminated/ (76 §5.3
  step 2). Choice: skip, which is what later versions of the protocol were promised, and keep nothing
  of it. Draft 75 does not say that the text of types 01..7F is not delivered (E6); skipped too.
* The last byte of a length may be 00. To the letter, 76 §5.3 leaves out the multiplication for it,
  so that 80 81 00 would have no data. The ABNF of 76 §1.2, draft 75 and the client's rule (76 §4.2)
  all read 128 bytes, and so does this reader (E2). FF with a length of 0 closes however many bytes
  say so (FF 80 00), by the letter as well as by the ABNF.
* A length is as long as its sender likes. Bounded are the value, and the count of its bytes, since
  leading 80s never make the value grow. Who cannot skip a frame correctly discards all that follows
  and sets /client terminated/ (76 §5.3 step 4.5). A frame of type 01..7F needs no such bound: it
  states nothing that could overflow, and nothing of it is kept.

And for speed: the drafts write down a loop over bytes, but a search for FF over all that has arrived
says the same. In a run of text frames each FF but the last is followed by the 00 of the next frame,
and FF occurs nowhere else. So the run is a list of texts joined by FF 00: one split takes it apart.
A run of one is not split, for the search for two bytes takes longer than all else. And where all texts
of a run are ASCII, as most are, it is decoded and encoded as a whole: in ISO-8859-1 each of their bytes
is the character that it is in UTF-8, and FF is one too.

And against those who make work: a byte that is no UTF-8 costs fifty times what another does. So what is
incomplete is put right as it comes, each byte once, and when a text of many megabytes ends, all but
its last piece is right already.
"""

import codecs
import re
from dataclasses import dataclass, field

from reference_server.settings import Settings

# The end of a run of text frames: the first FF that no 00 follows.
_RUN_END = re.compile(rb"\xff[^\x00]")


codecs.register_error("U+FFFD", lambda error: (b"\xef\xbf\xbd", error.start + 1))  # type: ignore[attr-defined]


def text_frames(texts: list[str] | tuple[str, ...]) -> bytes:
    """A frame for each text, at least one: 5.3 of both drafts, sending, steps 1 to 3.

    Half a surrogate pair is no character and has no UTF-8: it is sent as U+FFFD.
    """
    run = "".join(texts).isascii() and "\xff\x00".join(texts).encode("latin-1")
    return b"\x00%b\xff" % (run or b"\xff\x00".join([t.encode("utf-8", "U+FFFD") for t in texts]))


@dataclass(slots=True, eq=False)
class FrameReader:
    """Reads the frames of one client.

    `terminated` is the /client terminated/ flag of 76 §5.3: "", or why nothing more is read.
    `buffer` is what is kept between two calls: of one incomplete frame at most.
    """

    settings: Settings
    closing_handshake: bool = True
    terminated: str = ""
    buffer: bytearray = field(default_factory=bytearray)
    _scanned: int = 0  # up to here the buffer is a text without end, and right UTF-8
    skip: int = 0  # bytes of a frame that are still to be discarded; -1: all up to FF

    def feed(self, data: bytes) -> list[str]:
        """The messages that `data` completes, in order."""
        whole = not (self.buffer or self.skip or self.terminated) and data and not data[0]
        if whole and data.find(b"\xff") == len(data) - 1 <= self.settings.max_message:
            return [data[1:-1].decode("utf-8", "replace")]  # one text frame and nothing else
        texts: list[str] = []
        (buffer := self.buffer).extend(data)
        start, at, size = -1, 0, len(buffer)
        while start < at < size and not self.terminated:  # as long as it gets on
            start = at
            if self.skip > 0:  # 76 §5.3 steps 4.5 and 4.6; 75 §5.3 steps 6 and 7
                at = min(start + self.skip, size)
                self.skip -= at - start
            elif self.skip:
                end = buffer.find(b"\xff", start)
                at, self.skip = (size, -1) if end < 0 else (end + 1, 0)
            elif buffer[start] == 0:  # step 1: /type/
                at = self._text_run(start, texts)
            elif buffer[start] < 0x80:
                at, self.skip = start + 1, -1
            else:
                at = self._length(start)
        del buffer[: size if self.terminated else at]
        self._scanned = max(0, self._scanned - at)
        return texts

    def _text_run(self, at: int, texts: list[str]) -> int:
        """Read the complete text frames from `at` on; return where they end, `at` if none is."""
        buffer, limit, begin = self.buffer, self.settings.max_message, max(at + 1, self._scanned)
        end = buffer.find(b"\xff", begin)
        self._scanned = len(buffer) if end < 0 else 0
        if end < 0 and not buffer[begin:].isascii():
            # Put right what there is, all but a character that is incomplete.
            text, size = codecs.utf_8_decode(buffer[begin:], "replace", False)
            buffer[begin : begin + size] = raw_data = text.encode()
            self._scanned = begin + len(raw_data)
        if (len(buffer) if end < 0 else end) - at - 1 > limit:
            self.terminated = "a message is longer than the limit"
        if end < 0 or self.terminated:
            return at
        # No text that begins and ends within `limit` is too long.
        odd = _RUN_END.search(buffer, end, end + limit)
        stop = odd.start() + 1 if odd else buffer.rfind(b"\xff", end, end + limit) + 1
        run = bytes(memoryview(buffer)[at + 1 : stop - 1])  # one copy
        # `stop - end - 1` is 0 for a run of one, which is not split then.
        if run.replace(b"\xff", b"").isascii():
            texts += run.decode("latin-1").split("\xff\x00", stop - end - 1)
        else:  # 5.4 of both drafts: undefined. Choice: U+FFFD, as clients have to do (4.3, 4.4).
            texts += [t.decode("utf-8", "replace") for t in run.split(b"\xff\x00", stop - end - 1)]
        return stop

    def _length(self, at: int) -> int:
        """Read the length of the frame at `at`; return where its data begins, `at` if incomplete."""
        length, most = 0, self.settings.max_length_bytes
        for count, b in enumerate(self.buffer[at + 1 : at + 1 + most], 1):
            length = length * 128 + (b & 0x7F)  # 76 §5.3 steps 4.2 and 4.3; 75 §5.3 steps 3 and 4
            if length > self.settings.max_skip or (b >= 0x80 and count == most):  # step 4.5
                self.terminated = "a frame to skip, or its length, is longer than the limit"
            if b < 0x80:  # step 4.4: the last byte of the length
                if self.closing_handshake and self.buffer[at] == 0xFF and length == 0:  # step 5
                    self.terminated = "the client closed"
                self.skip = length
                return at + 1 + count
        return at
