"""Faults in telling fields and values from those that are nearly the same, draft 76 §5.1."""

from __future__ import annotations

from conformance.selftest.answer import HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault


@fault("76-names-by-prefix", "startswith() in the place of a comparison", "76", "5.1")
class NamesByPrefix(Miniature):
    """Takes a field for a key when its name only begins like the key's."""

    def key(self, name: str) -> bytes:
        wanted = name.lower().encode()
        return next(value for field, value in self.fields if field.lower().startswith(wanted))


@fault("76-origin-from-the-answers-field", TEXT, "76", "5.2 step 2", "warn")
class OriginFromTheAnswersField(Miniature):
    """Sends back the Sec-WebSocket-Origin of a request."""

    def origin(self) -> bytes:
        value = self.value("Sec-WebSocket-Origin") if self.draft == 76 else None
        return super().origin() if value is None else value


class Within(Miniature):
    """A server of draft 76 that looks for a word anywhere in a value."""

    FIELD = ""

    def matches(self, value: bytes | None, wanted: bytes) -> bool:
        if self.draft == 76 and value and value == self.value(self.FIELD):
            return wanted.lower() in value.lower()
        return super().matches(value, wanted)


@fault("76-upgrade-holds-the-word", "field bug 118: a search for the word", "76", "5.1", "warn")
class UpgradeHoldsTheWord(Within):
    """Looks for WebSocket anywhere in the value of Upgrade."""

    FIELD = "Upgrade"


@fault("76-connection-holds-the-word", "field bug 118: a search for the word", "76", "5.1", "warn")
class ConnectionHoldsTheWord(Within):
    """Looks for Upgrade anywhere in the value of Connection."""

    FIELD = "Connection"


@fault("76-more-than-20-fields-refused", TEXT, "76", "5.1", "warn")
class MoreThan20FieldsRefused(Miniature):
    """Refuses a handshake of more than twenty fields."""

    def check(self) -> None:
        if self.draft == 76 and len(self.fields) > 20:
            raise HandshakeError
        super().check()


@fault("76-subprotocol-name-case-sensitive", "field bug 10", "76", "5.1")
class SubprotocolNameCaseSensitive(Miniature):
    """Knows the field of the subprotocol in one spelling, and all others in any."""

    def subprotocol(self) -> bytes | None:
        if self.draft == 75:
            return super().subprotocol()
        return next(
            (value for name, value in self.fields if name == b"Sec-WebSocket-Protocol"), None
        )


@fault("76-status-phrase-with-a-control-byte", TEXT, "76", "5.2 step 10")
class StatusPhraseWithAControlByte(Miniature):
    """Writes a byte 01 into the reason phrase."""

    def status_line(self) -> bytes:
        return super().status_line() + (b"\x01" if self.draft == 76 else b"")
