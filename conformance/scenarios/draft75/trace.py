"""75 traces: recorded browsers of draft 75 against the target; see ``fixtures/README.md``.

A client of draft 75 draws no keys, so several recordings hold the same bytes of the client; the first
of them is the scenario, `plain` before all.
"""

from __future__ import annotations

from conformance.replay import distinct, scenario
from conformance.trace import loads
from fixtures import texts

_TRACES = {name: loads(text) for name, text in texts("traces", "75").items()}

SCENARIOS = tuple(
    scenario(name, trace)
    for name, trace in distinct({"plain": _TRACES["plain"], **_TRACES}).items()
)
