"""The sentences of draft 76 but those of the opening handshake: introduction, URLs, data, the end."""

from __future__ import annotations

from conformance import manifest76_frames, manifest76_reading, manifest76_sending
from conformance.manifest import MAY, MUST, SHOULD, UNDEFINED, Part

OVERVIEW = Part("76", "1.2")
OPENING = Part("76", "1.3")
CLOSING = Part("76", "1.4")
TERMS = Part("76", "2.1")
URLS = Part("76", "3.2")
ERRORS = Part("76", "5.4")
ABORT = Part("76", "6.2")
CLOSURE = Part("76", "6.3")
SECURITY = Part("76", "7")

NOT = "non-normative"

INTRODUCTION = (
    OVERVIEW.says(
        f"the handshakes, {NOT}",
        SHOULD,
        "The example's handshake is answered by the example's digest; sixteen bytes follow the "
        "server's fields.",
        "worked-example",
        "76/5.2/digest-has-sixteen-bytes",
    ),
    OVERVIEW.says(
        f"the leading lines, {NOT}",
        SHOULD,
        "The client's first line has the form of an HTTP Request-Line, the server's of a Status-Line.",
        "76/5.2/status-line",
        "76/5.1/line-*",
        "76/5.1/method-*",
    ),
    OVERVIEW.says(
        f"the grammar of fields, {NOT}",
        SHOULD,
        "Fields come in any order and case; a line that does not match the grammar aborts the "
        "connection.",
        "76/5.1/line-*",
        "76/5.1/value-with-lf",
        "76/5.1/no-space-after-colon",
        "76/5.2/lines-end-in-crlf",
        "76/7/lf-in-the-*",
        "76/7/cr-in-the-*",
    ),
    OVERVIEW.untested(
        f"data at will, {NOT}",
        MAY,
        "Each side may send when it likes, without regard to the other.",
        "what an application has to say is its own affair; of a target nothing is asked but an echo",
    ),
    OVERVIEW.says(
        f"the grammar of frames, {NOT}",
        SHOULD,
        "Text stands between 00 and FF in UTF-8; other types below 80 end at FF, those from 80 on "
        "have a length in groups of seven bits.",
        "76/5.3/text-*",
        "76/5.3/type*",
        "76/5.3/length-*",
    ),
    OVERVIEW.says(
        f"the frames allowed, {NOT}",
        SHOULD,
        "Only text frames and the closing frame may be sent; other types are reserved.",
        "76/5.3/sends-*",
        "beyond/robustness/no-error-page-in-the-stream",
        "76/7/frame-of-a-later-version",
    ),
    OPENING.says(
        f"compatible with HTTP, {NOT}",
        SHOULD,
        "One port may serve HTTP and WebSocket: what is no WebSocket handshake is not taken for one.",
        "76/7/plain-http-request",
        "76/7/http-request-in-the-stream",
    ),
    OPENING.says(
        f"the order of fields, {NOT}",
        SHOULD,
        "The order of the client's fields has no meaning.",
        "76/4.1/fields-in-any-order",
        "76/4.1/each-field-first-and-last",
        "76/4.1/subprotocol-first-and-last",
        "76/5.1/unknown-fields-first",
        "76/5.2/second-key-before-the-first",
    ),
    OPENING.says(
        f"the subprotocol, {NOT}",
        SHOULD,
        "The server sends the subprotocol back to say that it supports it.",
        "76/5.2/subprotocol-*",
    ),
    OPENING.says(
        f"Host and Origin, {NOT}",
        SHOULD,
        "The answer names host and origin, so that both sides can verify that they agree.",
        "76/3.2/host-and-port",
        "76/5.2/location-of-*",
        "76/5.2/origin-*",
    ),
    OPENING.says(
        f"the proof, {NOT}",
        SHOULD,
        "The server proves that it read the handshake by two numbers and key3, and a page cannot put "
        "them into a request.",
        "worked-example",
        "76/5.2/digest",
        "76/7/keys-*",
        "76/7/handshake-in-the-body-of-*",
    ),
    OPENING.says(
        f"the status line, {NOT}",
        MAY,
        "HTTP version and reason phrase are not important.",
        "76/5.2/status-line",
    ),
    OPENING.says(
        f"hard-coded values, {NOT}",
        MAY,
        "A server of one origin and one resource may send fixed values.",
        "76/3.2/resource-name",
        "76/5.2/origin-of-the-client",
    ),
    OPENING.says(
        f"after the fields, {NOT}",
        SHOULD,
        "key3 and digest stand behind the fields, where an HTTP intermediary would disturb them.",
        "76/5.1/answer-before-key3",
        "76/5.1/key3-as-a-field",
    ),
    CLOSING.says(
        f"the acknowledgement, {NOT}",
        SHOULD,
        "Who receives FF 00 sends the same, if it has not done so.",
        "closing-frame-*",
    ),
    CLOSING.says(
        f"the first peer closes, {NOT}",
        SHOULD,
        "When both have sent FF 00 the connection is closed.",
        "76/6.3/fin-or-rst",
        "76/6.3/closed-when-the-client-has-closed",
    ),
    CLOSING.says(
        f"no further data, {NOT}",
        SHOULD,
        "After its FF 00 a peer sends nothing; after the other's it discards what comes.",
        "closing-frame-once*",
        "76/5.3/nothing-sent-after-closing-frame",
        "76/5.3/*-behind-closing-frame*",
    ),
    CLOSING.says(
        f"simultaneously, {NOT}",
        SHOULD,
        "Both may begin at the same time.",
        "both-close-at-once",
    ),
    TERMS.says(
        "ASCII case",
        MUST,
        "Only the letters A to Z have two cases.",
        "76/5.1/kelvin-sign-is-no-k",
        "76/5.1/field-names-in-any-case",
    ),
    TERMS.says("delays", MAY, "Data may be delayed, joined and cut in transmission.", "*"),
)

