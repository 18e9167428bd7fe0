"""One connection from its first byte to its last, without a socket and without a clock.

Bytes go in by `receive`, and handlers hear what they mean; bytes to be sent stand in `output`, from
where whoever owns a socket takes them. What can happen when is the table `_TABLE`; its states are

    unknown      the request head is arriving; it decides which draft is spoken
    opening      a right request has come and nothing is answered yet: the application may `reject`
    waiting      draft 76 only: the head of the answer is out, key3 is missing for the proof
    handshaking  nothing is missing any more: what the handshake still needs is being sent
    connected    messages go both ways
    closing      draft 76 only: our FF 00 is out, the client's is awaited
    closed       nothing is sent any more: `output` holds the last bytes

Facts that shape it:

* Which draft a client speaks is told by its fields alone. Two keys: draft 76. None, and no other
  field of the Sec-WebSocket- family: draft 75. One key is neither; to take it for draft 75 would
  drop the very check that draft 76 added. A field of RFC 6455 wins over all of these.
* FF 00 is sent once and nothing after it (76 §5.3, sending). After the client's FF 00 the server may
  still send what it has, since 1.4 binds a peer only after its own. So the handlers of the last
  messages answer first, and then `receive` closes.
* Draft 75 has no closing handshake (75 §6). To close is to close TCP, and `output` gets nothing.
* The sixteen bytes of the proof follow the answer's empty line at once. What an application sends
  before they are out is held back until they are.
* After the end nothing is interpreted any more: no second request, no second handshake.
* Most clients are silent most of the time. So an idle connection keeps no parsed request, only the
  bytes of its head, and `request` reads them again when it is asked.

Who does not speak the drafts, an HTTP client or one of RFC 6455, gets an HTTP answer that says in a
sentence what is spoken here, unless the application has an answer to a plain request. A client of
the drafts whose handshake is refused gets no bytes at all, for to abort is to simply close (76 §6.2).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from threading import get_ident
from typing import Any

from reference_server import fields, framing, handshake75, handshake76
from reference_server.events import Emitter, Manager
from reference_server.settings import Settings

_SPOKEN = "This server speaks the WebSocket protocol of draft-hixie-75 and draft-hixie-76 only.\n"
_HTTP = """HTTP/1.1 {}\r
Upgrade: WebSocket\r
Connection: close, Upgrade\r
Content-Type: {}; charset=utf-8\r
Content-Length: {}\r
\r
"""
_OPENINGS = {"draft75": handshake75.handshake, "draft76": handshake76.handshake}

State = StrEnum("State", "UNKNOWN OPENING WAITING HANDSHAKING CONNECTED CLOSING CLOSED")
UNKNOWN, OPENING, WAITING, HANDSHAKING, CONNECTED, CLOSING, CLOSED = State

# "end" is every end without a closing handshake: a refusal, the client's EOF, a close in draft 75, a
# time limit; and the last step of a closing handshake.
_TABLE = """
    unknown      request  opening
    opening      wait     waiting
    opening      prove    handshaking
    waiting      prove    handshaking
    handshaking  open     connected
    connected    close    closing
    unknown      end      closed
    opening      end      closed
    waiting      end      closed
    handshaking  end      closed
    connected    end      closed
    closing      end      closed
