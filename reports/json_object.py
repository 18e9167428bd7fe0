"""Checked access to parsed JSON: every value is asked for by its type, and a wrong one is named.

A report comes from a file, and a file can be anything. Nothing is taken for granted: each getter
says where in the text a value stands, what it is and what it should be.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from reports.escape import visible

_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")
_MISSING = object()
_T = TypeVar("_T")
_E = TypeVar("_E", bound=enum.Enum)


class ReportError(ValueError):
    """A text that is no report of this schema; the message names the place and what is wrong."""


def show(value: object) -> str:
    """A value in the words of an error: visible, and cut when it is long."""
    text = visible(repr(value))
    return text if len(text) <= 60 else f"{text[:60]}…"


def wrong(where: str, value: object, wanted: str) -> NoReturn:
    """Raise ReportError: the value at ``where`` is not what is ``wanted`` there."""
    raise ReportError(f"{where}: {show(value)} is not {wanted}")


class JsonObject:
    """One JSON object and its place in the report; every getter checks what it hands out."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            wrong(where or "the report", value, "an object")
        self.value: dict[str, Any] = value
        self.where = where

    def place(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def get(self, key: str, default: object = _MISSING) -> Any:
        if key not in self.value and default is _MISSING:
            raise ReportError(f"{self.where or 'the report'}: the key {key!r} is missing")
        return self.value.get(key, default)

    def text(self, key: str, default: object = _MISSING) -> str:
        value = self.get(key, default)
        return value if isinstance(value, str) else wrong(self.place(key), value, "text")

    def whole(self, key: str, default: object = _MISSING, least: int | None = None) -> int:
        value = self.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            wrong(self.place(key), value, "a whole number")
        if least is not None and value < least:
            wrong(self.place(key), value, f"{least} or more")
        return value

    def seconds(self, key: str, default: object = _MISSING) -> float:
        value = self.get(key, default)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e300:
            return float(value)
        wrong(self.place(key), value, "a number of seconds")

    def truth(self, key: str) -> bool:
        value = self.get(key)
        return value if isinstance(value, bool) else wrong(self.place(key), value, "true or false")

    def one_of(self, key: str, words: type[_E]) -> _E:
        value = self.get(key)
        for word in words:
            if word.value == value:
                return word
        known = ", ".join(str(word.value) for word in words)
        wrong(self.place(key), value, f"one of: {known}")

    def octets(self, key: str, default: object = _MISSING) -> bytes:
        value = self.text(key, default)
        if not _HEX.fullmatch(value):
            wrong(self.place(key), value, "hexadecimal, two digits for each byte")
        return bytes.fromhex(value)

    def items(
        self, key: str, read: Callable[[object, str], _T], default: object = _MISSING
    ) -> tuple[_T, ...]:
        value = self.get(key, default)
        if not isinstance(value, (list, tuple)):
            wrong(self.place(key), value, "a list")
        return tuple(read(item, f"{self.place(key)}[{n}]") for n, item in enumerate(value))

    def texts(self, key: str, default: object = _MISSING) -> dict[str, str]:
        inner = JsonObject(self.get(key, default), self.place(key))
        return {name: inner.text(name) for name in inner.value}
