"""76 §1.4: the closing handshake, as the client begins it.

This section is not normative, and section 5 has no MUST for it: after FF 00 the server sets its client
terminated flag (§5.3, reading, step 2.5), and how it goes on from there only §1.4 tells: with an FF 00
of its own, and nothing after that. So a server that just hangs up is warned, not failed. Its clients
see an unclean close.

A client that has its FF 00 back closes TCP. The scenarios do so too, by ending their direction, and
hear all that the server still says.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import Answer, both, fails, informs, on, passes
from conformance.compose import Section, hello, opens, plain
from conformance.expect import closing_frame, hangs_up, no_closing_frame
from conformance.expect_answer import each
from conformance.expect_frames import (
    anywhere,
    corrupts,
    deaf,
    goes_on_after_closing,
)
from conformance.reading import closing
from conformance.scenario import (
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    Pause,
    Send,
    Setting,
    Step,
    Steps,
)
from reports.model import Level

SECTION = Section("76", "1.4")

UNCLEAN = "clients report an unclean close, and applications that reconnect on those do so for ever"


def _close(*before: bytes, after: bytes = b"") -> Steps:
    return (Send(b"".join(before) + wire.CLOSING + after), Await(closing("76")))


def _once(setting: Setting) -> Steps:
    return (*hello(plain("76"))(setting), *_close())


def _then_listen(setting: Setting) -> Steps:
    return (*_once(setting), HalfClose(), AwaitEnd())


def _twice(setting: Setting) -> Steps:
    return (*hello(plain("76"))(setting), *_close(after=wire.CLOSING), HalfClose(), AwaitEnd())


def _late_second(setting: Setting) -> Steps:
    return (*_once(setting), Send(wire.CLOSING), HalfClose(), AwaitEnd())


def _simultaneous(setting: Setting) -> Steps:
    opening = hello(plain("76"))(setting)
    return (*opening, *_close(wire.prefixed(0x80, b"a")), HalfClose(), AwaitEnd())


def _whole_and_cut(setting: Setting) -> Steps:
    cut = (Send(b"\xff"), Pause(), Send(b"\x00"), Await(closing("76")))
    return (*_once(setting), Close(), Connect(), *hello(plain("76"))(setting), *cut)


def _three_times(setting: Setting) -> Steps:
    steps: list[Step] = []
    for n in range(3):
        steps += [Close(), Connect()] if n else []
        steps += [*hello(plain("76"))(setting), Send(wire.CLOSING)]
        steps.append(Await(closing("76"), vital=True))
    return tuple(steps)


AT_MOST_ONE: tuple[Answer, ...] = (
    fails(goes_on_after_closing()),
    fails(corrupts()),
    passes(closing_frame()),
    passes(hangs_up()),  # that it did not answer at all is told by closing-frame-answered
)

SILENT_END = both(no_closing_frame(), hangs_up())
"""Not answered: asked of every connection, so that whoever never answers is told so only once."""

SCENARIOS = (
    # field bugs 78, 83, 89: no FF 00, or half of one, or one in reverse
    SECTION.asks(
        "closing-frame-answered",
        Level.SHOULD,
        "",
        "The client's FF 00 is answered by exactly one FF 00.",
        does="FF 00, after the opening handshake",
        means=UNCLEAN,
        steps=_once,
        answers=(fails(corrupts()), passes(closing_frame())),
        twin=opens("76"),
    ),
    # field bug 79: the second byte is looked for in the same read
    SECTION.asks(
        "closing-frame-answered-when-cut",
        Level.SHOULD,
        "",
        "The client's FF 00 is answered by FF 00 also when it came in two segments.",
        does="FF 00 on one connection; FF | 00, each byte in a segment of its own, on a second one",
        means="whenever the network cuts there, a clean close becomes an error",
        steps=_whole_and_cut,
        answers=(
            fails(anywhere(corrupts())),
            passes(on(1, closing_frame())),
            informs(each(("whole", "cut"), SILENT_END)),
        ),
        twin=opens("76"),
    ),
    # field bug 88: a shared buffer that is empty after the first use
    SECTION.asks(
        "closing-frame-answered-every-time",
        Level.SHOULD,
        "",
        "Every client's FF 00 is answered, not only the first one's.",
        does="FF 00 on three connections, one after the other",
        means="clients, some or all, wait for the end of a closing handshake that does not come",
        steps=_three_times,
        answers=(
            fails(anywhere(corrupts())),
            passes(each(("first", "second", "third"), closing_frame())),
            informs(each(("first", "second", "third"), SILENT_END)),
        ),
        twin=opens("76"),
    ),
    # field bug 87: a second FF 00 in answer to the client's acknowledgement
    SECTION.asks(
        "closing-frame-once",
        Level.SHOULD,
        "",
        "Who has sent FF 00 sends nothing more, so a second FF 00 of the client is not answered.",
        does="FF 00 FF 00 in one segment, then the client's FIN",
        means="clients receive bytes after the end of the data and report an error",
        steps=_twice,
        answers=AT_MOST_ONE,
        twin=opens("76"),
    ),
    SECTION.asks(
        "closing-frame-once-late",
        Level.SHOULD,
        "",
        "Who has sent FF 00 sends nothing more, whatever the client sends then.",
        does="FF 00; when the server's has come another FF 00, then the client's FIN",
        means="two servers of this kind would close each other for ever",
        steps=_late_second,
        answers=AT_MOST_ONE,
        twin=opens("76"),
    ),
    SECTION.asks(
        "both-close-at-once",
        Level.SHOULD,
        "",
        "It is safe for both to begin closing at the same time: one FF 00 from each.",
        does="80 01 61 FF 00 in one segment: a frame that may make the server close, and the client's "
        "own closing frame",
        means="clients receive bytes after the end of the data and report an error",
        steps=_simultaneous,
        answers=AT_MOST_ONE,
        twin=opens("76"),
    ),
    SECTION.asks(
        "closing-frame-and-fin",
        Level.UNDEFINED,
        "",
        "A client may end TCP right behind its FF 00; whether it still gets an answer is open.",
        does="FF 00, and the client's FIN with it",
        means="nothing: a client that does not wait has given up its answer",
        steps=lambda s: (*hello(plain("76"))(s), Send(wire.CLOSING), HalfClose(), AwaitEnd()),
        answers=(
            fails(goes_on_after_closing()),
            fails(corrupts()),
            informs(closing_frame()),
            informs(hangs_up()),
            informs(deaf("silence, and the connection left open")),
        ),
        twin=opens("76"),
    ),
)
