"""Faults in where a head ends and in what is read of it; 76 §5.1 and §5.2, 75 §5.1."""

from __future__ import annotations

from conformance.selftest.answer import CrashError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import fault


@fault("75-version-of-request-echoed", "field bug 50: gevent-websocket", "75", "5.1")
class VersionOfRequestEchoed(Miniature):
    """Answers a client that says HTTP/1.0 by HTTP/1.0."""

    def check_request_line(self) -> None:
        if not (self.draft == 75 and self.first_line.endswith(b" HTTP/1.0")):
            super().check_request_line()

    def status_line(self) -> bytes:
        old = self.draft == 75 and self.first_line.endswith(b" HTTP/1.0")
        return super().status_line().replace(b"1.1", b"1.0" if old else b"1.1")


@fault("line-feeds-end-head", "field bug 42: bare LF as a line end", "76", "5.1 item 5", "warn")
class LineFeedsEndHead(Miniature):
    """Takes LF LF for the end of the fields, and the eight bytes behind it for key3."""

    def head_end(self) -> int:
        at = self.buffer.find(b"\n\n")
        return (
            at + 2 if at >= 0 and b"Sec-WebSocket-Key2" in self.buffer[:at] else super().head_end()
        )

    def lines(self, head: bytes) -> list[bytes]:
        return [line.removesuffix(b"\r") for line in head.rstrip(b"\r\n").split(b"\n")]


@fault("rfc-6455-version-drops-key3", "field bug 19: two versions in one request", "76", "5.2")
class Rfc6455VersionDropsKey3(Miniature):
    """Leaves key3 out of the challenge when the client offers RFC 6455 too."""

    def check_version(self) -> None:
        pass

    def challenge(self, part1: int, part2: int, key3: bytes) -> bytes:
        later = self.values("Sec-WebSocket-Version")
        return super().challenge(part1, part2, b"" if later else key3)


@fault("keys-in-latin-1", "field bug 28: digits and spaces of Latin-1", "76", "5.2 step 4", "warn")
class KeysInLatin1(Miniature):
    """Counts the no-break space A0 as a space, and the superscript two B2 as a 2."""

    def check_values(self) -> None:
        pass

    def key(self, name: str) -> bytes:
        return super().key(name).replace(b"\xa0", b" ").replace(b"\xb2", b"2")


@fault("raw-path-dies", "field bugs 13, 112: a path that is no ASCII", "both", "5.1 item 3")
class RawPathDies(Miniature):
    """A resource name with bytes over 7E, as QtWebKit sends them, ends the process."""

    def check_path(self) -> None:
        if not self.resource_name.isascii():
            raise CrashError
        super().check_path()
