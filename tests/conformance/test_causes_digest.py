"""Known wrong digests, each made here by hand from the numbers, and each told by its name."""

from __future__ import annotations

import hashlib
import struct

import pytest

from conformance.causes_digest import SHORT, Asked, digest_cause

KEY1 = b"18x 6]8vM;54 *(5:  {   U1]8  z [  8"  # 76 §1.3: 1868545188, 12 spaces
KEY2 = b"1_ tx7X d  <  nw  334J702) 7]o}` 0"  # 1733470270, 10 spaces
ONE, TWO, KEY3 = 155712099, 173347027, b"Tm[K T2u"
LARGE = b"x 3000000 000 y"  # 3000000000, more than a signed variable holds, by 3 spaces


def asked(key1: bytes = KEY1, key2: bytes = KEY2, key3: bytes = KEY3, behind: bytes = b"") -> Asked:
    return Asked((key1,), (key2,), key3, behind)


def md5(challenge: bytes) -> bytes:
    return hashlib.md5(challenge, usedforsecurity=False).digest()


def made(layout: str, one: int, two: int, key3: bytes = KEY3) -> bytes:
    return md5(struct.pack(layout, one, two) + key3)


RIGHT = made(">II", ONE, TWO)


def test_the_digest_that_the_draft_prints_has_no_cause() -> None:
    assert RIGHT == b"fQJ,fN/4F4!~K~MH"
    assert digest_cause(asked(), RIGHT) == ""
    assert digest_cause(asked(), RIGHT + b"\0hi\xff") == ""


