"""A server that goes on with HTTP where a handshake was aborted, asked over a real connection."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from collections.abc import Iterator

import pytest

from conformance.catalogue import by_id
from conformance.checks import Basis, Judgement, judge
from conformance.probe import Address, Tempo, play
from conformance.reading import read
from conformance.scenario import Setting
from conformance.wire import opening76
from reports.model import Verdict

FAIL, WARN, INFO, PASS = Verdict.FAIL, Verdict.WARN, Verdict.INFO, Verdict.PASS
KINDS = {
    "a-key-without-spaces": FAIL,
    "a-key-that-does-not-divide": FAIL,
    "a-missing-first-key": FAIL,
    "a-missing-second-key": FAIL,
    "another-upgrade": WARN,
    "no-upgrade": WARN,
    "no-connection": WARN,
}
REFUSAL = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
NEEDED = (b"Upgrade: WebSocket\r\n", b"Connection: Upgrade\r\n", b"-Key1: ", b"-Key2: ")


def _wrong(head: bytes) -> bool:
    return any(words not in head for words in NEEDED) or b"12345x6" in head or b": 1 2 3" in head


def _serve(sock: socket.socket, how: str) -> None:
    """Answer each request; refuse what is no handshake, and then do as ``how`` says."""
    with sock, contextlib.suppress(OSError), sock.makefile("rb") as stream:
        while first := stream.readline():
            head = first
            while (line := stream.readline()) not in (b"\r\n", b""):
                head += line
            if _wrong(head) and how != "accepts":
                sock.sendall(REFUSAL)
                if how == "takes key3":
                    stream.read(8)
                elif how == "says nothing more":
                    stream.read()
                elif how == "closes":
                    return
                continue
            key3 = stream.read(8)
            setting = Setting("127.0.0.1", sock.getsockname()[1], token="t0")
            numbers = opening76(setting)
            challenge = numbers.number1.to_bytes(4, "big") + numbers.number2.to_bytes(4, "big")
            made = hashlib.md5(challenge + key3, usedforsecurity=False).digest()
            sock.sendall(b"HTTP/1.1 101 x\r\nSec-WebSocket-Origin: null\r\n\r\n" + made)


@contextlib.contextmanager
def server(how: str) -> Iterator[int]:
    """The port of a server of this kind."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=_serve, args=(listener.accept()[0], how)).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def ask(kind: str, how: str) -> Judgement:
    scenario = by_id(f"76/6.2/second-handshake-after-{kind}")
    with server(how) as port:
        setting = Setting("127.0.0.1", port, token="t0")
        came = play(Address("127.0.0.1", port), scenario.steps(setting), Tempo(0.001, 0.5))
    readings = tuple(read(came, "76", number) for number in (0, 1))
    return judge(scenario.requirement.level, scenario.answers(setting), readings)


@pytest.mark.parametrize("how", ["takes key3", "leaves key3"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_second_handshake_that_is_answered_is_wrong(kind: str, how: str) -> None:
    found = ask(kind, how)
    assert found.verdict is KINDS[kind]
    assert found.basis is Basis.BYTES
    assert "a second handshake on it gets a 101" in found.observed
    assert '"HTTP/1.1 400 Bad Request", and the connection stays open' in found.observed


@pytest.mark.parametrize("kind", KINDS)
def test_an_http_error_and_then_the_end_is_right(kind: str) -> None:
    assert ask(kind, "closes").verdict is PASS


def test_a_connection_that_just_stays_open_rests_on_silence() -> None:
    found = ask("a-missing-second-key", "says nothing more")
    assert found.verdict is FAIL
    assert found.basis is Basis.SILENCE


def test_where_nothing_is_refused_nothing_is_shown() -> None:
    assert ask("a-missing-second-key", "accepts").verdict is INFO
