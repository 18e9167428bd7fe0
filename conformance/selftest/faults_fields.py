"""Faults in reading the request's fields, draft 76 §5.1 and 75 §5.2: names, values, absences."""

from __future__ import annotations

import re

from conformance.selftest.answer import CrashError, HandshakeError
from conformance.selftest.miniature import Miniature
from conformance.selftest.opening import KEYS
from conformance.selftest.switch import TEXT, fault

# Names and values.


@fault(
    "field-names-case-sensitive", "field bug 10: web-socket-ruby, em-websocket, txWS", "76", "5.1"
)
class FieldNamesCaseSensitive(Miniature):
    """Knows the fields by the drafts' spelling of their names only."""

    def same_name(self, name: bytes, wanted: str) -> bool:
        return name == wanted.encode()


@fault(
    "upgrade-value-case-sensitive",
    "field bug 11: eventlet, Java-WebSocket, websocket.io",
    "76",
    "5.1",
    "warn",
)
class UpgradeValueCaseSensitive(Miniature):
    """Refuses Upgrade: websocket."""

    def check_upgrade(self) -> None:
        if self.value("Upgrade") != b"WebSocket":
            raise HandshakeError


@fault("connection-value-case-sensitive", "field bug 11: eventlet", "76", "5.1", "warn")
class ConnectionValueCaseSensitive(Miniature):
    """Refuses Connection: upgrade."""

    def check_connection(self) -> None:
        if self.value("Connection") != b"Upgrade":
            raise HandshakeError


class DiesWithout(Miniature):
    """A server that reads a field and does not think of its absence."""

    NEEDED: tuple[str, ...] = ()

    def choose_draft(self) -> int:
        if any(self.value(name) is None for name in self.NEEDED):
            raise CrashError
        return super().choose_draft()


@fault("missing-origin-dies", "field bug 13: socket.io", "both", "5.1")
class MissingOriginDies(DiesWithout):
    """A request without Origin ends the process."""

    NEEDED = ("Origin",)


@fault("missing-host-dies", "field bugs 13, 52: sockjs-node, driver-ruby", "both", "5.1")
class MissingHostDies(DiesWithout):
    """A request without Host ends the process."""

    NEEDED = ("Host",)


@fault("missing-upgrade-dies", "field bug 13: sockjs-node", "both", "5.1")
class MissingUpgradeDies(DiesWithout):
    """A request without Upgrade ends the process."""

    NEEDED = ("Upgrade",)


@fault("missing-key2-dies", "field bug 13: sockjs-node, mod_websocket", "76", "5.1")
class MissingKey2Dies(Miniature):
    """A request with the first key and not the second ends the process."""

    def choose_draft(self) -> int:
        if self.value(KEYS[0]) is not None and self.value(KEYS[1]) is None:
            raise CrashError
        return super().choose_draft()


@fault("bad-host-dies", "field bug 52: CVE-2026-61666 (driver-ruby), Fleck", "both", "5.1")
class BadHostDies(Miniature):
    """A Host that is no host ends the process."""

    def check_host(self) -> None:
        try:
            super().check_host()
        except HandshakeError:
            raise CrashError from None


@fault(
    "one-key-taken-for-75", "field bug 14: node-websocket-server, Netty", "76", "5.2 step 2", "warn"
)
class OneKeyTakenFor75(Miniature):
    """Answers a request with one of the two keys as draft 75."""

    def choose_draft(self) -> int:
        return 76 if all(self.value(name) is not None for name in KEYS) else 75


@fault("one-key-counts-as-zero", "field bug 14: yaws", "76", "5.2 step 2")
class OneKeyCountsAsZero(Miniature):
    """Takes 0 for the number of a key that is not there."""

    def choose_draft(self) -> int:
        return 76 if any(self.value(name) is not None for name in KEYS) else 75

    def part(self, key: bytes) -> int:
        return super().part(key) if key else 0


@fault("key-runs-collapsed", "field bug 17: HTTP parsers, RFC 2616 4.2", "76", "5.2 step 5")
class KeyRunsCollapsed(Miniature):
    """Makes one space of each run of spaces in a key."""

    def key(self, name: str) -> bytes:
        return re.sub(rb" +", b" ", super().key(name))


# What the drafts say should be refused, and is not.


class Unchecked(Miniature):
    """A server that leaves out one check in one draft. The checks are named by their method."""

    AT = (76,)
    LEFT_OUT = ""

    def check(self) -> None:
        if self.draft in self.AT:
            setattr(self, self.LEFT_OUT, lambda: None)
        super().check()


