"""Beyond the drafts: a text that is longer than the server takes.

How long a text may be is the server's choice, and to hang up on a longer one is its right (76 §7). What
it may not do is forget the beginning and read the rest as frames: then whoever may write a long text
can write frames (field bug 61). 76 §5.3 says it of the other kind of frame, in step 2.4.5: who cannot
skip a frame correctly reads no more.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import YES, Check, Look, check, fails, informs
from conformance.compose import Section, hello, opens, plain
from conformance.expect import echoes, hangs_up
from conformance.expect_frames import corrupts, deaf
from conformance.reading import Reading, closing, echoed, first_of
from conformance.rules import EACH_FRAME_ONCE
from conformance.scenario import Await, Send, Setting, Steps
from reports.model import Level

SECTION = Section("beyond", "resource")

TIMES = 80_000
"""How often the hidden text stands in the long one: at ten bytes of token, some 1.3 MB."""


def _long(setting: Setting) -> bytes:
    return setting.text("long") + (b"\x00" + setting.text("evil")) * TIMES


def _steps(setting: Setting) -> Steps:
    text = _long(setting)
    heard = first_of(echoed(text), echoed(setting.mark), closing("76"))
    return (
        *hello(plain("76"))(setting),
        Send(wire.text(text) + wire.text(setting.mark)),
        Await(heard, patience=3),
    )


def _taken_apart(setting: Setting) -> Check:
    """A message holds the hidden text and is not the whole text."""
    whole, evil = _long(setting), setting.text("evil")

    def look(reading: Reading) -> Look:
        came = any(evil in message and message != whole for message in reading.messages)
        return YES if came else Look("no part of the long text is a message")

    return check("a part of the long text as a message of its own", look)


SCENARIOS = (
    SECTION.asks(
        "long-text-hides-texts",
        Level.UNDEFINED,
        "",
        "A text that is too long for the server is refused as a whole, not read on in its middle.",
        does=f"a text of which {TIMES:,} parts look like the beginning of a text, 00 evil-TOKEN, and "
        "another text behind it",
        means="who may write a long message can write messages in the name of others",
        steps=_steps,
        answers=lambda s: (
            fails(_taken_apart(s).under(EACH_FRAME_ONCE)),
            fails(corrupts()),
            informs(Check("the echo of the long text", echoes(_long(s)).look)),
            informs(Check("the long text dropped, the next one echoed", echoes(s.mark).look)),
            informs(hangs_up()),
            informs(deaf("silence: the long text was swallowed")),
        ),
        twin=opens("76"),
        needs=("echo",),
        resource=True,
    ),
)
