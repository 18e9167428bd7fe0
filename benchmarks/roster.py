"""What is measured: our server, the servers of others, and the limits.

A server of others is a library, of one exact version, in an echo program after its own
documentation. `benchmarks/install` puts the libraries in place; docs/benchmarks.md says what was
adapted, and why.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_PROGRAMS = "benchmarks/servers"
_BUILT = "benchmarks/.installed"
_NETTY_JARS = [
    f"/usr/share/java/netty-{part}.jar"
    for part in ("common", "buffer", "transport", "resolver", "handler", "codec", "codec-http")
]
_NETTY = ("java", "-Xmx4g", "-cp", ":".join([f"{_BUILT}/netty", *_NETTY_JARS]), "NettyEcho")

_JIT = 5.0  # seconds in which Java's compiler, on the one core, is done with the hot paths

OURS = "reference_server"
LIMIT = "limit"
BARE = "bare loop"
LIMITS = (LIMIT, BARE)
"""Not peers: what the system alone costs, and what the system and Python alone cost."""
INSTALL = "benchmarks/install"


@dataclass(frozen=True)
class Server:
    """A server that listens on 127.0.0.1 and sends back every message."""

    name: str
    version: str
    command: tuple[str, ...]
    """Run at the root of the repository; `{port}` is the port."""
    probe: tuple[str, ...]
    """A command that ends with 0 if what the server needs is there."""
    note: str = ""
    """What a reader of the table has to know; empty where nothing is."""
    warmup: float = 0.0
    """Seconds that it needs at least until it is as fast as it gets."""

    def is_installed(self) -> bool:
        """Whether its probe succeeds."""
        try:
            done = subprocess.run(self.probe, cwd=ROOT, capture_output=True, check=False)
        except OSError:
            return False
        return done.returncode == 0


def _node(name: str, folder: str, version: str, *program: str, note: str = "") -> Server:
    """A library of npm, with the program and the package of the interop runs."""
    need = f"require('./interop/.installed/{folder}/node_modules/{name}')"
    return Server(name, version, ("node", *program, "{port}"), ("node", "-e", need), note)


def _python(name: str, version: str, python: str, module: str, note: str = "") -> Server:
    """A library of PyPI in an environment of its own."""
    program = f"{_PROGRAMS}/{name.lower()}_echo.py"
    return Server(
        name, version, (python, program, "{port}"), (python, "-c", f"import {module}"), note
    )


SERVERS: tuple[Server, ...] = (
    Server(
        OURS,
        "this tree",
        (
            sys.executable,
            "-m",
            "reference_server",
            "--port",
            "{port}",
            "--max-connections",
            "11000",
        ),
        (sys.executable, "-c", "import reference_server"),
    ),
    _node(
        "websocket-driver",
        "websocket-driver-0.8.0",
        "0.8.0 (npm)",
        "interop/servers/websocket-driver-0.8.0.js",
    ),
    _node(
        "ws",
        "ws",
        "1.1.5 (npm)",
        "-r",
        "./interop/servers/ws-digest.js",
        "interop/servers/ws.js",
        note="by a shim for Node 6 and later",
    ),
    _python("eventlet", "0.41.3 (PyPI)", "interop/.installed/eventlet/bin/python", "eventlet"),
    _python(
        "txWS",
        "0.9.1 (PyPI)",
        f"{_BUILT}/txws/bin/python",
        "twisted.internet.reactor, six",
        note="by a shim for Python 3",
    ),
    Server(
        "em-websocket",
        "0.5.1 (Debian)",
        ("ruby", f"{_PROGRAMS}/em-websocket.rb", "{port}"),
        ("ruby", "-rem-websocket", "-e", "1"),
    ),
    Server(
        "Protocol::WebSocket",
        "0.26 (Debian)",
        ("perl", f"{_PROGRAMS}/protocol-websocket.pl", "{port}"),
        ("perl", "-MEV", "-MProtocol::WebSocket=0.26", "-e", "1"),
        note="on EV",
    ),
    Server(
        "Netty",
        "4.1.48 (Debian)",
        (*_NETTY, "{port}", "each"),
        ("javap", "-cp", _NETTY[3], "NettyEcho"),
        note="by a shim for split frames, a flush per message",
        warmup=_JIT,
    ),
    Server(
        "Netty-batch",
        "4.1.48 (Debian)",
        (*_NETTY, "{port}", "read"),
        ("javap", "-cp", _NETTY[3], "NettyEcho"),
        note="by a shim for split frames, a flush per read",
        warmup=_JIT,
    ),
    Server(
        "websocketpp",
        "0.8.2 (Debian)",
        (f"{_BUILT}/websocketpp", "{port}"),
        ("test", "-x", f"{_BUILT}/websocketpp"),
        note="C++",
    ),
    Server(
        LIMIT,
        "C",
        (f"{_BUILT}/limit", "{port}"),
        ("test", "-x", f"{_BUILT}/limit"),
        note="parses nothing",
    ),
    Server(
        BARE,
        "Python",
        (sys.executable, f"{_PROGRAMS}/bare_loop.py", "{port}"),
        (sys.executable, "-c", "import selectors"),
        note="checks nothing",
    ),
)
"""All servers, in the order in which they are measured."""

NAMES = tuple(server.name for server in SERVERS)
