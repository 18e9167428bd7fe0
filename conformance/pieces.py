"""Bytes as pieces of JSON: readable where they are text, exact always.

The byte notation of traces (:mod:`conformance.trace`). A piece is one of three::

    "GET / HTTP/1.1\\r\\n"            text: each character is one byte, code points 0 to 255
    {"hex": "8f3a00"}               what is no text
    {"times": 65536, "of": "a"}     a repetition

How bytes are cut into pieces means nothing; it only decides how well a person can read them: a line of
a head or a text frame is a piece of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 64 * 1024 * 1024
"""Bytes that one file may have in all: a few characters of ``times`` could ask for any number."""


class TraceError(ValueError):
    """A file that is no trace, or a key that hides no number; the message says where and why."""


class Budget:
    """What the pieces of one file may still come to, in bytes; each event takes its part of it."""

    def __init__(self) -> None:
        self.left = MOST

    def take(self, number: int, where: str) -> None:
        """Raises TraceError, which names ``where``, when so many are not left."""
        if number > self.left:
            raise TraceError(f"{where}: more than {MOST} bytes in the file; give one with fewer")
        self.left -= number


def of(kind: type[T], value: object, where: str) -> T:
    """``value`` if it is of this JSON type. Raises TraceError; a boolean is no number."""
    if not isinstance(value, kind) or isinstance(value, bool):
        words = {dict: "an object", list: "a list", str: "text", int: "a whole number"}
        raise TraceError(f"{where}: {value!a:.60} is not {words[kind]}")
    return value


SHORTEST = 64
"""Bytes from which on a repetition is written as one."""
_REPEATED = re.compile(rb"(.{1,16}?)\1{3,}", re.DOTALL)
_LINE_END = re.compile(rb"[\r\n]")
_LOOSE = re.compile(rb"[^\x00\r\n]+|.", re.DOTALL)
_NO_DIGIT = re.compile(r"[^0-9A-Fa-f]")
_PRINTABLE = bytes([*b"\r\n", *range(0x20, 0x7F)])

Piece = str | dict[str, Any]


def to_pieces(data: bytes) -> list[Piece]:
    """``data`` as the pieces of the file format."""
    pieces: list[Piece] = []
    at = 0
    for match in _REPEATED.finditer(data):
        if len(match[0]) < SHORTEST:
            continue
        pieces += _written(data[at : match.start()])
        pieces.append({"times": len(match[0]) // len(match[1]), "of": match[1].decode("latin-1")})
        at = match.end()
    return pieces + _written(data[at:])


def _written(data: bytes) -> list[Piece]:
    """Lines and frames as strings, what lies between them joined to one piece of text or hex."""
    pieces: list[Piece] = []
    loose = 0
    for at, end in _parts(data):
        part = data[at:end]
        if (part[-2:] == b"\r\n" or part[:1] == b"\x00") and _readable(part):
            pieces += [*_one(data[loose:at]), part.decode("latin-1")]
            loose = end
    return pieces + _one(data[loose:])


def _parts(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each line, each text frame and each run of other bytes begins and ends.

    A hostile peer chooses the bytes, so each is looked at a few times only: where the next line ends
    and where the next FF is holds until that place is passed.
    """
    at, line, last = 0, -1, -1
    while at < len(data):
        if line < at:
            found = _LINE_END.search(data, at)
            line = found.start() if found else len(data)
        if last <= at:
            last = data.find(b"\xff", at + 1)
            last = last if last >= 0 else len(data)
        if data[line : line + 2] == b"\r\n":
            end = line + 2
        elif data[at] == 0 and last < len(data):
            end = last + 1
        else:
            run = _LOOSE.match(data, at)
            end = run.end() if run else at + 1
        yield at, end
        at = end


def _one(data: bytes) -> list[Piece]:
    if not data:
        return []
    return [data.decode("latin-1") if _readable(data) else {"hex": data.hex()}]


def _readable(data: bytes) -> bool:
    """Three bytes of four are printable; the marks around a text frame do not count."""
    inner = data[1:-1] if data[:1] == b"\x00" and data[-1:] == b"\xff" else data
    printable = len(inner) - len(inner.translate(None, _PRINTABLE))
    return printable * 4 >= max(1, len(inner)) * 3


def from_pieces(pieces: object, where: str = "bytes", budget: Budget | None = None) -> bytes:
    """The bytes of pieces, taken from the file's budget. Raises TraceError, which names ``where``."""
    budget = budget or Budget()
    out = bytearray()
    for number, piece in enumerate(of(list, pieces, where)):
        part, times = _from_piece(piece, f"{where}[{number}]")
        budget.take(len(part) * times, f"{where}[{number}]")
        out += part * times
    return bytes(out)


def _from_piece(piece: object, where: str) -> tuple[bytes, int]:
    """Bytes, and how many times they stand there."""
    if isinstance(piece, str):
        return _latin(piece, where), 1
    if isinstance(piece, dict) and set(piece) == {"hex"}:
        return _from_hex(of(str, piece["hex"], f"{where}.hex"), f"{where}.hex"), 1
    if isinstance(piece, dict) and set(piece) == {"times", "of"}:
        times = of(int, piece["times"], f"{where}.times")
        if not 1 <= times <= MOST:
            raise TraceError(f"{where}.times: {times!a:.60} is not 1 to {MOST}")
        return _latin(of(str, piece["of"], f"{where}.of"), f"{where}.of"), times
    raise TraceError(f"{where}: {piece!a:.60} is no text, no hex and no times ... of")


def _from_hex(text: str, where: str) -> bytes:
    digits = "".join(text.split())
    if other := _NO_DIGIT.search(digits):
        why = f"{text!a:.60} holds {other[0]!a}; write two digits, 0-9 or a-f, for each byte"
        raise TraceError(f"{where}: {why}")
    if len(digits) % 2:
        why = f"{text!a:.60} has {len(digits)} digits, and a byte has two; add or remove one"
        raise TraceError(f"{where}: {why}")
    return bytes.fromhex(digits)


def _latin(text: str, where: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        bad = text[error.start]
        raise TraceError(f"{where}: {bad!a} is no byte; write the bytes of its UTF-8") from None
