"""76 §5.3, reading steps 2 and 3: many texts, and texts that mean something elsewhere.

After each frame the next one is read, the thousandth like the first, and one that is like the frame
before it like any other. And what stands in a frame is the message, whatever it says: a server that
takes the text 0 for nothing, answers a "ping" of the application, or sends what fits into one byte a
character in that, is another layer that looked.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import fails, informs, passes
from conformance.compose import Section, plain, talk, talks
from conformance.compose_texts import (
    FEW_WORDS,
    PLAIN_WORDS,
    TEXTS,
    few_words,
    in_turn_texts,
    passed_over,
    texts_in_turn,
)
from conformance.expect import hangs_up
from conformance.expect_frames import corrupts, deaf, none_lost, strays
from conformance.rules import EACH_FRAME_ONCE
from conformance.scenario import Scenario
from reports.model import Level

SECTION = Section("76", "5.3")


def _alike(what: str, *texts: bytes, text: str, does: str, means: str) -> Scenario:
    """Texts in one segment, some of them alike; each comes back, and none that was not sent."""
    return SECTION.asks(
        what,
        Level.MUST,
        "reading, step 3",
        text,
        does=does,
        means=means,
        steps=talk(plain("76"), b"".join(map(wire.text, texts))),
        answers=lambda s: (
            fails(strays(texts[0], *texts, s.mark)),
            fails(corrupts()),
            passes(none_lost(*texts, s.mark)),
        ),
        twin=talks("76", b"".join(wire.text(b"%d" % n) for n in range(len(texts)))),
        needs=("echo",),
    )


SCENARIOS = (
    _alike(
        "same-text-three-times",
        *(b"again", b"again", b"again"),
        text="Each frame is a message, also when it is like the one before.",
        does='00 "again" FF three times in one segment',
        means="a repeated message is taken for a mistake and dropped",
    ),
    _alike(
        "empty-texts-between-others",
        *(b"a", b"", b"", b"b"),
        text="Empty messages between others are messages.",
        does="00 61 FF 00 FF 00 FF 00 62 FF in one segment",
        means="an application that counts its messages counts wrongly",
    ),
    SECTION.asks(
        "texts-in-turn-by-the-thousand",
        Level.MUST,
        "reading, step 3",
        "After each frame the next one is read, or the connection ends.",
        does=f"{TEXTS:,} texts, thirty at a time, and the next thirty when the echoes have come",
        means="a connection that lives long loses messages, or falls silent",
        steps=texts_in_turn("76"),
        answers=lambda s: (
            fails(passed_over(*in_turn_texts(s))),
            fails(corrupts()),
            passes(none_lost(*in_turn_texts(s))),
            informs(hangs_up()),  # a server may close at any time (76 §6.3)
            fails(deaf().under(EACH_FRAME_ONCE)),
        ),
        twin=talks("76", wire.text(b"1"), wire.text(b"2")),
        needs=("echo",),
    ),
    SECTION.asks(
        "texts-of-few-words",
        Level.MUST,
        "reading, step 2.5",
        "What stands between 00 and FF is the message, whatever it says.",
        does=f"{len(FEW_WORDS)} short texts in one segment, among them 0, null, U+0000 alone, a "
        "backslash, ping, quit, some JSON, and characters that are taken for others",
        means="messages are lost or changed for what they say",
        steps=few_words("76"),
        answers=lambda s: (fails(corrupts()), passes(none_lost(*FEW_WORDS, s.mark))),
        twin=talks("76", b"".join(map(wire.text, PLAIN_WORDS))),
        needs=("echo",),
    ),
)
