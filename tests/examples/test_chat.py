"""The chat, on real sockets: who hears what, and what strangers can not do."""

from __future__ import annotations

import pytest

from ..reference_server.requests import KEY3, head75, head76
from .program import ROOT, Client, Program, answer, started

PAGE = (ROOT / "examples" / "chat.html").read_bytes()
REFUSED = "* a nickname is 1 to 20 letters, digits, - or _; choose another"
TAKEN = "* this nickname is taken; choose another"


def joined(program: Program, name: str, *before: str, draft: int = 76) -> Client:
    """A client with a nickname, who has been shown the lines from before."""
    client = Client(program, draft)
    client.send(name)
    client.hears(f"* you are {name}", *before, f"* {name} joined")
    return client


def test_a_conversation_of_both_drafts() -> None:
    with started("chat") as program, joined(program, "ann", draft=75) as ann:
        with joined(program, "bob", "* ann joined") as bob:
            ann.hears("* bob joined")
            ann.send("hello")
            for client in (ann, bob):
                client.hears("ann: hello")
            bob.send("naïve 😀", "and more")
            for client in (ann, bob):
                client.hears("bob: naïve 😀", "bob: and more")
        ann.hears("* bob left")
        lines = ["* bob joined", "ann: hello", "bob: naïve 😀", "bob: and more", "* bob left"]
        with joined(program, "bob", "* ann joined", *lines):  # the nickname is free again
            ann.hears("* bob joined")


def test_polite_and_sudden_ends_are_told_once() -> None:
    with started("chat") as program, joined(program, "ann") as ann:
        with joined(program, "bob", "* ann joined") as bob:
            ann.hears("* bob joined")
            bob.send("bye")
            bob.hears("bob: bye")
            bob.sock.sendall(b"\xff\x00")
            bob.is_closed()
            ann.hears("bob: bye", "* bob left")
        ann.send("alone")
        ann.hears("ann: alone")


@pytest.mark.parametrize(
    "name",
    ["", " ", "*", "a b", "a:", "<b>", "x" * 21, "a\x00b", "a\nb", "\u202eann", "\ufdfa", "😀"],
)
def test_what_is_no_nickname(name: str) -> None:
    with started("chat") as program, Client(program) as client:
        client.send(name, "fine")
        heard = client.hear()
        if name == "\u202eann":  # what turns the direction is taken away, and nothing is left of it
            assert heard == "* you are ann"
        else:
            assert heard == REFUSED
            client.hears("* you are fine")


@pytest.mark.parametrize("name", ["ann", "ANN", "Ａｎｎ", " ann ", "ann\n"])
def test_a_nickname_is_taken_however_it_is_written(name: str) -> None:
    with started("chat") as program, joined(program, "ann") as ann, Client(program) as other:
        other.send(name)
        other.hears(TAKEN)
        other.send("x")
        other.hears("* you are x", "* ann joined", "* x joined")
        ann.hears("* x joined")


def test_who_has_no_nickname_hears_nothing_and_leaves_unseen() -> None:
    with started("chat") as program, joined(program, "ann") as ann:
        with Client(program) as guest:
            ann.send("secret")
            ann.hears("ann: secret")
            guest.send("*")
            guest.hears(REFUSED)
        ann.send("again")
        ann.hears("ann: again")


def test_a_line_stays_one_line_and_of_its_speaker() -> None:
    with started("chat") as program, joined(program, "ann") as ann:
        ann.send("a\r\n* bob left", "\u2028bob: x", "\x1b[31mred", "a\u202eb", " \x00 ", "end")
        ann.hears("ann: a  * bob left", "ann: bob: x", "ann: [31mred", "ann: a b", "ann: end")


def test_the_length_of_a_message_has_two_bounds() -> None:
    with started("chat") as program, joined(program, "ann") as ann:
        ann.send("😀" * 500, "x" * 501)
        ann.hears("ann: " + "😀" * 500, "* not sent: it is longer than 500 characters")
        with joined(program, "bob", "* ann joined", "ann: " + "😀" * 500) as bob:
            ann.hears("* bob joined")
            bob.send("x" * 5000)
            bob.is_closed()
            ann.hears("* bob left")


def test_the_last_twenty_lines_are_remembered() -> None:
    with started("chat") as program, joined(program, "ann") as ann:
        ann.send(*map(str, range(30)))
        ann.hears(*[f"ann: {n}" for n in range(30)])
        with joined(program, "bob", *[f"ann: {n}" for n in range(10, 30)]):
            ann.hears("* bob joined")


@pytest.mark.parametrize("target", [b"/", b"/?room=1"])
def test_the_page(target: bytes) -> None:
    with started("chat") as program:
        said = answer(program.port, b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        head, _, body = said.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\nContent-Type: text/html; charset=utf-8" in head
        assert body == PAGE
        only = answer(program.port, b"HEAD " + target + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        assert only == head + b"\r\n\r\n"


@pytest.mark.parametrize(
    "line", [b"GET /favicon.ico", b"GET /../chat.py", b"GET //", b"POST /", b"GET http://a/"]
)
def test_there_is_nothing_but_the_page(line: bytes) -> None:
    with started("chat") as program:
        said = answer(program.port, line + b" HTTP/1.1\r\nHost: a\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert line.split()[1] not in said.partition(b"\r\n\r\n")[2].replace(b"at /\n", b"")


@pytest.mark.parametrize(
    "origin", ["null", "http://evil.example", "http://example.com.evil.example", "example.com"]
)
def test_the_page_of_another_site_is_refused(origin: str) -> None:
    changes = {b"Origin": origin.encode()}
    with started("chat") as program:
        assert answer(program.port, head75(changes)) == b""
        assert answer(program.port, head76(changes) + KEY3) == b""
        with joined(program, "ann") as ann:
            ann.send("still here")
            ann.hears("ann: still here")
