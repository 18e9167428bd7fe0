"""What the language costs: a loop on the standard `selectors` that checks nothing.

It answers each first read with a handshake and sends back each later one as it came. Right only for
the load generator, whose requests are right, arrive whole, and whose clients read what they are sent:
here is no check, no frame, no limit and no deadline, and a client that does not read stops them all.
"""

import hashlib
import re
import selectors
import socket
import sys

_KEY = re.compile(rb"Sec-WebSocket-Key[12]: (.*)\r\n")
_FIELD = {name: re.compile(name + rb": (.*)\r\n") for name in (b"Host", b"Origin")}
_ANSWER = (
    b"HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Origin: %b\r\nSec-WebSocket-Location: ws://%b%b\r\n\r\n%b"
)


def _part(key: bytes) -> bytes:
    """The number of a key, in four bytes: 76 §5.2 steps 4 to 8."""
    digits = bytes(each for each in key if each in b"0123456789")
    return (int(digits) // key.count(b" ")).to_bytes(4, "big")


def _answer(request: bytes) -> bytes:
    """The handshake, if everything in the request is right."""
    challenge = b"".join(map(_part, _KEY.findall(request))) + request[-8:]
    host, origin = (field.search(request)[1] for field in _FIELD.values())  # type: ignore[index]
    response = hashlib.md5(challenge, usedforsecurity=False).digest()
    return _ANSWER % (origin, host, request.split(b" ", 2)[1], response)


def main(port: int) -> None:
    selector = selectors.DefaultSelector()
    shaken: set[socket.socket] = set()
    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(listener, selectors.EVENT_READ, listener)
    while True:
        for key, _ in selector.select():
            sock: socket.socket = key.data
            if sock is listener:
                sock, _ = listener.accept()
                selector.register(sock, selectors.EVENT_READ, sock)
                continue
            data = sock.recv(65600)
            if not data:
                selector.unregister(sock)
                shaken.discard(sock)
                sock.close()
            elif sock in shaken:
                sock.sendall(data)
            else:
                shaken.add(sock)
                sock.sendall(_answer(data))


if __name__ == "__main__":
    main(int(sys.argv[1]))
