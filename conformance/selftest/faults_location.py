"""Faults in the location, draft 76 §5.2 step 3 (and 3.2); draft 75 §5.1 has the same."""

from __future__ import annotations

from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault

STEP = "5.2 step 3"


@fault("location-left-out", TEXT, "both", STEP)
class LocationLeftOut(Miniature):
    """Sends no location."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        return [field for field in super().response_fields() if field[0] != self.named("Location")]


@fault("location-twice", "field bug 49: Netty", "76", "5.2 step 11")
class LocationTwice(Miniature):
    """Sends the location twice."""

    def response_fields(self) -> list[tuple[str, bytes]]:
        twice = [("Sec-WebSocket-Location", self.location())] if self.draft == 76 else []
        return super().response_fields() + twice


@fault("location-scheme-http", TEXT, "both", STEP)
class LocationSchemeHttp(Miniature):
    """Writes http:// for ws://."""

    def scheme(self) -> bytes:
        return b"http"


# a warning: 5.2 lets a server say so when it expects the encryption in front of it
@fault("location-always-wss", "field bug 34: secure in front of a plain port", "both", STEP, "warn")
class LocationAlwaysWss(Miniature):
    """Writes wss:// on a connection that is not encrypted."""

    def scheme(self) -> bytes:
        return b"wss"


@fault("location-scheme-of-origin", "field bug 35: socket.io, Protocol::WebSocket", "both", STEP)
class LocationSchemeOfOrigin(Miniature):
    """Writes wss:// when the page came over https."""

    def scheme(self) -> bytes:
        return b"wss" if (self.value("Origin") or b"").startswith(b"https:") else b"ws"


@fault("location-port-left-out", "field bug 37: autobahn and others", "both", STEP)
class LocationPortLeftOut(Miniature):
    """Leaves the port out."""

    def host(self) -> bytes:
        return super().host().rpartition(b":")[0] or super().host()


@fault("location-port-twice", "field bug 37: autobahn, web-socket-ruby", "both", STEP)
class LocationPortTwice(Miniature):
    """Writes the port twice."""

    def host(self) -> bytes:
        return super().host() + b":" + super().host().rpartition(b":")[2]


@fault("location-host-upper-case", TEXT, "both", STEP)
class LocationHostUpperCase(Miniature):
    """Writes the host in upper case."""

    def host(self) -> bytes:
        return super().host().upper()


@fault("location-ipv6-cut", "field bug 38: node-websocket-server, ruby websocket", "both", STEP)
class LocationIpv6Cut(Miniature):
    """Takes the first colon of Host for the one before the port."""

    def host(self) -> bytes:
        host, colon, port = super().host().partition(b":")
        return host + colon + port if not host.startswith(b"[") else b"["


@fault("location-query-left-out", "field bug 39: tornado, cyclone, jetty", "both", STEP)
class LocationQueryLeftOut(Miniature):
    """Leaves the query out."""

    def target(self) -> bytes:
        return super().target().partition(b"?")[0]


@fault("location-empty-query-left-out", "field bug 39: eventlet", "both", STEP)
class LocationEmptyQueryLeftOut(Miniature):
    """Leaves a question mark out that nothing follows."""

    def target(self) -> bytes:
        return super().target().removesuffix(b"?")


@fault("location-path-left-out", TEXT, "both", STEP)
class LocationPathLeftOut(Miniature):
    """Leaves everything behind the host out."""

    def target(self) -> bytes:
        return b""


@fault("location-slash-added", TEXT, "both", STEP)
class LocationSlashAdded(Miniature):
    """Ends every location with one slash more."""

    def target(self) -> bytes:
        return super().target() + b"/"


@fault("location-path-lower-case", TEXT, "both", STEP)
class LocationPathLowerCase(Miniature):
    """Writes the path in lower case."""

    def target(self) -> bytes:
        return super().target().lower()


@fault("location-path-tidied", TEXT, "both", STEP)
class LocationPathTidied(Miniature):
    """Makes one slash of two in the path, and /b of /a/../b."""

    def target(self) -> bytes:
        return super().target().replace(b"//", b"/").replace(b"/a/../", b"/")


@fault("location-relative", TEXT, "both", STEP)
class LocationRelative(Miniature):
    """Sends the resource name alone for the location."""

    def location(self) -> bytes:
        return self.target()