"""
_LIFE = {(old, what): State(new) for old, what, new in map(str.split, _TABLE.strip().splitlines())}


@dataclass(slots=True, eq=False)
class Connection(Emitter):
    """The server's side of one connection.

    `id` is its number, `version` "draft75" or "draft76" ("" before it is known), `state` a State, which
    is its name as a text too, `closed` why nothing more is received ("" before), `head` the bytes of
    the request head so far, `output` the bytes to send: whoever sends some deletes them from its
    front. Its handlers are called with:

        state_change  the new state and the old
        message       one text; messages: the list of those that came together, which is faster
        close         nothing: it was connected and is closed
        rejected      the reason for which its handshake is refused
        timeout       nothing: a time limit has passed, and it will end
    """

    settings: Settings
    manager: Manager = field(default_factory=Manager)
    id: int = 0
    state: State = UNKNOWN
    version: str = ""
    closed: str = ""
    output: bytearray = field(default_factory=bytearray)
    head: bytes = b""
    frames: Any = None  # a FrameReader, after the handshake
    _challenge: bytes = b""
    _held: bytes = b""  # what goes out with the next step of the handshake

    @property
    def request(self) -> fields.Head:
        """The request, read again. Raises HandshakeError before its end has come."""
        return fields.parse(self.head)

    @property
    def headers(self) -> dict[str, str]:
        """The fields of the request, names in lower case; of a field that came twice, both values."""
        return {name: ", ".join(values) for name, values in self.request.fields.items()}

    def receive(self, data: bytes) -> None:
        """Obey `data` from the client; b"" is its EOF, which in draft 75 is the way to end (75 §6)."""
        if not data:  # 5.3: a read that fails
            self.end("the client closed TCP")
        if self.state is not CONNECTED:
            data = self._receive_head(data) if self.state is UNKNOWN else data
            self.handshake()
            if self.state is WAITING:
                missing = handshake76.CHALLENGE_LENGTH - len(self._challenge)
                self._challenge, data = self._challenge + data[:missing], data[missing:]
                if len(self._challenge) == handshake76.CHALLENGE_LENGTH:
                    self._held = handshake76.response(self._challenge) + self._held  # step 13
                    self._happen("prove")
            if self.state is HANDSHAKING:
                self._happen("open")
        # While CLOSING messages are delivered still: the client sent them before it knew (76 §1.4).
        if self.state is CONNECTED or self.state is CLOSING:
            if texts := self.frames.feed(data):
                self.tell("messages", texts)
                if "message" in self.handlers or "message" in self.manager.handlers:
                    all(self.tell("message", text) for text in texts)
            self.closed = self.closed or self.frames.terminated
        if self.closed:
            self.close()

    def send(self, *texts: str) -> bool:
        """Send each text as a message. False, and nothing sent, before the answer and after a close.

        For any thread; from another than the loop's it is always True.
        """
        frames = framing.text_frames(texts) if texts else b""
        if get_ident() != self.manager.thread:
            self.manager.later(self.send, *texts)
            return True
        if self.state is CONNECTED or self.state is HANDSHAKING:
            self.output += frames
            self.manager.touched[self] = 0
        elif self.state is WAITING:
            self._held += frames
        return self.state in (CONNECTED, WAITING, HANDSHAKING)

    write = send

    def broadcast(self, message: str) -> None:
        """Send a message to all clients but this one."""
        self.manager.broadcast(message, self)

    def handshake(self) -> None:
        """Answer the request now, and not when the handlers have returned; once is enough."""
        if self.state is OPENING:
            self._happen("wait" if self.version == "draft76" else "prove")

    def reject(self, reason: str) -> None:
        """Refuse the handshake. The reason is for our side only: the client gets no byte (76 §6.2)."""
        self.end(reason)
        self.tell("rejected", reason)

    def respond(self, body: str, content_type: str = "text/html", status: str = "200 OK") -> None:
        """Answer an HTTP request, once, with a text, and end the connection."""
        if self.state is UNKNOWN:
            head = _HTTP.format(status, content_type, len(body.encode())).encode()
            self.output += head if self.head.startswith(b"HEAD ") else head + body.encode()
            self.end(f"answered {status}")

    def close(self) -> None:
        """Send nothing more: 76 §5.3, terminating, step 1. In draft 75, end. Twice is once.

        The waiting of step 2 is the caller's, who has the clock; it calls `end` when time is up.
        For any thread.
        """
        if get_ident() != self.manager.thread:
            return self.manager.later(self.close)
        if self.state is CONNECTED and self.version == "draft76":
            self.output += b"\xff\x00"
            self._happen("close")
        if self.closed or self.state is not CLOSING:
            self.end("the server closed")

    def end(self, reason: str) -> None:
        """Send nothing more and wait for nothing more. A reason that is known already is kept."""
        self.closed = self.closed or reason
        if self.state is not CLOSED:
            self._happen("end")

    def tell(self, event: str, *args: object) -> bool:
        """Tell the handlers here, then the server's; False if the connection is closed after it."""
        error = self.handlers and self.emit(event, *args)  # most have none of their own
        if error := error or self.manager.emit(event, self, *args):
            self.end("an exception of the application")
            self.manager.emit("error", error, self)
        return self.state is not CLOSED

    def _happen(self, what: str) -> None:
        old, self.state = self.state, _LIFE[self.state, what]
        self.manager.touched[self] = 0
        if self.state not in (OPENING, CLOSING, CLOSED):
            self.output, self._held = self.output + self._held, b""
        self.tell("state_change", self.state, old)
        if self.state is CONNECTED:
            self.manager.connections[self.id] = self
            self.tell("connection")
        self.state is CLOSED and self.manager.connections.pop(self.id, None) and self.tell("close")

    def _receive_head(self, data: bytes) -> bytes:
        searched, self.head = len(self.head), self.head + data
        try:
            if not (found := fields.read_head(self.head, searched, self.settings.max_head)):
                return b""
            head, size = found
            self.head, data = self.head[: size - 4], self.head[size:]
            self.version = _choose(head, self.settings.version)
            self._held, self._challenge = _OPENINGS[self.version](head, self.settings)
            self.frames = framing.FrameReader(self.settings, self.version == "draft76")
            self._happen("request")
        except fields.NotOursError:
            self.tell("request", head)
            self.respond(_SPOKEN, "text/plain", "426 Upgrade Required")  # if no handler has
        except fields.HandshakeError as error:
            self.reject(str(error))
        return data


def _choose(head: fields.Head, wanted: str) -> str:
    """The draft that the client speaks. Raises HandshakeError if it speaks none, or not `wanted`."""
    ours = {name for name in head.fields if name.startswith("sec-websocket-")}
    rfc_6455 = ours & {"sec-websocket-version", "sec-websocket-key"}
    # 76 §5.1, Upgrade; 75 §5.2. Who does not ask for the upgrade is an HTTP client.
    upgrade = head.only("upgrade").encode().lower() == b"websocket" and not rfc_6455
    fields.demand(upgrade, "the request is not for this protocol", fields.NotOursError)
    version = "draft76" if ours >= {"sec-websocket-key1", "sec-websocket-key2"} else "draft75"
    fields.demand(not ours or version == "draft76", "this is neither draft 75 nor draft 76")
    fields.demand(wanted in ("auto", version), "this draft is not spoken here")
    return version
