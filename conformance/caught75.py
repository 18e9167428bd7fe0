"""Which scenarios catch the faults of draft 75 alone; see ``proof_table``."""

TABLE = """
75-status-phrase-of-76
    75/5.1/answer-status-line 75/trace/cookie-of-the-handshake
    75/trace/protocol-websocket-messages 75/trace/fifty-messages-at-once
75-status-phrase-of-http
    75/5.1/answer-status-line
75-status-phrase-lower-case
    75/5.1/answer-status-line 75/trace/fifty-frames-in-one-segment 75/trace/two-sockets
    75/trace/send-and-close
75-status-phrase-left-out
    75/5.1/answer-status-line
75-status-http-1.0
    75/5.1/answer-status-line 75/trace/origin-file 75/trace/cookies 75/trace/empty-message
75-status-200
    75/5.1/answer-status-line
75-status-two-blanks
    75/5.1/answer-status-line 76/7/keys-in-another-field 76/5.1/keys-absent
75-status-blank-behind
    75/5.1/answer-status-line 75/trace/origin-null 75/trace/subprotocol 75/trace/lone-surrogates
75-line-end-first
    75/5.1/answer-is-first
75-bom-first
    75/5.1/answer-is-first
75-lines-end-with-line-feed
    75/5.1/answer-lines-well-formed 75/7/crlf-escaped-in-the-path 75/7/lf-escaped-in-the-path
    75/trace/eventlet-messages
75-status-line-ends-with-line-feed
    75/5.1/answer-lines-well-formed 75/7/crlf-escaped-in-the-subprotocol
    75/7/cr-escaped-in-the-path 75/7/cr-escaped-in-the-query 75/7/crlf-escaped-in-the-query
    75/7/lf-escaped-in-the-query
75-field-without-blank
    75/5.1/answer-origin-fourth 75/trace/plain 75/trace/query 75/trace/query-without-path
    75/trace/subprotocol-with-blank 75/trace/ten-messages-in-turn
75-upgrade-lower-case
    75/5.1/answer-upgrade-line
75-upgrade-name-lower-case
    75/5.1/answer-upgrade-line 75/trace/non-ascii-messages
75-upgrade-left-out
    75/5.1/answer-upgrade-line 75/5.1/answer-fields-once
75-connection-lower-case
    75/5.1/answer-connection-line
75-connection-name-lower-case
    75/5.1/answer-connection-line 75/trace/server-sends-rst
75-connection-left-out
    75/5.1/answer-connection-line
75-connection-keep-alive
    75/5.1/answer-connection-line
75-connection-before-upgrade
    75/5.1/answer-connection-line 75/trace/close-before-the-answer
75-server-field-between
    75/5.1/answer-origin-fourth
75-date-field-first
    75/5.1/answer-upgrade-line
75-names-of-76
    75/5.1/answer-names-of-75 75/5.1/five-clients-in-turn 75/5.1/origin-https
    75/5.1/origin-value 75/5.1/origin-with-port 75/5.1/two-clients-at-once
    75/5.1/location-of-a-kilobyte 75/5.1/location-value 75/5.1/location-percent-escapes
    75/5.1/location-plus-is-no-blank
75-protocol-name-of-76
    75/5.1/subprotocol-has-the-name-of-75
75-origin-name-lower-case
    75/5.1/answer-origin-fourth
75-location-name-lower-case
    75/5.1/subprotocol-after-location
75-blank-line-left-out
    75/5.1/answer-ends
75-blank-line-twice
    75/5.1/nothing-between-answer-and-frames 75/6/close-while-open
75-digest-sent
    75/5.1/nothing-between-answer-and-frames 75/5.2/end-of-head-cut
    75/6/close-within-the-handshake 75/6/reset-within-the-handshake 75/6/reset-while-open
    75/5.2/frame-in-the-segment-of-the-head
75-chunked
    75/5.1/answer-upgrade-line
75-location-before-origin
    75/5.1/answer-location-fifth
75-protocol-before-origin
    75/5.1/subprotocol-after-location
75-protocol-before-location
    75/5.1/subprotocol-after-location
75-protocol-of-76-read
    75/5.1/subprotocol-not-read-from-76
75-waits-for-key3
    75/5.2/no-key3-awaited
75-head-read-to-origin
    75/5.2/frame-bytes-in-a-field 75/5.2/line-feeds-in-a-cookie 75/5.2/origin-before-host
    75/5.2/cookie-of-three-kilobytes 75/5.2/forty-fields
75-head-end-as-printed
    75/5.2/no-key3-awaited
75-refused-by-answering
    75/5.2/frame-bytes-in-a-field 75/trace/raw-path 75/5.2/first-line-with-a-tab
    75/5.2/first-line-with-two-spaces 75/5.2/both-missing 75/5.2/method-post 75/7/lf-in-the-host
    75/7/cr-in-the-origin 75/7/latin-1-in-the-origin 75/7/lf-in-the-query
    75/7/utf-8-in-the-origin beyond/robustness/garbage-line beyond/robustness/http2-preface
75-names-case-sensitive
    75/5.2/host-and-origin-in-another-case
75-further-fields-refused
    75/5.2/unknown-fields 75/5.2/cookies 75/5.2/value-with-colons
75-ff-00-answered
    75/5.3/ff-00-is-no-close
75-ff-00-before-the-end
    75/5.3/length-of-4-gib
75-ff-00-delivered
    75/5.3/ff-00-is-no-close
75-closes-after-handshake
    75/5.1/accepted-client-is-served
75-only-first-text (patience 0.3)
    75/5.3/sends-text-frames-only 75/5.3/ff-00-of-two-texts 75/5.3/same-text-three-times
    75/5.3/00-00-first-in-its-segment 75/5.3/text-plain 75/5.3/text-of-16385-bytes
    75/5.3/text-of-32-kib 75/5.3/text-with-u-00ff
"""
