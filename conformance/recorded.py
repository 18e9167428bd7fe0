"""Recorded clients: what the client of a trace did, and the same done to another server.

What a browser really sent is put to a target again, byte by byte and segment by segment. Facts, and
what follows from them:

* *What is rewritten.* Host names the server that is asked (76 §4.1 steps 9-11), so it is the target's.
  A server serves some origins and some resources and should refuse others (76 §5.1, |Origin| and
  item 3), so an http origin and an ordinary path become those of the setting; the query stays. What
  the run was told to send besides (sub-protocol, headers) is what the target asks for. Nothing else
  changes: the keys and key3 are the browser's, so their numbers have to be worked out here.
* *What is kept though a server may refuse it*: a query, which makes another resource of the path
  (75 §7, 76 §7: an incorrect path); blanks and UTF-8 in the path, which no draft allows (76 §5.1 item
  3) and WebKit sends; the origins ``null`` and ``file://``; a sub-protocol that only that page knows.
  A refusal is recorded and is no fault; to be silent is to miss a "should".
* *When the browser's next bytes are due.* It had seen the answer to what it sent before. So each
  message is followed by a wait for its echo, and the browser's end comes last.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.describe import is_utf8
from conformance.pieces import TraceError
from conformance.reading import Reading, answered, read_frames
from conformance.scenario import (
    CRLF,
    KEY3,
    Await,
    Close,
    Connect,
    On,
    Opening,
    Pause,
    Reset,
    Send,
    Setting,
    Step,
    Steps,
)
from conformance.trace import Event, Side, Trace, key_number
from reports.model import Kind

MUCH = 100_000
"""Bytes of a client from which on its scenario runs only when it is asked for."""
PATIENT = 10.0
"""How much more patience the echo of so many bytes gets."""
MANY = 20
"""Texts from which on it is as much: some servers take their time for each."""

_ORDINARY = re.compile(rb"/[\x21-\x7e]*\Z")


@dataclass(frozen=True, slots=True)
class Client:
    """The client's side of one recorded connection."""

    opening: Opening
    cuts: tuple[int, ...]
    """Where its opening handshake was cut into segments, in bytes from its end."""
    joined: bool
    """The first of ``segments`` came in the last segment of the opening handshake."""
    segments: tuple[bytes, ...]
    """What it sent after its opening handshake, read by read."""
    ending: Kind | None
    """EOF or RESET; None when it was still open at the end of the recording."""
    since: float
    until: float
    elsewhere: bool = False
    """It asks for another resource than the one that the target is known to serve."""

    @property
    def resource(self) -> bytes:
        """The resource name, between the first and the last space of the first line."""
        return self.opening.line.partition(b" ")[2].rpartition(b" ")[0]

    @property
    def texts(self) -> tuple[bytes, ...]:
        """The messages whose echo is to be expected: those that are UTF-8."""
        return _texts(b"".join(self.segments))[0]

    @property
    def has_bad_text(self) -> bool:
        """One of its messages is no UTF-8."""
        return _texts(b"".join(self.segments))[1]

    @property
    def asks_much(self) -> bool:
        """So many or so long messages that a server may have a limit below them."""
        return len(self.texts) > 10 or any(len(text) > 1000 for text in self.texts)

    @property
    def protocol(self) -> bytes | None:
        """The sub-protocol that it asks for, None without one."""
        return self.opening.value(_protocol_field(self.opening.draft))

    @property
    def may_be_refused(self) -> bool:
        """It asks for something that a server is free to refuse."""
        origin = self.opening.value("Origin") or b""
        return (
            not _ORDINARY.match(self.resource)
            or not origin.startswith((b"http://", b"https://"))
            or self.protocol is not None
            or self.elsewhere
        )


def _texts(data: bytes) -> tuple[tuple[bytes, ...], bool]:
    messages = [frame.payload for frame in read_frames(data)[0] if frame.is_message]
    good = tuple(message for message in messages if is_utf8(message))
    return good, len(good) < len(messages)


def _protocol_field(draft: str) -> str:
    return "WebSocket-Protocol" if draft == "75" else "Sec-WebSocket-Protocol"


def clients(trace: Trace) -> tuple[Client, ...]:
    """The client's side of each connection. Raises TraceError where one sent no whole handshake."""
    return tuple(client_of(trace, number) for number in range(len(trace.opened)))


