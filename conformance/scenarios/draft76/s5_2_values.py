"""76 §5.2, the three values of the answer that follow the client, for many values of each.

The resource name, the origin and the subprotocol are strings. They stand in the answer as they came,
whatever they look like: a query is no dictionary, a name no template, and a subprotocol no list.
"""

from __future__ import annotations

from conformance.compose import Section
from conformance.compose_values import (
    origins,
    resources,
    scheme_not_from_the_port,
    subprotocols,
)
from conformance.many_values import (
    ESCAPES,
    EXPANDED,
    ORIGINS,
    QUERIES,
    SUBPROTOCOLS,
    below,
    query,
)
from conformance.scenario import Scenario

SECTION = Section("76", "5.2")

STEP = "steps 2 and 3, /resource name/"
OTHER_URL = "the client finds another URL than the one that it was given, and hangs up"

SCENARIOS: tuple[Scenario, ...] = (
    # a query that was read into a dictionary and written again, as the frameworks of field bug 39 do
    resources(
        SECTION,
        "location-query-not-rebuilt",
        "A query stands in the location as it came: order, repetitions and empty parts included.",
        QUERIES,
        step=STEP,
        does="the path with the queries " + "  ".join(QUERIES),
        means=OTHER_URL,
    ),
    # field bug 40
    resources(
        SECTION,
        "location-keeps-escaped-delimiters",
        "An escaped delimiter is no delimiter, and stays escaped.",
        ESCAPES,
        step=STEP,
        does="the path and " + "  ".join(ESCAPES),
        means=OTHER_URL,
    ),
    # a string of C ends there
    resources(
        SECTION,
        "location-keeps-an-escaped-nul",
        "An escaped NUL is three characters, and the resource name goes on behind them.",
        {"/a%00b": below("a%00b")},
        step=STEP,
        does="the path and /a%00b",
        means="the server and what stands behind it take the name for two different resources",
    ),
    resources(
        SECTION,
        "location-keeps-names-and-variables",
        "Nothing is put in the place of a part of the resource name.",
        EXPANDED,
        step=STEP,
        does="the path and " + "  ".join(EXPANDED),
        means=OTHER_URL,
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
    scheme_not_from_the_port(SECTION, step="step 2, /secure flag/, and 3.2"),
    origins(
        SECTION,
        "origin-of-any-shape",
        "An origin comes back as it was sent, whatever its scheme, its host and its length.",
        ORIGINS,
        step="step 2, /origin/",
        does="each of " + "  ".join(ORIGINS),
        means="pages of such an origin cannot connect, though the server lets them in",
    ),
    subprotocols(
        SECTION,
        "subprotocol-of-any-shape",
        "A subprotocol is one string, and comes back as it was asked for or not at all.",
        SUBPROTOCOLS,
        step="step 2, /subprotocol/, and step 11",
        does="each of the subprotocols " + "  ".join(SUBPROTOCOLS),
        means="clients compare the answer with what they asked for, find another, and hang up",
    ),
)
