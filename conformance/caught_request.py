"""Which scenarios catch the faults in reading the request; see ``proof_table``."""

TABLE = """
field-names-case-sensitive
    76/5.1/field-names-in-any-case
upgrade-value-case-sensitive
    76/5.1/upgrade-in-any-case
connection-value-case-sensitive
    76/5.1/connection-in-any-case
missing-origin-dies
    75/5.1/no-origin beyond/robustness/terminal-codes-in-the-head
    beyond/robustness/not-utf-8-in-the-head
missing-host-dies
    76/5.1/host-absent beyond/robustness/first-line-only beyond/robustness/only-line-ends
missing-upgrade-dies
    76/5.1/upgrade-absent 76/7/plain-http-request beyond/robustness/no-spaces-in-line
missing-key2-dies
    76/6.2/second-handshake-after-a-missing-second-key
bad-host-dies
    76/5.1/host-malformed 75/7/crlf-escaped-in-the-host
one-key-taken-for-75
    76/5.2/key2-absent
one-key-counts-as-zero
    76/5.2/key-empty 76/5.2/key1-absent
key-runs-collapsed
    76/5.2/spaces-side-by-side 76/trace/websocket-driver-0-7-4-plain 76/trace/plain
    76/trace/eventlet-plain
other-methods-accepted
    76/5.1/method-other-case 76/5.1/line-without-second-space
upgrade-unchecked
    76/5.1/upgrade-other-value
connection-unchecked
    76/5.1/connection-other-value 76/5.1/connection-absent
path-unchecked
    76/5.1/line-without-resource-name 76/7/control-bytes-in-the-path 76/7/cr-in-the-path
lines-without-colon-skipped
    76/5.1/line-without-colon 76/5.1/continued-line 76/5.1/line-without-name
75-other-first-lines-accepted
    75/5.2/first-line-of-two-tokens 75/5.2/first-line-of-four-tokens
    75/5.2/first-line-with-a-blank-in-the-path 75/5.2/method-in-lower-case
    75/5.2/method-longer-than-get 75/5.2/method-put 75/5.2/version-1-0 75/5.2/version-2-0
    75/5.2/version-of-another-protocol
75-path-without-slash-accepted
    75/5.2/path-without-slash 75/5.2/path-empty 75/5.2/path-is-a-url 75/5.2/path-is-an-asterisk
    75/7/cr-in-the-path 75/7/cr-in-the-query 75/7/ff-in-the-path 75/7/lf-in-the-path
    75/7/nul-in-the-path 75/7/utf-8-in-the-path
75-upgrade-unchecked
    75/5.2/upgrade-of-another-protocol 75/5.2/upgrade-missing
75-connection-unchecked
    75/5.2/connection-missing 75/5.2/connection-keep-alive
controls-in-values-echoed
    76/7/lf-in-the-origin
missing-host-written-as-none
    76/5.1/host-absent 75/5.1/no-host
bad-host-echoed
    76/5.1/host-malformed 75/5.1/host-of-a-bracket 75/5.1/host-that-is-a-url
    75/5.1/host-with-a-blank 75/5.1/host-with-a-user
line-feed-ends-line
    76/5.1/bare-lf-ends-no-field 75/7/bare-lf-ends-no-line
injected-field-wins
    76/5.1/bare-lf-ends-no-field
75-line-without-colon-dies
    75/5.2/line-without-colon 75/5.2/line-of-a-word 75/5.2/line-that-begins-with-a-blank
    75/5.2/line-with-no-name 75/5.2/line-without-space 75/5.2/empty-line-first
    beyond/robustness/colons-only
75-line-without-colon-is-a-field
    75/5.2/line-without-colon-names-no-origin
75-version-of-request-echoed
    75/5.1/answer-not-in-http-1-0
line-feeds-end-head
    76/5.1/bare-lf-ends-no-head
rfc-6455-version-drops-key3
    76/5.1/rfc6455-beside-the-keys
keys-in-latin-1
    76/5.2/other-spaces-and-digits
raw-path-dies
    76/trace/raw-path
kelvin-sign-is-a-k
    76/5.1/kelvin-sign-is-no-k
escaped-space-counts
    76/5.2/escaped-spaces-are-no-spaces
numbers-octal
    76/5.2/leading-zeros
method-in-lower-case-accepted
    76/5.1/method-other-case
method-longer-accepted
    76/5.1/method-longer
method-post-accepted
    76/5.1/method-post
unknown-fields-refused
    76/5.1/unknown-fields
keys-in-first-line-count
    76/7/keys-in-the-first-line
controls-in-host-echoed
    76/7/lf-in-the-host 76/7/cr-in-the-host 75/7/cr-in-the-host 75/7/nul-in-the-host
controls-in-subprotocol-echoed
    76/7/lf-in-the-subprotocol 76/7/cr-in-the-subprotocol 75/7/cr-in-the-subprotocol
    75/7/lf-in-the-subprotocol 75/7/nul-in-the-subprotocol
connection-reflected
    76/5.2/connection-not-reflected
origin-with-a-latin-1-byte
    76/5.2/answer-in-utf8 75/5.1/answer-in-ascii
origin-unescaped
    75/7/crlf-escaped-in-the-origin
path-nul-unescaped
    76/7/escaped-lf-and-nul-in-the-path 75/7/escaped-nul-in-the-path
path-of-seven-bits
    76/7/cr-and-lf-with-the-top-bit-in-the-path 75/7/cr-and-lf-with-the-top-bit-in-the-path
    76/7/lf-in-the-path
origin-bytes-decoded
    76/7/utf-8-in-the-origin 76/7/control-bytes-in-the-origin 76/7/cr-in-the-origin
    76/7/latin-1-in-the-origin 75/7/lf-in-the-origin 75/7/nul-in-the-origin
garbage-answered
    beyond/robustness/only-nuls beyond/robustness/tls-to-a-plain-port
policy-words-answered
    beyond/robustness/policy-file-request-in-a-field 75/7/flash-policy-words-in-a-field
policy-request-dies
    beyond/robustness/policy-file-request beyond/robustness/policy-file-request-not-held
connect-and-close-dies
    beyond/robustness/connect-and-close
bytes-over-7e-die
    beyond/robustness/frames-before-the-handshake beyond/robustness/only-ff
refusal-held-open
    76/6.2/second-handshake-after-a-missing-first-key 76/6.2/abort-closes-the-connection
refusal-with-stack-trace
    76/6.2/way-of-refusing
key3-first-piece-only
    76/5.1/key3-too-short 76/5.1/key3-begun-with-the-fields 76/5.1/key3-in-two-segments
    76/5.1/byte-by-byte
key3-cut-short-answered
    76/5.1/key3-too-short
key3-read-as-a-request
    76/5.1/key3-like-http-in-a-segment-of-its-own
key3-in-same-segment
    76/5.1/key3-in-a-segment-of-its-own 76/5.1/key3-long-after-the-fields
head-end-split-unseen
    76/5.1/blank-line-in-two-segments
head-end-split-miscounted
    76/5.1/cut-at-every-place
bytes-behind-handshake-lost
    76/5.1/frame-in-the-segment-of-key3
bytes-behind-key3-hashed
    76/5.1/key3-ends-after-eight-bytes
content-length-eats-key3
    76/5.1/content-length-eight
refusal-reads-on
    76/6.2/second-handshake-after-a-missing-first-key 75/5.1/close-or-answer
    76/6.2/second-handshake-after-a-key-that-does-not-divide
    76/6.2/second-handshake-after-another-upgrade 76/6.2/second-handshake-after-no-connection
    76/6.2/second-handshake-after-a-key-without-spaces 76/6.2/second-handshake-after-no-upgrade
keys-in-path-count
    76/7/keys-in-the-path
request-in-body-answered
    76/7/handshake-in-the-body-of-a-post 76/6.2/nothing-after-the-abort
    76/7/handshake-in-the-body-of-a-get 75/7/handshake-in-a-body
endless-head-accepted
    beyond/resource/endless-head
half-handshake-held (patience 0.08)
    beyond/resource/half-handshake-for-ever beyond/resource/half-key3-for-ever
half-request-fin-dies
    76/5.1/head-too-short beyond/robustness/half-a-head-and-close
"""
