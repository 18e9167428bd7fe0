from __future__ import annotations

import time

import pytest

from reference_server.framing import FrameReader, text_frames
from reference_server.settings import Settings

from .requests import ways

CLEAN = "the client closed"


def run(
    pieces: list[bytes], draft: int = 76, settings: Settings | None = None
) -> tuple[list[str], str]:
    """All messages in `pieces`, and why the reader stopped, if it did."""
    reader = FrameReader(settings or Settings(), closing_handshake=draft == 76)
    texts = [text for piece in pieces for text in reader.feed(piece)]
    return texts, reader.terminated


def h(text: str) -> bytes:
    """Hex, with words in quotes as ASCII."""
    parts = text.split("'")
    return b"".join(p.encode() if i % 2 else bytes.fromhex(p) for i, p in enumerate(parts))


# In both drafts.
READ = {
    "one": ("00 'hi' FF", ["hi"]),
    "empty": ("00 FF", [""]),
    "three": ("00 'a' FF 00 'b' FF 00 'c' FF", ["a", "b", "c"]),
    "NUL in a text": ("00 'a' 00 'b' FF", ["a\0b"]),
    "NUL first": ("00 00 'a' FF 00 00 FF", ["\0a", "\0"]),
    "two texts whose border is FF 00": ("00 'a' FF 00 'b' FF", ["a", "b"]),
    "UTF-8": ("00 C3 A9 E2 82 AC F0 9F 92 A9 FF", ["é€💩"]),
    "BOM and noncharacters": ("00 EF BB BF EF BF BE EF BF BF FF", ["\ufeff\ufffe\uffff"]),
    "U+FFFD is no delimiter": ("00 'a' EF BF BD 00 'evil' FF", ["a\ufffd\0evil"]),
    "invalid": ("00 'x' C3 28 FF 00 'ok' FF", ["x\ufffd(", "ok"]),
    "truncated": ("00 E2 82 FF 00 'ok' FF", ["\ufffd", "ok"]),
    "surrogate": ("00 ED A0 80 FF", ["\ufffd\ufffd\ufffd"]),
    "type 01": ("01 'evil' FF 00 'ok' FF", ["ok"]),
    "type 7F, with 00 and 80 in it": ("7F 00 80 05 FF 00 'ok' FF", ["ok"]),
    "type 01, empty": ("01 FF 00 'ok' FF", ["ok"]),
    "length 0": ("80 00 00 'ok' FF", ["ok"]),
    "FF within": ("80 04 'aa' FF 'b' 00 'ok' FF", ["ok"]),
    "FF within, after a text": ("00 's' FF 80 04 'aa' FF 'b' 00 'ok' FF", ["s", "ok"]),
    "a text within": ("80 06 00 'evil' FF 00 'ok' FF", ["ok"]),
    "type FE": ("FE 01 'x' 00 'ok' FF", ["ok"]),
    "type FF with data": ("FF 05 'hello' 00 'ok' FF", ["ok"]),
    "FF with data, then 80 00": ("FF 05 'hello' 80 00 00 'ok' FF", ["ok"]),
    "leading groups of 0": ("80 80 80 01 'x' 00 'ok' FF", ["ok"]),
    "length 128 (E2)": ("80 81 00" + "00" * 128 + "00 'ok' FF", ["ok"]),
    "length 129": ("80 81 01" + "FF" * 129 + "00 'ok' FF", ["ok"]),
    "FF 81 00 is a length of 128": ("FF 81 00" + "61" * 128 + "00 'ok' FF", ["ok"]),
    "incomplete": ("00 'a' FF 00 'b'", ["a"]),
    "incomplete length": ("00 'a' FF 80 81", ["a"]),
}


@pytest.mark.parametrize("draft", [75, 76])
@pytest.mark.parametrize(("data", "texts"), READ.values(), ids=READ)
def test_frames(data: str, texts: list[str], draft: int) -> None:
    for pieces in ways(h(data)):
        assert run(pieces, draft) == (texts, "")


@pytest.mark.parametrize("close", ["FF 00", "FF 80 00", "FF 80 80 80 00"])
def test_the_closing_handshake(close: str) -> None:
    data = h("00 'a' FF" + close + "00 'late' FF" + close)
    for pieces in ways(data):
        assert run(pieces, 76) == (["a"], CLEAN)
        assert run(pieces, 75) == (["a", "late"], "")  # unknown there, and of length 0: skipped


SMALL = Settings(max_message=4, max_skip=200, max_length_bytes=3)


