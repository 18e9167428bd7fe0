"""Files of the user: their names, and reading within bounds, so that nobody waits for an end.

A wrong name is easily given, that of a disk image or of a device that never ends, and what is read
whole costs several times its length in memory. So no more than the bound and one byte is read. And a
name that can be no file's is refused, for what resolves names would make one of it.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO

TRACE = 64 << 20
"""Bytes of a trace, a saved finding or a stream."""
REPORT = 1 << 30
"""Bytes of a JSON report: one of ``--all`` on a server that fails much has 200 MB."""
KNOWN = 1 << 20
"""Bytes of a list of known departures: all ids there are, with a line of reason each, are a tenth."""

_PIECE = 64 << 20
"""Bytes that one read asks for, which takes the room for all of them at once."""


def names_file(value: str) -> bool:
    """Whether a file can be written by this name; ``new/`` is a directory's, also when there is none.

    What resolves names drops the slash, and a file of that name would be written in silence.
    """
    return os.path.basename(value) not in {"", os.curdir, os.pardir}


def read(file: str, most: int, remedy: str = "") -> bytes:
    """The bytes of a file, at most so many.

    Raises OSError, also where there are more; its ``strerror`` then ends with the remedy.
    """
    with Path(file).open("rb") as stream:
        if os.fstat(stream.fileno()).st_size > most:
            raise _too_long(most, remedy)
        return take(stream, most, remedy)


def take(stream: BinaryIO, most: int, remedy: str = "") -> bytes:
    """The same of a stream, which need not have an end."""
    pieces: list[bytes] = []
    left = most + 1
    try:
        while left and (piece := stream.read(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
        if left:
            return b"".join(pieces)
    except MemoryError:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)) from None
    raise _too_long(most, remedy)


def _too_long(most: int, remedy: str) -> OSError:
    return OSError(errno.EFBIG, f"it has more than {most} bytes{remedy and f'; {remedy}'}")
