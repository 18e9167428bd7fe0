"""The command ``list``: the scenarios in words, without a target; and one of them by its id."""

from __future__ import annotations

import argparse
import fnmatch
import json

from conformance.catalogue import CatalogueError, by_id, catalogue, meant
from conformance.cli_values import OK, UsageError
from conformance.scenario import Scenario
from reports.model import Requirement


def find(scenario_id: str) -> Scenario:
    """The scenario of an id from the command line. Raises UsageError."""
    catalogue()  # an ill-made catalogue is our fault, an unknown id is not
    try:
        return by_id(scenario_id)
    except CatalogueError as error:
        raise UsageError(str(error)) from None


def list(options: argparse.Namespace) -> int:
    """Print the scenarios."""
    chosen = [
        s
        for s in catalogue()
        if not options.glob or any(fnmatch.fnmatchcase(s.id, glob) for glob in options.glob)
    ]
    if not chosen:
        hints = dict.fromkeys(meant(glob) for glob in options.glob)
        raise UsageError(f"no scenario matches {' '.join(options.glob)}; {'; '.join(hints)}")
    if options.json:
        print(json.dumps([_facts(s) for s in chosen], indent=1))
        return OK
    wide = max(len(s.id) for s in chosen)
    for s in chosen:
        costly = "  (--all)" if s.resource else ""
        print(f"{s.id:<{wide}}  {s.requirement.level.value:<9}  {s.requirement.cite}{costly}")
    return OK


def _facts(scenario: Scenario) -> dict[str, object]:
    required: Requirement = scenario.requirement
    return {
        "id": scenario.id,
        "draft": required.draft,
        "section": required.section,
        "step": required.step,
        "level": required.level.value,
        "requirement": required.text,
        "does": scenario.does,
        "means": scenario.means,
        "needs": sorted(scenario.needs),
        "twin": scenario.twin is not None,
        "resource": scenario.resource,
        "version": scenario.version,
    }