def unchecked(what: str, left_out: str, *drafts: int) -> type[Miniature]:
    return type("Unchecked", (Unchecked,), {"__doc__": what, "LEFT_OUT": left_out, "AT": drafts})


fault("other-methods-accepted", "field bug 118: ws, txWS, mochiweb", "76", "5.1 item 1", "warn")(
    unchecked("Answers POST as it answers GET.", "check_request_line", 76)
)
fault("upgrade-unchecked", "field bug 118: mochiweb, ruby websocket", "76", "5.1", "warn")(
    unchecked("Answers without Upgrade: WebSocket.", "check_upgrade", 76)
)
fault("connection-unchecked", "field bug 118: txWS", "76", "5.1", "warn")(
    unchecked("Answers without Connection: Upgrade.", "check_connection", 76)
)
fault("path-unchecked", TEXT, "76", "5.1 item 3", "warn")(
    unchecked("Accepts a resource name without a slash, or with bytes over 7E.", "check_path", 76)
)
fault("lines-without-colon-skipped", TEXT, "76", "5.1 item 5", "warn")(
    unchecked("Skips a line that is no field.", "check_lines", 76)
)
fault("75-other-first-lines-accepted", "field bug 130", "75", "5.2", "warn")(
    unchecked("Accepts PUT, HTTP/1.0 and a first line of two tokens.", "check_request_line", 75)
)
fault("75-path-without-slash-accepted", "field bug 130", "75", "5.2", "warn")(
    unchecked("Accepts a resource name that does not begin with a slash.", "check_path", 75)
)
fault("75-upgrade-unchecked", "field bug 118", "75", "5.2", "warn")(
    unchecked("Answers without Upgrade: WebSocket.", "check_upgrade", 75)
)
fault("75-connection-unchecked", "field bug 118", "75", "5.2", "warn")(
    unchecked("Answers without Connection: Upgrade.", "check_connection", 75)
)


@fault("controls-in-values-echoed", "field bug 42: txWS, Netty, mochiweb", "both", "1.2")
class ControlsInValuesEchoed(Miniature):
    """Accepts LF, CR and NUL in a value, and sends the Origin's back."""

    def check_values(self) -> None:
        pass

    def check_origin(self) -> None:
        pass


@fault("missing-host-written-as-none", "field bug 52: Netty, eventlet, ws", "both", "5.1", "warn")
class MissingHostWrittenAsNone(Miniature):
    """Answers without a Host, with the location ws://None/."""

    def check_host(self) -> None:
        if self.value("Host") is not None:
            super().check_host()

    def host(self) -> bytes:
        return super().host() or b"None"


@fault("bad-host-echoed", "field bug 52: CVE-2026-61666", "both", "5.1", "warn")
class BadHostEchoed(Miniature):
    """Copies a Host that is no host, as one with a blank or a scheme, into the location."""

    def check_host(self) -> None:
        if self.value("Host") is None:
            raise HandshakeError


@fault("line-feed-ends-line", "field bug 42: eventlet, tornado, em-websocket", "76", "1.2", "warn")
class LineFeedEndsLine(Miniature):
    """Takes a bare LF for the end of a line, so that a value can hold a field."""

    def lines(self, head: bytes) -> list[bytes]:
        return [line.removesuffix(b"\r") for line in head[:-4].split(b"\n")]


@fault("injected-field-wins", "field bug 42: bare LF as a line end", "76", "1.2", "warn")
class InjectedFieldWins(LineFeedEndsLine):
    """Takes a bare LF for the end of a line, and the last of two fields of one name."""

    def check_repeats(self) -> None:
        pass

    def values(self, wanted: str) -> list[bytes]:
        return super().values(wanted)[::-1]


@fault("75-line-without-colon-dies", "field bug 131", "75", "5.2")
class LineWithoutColonDies(Miniature):
    """A line that is no field ends the process."""

    def check_lines(self) -> None:
        if self.malformed and self.draft == 75:
            raise CrashError
        super().check_lines()


@fault("75-line-without-colon-is-a-field", "field bug 131", "75", "5.2")
class LineWithoutColonIsAField(Miniature):
    """Takes a line without colon and space for a field: Origin http://a sets the origin."""

    def origin(self) -> bytes:
        for line in self.malformed:
            name, _, value = line.replace(b":", b" ").partition(b" ")
            if self.draft == 75 and name.lower() == b"origin":
                return value
        return super().origin()
