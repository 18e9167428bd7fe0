"""What a recorded client asked for: a handshake of one of the drafts, or what no draft answers.

A recorder takes what comes: browsers, but also pages, proxies, port scanners, other versions of the
protocol, and test programs that send what no client does. Where a draft leaves open what a server
makes of it, nothing that comes back is right or wrong, and the reason is said in words.

The numbers of keys are looked at with care. Steps 5 and 6 of 76 §5.2 end the connection where there
are no spaces, or where they do not divide the digits. But of a key that is there twice, that begins or
ends with a blank (some servers strip it), that has no digits or a number of more than thirty-two bits,
no step says what becomes, and no client sends one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.describe import show
from conformance.scenario import CRLF, KEY3
from conformance.trace import Side, Trace

_FIELD = re.compile(rb"[\x21-\x39\x3b-\x7e]+:[^\r\n]*\Z")
_BREAK = re.compile(rb"[\r\n]")
_KEYS = (b"sec-websocket-key1", b"sec-websocket-key2")
_LATER = (b"sec-websocket-key", b"sec-websocket-version")
_MOST_DIGITS = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """What is known of what a client sent."""

    unclear: str = ""
    """Why no draft says what has to come back; empty where one does."""
    void: str = ""
    """What is wrong with its keys, so that the connection has to be ended; empty with right ones."""
    lacks_key: bool = False
    """One of the two keys is not there at all."""

    @property
    def usable(self) -> bool:
        """It is a handshake that a client of its draft can have sent."""
        return not self.unclear and not self.void


def request_of(one: Trace) -> Request:
    """What the client of the first connection of a trace asked for."""
    sent = one.bytes_from(Side.CLIENT)
    head, end, rest = sent.partition(CRLF + CRLF)
    if why := _no_handshake(sent, head, bool(end)):
        return Request(why)
    fields: dict[bytes, list[bytes]] = {}
    for line in head.split(CRLF)[1:]:
        name, _, value = line.partition(b":")
        fields.setdefault(name.lower(), []).append(value.removeprefix(b" "))
    if not any(key in fields for key in _KEYS):
        return Request(_not_of_75(fields))
    unclear, void = _keys(fields)
    if unclear or void:
        return Request(unclear, void, any(key not in fields for key in _KEYS))
    if len(rest) < KEY3:
        return Request(f"the client sent {len(rest)} of the eight bytes of key3")
    return Request()


def _no_handshake(sent: bytes, head: bytes, whole: bool) -> str:
    """Why these bytes are no opening handshake, as far as its form goes."""
    if not sent:
        return "the client sent nothing"
    if sent[:4] != b"GET "[: len(sent)]:
        return f"what the client sent is no opening handshake: {show(sent)}"
    if not whole:
        return "the client sent no whole opening handshake"
    first, *lines = head.split(CRLF)
    bad = [first] if _BREAK.search(first) else [line for line in lines if not _FIELD.match(line)]
    return (
        f"no client of the drafts sends this line in its handshake: {show(bad[0])}" if bad else ""
    )


def _not_of_75(fields: Mapping[bytes, list[bytes]]) -> str:
    """Why a head without keys is not one of draft 75."""
    if not any(value.strip().lower() == b"websocket" for value in fields.get(b"upgrade", [])):
        return "this is an HTTP request without Upgrade: WebSocket, and no opening handshake"
    if any(name in fields for name in _LATER):
        return "this is a handshake of RFC 6455 or another later version of the protocol"
    return ""


def _keys(fields: Mapping[bytes, list[bytes]]) -> tuple[str, str]:
    """Why it is open what becomes of these keys, and why they end the connection."""
    open_, void = [], []
    for number, name in enumerate(_KEYS, 1):
        values = fields.get(name, [])
        if not values:
            void.append(f"there is no key{number}")
        elif len(values) > 1:
            open_.append(f"there are {len(values)} fields with key{number}")
        else:
            unclear, wrong = _key(f"key{number} {show(values[0])}", values[0])
            open_ += [unclear] if unclear else []
            void += [wrong] if wrong else []
    why = "; ".join(open_)
    return f"{why}: no client sends that, and no step says what becomes of it" if why else "", (
        "; ".join(void)
    )


def _key(name: str, key: bytes) -> tuple[str, str]:
    """The same of one key, by 76 §5.2 steps 4-8."""
    if key != key.strip():
        return f"{name} begins or ends with a blank", ""
    spaces = key.count(b" ")
    if not spaces:
        return "", f"{name} has no spaces (76 §5.2 step 5)"
    digits = bytes(b for b in key if b in b"0123456789")
    if not digits:
        return f"{name} has no digits", ""
    if len(digits) > _MOST_DIGITS or int(digits) >= spaces << 32:
        return f"the number in {name} has more than 32 bits", ""
    if int(digits) % spaces:
        return "", f"{name}: {int(digits)} does not divide by its {spaces} spaces (76 §5.2 step 6)"
    return "", ""
