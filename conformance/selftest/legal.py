"""Legal variations: what the drafts leave open, taken otherwise than the honest server takes it.

None of these may be called a FAIL; the numbers N1 to N32 are those of the field bugs' section 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.selftest.actions import Action, Reset, Wait, Write
from conformance.selftest.answer import HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import legal

# The handshake.


@legal("head-before-key3", "N1", "76", "5.2")
class HeadBeforeKey3(Miniature):
    """Sends the response head as soon as the keys are known to be good, the digest after key3."""

    EARLY = True


@legal("fields-reordered", "N3", "76", "5.2 step 11")
class FieldsReordered(Miniature):
    """Sends the fields of draft 76 in the opposite order."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        fields = super().response_fields()
        return fields[::-1] if self.draft == 76 else fields


@legal("names-lower-case", "N3", "76", "5.2 step 11")
class NamesLowerCase(Miniature):
    """Writes the names of draft 76's fields in lower case."""

    def field_line(self, name: str, value: bytes) -> bytes:
        return super().field_line(name.lower() if self.draft == 76 else name, value)


@legal("bytes-behind-key3-refused", "N4", "76", "5.1")
class BytesBehindKey3Refused(Miniature):
    """Refuses a client that sends more than its handshake before it has the answer."""

    def take_key3(self) -> bytes | None:
        if len(self.buffer) > 8:
            self.refuse()
            return None
        return super().take_key3()


@legal("status-phrase-of-http", "N5", "76", "5.2 step 10")
class StatusPhraseOfHttp(Miniature):
    """Sends HTTP/1.1 101 Switching Protocols in draft 76."""

    def status_line(self) -> bytes:
        http = b"HTTP/1.1 101 Switching Protocols"
        return http if self.draft == 76 else super().status_line()


@legal("status-phrase-empty", "N5", "76", "5.2 step 10")
class StatusPhraseEmpty(Miniature):
    """Sends an empty reason phrase in draft 76."""

    def status_line(self) -> bytes:
        return b"HTTP/1.0 101 " if self.draft == 76 else super().status_line()


@legal("connection-list-accepted", "N6", "76", "5.1")
class ConnectionListAccepted(Miniature):
    """Accepts Connection: keep-alive, Upgrade."""

    def check_connection(self) -> None:
        tokens = (self.value("Connection") or b"").lower().split(b",")
        if b"upgrade" not in [token.strip() for token in tokens]:
            raise HandshakeError


@legal("keys-trimmed", "N7, N8", "76", "5.1")
class KeysTrimmed(Miniature):
    """Strips white space at both ends of a key; no conforming client puts any there."""

    def key(self, name: str) -> bytes:
        return super().key(name).strip()


@legal("field-without-blank-accepted", "N9", "both", "1.2")
class FieldWithoutBlankAccepted(Miniature):
    """Reads Name:value as a field."""

    def field(self, line: bytes) -> tuple[bytes, bytes] | None:
        return super().field(re.sub(rb"^([^:]+):(?! )", rb"\1: ", line))


@legal("limits-of-64-kib", "N10", "both", "5.3")
class LimitsOf64KiB(Miniature):
    """Closes at a text or a skipped frame of more than 64 KiB, and at a head of more than 8."""

    HEAD_LIMIT = 8192
    TEXT_LIMIT = SKIP_LIMIT = 65536
    LENGTH_BYTES = 5


@legal("fixed-origin", "N11", "both", "7")
class FixedOrigin(Miniature):
    """Serves one origin and always sends that one."""

    def origin(self) -> bytes:
        return b"http://example.com"


@legal("one-origin-served", "N6, N11", "both", "7")
class OneOriginServed(Miniature):
    """Refuses clients of every origin but the first that came."""

    def check_origin(self) -> None:
        super().check_origin()
        if self.shared.setdefault("origin", self.origin()) != self.origin():
            raise HandshakeError


@legal("origin-as-sent", "N29", "76", "5.2")
class OriginAsSent(Miniature):
    """Sends the origin back without making it lower case."""

    def origin(self) -> bytes:
        return self.value("Origin") or b""


@legal("missing-origin-accepted", "N6, N12", "both", "5.1")
class MissingOriginAccepted(Miniature):
    """Accepts a client without Origin and sends null for it."""

    def check_origin(self) -> None:
        if self.value("Origin") is not None:
            super().check_origin()

    def origin(self) -> bytes:
        return super().origin() or b"null"


