"""76 §5.3, reading: lengths that are odd or too long to be honest.

Two traps. One is in the draft: step 2.4 puts the reading of the payload under "if the byte is not 00",
so a length whose last byte is 00 (128, 256, 16384) reads no payload if the step is taken by its letter,
while the grammar of §1.2 reads it (erratum E2). Both are right here, and which it is gets recorded.

The other is arithmetic. A length has any number of digits. A server that keeps it in 32 or 64 bits, or
in a floating-point number, finds another length than was sent, and reads payload as frames. It may give
up; it may skip as many bytes as were announced; wrap it may not. The payload announced here is never
sent in full, so whatever comes back of the texts sent as payload was taken out of a frame. The client
ends its direction afterwards, so that nobody has to wait for what never comes.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import Answer, Check, fails, informs, passes, warns
from conformance.compose import (
    Section,
    behind,
    first,
    hello,
    plain,
    strange,
    unstrange,
)
from conformance.expect import delivers, echoes
from conformance.expect_frames import corrupts, deaf, gives_up, repeats, strays, swallowed
from conformance.reading import closing, echoed, first_of
from conformance.scenario import Await, HalfClose, Scenario, Send, Setting, Step, Steps
from reports.model import Level

SECTION = Section("76", "5.3")


def _inner(setting: Setting, size: int) -> bytes:
    """A text that fills ``size`` bytes together with its 00 and FF."""
    return setting.text("inner").ljust(size - 2, b".")


def _last_zero(what: str, head: bytes, size: int, does: str) -> Scenario:
    def answers(setting: Setting) -> tuple[Answer, ...]:
        texts = (first(setting), behind(setting), setting.mark)
        inner = _inner(setting, size)
        grammar, letter = echoes(*texts), echoes(texts[0], inner, *texts[1:])
        return (
            fails(strays(texts[0], *texts, inner)),
            fails(repeats(*texts, inner)),
            fails(corrupts()),
            fails(swallowed(behind(setting), setting.mark)),
            informs(Check("no payload read, as step 2.4 is written", letter.look)),
            informs(Check(f"{size} bytes skipped, as the grammar of 1.2 reads it", grammar.look)),
            *gives_up(),
            warns(deaf()),
        )

    return SECTION.asks(
        what,
        Level.MAY,
        "reading, step 2.4",
        "A length whose last byte is 00 may be read by the letter of the step or by the grammar.",
        does=does,
        means="texts around the frame are lost, or more is read out of it than either reading allows",
        steps=strange(lambda s: head + wire.text(_inner(s, size))),
        answers=answers,
        twin=unstrange(),
        needs=("echo",),
        version=2,
    )


def _wrapped(what: str, header: bytes, short: bytes, does: str) -> Scenario:
    """A frame that announces far more than comes: ``short`` is all that a wrapped length would skip.

    The FIN waits for the echoes that must not come: a server may drop what it still has to write
    when the client ends.
    """

    def steps(setting: Setting) -> Steps:
        heard = first_of(echoed(setting.mark), closing("76"))
        texts = wire.text(behind(setting)) + wire.text(setting.mark)
        out: list[Step] = [*hello(plain("76"))(setting), Send(wire.text(first(setting)))]
        out += [Await(echoed(first(setting))), Send(header + short + texts)]
        return (*out, Await(heard, patience=0.1), HalfClose(), Await(heard))

    def answers(setting: Setting) -> tuple[Answer, ...]:
        return (
            fails(corrupts()),
            fails(delivers(behind(setting), setting.mark)),
            fails(strays(first(setting), first(setting))),
            fails(repeats(first(setting))),
            *gives_up(),
            informs(deaf("the frame still being skipped: nothing came, and no end")),
        )

    return SECTION.asks(
        what,
        Level.MUST,
        "reading, step 2.4.5",
        "A frame that is too long to be skipped correctly ends the reading; it is not skipped in part.",
        does=does,
        means="payload is executed as messages; a length past what the server can count frames freely",
        steps=steps,
        answers=answers,
        twin=unstrange(),
        needs=("echo",),
    )


def _ff_80_00(setting: Setting) -> tuple[Answer, ...]:
    return (
        fails(corrupts()),
        fails(delivers(behind(setting), setting.mark)),
        fails(strays(first(setting), first(setting))),
        *(passes(answer.check) for answer in gives_up()),
        warns(deaf("silence: neither a closing frame nor the end")),
    )


SCENARIOS = (
    _last_zero(
        "length-128",
        b"\x80\x81\x00",
        128,
        "80 81 00 and 128 bytes that are a text frame: the length is 1 x 128 + 0",
    ),
    _last_zero(
        "length-16384",
        b"\x80\x81\x80\x00",
        16384,
        "80 81 80 00 and 16,384 bytes that are a text frame: the length is 1 x 128 x 128 + 0",
    ),
    _last_zero(
        "type-ff-length-128",
        b"\xff\x81\x00",
        128,
        "FF 81 00 and 128 bytes that are a text frame: a length of 128 or 1, so no closing frame",
    ),
    # field bug 70: the 00 begins a text, or the frame is taken for an empty message
    SECTION.asks(
        "closing-frame-with-a-leading-80",
        Level.MUST,
        "reading, step 2.5",
        "FF 80 00 has the length 0 too: it closes, or its 80 has ended the connection before.",
        does="FF 80 00 and a text, then one more: a closing frame whose length takes two bytes",
        means="a message after the client's end of data is still executed",
        steps=strange(b"\xff\x80\x00"),
        answers=_ff_80_00,
        twin=unstrange(),
        needs=("echo",),
    ),
    # field bug 68, CVE-2026-54466, CVE-2026-54463: lengths past what a number holds
    _wrapped(
        "length-past-32-bits",
        b"\x80" + wire.length(2**32 + 5),
        b"hello",
        "80 90 80 80 80 05: a length of 2^32 + 5, then hello and two texts, then FIN",
    ),
    _wrapped(
        "length-past-31-bits",
        b"\x80" + wire.length(2**31 + 5),
        b"hello",
        "80 88 80 80 80 05: a length of 2^31 + 5, then hello and two texts, then FIN",
    ),
    _wrapped(
        "length-past-63-bits",
        b"\x80" + wire.length(2**63 + 5),
        b"hello",
        "a length of 2^63 + 5 in ten bytes, then hello and two texts, then FIN",
    ),
    _wrapped(
        "length-past-64-bits",
        b"\x80" + wire.length(2**64 + 5),
        b"hello",
        "a length of 2^64 + 5 in ten bytes, then hello and two texts, then FIN",
    ),
    _wrapped(
        "length-of-400-bytes",
        b"\x80" + b"\x81" * 399 + b"\x05",
        b"hello",
        "80, 399 bytes 81 and 05: a length of some 2,793 bits, then hello and two texts, then FIN",
    ),
)
