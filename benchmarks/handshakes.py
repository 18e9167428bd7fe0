"""Opening handshakes of draft 76 with their digests, ready-made, so that the generator needs no MD5.

A client of draft 76 chooses the two numbers that its keys carry (76 §4.1 steps 16 to 24), so the
digest (76 §1.3) is computed from the choice and no key is ever parsed here.
"""

import hashlib
import random
import struct

_LETTERS = [chr(c) for c in range(0x21, 0x7F) if not chr(c).isdigit()]


def _key(rng: random.Random) -> tuple[int, str]:
    """A number and a field that carries it: 76 §4.1 steps 16 to 23."""
    spaces = rng.randint(1, 12)
    number = rng.randint(1, 0xFFFFFFFF // spaces)
    characters = list(str(number * spaces))
    for _ in range(rng.randint(1, 12)):
        characters.insert(rng.randint(0, len(characters)), rng.choice(_LETTERS))
    for _ in range(spaces):  # neither first nor last
        characters.insert(rng.randint(1, len(characters) - 1), " ")
    return number, "".join(characters)


def handshake(port: int, rng: random.Random) -> tuple[bytes, bytes]:
    """A request with its key3, and the 16 bytes that answer it."""
    (number1, key1), (number2, key2), key3 = _key(rng), _key(rng), rng.randbytes(8)
    head = (
        "GET / HTTP/1.1\r\n"
        "Upgrade: WebSocket\r\n"
        "Connection: Upgrade\r\n"
        f"Host: 127.0.0.1:{port}\r\n"
        f"Origin: http://127.0.0.1:{port}\r\n"
        f"Sec-WebSocket-Key1: {key1}\r\n"
        f"Sec-WebSocket-Key2: {key2}\r\n"
        "\r\n"
    )
    digest = hashlib.md5(struct.pack(">II", number1, number2) + key3).digest()
    return head.encode("ascii") + key3, digest


def pool(port: int, count: int = 256) -> bytes:
    """`count` handshakes as the generator reads them: each part after its length, 4 bytes, low first.

    The same for every server and every run but for the port.
    """
    rng = random.Random(76)
    parts = [part for _ in range(count) for part in handshake(port, rng)]
    return b"".join(struct.pack("<I", len(part)) + part for part in parts)
