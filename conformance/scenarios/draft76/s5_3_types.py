"""76 §5.3, reading: frames of the types 01 to 7F.

They end at FF as texts do, but only type 00 is a message (step 2.5; draft 75 does not say so, erratum
E6). The server may read such a frame and throw it away, or give the connection up, at its choice. What
it may not do is deliver it, or lose its place in the stream.

The sign of a lost place is the text right behind the frame: it is missing while the one after it comes.
"""

from __future__ import annotations

from conformance.compose import Bytes, Section, skipped_or_gone, strange, unstrange
from conformance.scenario import Scenario, Setting
from reports.model import Level

SECTION = Section("76", "5.3")


def _never(what: str, *segments: Bytes, does: str, means: str) -> Scenario:
    return SECTION.asks(
        what,
        Level.MUST,
        "reading, step 2.5",
        "Of the frames that end at FF only type 00 is a message; others are discarded or end the "
        "connection.",
        does=does,
        means=means,
        steps=strange(*segments),
        answers=skipped_or_gone,
        twin=unstrange(),
        needs=("echo",),
    )


def _typed(frame_type: int) -> Bytes:
    return lambda setting: bytes([frame_type]) + setting.text("evil") + b"\xff"


def _all_types(setting: Setting) -> bytes:
    return b"".join(b"%c%s\xff" % (t, setting.text(f"evil{t}")) for t in range(1, 0x80))


FILTER = "text that every filter takes for a reserved frame reaches the application as a message"

SCENARIOS = (
    # field bug 59: fourteen servers deliver it as text
    _never("type-01", _typed(0x01), does="01 evil-TOKEN FF between two texts", means=FILTER),
    _never("type-7f", _typed(0x7F), does="7F evil-TOKEN FF between two texts", means=FILTER),
    _never(
        "types-01-to-7f",
        _all_types,
        does="01 evil1-TOKEN FF 02 evil2-TOKEN FF … 7F evil127-TOKEN FF: each reserved type once",
        means=FILTER,
    ),
    _never(
        "type-01-empty",
        b"\x01\xff",
        does="01 FF: a reserved frame without data, between two texts",
        means="messages appear that nobody sent, or the next one is lost",
    ),
    # field bug 55: the next 00 .. FF is searched for, wherever it stands
    _never(
        "type-01-hides-a-text",
        lambda s: b"\x01\0" + s.text("evil") + b"\xff",
        does="01 00 evil-TOKEN FF: a byte 00 and a text inside a reserved frame",
        means="messages are smuggled in frames that the server pretends to ignore",
    ),
    _never(
        "type-01-hides-a-length",
        lambda s: b"\x01\x80\x03" + s.text("evil") + b"\xff",
        does="01 80 03 evil-TOKEN FF: what would be a length-prefixed frame, inside a reserved one",
        means="the server loses its place in the stream, and texts are lost or invented",
    ),
    _never(
        "type-01-cut",
        lambda s: b"\x01" + s.text("evil")[:3],
        lambda s: s.text("evil")[3:] + b"\xff",
        does="01 evi | l-TOKEN FF: a reserved frame in two segments",
        means="the second half of a discarded frame is read as something else",
    ),
    _never(
        "type-01-nul-first-in-segment",
        b"\x01abc",
        lambda s: b"\0" + s.text("evil") + b"\xff",
        does="01 61 62 63 | 00 evil-TOKEN FF: the second segment of a reserved frame looks like a text",
        means="who can make the network cut a frame can send messages in it",
    ),
)
