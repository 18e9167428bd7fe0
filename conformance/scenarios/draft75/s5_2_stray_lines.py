"""75 §5.2, lines that are no fields: discarded, or the end of the connection.

A line that lacks the colon and the space names nothing. Taking it for a field is the one thing that is
wrong. Section 1.2 and many HTTP servers let the space be left out, though, so a line that has a colon
and no space warrants no more than a note. To see that a line was taken for a field it has to matter:
it looks like a field that the server repeats in its answer, and holds a word that occurs nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import YES, Answer, Check, Look, check, fails, informs
from conformance.compose import Section, hello, opens
from conformance.describe import show
from conformance.expect import opened, refused
from conformance.reading import Reading
from conformance.scenario import Scenario, Setting
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "5.2")


def _repeats(word: bytes) -> Check:
    """The answer holds ``word``. For answers that fail."""

    def look(reading: Reading) -> Look:
        head = reading.response.raw if reading.accepted and reading.response else b""
        return YES if word in head else Look(f"the answer does not hold {show(word)}")

    return check(f"an answer that holds {show(word)}", look)


def _no_field(
    what: str, line: Callable[[Setting], bytes], text: str, does: str, noted: bool = False
) -> Scenario:
    """A line that is no field: discarded, or the end. Its word in the answer is wrong, or ``noted``."""

    def answers(setting: Setting) -> tuple[Answer, ...]:
        word = setting.text("stray")
        wrong = informs if noted else fails
        return (
            wrong(_repeats(word)),
            informs(refused()),
            informs(opened("75")),
        )

    return SECTION.asks(
        what,
        Level.MUST,
        "fields without colon and space",
        text,
        does=does,
        means="a line that proxies and logs take for nothing changes what the server answers",
        steps=hello(lambda setting: opening75(setting).plus(line(setting))),
        answers=answers,
        twin=opens("75"),
    )


# field bug 131 for all of them
SCENARIOS = (
    _no_field(
        "line-without-colon",
        lambda s: b"WebSocket-Protocol " + s.text("stray"),
        "A line without a colon is discarded or ends the connection; it names no subprotocol.",
        'a line "WebSocket-Protocol stray-...", without a colon',
    ),
    _no_field(
        "line-without-colon-names-no-origin",
        lambda s: b"Origin http://" + s.text("stray") + b".example",
        "A line without a colon is discarded or ends the connection; it names no origin.",
        'a line "Origin http://stray-....example", without a colon, behind the true Origin',
    ),
    _no_field(
        "line-of-a-word",
        lambda s: s.text("stray"),
        "A line of one word is discarded or ends the connection.",
        "a line that holds one word and no colon",
    ),
    _no_field(
        "line-with-no-name",
        lambda s: b": " + s.text("stray"),
        "A line that begins with its colon names no field.",
        "a line of a colon, a space and a word",
    ),
    _no_field(
        "line-that-begins-with-a-blank",
        lambda s: b" WebSocket-Protocol: " + s.text("stray"),
        "A line belongs to no line before it: no header is split (75 §4.1 step 9).",
        'a line " WebSocket-Protocol: stray-...", with a blank before the name',
        noted=True,
    ),
    _no_field(
        "line-without-space",
        lambda s: b"WebSocket-Protocol:" + s.text("stray"),
        "A colon without a space does not separate a name from a value; 75 §1.2 lets it be.",
        'a line "WebSocket-Protocol:stray-...", without the space',
        noted=True,
    ),
)
