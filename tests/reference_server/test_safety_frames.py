"""Attacks by frames, by real sockets on the server as a process.

Each test asserts a bound, and records the figure that it reached. The bounds are in
docs/reference/safety.md.
"""

from __future__ import annotations

import itertools
import random
import socket
import threading
import time

import pytest

from .attack import HELLO, MIB, Client, Target, Witness, flood, many
from .conftest import Figure

CLOSE = b"\xff\x00"


@pytest.mark.parametrize("frame_type", [b"\x00", b"\x01"], ids=["text", "reserved"])
def test_an_unterminated_frame(frame_type: bytes, figure: Figure) -> None:
    with Target("--max-message", 4 * MIB) as target, Witness(target) as witness:
        memory = target.forget_peak()
        with Client(target).opened() as client:
            client.sock.sendall(frame_type)
            witness.during(lambda: client.pour(b"x" * MIB, 64 * MIB))
            grown = target.peak() - memory
            if frame_type == b"\x00":  # too long: client terminated
                assert client.rest() == CLOSE
            else:  # nothing of it is kept, so it may go on for ever
                client.sock.sendall(b"\xff" + HELLO)
                assert client.read(4) == HELLO
        assert grown < 4 * 4 * MIB
        figure("memory for 64 MiB sent, at a limit of 4 MiB", f"{grown / MIB:.1f} MiB")
        figure("another client served meanwhile", witness.verdict())


def test_a_length_that_never_ends(figure: Figure) -> None:
    with Target() as target, Witness(target) as witness:
        memory = target.forget_peak()
        for first, then in itertools.product([0x80, 0x81, 0xFE, 0xFF], [0x80, 0x81, 0xFF]):
            with Client(target).opened() as client:
                client.sock.sendall(bytes([first]) + bytes([then]) * 9)
                assert client.rest() == CLOSE
                client.pour(bytes([then]) * MIB, 4 * MIB)
            witness.look(1)
        grown = target.peak() - memory
        assert grown < 4 * MIB
        figure("memory for 12 lengths of 4 MiB", f"{grown >> 10} KiB")
        figure("another client served meanwhile", witness.verdict())


def test_the_longest_frame_that_is_skipped(figure: Figure) -> None:
    with Target("--max-skip", 16 * MIB) as target, Witness(target) as witness:
        memory = target.forget_peak()
        with Client(target).opened() as client:
            client.sock.sendall(b"\x80\x88\x80\x80\x00" + bytes(16 * MIB) + HELLO)
            assert client.read(4) == HELLO
        with Client(target).opened() as client:
            client.sock.sendall(b"\x80\x88\x80\x80\x01")
            assert client.rest() == CLOSE
        assert target.peak() - memory < 4 * MIB
        witness.look(3)
        witness.verdict()
        figure("memory for 16 MiB skipped", f"{(target.peak() - memory) >> 10} KiB")


@pytest.mark.parametrize("size", [5 * MIB, 16 * MIB])
def test_a_text_that_is_nothing_but_80(size: int, figure: Figure) -> None:
    """Each of its bytes is an error of UTF-8 by itself, and becomes three bytes of U+FFFD."""
    echo = b"\x00" + "\ufffd".encode() * size + b"\xff"
    data = b"\x00" + b"\x80" * size + b"\xff" + CLOSE
    with Target() as target, Witness(target) as witness, Client(target).opened() as client:
        memory, came = target.forget_peak(), list[bytes]()
        reader = threading.Thread(target=lambda: came.append(client.rest()))
        reader.start()
        witness.during(lambda: client.pour(data, len(data), 10))
        reader.join(20)
        # Over the limit of 16 MiB, by what it becomes, it is a close; else it is echoed first.
        assert came == [CLOSE if size > 6 * MIB else echo + CLOSE]
        figure("another client served meanwhile", witness.verdict())
        figure("memory meanwhile", f"{(target.peak() - memory) / MIB:.0f} MiB")


GARBAGE = {
    "any bytes": bytes(range(256)),
    "texts": bytes(range(0x80)) + b"\xff" * 16,
    "few values": b"\x00\x01\x80\x81\xc3\xff",
    "UTF-8 gone wrong": b"\x00\xff" + bytes(range(0x7F, 0xC0)),
}


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("draft", [75, 76])
def test_16_mib_of_garbage(draft: int, garbage: str, figure: Figure) -> None:
    """Whenever it ends one connection, the rest of it goes on in the next, so all of it is read."""
    table = (GARBAGE[garbage] * 256)[:256]
    data = random.Random(draft).randbytes(16 * MIB).translate(table)
    connections = 0

    def attack() -> None:
        nonlocal connections
        sent = 0
        while sent < len(data):
            connections += 1
            with Client(target).opened(draft) as client:
                reader = threading.Thread(target=client.rest)
                reader.start()
                sent += client.pour(data[sent : sent + 2 * MIB], 2 * MIB, 10)
                client.sock.shutdown(socket.SHUT_WR)
                reader.join(20)
                assert not reader.is_alive()

    with Target() as target, Witness(target) as witness:
        memory = target.forget_peak()
        witness.during(attack)
        grown = target.peak() - memory
        assert grown < 64 * MIB
        figure("another client served meanwhile", witness.verdict())
        figure("memory meanwhile", f"{grown / MIB:.1f} MiB, in {connections} connections")


TINY = {"80 00": b"\x80\x00", "01 FF": b"\x01\xff", "00 FF": b"\x00\xff"}


@pytest.mark.parametrize("tiny", TINY)
def test_100_000_tiny_frames_in_one_write(tiny: str, figure: Figure) -> None:
    echoes = b"\x00\xff" * 100_000 if tiny == "00 FF" else b""
    with Target() as target, Witness(target) as witness, Client(target).opened() as client:
        took: list[float] = []

        def attack() -> None:
            begin = time.perf_counter()
            client.sock.sendall(TINY[tiny] * 100_000 + HELLO)
            assert client.read(len(echoes) + 4) == echoes + HELLO
            took.append(time.perf_counter() - begin)

        witness.during(attack)
        figure("all read", f"after {took[0] * 1000:.0f} ms")
        figure("another client served meanwhile", witness.verdict())
        assert took[0] < 10


@pytest.mark.parametrize("tiny", TINY)
def test_floods_of_tiny_frames_by_50_clients(tiny: str, figure: Figure) -> None:
    with Target() as target, Witness(target) as witness, many(target, [b""] * 50) as clients:
        for client in clients:
            client.opened()
        sent: list[int] = []
        witness.during(lambda: sent.append(flood(clients, TINY[tiny] * 32768, 0.4)))
        assert sent[0] > MIB
        figure("another client served meanwhile", witness.verdict())
        figure("frames sent meanwhile", f"{sent[0] // 2:,}")
