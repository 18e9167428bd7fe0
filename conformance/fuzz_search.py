"""The search: Hypothesis draws conversations, and shrinks the first that is wrong.

Hypothesis wants a function that fails for the same input always, and a server owes nobody that. So what
a conversation was found to be is kept, and asked for again it is taken from there.

The same seed repeats the run exactly, so nothing may depend on a clock: no deadline, no database, and
shrinking ends by a number of steps, not of seconds. Steps have prices, for a conversation that ends in
silence takes as long as a hundred that do not. Shrinking stays with the kind of fault that was found
first; it does not slip into another.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, Verbosity, configuration, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conformance.fuzz_conversation import Conversation

BUDGET = 400
"""The price of all steps of one shrinking."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one conversation came to: the kind of fault, empty for none, and what it cost to know."""

    kind: str = ""
    price: int = 1


Ask = Callable[[Conversation, bool], Step]
"""Holds a conversation; True: with all care, False: one step of shrinking."""


class _FoundError(Exception):
    """A conversation that is wrong. Never leaves this module."""


class _StoppedError(BaseException):
    """Nothing can be asked any more. Hypothesis takes an Exception for a finding, and shrinks it."""


class Search:
    """One search. ``held`` counts the conversations that were drawn and held."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[Conversation, str] = {}
        self._kind = ""
        self._spent = 0
        self._first: Conversation | None = None
        self._last: Conversation | None = None
        self.held = 0

    def run(self, strategy: SearchStrategy[Conversation], number: int, seeded: int) -> None:
        """Draw at most ``number`` conversations until one is wrong, and shrink that one.

        Raises at once what asking raises.
        """

        @seed(seeded)
        @settings(
            max_examples=number,
            database=None,
            deadline=None,
            derandomize=False,
            print_blob=False,
            report_multiple_bugs=False,
            verbosity=Verbosity.quiet,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def property_(conversation: Conversation) -> None:
            self._try(conversation)

        with tempfile.TemporaryDirectory() as home:  # Hypothesis keeps notes where it is told to
            configuration.set_hypothesis_home_dir(home)
            try:
                property_()
            except _FoundError:
                pass
            except _StoppedError as stopped:
                raise stopped.args[0] from None
            finally:
                configuration.set_hypothesis_home_dir(None)

    @property
    def found(self) -> tuple[Conversation, Conversation] | None:
        """The smallest conversation that is wrong and the first, None without any."""
        if self._first is None or self._last is None:
            return None
        return self._last, self._first

    def _try(self, conversation: Conversation) -> None:
        kind = self._known.get(conversation)
        if kind is None:
            kind = self._known[conversation] = self._held(conversation)
        if not kind or (self._kind and kind != self._kind):
            return
        self._kind = kind
        self._first = self._first or conversation
        self._last = conversation
        raise _FoundError

    def _held(self, conversation: Conversation) -> str:
        shrinking = bool(self._kind)
        if shrinking and self._spent >= BUDGET:
            return ""
        try:
            step = self._ask(conversation, not shrinking)
        except Exception as error:
            raise _StoppedError(error) from None
        if shrinking:
            self._spent += step.price
        else:
            self.held += 1
        return step.kind
