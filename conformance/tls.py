"""TLS between the probe and a socket, so that the socket's own end can be seen.

``ssl.SSLSocket`` hides what the probe is there to see. It tells a RST as an end, it can not send its
``close_notify`` and go on reading without losing what is on its way, and without that a server takes
our end for an attack. So the probe keeps the socket and gives the bytes to TLS itself: what TCP does is
seen as TCP does it, and TLS only changes the bytes.

The target's ``close_notify`` counts as its end, like the FIN that comes with it.
"""

from __future__ import annotations

import contextlib
import ssl
import time
from typing import Protocol

CHUNK = 65536


class Socket(Protocol):
    """What TLS needs of a connected socket; only the probe opens any."""

    def fileno(self) -> int: ...
    def setblocking(self, flag: bool, /) -> None: ...
    def settimeout(self, value: float, /) -> None: ...
    def setsockopt(self, level: int, name: int, value: bytes, /) -> None: ...
    def send(self, data: bytes, /) -> int: ...
    def sendall(self, data: bytes, /) -> None: ...
    def recv(self, size: int, /) -> bytes: ...
    def shutdown(self, how: int, /) -> None: ...
    def close(self) -> None: ...


class Tls:
    """A connected socket with TLS on it; has the methods of a socket that the probe uses.

    The handshake is done at once and may take ``patience`` seconds. Raises OSError, of which
    ssl.SSLError is one; the socket is then still the caller's to close.
    """

    def __init__(self, sock: Socket, context: ssl.SSLContext, name: str, patience: float) -> None:
        self._sock = sock
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=name)
        self._unsent, self._taken = b"", 0
        self._unread = b""
        deadline = time.monotonic() + patience
        try:
            self._shake_hands(deadline)
        finally:
            with contextlib.suppress(OSError):
                self._sock.sendall(self._out.read())  # the last words, or why we refuse

    def _shake_hands(self, deadline: float) -> None:
        while True:
            with contextlib.suppress(ssl.SSLWantReadError):
                return self._tls.do_handshake()
            self._sock.sendall(self._out.read())
            self._sock.settimeout(max(0.001, deadline - time.monotonic()))
            if not (data := self._sock.recv(CHUNK)):
                raise ssl.SSLEOFError(
                    ssl.SSL_ERROR_EOF, "the connection ended in the TLS handshake"
                )
            self._in.write(data)

    def fileno(self) -> int:
        """Of the socket, to wait on."""
        return self._sock.fileno()

    def setblocking(self, flag: bool) -> None:
        """Of the socket."""
        self._sock.setblocking(flag)

    def setsockopt(self, level: int, name: int, value: bytes) -> None:
        """Of the socket."""
        self._sock.setsockopt(level, name, value)

    def close(self) -> None:
        """Close the socket, without a word of TLS."""
        self._sock.close()

    def pending(self) -> bool:
        """There are bytes to read though the socket may have none."""
        return bool(self._unread or self._tls.pending() or self._in.pending)

    def send(self, data: bytes) -> int:
        """Like the socket's; after BlockingIOError it is to be called with the same bytes again."""
        self._taken = self._taken or self._tls.write(data)
        self._flush()
        taken, self._taken = self._taken, 0
        return taken

    def _flush(self) -> None:
        self._unsent += self._out.read()
        while self._unsent:
            self._unsent = self._unsent[self._sock.send(self._unsent) :]

    def recv(self, size: int) -> bytes:
        """Like the socket's: BlockingIOError for nothing yet, ConnectionResetError for a RST."""
        if not self.pending():
            if not (data := self._sock.recv(size)):
                return b""
            self._in.write(data)
        unread, self._unread = self._unread, b""
        try:
            return unread or self._tls.read(size)
        except ssl.SSLWantReadError:
            raise BlockingIOError from None
        except ssl.SSLZeroReturnError:
            return b""

    def shutdown(self, how: int) -> None:
        """Say that we end, first in TLS and then in TCP; reading goes on."""
        with contextlib.suppress(ssl.SSLError):
            while more := self._tls.read(
                CHUNK
            ):  # behind our close_notify TLS takes no more of these
                self._unread += more
        with contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()
        with contextlib.suppress(BlockingIOError):
            self._flush()
        self._sock.shutdown(how)
