"""The echo program, on real sockets."""

from __future__ import annotations

import pytest

from .program import Client, answer, started


@pytest.mark.parametrize("draft", [75, 76])
def test_it_sends_each_message_back(draft: int) -> None:
    with started("echo") as program, Client(program, draft) as client:
        client.send("hello", "", "naïve 😀")
        client.hears("hello", "", "naïve 😀")


def test_clients_do_not_hear_each_other() -> None:
    with started("echo") as program, Client(program, 75) as ann, Client(program, 76) as bob:
        ann.send("a")
        bob.send("b")
        ann.hears("a")
        bob.hears("b")


def test_who_speaks_something_else_is_told_what_is_spoken() -> None:
    with started("echo") as program:
        said = answer(program.port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 426 ")
