"""A WebSocket server for draft-hixie-75 and draft-hixie-76, to read, to learn from and to run.

    from reference_server import create_server

    server = create_server(origin="http://example.com")
    server.on("message", lambda connection, text: connection.send(text))
    server.listen(9000)
    server.run()

Read it in this order; each module opens with what has to be known before its code:

    settings      what a server is told: choices and limits
    fields        the request head: bytes to fields
    handshake75   the opening handshake of draft 75, and what draft 76 kept of it
    handshake76   the proof that draft 76 added
    framing       bytes to messages, and back
    events        who is told what
    connection    one connection's life, without a socket
    server        the only sockets
    trace         a conversation, byte by byte, in words
"""

from reference_server.connection import Connection, State
from reference_server.server import Server, create_server

__all__ = ["Connection", "Server", "State", "create_server"]
