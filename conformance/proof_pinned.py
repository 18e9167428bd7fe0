"""What each null peer may pass, to the id: what comes to nobody's harm in it is true of it, too.

Most of them pass nothing, for the valid conversation that a scenario is compared with fails. Four are
answered differently, because they send a 101. In a bare 101 there is no line that anybody wrote into
it. Who answers all heads alike does not obey the client that asks for something else. And who computes
the digest of other keys gets the fields right, and refuses what is to be refused; nobody hears of it,
as every client hangs up at the digest, which is what its FAILs say.

The one that sends texts without end does all rightly until it is sent a text. So it is asked only where
texts are exchanged, and passes where none is whole, or where the one that is asked for is its own.
"""

from __future__ import annotations

from conformance.selftest.null import NULL_PEERS

BARE = """
75/5.1/answer-ends 75/5.1/answer-in-ascii 75/5.1/answer-is-first 75/5.1/answer-lines-well-formed
75/5.1/answer-names-of-75 75/5.1/host-not-from-a-forwarded-field 75/5.1/no-subprotocol-unasked
75/5.1/scheme-not-from-a-forwarded-field 75/5.1/scheme-not-from-the-origin
75/5.1/subprotocol-has-the-name-of-75 75/5.1/subprotocol-not-read-from-76
75/7/bare-lf-ends-no-line 75/7/cr-and-lf-with-the-top-bit-in-the-path 75/7/cr-escaped-in-the-path
75/7/cr-escaped-in-the-query 75/7/cr-in-the-host 75/7/cr-in-the-origin 75/7/cr-in-the-path
75/7/cr-in-the-query 75/7/cr-in-the-subprotocol 75/7/crlf-escaped-in-the-host
75/7/crlf-escaped-in-the-origin 75/7/crlf-escaped-in-the-path 75/7/crlf-escaped-in-the-query
75/7/crlf-escaped-in-the-subprotocol 75/7/escaped-nul-in-the-path
75/7/flash-policy-words-in-a-field 75/7/lf-escaped-in-the-path 75/7/lf-escaped-in-the-query
75/7/lf-in-the-host 75/7/lf-in-the-origin 75/7/lf-in-the-path 75/7/lf-in-the-query
75/7/lf-in-the-subprotocol 75/7/nul-in-the-host 75/7/nul-in-the-origin 75/7/nul-in-the-path
75/7/nul-in-the-subprotocol
75/5.2/head-answered-at-its-end
75/5.1/scheme-not-from-the-port
"""

ALIKE = """
75/5.1/answer-connection-line 75/5.1/answer-fields-once 75/5.1/answer-in-ascii
75/5.1/answer-is-first 75/5.1/answer-lines-well-formed 75/5.1/answer-location-fifth
75/5.1/answer-not-in-http-1-0 75/5.1/answer-origin-fourth 75/5.1/answer-status-line
75/5.1/answer-upgrade-line 75/5.1/five-clients-in-turn 75/5.1/host-not-from-a-forwarded-field
75/5.1/host-of-a-bracket 75/5.1/host-that-is-a-url 75/5.1/host-with-a-blank
75/5.1/host-with-a-user 75/5.1/no-host 75/5.1/no-subprotocol-unasked
75/5.1/scheme-not-from-a-forwarded-field 75/5.1/scheme-not-from-the-origin
75/5.1/subprotocol-has-the-name-of-75 75/5.1/subprotocol-not-read-from-76 75/5.2/cookies
75/5.2/head-byte-by-byte 75/5.2/head-cut-anywhere 75/5.2/host-and-origin-in-another-case
75/5.2/origin-before-host 75/5.2/unknown-fields 75/5.2/value-with-colons 75/7/bare-lf-ends-no-line
75/7/cr-and-lf-with-the-top-bit-in-the-path 75/7/cr-escaped-in-the-path
75/7/cr-escaped-in-the-query 75/7/cr-in-the-host 75/7/cr-in-the-origin 75/7/cr-in-the-path
75/7/cr-in-the-query 75/7/cr-in-the-subprotocol 75/7/crlf-escaped-in-the-host
75/7/crlf-escaped-in-the-origin 75/7/crlf-escaped-in-the-path 75/7/crlf-escaped-in-the-query
75/7/crlf-escaped-in-the-subprotocol 75/7/escaped-nul-in-the-path
75/7/flash-policy-words-in-a-field 75/7/lf-escaped-in-the-path 75/7/lf-escaped-in-the-query
75/7/lf-in-the-host 75/7/lf-in-the-origin 75/7/lf-in-the-path 75/7/lf-in-the-query
75/7/lf-in-the-subprotocol 75/7/nul-in-the-host 75/7/nul-in-the-origin 75/7/nul-in-the-path
75/7/nul-in-the-subprotocol 76/1.4/both-close-at-once 76/1.4/closing-frame-once
76/1.4/closing-frame-once-late 76/3.2/resource-name 76/3.2/scheme-of-a-plain-connection
76/5.1/head-too-short 76/5.2/answer-in-utf8 76/5.2/colon-and-space 76/5.2/connection-not-reflected
76/5.2/connection-value 76/5.2/each-field-once 76/5.2/lines-end-in-crlf
76/5.2/scheme-not-from-the-origin 76/5.2/status-line 76/5.2/subprotocol-not-asked-for
76/5.2/upgrade-not-reflected 76/5.2/upgrade-value 76/5.3/closing-frame-cut
76/6.3/closed-when-the-client-has-closed 76/6.3/closed-when-the-client-is-gone
76/6.3/fin-after-opening 76/6.3/fin-in-mid-frame 76/6.3/fin-with-closing-frame
76/6.3/rst-after-opening 76/6.3/rst-in-mid-frame 76/6.3/rst-in-mid-length
76/6.3/rst-in-mid-payload 76/6.3/rst-with-closing-frame 76/6.3/rst-with-texts-unanswered
76/7/forwarded-host-not-believed 76/7/forwarded-http-not-believed
76/7/forwarded-scheme-not-believed beyond/robustness/connect-and-close
beyond/robustness/connect-and-reset beyond/robustness/frames-before-the-handshake
beyond/robustness/half-a-head-and-close beyond/robustness/half-a-head-and-reset
beyond/robustness/only-ff beyond/robustness/only-nuls beyond/robustness/policy-file-request
beyond/robustness/policy-file-request-in-a-field beyond/robustness/tls-to-a-plain-port
75/5.2/head-answered-at-its-end
75/5.1/scheme-not-from-the-port 76/5.2/scheme-not-from-the-port
76/5.1/names-that-end-alike
"""

