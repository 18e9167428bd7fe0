"""75 §5.3 step 3, the second branch: lengths that are too long to be honest.

A length has any number of groups. A server that keeps it in 32 or 64 bits, or in a floating-point
number, finds another length than was sent, and reads as frames what was announced as data. It may
give up (75 §7: it is always safe to disconnect), it may go on skipping; wrap it may not. What is
announced here is never sent in full, so a text that comes back was taken out of a frame. The client
ends its direction afterwards, and nobody has to wait for what never comes.
"""

from __future__ import annotations

from conformance.checks import fails, passes, warns
from conformance.compose import Section, plain, talk, talks
from conformance.expect import delivers, hangs_up, opened
from conformance.expect_frames import closing_frame_in_75, corrupts
from conformance.reading import echoed
from conformance.scenario import Await, AwaitEnd, HalfClose, Send
from conformance.wire import length, text
from reports.model import Level

SECTION = Section("75", "5.3")

STEP = "step 3, length"
STILL = "silence: the frame is still being skipped, and the client's FIN ends nothing"
SMUGGLED = "who can put bytes into such a frame can put words into the mouth of others"

SCENARIOS = (
    *(
        SECTION.asks(
            what,
            Level.MUST,
            STEP,
            "A length is never taken for a smaller one; a server that cannot skip so much ends.",
            does=f"80 and a length of {shown}, the end mark, and the client's FIN",
            means=SMUGGLED,
            steps=lambda setting, n=number: (  # type: ignore[misc]
                *talk(plain("75"), mark=False)(setting),
                Send(b"\x80" + length(n) + text(setting.mark)),
                # at a FIN a server may drop the echo that it is still to write
                Await(echoed(setting.mark), patience=0.1),
                HalfClose(),
                AwaitEnd(),
            ),
            answers=lambda setting: (
                fails(corrupts()),
                fails(delivers(setting.mark)),
                warns(closing_frame_in_75()),
                passes(hangs_up()),
                passes(opened("75").called(STILL)),
            ),
            twin=talks("75"),
            needs=("echo",),
            version=2,
        )
        for what, number, shown in (
            # field bugs 24 and 68: 32 bits, 53 bits, 64 bits
            ("length-of-4-gib", 2**32, "2^32"),
            ("length-of-2-to-the-53", 2**53, "2^53"),
            ("length-of-2-to-the-64", 2**64, "2^64"),
        )
    ),
)
