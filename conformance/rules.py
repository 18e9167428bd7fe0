"""The demands that can be broken in a scenario that asks for something else.

A scenario asks one question, and its requirement has a level. But a server can break more than it was
asked about: fall out of the framing while it chooses freely what to do with a reserved frame, or
write a header of the client's into an answer that it was free to refuse. Such a FAIL is argued from
another sentence than the scenario's own, and a report has to name that one, not the scenario's.

So a check that makes a verdict of its own carries its rule: for each draft the sentence that the
server broke, in our own words, with section and step. A FAIL rests on a MUST, a WARN on a SHOULD. Where
only a non-normative section asks, the rule has the level SHOULD and its step says so.

What can follow from a broken rule stands here too. A scenario's own words speak of its own question,
and would accuse a server of something that it did not do.
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
TO_ITS_OWN_CLIENT = _rule(
    Level.MUST,
    "5.3|sending, steps 1-3",
    "5.3|sending, steps 1-3",
    "A message goes to the client that it is for, unbroken by another's.",
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
NEXT_CLIENT_IS_SERVED = _rule(
    Level.MUST,
    "5.1|the first sentence",
    "5.2|the first sentence",
    "Every client that connects is answered, whatever another one has sent before.",
)
STAYS_UP = Requirement(
    "beyond",
    "robustness",
    "",
    Level.MUST,
    "A server still takes connections, whatever a client has sent before.",
)
"""The steps of a draft bind a server that a client has connected to; none can connect to a dead one."""
NOT_LEFT_WAITING = _rule(
    Level.SHOULD,
    "7|",
    "5.3|reading, step 2.4.5",
    "A server that cannot skip a frame should end the connection, not leave its client waiting.",
    "A server that does not understand the data should just disconnect.",
)
JUST_DISCONNECT = _rule(
    Level.SHOULD,
    "7|the fourth paragraph",
    "7|the fourth paragraph",
    "A server that meets a handshake which it did not expect should just disconnect.",
)
NOT_KEPT_WAITING = _rule(
    Level.SHOULD,
    "7|the fourth paragraph",
    "5.1|the client handshake; and 7, the fourth paragraph",
    "A handshake that a server does not take should be ended, its client not be left waiting.",
)
"""Both drafts say "should" of the end of such a handshake, and silence is not worse than a 101."""
HOST_DOES_NOT_MATCH = _rule(
    Level.SHOULD,
    "7|the fourth paragraph",
    "5.1||Host|",
    "A handshake for another host than the server's own should be aborted.",
    "A handshake with values that the server does not expect should end the connection.",
)
INPUT_IS_NOT_TRUSTED = _rule(
    Level.SHOULD,
    "7|the first paragraph",
    "7|the first paragraph",
    "A server should not take for valid what a client sends, or leaves out.",
)
ABORT_WHAT_DOES_NOT_MATCH = _rule(
    Level.SHOULD,
    "5.2|the first field",
    "5.1|the client handshake",
    "A request that is not a client's handshake as described should be aborted.",
)
RESOURCE_FROM_THE_CLIENT = _rule(
    Level.SHOULD,
    "5.1|/resource name/",
    "5.2|step 2, /resource name/",
    "A server of several services should name the one that the client asked for.",
)
LOCATION_IS_CONSTRUCTED = _rule(
    Level.MUST,
    "5.1|the URL, by 75 §3.2",
    "5.2|steps 3 and 11, by 76 §3.2",
    "The location is scheme, host, port and resource name, put together and not changed.",
)

# --- one draft only ---

NO_CLOSING_FRAME: Rule = {
    "75": Requirement(
        "75",
        "1.2",
        "the grammar, non-normative",
        Level.SHOULD,
        "The frames that draft 75 allows are text frames; FF 00 is none.",
    )
}
"""No step of 75 §5.3 forbids it, and each client skips it: that is why it is no MUST."""
HANDSHAKE_ENDS_ONCE: Rule = {
    "75": Requirement(
        "75",
        "5.2",
        "the end of the handshake, and 5.3 reading, step 1",
        Level.MUST,
        "The first empty line ends the client's handshake; what follows it is read as frames.",
    )
}
KEYS_ARE_NEEDED: Rule = {
    "76": Requirement(
        "76",
        "5.2",
        "steps 2 and 5",
        Level.MUST,
        "A key that is not there has no spaces, and without spaces the connection is aborted.",
    )
}
ABORT_IS_THE_END: Rule = {
    "76": Requirement(
        "76",
        "5.2",
        "steps 5 and 6, by 6.2",
        Level.MUST,
        "A handshake whose keys are not right is aborted: the server closes the connection.",
    )
}
KEYS_BEFORE_ANSWER: Rule = {
    "76": Requirement(
        "76",
        "5.2",
        "steps 5-6, before step 10",
        Level.MUST,
        "The keys are judged before the status line is sent; bad ones get none of the answer.",
    )
}
ABORTED_WHILE_READ: Rule = {
    "76": Requirement(
        "76",
        "5.1",
        "the client handshake",
        Level.SHOULD,
        "A handshake that a server will not take should be aborted while it is read.",
    )
}
"""For keys of which no step of 76 §5.2 says that they end the connection, as steps 5 and 6 do."""
KEY3_IS_NO_FIELD: Rule = {
    "76": Requirement(
        "76",
        "5.2",
        "step 2, /key3/, and step 8",
        Level.MUST,
        "The challenge ends in the eight bytes that follow the fields, and in no others.",
    )
}
ANSWER_PROVES: Rule = {
    "76": Requirement(
        "76",
        "5.2",
        "steps 8, 9 and 13",
        Level.MUST,
        "An answer of draft 76 ends in the digest of this client's challenge.",
    )
}

_BREAKS = "the client sees a connection that was accepted and then breaks in the handshake"
_DOWN = "one client can take the server away from all others"

_FOLLOWS: tuple[tuple[Rule, str], ...] = (
    (
        ONLY_TEXT_IS_A_MESSAGE,
        "a sender gets messages past a filter that skips what the draft skips",
    ),
    (EACH_FRAME_ONCE, "messages are lost, repeated or run together, and neither side knows"),
    (ONLY_FRAMES_ARE_SENT, "a client loses its place in the stream, and waits or hangs up"),
    (TO_ITS_OWN_CLIENT, "under load users read pieces of each other's messages"),
    (NOTHING_AFTER_CLOSING, "a client that has left loses what comes, or acts on it"),
    (ONE_VALUE_A_FIELD, "who can choose the value writes lines, such as cookies, into the answer"),
    (NEXT_CLIENT_IS_SERVED, _DOWN),
    (NOT_LEFT_WAITING, "clients wait for an answer that never comes"),
    (NOT_KEPT_WAITING, "clients wait for an answer that never comes"),
    (HOST_DOES_NOT_MATCH, "a name that is not the server's own leads to it"),
    (INPUT_IS_NOT_TRUSTED, "what a client sends or leaves out decides more than it should"),
    (ABORT_WHAT_DOES_NOT_MATCH, "a client of another protocol is given a connection"),
    (RESOURCE_FROM_THE_CLIENT, "a client that compares the location hangs up"),
    (LOCATION_IS_CONSTRUCTED, "a client that compares the location hangs up"),
    (NO_CLOSING_FRAME, "a client that is unprepared for the frame fails"),
    (HANDSHAKE_ENDS_ONCE, "what stands in the handshake is read as frames"),
    (KEYS_ARE_NEEDED, "a request without keys, which any page can cause, opens a connection"),
    (ABORT_IS_THE_END, "refused connections stay open and pile up, and their clients wait"),
    (KEYS_BEFORE_ANSWER, _BREAKS),
    (ABORTED_WHILE_READ, _BREAKS),
    (KEY3_IS_NO_FIELD, "the proof is of something else than the challenge that was sent"),
    (ANSWER_PROVES, "a client cannot tell this server from one that did not read its handshake"),
)


def can_mean(broken: Requirement) -> str:
    """What can follow when this sentence is broken, in general; empty: as the scenario says."""
    if broken == STAYS_UP:
        return _DOWN
    for rule, words in _FOLLOWS:
        if broken in rule.values():
            return words
    return ""
