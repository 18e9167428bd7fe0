"""75 §5.3, the second list: how a server sends a string.

00, the string in UTF-8, FF; nothing else is ever sent. UTF-8 has no byte FF, and that is all that keeps
a message from ending early. A server that writes its strings one byte a character writes FF for U+00FF,
and whoever can make it repeat that letter writes the frames of its clients (75 §7).
"""

from __future__ import annotations

from conformance.checks import Answer, Check, both, fails, passes, warns
from conformance.compose import Section, plain, talk, talks
from conformance.expect import echoes, text_frames_only
from conformance.expect_frames import corrupts, none_lost, politely75, strays
from conformance.wire import text
from reports.model import Level

SECTION = Section("75", "5.3")

LATIN = "".join(map(chr, range(0x80, 0x100))).encode()
LOW_BYTES = "a\u01ff\u12ff\u0100\u2000\uff00z".encode()
MIXED = tuple(b"%d:" % n + b"x" * (n * 97 % 400) for n in range(20))


def _sent(echo: Check) -> tuple[Answer, ...]:
    """The answers: ``echo`` in text frames, and nothing else but perhaps FF 00."""
    return (
        passes(both(echo, text_frames_only())),
        fails(corrupts()),
        warns(politely75(echo)),
    )


SCENARIOS = (
    # field bugs 73 and 74: other delimiters, wrong lengths
    SECTION.asks(
        "sends-text-frames-only",
        Level.MUST,
        "sending, steps 1 to 3",
        "Everything that a server sends after its handshake is text frames: 00, UTF-8, FF.",
        does="twenty texts of different lengths in one segment",
        means="clients lose their place in the stream, or skip the message as unknown",
        steps=talk(plain("75"), b"".join(text(t) for t in MIXED)),
        answers=lambda setting: _sent(none_lost(*MIXED, setting.mark)),
        twin=talks("75"),
        needs=("echo",),
        version=2,
    ),
    # field bug 95: node-websocket-server and socket.io wrote strings as binary
    SECTION.asks(
        "sends-utf-8",
        Level.MUST,
        "sending, step 2",
        "Strings are sent in UTF-8, the characters U+0080 to U+00FF in two bytes each.",
        does="one text with the characters U+0080 to U+00FF in UTF-8",
        means="whoever writes to the service can send frames of his own to its other users",
        steps=talk(plain("75"), text(LATIN)),
        answers=lambda setting: (
            fails(strays(LATIN, LATIN, setting.mark)),
            *_sent(echoes(LATIN, setting.mark)),
        ),
        twin=talks("75"),
        needs=("echo",),
        version=2,
    ),
    SECTION.asks(
        "sends-no-low-bytes",
        Level.MUST,
        "sending, step 2",
        "A character beyond U+00FF is not sent as the lower half of its number.",
        does="one text with U+01FF, U+12FF, U+0100, U+2000 and U+FF00",
        means="whoever writes to the service can send frames of his own to its other users",
        steps=talk(plain("75"), text(LOW_BYTES)),
        answers=lambda setting: _sent(echoes(LOW_BYTES, setting.mark)),
        twin=talks("75"),
        needs=("echo",),
        version=2,
    ),
    SECTION.asks(
        "sends-a-long-text-whole",
        Level.MUST,
        "sending, step 3",
        "A long message is one frame, with one FF at its end.",
        does="one text of 60,000 bytes, and a short one",
        means="long messages arrive in pieces, or the next message is joined to them",
        steps=talk(plain("75"), text(b"0123456789" * 6000), text(b"short")),
        answers=lambda setting: _sent(echoes(b"0123456789" * 6000, b"short", setting.mark)),
        twin=talks("75"),
        needs=("echo",),
        version=2,
    ),
)
