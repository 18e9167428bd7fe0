"""The search: what it finds is small, repeats, and ends."""

from __future__ import annotations

import signal

import pytest

from conformance import fuzz_strategies
from conformance.fuzz_conversation import Conversation
from conformance.fuzz_search import BUDGET, Search, Step
from conformance.scenario import Setting

STRATEGY = fuzz_strategies.strange_frames("76", Setting(port=81))


def search(kind_of: object, number: int = 200, seed: int = 1) -> tuple[Search, list[Conversation]]:
    asked: list[Conversation] = []

    def ask(said: Conversation, thorough: bool) -> Step:
        asked.append(said)
        assert callable(kind_of)
        return Step(*kind_of(said, thorough))

    found = Search(ask)
    found.run(STRATEGY, number, seed)
    return found, asked


def hidden(said: Conversation, _: bool) -> tuple[str]:
    return ("hidden",) if b"\x80\x01\xff" in said.stream else ("",)


def test_a_finding_is_shrunk_to_the_smallest() -> None:
    search_, _ = search(hidden)
    assert search_.found is not None
    small, first = search_.found
    assert small.frames == (b"\x80\x01\xff\0end\xff",)
    assert len(small.stream) <= len(first.stream)


def test_the_same_seed_asks_the_same_and_another_seed_does_not() -> None:
    _, once = search(hidden, 60)
    _, again = search(hidden, 60)
    _, other = search(hidden, 60, seed=2)
    assert once == again
    assert once != other


def test_no_conversation_is_held_twice() -> None:
    search_, asked = search(lambda *_: ("",), 60)
    assert len(asked) == len(set(asked)) == search_.held
    assert search_.found is None


def test_a_server_that_fails_once_only_disturbs_nothing() -> None:
    seen: list[Conversation] = []

    def once(said: Conversation, _: bool) -> tuple[str]:
        if len(said.stream) > 20 and not seen:
            seen.append(said)
            return ("odd",)
        return ("",)

    search_, _ = search(once, 40)
    assert search_.found == (seen[0], seen[0])


def test_shrinking_ends_with_its_budget() -> None:
    spent: list[int] = []

    def dear(said: Conversation, thorough: bool) -> tuple[str, int]:
        spent.extend([] if thorough else [100])
        return ("long", 100) if len(said.stream) > 30 else ("", 100)

    search_, _ = search(dear)
    assert search_.found is not None
    assert sum(spent) == BUDGET


def test_shrinking_does_not_slip_into_another_fault() -> None:
    met: list[Conversation] = []

    def two(said: Conversation, thorough: bool) -> tuple[str]:
        size = len(said.stream)
        if size < 9 and not thorough:  # the first of all is as short as that, and is passed over
            met.append(said)
            return ("short",)
        return ("long",) if size > 30 else ("",)

    search_, _ = search(two)
    assert search_.found is not None
    assert met
    assert len(search_.found[0].stream) == 31


def test_what_asking_raises_ends_the_search_at_once() -> None:
    asked: list[Conversation] = []

    def ask(said: Conversation, _: bool) -> Step:
        asked.append(said)
        if len(asked) == 3:
            raise LookupError("gone")
        return Step()

    with pytest.raises(LookupError, match="gone"):
        Search(ask).run(STRATEGY, 50, 1)
    assert len(asked) == 3


def interrupted_by(interrupt: object, at: int) -> tuple[int, int]:
    """How many conversations were asked, and were held, of a search with this in the ``at``-th."""
    asked = 0

    def ask(_: Conversation, __: bool) -> Step:
        nonlocal asked
        asked += 1
        if asked == at:
            assert callable(interrupt)
            interrupt()
        return Step()

    found = Search(ask)
    with pytest.raises(KeyboardInterrupt):
        found.run(STRATEGY, 60, 1)
    return asked, found.held


def test_an_interrupt_ends_the_conversation_that_is_held() -> None:
    before = signal.getsignal(signal.SIGINT)
    assert interrupted_by(lambda: signal.raise_signal(signal.SIGINT), 7) == (7, 6)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_is_not_lost_where_exceptions_are() -> None:
    def gc_callback() -> None:  # what Hypothesis has is called so, and what it raises is forgotten
        signal.raise_signal(signal.SIGINT)

    last = len(search(lambda *_: ("",), 60)[1])
    for at in (7, last):
        assert interrupted_by(gc_callback, at) == (at, at)
