"""Standard output: what it cannot show, and when it cannot be written.

Three things are not the harness's fault, and must not end a command with a traceback, nor with the
status of a FAIL. It may have a small character set: then what it lacks is shown escaped. It may be full
or closed: then that is said in one line, with the status of a file that cannot be written. And its
reader may have gone, as in ``list | head``: then nobody is left to be told.

A report is a file wherever it goes: it is UTF-8 on standard output too, whatever a terminal speaks.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast


class OutputError(Exception):
    """Standard output takes no more; the message says why. ``status`` is the exit status."""

    def __init__(self, why: str, *, status: int) -> None:
        super().__init__(f"cannot write standard output: {why}")
        self.status = status


class _Guard:
    """A text stream whose refusals are OutputError, so that nobody takes them for another file's."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with _refusals():
            return self._stream.write(text)

    def writelines(self, lines: list[str]) -> None:
        with _refusals():
            self._stream.writelines(lines)

    def flush(self) -> None:
        with _refusals():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise OutputError("its reader has gone", status=128 + signal.SIGPIPE) from None
    except OSError as error:
        raise OutputError(error.strerror or str(error), status=2) from None


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """All that is printed inside is written at the end, or OutputError says that it was not."""
    if sys.stderr is None:  # closed; else what is meant for it would go among the results
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for as long as we run
    if sys.stdout is None:
        raise OutputError("it is closed; send it to /dev/null if nobody wants it", status=2)
    stream = sys.stdout
    _reconfigure(stream, errors="backslashreplace")
    sys.stdout = cast(TextIO, guard := _Guard(stream))
    try:
        try:
            yield
        finally:
            guard.flush()
    except OutputError:
        with contextlib.suppress(OSError, ValueError):  # the end of Python would write it again
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise
    finally:
        sys.stdout = stream


def print_report(text: str) -> None:
    """Write a whole report on standard output, as UTF-8."""
    _reconfigure(sys.stdout, encoding="utf-8")
    sys.stdout.write(text)


def _reconfigure(stream: TextIO, **options: str) -> None:
    change = getattr(stream, "reconfigure", None)
    if change is not None:
        change(**options)
