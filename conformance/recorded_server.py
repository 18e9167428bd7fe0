"""The verdict on the server of a recorded conversation, connection by connection.

A trace tells what one client sent and what came back, and nothing of what the server is for. So it is
asked only what a draft says of every server:

* The answer has the fixed lines, and in draft 76 the digest. Origin, location and sub-protocol may be
  the server's own (see :mod:`conformance.replay`): at which the recorded client hangs up is recorded.
* To refuse is its right, by an HTTP answer or by the end without a byte: it may serve other origins,
  resources or names (76 §5.1; 75 §5.1, §7).
* Keys that no client can have chosen end the connection (76 §5.2 steps 5 and 6): there a 101 is the
  fault, and the refusal is right.
* What it sends then are text frames in UTF-8, and in draft 76 one closing frame and nothing behind it
  (5.3). Which texts is the application's business. Only ``echo`` asks for those of the client.
* What had not come when the recording ended, or when one side hung up, is nobody's fault: a server
  may end a connection at any time.

Each connection is judged by its own draft. One from which nothing can be concluded is named, with the
reason: what came may be an answer to something else than a handshake of these drafts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from conformance import checks
from conformance.checks import (
    YES,
    Answer,
    Check,
    Judgement,
    Look,
    Readings,
    both,
    check,
    fails,
    informs,
    passes,
    warns,
)
from conformance.compose_opening import answers_as_75, answers_as_76
from conformance.describe import error_page, is_utf8, show
from conformance.expect import echoes, hangs_up, refused
from conformance.expect_frames import closing_frame_in_75, corrupts, goes_on_after_closing
from conformance.reading import Reading, read
from conformance.recorded import Client, client_of
from conformance.recorded_request import Request, request_of
from conformance.replay import FIRST_LINES, fixed_lines, proof, suits
from conformance.rules import ABORT_IS_THE_END, ABORT_WHAT_DOES_NOT_MATCH, KEYS_ARE_NEEDED, Rule
from conformance.trace import Event, Side, Trace
from reports.model import Kind, Level, Requirement, Verdict

STRINGS_ARE_UTF8: Rule = {
    draft: Requirement(
        draft, "5.3", "sending, step 2", Level.MUST, "A string is sent to the client in UTF-8."
    )
    for draft in ("75", "76")
}

_ITS_RIGHT = {
    "75": "the server refuses, as it may (75 §5.1 and §7)",
    "76": "the server refuses, as it may (76 §5.1 and §7)",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to say of one connection."""

    connection: int
    """Counted from 0."""
    draft: str
    judgement: Judgement | None
    """None where nothing can be concluded."""
    note: str = ""
    """Why nothing can be concluded; or what is wrong with the client's keys."""


def judge(
    trace: Trace, connections: Iterable[int] | None = None, *, echo: bool = False
) -> tuple[Found, ...]:
    """The verdicts on the recorded server, on all its connections if none are named.

    With ``echo`` the server is one that sends every text back.
    """
    each = _apart(trace)
    clean = not any(_bad_texts(one) for one in each)
    numbers = range(len(each)) if connections is None else connections
    return tuple(_found(number, each[number], clean, echo) for number in numbers)


def _apart(trace: Trace) -> tuple[Trace, ...]:
    """Each connection as a trace of its own."""
    events: list[list[Event]] = [[] for _ in trace.opened]
    for event in trace.events:
        events[event.connection].append(replace(event, connection=0))
    return tuple(
        Trace((opened,), tuple(mine)) for opened, mine in zip(trace.opened, events, strict=True)
    )


def _bad_texts(one: Trace) -> bool:
    """The client sent what is no UTF-8: what becomes of it, here and elsewhere, is open (5.4)."""
    request = request_of(one)
    return request.usable and client_of(one, 0).has_bad_text


def _found(number: int, one: Trace, clean: bool, echo: bool) -> Found:
    draft = one.draft
    request = request_of(one)
    if why := request.unclear or _no_answer(one):
        return Found(number, draft, None, why)
    reading = read(one.transcript, draft)
    if request.void:
        return Found(number, draft, _on_void_keys(request, reading), request.void)
    return Found(number, draft, _on_handshake(one, reading, clean, echo))


def _no_answer(one: Trace) -> str:
    """Why nothing that came is an answer; empty where something is: bytes, or the end."""
    ends = [(e.side, e.kind) for e in one.events if e.kind not in {Kind.SENT, Kind.RECEIVED}]
    if (Side.SERVER, Kind.REFUSED) in ends:
        return "no connection to the server could be opened"
    if any(e.kind is Kind.RECEIVED for e in one.events):
        return ""
    if not ends:
        return "no answer of a server was recorded"
    return "the client left before an answer came" if ends[0][0] is Side.CLIENT else ""


# --- keys that no client can have chosen ---


