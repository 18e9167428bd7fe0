"""A conversation as it happens: each byte, and what it is part of.

Both directions have the same shape. First come lines: a request line or a status line, fields, and
an empty line. Then, in draft 76, a part of the proof: key3 (eight bytes) from the client, the
response (sixteen) from the server. Then frames without end. `_part` reads this byte by byte, keeps
nothing but the head, and is how the drafts write it down; `framing` says how one reads for speed.

What is shown came from a stranger: all but printable ASCII is printed as an escape. Of a part that
is longer than 64 bytes these are shown, and its length; it can go on in the next line.
"""

import sys
from contextlib import suppress
from itertools import groupby
from typing import Any

from reference_server.framing import FrameReader
from reference_server.settings import Settings


def _part(proof: str, size: int, limits: Settings) -> Any:
    """Of each byte that is sent in, the part that it belongs to."""
    head, n, b = bytearray(), 1, (yield "")
    while not head.endswith(b"\r\n\r\n"):
        head += bytes([b]).lower()
        b, n = (yield f"line {n}"), n + (head[-1] == 10)
    # Draft 75 has neither these fields nor a proof, nor a closing handshake.
    reader = FrameReader(limits, b"\r\nsec-websocket-" in head)
    frames = b"upgrade: websocket\r\n" in head and b"\r\nconnection: close" not in head
    for _ in range(size * (frames and reader.closing_handshake)):
        b = yield proof
    while frames and not reader.terminated:
        # What the reader keeps begins with the type of the frame, if this byte is not that.
        kind = 3 if reader.skip else len(kept := reader.buffer[:1]) + (kept > b"\x7f")
        name = ("frame_type", "raw_data", "length", "skipped")[kind]
        b = yield "end of the text" if reader.feed(bytes([b])) else name
    while True:
        b = yield "discarded" if frames else "body of HTTP"


def tracer(client_id: int, limits: Settings) -> Any:
    """What prints the bytes of a client to standard error: way "<" is from it, ">" is to it.

    Without bytes it prints an end, which "-" is of both ways. The limits are for what is from it. What
    standard error refuses is lost, and no conversation with it; while it is full, the server waits.
    """
    ways = {"<": _part("key3", 8, limits), ">": _part("response", 16, Settings(max_message=9**9))}
    list(map(next, ways.values()))

    def trace(way: str, data: bytes | bytearray, size: int, end: str = "FIN") -> None:
        for name, run in groupby(data[:size], ways[way].send) if data else [(end, b"")]:
            part = bytes(run)
            text = f"{part[:64]!r}"[1:] * bool(part) + f" ({len(part)} bytes)" * (len(part) > 64)
            with suppress(OSError, ValueError, AttributeError):  # nobody reads, or it is closed
                sys.stderr.write(f"#{client_id} {way} {name:16} {text}  {part[:64].hex(' ')}\n")

    return trace