def client_of(trace: Trace, number: int) -> Client:
    """The client's side of one connection, in its own draft. Raises TraceError as :func:`clients`."""
    draft = trace.draft_of(number)
    events = [e for e in trace.events if e.connection == number]
    reads = [e.data for e in events if e.kind is Kind.SENT]
    whole = b"".join(reads)
    head, end, rest = whole.partition(CRLF + CRLF)
    key3 = rest[:KEY3] if draft == "76" else b""
    if not end or (draft == "76" and len(key3) < KEY3):
        raise TraceError(f"connection {number}: the client sent no whole opening handshake")
    line, *fields = head.split(CRLF)
    opening = Opening(draft, line, tuple(fields), key3)
    if draft == "76":
        one, two = (opening.value(f"Sec-WebSocket-Key{n}") or b"" for n in (1, 2))
        opening = replace(opening, number1=key_number(one), number2=key_number(two))
    length = len(opening.whole)
    ends = list(itertools.accumulate(map(len, reads)))
    after = sorted({length, *(end for end in ends if end > length)})
    segments = [whole[a:b] for a, b in itertools.pairwise(after)]
    return Client(
        opening,
        tuple(length - end for end in ends if end < length),
        length not in ends,
        tuple(segments),
        _ending(events),
        trace.opened[number],
        events[-1].t if events else trace.opened[number],
    )


def _ending(events: list[Event]) -> Kind | None:
    ends = [e.kind for e in events if e.side is Side.CLIENT and e.kind is not Kind.SENT]
    return ends[-1] if ends else None


# --- the same client, to another server ---


def to_target(client: Client, setting: Setting) -> Client:
    """The client as it would speak to the target; see the head of this module."""
    opening = client.opening.instead("Host", b"Host: " + setting.hostport.encode())
    path, mark, query = client.resource.partition(b"?")
    resource, ours = client.resource, setting.path.encode()
    if _ORDINARY.match(path):
        resource = ours + ((b"&" if b"?" in ours else mark) + query if query else b"")
        opening = opening.starting(client.opening.line.replace(client.resource, resource, 1))
    if (opening.value("Origin") or b"").startswith((b"http://", b"https://")):
        opening = opening.instead("Origin", b"Origin: " + setting.origin.encode())
    if setting.subprotocol is not None:
        name = _protocol_field(opening.draft)
        field = f"{name}: {setting.subprotocol}".encode()
        asks = opening.value(name) is not None
        opening = opening.instead(name, field) if asks else opening.plus(field)
    opening = opening.plus(*(f"{name}: {value}".encode() for name, value in setting.headers))
    return replace(client, opening=opening, elsewhere=resource != ours)


def steps_of(every: tuple[Client, ...]) -> Steps:
    """What the clients do, each on a connection of its own; those that overlapped still do."""
    steps: list[Step] = []
    open_now: dict[int, Client] = {}
    for number, client in enumerate(every):
        for other in [n for n, o in open_now.items() if o.until <= client.since]:
            steps += [On(other), *_end(open_now.pop(other))]
        steps += [Connect()] if number else []
        steps += _conversation(client)
        open_now[number] = client
    if len(every) == 1:
        return (*steps, *_end(every[0]))
    for number, client in open_now.items():
        steps += [On(number), *_end(client)]
    return tuple(steps)


def _conversation(client: Client) -> list[Step]:
    whole, segments = client.opening.whole, list(client.segments)
    marks = [0, *(len(whole) - cut for cut in client.cuts if cut < len(whole)), len(whole)]
    parts = [whole[a:b] for a, b in itertools.pairwise(marks)]
    sent = b""
    if client.joined and segments:
        sent = segments.pop(0)
        parts[-1] += sent
    steps: list[Step] = []
    for part in parts:
        steps += [Send(part), Pause()]
    steps[-1] = Await(answered(client.opening.draft))
    data = b"".join(segments)
    patience = PATIENT if len(data) > MUCH or data.count(b"\xff") > MANY else 1.0
    back = _texts(sent)[0]
    for segment in segments:
        sent += segment
        steps.append(Send(segment))
        texts = _texts(sent)[0]
        steps.append(Await(_all_back(client, texts), patience) if texts != back else Pause())
        back = texts
    return steps


def _all_back(client: Client, texts: tuple[bytes, ...]) -> Callable[[bytes], bool]:
    """A condition: all these texts have come as messages, in this order."""

    def met(received: bytes) -> bool:
        messages = iter(Reading(client.opening.draft, received, None, False).messages)
        return all(text in messages for text in texts)

    return met


def _end(client: Client) -> Steps:
    ends: dict[Kind | None, Steps] = {Kind.EOF: (Close(),), Kind.RESET: (Reset(),)}
    return ends.get(client.ending, ())
