"""76 §6.3: a client that ends its direction inside a frame that has a length.

To the server it is a read that fails, and with it the steps end (§5.3). What it knew of the frame,
how long it is and how much of it has come, ends with them: the next client begins anew.
"""

from __future__ import annotations

from conformance.checks import fails, on, passes, warns
from conformance.compose import Section, behind, talks
from conformance.compose_frames import ends_inside
from conformance.expect import closing_frame, hangs_up
from conformance.expect_frames import corrupts, deaf, skips, swallowed
from conformance.scenario import Scenario
from reports.model import Level

SECTION = Section("76", "6.3")


def _ends(what: str, half: bytes, does: str) -> Scenario:
    """A client that ends inside a frame, and a fresh one that sends a frame to be skipped."""
    return SECTION.asks(
        what,
        Level.MUST,
        "",
        "What one client does to its connection, the next client does not feel.",
        does=f"{does}, then FIN; then a fresh client: 80 01 61, and three texts behind it",
        means="one client that vanishes takes the server, or their messages, from others",
        steps=ends_inside("76", half),
        answers=lambda s: (
            fails(on(1, corrupts())),
            fails(on(1, swallowed(behind(s), s.mark))),
            passes(on(1, skips(behind(s), s.mark))),
            # at a frame of type 80 a server may end the connection
            passes(on(1, closing_frame())),
            passes(on(1, hangs_up())),
            warns(on(1, deaf())),
        ),
        twin=talks("76"),
        needs=("echo",),
        alone=True,  # between the two clients none may come to whom it happens in its place
    )


SCENARIOS = (
    _ends("fin-in-mid-length", b"\x80\x81", "80 81, the beginning of a length"),
    _ends("fin-in-mid-payload", b"\x80\x09abc", "80 09 61 62 63, a third of a payload"),
)
