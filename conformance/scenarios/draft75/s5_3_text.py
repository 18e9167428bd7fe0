"""75 §5.3 steps 1 and 3, the first branch: text frames, and every character that may stand in them.

A text frame is 00, bytes, FF. FF ends it and nothing else does, for no byte of UTF-8 is FF; and only
its place says what a byte 00 is, for U+0000 is a character like others. Whoever decodes before looking
for the end, or takes a text for a string that a 00 ends, finds another message than was sent.
"""

from __future__ import annotations

from conformance.checks import fails, passes
from conformance.compose import Section, plain, talk, talks
from conformance.expect import echoes
from conformance.expect_frames import corrupts, strays
from conformance.scenario import Scenario
from conformance.wire import text
from reports.model import Level

SECTION = Section("75", "5.3")


def _one(what: str, requirement: str, data: bytes, shown: str, means: str) -> Scenario:
    """One text in one segment; it comes back, and nothing that was not sent."""
    return SECTION.asks(
        what,
        Level.MUST,
        "step 3, interpret",
        requirement,
        does=shown,
        means=means,
        steps=talk(plain("75"), text(data)),
        answers=lambda setting: (
            fails(strays(data, data, setting.mark)),
            fails(corrupts()),
            passes(echoes(data, setting.mark)),
        ),
        twin=talks("75"),
        needs=("echo",),
    )


GARBLED = "a message arrives with other characters than were sent"

SCENARIOS = (
    _one(
        "text-plain",
        "What stands between 00 and FF is the message.",
        b"hello",
        '00 "hello" FF',
        "nothing that a client sends arrives",
    ),
    # field bug 67: closed, ignored and swallowed by several
    _one(
        "text-empty",
        "A message may be empty: 00 FF.",
        b"",
        "the frame 00 FF",
        "an application that sends an empty message waits for its answer for ever, or is cut off",
    ),
    # field bug 94: a C string ends there, nws drops it, Java-WebSocket throws
    _one(
        "text-with-u-0000",
        "Inside a frame 00 is the character U+0000, and begins nothing.",
        b"a\x00b\x00",
        '00 "a" 00 "b" 00 FF: a text of four characters',
        "a message is cut short, or becomes two",
    ),
    _one(
        "text-of-all-ascii",
        "Every byte from 00 to 7F may stand in a text.",
        bytes(range(0x80)),
        "one text with the bytes 00 to 7F, each once",
        GARBLED,
    ),
    _one(
        "text-of-a-line-end",
        "CR and LF end nothing in a frame.",
        b"\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "one text with CR LF CR LF and a first line of HTTP",
        "a message that looks like HTTP is taken for a request",
    ),
    _one(
        "text-utf-8-of-each-length",
        "Characters of one, two, three and four bytes come back as they were.",
        "z\u007f\u0080\u07ff\u0800\ufffd\U00010000\U0010fffd".encode(),
        "one text with U+007F, U+0080, U+07FF, U+0800, U+FFFD, U+10000 and U+10FFFD",
        GARBLED,
    ),
    # field bug 100
    _one(
        "text-with-byte-order-mark",
        "U+FEFF at the beginning is a character of the message.",
        "\ufeffbom\ufeff".encode(),
        "one text that begins and ends with EF BB BF",
        GARBLED,
    ),
    # field bug 93: socket.io splits the decoded text there and reads a second message
    _one(
        "text-with-u-fffd",
        "U+FFFD is a character; it ends no frame and begins none.",
        "a\ufffd\x00evil\ufffdb".encode(),
        '00 "a" EF BF BD 00 "evil" EF BF BD "b" FF: one text',
        "whoever writes to the service can make it hear messages from somebody else",
    ),
    # field bug 95: U+00FF written as one byte ends the frame
    _one(
        "text-with-u-00ff",
        "U+00FF is two bytes, C3 BF; it ends no frame.",
        "x\u00ff\u00fe\u0080y".encode(),
        "one text with U+00FF, U+00FE and U+0080 between x and y",
        "a letter of a language cuts the message, and its rest is read as frames",
    ),
    _one(
        "text-of-noncharacters",
        "U+FFFE and U+FFFF are well-formed UTF-8 like others.",
        "\ufffe\uffff\U0001fffe".encode(),
        "one text with U+FFFE, U+FFFF and U+1FFFE",
        GARBLED,
    ),
    _one(
        "text-not-normalised",
        "Characters are neither composed nor decomposed.",
        "e\u0301 \u00e9 \u1e69 s\u0323\u0307 \u0130 \u00df".encode(),
        "one text with accents as characters of their own and as parts of others",
        GARBLED,
    ),
    _one(
        "text-of-blanks",
        "Nothing is trimmed off a message.",
        b" \t\r\n hello \n\n ",
        "one text with blanks, tabs and line ends at both ends",
        GARBLED,
    ),
    _one(
        "text-of-32-kib",
        "A message that is larger than any buffer comes back whole.",
        (b"0123456789abcdef" * 2047) + b"0123456789abcdeZ",
        "one text of 32,768 bytes",
        "long messages are cut or lost",
    ),
    # field bug 62: Java-WebSocket hung beyond 16384 bytes
    _one(
        "text-of-16385-bytes",
        "A message that is one byte larger than a usual buffer comes back whole.",
        b"a" * 16384 + b"z",
        "one text of 16,385 bytes",
        "messages of one length are lost",
    ),
)
