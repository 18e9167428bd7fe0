"""Faults in what is taken for a request, and in what of it comes back; 76 §5.1, §6.2 and §7, 75 §7."""

from __future__ import annotations

import re

from conformance.selftest.actions import Action
from conformance.selftest.answer import CrashError, HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault

POLICY_WORDS = b"policy-file-request"
POLICY_FILE = b'<cross-domain-policy><allow-access-from domain="*"/></cross-domain-policy>\0'

# Names, methods and keys.


@fault("kelvin-sign-is-a-k", "field bug 10: str.lower() of a name as text", "76", "5.1", "warn")
class KelvinSignIsAK(Miniature):
    """Compares the names of fields as Unicode does, where U+212A in lower case is k."""

    def field(self, line: bytes) -> tuple[bytes, bytes] | None:
        return super().field(line.replace("\u212a".encode(), b"k"))


@fault("escaped-space-counts", "field bug 119: form and XHR smuggling", "76", "5.2 step 5")
class EscapedSpaceCounts(Miniature):
    """Counts %20 in a key as a space."""

    def key(self, name: str) -> bytes:
        return super().key(name).replace(b"%20", b" ")


@fault("numbers-octal", "conversions that guess the base", "76", "5.2 step 4", "warn")
class NumbersOctal(Miniature):
    """Reads a number that begins with 0 in base eight."""

    def key_number(self, key: bytes) -> int:
        digits = self.digits(key)
        octal = digits.startswith(b"0") and not re.search(rb"[89]", digits)
        return int(digits, 8) if octal else super().key_number(key)


def method(name: str, what: str, pattern: bytes, *replaced: bytes) -> None:
    """Enter the fault of a server of draft 76 that takes these first words for GET."""

    def check_request_line(self: Miniature) -> None:
        if self.draft == 76:
            self.first_line = re.sub(pattern, b"GET ", self.first_line)
        Miniature.check_request_line(self)

    def hopeless(self: Miniature) -> bool:
        longest = max(map(len, replaced))
        begins = any(word.startswith(self.buffer[:longest][: len(word)]) for word in replaced)
        return Miniature.hopeless(self) and not (begins and len(self.buffer) <= self.HEAD_LIMIT)

    members = {"__doc__": what, "check_request_line": check_request_line, "hopeless": hopeless}
    fault(name, "field bug 118", "76", "5.1 item 1", "warn")(type("Method", (Miniature,), members))


method("method-in-lower-case-accepted", "Takes get for GET.", rb"\A(?i:get) ", b"get ", b"Get ")
method("method-longer-accepted", "Takes GETS for GET.", rb"\AGET\w+ ", b"GETS ", b"GETX ", b"GET")
method("method-post-accepted", "Takes POST for GET.", rb"\APOST ", b"POST ")


@fault("unknown-fields-refused", TEXT, "76", "5.1", "warn")
class UnknownFieldsRefused(Miniature):
    """Refuses a request with a field that the draft does not name."""

    KNOWN = re.compile(
        rb"(upgrade|connection|host|origin|cookie|content-length|x-[a-z-]+"
        rb"|(sec-)?websocket-protocol|sec-websocket-(key[123]|key|version))",
        re.IGNORECASE,
    )

    def check_lines(self) -> None:
        super().check_lines()
        if self.draft == 76 and not all(self.KNOWN.fullmatch(name) for name, _ in self.fields):
            raise HandshakeError


@fault("keys-in-first-line-count", "field bug 119: form and XHR smuggling", "76", "5.1")
class KeysInFirstLineCount(Miniature):
    """Looks for the keys anywhere in the head, also behind HTTP/1.1 in the first line."""

    def read_request(self, head: bytes) -> None:
        super().read_request(head)
        for n in (b"1", b"2"):
            found = re.search(rb"(Sec-WebSocket-Key%b): ([^\r\n]*)" % n, self.first_line)
            if found:
                self.fields.append((found[1], found[2].partition(b" Sec-")[0]))


# What comes back.


@fault("controls-in-host-echoed", "field bug 42: txWS, Netty, mochiweb", "both", "1.2", "warn")
class ControlsInHostEchoed(Miniature):
    """Accepts LF, CR and NUL in the Host, and sends them back in the location."""

    def check_values(self) -> None:
        pass

    def check_host(self) -> None:
        pass


@fault("controls-in-subprotocol-echoed", "field bug 42", "both", "1.2", "warn")
class ControlsInSubprotocolEchoed(Miniature):
    """Accepts LF, CR and NUL in the sub-protocol, and sends them back."""

    def check_values(self) -> None:
        pass

    def check_subprotocol(self) -> None:
        pass


@fault("connection-reflected", "field bug 46: Java-WebSocket", "both", "5.2 step 11")
class ConnectionReflected(Miniature):
    """Accepts Connection: keep-alive, Upgrade, and sends the client's own value back."""

    def check_connection(self) -> None:
        if b"upgrade" not in (self.value("Connection") or b"").lower():
            raise HandshakeError

    def connection(self) -> bytes:
        return self.value("Connection") or b"Upgrade"


