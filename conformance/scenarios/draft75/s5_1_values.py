"""75 §5.1, the three values of the answer that follow the client, for many values of each.

The resource name, the origin and the subprotocol are strings. They stand in the answer as they came,
whatever they look like: a query is no dictionary, a name no template, and a subprotocol no list.
"""

from __future__ import annotations

from conformance.compose import Section
from conformance.compose_values import resources
from conformance.compose_values_both import OTHER_URL, strings_as_they_came
from conformance.many_values import PRINTABLE, below, query
from conformance.scenario import Scenario

SECTION = Section("75", "5.1")

STEP = "/resource name/"

SCENARIOS: tuple[Scenario, ...] = (
    *strings_as_they_came(
        SECTION,
        resource=STEP,
        secure="/secure flag/, and 3.2",
        origin="/origin/",
        subprotocol="/subprotocol/",
    ),
    resources(
        SECTION,
        "location-keeps-every-character",
        "A resource name may hold any character of 21-7E, and keeps it in the location.",
        {"a query of every character": query(PRINTABLE)},
        step=STEP,
        does="the path and a query of all characters of 21-7E but #",
        means=OTHER_URL,
    ),
    resources(
        SECTION,
        "location-keeps-dot-segments",
        "A resource name is a string: dots between its slashes are not resolved.",
        {"/a/./b/../c/../d": below("a/./b/../c/../d")},
        step=STEP,
        does="the path and /a/./b/../c/../d",
        means=OTHER_URL,
    ),
)
