"""Beyond the drafts: too many clients, clients that never finish, clients that never read.

A server may limit all of it (76 §7: it is always safe to disconnect). What it may not do is serve
nobody any more, and what it sends to a slow reader must be the same bytes as for a quick one.

All of this runs on request only; each scenario states its numbers.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import Check, fails, informs, on, passes
from conformance.compose import Section, hello, opens, plain, talks
from conformance.expect import echoes, hangs_up, opened
from conformance.expect_frames import corrupts, none_lost
from conformance.reading import echoed
from conformance.scenario import (
    Await,
    Close,
    Connect,
    On,
    Reset,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
)
from reports.model import Level

SECTION = Section("beyond", "resource")

STILL = "However many others there are, a client's handshake is read and answered (76 §5.1, §5.2)."
FULL = "anybody with one machine can keep everybody else out"

HALF_OPEN = 100
STORM = 200
IDLE = 200
KIB = 1024


def _held_open(what: str, part: slice, does: str) -> Scenario:
    """Many clients that stop inside their handshake and stay, then a conforming one."""

    def steps(setting: Setting) -> Steps:
        piece = plain("76")(setting).whole[part]
        out: list[Step] = [Send(piece)]
        for _ in range(HALF_OPEN - 1):
            out += [Connect(), Send(piece)]
        return (*out, Connect(), *hello(plain("76"))(setting))

    return SECTION.asks(
        what,
        Level.SHOULD,
        "",
        STILL,
        does=f"{HALF_OPEN} connections at once, {does}; then a conforming client",
        means=FULL,
        steps=steps,
        answers=(passes(on(HALF_OPEN, opened("76"))),),
        twin=opens("76"),
        needs=("parallel",),
        resource=True,
    )


def _storm(setting: Setting) -> Steps:
    whole = plain("76")(setting).whole
    bits = (whole, whole[:50], whole + wire.text(b"x" * KIB), whole + wire.CLOSING)
    out: list[Step] = [Reset()]
    for n in range(STORM):
        out += [Connect(), Send(bits[n % len(bits)]), Reset()]
    return (*out, Connect(), *hello(plain("76"))(setting))


def _crowd(setting: Setting) -> Steps:
    out: list[Step] = [Connect() for _ in range(IDLE - 1)]
    for n in range(IDLE):
        out += [On(n), Close()]
    return (*out, Connect(), *hello(plain("76"))(setting))


def _never_reads(setting: Setting) -> Steps:
    flood = wire.text(b"x" * 16 * KIB) * 1024
    return (
        *hello(plain("76"))(setting),
        Send(flood, reading=False),
        Connect(),
        *hello(plain("76"))(setting),
        Send(wire.text(setting.mark)),
        Await(echoed(setting.mark)),
    )


def _tiny(_: Setting) -> tuple[bytes, ...]:
    return tuple(b"%d" % n for n in range(20_000))


def _large(setting: Setting) -> tuple[bytes, ...]:
    stamp = setting.token.encode()
    return tuple(
        (b"%d-%s-" % (n, stamp)).ljust(32 * KIB, b"%c" % (65 + n % 26)) for n in range(160)
    )


def _read_late(setting: Setting) -> Steps:
    return (
        *hello(plain("76"))(setting),
        Send(b"".join(map(wire.text, _large(setting))), reading=False),
        Send(wire.text(setting.mark)),
        Await(echoed(setting.mark), patience=10),
    )


def _flood(setting: Setting) -> Steps:
    texts = b"".join(map(wire.text, _tiny(setting)))
    return (
        *hello(plain("76"))(setting),
        Send(texts + wire.text(setting.mark)),
        Await(echoed(setting.mark), patience=10),
    )


def _hung_up() -> Check:
    """Nothing wrong came, and then the server ended the connection: its right, and its limit."""
    return Check("the end: the server does not carry so much for one client", hangs_up().look)


SCENARIOS = (
    # field bug 106
    _held_open("half-heads", slice(0, 40), "each with the first 40 bytes of a handshake"),
    _held_open(
        "half-key3s", slice(0, -4), "each with a handshake without the last 4 bytes of key3"
    ),
    # field bugs 92, 110
    SECTION.asks(
        "rst-storm",
        Level.SHOULD,
        "",
        STILL,
        does=f"{STORM} times connect, send a whole or half handshake, a text or FF 00, and RST at "
        "once; then a conforming client",
        means=FULL,
        steps=_storm,
        answers=(passes(on(STORM + 1, opened("76"))),),
        twin=opens("76"),
        resource=True,
    ),
    # field bug 109
    SECTION.asks(
        "crowd-that-leaves",
        Level.SHOULD,
        "",
        STILL,
        does=f"{IDLE} connections at once without a byte, all closed; then a conforming client",
        means="after a rush the server stays shut until somebody restarts it",
        steps=_crowd,
        answers=(passes(on(IDLE, opened("76"))),),
        twin=opens("76"),
        needs=("parallel",),
        resource=True,
    ),
    # field bugs 107, 135
    SECTION.asks(
        "reader-that-never-reads",
        Level.SHOULD,
        "",
        "A client that does not read stops at most its own messages (76 §7).",
        does="up to 1,024 texts of 16 KiB from a client that reads nothing, so far as the server takes "
        "them; then another client, and a text from it",
        means="one stalled phone stops the messages of everybody",
        steps=_never_reads,
        answers=lambda s: (passes(on(1, echoes(s.mark))),),
        twin=talks("76"),
        needs=("echo", "parallel"),
        resource=True,
    ),
    # field bug 66: one call of the parser inside the other, once for each frame
    SECTION.asks(
        "flood-of-tiny-texts",
        Level.MUST,
        "",
        "After each frame the next one is read, however many there are (76 §5.3, reading, step 3).",
        does="20,000 texts of up to 5 bytes in one write",
        means="a burst of messages overflows the stack, or some of them vanish",
        steps=_flood,
        answers=lambda s: (
            fails(corrupts()),
            passes(none_lost(*_tiny(s), s.mark)),
            informs(_hung_up()),
        ),
        twin=talks("76"),
        needs=("echo",),
        resource=True,
    ),
    # field bugs 76, 77: a partial write sent again from its start, or the end never flushed
    SECTION.asks(
        "five-mib-read-late",
        Level.MUST,
        "",
        "What is sent is the text as it is, however slowly it is read (76 §5.3, sending).",
        does="160 texts of 32 KiB, 5 MiB in all, from a client that reads only when it cannot write "
        "any more; the echoes are compared byte by byte",
        means="on slow lines messages are damaged, doubled or lost",
        steps=_read_late,
        answers=lambda s: (
            fails(corrupts()),
            passes(none_lost(*_large(s), s.mark)),
            informs(_hung_up()),
        ),
        twin=talks("76"),
        needs=("echo",),
        resource=True,
    ),
)
