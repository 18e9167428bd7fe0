"""Which mistake makes this digest? The known wrong computations of 76 §5.2, tried one by one.

A wrong digest looks like any other sixteen bytes, and its owner can only stare at it. But the mistakes
that servers make are few, and each makes its own bytes of the same request. So the computation is done
here with one step wrong at a time, and where the result is what came, the step is named. Where several
make these very bytes all are named; but a mistake that changes nothing of what this request gives, as
one about repeated keys where each key came once, cannot have made them, and is not.

Nothing is judged here. What is right the harness knows without reading a key, for it chose the numbers;
a cause that is guessed wrongly misleads a reader and changes no verdict. So, and only here, keys are
read: by the steps of 76 §5.2, each of which can be replaced by a wrong one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace

WORKED = {
    b"8jKS'y:G*Co,Wxa-": "1.2",
    b"fQJ,fN/4F4!~K~MH": "1.3",
    b"0st3Rl&q-2ZU^weu": "4.1",
    b"n`9eBk9z$R8pOtVb": "5.2",
}
"""The digests that are printed in draft 76, and the section of each."""

SHORT = "the digest came without its last byte"

_OF_NO_MULTIPLE = "a number that is no multiple of the spaces, divided "
UNCHECKED = _OF_NO_MULTIPLE + "without a check of the remainder"
"""Rounded down, as nearly all do; also where rounding to the nearest gives the same.

One fault has one name, whichever way the numbers of a request fall: results are grouped by it.
"""
ROUNDED = _OF_NO_MULTIPLE + "and rounded to the nearest"

_32 = 1 << 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client of draft 76 sent, as far as a digest can be made of it."""

    keys1: tuple[bytes, ...]
    keys2: tuple[bytes, ...]
    """The values of all fields of that name, in order."""
    key3: bytes
    behind: bytes = b""
    """What the client sent after key3."""
    fields3: tuple[bytes, ...] = ()
    """The values of fields called Sec-WebSocket-Key3, which no client sends."""


def _digits(key: bytes) -> str:
    return "".join(chr(b) for b in key if 0x30 <= b <= 0x39)


def _md5(challenge: bytes) -> bytes:
    return hashlib.md5(challenge, usedforsecurity=False).digest()


def _big(part: int) -> bytes:
    return part.to_bytes(4, "big")


def _exactly(number: int, spaces: int) -> int:
    if number % spaces:
        raise ValueError
    return number // spaces


def _down(number: int, spaces: int) -> int:
    return number // spaces


def _nearest(number: int, spaces: int) -> int:
    """A half goes up, as in most languages."""
    return (2 * number + spaces) // (2 * spaces)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The computation of the digest, a function for each step of 76 §5.2."""

    pick: Callable[[tuple[bytes, ...]], bytes] = lambda values: values[0]
    key: Callable[[bytes], bytes] = lambda key: key
    number: Callable[[bytes], int] = lambda key: int(_digits(key))
    spaces: Callable[[bytes], int] = lambda key: key.count(b" ")
    divide: Callable[[int, int], int] = _exactly
    fit: Callable[[int], int] = lambda part: part
    key3: Callable[[Asked], bytes] = lambda asked: asked.key3
    join: Callable[[int, int, bytes], bytes] = lambda p1, p2, key3: _big(p1) + _big(p2) + key3
    finish: Callable[[bytes], bytes] = _md5
    part: Callable[[Recipe, bytes], int] = field(
        default=lambda r, key: r.fit(r.divide(r.number(key), r.spaces(key)))
    )
    spaces_of_first: bool = False

    def digest(self, asked: Asked) -> bytes | None:
        """What a server of this recipe sends; None when it cannot compute it."""
        try:
            key1, key2 = (self.key(self.pick(k)) for k in (asked.keys1, asked.keys2))
            if self.spaces_of_first:
                spaces = self.spaces(key1)
                parts = [self.fit(self.divide(self.number(k), spaces)) for k in (key1, key2)]
            else:
                parts = [self.part(self, k) for k in (key1, key2)]
            return self.finish(self.join(parts[0], parts[1], self.key3(asked)))
        except (ArithmeticError, ValueError, IndexError):
            return None


RIGHT = Recipe()

_DOWN = Recipe(divide=_down)


