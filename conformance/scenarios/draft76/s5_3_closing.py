"""76 §5.3, reading: what the client's closing frame ends.

FF 00 sets the client terminated flag and ends the algorithm: texts before it are messages, bytes after
it are nothing. The section does not say that the server answers (§1.4 does, and is asked there), so a
server that just hangs up passes here.

After FF 00 the client ends its direction as soon as the server's FF 00 has come, and reads on to the
end. A text that is delivered too late is then seen, and nobody waits.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance import wire
from conformance.checks import Answer, both, fails, informs, passes, warns
from conformance.compose import (
    Bytes,
    Section,
    first,
    hello,
    opens,
    plain,
    unstrange,
)
from conformance.compose_frames import left_inside
from conformance.expect import closing_frame, delivers, echoes, hangs_up
from conformance.expect_frames import corrupts, deaf, goes_on_after_closing, keeps_open
from conformance.reading import closing, echoed
from conformance.scenario import (
    Await,
    AwaitEnd,
    HalfClose,
    Pause,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
)
from reports.model import Level

SECTION = Section("76", "5.3")

ENDED: tuple[Answer, ...] = (
    fails(goes_on_after_closing()),
    fails(corrupts()),
    passes(closing_frame()),
    passes(hangs_up()),
    warns(deaf("silence: neither a closing frame nor the end")),
)


def _text_and_end(setting: Setting) -> tuple[Answer, ...]:
    """A text and FF 00. The echo is due, but a server may close at any time (§6.3): no MUST."""
    return (
        fails(goes_on_after_closing()),
        fails(corrupts()),
        passes(both(echoes(first(setting)), closing_frame())),
        passes(both(echoes(first(setting)), hangs_up())),
    )


def _ending(*segments: Bytes, behind: Bytes = b"") -> Callable[[Setting], Steps]:
    """Steps: handshake, ``segments``, the server's closing frame, ``behind``, FIN, the end."""

    def steps(setting: Setting) -> Steps:
        out: list[Step] = [*hello(plain("76"))(setting)]
        for segment in segments:
            out += [Send(_made(segment, setting)), Pause()]
        out[-1] = Await(closing("76"))
        if behind:
            out.append(Send(_made(behind, setting)))
        return (*out, HalfClose(), AwaitEnd())

    return steps


def _made(data: Bytes, setting: Setting) -> bytes:
    return data if isinstance(data, bytes) else data(setting)


def _late(setting: Setting) -> bytes:
    return wire.text(setting.text("late"))


def _discards(what: str, steps: Callable[[Setting], Steps], *, does: str, means: str) -> Scenario:
    return SECTION.asks(
        what,
        Level.MUST,
        "reading, step 2.5",
        "The client's FF 00 ends the reading; what it sends afterwards is no message.",
        does=does,
        means=means,
        steps=steps,
        answers=lambda s: (fails(corrupts()), fails(delivers(s.text("late"))), *ENDED),
        twin=opens("76"),
        needs=("echo",),
    )


def _many(setting: Setting) -> tuple[bytes, ...]:
    return tuple(b"%d-%s" % (n, setting.token.encode()) for n in range(100))


def _unanswered(setting: Setting) -> Steps:
    return (
        *hello(plain("76"))(setting),
        Send(b"\x80\x01\x61" + wire.text(setting.mark)),
        Await(echoed(setting.mark)),
    )


