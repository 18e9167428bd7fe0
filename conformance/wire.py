"""The client's pen: everything that a conforming client writes.

Section 4 of either draft tells a client what to send. This module writes exactly that and nothing
else; a scenario that wants a fault takes a value from here and changes one thing in it.

The keys are the interesting part. A client of draft 76 does not *find* the numbers in its keys, it
*chooses* them (76 §4.1 steps 16-22): a number of spaces, a number that is small enough for the
product to stay under 2**32, the digits of the product, and noise and spaces strewn in. So the
harness always knows the numbers beforehand and holds no key parser at all. That is as it should be:
a harness that parsed keys as its server does could err in the same place and notice nothing.

Randomness comes from the token of the setting, so that the same scenario and seed send the same
bytes again.
"""

from __future__ import annotations

import functools
import random
from dataclasses import dataclass, replace

from conformance.scenario import Opening, Setting

LARGEST = 4_294_967_295
"""The largest number that thirty-two bits hold (76 §4.1 step 17)."""

NOISE = bytes([*range(0x21, 0x30), *range(0x3A, 0x7F)])
"""The characters that may be strewn into a key: printable, no digit, no space (step 21)."""


@dataclass(frozen=True, slots=True)
class Key:
    """The value of a key field and the number that the client hid in it."""

    value: bytes
    number: int


def make_key(rng: random.Random, spaces: int | None = None, number: int | None = None) -> Key:
    """A key by the recipe of 76 §4.1 steps 16-22.

    ``spaces`` (1-12) and ``number`` (0 to 2**32-1 divided by spaces) are drawn when not given.
    """
    if spaces is None:
        spaces = rng.randint(1, 12)  # step 16
    if number is None:
        number = rng.randint(0, LARGEST // spaces)  # steps 17 and 18
    key = bytearray(b"%d" % (number * spaces))  # steps 19 and 20
    for _ in range(rng.randint(1, 12)):  # step 21
        key.insert(rng.randint(0, len(key)), rng.choice(NOISE))
    for _ in range(spaces):  # step 22: neither at the start nor at the end
        key.insert(rng.randint(1, len(key) - 1), 0x20)
    return Key(bytes(key), number)


def opening76(
    setting: Setting,
    *,
    resource: str | None = None,
    key1: Key | None = None,
    key2: Key | None = None,
    key3: bytes | None = None,
    origin: str | None = None,
    subprotocol: str | None = None,
) -> Opening:
    """The opening handshake of a draft 76 client (76 §4.1 steps 5-27).

    What is not given comes from the setting. The fields stand in the order in which WebKit sent
    them; step 24 lets a client choose any.
    """
    key1, key2, key3 = _drawn(setting.token, key1, key2, key3)
    fields = _common(setting, origin)
    subprotocol = subprotocol or setting.subprotocol
    if subprotocol is not None:
        fields.append(b"Sec-WebSocket-Protocol: " + subprotocol.encode())  # step 14
    fields += _headers(setting)
    fields += [b"Sec-WebSocket-Key1: " + key1.value, b"Sec-WebSocket-Key2: " + key2.value]
    line = _first_line(setting, resource)
    return Opening("76", line, tuple(fields), key3, key1.number, key2.number)


@functools.lru_cache(maxsize=64)  # a scenario asks for the same handshake many times
def _drawn(
    token: str, key1: Key | None, key2: Key | None, key3: bytes | None
) -> tuple[Key, Key, bytes]:
    """Keys and key3 as given, and those that are not given as the token draws them."""
    rng = random.Random(token)
    key1 = key1 or make_key(rng)
    key2 = key2 or make_key(rng)
    return key1, key2, rng.randbytes(8) if key3 is None else key3  # step 26


def simplest76(setting: Setting) -> Opening:
    """The opening handshake of draft 76 with the simplest keys and key3 that a client can send.

    A server that reads only some keys rightly will read these, if any.
    """
    return opening76(setting, key1=Key(b"42 x", 42), key2=Key(b"84 y", 84), key3=b"^n:ds[4U")


def simplest(draft: str, setting: Setting) -> Opening:
    """The opening handshake of either draft with the simplest keys, if it has any."""
    return simplest76(setting) if draft == "76" else opening75(setting)


def in_other_orders(opening: Opening) -> tuple[tuple[str, Opening], ...]:
    """The same client of draft 76 with its fields in other orders (step 24), each with words for it.

    The keys are the last two fields of ``opening``, as :func:`opening76` has them.
    """
    fields = opening.fields
    orders = {
        "its keys first": fields[-2:] + fields[:-2],
        "its fields in the opposite order": fields[::-1],
        "its first field last": fields[1:] + fields[:1],
    }
    return tuple((how, replace(opening, fields=order)) for how, order in orders.items())


def opening75(
    setting: Setting,
    *,
    resource: str | None = None,
    origin: str | None = None,
    subprotocol: str | None = None,
) -> Opening:
    """The opening handshake of a draft 75 client, byte for byte in its order (75 §4.1 steps 5-10)."""
    fields = _common(setting, origin)
    subprotocol = subprotocol or setting.subprotocol
    if subprotocol is not None:
        fields.append(b"WebSocket-Protocol: " + subprotocol.encode())  # step 8
    fields += _headers(setting)
    return Opening("75", _first_line(setting, resource), tuple(fields))


def opening(draft: str, setting: Setting) -> Opening:
    """The plain opening handshake of either draft, ``75`` or ``76``."""
    return opening75(setting) if draft == "75" else opening76(setting)


def _first_line(setting: Setting, resource: str | None) -> bytes:
    return f"GET {setting.path if resource is None else resource} HTTP/1.1".encode()


def _common(setting: Setting, origin: str | None) -> list[bytes]:
    return [
        b"Upgrade: WebSocket",
        b"Connection: Upgrade",
        b"Host: " + setting.hostport.encode(),
        b"Origin: " + (setting.origin if origin is None else origin).encode(),
    ]


def _headers(setting: Setting) -> list[bytes]:
    return [f"{name}: {value}".encode() for name, value in setting.headers]


# --- frames (76 §4.2, §1.2) ---

CLOSING = b"\xff\x00"
"""The closing frame of draft 76: type FF, length 0."""


def text(data: bytes) -> bytes:
    """A text frame. ``data`` is what stands between 00 and FF and must not hold FF."""
    return b"\x00" + data + b"\xff"


def length(number: int, groups: int = 1) -> bytes:
    """A length header: seven bits a byte, the highest first, the top bit on all but the last.

    At least ``groups`` bytes; leading bytes 80 add nothing to the value.
    """
    out = [number & 0x7F]
    while (number := number >> 7) or len(out) < groups:
        out.append(0x80 | (number & 0x7F))
    return bytes(reversed(out))


def prefixed(frame_type: int, payload: bytes, groups: int = 1) -> bytes:
    """A length-prefixed frame of type 80 to FF."""
    return bytes([frame_type]) + length(len(payload), groups) + payload
