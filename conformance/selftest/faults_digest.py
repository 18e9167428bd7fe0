"""Faults in the challenge and its digest, draft 76 §5.2 steps 8, 9, 12 and 13."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault

# Step 8. A challenge is a list of named pieces; a fault is another list.

LITTLE = "field bug 20: lighttpd mod_wstunnel"


def _pieces(self: Miniature, part1: int, part2: int, key3: bytes) -> dict[str, bytes]:
    return {
        "big1": part1.to_bytes(4, "big"),
        "big2": part2.to_bytes(4, "big"),
        "little1": part1.to_bytes(4, "little"),
        "little2": part2.to_bytes(4, "little"),
        "decimal1": str(part1).encode(),
        "decimal2": str(part2).encode(),
        "key3": key3,
        "zeros3": bytes(8),
        "reversed3": key3[::-1],
        "swapped3": key3[4:] + key3[:4],
        "stripped3": key3.strip(),
        "until-nul3": key3.partition(b"\0")[0],
        "text3": key3.decode("utf-8", "replace").encode(),
        "field3": self.value("Sec-WebSocket-Key3") or key3,
    }


def challenge(name: str, source: str, order: str, what: str) -> None:
    """Enter the fault of a server whose challenge is these pieces."""

    def wrong(self: Miniature, part1: int, part2: int, key3: bytes) -> bytes:
        pieces = _pieces(self, part1, part2, key3)
        return b"".join(pieces[piece] for piece in order.split())

    peer = type("Challenge", (Miniature,), {"__doc__": what, "challenge": wrong})
    fault(name, source, "76", "5.2 step 8")(peer)


challenge(
    "parts-little-endian", LITTLE, "little1 little2 key3", "Writes both parts low byte first."
)
challenge("part1-little-endian", LITTLE, "little1 big2 key3", "Writes part1 low byte first.")
challenge("part2-little-endian", LITTLE, "big1 little2 key3", "Writes part2 low byte first.")
challenge("parts-swapped", TEXT, "big2 big1 key3", "Puts part2 before part1.")
challenge("part1-twice", TEXT, "big1 big1 key3", "Uses part1 in the place of part2.")
challenge("part2-twice", TEXT, "big2 big2 key3", "Uses part2 in the place of part1.")
challenge("parts-decimal", TEXT, "decimal1 decimal2 key3", "Writes the parts as decimal digits.")
challenge("key3-first", TEXT, "key3 big1 big2", "Puts key3 before the parts.")
challenge("key3-between-parts", TEXT, "big1 key3 big2", "Puts key3 between the parts.")
challenge("key3-left-out", TEXT, "big1 big2", "Leaves key3 out.")
challenge("key3-zeros", "field bug 2", "big1 big2 zeros3", "Uses eight zero bytes for key3.")
challenge("key3-reversed", TEXT, "big1 big2 reversed3", "Uses the bytes of key3 backwards.")
challenge("key3-halves-swapped", TEXT, "big1 big2 swapped3", "Swaps the halves of key3.")
challenge("key3-doubled", TEXT, "big1 big2 key3 key3", "Uses key3 twice.")
challenge("parts-left-out", TEXT, "key3", "Uses key3 alone.")
challenge(
    "key3-stripped",
    "field bug 31: cyclone and others",
    "big1 big2 stripped3",
    "Strips white space off key3.",
)
challenge(
    "key3-until-nul", "field bug 31: C strings", "big1 big2 until-nul3", "Cuts key3 at a NUL."
)
challenge(
    "key3-as-text",
    "field bug 31: txWS, QtWebsocket, Fleck",
    "big1 big2 text3",
    "Decodes key3 as UTF-8 and encodes it again.",
)
challenge(
    "key3-from-field",
    "field bug 33: websocketpp",
    "big1 big2 field3",
    "Prefers a Sec-WebSocket-Key3 field to the eight bytes.",
)


# Steps 9 and 13. The honest digest is computed first; a fault makes something else of it.


def digest(name: str, source: str, what: str, wrong: Callable[[bytes, bytes], bytes]) -> None:
    """Enter the fault of a server that sends wrong(challenge, MD5 of it) in place of the MD5."""

    def fingerprint(self: Miniature, challenge: bytes) -> bytes:
        return wrong(challenge, Miniature.fingerprint(self, challenge))

    peer = type("Digest", (Miniature,), {"__doc__": what, "fingerprint": fingerprint})
    fault(name, source, "76", "5.2 step 9")(peer)


digest(
    "digest-sha-1",
    TEXT,
    "Sends the first sixteen bytes of a SHA-1.",
    lambda challenge, _: hashlib.sha1(challenge, usedforsecurity=False).digest()[:16],
)
digest("digest-hexadecimal", TEXT, "Sends 32 digits.", lambda _, md5: md5.hex().encode())
digest("digest-reversed", TEXT, "Sends the digest backwards.", lambda _, md5: md5[::-1])
digest(
    "digest-words-swapped",
    TEXT,
    "Sends each word of four bytes backwards.",
    lambda _, md5: b"".join(md5[i : i + 4][::-1] for i in range(0, 16, 4)),
)
digest(
    "digest-as-text",
    "field bug 32: ws",
    "Encodes each byte of the digest as a character, in UTF-8.",
    lambda _, md5: md5.decode("latin-1").encode(),
)
digest("digest-15-bytes", TEXT, "Leaves out the last byte.", lambda _, md5: md5[:15])
digest("digest-17-bytes", TEXT, "Sends one zero byte more.", lambda _, md5: md5 + b"\0")
digest("digest-and-line-end", TEXT, "Sends CR LF after it.", lambda _, md5: md5 + b"\r\n")
digest(
    "digest-one-bit-wrong", TEXT, "Flips its last bit.", lambda _, m: m[:15] + bytes([m[15] ^ 1])
)
digest("digest-twice", TEXT, "Sends it twice.", lambda _, md5: md5 + md5)
digest("digest-left-out", TEXT, "Sends no digest.", lambda _, __: b"")
digest("challenge-for-digest", TEXT, "Sends the challenge itself.", lambda challenge, _: challenge)
digest(
    "digest-of-the-example",
    "a hard-coded answer",
    "Sends the digest of 76 §5.2's example to everybody.",
    lambda _, __: b"n`9eBk9z$R8pOtVb",
)


@fault("digest-of-earlier-client", "a shared buffer", "76", "5.2 step 9")
class DigestOfEarlierClient(Miniature):
    """Sends every client the digest that the first one was due."""

    def fingerprint(self, challenge: bytes) -> bytes:
        return self.shared.setdefault("digest", super().fingerprint(challenge))


@fault("digest-before-blank-line", TEXT, "76", "5.2 step 12")
class DigestBeforeBlankLine(Miniature):
    """Sends the digest between the fields and the blank line."""

    def response_head(self) -> bytes:
        head = super().response_head()
        return head[:-2] if self.draft == 76 else head

    def digest(self, key3: bytes) -> bytes:
        return super().digest(key3) + b"\r\n"
