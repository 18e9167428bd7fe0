"""Which scenarios catch the faults in reading the opening handshake as a whole; see ``proof_table``."""

TABLE = """
76-names-by-prefix
    76/5.1/names-that-begin-alike
76-origin-from-the-answers-field
    76/5.1/names-that-end-alike
76-upgrade-holds-the-word
    76/5.1/upgrade-that-holds-the-word
76-connection-holds-the-word
    76/5.1/connection-that-holds-the-word
76-more-than-20-fields-refused
    76/5.1/unknown-fields-first
76-subprotocol-name-case-sensitive
    76/5.2/subprotocol-name-in-any-case
76-status-phrase-with-a-control-byte
    76/5.2/status-line
75-key3-awaited (patience 0.3)
    75/5.2/head-answered-at-its-end
carriage-return-ends-line
    76/5.1/bare-cr-ends-no-field
nul-ends-line
    76/5.1/nul-ends-no-field
names-trimmed
    76/5.1/space-before-colon
76-keys-last-refused
    76/4.1/each-field-first-and-last
76-connection-last-refused
    76/4.1/each-field-first-and-last
76-subprotocol-first-refused
    76/4.1/subprotocol-first-and-last
large-no-multiple-accepted
    76/5.2/large-key-number-not-a-multiple
no-multiple-of-many-spaces-accepted
    76/5.2/large-key-number-not-a-multiple
digest-until-nul (patience 0.2)
    76/5.2/digest-of-any-bytes
digest-stripped (patience 0.2)
    76/5.2/digest-of-any-bytes
digest-nul-first-left-out (patience 0.2)
    76/5.2/digest-of-any-bytes
digest-cr-left-out (patience 0.2)
    76/5.2/digest-of-any-bytes
digest-ff-doubled
    76/5.2/digest-of-any-bytes
key3-delete-left-out
    76/5.2/key3-of-every-byte
key3-end-of-file-read
    76/5.2/key3-of-every-byte
key3-plus-is-a-blank
    76/5.2/key3-of-every-byte
key3-byte-order-mark-left-out
    76/5.2/key3-of-every-byte
key3-line-feed-skipped (patience 0.2)
    76/5.2/key3-of-every-byte
key-cut-at-a-comma
    76/5.2/noise-with-digits-behind
key-cut-at-a-tilde
    76/5.2/noise-with-digits-behind
key-dollar-and-digit-replaced
    76/5.2/noise-with-digits-behind
"""
