"""76 §5.2 steps 4-13, for all values that a key, key3 and the digest can have.

A key holds any printable character, key3 any byte, and so does the digest. Software between the socket
and the steps reads text: it strips, it ends at a NUL, it doubles FF, it takes a comma or a dollar sign
for its own. Each of that meets one handshake in some hundreds, and nobody can repeat it. So here are
the values in question, one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.checks import Check, fails
from conformance.compose import Opener, Section
from conformance.compose_opening import aborted_late, accepts, refuses, simple
from conformance.expect_answer import each
from conformance.rules import KEYS_BEFORE_ANSWER
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import NOISE, Key, opening76
from reports.model import Level

SECTION = Section("76", "5.2")
AT_RANDOM = "a part of all connections fails, at random, and nobody can reproduce it"

PRIME = b"4294967291"
"""The largest prime number of 32 bits: no number of spaces but one divides it."""
SPACES = (12, 7, 3, 2)

KEY3S = {
    "ends in 00": b"k0000170",
    "ends in 20": b"k0000070",
    "ends in 0A": b"k0000088",
    "ends in 0D 0A": b"k0019204",
    "begins with 00": b"k0000129",
    "begins with 20": b"k0000319",
    "begins with 0A": b"k0000136",
    "begins with FF 00": b"k0019298",
    "holds 00": b"k0000005",
    "holds 0D": b"k0000031",
    "holds 0D 0A": b"k0004857",
    "holds FF": b"k0000006",
}
"""What the digest of 42, 84 and this key3 is like; a test works each of them out."""

EIGHTS = {f"{at:02X} to {at + 7:02X}": bytes(range(at, at + 8)) for at in range(0, 256, 8)} | {
    "0A first": b"\nlf first"[:8],
    "0D first": b"\rcr first"[:8],
    "EF BB BF first": b"\xef\xbb\xbfbom!!",
    "20 last": b"blanks  ",
    "0A last": b"lf last\n",
}
"""All 256 bytes, eight at a time; and those that software strips, where it strips them."""

PER_KEY = 10
NOISY = tuple(NOISE[at : at + 2 * PER_KEY] for at in range(0, len(NOISE), 2 * PER_KEY))


def _not_divided(spaces: int, first: bool) -> Opener:
    """The plain handshake with the large prime and so many spaces in one of its keys."""
    field = "Sec-WebSocket-Key1" if first else "Sec-WebSocket-Key2"
    value = PRIME[:4] + b" " * (spaces - 1) + PRIME[4:] + b" x"

    def make(setting: Setting) -> Opening:
        return opening76(setting).instead(field, field.encode() + b": " + value)

    return make


def _simplest(key3: bytes) -> Opener:
    return lambda s: opening76(s, key1=Key(b"42 x", 42), key2=Key(b"84 y", 84), key3=key3)


def _key3(value: bytes) -> Opener:
    return lambda setting: opening76(setting, key3=value)


def _between(noise: bytes) -> Opener:
    """Two keys in which each character of ``noise`` has a digit behind it."""

    def key(some: bytes) -> Key:
        digits = b"1234567890"
        pairs = [bytes([some[n % len(some)], digits[n]]) for n in range(PER_KEY)]
        return Key(b"".join(pairs[:5]) + b" " + b"".join(pairs[5:]), 1_234_567_890)

    return lambda s: opening76(s, key1=key(noise[:PER_KEY]), key2=key(noise[PER_KEY:] or noise))


UNDIVIDED = [f"{n} spaces in key {key}" for n in SPACES for key in (1, 2)]


def _all_late(names: Sequence[str]) -> Check:
    """Every one of these was aborted only after a 101; in the words that one of them has."""
    return each(names, aborted_late()).called(aborted_late().text).under(KEYS_BEFORE_ANSWER)


SCENARIOS: tuple[Scenario, ...] = (
    # field bug 22: division in floating point, or in 32 bits with a sign
    refuses(
        SECTION,
        "large-key-number-not-a-multiple",
        Level.MUST,
        "step 6",
        "A number is an integral multiple of the spaces or it is not, however large both are.",
        *(_not_divided(spaces, first) for spaces in SPACES for first in (True, False)),
        names=UNDIVIDED,
        wrong=(fails(_all_late(UNDIVIDED)),),
        does="eight handshakes with the number 4294967291, a prime, and 12, 7, 3 and 2 spaces, in "
        "the first key and in the second",
        means="handshakes are accepted that no WebSocket client can have sent",
    ),
    accepts(
        SECTION,
        "digest-of-any-bytes",
        "step 13",
        "The sixteen bytes of the digest are sent as they are, whatever they are.",
        *(_simplest(key3) for key3 in KEY3S.values()),
        names=[f"a digest that {what}" for what in KEY3S],
        does="twelve handshakes whose right digest " + "; ".join(KEY3S),
        means=AT_RANDOM,
        twin=simple(),
    ),
    accepts(
        SECTION,
        "key3-of-every-byte",
        "step 8",
        "Each byte of key3 stands in the challenge as it came.",
        *(_key3(value) for value in EIGHTS.values()),
        names=[f"key3 {what}" for what in EIGHTS],
        does=f"{len(EIGHTS)} handshakes: key3 00 01 ... 07 to F8 F9 ... FF, and with 0A, 0D or "
        "EF BB BF first, 20 or 0A last",
        means=AT_RANDOM,
        twin=simple(),
    ),
    accepts(
        SECTION,
        "noise-with-digits-behind",
        "step 4",
        "A digit counts whatever character stands before it: none begins an escape or a comment.",
        *(_between(noise) for noise in NOISY),
        names=[f"handshake {n + 1} of {len(NOISY)}" for n in range(len(NOISY))],
        does=f"{len(NOISY)} handshakes whose keys hold, together, all characters of 21-2F and 3A-7E, "
        "each with a digit behind it",
        means=AT_RANDOM,
        twin=simple(),
    ),
)
