"""76 §5.1: a handshake is a stream of bytes.

The draft speaks of bytes, never of segments. Where TCP cuts the stream is up to the network: browsers
on Windows sent the head and key3 in two packets, proxies cut anywhere. Each of these handshakes is the
plain one, with the same bytes; only the cuts differ. What key3 holds is no matter of the cuts, so it
is bytes from 80 to FF, but for the one scenario in which it looks like HTTP.

One pause of about a round trip stands between two segments; a client can do no more to keep them apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.checks import Answer, fails, passes
from conformance.compose import Section, in_turn
from conformance.compose_opening import digest_is, opaque76, proven
from conformance.expect import digest
from conformance.expect_answer import each
from conformance.reading import answered
from conformance.scenario import (
    Await,
    Close,
    Connect,
    Opening,
    Pause,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
    trickle,
)
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "5.1")

Cut = Callable[[Opening], tuple[bytes, ...]]


def _in_pieces(
    what: str, text: str, cut: Cut, *, does: str, means: str, trips: float = 1.0
) -> Scenario:
    def steps(setting: Setting) -> Steps:
        out: list[Step] = []
        for piece in cut(opaque76(setting)):
            out += [Pause(trips), Send(piece)] if out else [Send(piece)]
        return (*out, Await(answered("76")))

    def answers(setting: Setting) -> tuple[Answer, ...]:
        # field bug 2: faye-websocket took the first bytes that came for key3
        opening = opaque76(setting)
        first = next((p for p in cut(opening)[1:] if p and opening.key3.startswith(p)), b"")
        partial = (fails(digest_is(_of(opening, first), "the digest of a part of key3")),)
        return (*(partial if first != opening.key3 else ()), passes(digest(opening)))

    return SECTION.asks(
        what,
        Level.MUST,
        "item 6",
        text,
        does=does,
        means=means,
        steps=steps,
        answers=answers,
        twin=proven(),
        version=2,
    )


def _of(opening: Opening, key3: bytes) -> bytes:
    return replace(opening, key3=key3).digest


LIKE_HTTP = {"abcdefgh": b"abcdefgh", "GET / HT": b"GET / HT", "CR LF four times": b"\r\n" * 4}


def _apart(key3: bytes) -> Callable[[Setting], Steps]:
    """The plain handshake with this key3 in a segment of its own."""

    def steps(setting: Setting) -> Steps:
        opening = opening76(setting, key3=key3)
        wait = Await(answered("76"), vital=True)
        return (Send(opening.head), Pause(), Send(opening.key3), wait)

    return steps


def _like_http(setting: Setting) -> tuple[Answer, ...]:
    digests = [digest(opening76(setting, key3=key3)) for key3 in LIKE_HTTP.values()]
    return (passes(each(tuple(LIKE_HTTP), lambda n: digests[n])),)


def _bytewise(setting: Setting) -> Steps:
    return (*trickle(opaque76(setting).whole), Await(answered("76")))


def _cuts(setting: Setting) -> tuple[int, ...]:
    """The number of bytes in the first of two segments: every number that leaves both some."""
    return tuple(range(1, len(opaque76(setting).whole)))


def _sweep(setting: Setting) -> Steps:
    whole = opaque76(setting).whole
    steps: list[Step] = []
    for cut in _cuts(setting):
        steps += [Connect()] if steps else []
        steps += [Send(whole[:cut]), Pause(), Send(whole[cut:])]
        steps += [Await(answered("76"), vital=True), Close()]
    return tuple(steps)


def _sweep_answers(setting: Setting) -> tuple[Answer, ...]:
    opening = opaque76(setting)
    whole = opening.whole
    names = [f"cut after byte {n}, {whole[max(0, n - 8) : n]!r}" for n in _cuts(setting)]
    return (passes(each(names, digest(opening))),)


SCENARIOS = (
    # field bug 3: mod_websocket, websocketpp, node-websocket-server, httpuv want one segment
    _in_pieces(
        "key3-in-a-segment-of-its-own",
        "key3 may come in another segment than the fields.",
        lambda o: (o.head, o.key3),
        does="the fields up to the blank line | key3",
        means="browsers that send head and key3 in two packets cannot connect",
    ),
    # em-websocket 0.5.1: an HTTP parser reads on, and refuses letters as the method of a second request
    SECTION.asks(
        "key3-like-http-in-a-segment-of-its-own",
        Level.MUST,
        "item 6",
        "What follows the fields is key3 and no second request, whatever it looks like.",
        does='the fields | key3, which is "abcdefgh", "GET / HT" and CR LF four times, on a '
        "connection each",
        means="of the browsers that send head and key3 in two packets some cannot connect, by the "
        "luck of their random bytes",
        steps=in_turn(*map(_apart, LIKE_HTTP.values())),
        answers=_like_http,
        twin=proven(),
    ),
    _in_pieces(
        "key3-long-after-the-fields",
        "key3 may come later than the fields; nothing but the digest follows the answer's fields.",
        lambda o: (o.head, o.key3),
        trips=10,
        does="the fields up to the blank line | ten round trips | key3",
        means="a message that the application sends at once stands where the digest belongs",
    ),
    _in_pieces(
        "key3-in-two-segments",
        "key3 may come in two segments; the digest waits for all of it.",
        lambda o: (o.head, o.key3[:3], o.key3[3:]),
        does="the fields | three bytes of key3 | the other five",
        means="on a bad line the digest is made of a part of key3, and the client hangs up",
    ),
    _in_pieces(
        "key3-begun-with-the-fields",
        "A part of key3 may come with the fields and the rest after them.",
        lambda o: (o.head + o.key3[:5], o.key3[5:]),
        does="the fields and five bytes of key3 | the other three",
        means="on a bad line the digest is made of a part of key3, and the client hangs up",
    ),
    _in_pieces(
        "blank-line-in-two-segments",
        "The CRLF CRLF that ends the fields may be cut.",
        lambda o: (o.head[:-1], o.head[-1:] + o.key3),
        does="all up to the last 0D | 0A and key3",
        means="the server waits for an end of the fields that it has already been sent",
    ),
    SECTION.asks(
        "byte-by-byte",
        Level.MUST,
        "items 1-6",
        "The handshake may arrive one byte at a time.",
        does="the whole handshake, one byte a segment",
        means="slow clients cannot connect",
        steps=_bytewise,
        answers=lambda s: (passes(digest(opaque76(s))),),
        twin=proven(),
        version=2,
    ),
    # field bug 4: SuperWebSocket and httpuv miscount at some of the places
    SECTION.asks(
        "cut-at-every-place",
        Level.MUST,
        "items 1-6",
        "The handshake may arrive in two segments, wherever it is cut.",
        does="one connection for every place between two bytes of the handshake: the bytes before "
        "it | the bytes after it",
        means="a part of all connections fails, depending on the network",
        steps=_sweep,
        answers=_sweep_answers,
        twin=proven(),
        version=2,
    ),
)