def _on_void_keys(request: Request, reading: Reading) -> Judgement:
    """The verdict where the draft demands the end. See the scenarios of 76 §5.2 steps 5 and 6."""
    wrong: tuple[Answer, ...] = (fails(_accepted().under(ABORT_IS_THE_END)),)
    if request.lacks_key:  # a server of draft 75 knows no keys, and may overlook what it should not
        wrong = (
            fails(answers_as_76().under(KEYS_ARE_NEEDED)),
            warns(answers_as_75().under(ABORT_WHAT_DOES_NOT_MATCH)),
        )
    right = refused().called("the end of the connection, without a 101")
    rest = Check("an answer that was not whole when the recording ended", lambda _: YES)
    found = checks.judge(Level.MUST, (*wrong, passes(right), informs(rest)), (reading,))
    return replace(found, expected=(right.text,))


def _accepted() -> Check:
    """A status line with 101 came, whole answer or not."""

    def look(readings: Readings) -> Look:
        begun = readings[0].received.startswith(b"HTTP/") and b" 101" in readings[0].received[:13]
        return YES if begun else Look("there is no 101")

    return Check("a 101 to keys that end the connection", look)


# --- a handshake that a client of the draft can have sent ---


def _on_handshake(one: Trace, reading: Reading, clean: bool, echo: bool) -> Judgement:
    client = client_of(one, 0)
    refusal = refused().called(_ITS_RIGHT[client.opening.draft])
    answers = (*_faults(client, clean), *_allowed(one, client, echo))
    expected = [a.check.text for a in answers if a.verdict in {Verdict.PASS, Verdict.INFO}]
    open_ends = [c for c in (refusal, _unfinished(client)) if c.look((reading,)).holds]
    found = checks.judge(Level.MUST, (*map(informs, open_ends), *answers), (reading,))
    return replace(found, expected=(*expected, refusal.text))


def _faults(client: Client, clean: bool) -> tuple[Answer, ...]:
    """What is wrong in the frames, whatever else came. The answer goes first: it has its own words."""
    strings = (_no_utf8(),) if clean else ()
    if client.opening.draft == "75":
        found = [fails(c) for c in (corrupts(), *strings)] + [warns(closing_frame_in_75())]
    else:
        found = [fails(c) for c in (corrupts(), goes_on_after_closing(), *strings)]
    right = proof(client)
    return tuple(
        replace(a, check=both(right, a.check).called(a.check.text).under(a.check.rule or {}))
        for a in found
    )


def _no_utf8() -> Check:
    def look(reading: Reading) -> Look:
        bad = next((m for m in reading.messages if not is_utf8(m)), None)
        return Look("every message is UTF-8") if bad is None else YES

    return check("a message that is not UTF-8", look).under(STRINGS_ARE_UTF8)


def _allowed(one: Trace, client: Client, echo: bool) -> tuple[Answer, ...]:
    """What may come to a client whose handshake is accepted."""
    asks = echo and bool(client.texts)
    works = both(proof(client), echoes(*client.texts)) if asks else proof(client)
    frames = "" if asks else ", then frames of the draft"

    def such(words: str, *more: Check) -> Check:
        return both(works, *more).called(f"{works.text}{frames}, {words}")

    answers = [passes(such("at an answer with which this client opens", suits(client, False)))]
    if client.protocol is not None:
        words = "without the sub-protocol, so that this client hangs up"
        answers.append(informs(such(words, suits(client, False, named=False))))
    if asks and (client.has_bad_text or client.asks_much):
        answers.append(informs(both(proof(client), hangs_up())))
    answers.append(informs(such("with values at which this client hangs up")))
    if asks and not _ended_by(one, Side.SERVER):
        answers.append(informs(_left_early(client)))
    return tuple(answers)


def _ended_by(one: Trace, side: Side) -> bool:
    """This side, and not the other one, was the first to end the connection."""
    ends = [e.side for e in one.events if e.kind not in {Kind.SENT, Kind.RECEIVED}]
    return ends[:1] == [side]


def _left_early(client: Client) -> Check:
    """Nothing but the client's messages had come back when it left, or the recording ended."""

    def look(readings: Readings) -> Look:
        if not (found := proof(client).look(readings)).holds:
            return found
        sent = iter(client.texts)
        strange = [m for m in readings[0].messages if m not in sent]
        return Look(f"{show(strange[0])} was not sent") if strange else YES

    words = "the client left, or the recording ended, before all its messages could come back"
    return Check(words, look)


def _unfinished(client: Client) -> Check:
    """The answer is right as far as it came, and is not whole."""

    def look(reading: Reading) -> Look:
        if reading.opened or refused().look((reading,)).holds:
            return Look("the answer is whole")
        if reading.response is None:
            begun = client.opening.draft == "76" or FIRST_LINES.startswith(
                reading.received[: len(FIRST_LINES)]
            )
            return YES if begun else Look("it does not begin as an answer of draft 75")
        # A head is all that an answer of draft 75 is, and its statements ask for a whole answer.
        if not (found := fixed_lines(client).look((replace(reading, draft="75"),))).holds:
            return found
        right = client.opening.digest.startswith(reading.digest) and not error_page(reading)
        return YES if right else Look(f"the digest begins with {show(reading.digest)}")

    return check("the answer was not whole when one side hung up or the recording ended", look)
