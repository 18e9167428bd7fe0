"""What has gone wrong in real servers, and which scenario would have seen it.

The 140 bugs were collected from the histories of public projects, from advisories, and from servers
that were run and looked at. Comments in the scenarios name them by number (``field bug 54``). Here each
has a title and the scenarios that see it, or the reason why it does not show from outside.

The tables in ``field_bugs_handshake``, ``field_bugs_frames`` and ``field_bugs_service`` are text, for a
table is read more often than it is changed: a line with number and title, then indented lines with the
globs of scenarios or, after a dash, the reason. ``docs/reference/field-bugs.md`` is made of them.
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass

from conformance import field_bugs_frames, field_bugs_handshake, field_bugs_service

_TITLE = re.compile(r"(\d+)  ?(\S.*)\Z")


@dataclass(frozen=True, slots=True)
class FieldBug:
    """One kind of fault that real servers had."""

    number: int
    title: str
    covered: tuple[str, ...]
    """Globs of the scenarios that see it."""
    unseen: str
    """Why no scenario can see it; empty when one does."""

    def ids(self, every: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the ids ``every`` that see it."""
        return tuple(i for i in every if any(fnmatch.fnmatchcase(i, g) for g in self.covered))


def parse(table: str) -> tuple[FieldBug, ...]:
    """The bugs of a table. Raises ValueError for a line that is neither title, globs nor reason."""
    bugs: list[FieldBug] = []
    for block in re.split(r"\n(?=\d)", table.strip()):
        title, *lines = block.splitlines()
        found = _TITLE.match(title)
        if found is None or not all(line.startswith("    ") for line in lines):
            raise ValueError(f"{title!r} is no number and title, or what follows is not indented")
        words = " ".join(line.strip() for line in lines)
        unseen = words.removeprefix("- ") if words.startswith("- ") else ""
        globs = () if unseen else tuple(words.split())
        bugs.append(FieldBug(int(found[1]), found[2], globs, unseen))
    return tuple(bugs)


FIELD_BUGS = (
    *parse(field_bugs_handshake.TABLE),
    *parse(field_bugs_frames.TABLE),
    *parse(field_bugs_service.TABLE),
)