SCENARIOS = (
    # field bug 79: an exception, an error page, or 00 FF in answer
    SECTION.asks(
        "closing-frame-cut",
        Level.MUST,
        "reading, step 2",
        "A closing frame may be cut into two segments, as every frame.",
        does="FF | 00: each byte in a segment of its own",
        means="whenever the network cuts there, a clean close becomes an error",
        steps=_ending(b"\xff", b"\x00"),
        answers=ENDED,
        twin=opens("76"),
    ),
    SECTION.asks(
        "closing-frame-cut-behind-a-text",
        Level.SHOULD,
        "reading, step 2",
        "A closing frame is recognised also when the FF before it ended a text.",
        does="00 first-TOKEN FF FF | 00: the text's FF, the frame's FF, the cut, the 00",
        means="where the network cuts there, the last text is lost, or the end not seen",
        steps=_ending(lambda s: wire.text(first(s)) + b"\xff", b"\x00"),
        answers=_text_and_end,
        twin=unstrange(),
        needs=("echo",),
        version=2,
    ),
    # field bug 80: FF 00 is only recognised when it is alone in its segment
    SECTION.asks(
        "closing-frame-behind-a-text",
        Level.SHOULD,
        "reading, steps 2 and 3",
        "A text before FF 00 in the same segment is a message; the close comes after it.",
        does="00 first-TOKEN FF FF 00 in one segment",
        means="the last thing that a user said before leaving is lost",
        steps=_ending(lambda s: wire.text(first(s)) + wire.CLOSING),
        answers=_text_and_end,
        twin=unstrange(),
        needs=("echo",),
    ),
    # field bug 82: what is still in the queue goes out after FF 00
    SECTION.asks(
        "nothing-sent-after-closing-frame",
        Level.MUST,
        "sending, closing",
        "Once the server has sent FF 00 it sends nothing more.",
        does="a hundred texts and FF 00 in one segment",
        means="clients receive bytes after the end of the data: messages lost, or an error reported",
        steps=_ending(lambda s: b"".join(map(wire.text, _many(s))) + wire.CLOSING),
        answers=ENDED,  # a loss of texts is told by closing-frame-behind-a-text
        twin=unstrange(),
        needs=("echo",),
    ),
    _discards(
        "text-behind-closing-frame",
        _ending(lambda s: wire.CLOSING + _late(s)),
        does="FF 00 00 late-TOKEN FF in one segment",
        means="messages are executed after the client said that there are none",
    ),
    # field bug 81
    _discards(
        "text-behind-closing-frame-later",
        _ending(wire.CLOSING, behind=_late),
        does="FF 00, and when the server's FF 00 has come, 00 late-TOKEN FF",
        means="messages are executed after the end, or the write of the answer kills the server",
    ),
    _discards(
        "text-behind-closing-frame-next-segment",
        _ending(wire.CLOSING, _late),
        does="FF 00 | 00 late-TOKEN FF, a round trip apart",
        means="messages are executed after the client said that there are none",
    ),
    _discards(
        "half-a-text-behind-closing-frame",
        _ending(b"\xff\x00\x00\x78\xff", behind=b"\xff\xff\x00"),
        does="FF 00 00 78 FF in one segment, later FF FF 00",
        means="five bytes make the server raise an exception, or die",
    ),
    # field bugs 85, N26: provoked by a frame that the server may close upon
    SECTION.asks(
        "server-closes-client-is-silent",
        Level.UNDEFINED,
        "sending, closing, step 2",
        "A server that has sent FF 00 waits for the client's only so long as it has decided to.",
        does="80 01 61 and a text: a server may answer by closing; the client never answers FF 00",
        means="nothing: how long the server waits is its own choice",
        steps=_unanswered,
        answers=lambda s: (
            fails(goes_on_after_closing()),
            fails(corrupts()),
            informs(echoes(s.mark)),
            informs(hangs_up()),
            informs(keeps_open()),
        ),
        twin=opens("76"),
        needs=("echo",),
        version=3,
    ),
    SECTION.asks(
        "end-in-mid-frame",
        Level.MUST,
        "reading",
        "When the connection ends inside a frame the reading is aborted: half a text is none.",
        does="00 evil-TOKEN and, a moment later, the client's FIN, without the FF",
        means="commands that were cut short are executed as they stand",
        steps=lambda s: (*hello(plain("76"))(s), *left_inside(s.text("evil"))),
        answers=lambda s: (
            fails(corrupts()),
            fails(delivers(s.text("evil"))),
            passes(closing_frame()),
            passes(hangs_up()),
            informs(keeps_open()),
        ),
        twin=opens("76"),
        needs=("echo",),
        version=2,
    ),
)
