"""Which scenarios catch the faults in reading the opening handshake as a whole; see ``proof_table``."""

TABLE = """
75-key3-awaited (patience 0.3)
    75/5.2/head-answered-at-its-end
76-keys-last-refused
    76/4.1/each-field-first-and-last
76-connection-last-refused
    76/4.1/each-field-first-and-last
76-subprotocol-first-refused
    76/4.1/subprotocol-first-and-last
"""