@pytest.mark.parametrize("draft", [75, 76])
@pytest.mark.parametrize(
    ("data", "texts", "ended"),
    [
        ("00 '1234' FF 00 '12' FF", ["1234", "12"], False),
        ("00 '1' FF 00 '12345' FF 00 '2' FF", ["1"], True),
        ("00 '1' FF 00 '12345", ["1"], True),
        ("00 '1' FF 00 '1234", ["1"], False),
        ("00 E2 82 AC E2 82 AC FF", [], True),  # six bytes, though two characters
        ("80 81 48" + "00" * 200 + "00 'ok' FF", ["ok"], False),
        ("80 81 49" + "00" * 201 + "00 'ok' FF", [], True),
        ("80 80 80 01 'x' 00 'ok' FF", ["ok"], False),
        ("80 80 80 80 01 'x' 00 'ok' FF", [], True),
        ("80 80 80 80", [], True),
        ("80 80 80", [], False),
        ("FF 80 80 80 00", [], True),
        ("80 FF FF FF FF FF FF", [], True),
        ("01 '123456789' FF 00 'ok' FF", ["ok"], False),  # nothing of it is kept: no limit
    ],
)
def test_limits(data: str, texts: list[str], ended: bool, draft: int) -> None:
    for pieces in ways(h(data + ("'" if data.count("'") % 2 else ""))):
        found, terminated = run(pieces, draft, SMALL)
        assert found == texts
        assert (terminated != "") is ended
        assert terminated != CLEAN


def test_what_is_skipped_is_not_kept() -> None:
    reader = FrameReader(Settings(), closing_handshake=True)
    for start in (h("80 87 FF FF FF 7F"), h("01")):  # 2^31 - 1 bytes, and no end in sight
        reader.feed(start)
        for _ in range(8):
            reader.feed(bytes(1 << 16))
        assert len(reader.buffer) == 0
        reader.skip = 0


def test_after_the_end_nothing_is_kept() -> None:
    reader = FrameReader(Settings(), closing_handshake=True)
    assert reader.feed(h("FF 00 00 'late' FF 00 'more'")) == []
    assert reader.feed(bytes(1000)) == []
    assert len(reader.buffer) == 0


def test_the_work_stays_linear() -> None:
    def seconds(count: int, piece: bytes) -> float:
        reader = FrameReader(Settings(), closing_handshake=True)
        begin = time.process_time()
        reader.feed(b"\x00")
        for _ in range(count):
            reader.feed(piece)
        assert reader.feed(b"\xff")
        return time.process_time() - begin

    piece = b"a" * 128
    seconds(1000, piece)
    # Ten times the bytes in about ten times the time; rescanning takes a hundred times as long.
    assert seconds(20_000, piece) < 30 * seconds(2_000, piece) + 0.05


def test_many_frames_in_one_read_of_all_sorts() -> None:
    data = h("00 'a' FF 80 01 'x' 01 'y' FF 00 FF") * 20_000
    assert run([data]) == (["a", ""] * 20_000, "")


def test_sending() -> None:
    assert text_frames(["hi"]) == h("00 'hi' FF")
    assert text_frames(["", "a", "ÿ"]) == h("00 FF 00 'a' FF 00 C3 BF FF")
    assert text_frames(["x\ud800y", "\udfff", "\ud83d\ude00"]) == h(
        "00 'x' EF BF BD 'y' FF 00 EF BF BD FF 00 EF BF BD EF BF BD FF"
    )


def test_no_text_can_forge_a_frame() -> None:
    text = "".join(map(chr, range(0x20000)))
    (raw,) = [text_frames([text])]
    assert raw.count(b"\xff") == 1
    assert run([raw])[0] == ["".join("\ufffd" if 0xD800 <= ord(c) < 0xE000 else c for c in text)]


@pytest.mark.parametrize("raw_data", [b"\x80" * 9, b"\xe2\x82" * 5 + b"\xac", "é€💩".encode() * 3])
def test_a_text_is_read_alike_however_it_arrives(raw_data: bytes) -> None:
    expected = raw_data.decode("utf-8", "replace")
    for pieces in ways(b"\x00" + raw_data + b"\xff"):
        assert run(pieces) == ([expected], "")


def test_the_limit_counts_what_is_no_utf8_as_what_it_becomes() -> None:
    pieces = [b"\x00", b"\x80" * 3, b"\x80" * 3]
    assert run(pieces, settings=Settings(max_message=18)) == ([], "")
    assert run(pieces, settings=Settings(max_message=17))[1] == "a message is longer than the limit"


def test_no_byte_makes_the_end_of_a_long_text_slow() -> None:
    reader = FrameReader(Settings(), closing_handshake=True)
    reader.feed(b"\x00")
    took = []
    for data in [b"\x80" * 65536] * 64 + [b"\xff"]:
        begin = time.process_time()
        texts = reader.feed(data)
        took.append(time.process_time() - begin)
    assert texts == ["\ufffd" * 64 * 65536]
    # The pieces do the work, all alike; the end has only to decode what is right already.
    assert max(took[:-1]) < sum(took[:-1]) / 4
    assert took[-1] < 2 * sum(took[:-1])
