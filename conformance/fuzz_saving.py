"""Where findings are kept: in the current directory, each under a name that says what it is of.

The name is made of the area and the seed, so the same run writes the same file again. Another target
may show another finding of the same area and seed, and nobody wants the first one lost by that: a file
is only written over by the finding that it holds already; anything else gets a name of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from conformance import bounded, fuzz_file
from conformance.cli_values import UsageError
from conformance.fuzz_file import FindingError, Saved

REMEDY = "give a file that --fuzz saved"


def load(file: str) -> Saved:
    """The finding in a file. Raises UsageError that names the file and what is wrong with it."""
    try:
        return fuzz_file.loads(bounded.read(file, bounded.TRACE))
    except OSError as error:
        raise UsageError(f"cannot read the finding {file}: {error.strerror}; {REMEDY}") from None
    except ValueError as error:  # FindingError, and a name that no file can have
        raise UsageError(f"{file} is no finding of --fuzz: {error}; {REMEDY}") from None


def save(saved: Saved) -> str:
    """Write a finding into the current directory; the name of its file. Raises OSError."""
    text = fuzz_file.dumps(saved)
    for name in _names(saved):
        path = Path(name)
        try:
            with path.open("x", encoding="utf-8") as new:
                new.write(text)
        except FileExistsError:
            if not _holds(path, saved):
                continue
            path.write_text(text, encoding="utf-8")
        return name
    raise AssertionError


def _names(saved: Saved) -> Iterator[str]:
    said = saved.conversation
    name = f"fuzz-{said.draft}-{said.area}-seed{saved.seed}"
    yield f"{name}.json"
    yield from (f"{name}-{n}.json" for n in itertools.count(2))


def _holds(path: Path, saved: Saved) -> bool:
    """The same conversation is in this file, perhaps with a target of another name."""
    try:
        old = fuzz_file.loads(bounded.read(str(path), bounded.TRACE))
    except (OSError, FindingError):
        return False
    return old.conversation.moved(old.hostport, saved.hostport) == saved.conversation
