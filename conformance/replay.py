"""Replaying a recorded client: what a server must say to it, and the scenario made of a trace.

The target must do what made that browser work: answer so that it opens, and send its messages back.

* What a browser demands of an answer is in section 4: it compares origin, location and sub-protocol
  with what it sent (76 §4.1 step 41; 75 §4.1 step 23), and hangs up. A server may have values of
  its own there (76 §5.2 step 2; 75 §7), and from one answer nobody can tell them from mistakes: that
  this browser is lost by them is recorded. To answer the challenge wrongly, or not to send a message
  back, is a fault.
* A server serves the resources that it serves (75 §7, 76 §7: an incorrect path). Who asks for another
  one may be turned away, and then there is nothing to compare.
* A server that speaks no sub-protocol leaves the field out, and this browser hangs up: both are right.
* Messages that are no UTF-8 come from browsers too (lone surrogates). Whatever becomes of them is
  right (76 §5.4), also the end of the connection. So is the end at many or long messages (76 §6.3): a
  server may have limits.

Left out: a client that closes by FF 00 is replayed, and what the server says to that is left to the
scenarios of 5.3, and so are frames that a server must not send. The server that the client was
recorded with is judged elsewhere (:mod:`conformance.recorded_server`), by some of these statements.
"""

from __future__ import annotations

import itertools
import re

from conformance.checks import Answer, Check, both, informs, on, passes
from conformance.compose import opens, plain, talk, talks
from conformance.compose_opening import proven
from conformance.expect import (
    digest,
    echoes,
    field_absent,
    field_is,
    hangs_up,
    opened,
    refused,
)
from conformance.expect_answer import begins, each, value_has, well_formed
from conformance.reading import answered
from conformance.recorded import MUCH, Client, clients, steps_of, to_target
from conformance.scenario import Await, Close, Connect, Scenario, Send, Setting, Step, Steps, Twin
from conformance.trace import Side, Trace
from conformance.wire import opening76
from reports.model import Level, Requirement

FIRST_LINES = (
    b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
)

# --- what the server must say ---


def answers_to(every: tuple[Client, ...], *, secure: bool = False) -> tuple[Answer, ...]:
    """What may come back to these clients, each on a connection of its own."""

    def all_of(*statements: Check) -> Check:
        return (
            statements[0]
            if len(every) == 1
            else both(*(on(n, s) for n, s in enumerate(statements)))
        )

    def named(words: str, inner: Check) -> Check:
        return Check(words, inner.look)

    works = all_of(*(_works(client) for client in every))
    right = both(works, all_of(*(suits(client, secure) for client in every)))
    answers = [passes(named(f"{works.text}, at an answer with which this client opens", right))]
    for n, client in enumerate(every):
        if client.protocol is not None:
            without = all_of(*(suits(c, secure, named=False) for c in every))
            words = f"{works.text}, without the sub-protocol, so that this client hangs up"
            answers.append(informs(named(words, both(works, without))))
        if client.may_be_refused:
            answers.append(informs(refused() if len(every) == 1 else on(n, refused())))
        if client.has_bad_text or client.asks_much:
            answers.append(informs(both(proof(client), hangs_up())))
    words = f"{works.text}, with values at which this client hangs up"
    return (*answers, informs(named(words, works)))


def proof(client: Client) -> Check:
    """What no server chooses: the fixed values, lines that can be read, and in 76 the digest."""
    head = fixed_lines(client)
    if client.opening.draft == "75":
        return Check("the 101 with its fixed first lines", both(opened("75"), head).look)
    words = "101 with the digest and the fixed fields"
    return Check(words, both(digest(client.opening), head).look)


def fixed_lines(client: Client) -> Check:
    """What no server chooses in the head of its answer."""
    sec, first = "Sec-", both(field_is("Upgrade", b"WebSocket"), field_is("Connection", b"Upgrade"))
    if client.opening.draft == "75":
        # 75 §5.1 fixes these bytes, and WebKit compares them: they are the proof of that draft.
        sec, first = "", begins(FIRST_LINES)
    names = [f"{sec}WebSocket-Location"]
    if client.opening.value("Origin") is not None:  # to whom has none, nobody can say what is right
        names.insert(0, f"{sec}WebSocket-Origin")
    # Both are there, once; what they say may be the server's own.
    there = (value_has(name, re.compile(b""), "there") for name in names)
    return both(first, well_formed(), *there)


def _works(client: Client) -> Check:
    """The handshake is proved and the messages came back."""
    texts = client.texts
    return both(proof(client), echoes(*texts)) if texts else proof(client)


