"""75 §6: the end of a connection is the end of TCP; there is no closing handshake.

Either side closes when it likes. So nothing about *how* a server ends can be wrong but one thing: bytes
that are a closing frame in draft 76 and mean nothing here. What can go wrong is what is left behind: a
message that was never finished and is delivered all the same (a read that fails aborts the steps, 75
§5.3), or a server that does not survive its client, so that the next one finds nobody (75 §5.1).
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import Answer, fails, informs, on, passes, warns
from conformance.compose import Section, hello, plain, talk, talks
from conformance.compose_frames import left_inside
from conformance.expect import (
    delivers,
    echoes,
    hangs_up,
    never,
    opened,
    refused,
)
from conformance.expect_frames import closing_frame_in_75, ends_by, keeps_open
from conformance.reading import echoed
from conformance.scenario import (
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    Reset,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
)
from conformance.wire import opening75, prefixed, text
from reports.model import Kind, Level

SECTION = Section("75", "6")
FRAMING = Section("75", "5.3")

DEAD = "one client that loses its network takes the service from all the others"


def _leaves(
    end: Step, *sent: Callable[[Setting], bytes], opened_: bool = True
) -> Callable[[Setting], Steps]:
    """Three clients that leave by ``end`` in the middle of something, then a fresh one."""

    def steps(setting: Setting) -> Steps:
        out: list[Step] = []
        for part in sent:
            out += [*(hello(plain("75"))(setting) if opened_ else ()), Send(part(setting))]
            out += [end, Connect()]
        return (*out, *talk(plain("75"))(setting))

    return steps


def _fresh(
    what: str,
    text_: str,
    end: Step,
    *sent: Callable[[Setting], bytes],
    does: str,
    opened_: bool = True,
) -> Scenario:
    """Clients that go in the wrong moment; the one after them is served."""
    return SECTION.asks(
        what,
        Level.MUST,
        "the first sentence, with 75 §5.1",
        text_,
        does=does + ", each on a connection of its own; then a plain conversation",
        means=DEAD,
        steps=_leaves(end, *sent, opened_=opened_),
        answers=lambda setting: (passes(on(len(sent), echoes(setting.mark))),),
        twin=talks("75"),
        needs=("echo",),
    )


def _half(setting: Setting) -> bytes:
    return b"\x00" + setting.text("half")


def _after_fin(setting: Setting) -> Steps:
    return (*talk(plain("75"))(setting), HalfClose(), AwaitEnd())


def _ends() -> tuple[Answer, ...]:
    return (
        warns(closing_frame_in_75()),
        informs(ends_by(Kind.EOF)),
        informs(ends_by(Kind.RESET)),
        # a server cannot tell this FIN from that of a client that is gone
        warns(keeps_open()),
    )


OPEN: tuple[Callable[[Setting], bytes], ...] = (
    lambda setting: text(setting.text("whole")),
    _half,
    lambda _: prefixed(0x80, b"zzzzzzzz")[:5],
)
HALVES: tuple[Callable[[Setting], bytes], ...] = (
    lambda setting: opening75(setting).head[:3],
    lambda setting: opening75(setting).head[:60],
    lambda setting: opening75(setting).head[:-1],
)

SCENARIOS = (
    # field bug 125
    SECTION.asks(
        "end-without-closing-frame",
        Level.SHOULD,
        "the second sentence",
        "A client that ends TCP is answered by the end of TCP, and not by FF 00.",
        does="a plain conversation, and then the client's FIN, while it goes on reading",
        means="kept open: the server collects connections of clients that are long gone",
        steps=_after_fin,
        answers=_ends(),
        twin=talks("75"),
        needs=("echo",),
    ),
    # field bug 140
    SECTION.asks(
        "fin-behind-the-handshake",
        Level.UNDEFINED,
        "the first sentence",
        "Whether a client that sent its FIN is still answered is left open.",
        does="the plain handshake, and the client's FIN at once",
        means="it says whether simple tools that end their input can talk to the server",
        steps=lambda setting: (
            Send(opening75(setting).head),
            HalfClose(),
            Await(lambda received: b"\r\n\r\n" in received),
        ),
        answers=(informs(opened("75")), informs(refused())),
        twin=talks("75"),
        needs=("echo",),
    ),
    SECTION.asks(
        "fin-behind-a-text",
        Level.UNDEFINED,
        "the first sentence",
        "Whether the last message before the client's FIN is still answered is left open.",
        does="a text and the client's FIN at once",
        means="it says whether the last message of a client that leaves is heard",
        steps=lambda setting: (
            *hello(plain("75"))(setting),
            Send(text(setting.mark)),
            HalfClose(),
            Await(echoed(setting.mark)),
        ),
        answers=lambda setting: (informs(echoes(setting.mark)), informs(hangs_up())),
        twin=talks("75"),
        needs=("echo",),
    ),
    FRAMING.asks(
        "half-a-text-is-no-message",
        Level.MUST,
        "a read that fails",
        "A text whose FF never came is no message: the steps are aborted.",
        does='a text, then 00 "half-..." and, a moment later, the client\'s FIN',
        means="the application acts on a message that was cut off in the middle",
        steps=lambda setting: (*talk(plain("75"))(setting), *left_inside(setting.text("half"))),
        answers=lambda setting: (
            fails(delivers(setting.text("half"))),
            warns(closing_frame_in_75()),
            passes(never(setting.text("half"))),
        ),
        twin=talks("75"),
        needs=("echo",),
        version=2,
    ),
    # field bug 110
    _fresh(
        "reset-while-open",
        "A client may be gone at any moment; the next one is served.",
        Reset(),
        *OPEN,
        does="RST behind a whole text, within a text and within a frame with a length",
    ),
    _fresh(
        "reset-within-the-handshake",
        "A client may be gone before its handshake is whole; the next one is served.",
        Reset(),
        *HALVES,
        does="RST after three bytes, after sixty and before the last byte of the handshake",
        opened_=False,
    ),
    _fresh(
        "close-while-open",
        "A client may leave within a frame; the next one is served, and hears nothing of it.",
        Close(),
        *OPEN,
        does="FIN behind a whole text, within a text and within a frame with a length",
    ),
    _fresh(
        "close-within-the-handshake",
        "A client may leave before its handshake is whole; the next one is served.",
        Close(),
        *HALVES,
        does="FIN after three bytes, after sixty and before the last byte of the handshake",
        opened_=False,
    ),
)
