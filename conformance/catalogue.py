"""The catalogue: every scenario there is, in the order of the drafts.

The modules under ``scenarios`` are found, not listed: a new file is in the catalogue by being there.
Each has a tuple ``SCENARIOS``. Ids are the catalogue's keys; they are never reused and never numbers.
"""

from __future__ import annotations

import fnmatch
import functools
import importlib
import pkgutil
import re
from collections.abc import Iterable

from conformance import scenarios
from conformance.scenario import Scenario

ID = re.compile(r"(75|76|beyond)/[a-z0-9.]+/[a-z0-9-]+\Z")
"""The form of an id: ``draft/section/what``."""
LIST = "python -m conformance list"
SEE = f"`{LIST}` shows all ids"


class CatalogueError(Exception):
    """A selection that names nothing, or a scenario that is made wrongly."""


@functools.cache
def catalogue() -> tuple[Scenario, ...]:
    """All scenarios, by draft and section. Raises CatalogueError for a wrong or doubled id."""
    found: dict[str, Scenario] = {}
    for info in pkgutil.walk_packages(scenarios.__path__, scenarios.__name__ + "."):
        for scenario in getattr(importlib.import_module(info.name), "SCENARIOS", ()):
            if not ID.match(scenario.id):
                raise CatalogueError(f"{info.name}: {scenario.id!r} is no draft/section/what")
            if scenario.id in found:
                raise CatalogueError(f"{info.name}: {scenario.id} is there twice")
            found[scenario.id] = scenario
    return tuple(sorted(found.values(), key=_place))


def _place(scenario: Scenario) -> tuple[str, tuple[tuple[int, str], ...], str]:
    draft, section, what = scenario.id.split("/")
    parts = tuple((int(p) if p.isdigit() else 0, p) for p in section.split("."))
    return draft, parts, what


def by_id(scenario_id: str) -> Scenario:
    """The scenario of this id. Raises CatalogueError, with what comes nearest, for an unknown one."""
    for scenario in catalogue():
        if scenario.id == scenario_id:
            return scenario
    raise CatalogueError(f"there is no scenario {scenario_id!r}; {meant(scenario_id)}")


def meant(wrong: str, ids: Iterable[str] | None = None) -> str:
    """What may have been meant by an id or a glob that names none of ``ids`` (default: all).

    A section is named by a glob. In a section that there is, only its own names come near: who writes
    it does not look for what is called alike in another.
    """
    import difflib  # noqa: PLC0415 - only needed to word an error

    every = [s.id for s in catalogue()] if ids is None else list(ids)
    stem = wrong.rstrip("*/")
    place, _, name = stem.rpartition("/")
    if stem and any(i.startswith(f"{stem}/") for i in every):
        if wrong == f"{stem}/*":
            return f"give one id, and no glob; `{LIST} '{wrong}'` shows those"
        return f"did you mean '{stem}/*'? {SEE}"
    inside = {i[len(place) + 1 :]: i for i in every if place and i.startswith(f"{place}/")}
    near = [inside[i] for i in difflib.get_close_matches(name, inside, 3)]
    if inside and not near:
        return f"`{LIST} '{place}/*'` shows those that begin so"
    near = near or difflib.get_close_matches(stem, every, 3)
    return f"did you mean {' or '.join(near)}? {SEE}" if near else SEE


def select(
    include: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    drafts: tuple[str, ...] = ("75", "76"),
    resource: bool = False,
) -> tuple[Scenario, ...]:
    """The scenarios whose id matches one of the globs ``include`` and none of ``exclude``.

    Without ``include`` all match but the resource scenarios, which ``resource`` adds; a scenario
    that ``include`` names is taken whatever it costs. ``drafts`` are the drafts that may be spoken.
    Raises CatalogueError for a glob that matches nothing and for an empty selection.
    """
    every = catalogue()
    for glob in (*include, *exclude):
        if not any(fnmatch.fnmatchcase(s.id, glob) for s in every):
            raise CatalogueError(f"{glob!r} matches no scenario; {meant(glob)}")
    chosen = tuple(
        s
        for s in every
        if (
            any(fnmatch.fnmatchcase(s.id, g) for g in include)
            if include
            else resource or not s.resource
        )
        and not any(fnmatch.fnmatchcase(s.id, g) for g in exclude)
        and s.draft in drafts
    )
    if not chosen:
        raise CatalogueError("nothing is left to run: loosen --select, --exclude or --draft")
    return chosen
