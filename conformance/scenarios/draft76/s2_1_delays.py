"""76 §2.1: who sends may wait.

An implementation may hold back what it has to send for as long as it likes, to fill packets. The server
may, so nothing in this harness takes a delay for an error. The client may as well, so a server has to
put up with frames that arrive in pieces far apart, and has to read a stream and not its timing.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import fails, passes
from conformance.compose import Section, hello, plain, talk, talks
from conformance.expect import echoes
from conformance.expect_frames import corrupts, none_lost
from conformance.reading import echoed
from conformance.scenario import Await, Pause, Send, Setting, Steps
from reports.model import Level

SECTION = Section("76", "2.1")


def _burst(setting: Setting) -> tuple[bytes, ...]:
    return tuple(setting.text(f"n{n}") + b"." * (n * 37) for n in range(40))


def _slow(setting: Setting) -> Steps:
    text, pause = wire.text(setting.mark), Pause(15)
    thirds = text[:1], text[1:-1], text[-1:]
    return (
        *hello(plain("76"))(setting),
        pause,
        Send(thirds[0]),
        pause,
        Send(thirds[1]),
        pause,
        Send(thirds[2]),
        Await(echoed(setting.mark)),
    )


SCENARIOS = (
    SECTION.asks(
        "client-takes-its-time",
        Level.MAY,
        "",
        "A client may delay what it sends; a frame in three pieces far apart is the same frame.",
        does="after a pause of 15 round trips 00 | the text | FF, with 15 round trips between them",
        means="slow clients are taken for broken ones, or get a piece of a message as a message",
        steps=_slow,
        answers=lambda s: (
            fails(corrupts()),
            passes(echoes(s.mark)),
        ),
        twin=talks("76"),
        needs=("echo",),
    ),
    SECTION.asks(
        "server-joins-its-output",
        Level.MAY,
        "",
        "A server may join several messages in one segment or cut one; the bytes are the same.",
        does="forty texts of growing length in one segment; their echoes may be cut in any way",
        means="joining or cutting its output, the server loses or mixes up bytes of messages",
        steps=talk(plain("76"), lambda s: b"".join(map(wire.text, _burst(s)))),
        answers=lambda s: (fails(corrupts()), passes(none_lost(*_burst(s)))),
        twin=talks("76"),
        needs=("echo",),
    ),
)
