"""76 §5.1 item 6: key3, the eight bytes after the fields.

They are bytes, of any value, and exactly eight. They are no part of an HTTP request, so whatever reads
HTTP for the server leaves them behind, takes too many, or takes them for text. What the client sent
after them is not theirs.
"""

from __future__ import annotations

from conformance.checks import (
    YES,
    Answer,
    Check,
    Look,
    check,
    fails,
    informs,
    missing,
    passes,
    warns,
)
from conformance.compose import Opener, Section, opens, talks
from conformance.compose_opening import accepts, opaque76, proven, simple
from conformance.expect import digest, echoes, hangs_up, opened, refused
from conformance.reading import Reading, answered, answered_head, echoed
from conformance.scenario import Await, HalfClose, Send, Setting, Steps
from conformance.wire import opening76, text
from reports.model import Level

SECTION = Section("76", "5.1")
ITEM = "item 6"

KEYS = {
    "FF 00 80 0D 0A 0D 0A FE": bytes.fromhex("FF 00 80 0D 0A 0D 0A FE"),
    "eight bytes 00": bytes(8),
    "eight bytes 20": b" " * 8,
    "eight bytes FF": b"\xff" * 8,
    "0D 0A 0D 0A 0D 0A 0D 0A": b"\r\n" * 4,
    "00 'hello' FF 00": b"\x00hello\xff\x00",
    "C3 28 A0 A1 E2 28 A1 F0": bytes.fromhex("C3 28 A0 A1 E2 28 A1 F0"),
    "GET / HT": b"GET / HT",
}


def _key3(value: bytes) -> Opener:
    return lambda setting: opening76(setting, key3=value)


def _withheld(setting: Setting) -> Steps:
    opening = opaque76(setting)
    return (
        Send(opening.head),
        Await(answered_head, patience=0.1),
        Send(opening.key3),
        Await(answered("76")),
    )


def _early(yes: bool) -> Check:
    """The head of the answer came before key3 was sent; the wait for it did not run out."""

    def look(reading: Reading) -> Look:
        if not (found := opened("76").look((reading,))).holds:
            return found
        return Look("" if reading.timed_out is not yes else "the head came at another time")

    words = "before key3 was sent: works behind a proxy that holds the eight bytes back"
    return check(f"101 {words}" if yes else "101 only after key3", look)


def _seven(setting: Setting) -> Steps:
    opening = opening76(setting)
    return (Send(opening.head + opening.key3[:7]), HalfClose(), Await(answered("76")))


def _cut_short(setting: Setting) -> Steps:
    """The head up to the middle of its last field, the second key, and FIN."""
    return (Send(opening76(setting).head[:-12]), HalfClose(), Await(answered("76")))


def _gave_up(ended: bool) -> Check:
    """No answer came in full; the connection ended, or it was still open when the wait was over."""

    def look(reading: Reading) -> Look:
        if reading.opened:
            return Look("an answer came")
        if ended:
            return YES if reading.ended else missing(reading, "the end of the connection")
        return YES if reading.timed_out else Look("it did not wait")

    return check("the end without an answer" if ended else "no answer, and no end either", look)


def _no_early_101() -> Check:
    def look(reading: Reading) -> Look:
        return YES if reading.accepted else Look("there is no 101")

    return check("a 101 to half a handshake", look)


def _pipelined(setting: Setting) -> Steps:
    return (
        Send(opening76(setting).whole + text(setting.text("first"))),
        Await(answered("76")),
        Send(text(setting.mark)),
        Await(echoed(setting.mark)),
    )


def _pipelined_answers(setting: Setting) -> tuple[Answer, ...]:
    first = setting.text("first")
    return (
        passes(echoes(first, setting.mark)),
        informs(refused()),
        warns(echoes(setting.mark)),
        informs(hangs_up()),
    )


SCENARIOS = (
    # field bug 31: Fleck, QtWebsocket, socket.io, txWS read key3 as text
    accepts(
        SECTION,
        "key3-of-any-bytes",
        ITEM,
        "key3 is eight bytes of any value.",
        *(_key3(value) for value in KEYS.values()),
        names=tuple(KEYS),
        does="handshakes with the key3 " + "; ".join(KEYS),
        means="a part of all connections fails, at random, and nobody can reproduce it",
        twin=simple(),
    ),
    SECTION.asks(
        "head-too-short",
        Level.MUST,
        "item 5, and 5.2 step 2",
        "There is no answer to fields that did not come to their end.",
        does="the handshake up to the middle of its last field, and the end of the direction (FIN)",
        means="half a key is taken for a whole one, or the end of a client brings the server down",
        steps=_cut_short,
        answers=(fails(_no_early_101()), passes(refused()), informs(_gave_up(False))),
        twin=opens("76"),
    ),
    # field bug 2: misultin and gevent-websocket made a digest of what had come by then
    SECTION.asks(
        "key3-too-short",
        Level.MUST,
        ITEM + ", and 5.2 step 8",
        "The answer needs all eight bytes: from seven and the end of the stream there is none.",
        does="the fields, seven bytes of key3 and the end of the client's direction (FIN)",
        means="the digest proves nothing: it is sent to whom did not send the handshake",
        steps=_seven,
        answers=(passes(refused()), passes(_gave_up(True)), informs(_gave_up(False))),
        twin=opens("76"),
    ),
    # field bug 1: ten servers wait, which is as good by the draft (N1)
    SECTION.asks(
        "answer-before-key3",
        Level.MAY,
        ITEM + ", and 2.1",
        "The fields of the answer may be sent before key3 has come, or after it.",
        does="the fields without key3, a tenth of the patience, then key3",
        means="nothing in the open; behind a proxy such as HAProxy, which holds the eight bytes "
        "back until it has seen a 101, only an early answer works",
        steps=_withheld,
        answers=(informs(_early(True)), informs(_early(False))),
        version=2,
        twin=opens("76"),
    ),
    # field bug 6: websocket.io and faye 0.4 hash all that has come
    SECTION.asks(
        "key3-ends-after-eight-bytes",
        Level.MUST,
        ITEM + ", and 5.2 step 8",
        "The digest is made of eight bytes, whatever comes after them in the same segment.",
        does="a text frame in the segment of the handshake, directly after key3",
        means="a fast client gets a digest that is wrong",
        steps=lambda s: (
            Send(opening76(s).whole + text(s.text("first"))),
            Await(answered("76")),
        ),
        answers=lambda s: (passes(digest(opening76(s))), informs(refused())),
        twin=proven(),
    ),
    # field bug 5: eventlet, gevent and Netty lose the frame; a client may not send so early (N4)
    SECTION.asks(
        "frame-in-the-segment-of-key3",
        Level.SHOULD,
        ITEM + ", and 5.3 step 1",
        "The byte after key3 is the first byte of the first frame, when it comes at all.",
        does="a text frame in the segment of the handshake, directly after key3; then the end mark",
        means="bytes disappear without a word where two readers share a connection",
        steps=_pipelined,
        answers=_pipelined_answers,
        twin=talks("76"),
        needs=("echo",),
    ),
)
