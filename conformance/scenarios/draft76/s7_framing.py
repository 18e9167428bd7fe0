"""76 §7, in the data phase: no input is to be trusted, and it is always safe to disconnect.

So a server may hang up on all of this. What it may not do is write something into the stream that is no
frame, take what is no text for one, or change a text because of what it reads like.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import fails, passes
from conformance.compose import (
    Section,
    plain,
    skipped_or_gone,
    strange,
    talk,
    talks,
    unstrange,
)
from conformance.expect import echoes
from conformance.expect_frames import corrupts
from conformance.scenario import Setting
from reports.model import Level

SECTION = Section("76", "7")

HOSTILE = (
    b"'; DROP TABLE users; -- <script>alert(1)</script> ${jndi:ldap://x/} %s%n%00 {{7*7}} "
    b"\x1b[2J\r\nHTTP/1.1 200 OK\r\n\r\n ../../etc/passwd \\u0000 &amp; [red]"
)

RFC6455_HELLO = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"
"""The masked text frame of RFC 6455 §5.7. Read as draft 76: type 81, length 85 37 = 5 x 128 + 55."""


def _again(setting: Setting) -> bytes:
    """A second opening handshake; as a frame it has the type 47 (G) and ends at the FF behind it."""
    return wire.opening76(setting, key3=b"^n:ds[4U").whole + b"\xff"


SCENARIOS = (
    SECTION.asks(
        "hostile-text-is-text",
        Level.MUST,
        "unexpected ways, and 5.3 reading, step 2",
        "Whatever a text looks like, to the framing it is data.",
        does="a text of SQL, HTML, format strings, terminal codes and an HTTP answer",
        means="input is executed, escaped or cut by a layer that should only carry it",
        steps=talk(plain("76"), wire.text(HOSTILE), b""),
        answers=(fails(corrupts()), passes(echoes(HOSTILE))),
        twin=talks("76", wire.text(b"harmless"), b""),
        needs=("echo",),
    ),
    # field bug 113: the HTTP layer is still there and answers
    SECTION.asks(
        "http-request-in-the-stream",
        Level.SHOULD,
        "data that is not understood",
        "Data that makes no sense ends the connection or is skipped; it is not served as HTTP.",
        does="GET / HTTP/1.1 with Host and FF behind it, after the opening handshake",
        means="one connection speaks two protocols, and a filter in between sees only one of them",
        steps=strange(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n\xff"),
        answers=skipped_or_gone,
        twin=unstrange(),
        needs=("echo",),
    ),
    SECTION.asks(
        "second-handshake-in-the-stream",
        Level.SHOULD,
        "data that is not understood",
        "A handshake inside an open connection is no handshake.",
        does="the whole opening handshake once more, with key3 and FF behind it",
        means="a client that may send frames can open connections in another origin's name",
        steps=strange(_again),
        answers=skipped_or_gone,
        twin=unstrange(),
        needs=("echo",),
    ),
    SECTION.asks(
        "frame-of-a-later-version",
        Level.SHOULD,
        "data that is not understood",
        "A frame of RFC 6455 is a reserved frame with a length: discarded, or the end.",
        does="81 85 37 FA 21 3D 7F 9F 4D 51 58, Hello in RFC 6455, and the rest of the 695 bytes that "
        "81 85 37 announces",
        means="connections change the version under way, and with it all the rules",
        steps=strange(RFC6455_HELLO + b"." * (695 - 8)),
        answers=skipped_or_gone,
        twin=unstrange(),
        needs=("echo",),
    ),
)
