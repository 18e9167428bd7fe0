"""One server under one load: its process and the generator's, each on a core of its own.

Every run has a fresh server process, so that no server carries over what another load left behind;
a warm-up comes before what is measured, so that a compiler at run time has done its work.
"""

import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from benchmarks.handshakes import pool
from benchmarks.loads import Point
from benchmarks.roster import INSTALL, LIMIT, ROOT, Server

GENERATOR = ROOT / "benchmarks" / ".installed" / "loadgen"

Figures = dict[str, float]
"""What the generator reports of one run: seconds, counts and bytes, by the names in its JSON."""

_START_SECONDS = 30.0
_STOP_SECONDS = 3.0
_LONGEST = 240.0  # seconds of a run beyond its measured time, after which the generator is ended
_SPARE = 200  # descriptors beyond one per client


class MeasureError(Exception):
    """Why there is no figure."""


def cores() -> tuple[int, int] | None:
    """The server's core and the generator's; None where processes cannot be kept apart."""
    usable = sorted(os.sched_getaffinity(0))
    return (usable[0], usable[1]) if len(usable) > 1 and shutil.which("taskset") else None


def _pinned(command: list[str], which: int) -> list[str]:
    pair = cores()
    return ["taskset", "-c", str(pair[which]), *command] if pair else command


def raise_limit(clients: int) -> None:
    """Let this process and its children open a socket for each client.

    Raises MeasureError where the hard limit is too low and may not be raised.
    """
    need = clients + _SPARE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= need:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (need, max(hard, need)))
    except (ValueError, OSError):
        raise MeasureError(
            f"needs {need} descriptors and the hard limit is {hard}; raise it (ulimit -Hn {need})"
        ) from None


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def _last_words(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode("utf-8", "replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return ascii(said[-1][:200])[1:-1] if said else "it said nothing"


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            time.sleep(0.05)
    if process.poll() is not None:
        raise MeasureError(f"it ended with {process.returncode} at the start")
    raise MeasureError(f"it did not listen within {_START_SECONDS:.0f} s")


@contextmanager
def _running(server: Server) -> Iterator[tuple[int, int]]:
    """The server, started; gives its process id and its port. Raises MeasureError."""
    port = _free_port()
    command = [part.replace("{port}", str(port)) for part in server.command]
    with tempfile.TemporaryFile() as log:
        try:
            process = subprocess.Popen(
                _pinned(command, 0),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        except OSError as error:
            raise MeasureError(f"it cannot be started: {error.strerror}") from error
        try:
            _wait_until_it_listens(process, port)
            yield process.pid, port
        except MeasureError as error:
            if process.poll() not in (None, 0):
                raise MeasureError(f"{error}; its last words: {_last_words(log)}") from None
            raise
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def run(server: Server, point: Point, warmup: float, seconds: float) -> Figures:
    """What the generator saw of the server at one point. Raises MeasureError."""
    if not GENERATOR.exists():
        raise MeasureError(f"the load generator is not built; run {INSTALL}")
    raise_limit(point.clients)
    raw = int(server.name == LIMIT)
    with _running(server) as (pid, port):
        counts = [pid, point.clients, point.size, point.window]
        times = [f"{max(warmup, server.warmup):g}", f"{seconds:g}"]
        command = [str(GENERATOR), point.mode, *map(str, [port, *counts, *times, raw])]
        try:
            done = subprocess.run(
                _pinned(command, 1),
                input=pool(port),
                capture_output=True,
                timeout=_LONGEST + seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise MeasureError("the run took too long and was ended") from None
        if done.returncode != 0:
            raise MeasureError(done.stderr.decode("utf-8", "replace").strip() or "no reason given")
        figures: Figures = json.loads(done.stdout)
        return figures
