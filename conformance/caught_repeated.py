"""Which scenarios catch the faults in what the answer repeats; see ``proof_table``."""

TABLE = """
location-query-sorted
    76/5.2/location-query-not-rebuilt 75/5.1/location-query-not-rebuilt
location-query-without-repetitions
    76/5.2/location-query-not-rebuilt
location-query-without-empty-parts
    76/5.2/location-query-not-rebuilt
location-percent-decoded
    76/5.2/location-keeps-escaped-delimiters 75/5.1/location-keeps-escaped-delimiters
location-question-mark-decoded
    76/5.2/location-keeps-escaped-delimiters
location-ends-at-an-escaped-nul
    76/5.2/location-keeps-an-escaped-nul 75/5.1/location-keeps-an-escaped-nul
location-variable-replaced
    76/5.2/location-keeps-names-and-variables 75/5.1/location-keeps-names-and-variables
location-index-left-out
    76/5.2/location-keeps-names-and-variables
location-cut-at-255
    76/5.2/location-of-a-kilobyte 75/5.1/location-of-a-kilobyte
location-backslash-made-slash
    76/5.2/location-keeps-every-character 75/5.1/location-keeps-every-character
location-dot-segments-resolved
    76/5.2/location-keeps-slashes 75/5.1/location-keeps-dot-segments
location-scheme-of-the-port
    76/5.2/scheme-not-from-the-port 75/5.1/scheme-not-from-the-port
origin-cut-at-32
    76/5.2/origin-of-any-shape 75/5.1/origin-of-any-shape
origin-brackets-left-out
    76/5.2/origin-of-any-shape
subprotocol-unquoted
    76/5.2/subprotocol-of-any-shape 75/5.1/subprotocol-of-any-shape
subprotocol-blanks-collapsed
    76/5.2/subprotocol-of-any-shape
subprotocol-cut-at-16
    76/5.2/subprotocol-of-any-shape 75/5.1/subprotocol-of-any-shape
"""
