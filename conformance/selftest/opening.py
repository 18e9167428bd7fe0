"""The opening handshake of the miniature server: bytes in, a response or a refusal out.

Facts, both drafts. The request is a head of lines that ends with CRLF CRLF. A draft 76 client
names two keys in it and sends eight more bytes, key3, after it; a draft 75 client does neither.
So the keys tell the drafts apart, and a request with just one of them is neither.

What follows: the head is read whole, then judged step by step, one small method per sentence of
the draft, and each method can be replaced by a wrong one. Whatever does not match its
description is refused by closing (76 §5.1 and 75 §5.2 "should abort", 76 §6.2).

One choice where a draft errs: the head ends with 0D 0A 0D 0A, not as printed in 75 §5.2 (E1).
What is computed from an accepted request is in ``answer``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.selftest.actions import Action, Close, Die, Peer, Write
from conformance.selftest.answer import Answer, CrashError, HandshakeError

HOST = re.compile(rb"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
NAME = re.compile(rb"[\x21-\x39\x3B-\x7E]+")
ONCE = ("Upgrade", "Connection", "Host", "Origin", "Sec-WebSocket-Protocol", "WebSocket-Protocol")
KEYS = ("Sec-WebSocket-Key1", "Sec-WebSocket-Key2")


class Opening(Answer, Peer):
    """A connection from its first byte to the end of the server's handshake."""

    HEAD_LIMIT = 65536
    #: Send the response head before key3 has come, the digest after it (76 leaves it open).
    EARLY = False

    def __init__(self, shared: dict[str, bytes] | None = None) -> None:
        #: What the connections of one server know of each other; the honest server looks away.
        self.shared: dict[str, bytes] = {} if shared is None else shared
        self.buffer = bytearray()
        self.segment = b""
        self.actions: list[Action] = []
        self.draft = 0
        self.parts = []
        self.first_line = self.resource_name = b""
        self.fields: list[tuple[bytes, bytes]] = []
        self.malformed: list[bytes] = []
        self.phase: Callable[[], bool] = self.read_head

    # The life of a connection: a phase takes what it can from the buffer, and says if it did.

    def receive(self, data: bytes) -> list[Action]:
        self.segment = data
        self.buffer += data
        return self.run()

    def run(self) -> list[Action]:
        try:
            while self.phase():
                pass
        except CrashError:
            self.actions.append(Die())
            self.phase = self.over
        return self.flush()

    def flush(self) -> list[Action]:
        actions, self.actions = self.actions, []
        return actions

    def end(self) -> list[Action]:
        self.on_end()
        return self.flush()

    def on_end(self) -> None:
        """The client is gone: a read fails, so abort (5.3, both drafts)."""
        self.finish()

    def overdue(self) -> list[Action]:
        """A handshake that takes so long is refused; one that is done has nothing to fear."""
        if self.phase in (self.read_head, self.read_key3):
            self.refuse()
        return self.flush()

    def write(self, data: bytes) -> None:
        self.actions.append(Write(data))

    def finish(self) -> None:
        """Close the connection (76 §6.3, 75 §6); nothing that comes later counts."""
        if self.phase != self.over:
            self.actions.append(Close())
        self.phase = self.over

    def over(self) -> bool:
        self.buffer.clear()
        return False

    def cut(self, count: int) -> bytes:
        """Take so many bytes off the front of the buffer."""
        data = bytes(self.buffer[:count])
        del self.buffer[:count]
        return data

    # Reading the request: 76 §5.1, 75 §5.2.

    def read_head(self) -> bool:
        end = self.head_end()
        if end < 0:
            if self.hopeless():
                self.refuse()
            return False
        try:
            self.read_request(self.cut(end))
            self.draft = self.choose_draft()
            self.check()
        except HandshakeError:
            self.refuse()
            return True
        self.accept()
        return True

    def head_end(self) -> int:
        """The number of bytes up to and with the first CRLF CRLF; negative when it is not there."""
        at = self.buffer.find(b"\r\n\r\n")
        return at + 4 if at >= 0 else -1

    def hopeless(self) -> bool:
        """No end of the head in sight, and it cannot become a request any more."""
        return not b"GET ".startswith(self.buffer[:4]) or len(self.buffer) > self.HEAD_LIMIT

    def refuse(self) -> None:
        self.finish()

    def accept(self) -> None:
        """Draft 75 answers at once; draft 76 has key3 to read first."""
        if self.draft == 75:
            self.write(self.response_head())
            self.establish()
            return
        if self.EARLY:
            self.write(self.response_head())
        self.phase = self.read_key3

    def read_key3(self) -> bool:
        key3 = self.take_key3()
        if key3 is None:
            return False
        head = b"" if self.EARLY else self.response_head()
        self.write(head + self.digest(key3))
        self.establish()
        return True

    def take_key3(self) -> bytes | None:
        """The eight bytes after the head, as soon as all are there (76 §5.1 item 6)."""
        return self.cut(8) if len(self.buffer) >= 8 else None

    def establish(self) -> None:
        self.phase = self.read_frame

    def read_frame(self) -> bool:
        raise NotImplementedError

    def read_request(self, head: bytes) -> None:
        self.first_line, *rest = self.lines(head)
        self.resource_name = self.first_line.partition(b" ")[2].partition(b" ")[0]
        for line in rest:
            field = self.field(line)
            if field is None:
                self.malformed.append(line)
            else:
                self.fields.append(field)

    def lines(self, head: bytes) -> list[bytes]:
        return head[:-4].split(b"\r\n")

    def field(self, line: bytes) -> tuple[bytes, bytes] | None:
        """Name, colon, one space, value: exactly that one space is no part of the value."""
        name, separator, value = line.partition(b": ")
        return (name, value) if separator and NAME.fullmatch(name) else None

    def same_name(self, name: bytes, wanted: str) -> bool:
        return name.lower() == wanted.lower().encode()

    def values(self, wanted: str) -> list[bytes]:
        return [value for name, value in self.fields if self.same_name(name, wanted)]

    def value(self, wanted: str) -> bytes | None:
        found = self.values(wanted)
        return found[0] if found else None

    # Judging the request: each check raises HandshakeError.

    def choose_draft(self) -> int:
        """Both keys: draft 76; none: draft 75; one of two is neither."""
        keys = sum(self.value(name) is not None for name in KEYS)
        if keys == 1:
            raise HandshakeError
        return 76 if keys else 75

    def check(self) -> None:
        self.check_lines()
        self.check_values()
        self.check_request_line()
        self.check_path()
        self.check_repeats()
        self.check_version()
        self.check_upgrade()
        self.check_connection()
        self.check_host()
        self.check_origin()
        self.check_subprotocol()
        if self.draft == 76:
            self.parts = [self.part(self.key(name)) for name in KEYS]

    def check_lines(self) -> None:
        """A line that is no field: draft 75 discards it, draft 76 aborts."""
        if self.draft == 76 and self.malformed:
            raise HandshakeError

    def check_values(self) -> None:
        """Values are UTF-8 (both drafts) without CR and LF (1.2); no other controls either."""
        for _, value in self.fields:
            if re.search(rb"[\x00-\x08\x0A-\x1F]", value) or not is_utf8(value):
                raise HandshakeError

    def check_request_line(self) -> None:
        """GET, the resource name, and a space behind each; draft 75 fixes what follows."""
        tokens = self.first_line.split(b" ")
        if tokens[0] != b"GET" or len(tokens) < 3:
            raise HandshakeError
        if self.draft == 75 and tokens[2:] != [b"HTTP/1.1"]:
            raise HandshakeError

    def check_path(self) -> None:
        if not re.fullmatch(rb"/[\x21-\x7E]*", self.resource_name):
            raise HandshakeError

    def check_repeats(self) -> None:
        """A client sends each of its fields once (4.1)."""
        if any(len(self.values(name)) > 1 for name in ONCE + KEYS):
            raise HandshakeError

    def check_version(self) -> None:
        """A client that offers RFC 6455 too is not answered in an older protocol."""
        if self.values("Sec-WebSocket-Version") or self.values("Sec-WebSocket-Key"):
            raise HandshakeError

    def matches(self, value: bytes | None, wanted: bytes) -> bool:
        """Draft 76 compares without case, draft 75 gives the bytes."""
        if value is None or self.draft == 75:
            return value == wanted
        return value.lower() == wanted.lower()

    def check_upgrade(self) -> None:
        if not self.matches(self.value("Upgrade"), b"WebSocket"):
            raise HandshakeError

    def check_connection(self) -> None:
        if not self.matches(self.value("Connection"), b"Upgrade"):
            raise HandshakeError

    def check_host(self) -> None:
        if not HOST.fullmatch(self.value("Host") or b""):
            raise HandshakeError

    def check_origin(self) -> None:
        if not re.fullmatch(rb"[\x21-\x7E]+", self.value("Origin") or b""):
            raise HandshakeError

    def check_subprotocol(self) -> None:
        if not re.fullmatch(rb"[\x20-\x7E]*", self.value(self.named("Protocol")) or b""):
            raise HandshakeError


def is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
