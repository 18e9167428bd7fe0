"""A conversation as it happens: each byte, and what it is part of.

Both directions have the same shape. First come lines: a request line or a status line, fields, and
an empty line. Then, in draft 76, a part of the proof: key3 (eight bytes) from the client, the
response (sixteen) from the server. Then frames without end. `_parts` reads this byte by byte, keeps
nothing but the head, and is how the drafts write it down; `framing` says how one reads for speed.

What is shown came from a stranger: all but printable ASCII is printed as an escape. Of a part that
is longer than 64 bytes these are shown, and its length; it can go on in the next line.
"""

import sys
from collections.abc import Generator
from itertools import groupby
from typing import Any

from reference_server.framing import FrameReader
from reference_server.settings import Settings


def _parts(proof: str, size: int) -> Generator[str, int, None]:
    """Of each byte that is sent in, the part that it belongs to."""
    head, n, reader, b = bytearray(), 1, FrameReader(Settings()), (yield "")
    while not head.endswith(b"\r\n\r\n"):
        head.append(b)
        b, n = (yield f"line {n}"), n + (head[-1] == 10)
    http = b"upgrade: websocket\r\n" not in head.lower() or b"\r\nConnection: close" in head
    while http:
        b = yield "body of HTTP"
    for _ in range(size if b"\r\nSec-WebSocket-" in head else 0):
        b = yield proof
    while True:
        # What the reader keeps begins with the type of the frame, if this byte is not that.
        kind = 3 if reader.skip else len(kept := reader.buffer[:1]) + (kept > b"\x7f")
        name = ("frame_type", "raw_data", "length", "skipped")[kind]
        b = yield "end of the text" if reader.feed(bytes([b])) else name


def tracer(client_id: int) -> Any:
    """What prints the bytes of a client to standard error: way "<" is from it, ">" is to it."""
    ways = {"<": _parts("key3", 8), ">": _parts("response", 16)}
    list(map(next, ways.values()))

    def trace(way: str, data: bytes | bytearray, size: int) -> None:
        for name, run in groupby(data[:size], ways[way].send) if data else [("FIN", b"")]:
            part = bytes(run)
            text = f"{part[:64]!r}"[1:] + f" ({len(part)} bytes)" * (len(part) > 64)
            print(f"#{client_id} {way} {name:16} {text}  {part[:64].hex(' ')}", file=sys.stderr)

    return trace
