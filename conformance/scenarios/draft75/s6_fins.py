"""75 §6: a client that ends TCP inside a frame that has a length.

To the server it is a read that fails, and with it the steps end (75 §5.3). What it knew of the length
ends with them: the next client begins anew.
"""

from __future__ import annotations

from conformance.checks import fails, on, passes, warns
from conformance.compose import Section, behind, talks
from conformance.compose_frames import ends_inside
from conformance.expect import hangs_up
from conformance.expect_frames import closing_frame_in_75, corrupts, skips, swallowed
from reports.model import Level

SECTION = Section("75", "6")

SCENARIOS = (
    SECTION.asks(
        "close-within-a-length",
        Level.MUST,
        "the first sentence, with 75 §5.1 and 5.3",
        "A client may leave within a length; the next one is served, and hears nothing of it.",
        does="80 81, the beginning of a length, then FIN; then a fresh client: 80 01 61, and three "
        "texts behind it",
        means="one client that vanishes takes the server, or their messages, from others",
        steps=ends_inside("75", b"\x80\x81"),
        answers=lambda setting: (
            fails(on(1, corrupts())),
            fails(on(1, swallowed(behind(setting), setting.mark))),
            warns(on(1, closing_frame_in_75())),
            passes(on(1, skips(behind(setting), setting.mark))),
            passes(on(1, hangs_up())),
        ),
        twin=talks("75"),
        needs=("echo",),
        alone=True,  # between the two clients none may come to whom it happens in its place
    ),
)
