"""``record``: real conversations, written down as a trace.

Either a recording man in the middle before a server, or a server of our own to record a client with.
It records until Ctrl-C (or SIGTERM), or until ``--connections`` have come and gone. The file is proved
to be writable before the first byte, and is replaced only by a whole new one. A peer may send without
end, so a recording that is full ends by itself, says so, and is a trace like any other.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import difflib
import functools
import os
import shlex
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from conformance import bounded, interrupts
from conformance.cli_values import OK, PROGRAM, Parser, UsageError, target_url
from conformance.processes import TargetError
from conformance.selftest.faults import FAULTS, LEGAL, make_peer
from conformance.tap import Tap
from conformance.targets import HOST, Server
from conformance.trace import Event, Trace, dumps

MOST = 8 * 1024 * 1024
"""Bytes that a recording may hold; a trace is to be read by people."""
OF_EVENT = 128
"""Bytes that each event counts beside its own, or a byte at a time would cost a gigabyte."""


class _Events:
    """The events of a recording, until it is full."""

    def __init__(self) -> None:
        self.kept: list[Event] = []
        self.full = threading.Event()
        self.left = MOST
        self.tap: Tap | None = None

    def keep(self, event: Event) -> None:
        """Keep one event more; when there is no room for it, this one and all others are dropped."""
        self.left -= len(event.data) + OF_EVENT
        if self.left < 0:
            self.full.set()
        if not self.full.is_set():
            self.kept.append(event)
        elif self.tap is not None:
            self.tap.enough()


def add_options(parser: Parser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--listen",
        type=_port,
        default=0,
        metavar="PORT",
        help=f"where clients connect, on {HOST} (default: a free port, which is printed)",
    )
    server = parser.add_mutually_exclusive_group(required=True)
    server.add_argument(
        "--target", type=target_url, metavar="HOST:PORT", help="record before this server"
    )
    server.add_argument(
        "--serve",
        nargs="?",
        const="honest",
        metavar="PEER",
        help="record with an echo server of our own; PEER makes it one that answers wrongly, see "
        "python -m conformance.selftest --list",
    )
    parser.add_argument("--output", required=True, metavar="FILE", help="the trace to write")
    parser.add_argument(
        "--connections",
        type=_count,
        metavar="N",
        help="end when N connections have ended and no other is open",
    )
    for name in ("client", "server", "about"):
        parser.add_argument(f"--{name}", default="", metavar="TEXT", help="is kept in the trace")


def record(options: argparse.Namespace) -> int:
    """Record until interrupted; the trace is whole either way. Raises UsageError."""
    target = options.target
    if target is not None and (target.secure or target.path):
        raise UsageError("--target: record copies TCP bytes; write HOST:PORT")
    events = _Events()
    command = shlex.join([*PROGRAM.split(), *sys.argv[1:]])
    with _output(options.output) as write, contextlib.ExitStack() as stack:
        try:
            server = options.server
            address = (target.host, target.port) if target else (HOST, _serve(options.serve, stack))
            tap = stack.enter_context(Tap(address, events.keep, options.listen))
            events.tap = tap
        except TargetError as error:
            raise UsageError(str(error)) from None
        if options.serve:
            server = server or f"a server of the harness: {options.serve}"
        # Ctrl-C is how a recording ends, from the moment that it is announced.
        interrupts.ended(functools.partial(_listen, tap, options.connections or sys.maxsize))
        tap.stop()
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        trace = Trace(
            tuple(tap.opened),
            tuple(events.kept),
            options.about,
            options.client,
            server,
            day,
            command,
        )
        write(dumps(trace))
    if events.full.is_set():
        print(f"{PROGRAM}: the recording ended when it held {MOST} bytes", file=sys.stderr)
    print(f"{len(tap.opened)} connections, {len(events.kept)} events: {options.output}")
    return OK


def _listen(tap: Tap, connections: int) -> None:
    print(f"listening on {HOST}:{tap.port}", flush=True)
    tap.wait(connections)


def _serve(name: str, stack: contextlib.ExitStack) -> int:
    """Start the answering peer; gives its port."""
    try:
        make = make_peer(name)
    except KeyError:
        near = difflib.get_close_matches(name, [*FAULTS, *LEGAL, "honest"])
        hint = f"did you mean {' or '.join(near)}" if near else f"see {PROGRAM}.selftest --list"
        raise UsageError(f"--serve: no peer is named {name!r}; {hint}") from None
    server = Server(make)
    stack.callback(server.stop)
    return server.port


@contextlib.contextmanager
def _output(file: str) -> Iterator[Callable[[str], None]]:
    """A function that writes the file, whole or not at all. Raises UsageError before it is needed."""
    path = Path(os.path.realpath(file))
    try:
        if file == "-" or not bounded.names_file(file) or (path.exists() and not path.is_file()):
            raise UsageError(f"--output: {file or repr(file)} is no file; name one")
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        if path.exists():
            path.open("ab").close()
        part.open("wb").close()
    except OSError as error:
        raise UsageError(
            f"cannot write the trace {file}: {error.strerror}; choose another place"
        ) from None

    def write(text: str) -> None:
        try:
            part.write_text(text, encoding="ascii")
            part.replace(path)
        except OSError as error:
            kept = f"it is kept in {_rescued(text)}"
            raise UsageError(f"cannot write the trace {file}: {error.strerror}; {kept}") from None

    try:
        yield write
    finally:
        part.unlink(missing_ok=True)


def _rescued(text: str) -> str:
    """The name of a file elsewhere that has it; what was recorded cannot be recorded again."""
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            file.write(text)
    except OSError as error:
        return f"no other place either ({error.strerror}); free some space and record again"
    return file.name


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not int(value[:6]) <= 65535:
        raise argparse.ArgumentTypeError(f"{value!r} is no port from 0 to 65535")
    return int(value)


def _count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) == int(value):
        raise argparse.ArgumentTypeError(
            f"{value!r} is no number of connections from 1 to 999999999"
        )
    return int(value)