def suits(client: Client, secure: bool, *, named: bool = True) -> Check:
    """The answer is one at which this client opens; without ``named`` all but the sub-protocol."""
    opening = client.opening
    prefix = "" if opening.draft == "75" else "Sec-"
    scheme = b"wss://" if secure else b"ws://"
    location = scheme + (opening.value("Host") or b"") + client.resource
    statements = [
        field_is(f"{prefix}WebSocket-Origin", opening.value("Origin") or b""),
        field_is(f"{prefix}WebSocket-Location", location),
    ]
    name = f"{prefix}WebSocket-Protocol"
    if client.protocol is not None and named:
        statements.append(field_is(name, client.protocol))
    elif client.protocol is not None:
        statements.append(field_absent(name))
    return both(*statements)


# --- scenarios ---


def scenario(name: str, trace: Trace) -> Scenario:
    """The scenario ``draft/trace/name``. Raises TraceError where no whole handshake was sent."""
    recorded = clients(trace)
    draft = trace.draft
    texts = any(client.texts for client in recorded)
    overlap = any(a.until > b.since for a, b in itertools.pairwise(recorded))

    def now(setting: Setting) -> tuple[Client, ...]:
        return tuple(to_target(client, setting) for client in recorded)

    sent = len(trace.bytes_from(Side.CLIENT))
    # In version 1 a refusal of another resource was a fault, and so was silence at one.
    choice = any(client.may_be_refused for client in now(Setting()))
    return Scenario(
        id=f"{draft}/trace/{name}",
        requirement=_requirement(draft, texts),
        does=f"what {trace.client} sent in a recording: {trace.about}",
        means=f"{trace.client} can not talk to this server",
        steps=lambda setting: steps_of(now(setting)),
        answers=lambda setting: answers_to(now(setting), secure=setting.secure),
        twin=_twin(draft, texts),
        needs=frozenset({"echo"} if texts else set())
        | frozenset({"parallel"} if overlap else set()),
        resource=sent > MUCH,
        version=2 if choice else 1,
    )


def distinct(traces: dict[str, Trace]) -> dict[str, Trace]:
    """The traces without those whose client does the same as one before; draft 75 draws no keys."""
    found: dict[object, str] = {}
    for name, trace in traces.items():
        steps = steps_of(tuple(to_target(client, Setting()) for client in clients(trace)))
        does = tuple((type(step), step.data if isinstance(step, Send) else b"") for step in steps)
        found.setdefault(does, name)
    return {name: traces[name] for name in found.values()}


def _requirement(draft: str, texts: bool) -> Requirement:
    section, step = ("5.1", "") if draft == "75" else ("5.2", "steps 3-13")
    then = ", and its messages are read" if texts else ""
    if texts:
        step = f"{step}, and §5.3".removeprefix(", ")
    words = f"The opening handshake of a browser is answered so that it opens{then}."
    return Requirement(draft, section, step, Level.MUST, words)


def _twin(draft: str, texts: bool) -> Twin:
    """The same conversation with a client of ours."""
    if draft == "75":
        return talks("75") if texts else opens("75")
    if not texts:
        return proven()
    return Twin(talk(plain("76")), lambda s: (passes(both(digest(opening76(s)), echoes(s.mark))),))


def handshakes(name: str, traces: dict[str, Trace]) -> Scenario:
    """One scenario of many recorded handshakes of draft 76, one after the other: their keys."""
    recorded = {n: clients(t)[0] for n, t in traces.items() if not clients(t)[0].may_be_refused}

    def steps(setting: Setting) -> Steps:
        out: list[Step] = []
        for client in recorded.values():
            out += [Close(), Connect()] if out else []
            whole = to_target(client, setting).opening.whole
            out += [Send(whole), Await(answered("76"), vital=True)]
        return tuple(out)

    def answers(setting: Setting) -> tuple[Answer, ...]:
        openings = [to_target(client, setting).opening for client in recorded.values()]
        return (passes(each(tuple(recorded), lambda n: digest(openings[n]))),)

    words = "The keys that browsers chose are answered by the digest of their numbers."
    return Scenario(
        id=f"76/trace/{name}",
        requirement=Requirement("76", "5.2", "steps 4-9", Level.MUST, words),
        does=f"{len(recorded)} recorded opening handshakes of browsers, one after the other",
        means="some browsers, or some of their connections, can not talk to this server",
        steps=steps,
        answers=answers,
        twin=proven(),
    )
