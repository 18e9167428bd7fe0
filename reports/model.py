"""The one value that every report is a function of.

A run of the harness asks a target a number of questions. Each question is a *scenario*; what the
draft says about it is a *requirement*; what happened on the wire is a *transcript*; what that means
is a *verdict*. The four together are a :class:`Result`, and all results of one run, with the target
they speak of, are a :class:`Run`.

From these facts follows the shape of this module:

* The vocabularies are closed. There are seven verdicts, four levels and six kinds of event, and no
  report may meet an eighth, a fifth or a seventh: they are enumerations, so a renderer that forgets
  one is found by the type checker.
* A verdict belongs to what was seen, a level to what the draft says. ``FAIL`` is not "a broken
  MUST that was important": it is a broken MUST. ``WARN`` is a missed SHOULD. A choice that the
  draft leaves open is ``INFO`` whatever the server chose.
* FIN, RST, a refused connection and silence are four different observations. They stay four kinds
  of event for ever; who merges them can no longer tell a polite server from a dead one.
* Everything is immutable and holds only bytes, text and numbers, so a run can be written to a file
  and read back years later without a network.

The harness fills these values and the renderers read them. Nothing here knows either.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Verdict(enum.Enum):
    """What a scenario found. The values are the words of the JSON report."""

    PASS = "pass"
    """Did what the draft demands, or one of the things that it allows."""
    FAIL = "fail"
    """Broke a MUST, or an algorithm that the draft says must be run."""
    WARN = "warn"
    """Missed a SHOULD."""
    INFO = "info"
    """The draft leaves it open; what the server chose is recorded."""
    SKIP = "skip"
    """Needs something that the target does not offer, which is named."""
    UNDECIDED = "undecided"
    """A prerequisite or the valid twin failed, or the run was ended: nothing was shown. Not green."""
    ERROR = "error"
    """The harness's own fault; never counted against the target."""


class Level(enum.Enum):
    """How strongly the draft asks, in the words of RFC 2119; UNDEFINED where it is silent."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"
    UNDEFINED = "UNDEFINED"


class Kind(enum.Enum):
    """What can happen on a connection, seen from the client."""

    SENT = "sent"
    """Bytes that the harness wrote. Without bytes: the harness ended its own direction (FIN)."""
    RECEIVED = "received"
    """Bytes that came from the target. Without bytes: more came on the connection than is kept."""
    EOF = "eof"
    """The target ended its direction by FIN."""
    RESET = "reset"
    """The target ended the connection by RST."""
    TIMEOUT = "timeout"
    """Nothing (more) came within the patience of the harness."""
    REFUSED = "refused"
    """The connection could not be opened."""


ENDINGS = frozenset({Kind.EOF, Kind.RESET, Kind.REFUSED})
"""The kinds after which a connection says nothing any more."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on one connection of a conversation."""

    t: float
    """Seconds since the conversation began."""
    kind: Kind
    data: bytes = b""
    """The bytes sent or received; empty for every other kind."""
    connection: int = 0
    """Which connection of the conversation, counted from 0 in the order of opening."""


ENDED = "the run was ended"
"""How the reason begins (``because``) of what a run that did not come to its end left UNDECIDED.

What it had not asked at all has no transcript; what it had not asked again has that of the first time.
"""


Transcript = tuple[Event, ...]
"""All events of one conversation, in the order in which they were seen."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of bytes that belong together, and what they are, in the draft's words."""

    kind: Kind
    """SENT or RECEIVED."""
    data: bytes
    meaning: str
    connection: int = 0
    """On which connection of the conversation, counted from 0."""
    begins: int = 0
    """The first byte, counted from 0, that differs from the valid twin; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One sentence of a draft that binds a server, in our own words."""

    draft: str
    """``75``, ``76``, or ``beyond`` for what no section demands."""
    section: str
    """The section's number, ``5.2``; for ``beyond`` a short name of the group."""
    step: str
    """Where in the section: ``step 6``, ``|Upgrade|``, ``sending, step 2``; may be empty."""
    level: Level
    text: str

    @property
    def cite(self) -> str:
        """The short reference that stands in reports: ``76 §5.2 step 6``."""
        if self.draft == "beyond":
            return f"beyond the drafts: {self.section}"
        return f"{self.draft} §{self.section} {self.step}".strip()


@dataclass(frozen=True, slots=True)
class Result:
    """What one scenario found on one target."""

    id: str
    """``draft/section/what``; never a number, never reused."""
    version: int
    """Raised whenever the scenario's expectation changes."""
    requirement: Requirement
    """What the scenario asked for."""
    verdict: Verdict
    does: str
    """What the harness sent, in words."""
    means: str
    """What can follow for users where this is broken: of servers in general, not seen of this one."""
    expected: tuple[str, ...]
    """All the answers that the draft allows, each in words."""
    observed: str
    """What came, in words; for SKIP and UNDECIDED the reason."""
    reproduce: str
    """The command that repeats this scenario alone."""
    breaks: Requirement | None = None
    """The sentence that a FAIL or WARN is argued from, where the scenario asked for less."""
    choice: str = ""
    """Which of the answers it was, in words; for INFO what the target chose where it may."""
    transcript: Transcript = ()
    twin: Transcript = ()
    """The transcript of the valid twin, where the scenario has one."""
    spans: tuple[Span, ...] = ()
    """The decisive bytes of the transcript, annotated."""
    cause: str = ""
    """The likely cause, where what came matches the signature of a known fault."""
    attempts: int = 1
    """How often the conversation was held before the verdict was believed."""
    died: str = ""
    """How the target was found dead after this conversation; empty where it lived on."""
    printed: str = ""
    """The last lines that the target printed before it died, where the harness had started it."""
    because: str = ""
    """For UNDECIDED: the reason that it shares, in the same words, with other scenarios."""
    known: str | None = None
    """Why a departure here was known before the run, empty for no reason; None where none was listed.

    It never changes the verdict.
    """

    @property
    def argued(self) -> Requirement:
        """The sentence that the verdict is argued from: a MUST for FAIL, a SHOULD for WARN."""
        return self.breaks or self.requirement

    @property
    def is_known(self) -> bool:
        """It departs from the draft, and that was known. A WARN departs whether or not it counts."""
        return self.known is not None and self.verdict in (Verdict.FAIL, Verdict.WARN)

    @property
    def outgrown(self) -> bool:
        """It was a known departure, and departs no more."""
        return self.known is not None and self.verdict in (Verdict.PASS, Verdict.INFO)


@dataclass(frozen=True, slots=True)
class Target:
    """Who was tested, and what it was found to offer."""

    address: str
    """``host:port`` as the harness connected to it."""
    path: str
    drafts: tuple[str, ...]
    """The drafts that it speaks: any of ``75`` and ``76``."""
    capabilities: Mapping[str, str] = field(default_factory=dict)
    """Capability -> what was found, both for people: ``echo`` -> ``yes``."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The options that shape what is sent (origin, host, subprotocol ...), to judge again."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one run of the harness found."""

    tool: str
    tool_version: str
    target: Target
    seed: int
    started: str
    """When the run began: UTC, ISO 8601."""
    finished: bool
    """True only when the run came to its end by itself."""
    results: tuple[Result, ...] = ()
    seconds: float = 0.0
    """How long the run took."""

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many results each verdict has; all seven are there, also the zeros."""
        counts = dict.fromkeys(Verdict, 0)
        for result in self.results:
            counts[result.verdict] += 1
        return counts
