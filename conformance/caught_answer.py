"""Which scenarios catch the faults in the answer; see ``proof_table``."""

TABLE = """
location-left-out
    76/5.2/each-field-once
location-twice
    76/5.2/each-field-once 76/trace/server-sends-closing-frame-and-waits
location-scheme-http
    76/3.2/scheme-of-a-plain-connection 75/5.2/head-cut-anywhere
location-always-wss
    76/3.2/scheme-of-a-plain-connection
location-scheme-of-origin
    76/5.2/scheme-not-from-the-origin 75/5.1/scheme-not-from-the-origin
location-port-left-out
    76/3.2/host-and-port
location-port-twice
    76/5.2/location-of-a-named-host
location-host-upper-case
    76/5.2/location-of-a-named-host 75/5.1/location-of-another-host
location-ipv6-cut
    76/5.2/location-of-an-ipv6-host 75/5.1/location-of-an-ipv6-host
location-query-left-out
    76/5.2/location-with-empty-query 75/5.1/location-with-query 76/5.2/location-with-query
location-empty-query-left-out
    76/5.2/location-with-empty-query 75/5.1/location-with-empty-query
location-path-left-out
    76/5.2/location-keeps-every-character
location-slash-added
    76/5.2/location-keeps-slashes 75/5.1/location-keeps-leading-slashes 76/3.2/resource-name
    75/5.1/location-query-with-slashes
location-path-lower-case
    76/5.2/location-keeps-every-character 75/5.1/location-escapes-keep-case
location-path-tidied
    76/5.2/location-keeps-leading-slashes 75/5.1/location-path-not-tidied
location-relative
    76/3.2/host-and-port 75/5.2/head-byte-by-byte
status-200
    76/5.2/status-line
status-not-three-digits
    76/5.2/status-line
status-line-without-blank
    76/5.2/status-line
status-line-not-http
    76/5.2/status-line
status-line-twice
    76/5.2/lines-end-in-crlf 76/trace/published-web-socket-js
status-line-after-continue
    76/5.2/status-line
line-end-before-status-line
    76/5.2/status-line
lines-end-with-line-feed
    76/5.2/lines-end-in-crlf 76/trace/query-without-path 76/trace/subprotocol
    76/trace/dots-in-path 76/trace/server-ends-in-mid-frame
field-without-blank
    76/5.2/colon-and-space
field-blank-before-colon
    76/5.2/each-field-once 76/trace/late-answer 76/trace/published-blank-in-query
    76/trace/close-before-the-answer 76/trace/subprotocol-with-blank
    76/trace/ten-messages-in-turn
fields-folded
    76/5.2/colon-and-space
upgrade-left-out
    76/5.2/upgrade-value 76/trace/published-safari-on-jetty
connection-left-out
    76/5.2/connection-value 76/trace/server-sends-fin 76/trace/two-sockets
upgrade-twice
    76/5.2/upgrade-value 76/trace/published-chrome-11
upgrade-lower-case
    76/5.2/upgrade-value 76/5.2/upgrade-not-reflected 76/trace/protocol-websocket-plain
    76/trace/websocket-driver-0-8-0-plain
connection-lower-case
    76/5.2/connection-value 76/trace/page-closes-at-once 76/trace/server-sends-rst
connection-keep-alive
    76/5.2/connection-value 76/trace/cookie-of-the-handshake
digest-announced-as-chunked
    76/5.2/digest-has-sixteen-bytes
names-of-75
    76/5.2/each-field-once 76/trace/no-path
origin-left-out
    76/5.2/origin-of-the-client 76/trace/server-sends-closing-frame-and-fin 76/trace/origin-null
origin-twice
    76/5.2/origin-of-the-client 76/trace/published-null-origin-on-kaazing 76/trace/origin-file
origin-with-slash
    76/5.2/origin-of-the-client
origin-with-port
    76/5.2/origin-of-the-client
origin-scheme-changed
    76/5.2/origin-of-the-client
origin-scheme-dropped
    76/5.2/origin-of-the-client
origin-null-replaced
    76/5.2/origin-null 75/5.1/origin-null
origin-file-emptied
    76/5.2/origin-of-a-file 75/5.1/origin-of-a-file
origin-of-earlier-client
    76/5.2/origin-of-the-client 75/5.1/origin-of-this-client
subprotocol-default-unasked
    76/5.2/subprotocol-not-asked-for
subprotocol-star-unasked
    76/5.2/subprotocol-not-asked-for 75/5.1/no-subprotocol-unasked
subprotocol-none-unasked
    76/5.2/subprotocol-not-asked-for
subprotocol-first-of-list
    76/5.2/subprotocol-with-blanks-and-commas
subprotocol-first-word
    76/5.2/subprotocol-with-blanks-and-commas 75/5.1/subprotocol-with-blanks-and-commas
subprotocol-lower-case
    76/5.2/subprotocol-of-every-character 75/5.1/subprotocol-case-kept
subprotocol-of-its-own
    76/5.2/subprotocol-asked-for 75/5.1/subprotocol-asked
subprotocol-twice
    76/5.2/subprotocol-asked-for
location-path-decoded
    76/5.2/location-keeps-escapes
response-split-by-path
    76/7/escaped-crlf-in-the-path 76/7/escaped-crlf-in-the-query
location-path-encoded
    76/5.2/location-keeps-escapes
"""
