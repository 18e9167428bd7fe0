"""76 §5.4: text that is not UTF-8 where the frame ends.

What becomes of a character that the frame's end cuts off is undefined. The frame ends all the same
(§5.3), and the next one is a message of its own: nothing that was left of the character belongs to it.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import Check, fails, informs
from conformance.compose import Section, behind, first, strange, unstrange
from conformance.expect import echoes
from conformance.expect_frames import beside_twin, corrupts, deaf, gives_up, repeats, swallowed
from conformance.rules import EACH_FRAME_ONCE
from reports.model import Level

SECTION = Section("76", "5.4")

SCENARIOS = (
    # field bug 99: a decoder that keeps half a character from read to read, and from frame to frame
    SECTION.asks(
        "truncated-at-the-end",
        Level.UNDEFINED,
        "",
        "What becomes of a character that is cut off is undefined; the next frame begins anew.",
        does="00 E2 82 FF: two bytes of a character of three, and the end; a plain text behind it",
        means="a text behind an invalid one is lost or changed",
        steps=strange(wire.text(b"\xe2\x82")),
        answers=lambda s: (
            fails(repeats(first(s), behind(s), s.mark)),
            fails(corrupts()),
            fails(beside_twin(swallowed(behind(s), s.mark))),
            informs(
                Check(
                    "the texts around the invalid one, as they were sent",
                    echoes(first(s), behind(s), s.mark).look,
                )
            ),
            *gives_up(),
            # 5.3 lets a server fall silent at other types, never at type 00
            fails(deaf().under(EACH_FRAME_ONCE)),
        ),
        twin=unstrange(instead=lambda _: b".."),
        needs=("echo",),
        version=2,
    ),
)
