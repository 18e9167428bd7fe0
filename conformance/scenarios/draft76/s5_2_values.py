"""76 §5.2, the three values of the answer that follow the client, for many values of each.

The resource name, the origin and the subprotocol are strings. They stand in the answer as they came,
whatever they look like: a query is no dictionary, a name no template, and a subprotocol no list.
"""

from __future__ import annotations

from conformance.compose import Section
from conformance.compose_values import resources
from conformance.compose_values_both import OTHER_URL, strings_as_they_came
from conformance.many_values import query
from conformance.scenario import Scenario

SECTION = Section("76", "5.2")

STEP = "steps 2 and 3, /resource name/"

SCENARIOS: tuple[Scenario, ...] = (
    *strings_as_they_came(
        SECTION,
        resource=STEP,
        secure="step 2, /secure flag/, and 3.2",
        origin="step 2, /origin/",
        subprotocol="step 2, /subprotocol/, and step 11",
    ),
    resources(
        SECTION,
        "location-of-a-kilobyte",
        "A long resource name comes back whole.",
        {"a query of a kilobyte": query("k=" + "0123456789abcdef" * 64)},
        step=STEP,
        does="the path and a query of 1,026 bytes",
        means=OTHER_URL,
    ),
)
