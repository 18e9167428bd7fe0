"""Echo server on txWS 0.9.1: the "Usage" of its README, around the echo protocol of Twisted.

It runs on Python 3 by way of `txws_shim`, and only so.
"""

import sys

import txws_shim  # type: ignore[import-not-found, unused-ignore]
from twisted.internet import reactor  # type: ignore[import-not-found]
from twisted.internet.protocol import Factory, Protocol  # type: ignore[import-not-found]

txws = txws_shim.load()


class Echo(Protocol):  # type: ignore[misc]
    """Send back every message."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (the name is Twisted's)
        """One message, as txWS hands it over."""
        self.transport.write(data)


reactor.listenTCP(
    int(sys.argv[1]),
    txws.WebSocketFactory(Factory.forProtocol(Echo)),
    backlog=2048,
    interface="127.0.0.1",
)
reactor.run()
