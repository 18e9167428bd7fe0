"""75 §5.2, the end of the handshake: the server answers when it is there, and not later.

The handshake of draft 75 is read up to its empty line. Draft 76 has eight bytes more behind it, and who
reads both drafts by one piece of code may wait for them in this one too. Such a server seems not to
speak draft 75 at all. It shows when eight bytes come after all: a client may send a text at any time
after the answer, and this one is sent when the answer is overdue.
"""

from __future__ import annotations

from conformance.checks import YES, Basis, Check, Look, check, passes
from conformance.compose import Section
from conformance.expect import opened
from conformance.reading import Reading, answered
from conformance.scenario import Await, Scenario, Send, Setting, Steps, Twin
from conformance.wire import opening75, text
from reports.model import Level

SECTION = Section("75", "5.2")

EIGHT = text(b"sixers")
"""Eight bytes: a text frame."""


def _then_eight(setting: Setting) -> Steps:
    """The head, time to answer it, eight bytes more, and time to answer again."""
    return (
        Send(opening75(setting).head),
        Await(answered("75")),
        Send(EIGHT),
        Await(answered("75")),
    )


def _in_time() -> Check:
    """The answer was there before the eight bytes were sent."""

    def look(reading: Reading) -> Look:
        if not (found := opened("75").look((reading,))).holds:
            return found
        if reading.timed_out:
            return Look("no answer came before eight bytes more were sent", Basis.SILENCE)
        return YES

    return check("101, before anything follows the empty line", look)


SCENARIOS: tuple[Scenario, ...] = (
    # field bug 127: a server that reads eight bytes after every head
    SECTION.asks(
        "head-answered-at-its-end",
        Level.MUST,
        "the end of the handshake",
        "The handshake ends with its empty line and is answered then: nothing else is waited for.",
        does="the plain handshake, and, when its answer has come or is overdue, a text of eight bytes",
        means="nobody can connect: every client waits for the answer, and the server for eight bytes",
        steps=_then_eight,
        answers=(passes(_in_time()),),
        twin=Twin(_then_eight, lambda _: (passes(opened("75")),)),
    ),
)
