"""The command line: `python -m reference_server [--host 127.0.0.1] [--port 8080]`.

Prints one line, `listening on HOST:PORT`, when clients can connect. SIGTERM and Ctrl-C close all
connections politely and end it. Exit status: 0 stopped, 1 cannot listen, 2 wrong options.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import fields

from reference_server.server import Server
from reference_server.settings import Settings

# Options that may be repeated are named for the single value.
_SINGULAR = {"origins": "origin", "hosts": "allow-host", "subprotocols": "subprotocol"}


def _number(text: str) -> float:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; write digits") from None


def _options(argv: Sequence[str] | None) -> tuple[str, int, Settings]:
    """Host, port, and settings: whatever a server can be told has an option. May raise SystemExit."""
    parser = argparse.ArgumentParser(
        prog="python -m reference_server",
        usage="%(prog)s [--host HOST] [--port PORT] [OPTION ...]",
        description="Echo text messages to WebSocket clients of draft-hixie-75 and draft-hixie-76.",
        epilog=Settings.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", type=_number, default=8080, help="0 is a free one (%(default)s)")
    actions = {bool: "store_true", tuple: "append"}
    for each in fields(Settings):
        option = "--" + _SINGULAR.get(each.name, each.name).replace("_", "-")
        action = actions.get(type(each.default))
        kind = {"action": action} if action else {"type": _number, "metavar": "N"}
        parser.add_argument(option, dest=each.name, **kind)
    options = vars(parser.parse_args(argv))
    host, port = options.pop("host"), options.pop("port")
    if port not in range(65536):
        parser.error(f"--port {port} is not a port; give 0 to 65535, 0 for a free one")
    try:
        return host, port, Settings(**options)
    except ValueError as error:
        parser.error(str(error))


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until a signal comes; return the exit status. Wrong options raise SystemExit(2)."""
    host, port, settings = _options(argv)
    try:
        server = Server(host, port, settings)
    except OSError as error:
        where = f"cannot listen on {host}:{port}: {error.strerror or error}"
        print(f"{where}; choose another --host or --port (0 is a free one)", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    host, port = server.address
    print(f"listening on {f'[{host}]' if ':' in host else host}:{port}", flush=True)
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
