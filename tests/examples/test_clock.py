"""The clock, on real sockets."""

from __future__ import annotations

import re
import time
from itertools import pairwise

from .program import Client, started


def seconds(text: str) -> int:
    """The seconds of the day that a time says."""
    found = re.fullmatch(r"(\d\d):(\d\d):(\d\d)", text)
    assert found, text
    hours, minutes, rest = map(int, found.groups())
    assert (hours, minutes, rest) < (24, 60, 60)
    return hours * 3600 + minutes * 60 + rest


def test_all_hear_the_same_seconds_one_after_the_other() -> None:
    with started("clock") as program, Client(program, 75) as old, Client(program, 76) as new:
        for client in (old, new):
            at = time.time() % 86400
            first = seconds(client.hear())  # at once, so that nobody has to wait
            assert (int(at) - first) % 86400 in (0, 1, 86399)
        ticks = [[seconds(client.hear()) for _ in range(3)] for client in (old, new)]
        common = set(ticks[0]) & set(ticks[1])
        assert len(common) >= 2
        for row in ticks:
            assert [(b - a) % 86400 for a, b in pairwise(row)] == [1, 1]


def test_it_is_told_near_the_second() -> None:
    with started("clock") as program, Client(program) as client:
        client.hear()
        client.hear()
        late = [time.time() % 1 for _ in range(2) if client.hear()]
        assert min(late) < 0.3


def test_what_a_client_sends_changes_nothing() -> None:
    with started("clock") as program, Client(program) as talker, Client(program) as listener:
        talker.send("x" * 40, "what time is it?")
        talker.hear()
        listener.hear()
        assert (seconds(listener.hear()) - seconds(talker.hear())) % 86400 in (0, 1, 86399)
