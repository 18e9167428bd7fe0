"""One connection from its first byte to its last, without a socket and without a clock.

Bytes go in by `receive` and events come out of it; bytes to be sent stand in `output`, from where
whoever owns a socket takes them. What can happen when is the table `_LIFE`; its states are

    HEAD        the request head is arriving; it decides which draft is spoken
    KEY3        draft 76 only: the head of the answer is out, key3 is missing for the proof
    OPEN        messages go both ways
    TERMINATED  the client has ended its side (/client terminated/, 76 §5.3), ours is still open
    CLOSING     draft 76 only: our FF 00 is out, the client's is awaited
    ENDED       `output` holds the last bytes that will ever be sent

Facts that shape it:

* Which draft a client speaks is told by its fields alone. Two keys: draft 76. None, and no other
  field of the Sec-WebSocket- family: draft 75. One key is neither; to take it for draft 75 would
  drop the very check that draft 76 added. A field of RFC 6455 wins over all of these.
* FF 00 is sent once and nothing after it (76 §5.3, sending). After the client's FF 00 the server may
  still send what it has, since 1.4 binds a peer only after its own. The answers to the last messages
  are made while the events of `receive` are handled: so `receive` does not send FF 00, the call of
  `close` does that has to follow a Closed event.
* Draft 75 has no closing handshake (75 §6). To close is to close TCP, and `output` gets nothing.
* The sixteen bytes of the proof follow the answer's empty line at once. What an application sends
  before they are out is held back until they are.
* After the end nothing is interpreted any more: no second request, no second handshake.

Who does not speak the drafts, an HTTP client or one of RFC 6455, gets an HTTP answer that says in a
sentence what is spoken here. A client of the drafts whose handshake is refused gets no bytes at all,
for to abort is to simply close (76 §6.2).
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from reference_server import handshake75, handshake76
from reference_server.fields import HandshakeError, Head, HeadReader, ascii_lower, demand
from reference_server.framing import CLOSING_FRAME, Closed, FrameReader, text_frames
from reference_server.handshake75 import Opening
from reference_server.settings import Settings

_PHRASES = {400: "Bad Request", 426: "Upgrade Required", 431: "Request Header Fields Too Large"}
_SPOKEN = "This server speaks only the WebSocket protocol of draft-hixie-75 and draft-hixie-76"


class Opened(NamedTuple):
    """The handshake is complete: messages may be sent and received."""

    opening: Opening


class Messages(NamedTuple):
    """One or more messages in the order received: a list, since many arrive in one read."""

    texts: list[str]


Event = Opened | Messages | Closed

State = Enum("State", "HEAD KEY3 OPEN TERMINATED CLOSING ENDED")

# state: {what happens: next state}. "end" is every end without a closing handshake: a refusal, the
# client's EOF, a close in draft 75, a time limit.
_LIFE: dict[State, dict[str, State]] = {
    State.HEAD: {"accept 75": State.OPEN, "accept 76": State.KEY3, "end": State.ENDED},
    State.KEY3: {"prove": State.OPEN, "end": State.ENDED},
    State.OPEN: {"terminate": State.TERMINATED, "close": State.CLOSING, "end": State.ENDED},
    State.TERMINATED: {"close": State.ENDED, "end": State.ENDED},
    State.CLOSING: {"terminate": State.ENDED, "end": State.ENDED},
    State.ENDED: {"end": State.ENDED},
}


@dataclass(slots=True, eq=False)
class Connection:
    """The server's side of one connection.

    `draft` is 75 or 76 (0 before it is known), `opening` what was agreed upon (None before), `closed`
    why nothing more is received (None before), `output` the bytes to send: whoever sends some
    deletes them from its front.
    """

    settings: Settings
    state: State = State.HEAD
    draft: int = 0
    opening: Opening | None = None
    closed: Closed | None = None
    output: bytearray = field(default_factory=bytearray)
    _reader: HeadReader = field(init=False)
    _frames: FrameReader = field(init=False)
    _challenge: bytes = b""
    _held: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._reader = HeadReader(self.settings)

    def receive(self, data: bytes) -> list[Event]:
        """What `data` from the client means; b"" is its EOF. Call `close` after a Closed event."""
        events: list[Event] = []
        before = self.closed
        if not data:  # 5.3: a read that fails aborts; in draft 75 it is the way to end (75 §6)
            self.end("the client closed TCP", clean=self.state is State.OPEN and self.draft == 75)
        if self.state is State.HEAD:
            data = self._receive_head(data, events)
        if self.state is State.KEY3:
            data = self._receive_key3(data, events)
        # While CLOSING messages are delivered still: the client sent them before it knew (76 §1.4).
        if data and self.state in (State.OPEN, State.CLOSING):
            if texts := self._frames.feed(data):
                events.append(Messages(texts))
            if self._frames.terminated:
                self.closed = self._frames.terminated
                self._happen("terminate")
        if self.closed and self.closed is not before:
            events.append(self.closed)
        return events

    def send(self, *texts: str) -> bool:
        """Send each text as a message. False, and nothing sent, before the answer and after a close."""
        sending = self.state in (State.KEY3, State.OPEN, State.TERMINATED)
        if sending and texts:
            queue = self._held if self.state is State.KEY3 else self.output
            queue += text_frames(texts)
        return sending

    def close(self) -> None:
        """Send nothing more: 76 §5.3, terminating, step 1. In draft 75, end. Twice is once.

        The waiting of step 2 is the caller's, who has the clock; it calls `end` when time is up.
        """
        if self.state in (State.OPEN, State.TERMINATED) and self.draft == 76:
            self.output += CLOSING_FRAME
            self._happen("close")
        elif self.state is not State.CLOSING:
            self.end("the server closed", clean=self.draft == 75)

    def end(self, reason: str, clean: bool = False) -> None:
        """Send nothing more and wait for nothing more. A reason that is known already is kept."""
        self.closed = self.closed or Closed(clean, reason)
        self._happen("end")

    def _happen(self, what: str) -> None:
        self.state = _LIFE[self.state][what]

    def _receive_head(self, data: bytes, events: list[Event]) -> bytes:
        head = None
        try:
            found = self._reader.feed(data)
            if found is None:
                return b""
            head, rest = found
            handshake = handshake76.handshake if _choose(head) == 76 else handshake75.handshake
            opening, answer, self._challenge = handshake(head, self.settings)
        except HandshakeError as error:
            if error.status:
                self.output += _http_answer(error, head is not None and head.method == "HEAD")
            self.end(error.reason)
            return b""
        self.opening, self.draft = opening, opening.draft
        self.output += answer
        self._frames = FrameReader(self.settings, closing_handshake=self.draft == 76)
        self._happen(f"accept {self.draft}")
        if self.state is State.OPEN:
            events.append(Opened(opening))
        return rest

    def _receive_key3(self, data: bytes, events: list[Event]) -> bytes:
        missing = handshake76.CHALLENGE_LENGTH - len(self._challenge)
        self._challenge += data[:missing]
        if len(data) >= missing and self.opening:
            self.output += handshake76.response(self._challenge) + self._held  # 76 §5.2 step 13
            self._happen("prove")
            events.append(Opened(self.opening))
        return data[missing:]


def _choose(head: Head) -> int:
    """The draft, 75 or 76, that the client speaks. Raises HandshakeError if it speaks neither."""
    ours = {name for name in head.fields if name.startswith("sec-websocket-")}
    rfc_6455 = ours & {"sec-websocket-version", "sec-websocket-key"}
    demand(not rfc_6455, "not that of RFC 6455, which this request asks for", 400)
    # 76 §5.1, Upgrade; 75 §5.2. Who does not ask for the upgrade is an HTTP client.
    upgrade = ascii_lower(head.only("upgrade")) == "websocket"
    demand(upgrade, "a request has to ask for it by Upgrade: WebSocket", 426)
    if ours >= {"sec-websocket-key1", "sec-websocket-key2"}:
        return 76
    demand(not ours, "draft 76 has two keys, and draft 75 no Sec-WebSocket- field")
    return 75


def _http_answer(error: HandshakeError, without_body: bool) -> bytes:
    """A whole HTTP/1.1 answer, without a byte that came from the client."""
    body = f"{_SPOKEN}: {error.reason}.\n"
    head = (
        f"HTTP/1.1 {error.status} {_PHRASES[error.status]}\r\n"
        "Upgrade: WebSocket\r\nConnection: close, Upgrade\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head if without_body else head + body).encode()
