"""Faults in reading the opening handshake as a whole: where it ends, and in which order it comes."""

from __future__ import annotations

import re

from conformance.selftest.answer import HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault


@fault("75-key3-awaited", "field bug 127: one reader for both drafts", "75", "5.2")
class Key3Awaited(Miniature):
    """Answers a handshake only when eight bytes have come behind it, and throws them away."""

    def accept(self) -> None:
        if self.draft == 75:
            self.phase = self.await_key3
        else:
            super().accept()

    def await_key3(self) -> bool:
        if len(self.buffer) < 8:
            return False
        self.cut(8)
        super().accept()
        return True


@fault("carriage-return-ends-line", "autobahn 0.7.4, tornado 3.2.2", "76", "5.1 item 5", "warn")
class CarriageReturnEndsLine(Miniature):
    """Takes a bare CR for the end of a line, as the line splitters of many languages do."""

    def lines(self, head: bytes) -> list[bytes]:
        return re.split(rb"\r\n?", head[:-4])


@fault("nul-ends-line", TEXT, "76", "5.1 item 5", "warn")
class NulEndsLine(Miniature):
    """Takes a byte 00 for the end of a line."""

    def lines(self, head: bytes) -> list[bytes]:
        return re.split(rb"\r\n|\0", head[:-4])


@fault("names-trimmed", "autobahn 0.7.4: strip()", "76", "5.1 item 5", "warn")
class NamesTrimmed(Miniature):
    """Takes the white space off the end of a field's name."""

    def field(self, line: bytes) -> tuple[bytes, bytes] | None:
        name, colon, value = line.partition(b":")
        return super().field(name.rstrip() + colon + value)


class OrderExpected(Miniature):
    """A server that refuses draft 76 when a certain field comes first, or last."""

    FIRST: tuple[str, ...] = ()
    LAST: tuple[str, ...] = ()

    def check(self) -> None:
        names = [name.decode("latin-1").lower() for name, _ in self.fields]
        if self.draft == 76 and (names[0] in self.FIRST or names[-1] in self.LAST):
            raise HandshakeError
        super().check()


@fault("76-keys-last-refused", TEXT, "76", "5.1")
class KeysLastRefused(OrderExpected):
    """Refuses a handshake whose last field is a key."""

    LAST = ("sec-websocket-key1", "sec-websocket-key2")


@fault("76-connection-last-refused", TEXT, "76", "5.1")
class ConnectionLastRefused(OrderExpected):
    """Refuses a handshake whose last field is Connection."""

    LAST = ("connection",)


@fault("76-subprotocol-first-refused", TEXT, "76", "5.1")
class SubprotocolFirstRefused(OrderExpected):
    """Refuses a handshake whose first field is Sec-WebSocket-Protocol."""

    FIRST = ("sec-websocket-protocol",)