OTHER_KEYS = """
76/1.4/both-close-at-once 76/1.4/closing-frame-once 76/1.4/closing-frame-once-late
76/3.2/host-and-port 76/3.2/resource-name 76/3.2/scheme-of-a-plain-connection
76/5.1/bare-cr-ends-no-field 76/5.1/bare-lf-ends-no-field
76/5.1/connection-absent 76/5.1/connection-other-value 76/5.1/continued-line 76/5.1/head-too-short
76/5.1/host-absent 76/5.1/host-malformed 76/5.1/kelvin-sign-is-no-k 76/5.1/key-twice
76/5.1/key3-too-short 76/5.1/keys-absent 76/5.1/line-without-colon 76/5.1/line-without-name
76/5.1/line-without-resource-name 76/5.1/line-without-second-space 76/5.1/method-longer
76/5.1/method-other-case 76/5.1/method-post 76/5.1/nul-ends-no-field 76/5.1/space-before-colon
76/5.1/upgrade-absent 76/5.1/upgrade-other-value 76/5.2/answer-in-utf8 76/5.2/bad-key-before-key3
76/5.2/colon-and-space 76/5.2/connection-value 76/5.2/each-field-once
76/5.2/escaped-spaces-are-no-spaces 76/5.2/key-empty 76/5.2/key-number-not-a-multiple
76/5.2/key-number-under-its-spaces 76/5.2/key-without-digits 76/5.2/key1-absent 76/5.2/key2-absent
76/5.2/lines-end-in-crlf 76/5.2/location-keeps-escapes 76/5.2/location-keeps-every-character
76/5.2/location-keeps-leading-slashes 76/5.2/location-keeps-slashes
76/5.2/location-of-a-named-host 76/5.2/location-of-an-ipv6-host 76/5.2/location-with-empty-query
76/5.2/location-with-query 76/5.2/no-spaces-and-number-zero 76/5.2/no-spaces-in-both-keys
76/5.2/no-spaces-in-key1 76/5.2/no-spaces-in-key2 76/5.2/number-of-400-digits 76/5.2/origin-null
76/5.2/origin-of-a-file 76/5.2/origin-of-the-client 76/5.2/part-just-over-32-bits
76/5.2/part-over-32-bits 76/5.2/scheme-not-from-the-origin 76/5.2/second-key-number-not-a-multiple
76/5.2/status-line 76/5.2/subprotocol-asked-for 76/5.2/subprotocol-empty
76/5.2/subprotocol-not-asked-for 76/5.2/subprotocol-of-every-character
76/5.2/subprotocol-with-blanks-and-commas 76/5.2/upgrade-not-reflected 76/5.2/upgrade-value
76/5.3/closing-frame-cut 76/6.2/abort-closes-the-connection 76/6.2/nothing-after-the-abort
76/6.2/second-handshake-after-a-key-that-does-not-divide
76/6.2/second-handshake-after-a-key-without-spaces
76/6.2/second-handshake-after-a-missing-first-key
76/6.2/second-handshake-after-a-missing-second-key 76/6.2/second-handshake-after-another-upgrade
76/6.2/second-handshake-after-no-connection 76/6.2/second-handshake-after-no-upgrade
76/6.3/closed-when-the-client-has-closed 76/6.3/closed-when-the-client-is-gone
76/6.3/fin-after-opening 76/6.3/fin-in-mid-frame 76/6.3/fin-with-closing-frame
76/6.3/rst-after-opening 76/6.3/rst-in-mid-frame 76/6.3/rst-in-mid-length
76/6.3/rst-in-mid-payload 76/6.3/rst-with-closing-frame 76/6.3/rst-with-texts-unanswered
76/7/control-bytes-in-the-origin 76/7/control-bytes-in-the-path
76/7/cr-and-lf-with-the-top-bit-in-the-path 76/7/cr-in-the-host 76/7/cr-in-the-origin
76/7/cr-in-the-path 76/7/cr-in-the-subprotocol 76/7/escaped-crlf-in-the-path
76/7/escaped-crlf-in-the-query 76/7/escaped-lf-and-nul-in-the-path
76/7/forwarded-host-not-believed 76/7/forwarded-http-not-believed
76/7/forwarded-scheme-not-believed 76/7/handshake-in-the-body-of-a-get
76/7/handshake-in-the-body-of-a-post 76/7/keys-in-another-field 76/7/keys-in-the-first-line
76/7/keys-in-the-path 76/7/latin-1-in-the-origin 76/7/lf-in-the-host 76/7/lf-in-the-origin
76/7/lf-in-the-path 76/7/lf-in-the-subprotocol 76/7/plain-http-request 76/7/utf-8-in-the-origin
beyond/robustness/colons-only beyond/robustness/connect-and-close
beyond/robustness/connect-and-reset beyond/robustness/first-line-only
beyond/robustness/frames-before-the-handshake beyond/robustness/garbage-line
beyond/robustness/half-a-head-and-close beyond/robustness/half-a-head-and-reset
beyond/robustness/http2-preface beyond/robustness/no-spaces-in-line
beyond/robustness/not-utf-8-in-the-head beyond/robustness/only-ff beyond/robustness/only-line-ends
beyond/robustness/only-nuls beyond/robustness/policy-file-request
beyond/robustness/policy-file-request-in-a-field beyond/robustness/policy-file-request-not-held
beyond/robustness/terminal-codes-in-the-head beyond/robustness/tls-to-a-plain-port
76/5.2/large-key-number-not-a-multiple
76/5.2/location-keeps-escaped-delimiters 76/5.2/location-keeps-names-and-variables
76/5.2/location-of-a-kilobyte 76/5.2/location-query-not-rebuilt 76/5.2/origin-of-any-shape
76/5.2/scheme-not-from-the-port 76/5.2/subprotocol-of-any-shape
76/5.1/connection-that-holds-the-word 76/5.1/names-that-end-alike
76/5.1/upgrade-that-holds-the-word 76/5.2/location-keeps-an-escaped-nul
76/5.2/subprotocol-name-in-any-case
"""

ENDLESS = """
75/5.3/half-a-text-is-no-message 75/5.3/length-of-2-to-the-53 75/5.3/length-of-2-to-the-64
75/5.3/length-of-4-gib 76/5.3/closing-frame-cut 76/5.3/end-in-mid-frame
76/5.3/half-a-text-behind-closing-frame 76/5.3/text-behind-closing-frame
76/5.3/text-behind-closing-frame-later 76/5.3/text-behind-closing-frame-next-segment
76/5.3/text-frame
"""

ASKED: dict[str, tuple[str, ...]] = {"texts-without-end": ("75/5.3/*", "76/5.3/*", "76/5.4/*")}
"""Null peers that are not asked everything, with the globs of what they are asked."""

PINNED: dict[str, frozenset[str]] = {
    **dict.fromkeys(NULL_PEERS, frozenset[str]()),
    "101-and-nothing": frozenset(BARE.split()),
    "accepts-everything": frozenset(ALIKE.split()),
    "digest-of-other-keys": frozenset(OTHER_KEYS.split()),
    "texts-without-end": frozenset(ENDLESS.split()),
}
