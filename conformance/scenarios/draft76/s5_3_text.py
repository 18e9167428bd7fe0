"""76 §5.3, reading: what stands in a text frame.

A frame of type 00 ends at the first byte FF, and everything between is raw data: no byte of it means
anything to the framing. FF never occurs in UTF-8, so any text fits, U+0000 and U+00FF and U+FFFD too.
Servers go wrong where they let another layer look first: a text decoder that finds its own delimiter, a
string type that ends at 00, a trim, a byte-order mark taken away.

An echo server sends the text back as it came (the echo contract), encoded as UTF-8 (§5.3, sending
step 2); so text for text the same bytes return.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import fails, passes
from conformance.compose import Section, hello, in_batches, plain, talk, talks
from conformance.expect import echoes
from conformance.expect_frames import corrupts, none_lost
from conformance.reading import echoed
from conformance.scenario import Await, Scenario, Send, Setting, Steps
from reports.model import Level

SECTION = Section("76", "5.3")

STEP = "reading, step 2"


def _kept(
    what: str, data: bytes, requirement: str, *, does: str, means: str, version: int = 1
) -> Scenario:
    """One text, and the same text back."""
    return SECTION.asks(
        what,
        Level.MUST,
        STEP,
        requirement,
        does=does,
        means=means,
        steps=talk(plain("76"), wire.text(data), b""),
        answers=(fails(corrupts()), passes(echoes(data))),
        twin=talks("76", wire.text(b"plain"), b""),
        needs=("echo",),
        version=version,
    )


def _hello(setting: Setting) -> bytes:
    return setting.text("hello")


def _smuggle(setting: Setting) -> bytes:
    return b"a\xef\xbf\xbd\0" + setting.text("evil")


TEXTS = 1020
"""More than a stack of a thousand calls is deep, and less than 16 KiB."""


def _thousand(setting: Setting) -> tuple[bytes, ...]:
    return tuple(b"%d-%s" % (n, setting.token.encode()) for n in range(TEXTS))


BATCH = 20
"""Texts whose echoes share one wait: a server that takes its time for each is not silent."""


def _thousand_steps(setting: Setting) -> Steps:
    """The texts in one write, and as many waits as a slow server needs for them."""
    texts = _thousand(setting)
    waits = (Await(echoed(texts[n]), vital=True) for n in range(BATCH - 1, len(texts), BATCH))
    return (*hello(plain("76"))(setting), Send(b"".join(map(wire.text, texts))), *waits)


LEADS = "".join(
    [chr(lead << 6) for lead in range(2, 32)]  # C2..DF 80
    + [chr(max(lead << 12, 0x800)) for lead in range(16)]  # E0 A0 80, E1..EF 80 80
    + [chr(max(lead << 18, 0x10000)) for lead in range(5)]  # F0 90 80 80, F1..F4 80 80 80
)
"""A character for each byte that can begin a character of several bytes."""

TRAILS = "".join(chr(0x80 + n) for n in range(64))
"""U+0080 to U+00BF: a character for each byte that can continue one."""

SCENARIOS = (
    SECTION.asks(
        "text-frame",
        Level.MUST,
        STEP,
        "The bytes between 00 and FF are one message.",
        does="00 hello-TOKEN FF, after the opening handshake",
        means="nothing that a page sends reaches the application",
        steps=talk(plain("76"), lambda s: wire.text(_hello(s)), b""),
        answers=lambda s: (fails(corrupts()), passes(echoes(_hello(s)))),
        needs=("echo",),
    ),
    # field bug 67: ignored, closed or a TypeError in six servers
    _kept(
        "text-empty",
        b"",
        "A frame without data, 00 FF, is an empty message.",
        does="00 FF: the empty text",
        means="a page that sends an empty string loses a message, or the connection",
    ),
    # field bug 94
    _kept(
        "text-with-nul",
        b"a\0b\0\0c",
        "A byte 00 inside a frame is data; it begins nothing.",
        does="00 61 00 62 00 00 63 FF: U+0000 three times inside a text",
        means="characters vanish from messages, or a new frame begins where the sender wants it",
    ),
    # field bug 93: a stream decoded first and split at U+FFFD afterwards
    SECTION.asks(
        "text-with-replacement-character",
        Level.MUST,
        STEP,
        "Only the byte FF ends a frame; U+FFFD (EF BF BD) is a character like any other.",
        does="00 61 EF BF BD 00 evil-TOKEN FF: U+FFFD and U+0000 inside one text",
        means="a sender smuggles a second message into his first one, past every filter before it",
        steps=talk(plain("76"), lambda s: wire.text(_smuggle(s)), b""),
        answers=lambda s: (fails(corrupts()), passes(echoes(_smuggle(s)))),
        twin=talks("76", lambda s: wire.text(b"a" + s.text("evil")), b""),
        needs=("echo",),
    ),
    # field bug 100
    _kept(
        "text-with-byte-order-mark",
        b"\xef\xbb\xbfa\xef\xbb\xbf",
        "U+FEFF at the start of a message is part of the message.",
        does="00 EF BB BF 61 EF BB BF FF: U+FEFF, a, U+FEFF",
        means="messages come back changed, and signatures over them no longer fit",
    ),
    _kept(
        "text-beyond-the-bmp",
        "\U0001f4a9\U00010000\U0010fffd".encode(),
        "Characters of four bytes are text like any other.",
        does="00 F0 9F 92 A9 F0 90 80 80 F4 8F BF BD FF: U+1F4A9, U+10000, U+10FFFD",
        means="emoji and rare scripts break messages or end connections",
        version=2,
    ),
    _kept(
        "text-with-noncharacters",
        "\ufffe\uffff\U0001fffe\ufdd0".encode(),
        "Noncharacters are valid UTF-8 and are delivered.",
        does="00 EF BF BE EF BF BF F0 9F BF BE EF B7 90 FF: U+FFFE, U+FFFF, U+1FFFE, U+FDD0",
        means="text that every browser may send is refused or changed",
    ),
    _kept(
        "text-with-every-ascii-byte",
        bytes(range(1, 128)),
        "Every byte from 01 to 7F is data, control characters too.",
        does="00, then 01 02 03 … 7F, then FF: all of ASCII but U+0000 in one text",
        means="tabs, line ends or control characters in messages are lost",
    ),
    _kept(
        "text-with-every-utf-8-byte",
        (LEADS + TRAILS).encode("utf-8"),
        "All the bytes that UTF-8 knows are data.",
        does="one text in which each lead byte C2-F4 and each trailing byte 80-BF occurs",
        means="some languages work and others do not",
    ),
    _kept(
        "text-with-white-space",
        b"  \t a \r\n\r\n b \n ",
        "White space at the ends of a message and in it is data.",
        does="a text of blanks, tab, CR LF CR LF and LF around two letters",
        means="messages come back trimmed; line-oriented formats and source code are damaged",
    ),
    _kept(
        "text-not-normalised",
        b"e\xcc\x81 \xc3\xa9",
        "The message is the string that was sent, not an equivalent one.",
        does="00 65 CC 81 20 C3 A9 FF: e with a combining accent, and the composed letter",
        means="file names and keys that differ only in composition are mixed up",
    ),
    _kept(
        "text-of-32-kib",
        b"0123456789abcdef" * 2048,
        "A message has no length but that of its data.",
        does="a text of 32,768 bytes in one write",
        means="messages longer than one read of the server are cut or lost",
    ),
    SECTION.asks(
        "texts-by-the-thousand",
        Level.MUST,
        "reading, step 3",
        "After each frame the next one is read, however many there are.",
        does=f"{TEXTS:,} text frames of up to 15 bytes in one write",
        means="a lively page loses messages",
        steps=_thousand_steps,
        answers=lambda s: (fails(corrupts()), passes(none_lost(*_thousand(s)))),
        twin=in_batches(_thousand, BATCH),
        needs=("echo",),
    ),
)
