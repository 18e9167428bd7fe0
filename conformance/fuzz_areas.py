"""What is put in question by generated conversations: the areas, and the sentence that each rests on.

An area is one search with one result. Faults of different kinds do not hide each other when they are in
different areas: a search ends with its first finding.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.model import Level, Requirement


@dataclass(frozen=True, slots=True)
class Area:
    """One area of one draft."""

    draft: str
    name: str
    requirement: Requirement
    does: str
    means: str
    expected: tuple[str, ...]
    weight: int
    """Its part of all conversations, in comparison with the others."""
    echo: bool = False
    """Nothing can be seen of a target that does not send texts back."""

    @property
    def id(self) -> str:
        """The id of its result."""
        return f"{self.draft}/fuzz/{self.name}"


_IN_PLACE = "each text back, once, in its order, and nothing else"
_OR_GONE = "the same up to a frame that a server need not read, and then the end"

SURVIVES = Requirement(
    "beyond",
    "robustness",
    "",
    Level.MUST,
    "Whatever one client does, the next client's handshake is read and answered (76 §5.1, §5.2).",
)
"""What a target that dies breaks."""


def _area(
    draft: str,
    name: str,
    section: str,
    text: str,
    *,
    does: str,
    means: str,
    expected: tuple[str, ...],
    weight: int,
    echo: bool = False,
) -> Area:
    where, _, step = section.partition("|")
    of = "beyond" if where == "robustness" else draft
    required = Requirement(of, where, step, Level.MUST, text)
    return Area(draft, name, required, does, means, expected, weight, echo)


def _handshakes(draft: str) -> tuple[Area, ...]:
    answer = "5.1" if draft == "75" else "5.2"
    return (
        _area(
            draft,
            "handshake",
            answer,
            "Whatever a client is free to choose in its handshake, the answer is the one to it.",
            does="opening handshakes in all that a client is free to choose, cut anywhere",
            means="some browsers, pages or networks cannot connect, and others can",
            expected=(
                "the answer to this client's handshake",
                "a refusal of what it need not serve",
            ),
            weight=3,
        ),
        _area(
            draft,
            "damaged-handshake",
            "robustness",
            "What is no handshake is refused or ignored, and harms no other client.",
            does="opening handshakes with one to three wounds",
            means="anybody who can reach the port can take the server away, or forge its answers",
            expected=("an end, an error or silence; a 101 only with fields of one line each",),
            weight=3,
        ),
    )


def _streams(draft: str) -> tuple[Area, ...]:
    return (
        _area(
            draft,
            "framing",
            "5.3|reading",
            "Each text is read to its FF however it is cut into segments, and is the message.",
            does="texts of any characters, cut anywhere",
            means="messages are lost, changed or torn depending on the network between",
            expected=(_IN_PLACE,),
            weight=3,
            echo=True,
        ),
        _area(
            draft,
            "strange-frames",
            "5.3|reading",
            "Each frame is read to its own end, and only a text is a message.",
            does="texts among frames of reserved types, lengths and data that is not UTF-8",
            means="a sender makes messages out of what is none, or loses those of others",
            expected=(_IN_PLACE, _OR_GONE),
            weight=4,
            echo=True,
        ),
        _area(
            draft,
            "ends",
            "5.3|reading",
            "A frame that does not end is no message, and an end of one client harms no other.",
            does="closing frames with something behind them, and ends in the middle of a frame",
            means="half messages are taken for whole ones, or one client's end is everybody's",
            expected=(
                "each text back, once, in its order, and nothing of a frame that did not end",
            ),
            weight=2,
            echo=True,
        ),
    )


_KEYS = Area(
    "76",
    "keys",
    Requirement(
        "76",
        "5.2",
        "steps 5 and 6",
        Level.MUST,
        "Keys without spaces, or whose digits do not divide by them, end the connection.",
    ),
    "keys that no client can have made, cut anywhere",
    "handshakes are accepted that no WebSocket client can have sent",
    ("the end of the connection, with or without an HTTP error, and no 101",),
    1,
)

_BOTH = {draft: (*_handshakes(draft), *_streams(draft)) for draft in ("75", "76")}

AREAS = {(a.draft, a.name): a for a in (*_BOTH["76"], _KEYS, *_BOTH["75"])}
"""Draft and name -> area, in the order of a report."""


def shares(areas: list[Area], number: int) -> dict[str, int]:
    """How many of ``number`` conversations each area gets: by weight, and all of them together."""
    weights = sum(area.weight for area in areas)
    out: dict[str, int] = {}
    past = 0
    for area in areas:
        before = number * past // weights
        past += area.weight
        out[area.id] = number * past // weights - before
    return out
