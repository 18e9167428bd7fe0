"""Whatever is shown is visible, harmless and, for bytes, unambiguous."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import escape

from .strategies import octets, texts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("76 §5.2 · …", "76 §5.2 · …"),
        ("a\r\nb", "a\\x0d\\x0ab"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b2J", "\\x9b2J"),
        ("\u202eabc", "\\u202eabc"),
        ("\u05d0", "\\u05d0"),
        ("e\u0301", "e\\u0301"),
        ("\u3164", "\\u3164"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\u00a0", "\\xa0"),
        ("日本", "日本"),
    ],
)
def test_what_is_not_harmless_becomes_an_escape(text: str, shown: str) -> None:
    assert escape.visible(text) == shown


@given(texts)
def test_visible_text_is_one_harmless_line_and_stays_so(text: str) -> None:
    shown = escape.visible(text)
    assert shown.isprintable()
    assert not any(unicodedata.combining(char) for char in shown)
    assert not {"R", "AL", "RLO", "RLI"} & {unicodedata.bidirectional(char) for char in shown}
    assert escape.visible(shown) == shown
    shown.encode()


@given(octets)
def test_bytes_can_be_read_back_from_what_is_shown(data: bytes) -> None:
    shown = escape.wire(data)
    assert shown.isascii()
    assert shown.isprintable()
    assert shown.encode().decode("unicode_escape").encode("latin-1") == data


@given(octets, st.integers(4, 30))
def test_lines_are_cut_between_escapes(data: bytes, width: int) -> None:
    lines = escape.wire_lines(data, width)
    assert "".join(lines) == escape.wire(data)
    assert all(len(line) <= width for line in lines)
    assert "".join(map(_unescaped, lines)).encode("latin-1") == data


def _unescaped(line: str) -> str:
    return line.encode().decode("unicode_escape")


@given(octets)
def test_a_dump_loses_nothing(data: bytes) -> None:
    again = b""
    for row in escape.hexdump(data):
        repeated = re.match(r"\*.*?(\d+) more", row)
        if repeated:
            again += again[-escape.ROW :] * int(repeated[1])
        else:
            assert int(row[:6], 16) == len(again)
            again += bytes.fromhex(row[8 : 8 + 3 * escape.ROW])
    assert again == data


def test_a_megabyte_of_one_byte_is_dumped_in_two_rows() -> None:
    assert list(escape.hexdump(b"A" * (1 << 20))) == [
        "000000  " + " ".join(["41"] * 16) + "  AAAAAAAAAAAAAAAA",
        "*       the same row 65535 more times (1048560 bytes)",
    ]


def test_of_many_bytes_that_differ_a_dump_shows_the_first() -> None:
    data = b"".join(b"%08d" % n for n in range(4096))
    *rows, last = escape.hexdump(data)
    assert (
        b"".join(bytes.fromhex(row[8 : 8 + 3 * escape.ROW]) for row in rows)
        == data[: escape.LONGEST]
    )
    assert last == f"… and {len(data) - escape.LONGEST} bytes more, in the JSON report"
    assert escape.left_out(0) == ""


def test_characters_beside_the_codes() -> None:
    assert escape.hexadecimal(b"HT\xff\x00") == "48 54 FF 00"
    assert escape.column(b"HT\xff\x00 ~\x7f") == "HT.. ~."
