"""Beyond the drafts: input without end or measure.

Neither draft limits a message, a length or a head, and any limit is a server's right: it may refuse,
hang up or put up with it all. What counts is everybody else. A server that scans the same 8 MiB again
after each read, or counts a length in numbers that grow, stands still for its other clients.

All of this runs on request only; each scenario states its numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance import wire
from conformance.checks import (
    YES,
    Answer,
    Check,
    Look,
    both,
    check,
    fails,
    informs,
    missing,
    on,
    passes,
    warns,
)
from conformance.compose import Opener, Section, behind, first, hello, opens, plain, then_served
from conformance.expect import closing_frame, echoes, hangs_up, opened, refused, silent
from conformance.expect_frames import corrupts, deaf, repeats, skips, strays, swallowed
from conformance.reading import Reading, answered, closing, echoed, first_of
from conformance.rules import EACH_FRAME_ONCE
from conformance.scenario import (
    Await,
    AwaitEnd,
    Opening,
    Pause,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
)
from reports.model import Level

SECTION = Section("beyond", "resource")

OTHERS = "One client's appetite does not stop the handshake of another (76 §5.1, §5.2; §7)."
SLOW = "one client makes the server slow or deaf for all others"

MIB = 1024 * 1024

LIMIT = 25
"""Patiences that a handshake may lie half done. A silence is asked again with three times as many, each
a second or more: 75 s, as many servers have a limit of 60 s and look at it once in a while."""
FOR_EVER = (
    "and then nothing for 25 times the patience of the harness, and once more for 75 times: "
    "not less than 75 s, if --patience says nothing else"
)


def _in_parallel(
    what: str, bad: Callable[[Setting], Steps], does: str, *, ends: str = ""
) -> Scenario:
    """A bad client that stays connected, and a fresh one beside it.

    With ``ends``, a requirement, the server should end the bad client's connection.
    """
    wait: Step = AwaitEnd(2) if ends else Pause(3)
    return SECTION.asks(
        what,
        Level.SHOULD,
        "",
        ends or OTHERS,
        does=f"{does}; then, while that client is connected, another one's handshake",
        means=SLOW,
        steps=then_served(lambda s: (*bad(s), wait), close=False),
        answers=_ended if ends else _then_another,
        twin=opens("76"),
        needs=("parallel",),
        resource=True,
    )


def _then_another(_: Setting) -> tuple[Answer, ...]:
    served = on(1, opened("76"))
    return (
        fails(on(0, corrupts())),
        _kept(both(on(0, closing_frame()), served), "the first hung up on by FF 00"),
        _kept(both(on(0, hangs_up()), served), "the first hung up on"),
        _kept(served, "the first put up with"),
    )


def _ended(_: Setting) -> tuple[Answer, ...]:
    served = on(1, opened("76"))
    return (
        fails(on(0, corrupts())),
        passes(both(on(0, refused()), served)),
        passes(both(on(0, hangs_up()), served)),
    )


def _kept(inner: Check, what: str) -> Answer:
    return informs(Check(f"{what}, and the next client served", inner.look))


def _frame(make: Callable[[Setting], bytes]) -> Callable[[Setting], Steps]:
    """Steps: handshake, the first text, these bytes, two texts behind them; then a fresh client."""

    def steps(setting: Setting) -> Steps:
        texts = wire.text(behind(setting)) + wire.text(setting.mark)
        heard = first_of(echoed(setting.mark), closing("76"))
        return (
            *hello(plain("76"))(setting),
            Send(wire.text(first(setting))),
            Await(echoed(first(setting))),
            Send(make(setting) + texts),
            Await(heard, patience=3),
        )

    return then_served(steps)


def _skipping(what: str, data: bytes, does: str) -> Scenario:
    def answers(setting: Setting) -> tuple[Answer, ...]:
        texts = first(setting), behind(setting), setting.mark
        served = on(1, opened("76"))
        return (
            fails(strays(texts[0], *texts)),
            fails(repeats(*texts)),
            fails(on(0, corrupts())),
            fails(swallowed(behind(setting), setting.mark)),
            _kept(both(on(0, skips(*texts)), served), "the frame skipped"),
            *_then_another(setting),
        )

    return SECTION.asks(
        what,
        Level.SHOULD,
        "",
        "A frame that is too long to skip ends the connection (76 §5.3); it does not end the server.",
        does=f"{does}, two texts, then a fresh client",
        means=SLOW,
        steps=_frame(lambda _: data),
        answers=answers,
        twin=opens("76"),
        needs=("echo",),
        resource=True,
    )


def _head(what: str, make: Opener, does: str) -> Scenario:
    def bad(setting: Setting) -> Steps:
        return (Send(make(setting).whole), Await(answered("76")))

    served = on(1, opened("76"))
    return SECTION.asks(
        what,
        Level.SHOULD,
        "",
        OTHERS,
        does=f"{does}; then a fresh client",
        means=SLOW,
        steps=then_served(bad),
        answers=(
            _kept(both(on(0, refused()), served), "the handshake refused"),
            _kept(both(on(0, opened("76")), served), "the handshake accepted"),
            _kept(served, "the handshake left without an answer"),
        ),
        twin=opens("76"),
        resource=True,
    )


def _half_done(what: str, part: slice, does: str, ended: Check) -> Scenario:
    """A client that never finishes its handshake; nothing but the end of the connection helps."""
    return SECTION.asks(
        f"{what}-for-ever",
        Level.SHOULD,
        "",
        "A handshake that is never finished is given up on in the end (76 §7).",
        does=f"{does}, {FOR_EVER}",
        means="a few thousand clients that never finish take all the sockets that a server has",
        steps=lambda s: (Send(plain("76")(s).whole[part]), AwaitEnd(LIMIT)),
        answers=(passes(ended), warns(silent())),
        twin=opens("76"),
        resource=True,
        version=2,
    )


def _long_line(setting: Setting) -> Opening:
    opening = plain("76")(setting)
    return opening.starting(opening.line.replace(b" HTTP", b"?" + b"a" * 65536 + b" HTTP"))


def _many_fields(setting: Setting) -> Opening:
    return plain("76")(setting).plus(*(b"X-%d: v" % n for n in range(10_000)))


def _endless_head(setting: Setting) -> Steps:
    return (Send(plain("76")(setting).line + b"\r\nX: " + b"a" * 4 * MIB),)


def _unterminated(frame_type: int) -> Callable[[Setting], Steps]:
    return lambda s: (*hello(plain("76"))(s), Send(bytes([frame_type]) + b"a" * 8 * MIB))


def _big(setting: Setting) -> Steps:
    text = setting.text("big") + b"x" * MIB
    return (*hello(plain("76"))(setting), Send(wire.text(text)), Await(echoed(text), patience=3))


def _gone() -> Check:
    """The connection ended, whatever came before: a server may send its 101 before key3 is there."""

    def look(reading: Reading) -> Look:
        return YES if reading.ended else missing(reading, "the end of the connection")

    return check("the end of the connection", look)


def _changed(setting: Setting) -> Check:
    """A message came that begins as the long text does and is another one."""
    start = setting.text("big")

    def look(reading: Reading) -> Look:
        came = [m for m in reading.messages if m.startswith(start)]
        return YES if came else Look("the text did not come back at all")

    return check("the text, but longer, shorter or changed", look)


SCENARIOS = (
    # field bugs 102, 103: a quadratic scan took Netty 24 s and em-websocket 6 s
    _in_parallel(
        "unterminated-text-of-8-mib",
        _unterminated(0x00),
        "00 and 8 MiB of the letter a, without an end",
    ),
    _in_parallel(
        "unterminated-reserved-frame-of-8-mib",
        _unterminated(0x01),
        "01 and 8 MiB of the letter a, without an end",
    ),
    _in_parallel(
        "endless-head",
        _endless_head,
        "a first line and a field of 4 MiB, without an end",
        ends="A head without an end is given up on before it fills the memory (76 §7).",
    ),
    # field bugs 68, 69
    _skipping(
        "length-of-a-million-zeros",
        b"\x80" + b"\x80" * 1_000_000 + b"\x05hello",
        "80, a million bytes 80, 05 and hello: a length of 5 that never grows",
    ),
    _skipping(
        "payload-of-1-mib", wire.prefixed(0x80, b"a" * (MIB + 1)), "a frame of 1 MiB to skip"
    ),
    _in_parallel(
        "length-that-grows-for-ever",
        lambda s: (*hello(plain("76"))(s), Send(b"\x80" + b"\xff" * 1_000_000)),
        "80 and a million bytes FF: a length of seven million bits, without an end",
        ends="A length that nobody can skip ends the connection (76 §5.3, reading, step 2.4.5).",
    ),
    # field bug 106
    _half_done("half-handshake", slice(0, 40), "the first 40 bytes of a handshake", refused()),
    _half_done("half-key3", slice(0, -4), "a handshake but for 4 bytes of key3", _gone()),
    # field bug 105
    _head("line-of-64-kib", _long_line, "a handshake whose resource has a query of 65,536 bytes"),
    _head(
        "ten-thousand-fields", _many_fields, "a handshake with 10,000 fields of some 9 bytes more"
    ),
    SECTION.asks(
        "text-of-1-mib",
        Level.UNDEFINED,
        "",
        "How long a message may be is the server's choice.",
        does="a text of 1 MiB",
        means="nothing, unless it comes back changed",
        steps=_big,
        answers=lambda s: (
            fails(corrupts()),
            informs(echoes(s.text("big") + b"x" * MIB)),
            fails(_changed(s).under(EACH_FRAME_ONCE)),
            informs(closing_frame()),
            informs(hangs_up()),
            informs(deaf("silence: the text was swallowed")),
        ),
        twin=opens("76"),
        needs=("echo",),
        resource=True,
    ),
)
