"""What the harness is expected to find in a foreign server, and where a run departs from it.

A file of `interop/expected` holds, for one peer, every FAIL and WARN with the sentence of the draft
that is broken, and the verdicts that must not be one although the server looks wrong. Both are
opinions on a server, formed by reading the draft; the harness is judged by them, and not the reverse.

A run departs when a finding is not expected, when an expected one does not come or comes for another
reason, when what is legal is called wrong, when something is not decided, and when a scenario is left
out for another reason than that the peer does not speak its draft or runs without TLS.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.scenario import NEEDS

FOLDER = Path(__file__).parent / "expected"

WRONG = ("fail", "warn")
"""The verdicts that call a server wrong, in the words of the JSON report."""
RIGHT = ("pass", "info")
"""The verdicts that do not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A FAIL or WARN that must be drawn, and the reason."""

    verdict: str
    cite: str
    why: str
    seen: str = ""
    """What the finding must say, in its observation; empty where the verdict is enough."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What stands in a peer's file."""

    found: Mapping[str, Finding]
    legal: Mapping[str, str]
    """Id of a scenario -> where in the draft it stands that the server may."""


class TableError(Exception):
    """A peer's file is not as it has to be; the message names the place."""


def load(path: Path) -> Expected:
    """The file of one peer. Raises TableError where it says something twice, or leaves it out."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, Finding] = {}
    legal: dict[str, str] = {}
    for entry in _entries(table, "found", path):
        for verdict in WRONG:
            for key in entry.get(verdict, ()):
                _once(key, (found, legal), path)
                found[key] = Finding(verdict, entry["cite"], entry["why"], entry.get("seen", ""))
    for entry in _entries(table, "legal", path):
        for key in entry["ids"]:
            _once(key, (found, legal), path)
            legal[key] = entry["cite"]
    return Expected(found, legal)


def _entries(table: Mapping[str, Any], kind: str, path: Path) -> Iterable[dict[str, Any]]:
    known = {
        "found": {"why", "cite", "field_bugs", "seen", *WRONG},
        "legal": {"why", "cite", "ids"},
    }
    if unknown := set(table) - set(known):
        raise TableError(f"{path.name}: unknown: {', '.join(sorted(unknown))}")
    for entry in table.get(kind, ()):
        words = entry.get("why", "")[:60]
        if not words or not entry.get("cite"):
            raise TableError(f"{path.name}: a {kind} entry without why and cite: {entry}")
        if unknown := set(entry) - known[kind]:
            raise TableError(f"{path.name}: {words!r}: unknown: {', '.join(sorted(unknown))}")
        if not any(entry.get(key) for key in (*WRONG, "ids")):
            raise TableError(f"{path.name}: {words!r}: no scenario is named")
        yield entry


def _once(key: str, tables: tuple[Mapping[str, object], ...], path: Path) -> None:
    if any(key in table for table in tables):
        raise TableError(f"{path.name}: {key} stands there twice")


def departures(
    expected: Expected, results: Iterable[Mapping[str, Any]], drafts: Iterable[int]
) -> dict[str, str]:
    """Where the results of a JSON report depart from what was expected: a line by each id."""
    spoken = {str(draft) for draft in drafts}
    came = {result["id"]: result for result in results}
    asked = set(expected.found) | set(expected.legal)
    unknown = sorted(asked - set(came))
    lines = {key: f"{key}: expected, and no scenario of the run" for key in unknown}
    for key, result in came.items():
        words = _departure(expected, key, result, spoken)
        if words:
            lines[key] = f"{key}: {words}; observed: {result['observed']}"
    return lines


def _departure(expected: Expected, key: str, result: Mapping[str, Any], spoken: set[str]) -> str:
    verdict, observed = result["verdict"], result["observed"]
    if verdict == "skip":
        missing = {"tls", *({"75", "76"} - spoken)}
        fair = observed in {f"needs a target that {NEEDS[need]}" for need in missing}
        return "" if fair else "SKIP, though the peer offers what it needs"
    finding = expected.found.get(key)
    if finding is None:
        if verdict in RIGHT:
            return ""
        allowed = expected.legal.get(key)
        unwritten = "and nothing of it is written down"
        return f"{verdict.upper()}, " + (f"though {allowed} allows it" if allowed else unwritten)
    if verdict != finding.verdict:
        return f"{finding.verdict.upper()} expected by {finding.cite}, {verdict.upper()} came"
    if finding.seen not in observed:
        return f"{verdict.upper()} as expected, but for another reason than {finding.seen!r}"
    return ""