LOCATION = (
    URLS.says("step 2", MUST, "A URL begins with ws:// or, if secure, with wss://.", "scheme-*"),
    URLS.says("step 3", MUST, "The host follows.", "host-and-port", "76/5.2/location-of-*"),
    URLS.says(
        "step 4",
        MUST,
        "The port follows, if it is not 80, or 443 if secure.",
        "host-and-port",
        "76/5.2/location-without-a-port-in-host",
    ),
    URLS.says("step 5", MUST, "The resource name follows.", "resource-name", "76/5.2/location-*"),
)

REST = (
    ERRORS.says("", UNDEFINED, "What becomes of text that is no UTF-8 is undefined.", "*"),
    ABORT.says(
        "",
        MUST,
        "To abort the opening handshake is to close the connection.",
        "*",
    ),
    CLOSURE.says(
        "the first paragraph",
        MUST,
        "To close the connection is to close TCP, by FIN or RST or otherwise.",
        "fin-or-rst",
        "half-close-after-a-text",
        "76/6.2/way-of-refusing",
    ),
    CLOSURE.says(
        "the first paragraph",
        SHOULD,
        "When either side has closed, the connection is closed.",
        "closed-when-*",
        "fin-*",
        "rst-*",
    ),
    CLOSURE.untested(
        "the second paragraph",
        MAY,
        "A server may close whenever it likes.",
        "it allows everything; the echo that a target is asked for needs connections that stay open",
    ),
    SECURITY.untested(
        "the first paragraph",
        SHOULD,
        "A server is careful about taking an Origin for the truth: whoever is no browser can send any.",
        "what a server concludes from an origin does not show on the wire",
    ),
    SECURITY.says(
        "the first paragraph",
        MUST,
        "A server has to reckon with being used in unexpected ways.",
        "keys-*",
        "handshake-in-the-body-of-*",
        "plain-http-request",
        "second-handshake-in-the-stream",
        "hostile-text-is-text",
        "beyond/robustness/*",
    ),
    SECURITY.says(
        "the first paragraph",
        SHOULD,
        "No input is taken for valid.",
        "*-in-the-path",
        "*-in-the-query",
        "*-in-the-origin",
        "*-in-the-host",
        "*-in-the-subprotocol",
        "forwarded-*",
        "beyond/robustness/not-utf-8-in-the-head",
        "beyond/robustness/terminal-codes-in-the-head",
    ),
    SECURITY.untested(
        "the second paragraph",
        SHOULD,
        "Text is escaped before it is used in a query of a database.",
        "what an application does with a text does not show on the wire",
    ),
    SECURITY.says(
        "the third paragraph",
        SHOULD,
        "A server for certain sites verifies the origin, and names it only if it is accepted.",
        "foreign-origin",
        "origin-with-*",
        "76/5.2/origin-*",
    ),
    SECURITY.says(
        "the third paragraph",
        MAY,
        "A server of one origin may always send that one.",
        "76/5.2/origin-of-the-client",
    ),
    SECURITY.says(
        "the fourth paragraph",
        SHOULD,
        "A server that does not understand what it receives, or did not expect it, just disconnects.",
        "http-request-in-the-stream",
        "second-handshake-in-the-stream",
        "frame-of-a-later-version",
        "76/6.2/way-of-refusing",
        "76/5.1/host-*",
        "beyond/resource/endless-head",
        "beyond/resource/half-*-for-ever",
    ),
    SECURITY.says(
        "the fifth paragraph",
        SHOULD,
        "Text that is sent in another encoding than UTF-8 lets others write frames.",
        "76/5.3/sends-utf-8",
        "76/5.3/text-with-replacement-character",
        "76/5.4/invalid-then-nul",
    ),
)

SENTENCES = (
    *INTRODUCTION,
    *LOCATION,
    *manifest76_reading.SENTENCES,
    *manifest76_sending.SENTENCES,
    *manifest76_frames.SENTENCES,
    *REST,
)
