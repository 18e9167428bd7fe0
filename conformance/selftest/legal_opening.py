"""Legal variations in reading the opening handshake; see ``legal``."""

from __future__ import annotations

from conformance.selftest.answer import HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import legal


@legal("rfc-6455-offer-answered-in-76", "field bug 19: websocket-driver", "76", "5.1")
class Rfc6455OfferAnsweredIn76(Miniature):
    """Answers a request that offers RFC 6455 too in draft 76: unknown fields can be ignored."""

    def check_version(self) -> None:
        pass


@legal("other-protocol-held", "field bug 123: em-websocket", "both", "5.1 item 1")
class OtherProtocolHeld(Miniature):
    """Waits for the end of a head, or its deadline, on bytes that are no GET, as Flash's request."""

    def hopeless(self) -> bool:
        return False


@legal("repeated-keys-merged", "field bug 15: tornado, Netty, mochiweb", "76", "5.1")
class RepeatedKeysMerged(Miniature):
    """Joins repeated key fields by a comma and a space, as HTTP does."""

    def check_repeats(self) -> None:
        pass

    def key(self, name: str) -> bytes:
        return b", ".join(self.values(name))


@legal("repeated-keys-last-wins", "field bug 15: txWS, Netty 3", "76", "5.1")
class RepeatedKeysLastWins(Miniature):
    """Uses the last of repeated key fields."""

    def check_repeats(self) -> None:
        pass

    def key(self, name: str) -> bytes:
        return self.values(name)[-1]


@legal("origin-unchecked", "76 §5.1: a server may be used by other clients", "76", "5.1")
class OriginUnchecked(Miniature):
    """Answers without an Origin, by an empty one."""

    def check_origin(self) -> None:
        if self.draft == 75:
            super().check_origin()


@legal("origins-matched-by-prefix", "field bug 117: which origins to serve is its own", "both", "7")
class OriginsMatchedByPrefix(Miniature):
    """Serves every origin that begins as the first that came."""

    def check_origin(self) -> None:
        super().check_origin()
        first = self.shared.setdefault("origin", self.origin())
        if not self.origin().startswith(first):
            raise HandshakeError


@legal("location-scheme-forwarded", "field bug 36: ws, Protocol::WebSocket", "both", "5.2 step 3")
class LocationSchemeForwarded(Miniature):
    """Believes anybody's X-Forwarded-Proto, as behind a proxy that sets it."""

    def scheme(self) -> bytes:
        return b"wss" if self.value("X-Forwarded-Proto") else b"ws"


@legal("location-host-forwarded", "field bug 36: ws 1.x", "both", "5.2 step 3")
class LocationHostForwarded(Miniature):
    """Believes anybody's X-Forwarded-Host, as behind a proxy that sets it."""

    def host(self) -> bytes:
        return self.value("X-Forwarded-Host") or super().host()


# Keys that no client sends: the draft says what is computed, and not what a number may be at most.


@legal("no-digits-accepted", "field bug 23", "76", "5.2 step 4")
class NoDigitsAccepted(Miniature):
    """Takes 0 for the number of a key without digits."""

    def no_number(self, digits: bytes) -> int:
        return super().no_number(digits) if digits else 0


class AnyRange(Miniature):
    """A server that takes numbers of any size."""

    def check_range(self, part: int) -> None:
        pass

    def no_number(self, digits: bytes) -> int:
        return int(digits[-4000:]) if digits else super().no_number(digits)


@legal("over-32-bits-cut", "field bug 24: ws, Netty, httpuv", "76", "5.2 step 8")
class Over32BitsCut(AnyRange):
    """Uses the low 32 bits of a part that has more."""

    def number_bytes(self, part: int) -> bytes:
        return (part & 0xFFFFFFFF).to_bytes(4, "big")


@legal("over-32-bits-saturated", "field bug 24", "76", "5.2 step 8")
class Over32BitsSaturated(AnyRange):
    """Uses 4294967295 for a part that is larger."""

    def number_bytes(self, part: int) -> bytes:
        return min(part, 0xFFFFFFFF).to_bytes(4, "big")
