"""Which scenarios catch the faults in the numbers and the digest; see ``proof_table``."""

TABLE = """
parts-little-endian
    76/5.2/digest 76/trace/published-streamhub-3
part1-little-endian
    76/5.2/digest 76/trace/published-streamhub-2
part2-little-endian
    76/5.2/digest 76/trace/byte-by-byte
parts-swapped
    76/5.2/digest 76/trace/published-safari-5-1-2
part1-twice
    76/5.2/digest 76/trace/frames-with-the-handshake
part2-twice
    76/5.2/digest 76/trace/published-webkit-in-qtwebsocket
parts-decimal
    76/5.2/digest 76/trace/published-chrome-on-kaazing
key3-first
    76/5.2/digest 76/5.2/second-key-before-the-first
key3-between-parts
    76/5.2/digest
key3-left-out
    76/5.2/digest 76/trace/send-and-close
key3-zeros
    76/5.2/digest 76/trace/protocol-websocket-messages 76/trace/eventlet-messages
key3-reversed
    76/5.2/digest 76/trace/websocket-driver-0-8-0-messages
key3-halves-swapped
    76/5.2/digest 76/trace/lone-surrogates
key3-doubled
    76/5.2/digest
parts-left-out
    76/5.2/digest 76/trace/published-chrome-10
key3-stripped
    76/5.1/key3-of-any-bytes
key3-until-nul
    76/5.1/key3-of-any-bytes
key3-as-text
    76/5.1/key3-of-any-bytes 76/trace/query
key3-from-field
    76/5.1/key3-as-a-field
digest-sha-1
    76/5.2/digest 76/trace/ws-messages
digest-hexadecimal
    76/5.2/digest-has-sixteen-bytes 76/6.3/fin-with-closing-frame
digest-reversed
    76/5.2/digest
digest-words-swapped
    76/5.2/digest 76/trace/websocket-driver-0-7-4-messages
digest-as-text
    76/5.2/digest-has-sixteen-bytes 76/6.3/rst-with-closing-frame 76/6.3/half-close-after-a-text
    76/7/hostile-text-is-text
digest-15-bytes
    76/5.2/digest-has-sixteen-bytes 76/trace/fifty-messages-at-once
digest-17-bytes
    76/5.2/digest-has-sixteen-bytes
digest-and-line-end
    76/5.2/digest-has-sixteen-bytes 76/6.3/fin-after-opening
digest-one-bit-wrong
    76/5.2/digest 76/trace/fifty-frames-in-one-segment 76/trace/cookies
    76/trace/published-streamhub-1
digest-twice
    76/5.2/digest-has-sixteen-bytes 76/6.3/rst-with-texts-unanswered
digest-left-out
    76/5.2/digest
challenge-for-digest
    76/5.2/digest
digest-of-the-example
    76/5.2/digest 76/1.2/worked-example 76/1.3/worked-example 76/4.1/worked-example
digest-of-earlier-client
    76/5.2/digest 76/4.1/fields-in-any-order 76/5.2/client-of-draft-75-meanwhile
    76/trace/ws-plain
digest-before-blank-line (patience 0.2)
    76/5.2/digest
digits-first-run-only
    76/5.2/digits-at-both-ends 76/5.2/key-number-largest 76/5.2/noise-of-every-character
digits-hexadecimal
    76/5.2/worked-example 76/5.2/noise-like-digits
digits-reversed
    76/5.2/worked-example
digits-zero-dropped
    76/5.2/key-number-zero 76/5.2/digits-of-other-scripts
digits-of-unicode
    76/5.2/superscript-two-is-no-digit
digits-of-unicode-die
    76/5.2/superscript-two-is-no-digit
no-digits-die
    76/5.2/key-without-digits
key-number-signed
    76/5.2/worked-example
spaces-any-white-space
    76/5.2/tab-is-no-space
spaces-one-too-many
    76/5.2/digest 76/5.2/no-spaces-and-number-zero 76/trace/many-handshakes
spaces-of-both-keys
    76/5.2/key-number-under-its-spaces 76/5.2/number-over-32-bits
    76/5.2/more-noise-than-a-client-sends 76/5.2/more-spaces-than-a-client-sends
    76/4.1/random-keys
no-spaces-accepted
    76/5.2/no-spaces-in-key1 76/5.2/no-spaces-in-both-keys
no-spaces-accepted-in-key2
    76/5.2/no-spaces-in-key2
no-spaces-die
    76/5.2/no-spaces-in-key1
no-multiple-rounded-down
    76/5.2/key-number-not-a-multiple
no-multiple-rounded
    76/5.2/key-number-not-a-multiple
no-multiple-accepted-in-key2
    76/5.2/second-key-number-not-a-multiple
not-divided
    76/5.2/worked-example 76/4.1/cookies 76/4.1/fullest-keys
zero-refused
    76/5.2/key-number-zero
over-31-bits-refused
    76/5.2/key-number-over-31-bits
over-32-bits-dies
    76/5.2/part-over-32-bits 76/5.2/part-just-over-32-bits
bad-keys-found-late
    76/5.2/bad-key-before-key3
bad-keys-answered-in-digest
    76/5.2/bad-key-before-key3 76/5.2/number-of-400-digits
"""
