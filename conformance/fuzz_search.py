"""The search: Hypothesis draws conversations, and shrinks the first that is wrong.

Hypothesis wants a function that fails for the same input always, and a server owes nobody that. So what
a conversation was found to be is kept, and asked for again it is taken from there.

The same seed repeats the run exactly, so nothing may depend on a clock: no deadline, no database, and
shrinking ends by a number of steps, not of seconds. Steps have prices, for a conversation that ends in
silence takes as long as a hundred that do not. Shrinking stays with the kind of fault that was found
first; it does not slip into another.

Hypothesis has a callback for the garbage collector, and what is raised in one is printed and
forgotten. An interrupt that comes there would be lost. So while a search runs, it raises at once only
where a conversation is held, which may take long, and elsewhere before the next one.
"""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

from hypothesis import HealthCheck, Phase, Verbosity, configuration, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conformance.fuzz_conversation import Conversation
from conformance.interrupts import SIGNALS, on_its_way

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
        self._asking = self._interrupted = False
        self.held = 0

    def run(self, strategy: SearchStrategy[Conversation], number: int, seeded: int) -> None:
        """Draw at most ``number`` conversations until one is wrong, and shrink that one.

        Raises at once what asking raises, and KeyboardInterrupt.
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

        with ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory())
            stack.enter_context(self._interruptible())
            # Hypothesis keeps notes where it is told to.
            configuration.set_hypothesis_home_dir(home)
            try:
                property_()
            except _FoundError:
                pass
            except _StoppedError as stopped:
                raise stopped.args[0] from None
            finally:
                configuration.set_hypothesis_home_dir(None)
        self._stop_if_interrupted()

    @property
    def found(self) -> tuple[Conversation, Conversation] | None:
        """The smallest conversation that is wrong and the first, None without any."""
        if self._first is None or self._last is None:
            return None
        return self._last, self._first

    def _try(self, conversation: Conversation) -> None:
        self._stop_if_interrupted()
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
            self._asking = True
            step = self._ask(conversation, not shrinking)
        except Exception as error:
            raise _StoppedError(error) from None
        finally:
            self._asking = False
        if shrinking:
            self._spent += step.price
        else:
            self.held += 1
        return step.kind

    def _stop_if_interrupted(self) -> None:
        if self._interrupted:
            raise KeyboardInterrupt

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Be told of SIGINT and SIGTERM here; what was told of them before, is again afterwards."""
        before = {}
        with suppress(ValueError):  # not in the main thread: then signals are not ours
            for number in SIGNALS:
                before[number] = signal.signal(number, self._interrupt)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _interrupt(self, _number: int, frame: FrameType | None) -> None:
        self._interrupted = True
        forgotten = frame is not None and frame.f_code.co_name == "gc_callback"
        if self._asking and not forgotten and not on_its_way():
            raise KeyboardInterrupt
