"""Little real servers of one trick each, for the probe; and one that speaks TLS or IPv6."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from conformance.selftest.actions import Close, Write
from conformance.selftest.faults import make_peer

DATA = Path(__file__).parent.parent / "data"
CERTIFICATE = DATA / "localhost.pem"
KEY = DATA / "localhost.key"

Trick = Callable[[socket.socket, threading.Event], None]
"""What a server does on one connection; the event says that the test is over."""


def server_context() -> ssl.SSLContext:
    """TLS as a server of the test certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, KEY)
    return context


@contextlib.contextmanager
def serving(
    trick: Trick, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Serve a trick to each connection during the block; gives the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, 0), family=family, backlog=64)
    over = threading.Event()
    threads: list[threading.Thread] = []

    def serve(sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(10.0)
            if tls is None:
                return trick(sock, over)
            with tls.wrap_socket(sock, server_side=True) as secured:
                return trick(secured, over)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while not over.is_set():
                sock, _ = listener.accept()
                threads.append(threading.Thread(target=serve, args=(sock,), daemon=True))
                threads[-1].start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        acceptor.join()
        listener.close()
        for thread in threads:
            thread.join(10.0)
        assert not any(thread.is_alive() for thread in threads)


def miniature(scheme: bytes = b"ws") -> Trick:
    """The honest miniature, which names itself by ``scheme``."""
    make = make_peer("honest")

    def trick(sock: socket.socket, _: threading.Event) -> None:
        peer = make()
        actions = peer.opened()
        while True:
            for action in actions:
                if isinstance(action, Write):
                    named = b"-Location: " + scheme + b"://"
                    sock.sendall(action.data.replace(b"-Location: ws://", named))
                elif isinstance(action, Close):
                    return
            if not (data := sock.recv(65536)):
                return
            actions = peer.receive(data)

    return trick


def reset(sock: socket.socket) -> None:
    """End it by RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()
