"""Attacks on memory, descriptors and time, by real sockets on the server as a process.

Each test asserts a bound, and records the figure that it reached. The bounds are in
docs/reference/safety.md.
"""

from __future__ import annotations

import resource
import time

import pytest

from .attack import HELLO, MIB, OPENED, OPENING, Client, Target, Witness, many, pour_all
from .conftest import Figure
from .requests import ANSWER76, head76


@pytest.mark.parametrize("tiny", [True, False], ids=["tiny", "64 KiB"])
def test_a_reader_that_never_reads(tiny: bool, figure: Figure) -> None:
    data = HELLO * 16384 if tiny else (b"\x00" + b"x" * 65534 + b"\xff") * 16
    with Target("--stuck-seconds", 1) as target, Witness(target) as witness:
        before, memory = target.descriptors(), target.forget_peak()
        with Client(target).opened() as client:
            taken = client.pour(data, 256 * MIB)
            begin = time.monotonic()
            grown = target.peak() - memory
            assert taken < 48 * MIB  # the rest is what the system buffers for both
            assert grown < 16 * MIB
            witness.look(10)
            assert target.settled(before) <= before
            lasted = time.monotonic() - begin
            # Dropped, and not closed: what it has in its own buffer ends in an error or an end.
            assert len(client.rest()) < 48 * MIB
        figure("bytes taken before the reading stopped", f"{taken / MIB:.1f} MiB of 256")
        figure("memory meanwhile", f"{grown / MIB:.1f} MiB")
        figure("dropped, at 1 s", f"at most {lasted + 0.5:.1f} s after the last byte was taken")
        figure("another client served meanwhile", witness.verdict())


TOO_MUCH = {
    "texts without end": b"\x00" + b"x" * MIB,
    "readers that never read": (b"\x00" + b"y" * 65534 + b"\xff") * 160,
}


@pytest.mark.parametrize("how", TOO_MUCH)
def test_the_memory_of_all_clients_together(how: str, figure: Figure) -> None:
    with Target("--max-memory", 16 * MIB) as target, Witness(target) as witness:
        before, memory = target.descriptors(), target.forget_peak()
        with many(target, [b""] * 60) as clients:
            for client in clients:
                client.opened()
            pour_all(clients, TOO_MUCH[how], lambda: target.descriptors() <= before + 16)
            witness.look(10)
            left = target.descriptors() - before
            assert left <= 16
            grown = target.peak() - memory
            assert grown < 48 * MIB
        assert target.settled(before) == before
        witness.look(5)
        figure(
            "memory for 60 clients of 1 MiB and more, at a limit of 16", f"{grown / MIB:.1f} MiB"
        )
        figure("clients dropped for it", 60 - left)
        figure("another client served meanwhile", witness.verdict())


def test_a_storm_of_resets(figure: Figure) -> None:
    stages = [b"", b"GET / HT", head76(), OPENING[76], OPENING[75] + HELLO * 99, b"\x80" * 999]
    with Target() as target, Witness(target) as witness:
        before, memory = target.descriptors(), target.memory()

        def storm() -> None:
            for i in range(3000):
                client = Client(target, stages[i % 6])
                if i % 6 == 3:
                    client.read(len(OPENED[76]))
                client.reset()

        begin = time.monotonic()
        witness.during(storm)
        took = time.monotonic() - begin
        assert target.settled(before) == before
        grown = target.memory() - memory
        assert grown < 4 * MIB
        figure(
            "3000 resets", f"in {took:.1f} s, {grown >> 10} KiB of memory and no descriptor left"
        )
        figure("another client served meanwhile", witness.verdict())


def test_out_of_descriptors_it_goes_on_afterwards(figure: Figure) -> None:
    with Target() as target, Witness(target) as witness:
        limit = target.descriptors() + 20
        resource.prlimit(target.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
        with many(target, [OPENING[76]] * 100) as clients:
            served = 0
            for client in clients[:20]:
                served += client.read(len(OPENED[76])) == OPENED[76]
            assert served == 20
            assert target.descriptors() == limit
            witness.look(20, newcomers=False)
            begin, before = time.monotonic(), target.cpu()
            time.sleep(0.5)
            share = (target.cpu() - before) / (time.monotonic() - begin)
            assert share < 0.3
            for client in clients:  # each that ends lets another in
                if client not in clients[:20]:
                    assert client.read(len(OPENED[76])) == OPENED[76]
                assert client.trip() < 10
                client.sock.close()
        witness.look(5)
        assert target.settled(limit - 20) == limit - 20
        figure("processor time while no descriptor is left", f"{share * 100:.0f} %")
        figure("served after it", "100 of 100")
        figure("another client served meanwhile", witness.verdict())


def test_more_clients_than_connections_at_one_time(figure: Figure) -> None:
    with Target("--max-connections", 50, "--handshake-seconds", 0.5) as target:
        with many(target, [head76()] * 100) as halves:
            begin = time.monotonic()
            # Two rounds of halves hold the places; then whoever waits is served.
            with Client(target, OPENING[76]) as client:
                client.sock.settimeout(20)
                assert client.read(len(OPENED[76])) == OPENED[76]
                waited = time.monotonic() - begin
            assert waited < 15
            assert {half.rest() for half in halves} <= {ANSWER76, b""}
        figure("behind 100 halves, at 50 places and a deadline of 0.5 s", f"{waited:.1f} s")
