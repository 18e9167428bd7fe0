"""75 §5.3 steps 3 and 4: many texts, and texts that mean something elsewhere.

After each frame the next one is read, the thousandth like the first. And what stands in a frame is the
message, whatever it says: a server that takes the text 0 for nothing, answers a "ping" of the
application, or sends what fits into one byte a character in that, is another layer that looked.
"""

from __future__ import annotations

from conformance.checks import fails, informs, passes, warns
from conformance.compose import Section, talks
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
from conformance.expect_frames import closing_frame_in_75, corrupts, deaf, none_lost
from conformance.rules import EACH_FRAME_ONCE
from conformance.wire import text
from reports.model import Level

SECTION = Section("75", "5.3")

SCENARIOS = (
    SECTION.asks(
        "texts-in-turn-by-the-thousand",
        Level.MUST,
        "step 4",
        "After each frame the next one is read, or the connection ends.",
        does=f"{TEXTS:,} texts, thirty at a time, and the next thirty when the echoes have come",
        means="a connection that lives long loses messages, or falls silent",
        steps=texts_in_turn("75"),
        answers=lambda setting: (
            fails(passed_over(*in_turn_texts(setting))),
            fails(corrupts()),
            warns(closing_frame_in_75()),
            passes(none_lost(*in_turn_texts(setting))),
            informs(hangs_up()),  # a server may close whenever it likes (75 §6)
            fails(deaf().under(EACH_FRAME_ONCE)),
        ),
        twin=talks("75", text(b"1"), text(b"2")),
        needs=("echo",),
    ),
    SECTION.asks(
        "texts-of-few-words",
        Level.MUST,
        "step 3, interpret",
        "What stands between 00 and FF is the message, whatever it says.",
        does=f"{len(FEW_WORDS)} short texts in one segment, among them 0, null, U+0000 alone, a "
        "backslash, ping, quit, some JSON, and characters that are taken for others",
        means="messages are lost or changed for what they say",
        steps=few_words("75"),
        answers=lambda setting: (
            fails(corrupts()),
            passes(none_lost(*FEW_WORDS, setting.mark)),
        ),
        twin=talks("75", b"".join(map(text, PLAIN_WORDS))),
        needs=("echo",),
    ),
)
