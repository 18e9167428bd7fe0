"""The foreign servers that the harness is run against: what each is and how it is started.

A peer is a library of others, of one exact version, in an echo program after the simple example of
its documentation. `interop/install` puts the libraries in place; the README beside this file
says where each fact comes from.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    """One foreign server."""

    name: str
    """Short, unique, fit for a file name and a command line."""
    version: str
    """The exact version that `interop/install` puts in place."""
    what: str
    """What the library is, in one sentence."""
    command: str
    """For the harness's `--exec`, run at the root of the repository; `{port}` is the port."""
    drafts: tuple[int, ...]
    """The drafts that it speaks: 75, 76 or both."""
    jobs: int | None = None
    """The most connections that it may be given at a time; None where it needs no limit."""
    adaptation: str = ""
    """What was done to it to run here, and why; empty where nothing was."""


PEERS: tuple[Peer, ...] = (
    Peer(
        name="websocket-driver-0.8.0",
        version="0.8.0",
        what="The protocol engine of Faye for Node.js, in its security release that made the "
        "drafts an option (allowDrafts); npm package websocket-driver.",
        command="node interop/servers/websocket-driver-0.8.0.js {port}",
        drafts=(75, 76),
    ),
    Peer(
        name="websocket-driver-0.7.4",
        version="0.7.4",
        what="The same engine before its security releases, the drafts always on; npm package "
        "websocket-driver.",
        command="node interop/servers/websocket-driver-0.7.4.js {port}",
        drafts=(75, 76),
    ),
    Peer(
        name="ws",
        version="1.1.5",
        what="A WebSocket library for Node.js, in the last line of releases that spoke "
        "a draft (version 2 dropped it); npm package ws.",
        command="node -r ./interop/servers/ws-digest.js interop/servers/ws.js {port}",
        drafts=(76,),
        adaptation="interop/servers/ws-digest.js, preloaded, restores Node's old default encoding of "
        "hashed strings (latin1), which ws 1.x relies on: without it the digest is wrong on "
        "every Node since 6.",
    ),
    Peer(
        name="eventlet",
        version="0.41.3",
        what="eventlet.websocket.WebSocketWSGI on eventlet's own WSGI server, for Python; PyPI "
        "package eventlet.",
        command="interop/.installed/eventlet/bin/python interop/servers/eventlet_echo.py {port}",
        drafts=(75, 76),
        # The draft of the latest request is kept in the application object, which all connections
        # share: a 76 handshake that waits for key3 is answered by 75 once a 75 request came in.
        jobs=1,
    ),
    Peer(
        name="protocol-websocket",
        version="0.26",
        what="Protocol::WebSocket, the parser and builder below many Perl servers; Debian package "
        "libprotocol-websocket-perl.",
        command="perl interop/servers/protocol-websocket.pl {port}",
        drafts=(75, 76),
        adaptation="The module has no sockets: interop/servers/protocol-websocket.pl wires it by "
        "hand, after the module's synopsis and its example io-poll.pl, with nothing that "
        "catches an exception.",
    ),
)
"""All peers, in the order in which `interop/install` names them."""
