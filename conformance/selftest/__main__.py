"""Run one small liar: ``python -m conformance.selftest --peer NAME --port N``.

NAME is ``honest``, a fault, a legal variation or a null peer; an unknown one is a usage error (exit
status 2) that says how to see them all. Prints ``listening on 127.0.0.1:N``. Ends by a signal, or with
exit status 1 when the liar is one that dies.
"""

from __future__ import annotations

import argparse
import difflib
import sys

from conformance.cli_output import OutputError, guarded
from conformance.selftest import null
from conformance.selftest.faults import FAULTS, LEGAL, make_peer
from conformance.selftest.null import NULL_PEERS
from conformance.targets import TargetError, serve


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m conformance.selftest", description=__doc__)
    parser.add_argument("--peer", metavar="NAME", help="honest, or a name of --list")
    parser.add_argument("--port", type=int, default=0, help="0 to 65535; 0: any free one")
    parser.add_argument("--list", action="store_true", help="print every name and what it does")
    options = parser.parse_args(arguments)
    if options.list:
        try:
            _list()
        except OutputError as error:
            return error.status if error.status > 2 else parser.error(str(error))
        return 0
    if options.peer is None:
        parser.error("--peer NAME is missing; --list prints the names")
    if not 0 <= options.port <= 65535:
        parser.error(f"--port {options.port} is no port; give 0 to 65535")
    try:
        make_connection = make_peer(options.peer)
    except KeyError:
        near = difflib.get_close_matches(options.peer, [*FAULTS, *LEGAL, *NULL_PEERS, "honest"])
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        parser.error(f"no peer is named {options.peer!r}; {hint}--list prints the names")
    try:
        serve(make_connection, options.port)
    except TargetError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(f"{options.peer} died, as it does", file=sys.stderr)
    return 1


def _list() -> None:
    with guarded():
        for fault in [*FAULTS.values(), *LEGAL.values()]:
            print(f"{fault.name:40} {fault.what}")
        for name in NULL_PEERS:
            print(f"{name:40} {null.what(name)}")


if __name__ == "__main__":
    sys.exit(main())