@fault("origin-with-a-latin-1-byte", TEXT, "both", "5.2 step 11, Sec-WebSocket-Origin")
class OriginWithALatin1Byte(Miniature):
    """Ends every origin with the byte E9, which is neither ASCII nor UTF-8."""

    def origin(self) -> bytes:
        return super().origin() + b"\xe9"


@fault("origin-unescaped", "field bug 41", "both", "5.2 step 11, Sec-WebSocket-Origin")
class OriginUnescaped(Miniature):
    """Decodes %0D, %0A and %20 in the origin, so that an origin can write fields."""

    def check_origin(self) -> None:
        if self.value("Origin") is None:
            raise HandshakeError

    def origin(self) -> bytes:
        return _unescaped(super().origin(), b"0d", b"0a", b"20")


@fault("path-nul-unescaped", "field bug 41: %00", "both", "5.2 step 3", "warn")
class PathNulUnescaped(Miniature):
    """Decodes %00 in the resource name."""

    def target(self) -> bytes:
        return _unescaped(super().target(), b"00")


@fault("path-of-seven-bits", "field bug 41", "both", "5.2 step 3")
class PathOfSevenBits(Miniature):
    """Accepts any byte in the resource name, and drops its highest bit, so that 8D 8A is CR LF."""

    def check_path(self) -> None:
        pass

    def target(self) -> bytes:
        return bytes(b & 0x7F for b in super().target())


@fault("origin-bytes-decoded", "field bug 42: bytes read as Latin-1", "both", "5.2 step 11", "warn")
class OriginBytesDecoded(Miniature):
    """Accepts any byte over 7E in an origin, reads it as Latin-1 and writes it as UTF-8."""

    def check_origin(self) -> None:
        pass

    def check_values(self) -> None:
        pass

    def origin(self) -> bytes:
        return super().origin().decode("latin-1").encode()


def _unescaped(value: bytes, *escapes: bytes) -> bytes:
    for two in escapes:
        value = re.sub(b"(?i:%" + two + b")", bytes.fromhex(two.decode()), value)
    return value


# What is no handshake.


@fault("garbage-answered", "field bug 123", "both", "5.1 item 1", "warn")
class GarbageAnswered(Miniature):
    """Answers whatever is no GET as if it were a handshake of draft 75."""

    def refuse(self) -> None:
        if self.draft or bytes(self.buffer[:4]) == b"GET ":
            super().refuse()
            return
        self.draft = 75
        self.buffer.clear()
        self.write(self.response_head())
        self.establish()


@fault("policy-words-answered", "field bug 123", "both", "7", "warn")
class PolicyWordsAnswered(Miniature):
    """Answers a head with the words of a Flash policy request in it by a policy file, and waits."""

    held = False

    def check_lines(self) -> None:
        self.held = any(POLICY_WORDS in value for _, value in self.fields)
        if self.held:
            self.write(POLICY_FILE)
            raise HandshakeError
        super().check_lines()

    def refuse(self) -> None:
        if self.held:
            self.phase = self.over
        else:
            super().refuse()


@fault("policy-request-dies", "field bugs 112, 123", "both", "5.1 item 1")
class PolicyRequestDies(Miniature):
    """A Flash policy request ends the process."""

    def refuse(self) -> None:
        if POLICY_WORDS in self.buffer:
            raise_crash()
        super().refuse()


@fault("connect-and-close-dies", "field bug 112", "both", "5.1")
class ConnectAndCloseDies(Miniature):
    """A FIN without a byte before it ends the process."""

    def end(self) -> list[Action]:
        if not self.segment:
            self.phase = raise_crash
            return self.run()
        return super().end()


@fault("bytes-over-7e-die", "field bugs 13, 112", "both", "5.1")
class BytesOver7eDie(Miniature):
    """A first byte that is no ASCII, as of a TLS handshake or a frame, ends the process."""

    def hopeless(self) -> bool:
        if self.buffer and (self.buffer[0] > 0x7E or self.buffer[0] < 0x20):
            return raise_crash()
        return super().hopeless()


@fault("refusal-held-open", "field bug 9", "both", "6.2", "warn")
class RefusalHeldOpen(Miniature):
    """Answers a refused handshake by 400 and keeps the connection, without a word to what follows."""

    def refuse(self) -> None:
        self.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        self.phase = self.over


@fault("refusal-with-stack-trace", "field bug 53: eventlet", "both", "6.2", "warn")
class RefusalWithStackTrace(Miniature):
    """Refuses a handshake by an HTTP 500 with a stack trace, and closes."""

    def refuse(self) -> None:
        trace = b'Traceback (most recent call last):\n  File "liar.py", line 1\nHandshakeError\n'
        head = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: %d\r\n\r\n" % len(trace)
        self.write(head + trace)
        super().refuse()


def raise_crash() -> bool:
    """Something that nobody catches."""
    raise CrashError
