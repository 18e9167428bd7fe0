"""Faults that only some values of a key, of key3 or of the digest show, draft 76 §5.2."""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.selftest.answer import HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault


@fault("large-no-multiple-accepted", "field bug 22: floating point", "76", "5.2 step 6")
class LargeNoMultipleAccepted(Miniature):
    """Looks for a remainder in numbers of 31 bits only."""

    def check_multiple(self, number: int, spaces: int) -> None:
        if number < 2**31:
            super().check_multiple(number, spaces)


@fault("no-multiple-of-many-spaces-accepted", TEXT, "76", "5.2 step 6")
class NoMultipleOfManySpacesAccepted(Miniature):
    """Looks for a remainder up to nine spaces only."""

    def check_multiple(self, number: int, spaces: int) -> None:
        if spaces < 10:
            super().check_multiple(number, spaces)


def sent(name: str, source: str, what: str, change: Callable[[bytes], bytes]) -> None:
    """Enter the fault of a server that changes the digest on its way out."""

    def digest(self: Miniature, key3: bytes) -> bytes:
        return change(Miniature.digest(self, key3))

    peer = type("Sent", (Miniature,), {"__doc__": what, "digest": digest})
    fault(name, source, "76", "5.2 step 13")(peer)


C_STRING = "field bug 31: C strings"
sent("digest-until-nul", C_STRING, "Ends the digest at a NUL.", lambda d: d.partition(b"\0")[0])
sent("digest-stripped", TEXT, "Strips white space off the digest's end.", bytes.rstrip)
sent(
    "digest-nul-first-left-out",
    TEXT,
    "Strips NULs off the digest's start.",
    lambda d: d.lstrip(b"\0"),
)
sent("digest-cr-left-out", TEXT, "Leaves CR out of it.", lambda d: d.replace(b"\r", b""))
sent(
    "digest-ff-doubled",
    TEXT,
    "Doubles FF, as telnet does.",
    lambda d: d.replace(b"\xff", b"\xff\xff"),
)


def taken(name: str, what: str, change: Callable[[bytes], bytes]) -> None:
    """Enter the fault of a server that changes key3 on its way in."""

    def challenge(self: Miniature, part1: int, part2: int, key3: bytes) -> bytes:
        return Miniature.challenge(self, part1, part2, change(key3))

    peer = type("Taken", (Miniature,), {"__doc__": what, "challenge": challenge})
    fault(name, "field bug 31: key3 read as text", "76", "5.2 step 8")(peer)


taken("key3-delete-left-out", "Leaves 7F out.", lambda k: k.replace(b"\x7f", b""))
taken("key3-end-of-file-read", "Ends key3 at 1A.", lambda k: k.partition(b"\x1a")[0])
taken("key3-plus-is-a-blank", "Reads + as a blank.", lambda k: k.replace(b"+", b" "))
taken("key3-byte-order-mark-left-out", "Skips a BOM.", lambda k: k.removeprefix(b"\xef\xbb\xbf"))


@fault("key3-line-feed-skipped", "field bug 2: an LF after the fields", "76", "5.1 item 6")
class Key3LineFeedSkipped(Miniature):
    """Skips an LF before key3."""

    def take_key3(self) -> bytes | None:
        return super().take_key3() if self.buffer[:1] != b"\n" else self.late()

    def late(self) -> bytes | None:
        return self.cut(9)[1:] if len(self.buffer) >= 9 else None


def read(name: str, what: str, form: bytes) -> None:
    """Enter the fault of a server that takes a part of a key for something else, and leaves it out."""

    def digits(self: Miniature, key: bytes) -> bytes:
        return Miniature.digits(self, re.sub(form, b"", key))

    def check_multiple(self: Miniature, number: int, spaces: int) -> None:
        if number % spaces and not re.search(form, self.key("Sec-WebSocket-Key1")):
            raise HandshakeError

    namespace = {"__doc__": what, "digits": digits, "check_multiple": check_multiple}
    fault(name, TEXT, "76", "5.2 step 4")(type("Read", (Miniature,), namespace))


read("key-cut-at-a-comma", "Takes a key for a list, and its first value.", rb",.*")
read("key-cut-at-a-tilde", "Ends a key at a tilde.", rb"~.*")
read("key-dollar-and-digit-replaced", "Takes $1 for a variable.", rb"\$[0-9]")
