"""The demands that can be broken in a scenario that asks for something else.

A scenario asks one question, and its requirement has a level. But a server can break more than it was
asked about: fall out of the framing while it chooses freely what to do with a reserved frame, or
write a header of the client's into an answer that it was free to refuse. Such a FAIL is argued from
another sentence than the scenario's own, and a report has to name that one, not the scenario's.

So a check that makes a verdict of its own carries its rule: for each draft the sentence that the
server broke, in our own words, with section and step.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.model import Level, Requirement

Rule = Mapping[str, Requirement]
"""Draft (75 or 76) -> the sentence of that draft."""


def _rule(level: Level, step75: str, step76: str, text: str, text75: str = "") -> Rule:
    """A sentence that both drafts have; a step is ``section|step``."""
    section75, _, at75 = step75.partition("|")
    section76, _, at76 = step76.partition("|")
    return {
        "75": Requirement("75", section75, at75, level, text75 or text),
        "76": Requirement("76", section76, at76, level, text),
    }


ONLY_TEXT_IS_A_MESSAGE = _rule(
    Level.MUST,
    "5.3|reading, step 3",
    "5.3|reading, step 2",
    "Each frame is read to its own end, and only a frame of type 00 is a message.",
    "Each frame is read to its own end; what a length announces is discarded.",
)
EACH_FRAME_ONCE = _rule(
    Level.MUST,
    "5.3|reading, steps 1-4",
    "5.3|reading, steps 1-3",
    "Each frame is read once and all of its data is the message, in the order of the frames.",
)
ONLY_FRAMES_ARE_SENT = _rule(
    Level.MUST,
    "5.3|sending, steps 1-3",
    "5.3|sending, steps 1-3",
    "After its opening handshake a server sends text frames, and in draft 76 one closing frame.",
    "After its opening handshake a server sends text frames and nothing else.",
)
NOTHING_AFTER_CLOSING = _rule(
    Level.MUST,
    "5.3|sending, steps 1-3",
    "5.3|closing",
    "Once a server has begun the closing handshake it sends no further data.",
    "A server sends text frames and nothing else.",
)
ONE_VALUE_A_FIELD = _rule(
    Level.MUST,
    "5.1|the answer",
    "5.2|step 11",
    "Each field of the answer is one line and holds the server's own value, and nothing else.",
    "The answer consists of the bytes that the draft gives, around three values.",
)
NOT_LEFT_WAITING = _rule(
    Level.SHOULD,
    "7|",
    "5.3|reading, step 2.4.5",
    "A server that cannot skip a frame should end the connection, not leave its client waiting.",
    "A server that does not understand the data should just disconnect.",
)
