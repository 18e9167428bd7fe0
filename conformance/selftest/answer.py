"""What the miniature server computes from a request: the digest and the response head.

Draft 76 §5.2 step by step, and draft 75 §5.1, which has the same fields under shorter names and
fixes their order; so the order here is draft 75's. One method for each step, each replaceable.

One choice where a draft errs: the resource name comes from the request line, not from the Host
field, as 75 §5.1 has it (erratum E4).
"""

from __future__ import annotations

import hashlib
import re


class HandshakeError(Exception):
    """The handshake does not match its description: close (76 §6.2)."""


class CrashError(Exception):
    """The server's own code failed and nobody caught it. The honest server never raises it."""


class Answer:
    """The answer to one request. The request itself is read and judged by ``opening``."""

    EOL = b"\r\n"
    draft: int
    resource_name: bytes
    parts: list[int]

    def value(self, wanted: str) -> bytes | None:
        """The value of the request's field of that name; None when it has none."""
        raise NotImplementedError

    # The keys: 76 §5.2 steps 4 to 9.

    def key(self, name: str) -> bytes:
        return self.value(name) or b""

    def part(self, key: bytes) -> int:
        number, spaces = self.key_number(key), self.spaces(key)
        self.check_spaces(spaces)
        self.check_multiple(number, spaces)
        part = self.divide(number, spaces)
        self.check_range(part)
        return part

    def key_number(self, key: bytes) -> int:
        """Step 4. No digit at all is no number; more than twenty fit in no 32 bits."""
        digits = self.digits(key)
        if not digits or len(digits.lstrip(b"0")) > 20:
            return self.no_number(digits)
        return int(digits.lstrip(b"0") or b"0")

    def digits(self, key: bytes) -> bytes:
        return bytes(b for b in key if 0x30 <= b <= 0x39)

    def no_number(self, digits: bytes) -> int:  # noqa: ARG002 - for those that replace it
        raise HandshakeError

    def spaces(self, key: bytes) -> int:
        """Step 5."""
        return key.count(b" ")

    def check_spaces(self, spaces: int) -> None:
        if spaces == 0:
            raise HandshakeError

    def check_multiple(self, number: int, spaces: int) -> None:
        """Step 6."""
        if number % spaces:
            raise HandshakeError

    def divide(self, number: int, spaces: int) -> int:
        """Step 7."""
        return number // spaces

    def check_range(self, part: int) -> None:
        """Step 8 has 32 bits for it; 0 is a number like any other (4.1)."""
        if part > 0xFFFFFFFF:
            raise HandshakeError

    def digest(self, key3: bytes) -> bytes:
        return self.fingerprint(self.challenge(self.parts[0], self.parts[1], key3))

    def challenge(self, part1: int, part2: int, key3: bytes) -> bytes:
        """Step 8."""
        return self.number_bytes(part1) + self.number_bytes(part2) + key3

    def number_bytes(self, part: int) -> bytes:
        return part.to_bytes(4, "big")

    def fingerprint(self, challenge: bytes) -> bytes:
        """Step 9."""
        return hashlib.md5(challenge, usedforsecurity=False).digest()

    # The response head: 75 §5.1, 76 §5.2 steps 10 to 12. This order is the one that 75 fixes.

    def response_head(self) -> bytes:
        lines = [self.status_line()]
        lines += [self.field_line(name, value) for name, value in self.response_fields()]
        return b"".join(line + self.EOL for line in lines) + self.EOL

    def status_line(self) -> bytes:
        name = b"Web Socket" if self.draft == 75 else b"WebSocket"
        return b"HTTP/1.1 101 " + name + b" Protocol Handshake"

    def field_line(self, name: str, value: bytes) -> bytes:
        return name.encode() + b": " + value

    def response_fields(self) -> list[tuple[str, bytes]]:
        fields = [
            ("Upgrade", self.upgrade()),
            ("Connection", self.connection()),
            (self.named("Origin"), self.origin()),
            (self.named("Location"), self.location()),
        ]
        subprotocol = self.subprotocol()
        if subprotocol is not None:
            fields.append((self.named("Protocol"), subprotocol))
        return fields

    def named(self, what: str) -> str:
        return ("WebSocket-" if self.draft == 75 else "Sec-WebSocket-") + what

    def upgrade(self) -> bytes:
        return b"WebSocket"

    def connection(self) -> bytes:
        return b"Upgrade"

    def origin(self) -> bytes:
        """The origin that asked; draft 76 wants it in lower case (5.2 step 2)."""
        origin = self.value("Origin") or b""
        return origin.lower() if self.draft == 76 else origin

    def location(self) -> bytes:
        """Step 3 and 3.2: the URL that the client connected to, without the default port."""
        return self.scheme() + b"://" + self.host() + self.target()

    def scheme(self) -> bytes:
        return b"ws"

    def host(self) -> bytes:
        return re.sub(rb":80$", b"", self.value("Host") or b"")

    def target(self) -> bytes:
        return self.resource_name

    def subprotocol(self) -> bytes | None:
        """Every sub-protocol is an echo's sub-protocol; none asked, none named."""
        return self.value(self.named("Protocol"))
