"""Targets, and those of them that are processes: started by a command line, watched, ended.

Facts. A launcher (a shell, npx, tox) may start the real server as its child, and ending the
launcher leaves the child and its port behind; so each start has its own process group, and the
group is ended. What a server prints is the only thing that tells why it ended; it goes to a file,
for a pipe that nobody reads would stop the server when it is full.

No sockets here: whether one listens, ``targets`` finds out. Left out: Windows (process groups).
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol, Self

TAIL, POLL = 2000, 0.02


class TargetError(Exception):
    """A target could not be started, reached or restarted; the message names the remedy."""


class Target(Protocol):
    """What the harness asks of a target; ``alive`` says that it runs, not that it answers."""

    host: str
    port: int
    restartable: bool

    def alive(self) -> bool: ...
    def restart(self, patience: float) -> None: ...
    def stop(self) -> None: ...


class Stoppable:
    """Stops at the end of a ``with`` block; to one that is not ours to stop, that does nothing."""

    def stop(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Process:
    """A command line with ``{port}`` in it, and at most one running process of it.

    command: a string, split as a shell splits it, or its words. Raises TargetError when it cannot
    be split or nothing in it says where the port goes.
    """

    def __init__(self, command: str | Sequence[str], port: int) -> None:
        self.words = [word.replace("{port}", str(port)) for word in _words(command)]
        self._process: subprocess.Popen[bytes] | None = None
        self._printed = b""

    @property
    def command(self) -> str:
        """The command line as it is run, with its port."""
        return shlex.join(self.words)

    def start(self) -> None:
        """Raises TargetError when it runs already or the program cannot be run."""
        if self.alive():
            raise TargetError(f"already running: {self.command}; restart it, or stop it first")
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        try:
            self._process = subprocess.Popen(
                self.words,
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=self._output,
                start_new_session=True,
            )
        except OSError as error:
            self._output.close()
            raise TargetError(
                f"cannot run {self.command}: {error.strerror}; check the program's name and path"
            ) from error

    def alive(self) -> bool:
        """Whether it runs; not whether it still answers."""
        return self._process is not None and self._process.poll() is None

    def exit_status(self) -> int | None:
        """None before the start and while it runs; negative: ended by that signal."""
        return None if self._process is None else self._process.poll()

    def wait(self, patience: float) -> int | None:
        """Its exit status as soon as it ends; None when it still runs after so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            if self._process is not None:
                self._process.wait(patience)
        return self.exit_status()

    def output_tail(self) -> str:
        """The last 2000 bytes that it wrote to stdout and stderr; undecodable ones escaped."""
        if self._process is not None and not self._output.closed:
            descriptor = self._output.fileno()
            start = max(0, os.fstat(descriptor).st_size - TAIL)
            self._printed = os.pread(descriptor, TAIL, start)
        return self._printed.decode("utf-8", "backslashreplace").strip()

    def stop(self, patience: float = 3.0) -> None:
        """End the process group: ask, and after ``patience`` seconds insist. May be repeated."""
        if self._process is None or self._output.closed:
            return
        self._signal(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._signal(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._signal(self._process.pid, signal.SIGKILL)
        self.output_tail()
        self._output.close()

    def _signal(self, group: int, number: signal.Signals) -> None:
        """The group outlives its leader for as long as it has a member."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)


class Launched(Stoppable):
    """A server started by a command line with ``{port}``, always on the same port.

    A context manager that stops it; the caller starts it. Raises TargetError for a bad command.
    ``process`` has its exit status and the tail of what it printed.
    """

    restartable = True

    def __init__(self, command: str | Sequence[str], host: str, port: int) -> None:
        self.host, self.port = host, port
        self.process = Process(command, port)

    def listens(self, patience: float) -> bool:
        """Whether it takes connections; it may need so many seconds to take one."""
        raise NotImplementedError

    def start(self, patience: float) -> None:
        """Start it and wait until it listens, at most ``patience`` seconds, else TargetError."""
        self.process.start()
        deadline = time.monotonic() + patience
        while not self.listens(max(POLL, deadline - time.monotonic())):
            if not self.alive():
                what = f"ended with exit status {self.process.exit_status()} before it listened on"
                remedy = "run it by hand to see why"
            elif time.monotonic() > deadline:
                what = f"did not listen within {patience:g} s on"
                remedy = "check that it takes its port from {port}, or be more patient"
            else:
                time.sleep(POLL)
                continue
            self.stop()
            printed = self.process.output_tail() or "nothing"
            raise TargetError(
                f"{self.process.command} {what} {self.host}:{self.port}; {remedy}; "
                f"it printed: {printed}"
            )

    def alive(self) -> bool:
        return self.process.alive()

    def restart(self, patience: float) -> None:
        """Stop what is left of it and start it again on the same port."""
        self.stop()
        self.start(patience)

    def stop(self) -> None:
        self.process.stop()


def embedded() -> list[str]:
    """The command that runs the project's own reference server."""
    return [sys.executable, "-m", "reference_server", "--port", "{port}"]


def small_liar(name: str) -> list[str]:
    """The command that runs one peer of ``conformance.selftest``."""
    return [sys.executable, "-m", "conformance.selftest", "--peer", name, "--port", "{port}"]


def _words(command: str | Sequence[str]) -> list[str]:
    try:
        words = shlex.split(command) if isinstance(command, str) else list(command)
    except ValueError as error:
        raise TargetError(
            f"cannot split the command {command!r}: {error}; mind the quotes"
        ) from None
    if not any("{port}" in word for word in words):
        raise TargetError(
            f"no {{port}} in the command {command!r}; write it where the server takes its port"
        )
    return words
