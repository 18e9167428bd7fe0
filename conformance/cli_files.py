"""Report files: proved to be writable before a run begins, and replaced only by a whole new one.

So a command that comes to no report leaves the one of the time before where it is. Who reads files and
no exit status would take it for today's: hence it is said.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Self

from conformance import bounded
from conformance.cli_output import print_report
from conformance.cli_values import PROGRAM, UsageError
from reports.escape import visible
from reports.model import Run


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one report goes. ``part`` is the new file beside it; None: written where it is."""

    format: str
    file: str
    part: Path | None

    @property
    def standard_output(self) -> bool:
        """``FORMAT=-``."""
        return self.file == "-"


class Files:
    """All that a command writes; a context manager that leaves no half file behind."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """From formats and files. Raises UsageError for one that cannot be written, or is doubled."""
        self.all: list[Destination] = []
        self._written: list[Destination] = []
        try:
            for name, file in named:
                self.all.append(_prepare(name, file))
            files = [d.file if d.part is None else str(d.part) for d in self.all]
            for destination, file in zip(self.all, files, strict=True):
                if files.count(file) > 1:
                    where = "standard output" if file == "-" else destination.file
                    raise UsageError(
                        f"two reports would go to {where}; give each a file of its own"
                    )
        except BaseException:
            self.close()
            raise

    @property
    def standard_output(self) -> bool:
        """One of the reports goes to standard output."""
        return any(d.standard_output for d in self.all)

    def put(self, destination: Destination, text: str) -> None:
        """Write one of them. Raises UsageError naming the file when the disk is full or gone."""
        if destination.standard_output:
            return print_report(text)
        try:
            _replace(destination, text.encode("utf-8"))
        except OSError as error:
            raise UsageError(
                f"cannot write the report {destination.file}: {error.strerror}"
            ) from None
        return self._written.append(destination)

    def close(self) -> None:
        """Take away what was begun and not finished."""
        for destination in self.all:
            if destination.part is not None:
                with contextlib.suppress(OSError):
                    destination.part.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        files = (d.file for d in self.all if d.part is not None and d not in self._written)
        if old := [file for file in files if Path(os.path.realpath(file)).exists()]:
            are, their = ("is", "its") if len(old) == 1 else ("are", "their")
            said = f"{are} from before; no report was written in {their} place"
            print(f"{PROGRAM}: {visible(', '.join(old))} {said}", file=sys.stderr)


class Destinations(Files):
    """The reports of a run, each in its format."""

    def __init__(self, arguments: list[str]) -> None:
        """From all ``FORMAT=FILE``. Raises UsageError for an unknown format too."""
        super().__init__(map(_parse, arguments))

    def write(self, run: Run, *, strict: bool) -> None:
        """Write them all. Raises UsageError."""
        for destination in self.all:
            self.put(destination, _formats().FORMATS[destination.format](run, strict=strict))


def _formats() -> ModuleType:
    from reports import formats  # noqa: PLC0415 - a run without reports need not wait for them

    return formats


def _parse(argument: str) -> tuple[str, str]:
    try:
        name, file = _formats().parse(argument)
        return name, file
    except ValueError as error:
        raise UsageError(f"--report: {error}") from None


def _prepare(name: str, file: str) -> Destination:
    if file == "-":
        return Destination(name, file, None)
    if not bounded.names_file(file):
        raise UsageError(
            f"--report: {file or repr(file)} is no file; name one, or - for standard output"
        )
    path = Path(os.path.realpath(file))
    try:
        if path.exists() and not path.is_file():
            with path.open("ab"):  # a device or a pipe; a directory says no
                return Destination(name, file, None)
        if path.exists():
            with path.open("ab"):  # a file that may not be written is not replaced either
                pass
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        part.open("wb").close()
    except OSError as error:
        raise UsageError(
            f"cannot write the report {file}: {error.strerror}; choose another place"
        ) from None
    return Destination(name, file, part)


def _replace(destination: Destination, data: bytes) -> None:
    path = Path(os.path.realpath(destination.file))
    if destination.part is None:
        path.write_bytes(data)
        return
    with destination.part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    if path.exists():
        destination.part.chmod(path.stat().st_mode & 0o7777)
    os.replace(destination.part, path)
