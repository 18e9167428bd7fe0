"""75 §1.2: the draft's own example of a handshake.

It stands in a part that is not normative, and its host and path are another server's. So a server that
refuses it, or answers for itself, is right too; one that answers it as printed can serve any host.
"""

from __future__ import annotations

from conformance.checks import both, informs, passes
from conformance.compose import Section
from conformance.expect import field_is, opened, refused
from conformance.expect_answer import begins
from conformance.reading import answered
from conformance.scenario import Await, Send
from reports.model import Level

SECTION = Section("75", "1.2")

REQUEST = (
    b"GET /demo HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nHost: example.com\r\n"
    b"Origin: http://example.com\r\nWebSocket-Protocol: sample\r\n\r\n"
)
ANSWER = (
    b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    b"WebSocket-Origin: http://example.com\r\nWebSocket-Location: ws://example.com/demo\r\n"
)
WHOLE = ANSWER + b"WebSocket-Protocol: sample\r\n\r\n"

SCENARIOS = (
    SECTION.asks(
        "worked-example",
        Level.UNDEFINED,
        "the handshakes",
        "The example of the draft is a handshake that a server of example.com answers as printed.",
        does="the client's handshake of the draft's example, byte for byte: GET /demo, Host: "
        "example.com, WebSocket-Protocol: sample",
        means="it says whether the server follows the Host field and takes the subprotocol",
        steps=lambda _: (Send(REQUEST), Await(answered("75"))),
        answers=(
            passes(begins(WHOLE)),
            passes(both(begins(ANSWER), field_is("WebSocket-Location", b"ws://example.com/demo"))),
            informs(refused()),
            informs(opened("75")),
        ),
    ),
)