def _signed(recipe: Recipe, key: bytes) -> int:
    """The part by a signed variable of 32 bits, which divides towards zero as a processor does."""
    number = int(_digits(key))
    if number < _32 // 2:
        return RIGHT.part(recipe, key)
    held = (number + _32 // 2) % _32 - _32 // 2
    quotient = abs(held) // recipe.spaces(key)
    return (quotient if held >= 0 else -quotient) % _32


def _cut_off(recipe: Recipe, key: bytes) -> int:
    """The part of the low 32 bits of the number."""
    number = int(_digits(key))
    return number % _32 // recipe.spaces(key) if number >= _32 else RIGHT.part(recipe, key)


def _unicode(key: bytes) -> int:
    text = key.decode("utf-8", "ignore")
    return int("".join(str(unicodedata.digit(c)) for c in text if c.isdigit()))


def _latin(key: bytes) -> int:
    return int("".join(str(unicodedata.digit(c)) for c in key.decode("latin-1") if c.isdigit()))


def _or_zero(recipe: Recipe, key: bytes) -> int:
    """The part of a key, 0 for one without digits or spaces."""
    return RIGHT.part(recipe, key) if _digits(key) and b" " in key else 0


def _words_swapped(md5: bytes) -> bytes:
    return b"".join(md5[at : at + 4][::-1] for at in range(0, 16, 4))


def _beginning(count: int) -> Recipe:
    return Recipe(key3=lambda asked: asked.key3[:count])


_KEYS: tuple[tuple[str, Recipe], ...] = (
    ("the top bit of each byte of a key stripped, so that A0 is read as 20 and B2 as 32",
     Recipe(key=lambda k: bytes(b & 0x7F for b in k))),
    ("each run of spaces in a key made one", Recipe(key=lambda k: re.sub(rb" +", b" ", k))),
    ("white space stripped off the keys", Recipe(key=bytes.strip)),
    ("only the first run of digits of a key", Recipe(number=lambda k: int(re.findall(rb"\d+", k)[0]))),
    ("the digits read backwards", Recipe(number=lambda k: int(_digits(k)[::-1]))),
    ("the digits read in base sixteen", Recipe(number=lambda k: int(_digits(k), 16))),
    ("the digits without the zeros", Recipe(number=lambda k: int(_digits(k).replace("0", "")))),
    ("characters counted as digits that are no ASCII digits", Recipe(number=_unicode)),
    ("characters counted as digits that are no ASCII digits", Recipe(number=_latin)),
    ("tabs counted as spaces", Recipe(spaces=lambda k: len(re.findall(rb"[ \t]", k)))),
    ("one space too many", Recipe(spaces=lambda k: k.count(b" ") + 1, divide=_down)),
    ("one space too few", Recipe(spaces=lambda k: k.count(b" ") - 1, divide=_down)),
    ("the numbers not divided by the spaces", Recipe(divide=lambda n, _: n)),
    (UNCHECKED, _DOWN),
    (ROUNDED, Recipe(divide=_nearest)),
    (ROUNDED, Recipe(divide=lambda n, s: round(n / s))),  # a half goes to the even number
    ("the second number divided by the spaces of the first key",
     Recipe(spaces_of_first=True, divide=_down)),
    ("0 taken for a key without digits or without spaces", Recipe(part=_or_zero)),
    ("the low 32 bits of a number that has more", Recipe(fit=lambda p: p % _32)),
    ("a signed number of 32 bits before the division", Recipe(part=_signed)),
    ("the low 32 bits of the number, cut off before the division", Recipe(part=_cut_off)),
    ("4294967295 taken for a number that is larger", Recipe(fit=lambda p: min(p, _32 - 1))),
    ("repeated keys joined by a comma", Recipe(pick=b", ".join, divide=_down, fit=lambda p: p % _32)),
    ("the last of repeated keys", Recipe(pick=lambda values: values[-1])),
)  # fmt: skip

_PARTS: tuple[tuple[str, Recipe], ...] = (
    ("both numbers low byte first",
     Recipe(join=lambda p, q, k: p.to_bytes(4, "little") + q.to_bytes(4, "little") + k)),
    ("the first number low byte first",
     Recipe(join=lambda p, q, k: p.to_bytes(4, "little") + _big(q) + k)),
    ("the second number low byte first",
     Recipe(join=lambda p, q, k: _big(p) + q.to_bytes(4, "little") + k)),
    ("the two numbers in the wrong order", Recipe(join=lambda p, q, k: _big(q) + _big(p) + k)),
    ("the first number twice", Recipe(join=lambda p, _, k: _big(p) * 2 + k)),
    ("the second number twice", Recipe(join=lambda _, q, k: _big(q) * 2 + k)),
    ("the numbers as decimal digits", Recipe(join=lambda p, q, k: b"%d%d" % (p, q) + k)),
    ("numbers of eight bytes",
     Recipe(join=lambda p, q, k: p.to_bytes(8, "big") + q.to_bytes(8, "big") + k)),
    ("key3 before the numbers", Recipe(join=lambda p, q, k: k + _big(p) + _big(q))),
    ("key3 between the numbers", Recipe(join=lambda p, q, k: _big(p) + k + _big(q))),
    ("key3 alone, without the numbers", Recipe(join=lambda _, __, k: k)),
)  # fmt: skip

_KEY3: tuple[tuple[str, Recipe], ...] = (
    ("no key3", Recipe(key3=lambda _: b"")),
    ("eight bytes 00 for key3", Recipe(key3=lambda _: bytes(8))),
    ("key3 backwards", Recipe(key3=lambda a: a.key3[::-1])),
    ("the halves of key3 swapped", Recipe(key3=lambda a: a.key3[4:] + a.key3[:4])),
    ("key3 twice", Recipe(key3=lambda a: a.key3 * 2)),
    ("key3 cut at a byte 00", Recipe(key3=lambda a: a.key3.partition(b"\0")[0])),
    ("white space stripped off key3", Recipe(key3=lambda a: a.key3.strip())),
    ("key3 decoded as UTF-8",
     Recipe(key3=lambda a: a.key3.decode("utf-8", "replace").encode())),
    ("key3 decoded as UTF-8, without what is none",
     Recipe(key3=lambda a: a.key3.decode("utf-8", "ignore").encode())),
    ("each byte of key3 written as a character, in UTF-8",
     Recipe(key3=lambda a: a.key3.decode("latin-1").encode())),
    ("a field Sec-WebSocket-Key3 for key3", Recipe(key3=lambda a: a.fields3[0])),
    ("everything behind the head, not the eight bytes of key3",
     Recipe(key3=lambda a: a.key3 + a.behind)),
    ("the eight bytes behind key3", Recipe(key3=lambda a: a.behind[:8])),
    *((f"only the first {n} bytes of key3", _beginning(n)) for n in range(7, 0, -1)),
)  # fmt: skip

_FINISH: tuple[tuple[str, Recipe], ...] = (
    ("the challenge itself, not its MD5", Recipe(finish=lambda c: c)),
    ("a SHA-1", Recipe(finish=lambda c: hashlib.sha1(c, usedforsecurity=False).digest()[:16])),
    ("the MD5 as hexadecimal digits", Recipe(finish=lambda c: _md5(c).hex().encode())),
    ("the MD5 as hexadecimal digits", Recipe(finish=lambda c: _md5(c).hex().upper().encode())),
    ("each byte of the MD5 written as a character, in UTF-8",
     Recipe(finish=lambda c: _md5(c).decode("latin-1").encode())),
    ("the MD5 backwards", Recipe(finish=lambda c: _md5(c)[::-1])),
    ("each four bytes of the MD5 backwards", Recipe(finish=lambda c: _words_swapped(_md5(c)))),
    ("the MD5 of the MD5", Recipe(finish=lambda c: _md5(_md5(c)))),
)  # fmt: skip

WRONG = (*_KEYS, *_PARTS, *_KEY3, *_FINISH)
"""What is used instead, in words, and the recipe that uses it."""


def digest_cause(asked: Asked, came: bytes) -> str:
    """What the bytes behind the head were made of, where that is known; else empty.

    ``came`` is everything that came behind the blank line of a 101.
    """
    right = RIGHT.digest(asked)
    if right is not None and right[:15] == came[:15] and came[15:16] in {b"", b"\0"} - {right[15:]}:
        return SHORT
    if right is not None and came.startswith(right):
        return _more_than_the_digest(came, right)
    if found := _matching(asked, came):
        return "the digest was made with " + ", or ".join(found)
    if came[:16] in WORKED:
        return f"the digest is the one that is printed in 76 §{WORKED[came[:16]]}, for all clients"
    if right is not None and (at := came.find(right, 1, 64)) > 0:
        return f"the right digest came, after {at} other bytes"
    return ""


def _matching(asked: Asked, came: bytes) -> list[str]:
    """The mistakes that make these bytes of this request, each once."""
    found = dict.fromkeys(
        words
        for words, recipe in WRONG
        if _starts(came, recipe.digest(asked)) and not _without_effect(recipe, asked)
    )
    if UNCHECKED in found:
        found.pop(ROUNDED, None)
    return list(found)


def _starts(came: bytes, made: bytes | None) -> bool:
    return made is not None and len(made) >= 16 and came.startswith(made)


def _without_effect(recipe: Recipe, asked: Asked) -> bool:
    """A recipe that also rounds down, and makes of this request what that makes alone."""
    return (
        recipe is not _DOWN
        and recipe.divide is _down
        and recipe.digest(asked) == replace(_DOWN, fit=recipe.fit).digest(asked)
    )


def _more_than_the_digest(came: bytes, right: bytes) -> str:
    rest = came[len(right) :]
    if rest.startswith(right):
        return "the digest was sent twice"
    if rest.startswith(b"\r\n"):
        return "a line end was sent after the digest"
    return ""
