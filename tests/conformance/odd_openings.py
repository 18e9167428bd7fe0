"""Opening handshakes that show a fault in reading one: legal ones, and few clients send them."""

from __future__ import annotations

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
    )
    return [[_head(*order) + key3] for order in orders]


def _head(*fields: str, first: str = FIRST) -> bytes:
    return "".join(line + "\r\n" for line in (first, *fields, "")).encode("latin-1")
