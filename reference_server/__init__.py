"""A WebSocket server for draft-hixie-75 and draft-hixie-76, to read, to learn from and to run.

Read it in this order; each module opens with what has to be known before its code:

    settings      what a server is told: choices and limits
    fields        the request head: bytes to fields
    handshake75   the opening handshake of draft 75, and what draft 76 kept of it
    handshake76   the proof that draft 76 added
    framing       bytes to messages, and back
    connection    one connection's life, without a socket
    server        the only sockets
"""
