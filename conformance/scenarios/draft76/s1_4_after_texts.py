"""76 §1.4: the client's closing frame, wherever in a conversation it comes.

Not normative, so a closing frame that is not answered is a warning and no more: §5.3 has the server set
its client terminated flag, and nothing asks what went before, or what the client sent behind it.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import both, fails, informs, passes
from conformance.compose import Section, first, hello, opens, plain
from conformance.expect import closing_frame, hangs_up, no_closing_frame
from conformance.expect_answer import each
from conformance.expect_frames import anywhere, corrupts
from conformance.reading import closing, echoed
from conformance.scenario import Await, Close, Connect, Send, Setting, Step, Steps
from reports.model import Level

SECTION = Section("76", "1.4")

PLACES = (
    "first of all",
    "after a text and its echo",
    "in one segment with a text",
    "with a text behind it",
    "with another FF 00 behind it",
    "first of all, again",
)


def _everywhere(setting: Setting) -> Steps:
    text = wire.text(first(setting))
    answered = Await(closing("76"), vital=True)
    conversations: tuple[Steps, ...] = (
        (Send(wire.CLOSING), answered),
        (Send(text), Await(echoed(first(setting))), Send(wire.CLOSING), answered),
        (Send(text + wire.CLOSING), answered),
        (Send(wire.CLOSING + text), answered),
        (Send(wire.CLOSING + wire.CLOSING), answered),
        (Send(wire.CLOSING), answered),
    )
    steps: list[Step] = []
    for conversation in conversations:
        steps += [Close(), Connect()] if steps else []
        steps += [*hello(plain("76"))(setting), *conversation]
    return tuple(steps)


SCENARIOS = (
    # N25 of the field bugs: whoever just ends TCP is warned by closing-frame-answered, once
    SECTION.asks(
        "closing-frame-answered-after-texts",
        Level.SHOULD,
        "",
        "The client's FF 00 is answered by FF 00, whatever came before it and stands behind it.",
        does="FF 00 on six connections: " + "; ".join(PLACES),
        means="clients report an unclean close now and then, depending on what they had to say",
        steps=_everywhere,
        answers=(
            fails(anywhere(corrupts())),
            passes(each(PLACES, closing_frame())),
            informs(each(PLACES, both(no_closing_frame(), hangs_up()))),
        ),
        twin=opens("76"),
        needs=("echo",),
    ),
)