@pytest.mark.parametrize(
    ("words", "sent", "came"),
    [
        ("the two numbers in the wrong order", asked(), made(">II", TWO, ONE)),
        ("both numbers low byte first", asked(), made("<II", ONE, TWO)),
        (
            "the first number low byte first",
            asked(),
            md5(struct.pack("<I", ONE) + struct.pack(">I", TWO) + KEY3),
        ),
        (
            "the second number low byte first",
            asked(),
            md5(struct.pack(">I", ONE) + struct.pack("<I", TWO) + KEY3),
        ),
        ("the first number twice", asked(), made(">II", ONE, ONE)),
        ("numbers of eight bytes", asked(), made(">QQ", ONE, TWO)),
        ("the numbers as decimal digits", asked(), md5(b"155712099173347027" + KEY3)),
        ("key3 before the numbers", asked(), md5(KEY3 + struct.pack(">II", ONE, TWO))),
        (
            "each run of spaces in a key made one",
            asked(b"a 1  8 b", b"c 2  4 d"),  # 18 and 24, 4 spaces that become 3
            made(">II", 6, 8),
        ),
        (
            "the top bit of each byte of a key stripped",
            asked(b"1\xa0\xb22 0x"),  # read as 1220 with two spaces
            made(">II", 610, TWO),
        ),
        ("white space stripped off the keys", asked(b" a 36"), made(">II", 36, TWO)),
        (
            "a signed number of 32 bits before the division",
            asked(LARGE),
            made(">II", (2**32 - (2**32 - 3000000000) // 3) % 2**32, TWO),
        ),
        ("the numbers not divided by the spaces", asked(), made(">II", 1868545188, 1733470270)),
        ("only the first run of digits of a key", asked(b"a 4b2", b"b 30"), made(">II", 4, 30)),
        ("one space too many", asked(b"a 12", b"b 30"), made(">II", 6, 15)),
        ("divided without a check of the remainder", asked(b"1 2 3"), made(">II", 61, TWO)),
        ("divided and rounded to the nearest", asked(b"1 2 3"), made(">II", 62, TWO)),
        ("divided without a check of the remainder", asked(b"1  2 4x"), made(">II", 41, TWO)),
        ("the low 32 bits of a number that has more", asked(b"x 4294967301"), made(">II", 5, TWO)),
        (
            "the low 32 bits of the number, cut off before the division",
            asked(b"x  4294967306"),
            made(">II", 5, TWO),
        ),
        (
            "key3 cut at a byte 00",
            asked(key3=b"abcd\0efg"),
            made(">II", ONE, TWO, b"abcd"),
        ),
        ("no key3", asked(), made(">II", ONE, TWO, b"")),
        ("key3 backwards", asked(), made(">II", ONE, TWO, KEY3[::-1])),
        (
            "key3 decoded as UTF-8",
            asked(key3=b"abc\xffdefg"),
            made(">II", ONE, TWO, b"abc\xef\xbf\xbddefg"),
        ),
        (
            "everything behind the head",
            asked(behind=b"\0hi\xff"),
            made(">II", ONE, TWO, KEY3 + b"\0hi\xff"),
        ),
        ("the challenge itself", asked(), struct.pack(">II", ONE, TWO) + KEY3),
        ("the MD5 as hexadecimal digits", asked(), RIGHT.hex().encode()),
        ("the MD5 backwards", asked(), RIGHT[::-1]),
        ("the digest was sent twice", asked(), RIGHT + RIGHT),
        ("a line end was sent after the digest", asked(), RIGHT + b"\r\n"),
        ("printed in 76 §5.2", asked(), b"n`9eBk9z$R8pOtVb"),
    ],
)
def test_a_wrong_digest_is_told_by_its_name(words: str, sent: Asked, came: bytes) -> None:
    cause = digest_cause(sent, came)
    assert words in cause
    assert digest_cause(sent, came + b"\0ok\xff").startswith(cause[:40])


def test_a_digest_without_its_last_byte() -> None:
    assert digest_cause(asked(), RIGHT[:15]) == SHORT
    assert digest_cause(asked(), RIGHT[:15] + b"\0ok\xff") == SHORT


def test_what_no_mistake_is_known_for_has_no_cause() -> None:
    assert digest_cause(asked(), b"sixteen bytes ok") == ""
    assert digest_cause(asked(), b"") == ""


SEVERAL = (
    # 61 and a half: a half goes up, or to the even number, and never to 61
    (asked(b"1 2 3"), made(">II", 61, TWO), ["without a check of the remainder"]),
    # 62 and a half, which a half that goes to the even number makes 62 as well
    (asked(b"1 2 5"), made(">II", 62, TWO), ["without a check of the remainder"]),
    (asked(b"1 2 5"), made(">II", 63, TWO), ["rounded to the nearest"]),
    # two spaces in each key: one too few of them is one, by which nothing is divided
    (asked(b"1 2 4", b"2 4 8"), made(">II", 124, 248), ["one space too few", "not divided"]),
    # the same number of spaces in each key: whose they are changes nothing
    (asked(b"1 2 5", b"2 4 8"), made(">II", 62, 124), ["without a check of the remainder"]),
    (asked(key3=b"abcd\0efg"), made(">II", ONE, TWO, b"abcd"), ["00", "only the first 4 bytes"]),
)


@pytest.mark.parametrize(("sent", "came", "words"), SEVERAL)
def test_all_that_made_it_are_named_and_nothing_else(
    sent: Asked, came: bytes, words: list[str]
) -> None:
    named = digest_cause(sent, came).split(", or ")
    assert len(named) == len(words)
    assert all(any(word in cause for cause in named) for word in words)


def test_repeated_keys_are_a_cause_only_where_a_key_came_twice() -> None:
    joined = md5(struct.pack(">II", 1224 // 3, TWO) + KEY3)  # of "1 2, 2 4", 1224 by three spaces
    twice = Asked((b"1 2", b"2 4"), (KEY2,), KEY3)
    assert digest_cause(twice, joined).endswith("with repeated keys joined by a comma")
    last = Asked((b"1 2", b"x 36"), (KEY2,), KEY3)
    assert digest_cause(last, made(">II", 36, TWO)).endswith("with the last of repeated keys")
    for came in (made(">II", 61, TWO), made(">II", 62, TWO)):
        assert "repeated" not in digest_cause(asked(b"1 2 3"), came)
