"""Attacks on the order in which clients have their turn, by real sockets on the server as a process.

Each test asserts a bound, and records the figure that it reached. The bounds are in
docs/reference/safety.md.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import ExitStack

import pytest

from .attack import MIB, PEM, PROMPT, Client, Target, Witness, encrypted, flood, many, slowness
from .conftest import Figure

LONG = b"\x00" + b"x" * 65536 + b"\xff"

TO_ALL = """
import signal
from reference_server import create_server
server = create_server(max_message=65536)
server.on("message", lambda connection, text: server.broadcast(text))
server.listen()
signal.signal(signal.SIGTERM, lambda *_: server.close())
print("listening on %s:%d" % server.address, flush=True)
server.run()
"""


def test_resets_before_a_tls_handshake_keep_nobody_out(figure: Figure) -> None:
    context = ssl.create_default_context(cafile=str(PEM))
    with encrypted(5) as target, Witness(target, context) as witness:
        for _ in range(200):
            client = Client(target)
            client.reset()
        witness.look(5)
        figure("another client served, its TLS included", witness.verdict())


@pytest.mark.parametrize("connected", [100, 1000])
def test_many_that_connect_beside_a_flood_of_tiny_frames(connected: int, figure: Figure) -> None:
    with Target() as target, Witness(target) as witness, ExitStack() as stack:
        flooder = stack.enter_context(Client(target)).opened()
        thread = threading.Thread(target=flood, args=([flooder], b"\x80\x00" * 32768, 3))
        thread.start()
        time.sleep(0.1)
        for _ in range(connected):
            sock = stack.enter_context(socket.socket())
            sock.setblocking(False)
            sock.connect_ex(target.address)
        begin = time.perf_counter()
        witness.look(5)
        took = time.perf_counter() - begin
        thread.join()
        assert took < 3
        figure(f"another client served behind {connected} that connect", witness.verdict())


@pytest.mark.parametrize("tiny", [b"\x80\x00", b"\x01\xff", b"\x00\xff"])
def test_long_messages_beside_floods_of_tiny_frames(tiny: bytes, figure: Figure) -> None:
    with Target() as target, Client(target) as other, many(target, [b""] * 20) as clients:
        other.opened()
        for client in clients:
            client.opened()
        thread = threading.Thread(target=flood, args=(clients, tiny * 32768, 2))
        thread.start()
        trips: list[float] = []
        before = target.scheduled()
        while thread.is_alive() or not trips:
            begin = time.perf_counter()
            other.sock.sendall(LONG)
            assert other.read(len(LONG)) == LONG
            trips.append(time.perf_counter() - begin)
        ran, waited = (n - o for n, o in zip(target.scheduled(), before, strict=True))
        trips.sort()
        # Some eight reads, each a pass of the loop, in which each of the others has its turn.
        bound = 10 * PROMPT * slowness() * (1 + waited / max(1, ran))
        assert trips[len(trips) // 2] < bound
        figure(
            "echo of 64 KiB meanwhile",
            f"half in {trips[len(trips) // 2] * 1000:.1f} ms, the slowest in {trips[-1] * 1000:.1f}",
        )


def test_tiny_texts_that_are_broadcast(figure: Figure) -> None:
    with Target(program=["-c", TO_ALL]) as target, many(target, [b""] * 10) as clients:
        for client in clients:
            client.opened()
        memory = target.forget_peak()
        thread = threading.Thread(target=flood, args=(clients, b"\x00a\xff" * 21000, 2))
        thread.start()
        time.sleep(0.1)
        trips: list[float] = []
        before = target.scheduled()
        while thread.is_alive() or not trips:
            begin = time.perf_counter()
            with Client(target) as newcomer:
                newcomer.opened()
            trips.append(time.perf_counter() - begin)
        ran, waited = (n - o for n, o in zip(target.scheduled(), before, strict=True))
        trips.sort()
        bound = 10 * PROMPT * slowness() * (1 + waited / max(1, ran))
        assert trips[len(trips) // 2] < bound
        assert target.peak() - memory < 128 * MIB
        figure(
            "opening of a new client, all of 10 flooding",
            f"half in {trips[len(trips) // 2] * 1000:.0f} ms, the slowest in {trips[-1] * 1000:.0f}",
        )
