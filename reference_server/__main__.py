"""The command line: `python -m reference_server [--host 127.0.0.1] [--port 8080] [OPTION ...]`.

Sends each message back. Prints one line, `listening on HOST:PORT`, when clients can connect, unless
standard output is closed. SIGTERM and Ctrl-C close all connections politely. Exit status: 0 stopped,
1 cannot listen or print that line, 2 wrong options.
What the options mean, and what holds without them, is listed below, with _ for - and debug for --trace;
--origin, --subprotocol and --allow-host may be given several times.
"""

import argparse
import signal
import sys
from typing import Any

from reference_server.server import create_server
from reference_server.settings import DEFAULTS, TABLE

# How an option is given, by the type of its default: a flag, or more than one time.
_GIVEN: dict[type, dict[str, Any]] = {bool: {"action": "store_true"}, tuple: {"action": "append"}}


def main(argv: list[str] | None = None) -> None:
    """Serve until a signal comes. What cannot be served raises SystemExit with another status.

    Whatever a server can be told in a word has an option of its name; `debug` is named --trace.
    """
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m reference_server", None, __doc__, TABLE, (), raw)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="0 is a free one (%(default)s)")
    for name, default in DEFAULTS.items():
        option = "--trace" if name == "debug" else "--" + name.replace("_", "-")
        given = _GIVEN.get(type(default), {"type": type(default)})
        if default is not None:  # what is no word is for programs
            parser.add_argument(option, dest=name, default=argparse.SUPPRESS, **given)
    options = vars(parser.parse_args(argv))
    host, port = options.pop("host"), options.pop("port")
    try:
        server = create_server(**options)
        server.listen(port, host)
        server.on("messages", lambda connection, texts: connection.send(*texts))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.close())
        host, port = server.address
        print(f"listening on {f'[{host}]' if ':' in host else host}:{port}", flush=True)
    except (ValueError, OverflowError) as error:
        parser.error(str(error))
    except OSError as error:
        sys.stdout = sys.stderr  # what it did not take is not tried again at the exit
        where = f"cannot listen on {host}:{port} or say so: {error.strerror or error}"
        parser.exit(1, f"{where}; choose another --host, --port (0 is a free one) or output\n")
    server.run()
    list(map(signal.signal, (signal.SIGTERM, signal.SIGINT), [signal.SIG_IGN] * 2))  # too late
    sys.stderr = None  # and what it did not take of a trace is lost, with status 0


if __name__ == "__main__":
    main()
