"""76 §5.2 steps 4-9: from the keys and key3 to the digest.

The server takes the digits of a key as a number, counts the spaces, divides, and hashes both quotients
with key3. A client has *chosen* the quotients beforehand, so the sixteen bytes prove that the server
did all of it. Here stand keys that clients can send, each with one thing at its edge.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace

from conformance.checks import Answer, fails, passes
from conformance.compose import Opener, Section, hello
from conformance.compose_opening import accepts, digest_is, simple, simple_opens
from conformance.expect import digest
from conformance.scenario import Opening, Setting
from conformance.wire import LARGEST, NOISE, Key, make_key, opening76
from reports.model import Level

SECTION = Section("76", "5.2")
NOW_AND_THEN = "now and then a browser is refused for no reason, and nobody finds out why"
ONE_IN_330_MILLION = (
    "of 330 million handshakes of conforming clients one has a key of the number 0 (76 §4.1 steps "
    "16-18), and fails"
)
NOBODY = "no browser can connect: it compares these sixteen bytes and hangs up"


def _keys(key1: Key, key2: Key, key3: bytes | None = None) -> Opener:
    return lambda setting: opening76(setting, key1=key1, key2=key2, key3=key3)


def _zero(setting: Setting) -> Opening:
    rng = random.Random(setting.token)
    return opening76(setting, key1=make_key(rng, number=0), key2=Key(b"b 0 !", 0), key3=bytes(8))


def _noisy(part: int) -> Opener:
    """A quarter of the characters that may be noise: the twelve of each key (76 §4.1 step 21)."""
    some = (NOISE[24 * part : 24 * part + 24] + NOISE)[:24]

    def key(noise: bytes) -> Key:
        return Key(noise[:6] + b"4" + noise[6:9] + b" 2" + noise[9:], 42)

    return _keys(key(some[:12]), key(some[12:]))


QUARTERS = tuple(range(4))

_lookalike = _keys(Key(b"lIO1 oS6B Zg8", 84), Key(b"-1+5.e4 xE2", 1542))


def _swapped(setting: Setting) -> Opening:
    opening = opening76(setting)
    return replace(opening, fields=(*opening.fields[:-2], opening.fields[-1], opening.fields[-2]))


_distinct = _keys(Key(b"a16909060 b", 0x01020304), Key(b"c84281096 d", 0x05060708))


def _md5(*parts: bytes) -> bytes:
    return hashlib.md5(b"".join(parts), usedforsecurity=False).digest()


def _likely_causes(opening: Opening) -> tuple[Answer, ...]:
    """Wrong digests whose making can be told, with the words for it."""
    right, key3 = opening.digest, opening.key3
    numbers = (opening.number1, opening.number2)
    big = [n.to_bytes(4, "big") for n in numbers]
    little = [n.to_bytes(4, "little") for n in numbers]
    causes = {
        "a digest of parts that are little-endian": _md5(*little, key3),  # field bug 20: lighttpd
        "a digest of the second part before the first": _md5(big[1], big[0], key3),
        "a digest of key3 before the parts": _md5(key3, *big),
        "a digest of the parts in decimal": _md5(*(b"%d" % n for n in numbers), key3),
        "a digest without key3": _md5(*big),
        "the right digest, written in hexadecimal": right.hex().encode()[:16],
        "the right digest, its bytes from 80 on encoded as UTF-8": right.decode("latin-1").encode()[
            :16
        ],  # field bug 32: ws
        "the right digest, as a chunk of Transfer-Encoding": (b"10\r\n" + right)[:16],  # 48
        "the right digest, after two bytes more": (b"\r\n" + right)[:16],
    }
    return tuple(fails(digest_is(v, words)) for words, v in causes.items() if v != right)


def _digest_answers(setting: Setting) -> tuple[Answer, ...]:
    opening = _distinct(setting)
    return (*_likely_causes(opening), passes(digest(opening)))


SCENARIOS = (
    SECTION.asks(
        "worked-example",
        Level.MUST,
        "steps 4-9, example",
        "The answer to the keys of the draft's example is the digest that the draft prints.",
        does='the keys of the example, with 4 and 10 spaces, and the key3 "WjN}|M(6"',
        means=NOBODY,
        steps=hello(
            _keys(
                Key(b"3e6b263  4 17 80", 906_585_445),
                Key(b"17  9 G`ZD9   2 2b 7X 3 /r90", 179_922_739),
                b"WjN}|M(6",
            )
        ),
        answers=(passes(digest_is(b"n`9eBk9z$R8pOtVb", 'the digest "n`9eBk9z$R8pOtVb"')),),
        twin=simple_opens(),
    ),
    SECTION.asks(
        "digest",
        Level.MUST,
        "steps 7-9 and 13",
        "The sixteen bytes are the MD5 of both parts, big-endian, and key3, and they are bytes.",
        does="keys that hide 01020304 and 05060708 (hexadecimal), and a random key3",
        means=NOBODY,
        steps=hello(_distinct),
        answers=_digest_answers,
    ),
    # field bug 25: websocket-driver 0.8.0 refuses it; Chrome 6 sent it
    accepts(
        SECTION,
        "key-number-zero",
        "steps 4-9",
        "The number of a key may be 0: a client draws it from 0 upwards (76 §4.1 step 18).",
        _zero,
        does="two keys whose digits make 0, and a key3 of eight bytes 00",
        means=ONE_IN_330_MILLION,
        twin=simple(),
    ),
    accepts(
        SECTION,
        "key-number-largest",
        "steps 4-8",
        "The number of a key may be as large as 32 bits allow.",
        _keys(Key(b"4294967295 x", LARGEST), Key(b"y4 294967295", LARGEST)),
        does="two keys of one space with the number 4294967295",
        means="the larger numbers, of which clients draw many, give a wrong digest",
        twin=simple(),
    ),
    accepts(
        SECTION,
        "key-number-over-31-bits",
        "steps 4-8",
        "Numbers and parts of 2147483648 and more are as good as smaller ones.",
        _keys(Key(b"2147483648 !", 1 << 31), Key(b"#3000000000 !", 3_000_000_000)),
        does="two keys of one space with the numbers 2147483648 and 3000000000",
        means="one half of all keys with one space give a wrong digest: a sign bit is in the way",
        twin=simple(),
    ),
    # field bug 17: "a  b".split(" ") and what else folds runs of blanks
    accepts(
        SECTION,
        "spaces-side-by-side",
        "step 5",
        "Each space of a run counts.",
        _keys(Key(b"4x   2  y0", 84), Key(b"1z" + b" " * 9 + b"4   4a", 12)),
        does='"4x   2  y0", 420 with five spaces, and "1z         4   4a", 144 with twelve',
        means="most keys of several spaces give a wrong digest, for their spaces often meet",
        twin=simple(),
    ),
    accepts(
        SECTION,
        "digits-at-both-ends",
        "step 4",
        "The first and the last character of a key may be digits, and count.",
        _keys(Key(b"1! 2", 12), Key(b'9 "8 6', 493)),
        does='"1! 2", 12 with one space, and "9 "8 6", 986 with two',
        means="keys that begin or end with a digit give a wrong digest",
        twin=simple(),
    ),
    accepts(
        SECTION,
        "noise-of-every-character",
        "step 4",
        "Every printable character that is neither digit nor space is ignored.",
        *(_noisy(part) for part in QUARTERS),
        names=[f"handshake {part + 1} of 4" for part in QUARTERS],
        does="four handshakes whose keys hold, together, all characters of 21-2F and 3A-7E",
        means="keys with certain characters give a wrong digest: a part of all connections fails",
        twin=simple(),
    ),
    accepts(
        SECTION,
        "noise-like-digits",
        "step 4",
        "A character is a digit or it is ignored, whatever it looks like.",
        _lookalike,
        does='"lIO1 oS6B Zg8" and "-1+5.e4 xE2": letters like digits, signs, points, exponents',
        means="keys with certain characters give a wrong digest: a part of all connections fails",
        twin=simple(),
    ),
    accepts(
        SECTION,
        "second-key-before-the-first",
        "steps 4-8",
        "Key1 gives the first part and Key2 the second, whichever is sent first.",
        _swapped,
        does="the field Sec-WebSocket-Key2 directly before Sec-WebSocket-Key1",
        means="one half of all handshakes fails, for clients send their fields in random order",
    ),
)
