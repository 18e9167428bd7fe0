"""What all renderers of an explanation say alike: who speaks, how it ended, what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.explain_model import Passage, Turn
from conformance.trace import Side
from reports.model import Kind

MOST_BYTES = 256
"""Bytes of one passage that are shown; the passage has them all."""
MOST_PASSAGES = 1000
"""Passages of one turn that are shown."""

_OTHER = {Side.CLIENT: "server", Side.SERVER: "client"}
_ENDED = {
    Kind.EOF: "ends its direction (FIN)",
    Kind.RESET: "resets the connection (RST)",
    Kind.REFUSED: "could not be reached: the connection was refused",
}


def heading(turn: Turn) -> tuple[str, str]:
    """Who does something, and when and in how many segments."""
    when = f"{turn.since:.6f} s"
    if not turn.segments:
        return f"{turn.side.value} {_ENDED[turn.kind]}", when
    if turn.until > turn.since:
        when = f"{turn.since:.6f} to {turn.until:.6f} s"
    count = f"{turn.segments} segment{'' if turn.segments == 1 else 's'}"
    size = len(turn.data)
    bytes_ = f"{size} byte{'' if size == 1 else 's'} in " if size else "part of what follows, in "
    return f"{turn.side.value} to {_OTHER[turn.side]}", f"{when}, {bytes_}{count}"


def ended(turn: Turn) -> str:
    """What the draft says of such an end."""
    if turn.kind is Kind.REFUSED:
        return "76 §4.1 step 3, 75 §4.1 step 3: the client fails the connection"
    words = "either side may end it by FIN or by RST, and the other closes too"
    return f"76 §6.3, 75 §6: {words}"


def shown(passages: Sequence[Passage]) -> Sequence[Passage]:
    """The passages of one turn that are shown."""
    return passages[:MOST_PASSAGES]


def left_out(passages: Sequence[Passage]) -> str:
    """How much more there is than is shown; empty for nothing."""
    rest = passages[MOST_PASSAGES:]
    if not rest:
        return ""
    size = sum(len(p.data) for p in rest)
    wrong = sum(p.level == "wrong" for p in rest)
    said = f", {wrong} of them wrong" if wrong else ""
    return f"… and {len(rest)} passages more, of {size} bytes{said}"
