"""The scenarios about the three values of an answer that both drafts word alike.

Draft 76 took them over from draft 75: a resource name, an origin and a subprotocol are strings, and
stand in the answer as they came. Only the names of the fields and the numbers of the steps differ.
"""

from __future__ import annotations

from conformance.compose import Section
from conformance.compose_values import origins, resources, scheme_not_from_the_port, subprotocols
from conformance.many_values import ESCAPES, EXPANDED, ORIGINS, QUERIES, SUBPROTOCOLS, below
from conformance.scenario import Scenario

OTHER_URL = "the client finds another URL than the one that it was given, and hangs up"


RESOURCES = (
    # field bug 39: frameworks read a query into a dictionary and write it again
    (
        "location-query-not-rebuilt",
        "A query stands in the location as it came: order, repetitions and empty parts included.",
        QUERIES,
        "the path with the queries " + "  ".join(QUERIES),
        OTHER_URL,
    ),
    # field bug 40
    (
        "location-keeps-escaped-delimiters",
        "An escaped delimiter is no delimiter, and stays escaped.",
        ESCAPES,
        "the path and " + "  ".join(ESCAPES),
        OTHER_URL,
    ),
    # a string of C ends there
    (
        "location-keeps-an-escaped-nul",
        "An escaped NUL is three characters, and the resource name goes on behind them.",
        {"/a%00b": below("a%00b")},
        "the path and /a%00b",
        "the server and what stands behind it take the name for two different resources",
    ),
    (
        "location-keeps-names-and-variables",
        "Nothing is put in the place of a part of the resource name.",
        EXPANDED,
        "the path and " + "  ".join(EXPANDED),
        OTHER_URL,
    ),
)
"""Scenarios about resource names: name, rule, values, what is sent, what a failure can mean."""


def strings_as_they_came(
    section: Section, *, resource: str, secure: str, origin: str, subprotocol: str
) -> tuple[Scenario, ...]:
    """What both drafts ask. The words say at which step of ``section`` each value is established."""
    return (
        *(
            resources(section, what, text, values, step=resource, does=does, means=means)
            for what, text, values, does, means in RESOURCES
        ),
        scheme_not_from_the_port(section, step=secure),
        origins(
            section,
            "origin-of-any-shape",
            "An origin comes back as it was sent, whatever its scheme, its host and its length.",
            ORIGINS,
            step=origin,
            does="each of " + "  ".join(ORIGINS),
            means="pages of such an origin cannot connect, though the server lets them in",
        ),
        subprotocols(
            section,
            "subprotocol-of-any-shape",
            "A subprotocol is one string, and comes back as it was asked for or not at all.",
            SUBPROTOCOLS,
            step=subprotocol,
            does="each of the subprotocols " + "  ".join(SUBPROTOCOLS),
            means="clients compare the answer with what they asked for, find another, and hang up",
        ),
    )
