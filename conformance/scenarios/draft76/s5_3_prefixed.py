"""76 §5.3, reading: frames with a length.

A type with the high bit set is followed by a length, seven bits a byte, and so many bytes, which are
read and discarded. Or the server gives the connection up, with or without a closing frame: both are
allowed for every such frame but FF 00. Never may a byte of the payload mean anything: in 2026 a byte FF
in it made four servers replay an old message or die.

All but one of these scenarios send a further segment behind the frame and its text: a server that has
skipped it and reads on only then is late, which ``text-behind-a-skipped-frame`` asks about.

Lengths here end in a byte that is not 00. Step 2.4 as it is written reads no payload after a last byte
00 (erratum E2), while the grammar of §1.2 does; ``s5_3_lengths`` asks which it is.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import Answer, fails, informs, warns
from conformance.compose import (
    Bytes,
    Section,
    behind,
    first,
    hello,
    plain,
    skipped_or_gone,
    stalled,
    strange,
    talks,
    unstrange,
)
from conformance.expect import delivers
from conformance.expect_frames import corrupts, deaf, gives_up, late, promptly, skipped, skips
from conformance.reading import closing, echoed, first_of
from conformance.scenario import Await, Scenario, Send, Setting, Steps
from reports.model import Level

SECTION = Section("76", "5.3")

NEVER = (
    "The payload of a frame with a length is discarded, so many bytes as the length says; or the "
    "connection ends."
)


FILLER = b"0123456789abcde " * 2048
"""32 KiB: more than a length of two bytes reaches, however it is miscounted."""


def _with_filler(setting: Setting) -> tuple[Answer, ...]:
    return skipped(first(setting), behind(setting), setting.mark, FILLER)


def _skip(what: str, *segments: Bytes, does: str, means: str, filler: bool = False) -> Scenario:
    return SECTION.asks(
        what,
        Level.MUST,
        "reading, step 2, type 80 to FF",
        NEVER,
        does=does,
        means=means,
        steps=strange(*segments, filler=FILLER if filler else b""),
        answers=_with_filler if filler else skipped_or_gone,
        twin=unstrange(),
        needs=("echo",),
        version=2,
    )


def _hidden(setting: Setting) -> bytes:
    return wire.text(setting.text("evil"))


EVERY_TYPE = tuple(wire.prefixed(t, b"a") for t in range(0x80, 0xFF))


def _first_frame(setting: Setting) -> Steps:
    heard = first_of(echoed(setting.mark), closing("76"))
    frames = b"\x80\x04ZZ\xffQ" + wire.text(behind(setting))
    soon = Await(first_of(echoed(behind(setting)), closing("76")), patience=0.1)
    mark = Send(wire.text(setting.mark), unless=closing("76"))
    return (*hello(plain("76"))(setting), Send(frames), soon, mark, Await(heard))


LOST = "the server loses its place in the stream: texts are lost, or payload is read as text"
SMUGGLED = "a sender smuggles messages past every filter that follows the draft"

SCENARIOS = (
    # field bug 58: an empty message, a close, or the start of a text
    _skip("length-0", b"\x80\x00", does="80 00: a frame without payload", means=LOST),
    _skip("length-1", b"\x80\x01\x61", does="80 01 61: one byte of payload", means=LOST),
    _skip(
        "length-127",
        wire.prefixed(0x80, b"a" * 127),
        does="80 7F and 127 bytes: the longest length of one byte",
        means=LOST,
    ),
    _skip(
        "length-129",
        wire.prefixed(0x80, b"a" * 129),
        does="80 81 01 and 129 bytes, 32 KiB of text behind: 1 x 128 + 1",
        means=LOST,
        filler=True,
    ),
    _skip(
        "length-300",
        wire.prefixed(0x80, b"a" * 300),
        does="80 82 2C and 300 bytes, 32 KiB of text behind: 2 x 128 + 44",
        means=LOST,
        filler=True,
    ),
    _skip(
        "length-16385",
        wire.prefixed(0x80, b"a" * 16385),
        does="80 81 80 01 and 16,385 bytes: a length of three bytes, 1 x 128 x 128 + 0 x 128 + 1",
        means=LOST,
    ),
    _skip(
        "length-with-leading-80",
        wire.prefixed(0x80, b"hello", groups=5),
        does="80 80 80 80 80 05 hello: four bytes 80 before the length 5 add nothing to it",
        means=LOST,
    ),
    # field bug 60: data[i] & 0x80 == 0x80 means data[i] & 1
    _skip(
        "types-80-to-fe",
        *EVERY_TYPE,
        does="80 01 61 | 81 01 61 | 82 01 61 | … | FE 01 61: each reserved type with a length once",
        means=LOST,
    ),
    _skip(
        "several-skipped-in-a-row",
        b"\x80\x01\x61",
        b"\x81\x02\x62\x62",
        b"\xfe\x00",
        b"\x90\x01\x00",
        does="80 01 61 | 81 02 62 62 | FE 00 | 90 01 00: four frames to skip, one after the other",
        means="after one skipped frame the next is not recognised",
    ),
    # field bug 54: an FF in the payload ends the frame; the old message comes again, or the server dies
    _skip(
        "payload-holds-ff",
        b"\x80\x04\x61\x61\xff\x62",
        does="80 04 61 61 FF 62 after a text: the payload holds the byte that ends texts",
        means="the previous message, perhaps another person's secret, is delivered once more",
    ),
    SECTION.asks(
        "payload-holds-ff-first-frame",
        Level.MUST,
        "reading, step 2, type 80 to FF",
        NEVER,
        does="80 04 5A 5A FF 51 as the first frame of the connection: no text came before it",
        means="payload is delivered as a message; elsewhere six such bytes ended the server",
        steps=_first_frame,
        answers=lambda s: (
            fails(corrupts()),
            fails(delivers(b"ZZ", b"Q\0")),  # letters that no text of the harness holds
            informs(skips(behind(s), s.mark)),
            *gives_up(),
            warns(deaf()),
        ),
        twin=talks("76", lambda s: wire.text(behind(s)), b""),
        needs=("echo",),
        version=2,
    ),
    _skip(
        "payload-of-ff",
        b"\x80\x03\xff\xff\xff",
        does="80 03 FF FF FF: nothing but FF in the payload",
        means="the previous message is delivered again, or the server dies",
    ),
    _skip(
        "payload-is-a-closing-frame",
        b"\x80\x02\xff\x00",
        does="80 02 FF 00: the payload looks like a closing frame",
        means="connections are closed as if the client had asked for it",
    ),
    # field bug 55: the length is ignored and the next 00 .. FF is searched for
    _skip(
        "payload-hides-a-text",
        lambda s: wire.prefixed(0x80, _hidden(s)),
        does="80 11 00 evil-TOKEN FF: a whole text frame as payload",
        means=SMUGGLED,
    ),
    _skip(
        "payload-hides-a-text-ff",
        lambda s: wire.prefixed(0xFF, _hidden(s)),
        does="FF 11 00 evil-TOKEN FF: a whole text frame as payload of a frame of type FF",
        means=SMUGGLED,
    ),
    _skip(
        "payload-begins-in-its-own-segment",
        b"\x80\x11",
        _hidden,
        does="80 11 | 00 evil-TOKEN FF: the payload, which looks like a text, in a segment of its own",
        means=SMUGGLED,
    ),
    _skip(
        "payload-cut",
        lambda s: b"\x80\x13aa" + _hidden(s)[:5],
        lambda s: _hidden(s)[5:],
        does="80 13 61 61 00 evil | -TOKEN FF: the payload in two segments",
        means="what is left of a skipped frame is forgotten when a read ends in it",
    ),
    _skip(
        "length-cut",
        b"\x80",
        b"\x81",
        b"\x01",
        b"a" * 129,
        does="80 | 81 | 01 | 129 bytes: each byte of the length in a segment of its own",
        means=LOST,
    ),
    # field bug 57: the parser stops after a skip until the next read
    SECTION.asks(
        "text-behind-a-skipped-frame",
        Level.MUST,
        "reading, step 3",
        "After a skipped frame the next frame is read, also when no further segment comes.",
        does="80 01 61 00 behind-TOKEN FF in one segment, and nothing until its echo has come",
        means="messages hang in the server until the client sends something more",
        steps=stalled(b"\x80\x01a", "76"),
        answers=lambda s: (
            fails(corrupts()),
            fails(delivers(b"\x01a")),
            informs(promptly(behind(s), s.mark)),
            fails(late(behind(s), s.mark)),
            *gives_up(),
            warns(deaf()),
        ),
        twin=talks("76", lambda s: wire.text(behind(s)), b""),
        needs=("echo",),
    ),
    # field bug 84: FF taken for a closing frame whatever its length
    _skip(
        "type-ff-with-a-length",
        b"\xff\x05hello",
        does="FF 05 hello: type FF, but a length of 5, so no closing frame",
        means=LOST,
    ),
    # field bug 71: FF sets a flag that is never cleared
    _skip(
        "type-ff-then-80-00",
        b"\xff\x05hello",
        b"\x80\x00",
        does="FF 05 hello | 80 00: neither of the two is a closing frame",
        means="a client that never asked for it is told that it closed the connection cleanly",
    ),
    _skip(
        "type-fe-length-0",
        b"\xfe\x00",
        does="FE 00: length 0, but only type FF closes",
        means="connections are closed as if the client had asked for it, or an empty text appears",
    ),
)
