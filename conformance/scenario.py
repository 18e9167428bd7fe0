"""What a scenario is: a value.

A conformance test of a server has to say five things: what the draft demands, what is sent, what may
come back, what else must work for the answer to mean anything, and what it means for somebody when
the demand is broken. A :class:`Scenario` holds these five and does nothing.

* What is sent is a list of *steps*. A step is played by the probe, which interprets nothing: it
  writes bytes, waits until a condition on the received bytes is met, ends its own direction. The
  steps are a function of the *setting* alone (the target's name and port, the path, a token), so the
  same scenario with the same setting sends the same bytes, today and when a saved run is judged
  again.
* What may come back is an ordered list of *answers*, each a verdict and a check
  (:mod:`conformance.checks`). The first answer whose check holds gives the verdict. When none holds,
  the level of the requirement does: MUST fails, SHOULD warns, and what the draft leaves open is
  merely recorded.
* What else must work is the *twin*: a valid conversation that differs from the questionable one in
  the fault alone. A server that hangs up on the fault *and* on its twin has shown nothing about the
  fault, and the verdict is UNDECIDED.

Silence proves nothing: a server may delay its output as long as it likes (76 §2.1). So a scenario
never waits to see that something does *not* come. It sends a legal text frame after the questionable
bytes, and the echo of that *end mark* says that everything before it has been dealt with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.model import Requirement

if TYPE_CHECKING:
    from conformance.checks import Answer

CRLF = b"\r\n"
KEY3 = 8
"""Bytes behind the head of a client's handshake in draft 76 (76 §4.1 step 26, §5.1 item 6)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """All that the bytes of a scenario depend on.

    ``host`` and ``port`` are the target's as a client would name them in a URL; ``secure`` says
    that the connection runs over TLS. ``token`` is a short word, different for each scenario and
    seed, of which keys and texts are made.
    """

    host: str = "127.0.0.1"
    port: int = 80
    path: str = "/"
    origin: str = "http://example.com"
    subprotocol: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    secure: bool = False
    token: str = "t0"

    @property
    def hostport(self) -> str:
        """Host and, unless it is the default of the scheme, port (76 §4.1 steps 9-11)."""
        default = 443 if self.secure else 80
        return self.host.lower() if self.port == default else f"{self.host.lower()}:{self.port}"

    def location(self, resource: str | None = None) -> str:
        """The URL of ``resource`` (the setting's path if None) by the steps of 76 §3.2."""
        scheme = "wss" if self.secure else "ws"
        return f"{scheme}://{self.hostport}{self.path if resource is None else resource}"

    def for_scenario(self, scenario_id: str, seed: int) -> Setting:
        """The same setting with the token that belongs to this scenario and seed."""
        digest = hashlib.sha256(f"{seed} {scenario_id}".encode()).hexdigest()
        return replace(self, token=digest[:10])

    def text(self, word: str) -> bytes:
        """A text that occurs in no other scenario: ``word`` and the token, ASCII, no blanks."""
        return f"{word}-{self.token}".encode("ascii")

    @property
    def mark(self) -> bytes:
        """The end mark: the text whose echo says that all before it has been dealt with."""
        return self.text("end")


@dataclass(frozen=True, slots=True)
class Opening:
    """A client's opening handshake, taken apart so that a scenario can change one thing.

    ``line`` is the first line and each of ``fields`` one field, all without their CRLF. ``key3`` is
    empty in draft 75. ``number1`` and ``number2`` are the numbers that the client *chose*
    (76 §4.1 step 18) and hid in its keys; the harness never has to work them out.
    """

    draft: str
    line: bytes
    fields: tuple[bytes, ...]
    key3: bytes = b""
    number1: int = 0
    number2: int = 0

    @property
    def head(self) -> bytes:
        """First line, fields and blank line, without key3."""
        return CRLF.join((self.line, *self.fields)) + CRLF + CRLF

    @property
    def whole(self) -> bytes:
        """Everything that a client sends before it reads."""
        return self.head + self.key3

    @property
    def digest(self) -> bytes:
        """The sixteen bytes that prove a draft 76 server (76 §4.1 steps 42 and 43)."""
        challenge = self.number1.to_bytes(4, "big") + self.number2.to_bytes(4, "big") + self.key3
        return hashlib.md5(challenge, usedforsecurity=False).digest()

    def value(self, name: str) -> bytes | None:
        """The value of the first field called ``name`` (76 §5.1: any case), None without one."""
        for field in self.fields:
            if _name(field) == name.encode().lower():
                return field.partition(b":")[2].removeprefix(b" ")
        return None

    def without(self, name: str) -> Opening:
        """The same handshake without the fields called ``name``."""
        return self._fields(f for f in self.fields if _name(f) != name.encode().lower())

    def instead(self, name: str, *lines: bytes) -> Opening:
        """The same handshake with raw ``lines`` in the place of the field called ``name``."""
        fields: list[bytes] = []
        for field in self.fields:
            fields.extend(lines if _name(field) == name.encode().lower() else (field,))
        return self._fields(fields)

    def plus(self, *lines: bytes) -> Opening:
        """The same handshake with raw ``lines`` after the last field."""
        return self._fields((*self.fields, *lines))

    def starting(self, line: bytes) -> Opening:
        """The same handshake with another first line."""
        return replace(self, line=line)

    def _fields(self, fields: object) -> Opening:
        return replace(self, fields=tuple(fields))  # type: ignore[arg-type]


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].lower()


