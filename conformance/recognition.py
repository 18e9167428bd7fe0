"""Is this an answer in a draft, and is this an echo? However wrong it may be.

A target that does not speak a draft, or is no echo, is not asked what needs it, and what is not asked
is green. So a mistake must not pass for an absence. A server that does not speak draft 76 refuses
its handshake by an HTTP error, or by hanging up, or it answers everybody in draft 75, for it does not
know the fields of the keys. One that answers with a broken status line, before the answer, or with the
other draft's names and its digest, speaks the draft and speaks it wrongly.

Likewise an echo. A chat that wraps what was said into words of its own is no echo, and need not be. But
where the very text comes back in something that is no frame of the draft, with nothing around it but
bytes that are no words, or as a known mistake leaves it (:mod:`conformance.causes_text`), an echo was
meant.
"""

from __future__ import annotations

import re

from conformance.causes_text import text_causes
from conformance.expect import digest
from conformance.reading import Reading
from conformance.scenario import Opening

BEGINNING = 4096
"""Bytes in which the marks of a draft have to come."""

_BARE = re.compile(rb"\bwebsocket-(origin|location)\b", re.IGNORECASE)
_NO_WORDS = bytes(range(0x21)) + b"\x7f"
"""Bytes that nobody would put around a text to say something."""
_SEC = re.compile(rb"\bsec-websocket-(origin|location)\b", re.IGNORECASE)


def answers_in(opening: Opening, reading: Reading) -> bool:
    """Something came that is an answer to ``opening`` in its draft, right or wrong."""
    came = reading.received[:BEGINNING]
    sec = bool(_SEC.search(came))
    bare = bool(_BARE.search(_SEC.sub(b"", came)))
    if opening.draft == "75":
        return bare or sec or reading.accepted
    if digest(opening).look((reading,)).holds:
        return True
    return sec or (reading.opened and not bare)


def answers_in76(reading: Reading) -> bool:
    """A field of draft 76 came: an answer in that draft, whatever was asked."""
    return bool(_SEC.search(reading.received[:BEGINNING]))


def echo_of(text: bytes, sent: bytes, reading: Reading) -> str | None:
    """How ``text`` came back: empty for rightly, words for wrongly, None for not at all."""
    if text in reading.messages:
        return ""
    if cause := next(iter(text_causes(sent, reading)), None):
        return cause.words
    if any(message.strip(_NO_WORDS) == text for message in reading.messages):
        return "a text came back with other bytes around it"
    strange = [frame.raw for frame in reading.frames if not frame.is_message]
    if any(text in data for data in (*strange, reading.rest)):
        return "a text came back in bytes that are no text frame"
    return None
