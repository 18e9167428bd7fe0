"""Faults in the numbers and the digest, draft 76 §5.2 steps 4 to 7."""

# ruff: noqa: ARG002 - a step done wrong may well ignore what it is given

from __future__ import annotations

import re
import unicodedata

from conformance.selftest.answer import CrashError, HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault

# Step 4: the digits.


@fault("digits-first-run-only", TEXT, "76", "5.2 step 4")
class DigitsFirstRunOnly(Miniature):
    """Takes the first run of digits of a key for all of them."""

    def digits(self, key: bytes) -> bytes:
        return b"".join(re.findall(rb"[0-9]+", key)[:1])


@fault("digits-hexadecimal", TEXT, "76", "5.2 step 4")
class DigitsHexadecimal(Miniature):
    """Reads the digits in base sixteen."""

    def key_number(self, key: bytes) -> int:
        return int(self.digits(key) or b"0", 16)


@fault("digits-reversed", TEXT, "76", "5.2 step 4")
class DigitsReversed(Miniature):
    """Reads the digits from the last to the first."""

    def digits(self, key: bytes) -> bytes:
        return super().digits(key)[::-1]


@fault("digits-zero-dropped", TEXT, "76", "5.2 step 4")
class DigitsZeroDropped(Miniature):
    """Takes 1 to 9 for the digits."""

    def digits(self, key: bytes) -> bytes:
        return super().digits(key).replace(b"0", b"")


@fault("digits-of-unicode", "field bug 28: tornado, Jetty, autobahn", "76", "5.2 step 4", "warn")
class DigitsOfUnicode(Miniature):
    """Counts what Unicode calls a digit, as the superscript two, among the digits."""

    def digits(self, key: bytes) -> bytes:
        text = key.decode("utf-8", "ignore")
        return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit()).encode()


@fault("digits-of-unicode-die", "field bug 28: int() of what isdigit() let through", "76", "5.2")
class DigitsOfUnicodeDie(Miniature):
    """A character that is a digit to Unicode and not to int() ends the process."""

    def digits(self, key: bytes) -> bytes:
        text = key.decode("utf-8", "ignore")
        if any(c.isdigit() and not c.isdecimal() for c in text):
            raise CrashError
        return super().digits(key)


@fault("no-digits-die", "field bug 23: faye-websocket 0.4.4", "76", "5.2 step 4")
class NoDigitsDie(Miniature):
    """A key without digits ends the process."""

    def no_number(self, digits: bytes) -> int:
        if not digits:
            raise CrashError
        return super().no_number(digits)


@fault("key-number-signed", "field bug 24: numbers of 32 bits", "76", "5.2 step 4")
class KeyNumberSigned(Miniature):
    """Keeps the digits' number in a signed 32-bit variable before it divides."""

    def key_number(self, key: bytes) -> int:
        number = super().key_number(key) & 0xFFFFFFFF
        return number - 2**32 if number & 0x80000000 else number

    def number_bytes(self, part: int) -> bytes:
        return (part & 0xFFFFFFFF).to_bytes(4, "big")


# Step 5: the spaces.


@fault("spaces-any-white-space", "field bug 29: tornado, cyclone", "76", "5.2 step 5", "warn")
class SpacesAnyWhiteSpace(Miniature):
    """Counts tabs among the spaces."""

    def spaces(self, key: bytes) -> int:
        return len(re.findall(rb"\s", key))


@fault("spaces-one-too-many", TEXT, "76", "5.2 step 5")
class SpacesOneTooMany(Miniature):
    """Counts the space behind the colon too."""

    def spaces(self, key: bytes) -> int:
        return super().spaces(key) + 1

    def check_multiple(self, number: int, spaces: int) -> None:
        pass


@fault("spaces-of-both-keys", TEXT, "76", "5.2 step 5")
class SpacesOfBothKeys(Miniature):
    """Divides the second number by the spaces of the first key."""

    def spaces(self, key: bytes) -> int:
        return super().spaces(self.value("Sec-WebSocket-Key1") or b"")

    def check_multiple(self, number: int, spaces: int) -> None:
        pass


@fault("no-spaces-accepted", "field bug 21: websocketpp, Ratchet", "76", "5.2 step 5")
class NoSpacesAccepted(Miniature):
    """Takes 0 for the part of a key without spaces."""

    def part(self, key: bytes) -> int:
        return super().part(key) if b" " in key else 0


