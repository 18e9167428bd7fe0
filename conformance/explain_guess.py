"""Whose bytes are these? A guess, for bytes of which nothing else is known.

A server's opening handshake begins with ``HTTP/``, and a client's with a method in capital letters. A
frame begins with 00, or with a byte from 80 on, which no head of a conforming side holds first. The
draft shows by the names of the fields, and by the phrase of draft 75; frames say nothing of either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.explain_request import BLANK, draft_of
from conformance.trace import Side

_METHOD = re.compile(rb"[A-Za-z]+(?: |\Z)")
_LINES = re.compile(rb"[\x20-\x7e\r\n\t]*\Z")


@dataclass(frozen=True, slots=True)
class Guess:
    """Side, draft, and whether the stream begins behind the opening handshake; and why."""

    side: Side
    draft: str
    opened: bool
    words: str


def guess(data: bytes, side: Side | None = None, draft: str | None = None) -> Guess:
    """What these bytes most likely are; ``side`` and ``draft`` are taken as told where they are."""
    begins, found, why = _part(data)
    chosen = side or found or Side.CLIENT
    opened = begins == "frames"
    if opened:
        drafts, reason = "76", "frames do not tell the draft"
    elif chosen is Side.SERVER:
        drafts, reason = _draft_of_answer(data)
    else:
        drafts = draft_of(data)
        reason = "it has a key" if drafts == "76" else "it has no key"
    what = "frames of a" if opened else "opening handshake of a"
    told = "as told" if side else (why if found else f"{why}; which side is not to be seen")
    reason = "as told" if draft else reason
    words = f"{what} {chosen.value} ({told}), draft {draft or drafts} ({reason})"
    return Guess(chosen, draft or drafts, opened, words)


def _part(data: bytes) -> tuple[str, Side | None, str]:
    if data.startswith(b"HTTP/"):
        return "head", Side.SERVER, "it begins with HTTP/"
    if _METHOD.match(data):
        return "head", Side.CLIENT, "it begins with a method"
    if data[:1] == b"\x00" or data[:1] >= b"\x80":
        return "frames", None, f"it begins with {data[0]:02X}, the type of a frame"
    if BLANK in data or (_LINES.match(data) and b"\r\n" in data):
        return "head", None, "it has lines that end in CR LF"
    return "frames", None, "it is no head"


def _draft_of_answer(data: bytes) -> tuple[str, str]:
    head = data.partition(BLANK)[0].lower()
    if b"\nsec-websocket-" in head:
        return "76", "its fields are named so"
    if b"\nwebsocket-" in head or b" web socket " in head:
        return "75", "its fields or its phrase are of that draft"
    return "76", "nothing shows the draft"
