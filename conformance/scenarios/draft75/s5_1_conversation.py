"""75 §5.1, the answer as a part of the conversation: it comes, each time, whole, and nothing with it.

A server either closes the connection or sends its handshake; there is no third way, and a client
that gets neither waits. What is established for one client is that client's own. After the last four
bytes of the answer the stream of frames begins with the very next byte: draft 75 has no digest, and
a body is none.
"""

from __future__ import annotations

from conformance.checks import (
    YES,
    Check,
    Look,
    both,
    check,
    either,
    fails,
    informs,
    missing,
    on,
    passes,
    warns,
)
from conformance.compose import Section, hello, in_turn, opens, plain, talk
from conformance.expect import echoes, field_is, opened, refused, silent, text_frames_only
from conformance.expect_answer import LOCATION, each, line_is, same_value, value_has, value_of
from conformance.expect_frames import politely75
from conformance.reading import Reading, answered
from conformance.rules import JUST_DISCONNECT
from conformance.scenario import Await, Connect, On, Pause, Send, Setting, Steps
from conformance.wire import opening75
from reports.model import Kind, Level

SECTION = Section("75", "5.1")

SEC = ("sec-websocket-origin", "sec-websocket-location", "sec-websocket-protocol")
TIMES = tuple(f"client {n}" for n in range(1, 6))


def _no_sec() -> Check:
    """No field has the name that it has in draft 76."""

    def look(reading: Reading) -> Look:
        if not (found := opened("75").look((reading,))).holds:
            return found
        assert reading.response is not None
        for name in SEC:
            if reading.response.values(name):
                return Look(f"there is a field {name}")
        return YES

    return check("a 101 without a field of draft 76", look)


def _both_names() -> Check:
    def look(reading: Reading) -> Look:
        if None in {value_of(reading, "WebSocket-Origin"), value_of(reading, "WebSocket-Location")}:
            return Look("the fields of draft 75 are not there")
        return YES

    return check("the fields of draft 75, and those of draft 76 as well", look)


def _other(setting: Setting) -> str:
    return f"http://{setting.token}.example"


def _interleaved(setting: Setting) -> Steps:
    first, second = opening75(setting), opening75(setting, origin=_other(setting))
    half = first.head.index(b"Origin:")
    return (
        Send(first.head[:half]),
        Connect(),
        Send(second.head),
        Await(answered("75")),
        On(0),
        Pause(),
        Send(first.head[half:]),
        Await(answered("75")),
    )


def _each_its_own(setting: Setting) -> Check:
    """Both answers name their client's origin. A server of one origin turns one of the two away."""

    def own(origin: str) -> Check:
        answered_so = field_is("WebSocket-Origin", origin.encode())
        return either("its own origin, or a refusal", answered_so, refused())

    return both(on(0, own(setting.origin)), on(1, own(_other(setting))))


def _not_http(setting: Setting) -> Steps:
    head = opening75(setting).starting(b"HELLO").head
    # Heard enough is a 101; anything else has to end.
    return (Send(head), Await(lambda received: b" 101 " in received[:14]))


def _held_back(setting: Setting) -> Steps:
    """Nothing for a while, and then the handshake."""
    early = Await(answered("75"), patience=0.1)
    return (early, Send(opening75(setting).head), Await(answered("75")))


def _first(server: bool) -> Check:
    """The answer came before the client said anything, or after it."""

    def look(reading: Reading) -> Look:
        if not (found := opened("75").look((reading,))).holds:
            return found
        return YES if reading.timed_out is not server else Look("it came at another time")

    return check("a 101 " + ("before" if server else "after") + " the client's handshake", look)


def _ended() -> Check:
    def look(reading: Reading) -> Look:
        if reading.ending in {Kind.EOF, Kind.RESET}:
            return YES
        return missing(reading, "the end of the connection")

    return check("the end of the connection, after an HTTP error or without one", look)


def _error_kept_open() -> Check:
    def look(reading: Reading) -> Look:
        refusal = reading.response is not None and 400 <= reading.response.code < 600
        return YES if refusal and not reading.ended else Look("no HTTP error came")

    return check("an HTTP error and the connection left open", look)


