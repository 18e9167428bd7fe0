"""A conversation with every byte explained: what it is, and which sentence of the draft says so.

Bytes in, passages out; nothing is read from a file or a socket here and nothing is printed.

* A stream is what one side sent, from its first byte. It is an opening handshake and then frames; the
  modules beside this one explain the request, the response and the frames.
* The passages of a stream are a partition of it (:mod:`conformance.explain_model`), whatever the stream
  holds and wherever it is cut off. What breaks a rule is explained as that, and so is what comes
  after it, though a strict reader would have stopped.
* A server's stream can be read alone. What it has to say depends on the request, so with the client's
  bytes in the :class:`Context` the values and the sixteen bytes are compared too.
* This is an explanation and no verdict: a conforming server may refuse, drop or close where a passage
  is called *wrong*, and the scenarios know all that it may do.

The renderers are :mod:`conformance.explain_html` and the command line's own for the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from conformance.causes import likely_cause
from conformance.explain_frames import explain_frames
from conformance.explain_key import key_arithmetic, response_to
from conformance.explain_model import Context, Level, Passage, Step, Turn, worse
from conformance.explain_request import behind_opening, draft_of, explain_request
from conformance.explain_response import explain_response
from conformance.reading import read_frames
from conformance.trace import Event, Side, Trace
from reports.model import Event as Seen
from reports.model import Kind

__all__ = [
    "Context",
    "Level",
    "Passage",
    "Step",
    "Stream",
    "Turn",
    "explain_events",
    "explain_stream",
    "explain_trace",
    "key_arithmetic",
    "response_to",
]


def explain_stream(
    data: bytes, side: Side, draft: str, context: Context | None = None
) -> tuple[Passage, ...]:
    """The passages of all that ``side`` sent, in draft ``"75"`` or ``"76"``.

    Joined, they are ``data`` again. Raises ValueError for another draft.
    """
    if draft not in {"75", "76"}:
        raise ValueError(f"draft {draft!r} is neither '75' nor '76'")
    context = context or Context()
    head: list[Passage] = []
    rest = data
    if not context.opened:
        if side is Side.CLIENT:
            head, rest = explain_request(data, draft)
        else:
            head, rest = explain_response(data, draft, context)
    known: set[bytes] = set()
    if rest and side is Side.SERVER and context.asked:
        frames, _ = read_frames(behind_opening(context.asked, draft))
        known = {frame.payload for frame in frames if frame.is_message and frame.payload}
    tail = explain_frames(rest, side, draft, known)
    if side is Side.SERVER and context.asked:
        _say_cause(head, tail, context, data, draft)
    return (*head, *tail)


def _say_cause(
    head: list[Passage], frames: list[Passage], context: Context, data: bytes, draft: str
) -> None:
    """Add the likely cause of what is wrong to the passage that it is likely to be the cause of."""
    wrong_head = [n for n, p in enumerate(head) if p.level == "wrong"]
    wrong_frames = [n for n, p in enumerate(frames) if p.level == "wrong"]
    if not wrong_head and not wrong_frames:
        return
    exchange = (Seen(0.0, Kind.SENT, context.asked), Seen(0.0, Kind.RECEIVED, data))
    cause = likely_cause(exchange, draft, secure=bool(context.secure))
    if not cause or any(cause in p.note for p in head):
        return
    words = f"likely: {cause}"
    if wrong_head and " came back " not in cause:
        at = wrong_head[-1]
        head[at] = worse(head[at], "wrong", words)
    elif wrong_frames:
        at = wrong_frames[0]
        frames[at] = worse(frames[at], "wrong", words)


# --- conversations ---


@dataclass
class Stream:
    """One side of one connection: its passages, handed out as their bytes come."""

    passages: Iterator[Passage]
    waiting: int = 0
    """Bytes that came and belong to a passage that has not come in full."""
    next: Passage | None = None

    def came(self, count: int) -> tuple[Passage, ...]:
        """The passages whose last byte is among the next ``count`` bytes."""
        self.waiting += count
        out: list[Passage] = []
        while True:
            self.next = self.next or next(self.passages, None)
            if self.next is None or len(self.next.data) > self.waiting:
                return tuple(out)
            self.waiting -= len(self.next.data)
            out.append(self.next)
            self.next = None


def explain_trace(trace: Trace, connection: int = 0) -> tuple[Turn, ...]:
    """One connection of a trace, both directions in the order of time, with how it ended.

    A passage stands where its last byte came. Raises ValueError for a connection that is not there.
    """
    if not 0 <= connection < len(trace.opened):
        raise ValueError(f"connection {connection} is none of the {len(trace.opened)} in the trace")
    return explain_events(e for e in trace.events if e.connection == connection)


def explain_events(
    events: Iterable[Event], draft: str | None = None, context: Context | None = None
) -> tuple[Turn, ...]:
    """The turns of the events of one connection; the draft is that of the request, if None."""
    events = tuple(events)
    sent, received = (
        b"".join(e.data for e in events if e.side is side) for side in (Side.CLIENT, Side.SERVER)
    )
    draft = draft or draft_of(sent)
    context = replace(context or Context(), asked=sent)
    streams = {
        Side.CLIENT: Stream(iter(explain_stream(sent, Side.CLIENT, draft, context))),
        Side.SERVER: Stream(iter(explain_stream(received, Side.SERVER, draft, context))),
    }
    turns: list[Turn] = []
    for event in events:
        passages = streams[event.side].came(len(event.data))
        turn = Turn(
            event.connection,
            event.side,
            event.kind,
            event.t,
            event.t,
            1 if event.data else 0,
            passages,
        )
        last = turns[-1] if turns else None
        if last and event.data and (last.side, last.kind) == (turn.side, turn.kind):
            turn = replace(
                last,
                until=turn.until,
                segments=last.segments + 1,
                passages=last.passages + turn.passages,
            )
            turns.pop()
        turns.append(turn)
    return tuple(turns)
