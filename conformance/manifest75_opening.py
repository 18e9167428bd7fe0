"""The sentences of draft 75 on the opening handshake: 5.1, the server's, and 5.2, the client's."""

from __future__ import annotations

from conformance.manifest import MAY, MUST, SHOULD, Part

SEND = Part("75", "5.1")
READ = Part("75", "5.2")

SENDING = (
    SEND.says(
        "the first sentence",
        MUST,
        "To every client that connects the server sends its handshake, or it closes the connection.",
        "close-or-answer",
        "accepted-client-is-served",
        "five-clients-in-turn",
        "75/6/close-*",
        "75/6/reset-*",
        "75/trace/*",
    ),
    SEND.says(
        "the first paragraph",
        MAY,
        "The server may read the client's handshake before it answers, or a part of it.",
        "answer-before-the-request",
        "75/6/fin-behind-the-handshake",
        "75/5.2/head-cut-anywhere",
    ),
    SEND.says(
        "the second paragraph",
        MUST,
        "A server that supports encryption performs the TLS handshake first, and all else runs "
        "through it.",
        "location-wss-over-tls",
    ),
    SEND.untested(
        "the second paragraph",
        MUST,
        "When the TLS handshake fails, also for a host name that the server does not have, the "
        "connection is closed.",
        "the harness leaves TLS to a library, which breaks no handshake; and most servers have one "
        "certificate for all names, so no name is known that a server surely lacks",
    ),
    SEND.says(
        "/origin/",
        SHOULD,
        "A server for several origins takes the origin from the Origin field.",
        "origin-*",
        "no-origin",
        "two-clients-at-once",
        "75/7/*-in-the-origin",
    ),
    SEND.says(
        "/host/",
        SHOULD,
        "A server of several hosts takes the host from the Host field.",
        "host-*",
        "no-host",
        "location-of-*",
        "75/7/*-in-the-host",
    ),
    SEND.untested(
        "/host/",
        MUST,
        "A host name that is not ASCII is punycode-encoded.",
        "the name is the server's own; a client sends its Host in ASCII (75 §4.1)",
    ),
    SEND.says(
        "/port/",
        MUST,
        "The port is the one on which the connection was expected or received.",
        "location-value",
        "location-of-*",
    ),
    SEND.says(
        "/resource name/",
        SHOULD,
        "A server of several services takes the resource name from the client's handshake.",
        "location-*",
        "75/7/*-in-the-path",
        "75/7/*-in-the-query",
    ),
    SEND.says(
        "/secure flag/",
        MUST,
        "The flag is true if the connection is encrypted, or is expected to be.",
        "location-wss-over-tls",
        "scheme-*",
    ),
    SEND.says(
        "/subprotocol/",
        SHOULD,
        "A server of several subprotocols takes its choice from WebSocket-Protocol; without the field "
        "it is null, and the empty string is not null.",
        "subprotocol-*",
        "no-subprotocol-unasked",
        "75/7/*-in-the-subprotocol",
    ),
    SEND.says(
        "the invariant part",
        MUST,
        "The answer begins with fixed bytes: status line, Upgrade, Connection, and the name of the "
        "origin.",
        "answer-status-line",
        "answer-upgrade-line",
        "answer-connection-line",
        "answer-origin-fourth",
        "answer-not-in-http-1-0",
        "answer-names-of-75",
        "answer-lines-well-formed",
    ),
    SEND.says(
        "the first bytes",
        MUST,
        "They are the first bytes that the server sends on the connection.",
        "answer-is-first",
    ),
    SEND.says(
        "after the invariant part",
        MUST,
        "The origin follows, in ASCII.",
        "answer-in-ascii",
        "two-clients-at-once",
        "origin-*",
        "75/7/*-in-the-origin",
    ),
    SEND.says(
        "the URL",
        MUST,
        "Then come the name WebSocket-Location and the URL, in ASCII.",
        "answer-location-fifth",
        "answer-in-ascii",
        "location-*",
        "75/7/*-in-the-path",
        "75/7/*-in-the-query",
        "75/7/*-in-the-host",
    ),
    SEND.says(
        "the subprotocol",
        MUST,
        "Then, if the subprotocol is not null, the name WebSocket-Protocol and the subprotocol, in "
        "ASCII.",
        "subprotocol-*",
        "no-subprotocol-unasked",
        "answer-in-ascii",
        "75/7/*-in-the-subprotocol",
    ),
    SEND.says(
        "the last four bytes",
        MUST,
        "The answer ends in 0D 0A 0D 0A.",
        "answer-ends",
        "answer-fields-once",
        "nothing-between-answer-and-frames",
    ),
)

READING = (
    READ.says(
        "the first paragraph",
        MUST,
        "Fields are divided by CR LF.",
        "75/7/bare-lf-ends-no-line",
        "head-cut-anywhere",
        "head-byte-by-byte",
    ),
    READ.says(
        "the first field",
        SHOULD,
        "A first field that is not GET, a name and HTTP/1.1 with one space between each should be "
        "aborted.",
        "first-line-*",
        "empty-line-first",
        "method-*",
        "version-*",
        "75/7/handshake-in-a-body",
    ),
    READ.says(
        "the first field",
        SHOULD,
        "A resource name that does not begin with a slash should be aborted.",
        "path-*",
    ),
    READ.says(
        "the names and their order",
        MAY,
        "The fields come as name, colon, space and value, in a fixed order; what becomes of others is "
        "not said.",
        "order-*",
        "names-*",
        "values-*",
        "value-*",
        "two-origins",
        "connection-of-two-tokens",
        "request-of-rfc-6455-too",
        "origin-before-host",
        "host-and-origin-in-another-case",
    ),
    READ.says(
        "Host, Origin, WebSocket-Protocol",
        MUST,
        "The values are read as UTF-8.",
        "75/7/utf-8-in-the-*",
        "75/7/latin-1-in-the-origin",
    ),
    READ.says(
        "Other fields",
        MAY,
        "Other fields, such as Cookie, mean what they mean in HTTP.",
        "cookies",
        "unknown-fields",
        "value-with-colons",
        "75/7/flash-policy-words-in-a-field",
    ),
    READ.says(
        "Other fields",
        SHOULD,
        "A server that trusts a cookie, or a network, verifies Upgrade and Connection.",
        "upgrade-*",
        "connection-missing",
        "connection-keep-alive",
        "both-missing",
    ),
    READ.says(
        "fields without colon and space",
        MUST,
        "A line without colon and space is discarded, or ends the connection.",
        "line-of-a-word",
        "line-without-*",
        "line-with-no-name",
        "line-that-begins-with-a-blank",
    ),
    READ.says(
        "the end of the handshake",
        MUST,
        "The client's handshake is read to its first 0D 0A 0D 0A before frames are read.",
        "head-*",
        "end-of-head-cut",
        "no-key3-awaited",
        "frame-*",
        "cookie-of-three-kilobytes",
        "forty-fields",
        "line-feeds-in-a-cookie",
        "75/7/handshake-in-a-body",
    ),
    READ.says(
        "the end of the handshake",
        MAY,
        "It may be read before the answer is sent, or after it.",
        "75/6/fin-behind-the-handshake",
        "head-byte-by-byte",
    ),
)

SENTENCES = (*SENDING, *READING)