SCENARIOS = (
    # field bug 44: em-websocket, txWS and socket.io mixed the names of the drafts
    SECTION.asks(
        "answer-names-of-75",
        Level.MUST,
        "the names of the fields",
        "The fields have the names of draft 75, without the Sec- of draft 76.",
        does="the plain handshake of a draft 75 client, without the keys of draft 76",
        means="a client finds neither origin nor location and drops the connection",
        steps=hello(plain("75")),
        # more fields than the draft names are no fault (75 §4.1 step 23 ignores them)
        answers=(passes(_no_sec()), informs(_both_names())),
        twin=opens("75"),
    ),
    # field bugs 32 and 48: a body or a digest behind the head becomes a frame
    SECTION.asks(
        "nothing-between-answer-and-frames",
        Level.MUST,
        "the last four bytes",
        "The answer ends with its empty line; the next byte is the type of a frame.",
        does="the plain handshake, and then one text message",
        means="the first message is lost or garbled: a client reads the extra bytes as a frame",
        steps=talk(plain("75")),
        answers=lambda setting: (
            passes(both(echoes(setting.mark), text_frames_only())),
            # FF 00 means nothing in draft 75, and a client skips it
            warns(politely75(echoes(setting.mark))),
        ),
        twin=opens("75"),
        needs=("echo",),
        version=2,
    ),
    # field bug 126: gevent-websocket answers a client of draft 75 and then never serves it
    SECTION.asks(
        "accepted-client-is-served",
        Level.MUST,
        "close or send the handshake",
        "Who is not to be served is not accepted: after the 101 the text messages are read.",
        does='the plain handshake, and after the 101 the frame 00 "served-..." FF',
        means="a client believes that it is connected, and is not",
        steps=talk(plain("75"), lambda s: b"\x00" + s.text("served") + b"\xff"),
        answers=lambda setting: (passes(echoes(setting.text("served"), setting.mark)),),
        twin=opens("75"),
        # whoever echoes in draft 76 and not in this one is who is looked for here
        needs=("service",),
    ),
    # field bug 88: what works for the first client only
    SECTION.asks(
        "five-clients-in-turn",
        Level.MUST,
        "the invariant part",
        "Every client gets the whole handshake, not only the first.",
        does="the plain handshake five times, each on a connection of its own",
        means="the service works until the first client leaves",
        steps=in_turn(*[hello(plain("75"))] * len(TIMES)),
        answers=(passes(each(TIMES, value_has("WebSocket-Location", LOCATION, "a ws: URL"))),),
        twin=opens("75"),
    ),
    # field bug 43: txWS and Protocol::WebSocket answer with the origin of the client before
    SECTION.asks(
        "two-clients-at-once",
        Level.MUST,
        "/origin/",
        "What is established from one client's handshake goes into that client's answer.",
        does="half a handshake; on a second connection a whole one with another origin; the rest of "
        "the first",
        means="two pages that connect at the same moment are both turned away by their browsers",
        steps=_interleaved,
        answers=lambda setting: (
            fails(on(0, field_is("WebSocket-Origin", _other(setting).encode()))),
            passes(_each_its_own(setting)),
            informs(same_value("WebSocket-Origin", 0, 1)),
        ),
        twin=opens("75"),
        needs=("parallel",),
    ),
    SECTION.asks(
        "close-or-answer",
        Level.MUST,
        "the first sentence",
        "A server that does not send its handshake closes the connection.",
        does="the first line HELLO, then the fields of a plain handshake",
        means="connections that nobody can use stay open, and their clients wait",
        steps=_not_http,
        # nothing says how soon it has to end, so an error with an open end has missed a "should"
        answers=(
            fails(silent()),
            passes(_ended()),
            informs(opened("75")),
            warns(_error_kept_open().under(JUST_DISCONNECT)),
        ),
        twin=opens("75"),
    ),
    # field bug 128: the simple server of 75 §1.7 speaks first
    SECTION.asks(
        "answer-before-the-request",
        Level.MAY,
        "the first paragraph",
        "A server may answer before it has read anything, or after it has read the handshake.",
        does="nothing for a tenth of the patience, and then the plain handshake",
        means="nothing: who speaks first serves one site and lets the browsers do the checking",
        steps=_held_back,
        answers=(informs(_first(True)), informs(_first(False))),
        twin=opens("75"),
    ),
    # field bug 50: gevent answers HTTP/1.0 to HTTP/1.0
    SECTION.asks(
        "answer-not-in-http-1-0",
        Level.MUST,
        "the invariant part",
        "The answer says HTTP/1.1 also to a client that says HTTP/1.0.",
        does="the first line ends in HTTP/1.0 instead of HTTP/1.1",
        means="a proxy that rewrites the version makes every connection fail",
        steps=hello(lambda s: plain("75")(s).starting(f"GET {s.path} HTTP/1.0".encode())),
        answers=(
            passes(refused()),
            passes(line_is(1, b"HTTP/1.1 101 Web Socket Protocol Handshake")),
            fails(Check("a 101 with another status line", opened("75").look)),
        ),
        twin=opens("75"),
    ),
)
