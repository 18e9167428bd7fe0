"""76 traces: recorded browsers of draft 76 against the target; see ``fixtures/README.md``.

Each scenario is one recorded conversation. The recordings with wrong answers hold nothing of the client
but handshakes, so theirs are one scenario together.
"""

from __future__ import annotations

from conformance.replay import handshakes, scenario
from conformance.trace import loads
from fixtures import texts

SCENARIOS = (
    *(scenario(name, loads(text)) for name, text in texts("traces", "76").items()),
    handshakes(
        "many-handshakes", {name: loads(text) for name, text in texts("answers", "76").items()}
    ),
)
