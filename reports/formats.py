"""The formats that a report can be written in, by the names that ``--report FORMAT=FILE`` takes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from reports import html_report, json_report, junit, markdown, tap
from reports.model import Run


class Renderer(Protocol):
    """A format: from a run to the whole text of a file, to be stored as UTF-8."""

    def __call__(self, run: Run, *, strict: bool = False) -> str: ...


def _json(run: Run, *, strict: bool = False) -> str:
    """The run exactly; it holds verdicts, not an opinion on them, so `strict` changes nothing."""
    del strict
    return json_report.dumps(run)


FORMATS: Mapping[str, Renderer] = MappingProxyType(
    {
        "json": _json,
        "html": html_report.render,
        "junit": junit.render,
        "tap": tap.render,
        "markdown": markdown.render,
    }
)
"""Name -> renderer."""


def parse(argument: str) -> tuple[str, str]:
    """Split the argument of ``--report`` into the name of a format and the name of a file.

    Raises:
        ValueError: It is not ``FORMAT=FILE``, or the format is unknown; the message says which
            formats there are.
    """
    name, equals, file = argument.partition("=")
    known = ", ".join(FORMATS)
    if not equals or not file:
        raise ValueError(f"{argument!r} is not FORMAT=FILE, for example html=report.html ({known})")
    if name not in FORMATS:
        raise ValueError(f"{name!r} is not a report format; there are: {known}")
    return name, file
