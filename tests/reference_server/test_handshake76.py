from __future__ import annotations

import hashlib
import struct

import pytest

from reference_server.fields import HandshakeError
from reference_server.handshake76 import key_part, response

# Section, keys, key3 and response. §4.1 prints its keys with every run of blanks as one; here they have
# the five and nine blanks that its step 16 gives them.
PRINTED = {
    "1.2": (b"4 @1  46546xW%0l 1 5", b"12998 5 Y3 1  .P00", b"^n:ds[4U", b"8jKS'y:G*Co,Wxa-"),
    "1.3": (
        b"18x 6]8vM;54 *(5:  {   U1]8  z [  8",
        b"1_ tx7X d  <  nw  334J702) 7]o}` 0",
        b"Tm[K T2u",
        b"fQJ,fN/4F4!~K~MH",
    ),
    "4.1": (
        b"P388 O503D&ul7 {K%gX( %7  15",
        b"1 N ?|k UT0or 3o  4 I97N 5-S3O 31",
        b'G0"-Z?GX',
        b"0st3Rl&q-2ZU^weu",
    ),
    "5.2": (
        b"3e6b263  4 17 80",
        b"17  9 G`ZD9   2 2b 7X 3 /r90",
        b"WjN}|M(6",
        b"n`9eBk9z$R8pOtVb",
    ),
}


@pytest.mark.parametrize(("key1", "key2", "key3", "expected"), PRINTED.values(), ids=PRINTED)
def test_the_responses_that_the_draft_prints(
    key1: bytes, key2: bytes, key3: bytes, expected: bytes
) -> None:
    parts = key_part(key1.decode()), key_part(key2.decode())
    assert response(struct.pack(">II", *parts) + key3) == expected


@pytest.mark.parametrize(
    ("key", "part"),
    [
        (PRINTED["1.3"][0], 155712099),
        (PRINTED["1.3"][1], 173347027),
        (PRINTED["4.1"][0], 777007543),
        (PRINTED["4.1"][1], 114997259),
        (PRINTED["5.2"][0], 906585445),
        (PRINTED["5.2"][1], 179922739),
        (b"! 0 a", 0),
        (b" !0", 0),  # sent by Chrome 6 behind two blanks, of which one is the value's
        (b"0000000000000000000000000000000007 x", 7),
        (b"4294967295 x", 4294967295),
        (b"51539607540" + b" " * 12, 4294967295),
        (b"24" + b" x" * 24, 1),
        ("1\u00a0\u00b2 2".encode(), 12),  # neither a blank nor a digit
        (b"12\t0 6 x", 603),
    ],
)
def test_parts(key: bytes, part: int) -> None:
    assert key_part(key.decode()) == part


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("123a", "no spaces"),
        ("", "no spaces"),
        ("1 2 3", "not a multiple"),
        ("a b", "no digits"),
        ("\u0662 \u0662", "no digits"),
        ("4294967296 x", "32 bits"),
        ("9999999999 9", "32 bits"),
        ("9" * 400 + " ", "too many"),
        ("9" * 5000 + " ", "too many"),  # more than Python converts at all
    ],
)
def test_keys_that_abort(key: str, why: str) -> None:
    with pytest.raises(HandshakeError, match=why):
        key_part(key)


def test_key3_is_bytes_and_not_text() -> None:
    for key3 in (bytes(8), b" " * 8, b"\xff\x00\x80\r\n\r\n\xfe"):
        challenge = bytes(8) + key3
        assert response(challenge) == hashlib.md5(challenge).digest()
        assert len(response(challenge)) == 16
