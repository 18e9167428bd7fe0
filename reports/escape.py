"""Text and bytes made fit to be shown: visible, unambiguous, harmless.

A report quotes a peer that may be broken or hostile, and it is read in places that obey what they
read: a terminal obeys control bytes, a page obeys tags, a pull request obeys pipes and mentions.
Three facts shape this module:

* Bytes are not text. A byte is shown as itself only where it is a printable ASCII character; any
  other byte is shown as ``\\xNN``, and the backslash is doubled, so that two different byte
  strings never look the same.
* Text has more ways to lie than control bytes. Direction marks and right-to-left letters reorder
  their neighbours, combining marks climb over them, fillers hide. A character passes only when it
  is visible, stands for itself and runs from left to right.
* Each format has its own special characters. They are that format's business, *after* this one.

What is left out: a backslash in text is not doubled. The texts of a Run are sentences in which the
harness has already made wire bytes visible, and to escape an escape would misquote it. Where a
byte must be certain, the hexadecimal stands beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ROW = 16
"""Bytes in one row of a hexadecimal dump."""

LONGEST = 2048
"""Bytes of one event or span that are shown at most; a hostile peer can send many thousands of them."""

_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Characters that count as printable and show nothing."""

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def _harmless(char: str) -> bool:
    """Whether a character is visible, stands for itself and runs from left to right."""
    if char.isascii():
        return char.isprintable()
    return (
        char.isprintable()
        and char not in _FILLERS
        and not unicodedata.category(char).startswith("M")
        and unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT
    )


def _escaped(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def visible(text: str) -> str:
    """The text on one line, with every character that is not harmless as an escape.

    Line ends become ``\\x0a``, a lone surrogate becomes ``\\udcNN``. What is visible stays as it
    is, so the function may be applied twice.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _harmless(char) else _escaped(char) for char in text)


def _byte(byte: int) -> str:
    if byte == 0x5C:
        return "\\\\"
    return chr(byte) if 0x20 <= byte <= 0x7E else f"\\x{byte:02x}"


def wire(data: bytes) -> str:
    """Bytes as text: printable ASCII as it is, the backslash doubled, all others as ``\\xNN``."""
    return "".join(map(_byte, data))


def wire_lines(data: bytes, width: int) -> list[str]:
    """Like :func:`wire`, cut into lines of at most `width` characters, never inside an escape."""
    lines = [""]
    for piece in map(_byte, data):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def hexadecimal(data: bytes) -> str:
    """Bytes as ``48 54 54 50``: upper case, one blank between."""
    return data.hex(" ").upper()


def column(data: bytes) -> str:
    """One character for each byte: itself where it is printable ASCII, else a full stop."""
    return "".join(chr(byte) if 0x20 <= byte <= 0x7E else "." for byte in data)


def hexdump(data: bytes) -> Iterator[str]:
    """The rows of a dump: offset, up to 16 bytes in hexadecimal, the same as characters.

    Rows that repeat the row before are counted instead of shown, so that megabytes of one filler
    stay readable and nothing is lost. Of what is longer even so, :data:`LONGEST` bytes are shown.
    """
    before = b""
    same = 0
    rows = LONGEST // ROW
    for offset in range(0, len(data), ROW):
        row = data[offset : offset + ROW]
        if row == before:
            same += 1
            continue
        if same:
            yield _repeated(same)
        before, same = row, 0
        if not rows:
            yield left_out(len(data) - offset)
            return
        rows -= 1
        yield f"{offset:06X}  {hexadecimal(row):<{3 * ROW - 1}}  {column(row)}"
    if same:
        yield _repeated(same)


def left_out(number: int) -> str:
    """How many bytes a report does not show, and where they are; empty for none."""
    return f"… and {number} bytes more, in the JSON report" if number > 0 else ""


def _repeated(rows: int) -> str:
    return f"*       the same row {rows} more time{'s' if rows > 1 else ''} ({rows * ROW} bytes)"
