"""Opening handshakes that show a fault in reading one: legal ones, and few clients send them."""

from __future__ import annotations

PATHS = ("/q?b=2&a=1&a=3&&", "/100%25a%3Fb", "/$a/index.html", "/" + "a" * 300, "/a\\\\b/./c")
LINES = (
    "Upgrade: WebSocket2",
    "Connection: NoUpgrade",
    "Sec-WebSocket-Origin: http://x",
    "sec-websocket-protocol: a",
    "Host: h:443",
    "Origin: http://[::1]:8000" + "0" * 20,
    'WebSocket-Protocol: "two  blanks and more"',
    'Sec-WebSocket-Protocol: "two  blanks and more"',
)
KEYS = ("42949672 9 1", "111" + " " * 12 + "1", "4,2 2", "4~2 2", "4$2 2")
KEY3S = (b"\n1234567", b"a\x7f\x1a+++++", b"\xef\xbb\xbf-----", *(b"k%07d" % n for n in range(600)))
"""The digests of the last ones have, among them, all that a digest can begin and end with."""

FIRST = "GET /demo HTTP/1.1"


def odd_openings(
    base: tuple[str, ...], keys: tuple[str, str], key3: bytes
) -> list[list[bytes | str]]:
    """Conversations: openings of both drafts, made of the usual fields, both keys and key3."""
    upgrade, connection, host, origin = base
    subprotocol = "Sec-WebSocket-Protocol: a"
    orders = (
        (*keys, *base),
        (upgrade, host, origin, *keys, connection),
        (subprotocol, *base, *keys),
        ("Sec-WebSocket-Key10: 1 2", *base, *keys),
        (*(f"X-{n}: v" for n in range(30)), *base, *keys),
        (*base, "X-Note: a\r" + keys[0], keys[1]),
        (*base, keys[0].replace(":", " :"), keys[1]),
    )
    drafts: tuple[tuple[tuple[str, ...], bytes], ...] = (((), b""), (keys, key3))
    found: list[list[bytes | str]] = [[_head(*order) + key3] for order in orders]
    found += [[_head(*base, *keys) + key, b"\0"] for key in KEY3S]
    for key in KEYS:
        found.append([_head(*base, f"Sec-WebSocket-Key1: {key}", keys[1]) + key3])
    for path in PATHS:
        found += [[_head(*base, *more, first=f"GET {path} HTTP/1.1") + end] for more, end in drafts]
    for line in LINES:
        kept = [field for field in base if field.partition(":")[0] != line.partition(":")[0]]
        found += [[_head(*kept, line, *more) + end] for more, end in drafts]
    return found


def _head(*fields: str, first: str = FIRST) -> bytes:
    return "".join(line + "\r\n" for line in (first, *fields, "")).encode("latin-1")