# --- steps ---


@dataclass(frozen=True, slots=True)
class Send:
    """Write bytes, in one segment as far as TCP lets us.

    Without ``reading`` nothing is read meanwhile, and when the target takes no more for a while the
    rest is kept: the next Send on this connection begins with it. Nothing is written when ``unless``
    says yes to all that was received: a client that has been told of the end sends no more.
    """

    data: bytes
    reading: bool = True
    unless: Callable[[bytes], bool] | None = None


@dataclass(frozen=True, slots=True)
class Await:
    """Read until ``met`` says yes to all that was received, or the connection ends.

    ``patience`` multiplies the run's patience for what takes longer by its nature. When a ``vital``
    wait runs out of patience no further step is played: a scenario of many connections does not
    wait on each of them for a server that has stopped answering.
    """

    met: Callable[[bytes], bool]
    patience: float = 1.0
    vital: bool = False


@dataclass(frozen=True, slots=True)
class AwaitEnd:
    """Read until the target ends the connection."""

    patience: float = 1.0


@dataclass(frozen=True, slots=True)
class HalfClose:
    """End our own direction (FIN) and go on reading."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection (FIN) and read no more, so that a server of one client is free again."""


@dataclass(frozen=True, slots=True)
class Reset:
    """End the connection by RST."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Let about ``trips`` round trips go by, so that segments stay apart; reads meanwhile."""

    trips: float = 1.0


@dataclass(frozen=True, slots=True)
class Connect:
    """Open a further connection; the steps after it go there. The first one opens by itself."""


@dataclass(frozen=True, slots=True)
class On:
    """Let the steps after it go to an earlier connection, counted from 0."""

    connection: int


Step = Send | Await | AwaitEnd | HalfClose | Close | Reset | Pause | Connect | On
Steps = tuple[Step, ...]


def trickle(data: bytes, size: int = 1) -> Steps:
    """Steps that send ``data`` in segments of ``size`` bytes, apart from each other."""
    steps: list[Step] = []
    for at in range(0, len(data), size):
        steps += [Send(data[at : at + size]), Pause()]
    return tuple(steps)


# --- scenarios ---

NEEDS = {
    "75": "speaks draft 75",
    "76": "speaks draft 76",
    "echo": "sends each text message back",
    "service": "sends each text message back in one draft at least",
    "parallel": "serves more than one client at a time",
    "tls": "is reached over TLS",
    "plain": "is reached without TLS",
}
"""What a scenario may need of a target. What is missing makes it SKIP, with these words."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A valid conversation that a fault is compared with; it counts when its first answer holds."""

    steps: Callable[[Setting], Steps]
    answers: Callable[[Setting], tuple[Answer, ...]]
    answered: Callable[[Setting], tuple[Answer, ...]] | None = None
    """What is enough of it where the question got not one byte; None: nothing but ``answers``."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One question to a server. See the head of this module."""

    id: str
    """``draft/section/what``: ``76/5.2/key-number-not-a-multiple``."""
    requirement: Requirement
    does: str
    """What is sent, for the reader of a report: the questionable bytes first."""
    means: str
    """What can follow for users where the requirement is broken: of servers in general."""
    steps: Callable[[Setting], Steps]
    answers: Callable[[Setting], tuple[Answer, ...]]
    twin: Twin | None = None
    needs: frozenset[str] = frozenset()
    """What the target must offer beside the draft itself; see :data:`NEEDS`."""
    resource: bool = False
    """Costs much time or memory; runs only when it is asked for."""
    alone: bool = False
    """Shows nothing while others talk to the target; asked behind them, and alone."""
    version: int = 1

    @property
    def by_itself(self) -> bool:
        """Never asked beside another one."""
        return self.resource or self.alone

    @property
    def draft(self) -> str:
        """The draft of the conversation: the first part of the id, or 76 for ``beyond``."""
        first = self.id.partition("/")[0]
        return first if first in {"75", "76"} else ("75" if "75" in self.needs else "76")
