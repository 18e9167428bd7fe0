"""Handshakes of other browsers of the time, as others published them: their keys, and what is known.

What makes a capture worth keeping is what no program of today chooses any more: the keys, the eight
bytes, the server's sixteen, the place of the Cookie field. That is taken from the source. Everything
else of the request (path, host, origin, the values of cookies) is typed in here and named as
re-typed, and so are the eight bytes where a log has none. No source has times.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from conformance.trace import Event, Side, Trace, key_number
from reports.model import Kind

TYPED_KEY3 = b"\x00re-type"
"""Stands where a source has no key3; the first byte would end a C string."""

REQUEST = "first line, Upgrade, Connection, Host, Origin"
ANSWER = "head of the server's answer"


@dataclass(frozen=True)
class Capture:
    """One published handshake of draft 76. ``cookie`` is where the Cookie field stands."""

    client: str
    source: str
    key1: bytes
    key2: bytes
    key3: str = ""
    digest: str = ""
    cookie: str = ""
    server: str = ""
    line: bytes = b"GET /echo HTTP/1.1"
    origin: bytes = b"http://example.com"
    about: str = ""

    @property
    def trace(self) -> Trace:
        """The capture as a trace. Raises ValueError when digest and keys do not belong together."""
        key3 = bytes.fromhex(self.key3) or TYPED_KEY3
        cookie = [b"Cookie: " + (b"" if self.cookie == "empty" else b"a=b")] if self.cookie else []
        before = cookie if self.cookie != "after" else []
        lines = [
            self.line,
            b"Upgrade: WebSocket",
            b"Connection: Upgrade",
            b"Host: example.com",
            b"Origin: " + self.origin,
            *before,
            b"Sec-WebSocket-Key1: " + self.key1,
            b"Sec-WebSocket-Key2: " + self.key2,
            *(cookie if self.cookie == "after" else []),
        ]
        sent = b"\r\n".join([*lines, b"", b""]) + key3
        events = [Event(0.0, 0, Side.CLIENT, Kind.SENT, sent)]
        if self.digest:
            events.append(Event(0.0, 0, Side.SERVER, Kind.RECEIVED, self._answer(key3)))
        retyped = [
            REQUEST,
            *(["the value of Cookie"] if self.cookie in {"before", "after"} else []),
        ]
        retyped += ["key3"] if not self.key3 else []
        retyped += [ANSWER] if self.digest else []
        about = self.about or "the opening handshake"
        return Trace(
            (0.0,),
            tuple(events),
            about,
            self.client,
            self.server,
            source=self.source,
            retyped=tuple(retyped),
        )

    def _answer(self, key3: bytes) -> bytes:
        numbers = [key_number(key).to_bytes(4, "big") for key in (self.key1, self.key2)]
        digest = bytes.fromhex(self.digest)
        if hashlib.md5(b"".join(numbers) + key3, usedforsecurity=False).digest() != digest:
            raise ValueError(f"{self.source}: the digest is not that of the keys")
        resource = self.line.split(b" ", 1)[1].rpartition(b" ")[0]
        head = [
            b"HTTP/1.1 101 WebSocket Protocol Handshake",
            b"Upgrade: WebSocket",
            b"Connection: Upgrade",
            b"Sec-WebSocket-Origin: " + self.origin,
            b"Sec-WebSocket-Location: ws://example.com" + resource,
        ]
        return b"\r\n".join([*head, b"", b""]) + digest


KAAZING = "Kaazing WebSocket Gateway (echo.websocket.org)"
STOMP = "Kaazing WebSocket Gateway (STOMP demo of kaazing.me)"
STREAMHUB = "chrisprobably/streamhub-server, WebSocketUtilsTest.java"

CAPTURES = {
    "published-chrome-on-kaazing": Capture(
        "Chrome up to 13, presumably",
        'wolfspelz/Apollo, WebSocketConnection.cpp, hex dump commented "Real data:" of 2 Aug 2011',
        rb"527z5   [| 2 @1     ? ,566",
        rb"2  0 l 542 6  9    6 8",
        "67ecc15084ff2925",
        "46f2674132ca76c94ebae9a96588adec",
        cookie="after",
        server=KAAZING,
    ),
    "published-safari-on-jetty": Capture(
        "Safari on Mac OS X, 2011, version not stated",
        "eclipse/jetty.project, jetty-websocket, SafariD00.java",
        rb"15{ft  :6@87  0 M 5 c901",
        rb'3? C;7~0 8   " 3 2105 6  `_ {',
        "e739617916c9daf3",
        "c7438d956cf611a6af70603e6fa54809",
        server="not stated",
    ),
    "published-safari-5-1-2": Capture(
        "Safari 5.1.2 on Mac OS X 10.7.2",
        "TooTallNate/Java-WebSocket#63 (2012-01-27)",
        rb"23 1 +V2 61z9 5 P[t B|34vE",
        rb"2  33 0w{z 55679 0",
        "8d07195bf934c649",
    ),
    "published-chrome-11": Capture(
        "Chrome 11.0.696.16 beta",
        "clj-commons/aleph#13 (2011-03-28), output of DevTools",
        rb"23/2 6  1  6 3J 6  9 0",
        rb"L2wg  11    27]  0 WM572[ 0",
        "835e6e7d2d7a67ba",
    ),
    "published-chrome-10": Capture(
        "Chrome 10.0.648.204",
        "clj-commons/aleph#13 (2011-03-28), output of DevTools",
        rb"m3  1 Y}07( 09115>aQ6",
        rb"161061 4 u94 n E  4",
        "2be3c928a90fd9db",
    ),
    "published-webkit-in-qtwebsocket": Capture(
        "a WebKit browser, version not stated",
        "antlafarge/QtWebsocket, Example/Server/main.cpp, commit a3f002d (2012-03-19)",
        rb"^85u 6Q6Ln0 7566",
        rb"3 W 5B6YO2 Y 6 #7/4K4_{5",
        "ad7175a80c7100ed",
    ),
    "published-blank-in-query": Capture(
        "Firefox 4, or web-socket-js in it; not stated",
        "igrigorik/em-websocket#38 (2011-03-25); no key3",
        rb"21nd8 75 71 x: t      03  2%",
        rb"23 9_ 14@B9 N  29R U1 2G M",
        line=b"GET /?u=AJ Test HTTP/1.1",
        about="the opening handshake, with a raw blank in the query",
    ),
    "published-web-socket-js": Capture(
        "web-socket-js (Flash) of 2012 or older, on Windows",
        "gimite/web-socket-js#121 (2012-08-13), its debug log; no key3",
        rb"1 1    8  2 ; 7837  01",
        rb"95N94GB6  8  K   692",
        cookie="empty",
        about="the opening handshake, with an empty Cookie field",
    ),
    "published-null-origin-on-kaazing": Capture(
        "a browser with a page from a file (Origin: null), not stated",
        "a public C program with a hex dump of both directions, 21 Apr 2011; place not recorded",
        rb"30  ;- 5=5 u 4 1  7336",
        rb":2 8 G(  07A 93Ql 3 *20 Ox0G'w",
        "5d9fb0670fe4fa75",
        "b6bc2a9ea00c1cb90faddc97906017a8",
        server=KAAZING,
        origin=b"null",
    ),
    "published-streamhub-1": Capture(
        "a WebKit browser by its order of fields, Aug 2010",
        f"{STREAMHUB}, getChallengeBytes and getChallengeResponse",
        rb"Z1U480 4L9(3714o",
        b'7 7(58978     6"',
        "1844a907f5a9e831",
        "bdef7b5737d251ac3e37fce32af37646",
        cookie="before",
        server=STOMP,
    ),
    "published-streamhub-2": Capture(
        "Chrome by its order of fields, Nov 2010",
        f"{STREAMHUB}, getChallengeResponseTwo",
        rb"E 9J(85/6 c19u7I6ub6[ VF",
        rb"<  2(954 I1 0  a@01F  o 9 ^ 2 q",
        "52471814003604ad",
        "515d556f884b1df500e0d425234c4d9d",
        cookie="after",
        server=STOMP,
    ),
    "published-streamhub-3": Capture(
        "not stated",
        f"{STREAMHUB}, getChallengeResponseThree",
        rb'1E706 5 6~ <9 06O^"0',
        rb"28 8 ?H*7      <4N  54u30",
        "b5a99c0090c186bf",
        "ce3f7453a539e0754133ce1d1a54e6a1",
        server=STOMP,
    ),
}
"""Name of the trace -> the capture."""

PUBLISHED = {name: capture.trace for name, capture in CAPTURES.items()}
"""The captures as traces, by name."""