@legal("subprotocol-never-chosen", "N13", "both", "5.2")
class SubprotocolNeverChosen(Miniature):
    """Has no sub-protocol, and names none to a client that asks for one."""

    def subprotocol(self) -> bytes | None:
        return None


@legal("subprotocol-refused", "N13", "both", "5.1")
class SubprotocolRefused(Miniature):
    """Refuses a client that asks for a sub-protocol, as it supports none."""

    def check_subprotocol(self) -> None:
        if self.value(self.named("Protocol")) is not None:
            raise HandshakeError


@legal("extra-fields", "N5, N14", "both", "5.2 step 11")
class ExtraFields(Miniature):
    """Sends a Date, a Server and two cookies, behind the fields of the draft."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        return [
            *super().response_fields(),
            ("Date", b"Thu, 06 May 2010 12:00:00 GMT"),
            ("Server", b"miniature: a server"),
            ("Set-Cookie", b"a=1; Path=/"),
            ("Set-Cookie", b"b=2; Path=/"),
        ]


@legal("both-name-sets", "N14", "76", "4.1")
class BothNameSets(Miniature):
    """Sends draft 75's fields as well to a client of draft 76."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        fields = super().response_fields()
        return fields + [(n[4:], v) for n, v in fields if self.draft == 76 and n[:4] == "Sec-"]


@legal("draft-75-only", "N15", "75", "5")
class Draft75Only(Miniature):
    """Refuses clients of draft 76."""

    def choose_draft(self) -> int:
        if super().choose_draft() == 76:
            raise HandshakeError
        return 75


@legal("draft-76-only", "N15", "76", "5")
class Draft76Only(Miniature):
    """Refuses clients of draft 75."""

    def choose_draft(self) -> int:
        if super().choose_draft() == 75:
            raise HandshakeError
        return 76


@legal("refuses-by-reset", "N16", "both", "6.3")
class RefusesByReset(Miniature):
    """Refuses a handshake by RST."""

    def refuse(self) -> None:
        self.actions.append(Reset())
        self.phase = self.over


@legal("refuses-by-http-400", "N16", "both", "6.2")
class RefusesByHttp400(Miniature):
    """Refuses a handshake by an HTTP 400, and closes."""

    def refuse(self) -> None:
        self.write(
            b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbad\n"
        )
        super().refuse()


@legal("75-answers-before-reading", "N23", "75", "1.7")
class AnswersBeforeReading(Draft75Only):
    """Serves one page of draft 75, and takes no notice of the request that it has answered."""

    def hopeless(self) -> bool:
        return False

    def check(self) -> None:
        pass

    def opened(self) -> list[Action]:
        return [
            Write(
                b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
                b"Connection: Upgrade\r\nWebSocket-Origin: http://example.com\r\n"
                b"WebSocket-Location: ws://example.com/demo\r\n\r\n"
            )
        ]

    def accept(self) -> None:
        self.establish()


# Sending: how the bytes are cut and when they come.


@legal("one-byte-writes", "N2", "both", "2.1")
class OneByteWrites(Miniature):
    """Writes the first 2048 bytes of everything one by one."""

    def flush(self) -> list[Action]:
        return [piece for action in super().flush() for piece in _in_pieces(action)]


def _in_pieces(action: Action) -> Iterator[Action]:
    if not isinstance(action, Write):
        yield action
        return
    for b in action.data[:2048]:
        yield Write(bytes([b]))
    if len(action.data) > 2048:
        yield Write(action.data[2048:])


@legal("answers-late", "N2", "both", "2.1")
class AnswersLate(Miniature):
    """Waits 150 ms before each turn in which it writes."""

    def flush(self) -> list[Action]:
        actions = super().flush()
        return [Wait(0.15), *actions] if actions else actions


@legal("texts-in-two-pieces", "N31", "both", "2.1")
class TextsInTwoPieces(Miniature):
    """Waits 30 ms in the middle of the first fifty things that it writes to a client."""

    pieces = 0

    def write(self, data: bytes) -> None:
        self.pieces += 1
        if self.pieces > 50:
            super().write(data)
            return
        middle = len(data) // 2
        self.actions += [Write(data[:middle]), Wait(0.03), Write(data[middle:])]


@legal("greets-first", "an application that speaks first", "both", "5.3")
class GreetsFirst(Miniature):
    """Sends a text as soon as the connection is established."""

    def establish(self) -> None:
        super().establish()
        self.send("hello")