@fault("no-spaces-accepted-in-key2", TEXT, "76", "5.2 step 5")
class NoSpacesAcceptedInKey2(NoSpacesAccepted):
    """Takes 0 for the part of the second key when that has no spaces."""

    def part(self, key: bytes) -> int:
        first = key == self.value("Sec-WebSocket-Key1")
        return Miniature.part(self, key) if first else super().part(key)


@fault("no-spaces-die", "field bug 21: faye-websocket 0.4.4, Protocol::WebSocket", "76", "5.2")
class NoSpacesDie(Miniature):
    """A key without spaces divides by zero, and that ends the process."""

    def check_spaces(self, spaces: int) -> None:
        if spaces == 0:
            raise CrashError


# Steps 6 and 7: the division.


@fault("no-multiple-rounded-down", "field bug 22: twelve servers", "76", "5.2 step 6")
class NoMultipleRoundedDown(Miniature):
    """Divides and drops the remainder."""

    def check_multiple(self, number: int, spaces: int) -> None:
        pass


@fault("no-multiple-rounded", "field bug 22: division in floating point", "76", "5.2 step 6")
class NoMultipleRounded(NoMultipleRoundedDown):
    """Divides and rounds."""

    def divide(self, number: int, spaces: int) -> int:
        return round(number / spaces)


@fault("no-multiple-accepted-in-key2", TEXT, "76", "5.2 step 6")
class NoMultipleAcceptedInKey2(Miniature):
    """Looks for a remainder in the first key only."""

    def part(self, key: bytes) -> int:
        if key == self.value("Sec-WebSocket-Key1"):
            return super().part(key)
        self.check_spaces(self.spaces(key))
        part = self.divide(self.key_number(key), self.spaces(key))
        self.check_range(part)
        return part


@fault("not-divided", TEXT, "76", "5.2 step 7")
class NotDivided(Miniature):
    """Uses the numbers as they stand in the keys."""

    def divide(self, number: int, spaces: int) -> int:
        return number & 0xFFFFFFFF


@fault("zero-refused", "field bug 25: websocket-driver 0.8.0", "76", "5.2 step 4")
class ZeroRefused(Miniature):
    """Refuses a key whose number is 0."""

    def check_range(self, part: int) -> None:
        if part == 0:
            raise HandshakeError
        super().check_range(part)


@fault("over-31-bits-refused", "field bug 24: signed numbers", "76", "5.2 step 8")
class Over31BitsRefused(Miniature):
    """Refuses a part from 2147483648 on, which a signed variable cannot hold."""

    def check_range(self, part: int) -> None:
        if part > 0x7FFFFFFF:
            raise HandshakeError


class AnyRange(Miniature):
    """A server that takes numbers of any size."""

    def check_range(self, part: int) -> None:
        pass

    def no_number(self, digits: bytes) -> int:
        return int(digits[-4000:]) if digits else super().no_number(digits)


@fault("over-32-bits-dies", "field bug 26: websocket-driver 0.7.4", "76", "5.2 step 8")
class Over32BitsDies(AnyRange):
    """Sends the 101 and ends the process when a part does not fit."""

    EARLY = True

    def number_bytes(self, part: int) -> bytes:
        if part > 0xFFFFFFFF:
            raise CrashError
        return super().number_bytes(part)


class LateKeys(Miniature):
    """A server that sends its head before it looks at the keys."""

    EARLY = True
    bad = False

    def part(self, key: bytes) -> int:
        try:
            return super().part(key)
        except HandshakeError:
            self.bad = True
            return 0

    def read_key3(self) -> bool:
        if self.bad and len(self.buffer) >= 8:
            self.refuse()
            return True
        return super().read_key3()


@fault("bad-keys-found-late", "field bug 26: tornado, gevent-websocket", "76", "5.2 step 5")
class BadKeysFoundLate(LateKeys):
    """Sends the 101 before it looks at the keys, and closes when they turn out bad."""


@fault("bad-keys-answered-in-digest", "field bug 27: ws 1.1.5", "76", "5.2 step 13")
class BadKeysAnsweredInDigest(LateKeys):
    """Sends the 101, then an HTTP 400 where the digest ought to be."""

    def refuse(self) -> None:
        self.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        super().refuse()
