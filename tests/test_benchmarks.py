"""The load generator, the arithmetic and the command line. Nothing here judges a speed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.handshakes import handshake, pool
from benchmarks.loads import LOADS, Point
from benchmarks.measure import GENERATOR, Figures, MeasureError, run
from benchmarks.ratios import AIMS, Measurement, growth, largest_rise, outcome, outcomes
from benchmarks.roster import INSTALL, LIMIT, OURS, ROOT, SERVERS, Server
from benchmarks.table import render

BY_NAME = {server.name: server for server in SERVERS}
BY_LOAD = {load.name: load for load in LOADS}
AIM = {aim.load: aim for aim in AIMS}


@pytest.fixture(scope="module", autouse=True)
def generator() -> Path:
    """The load generator, compiled; it needs gcc."""
    done = subprocess.run(
        [str(ROOT / INSTALL), "generator"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"install gcc, then run {INSTALL} generator: {done.stderr}"
    return GENERATOR


def figures(
    messages: float, seconds: float = 1.0, server: float = 1.0, own: float = 0.5
) -> Figures:
    return {
        "messages": messages,
        "seconds": seconds,
        "server_cpu": server,
        "generator_cpu": own,
    }


def measured(server: str, load: str, *runs: Figures, at: int = 0) -> Measurement:
    return Measurement(server, BY_LOAD[load], BY_LOAD[load].points[at], runs)


def test_a_handshake_and_its_digest_follow_the_draft() -> None:
    rng = random.Random(0)
    for _ in range(200):
        request, digest = handshake(1234, rng)
        head, _, key3 = request.partition(b"\r\n\r\n")
        numbers = []
        for name in (b"Key1", b"Key2"):
            [key] = re.findall(rb"Sec-WebSocket-" + name + rb": (.*)\r?\n?", head)
            assert key.strip(b"\r") == key.strip(b"\r").strip()
            digits = int(b"".join(re.findall(rb"\d", key)))
            assert digits <= 0xFFFFFFFF
            assert digits % key.count(b" ") == 0
            numbers.append(digits // key.count(b" "))
        assert len(key3) == 8
        assert digest == hashlib.md5(struct.pack(">II", *numbers) + key3).digest()


def test_the_pool_is_the_same_each_time() -> None:
    assert pool(1, 3) == pool(1, 3)
    assert pool(1, 3) != pool(2, 3)


@pytest.mark.parametrize("name", [OURS, LIMIT])
@pytest.mark.parametrize(
    "point",
    [
        Point("echo", 3),
        Point("echo", 2, window=100),
        Point("echo", 2, size=300_000),
        Point("handshake", 4),
    ],
    ids=["ping-pong", "in-flight", "larger than a read", "handshakes"],
)
def test_the_generator_counts_what_a_server_does(name: str, point: Point) -> None:
    found = run(BY_NAME[name], point, 0.05, 0.1)
    assert set(found) == {"seconds", "messages", "server_cpu", "generator_cpu"}
    assert found["seconds"] >= 0.1
    assert found["messages"] >= 1
    assert found["server_cpu"] > 0
    assert found["generator_cpu"] > 0


@pytest.mark.parametrize("name", [OURS, LIMIT])
def test_the_generator_measures_idle_clients(name: str) -> None:
    found = run(BY_NAME[name], Point("idle", 20), 0.05, 0.1)
    assert found["clients"] == 20
    assert found["connect_seconds"] > 0
    assert found["round_seconds"] > 0
    assert found["resident_idle"] > 0


Answer = Callable[[bytes], bytes]


def liar(answer: bytes, echo: Answer) -> tuple[socket.socket, threading.Thread]:
    """A server for one client: `{digest}` in the answer is the digest; `echo` of each chunk."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(20)
    known = dict([handshake(1, random.Random(1))])

    def serve() -> None:
        sock, _ = listener.accept()
        with sock:
            sock.settimeout(20)
            request = b""
            while request not in known:
                request += sock.recv(4096)
            sock.sendall(answer.replace(b"{digest}", known[request]))
            while data := sock.recv(4096):
                sock.sendall(echo(data))

    def quietly() -> None:
        with suppress(OSError):  # the generator has gone, as it should
            serve()

    thread = threading.Thread(target=quietly)
    thread.start()
    return listener, thread


GOOD = b"HTTP/1.1 101 x\r\nA: b\r\n\r\n{digest}"


@pytest.mark.parametrize(
    ("answer", "echo", "complaint"),
    [
        (GOOD.replace(b"101", b"400"), lambda d: d, "a handshake was not answered by 101"),
        (GOOD[:-8] + b"0123456789abcdef", lambda d: d, "the answer to a handshake is wrong"),
        (GOOD + b"\x00", lambda d: d, "the answer to a handshake is wrong"),
        (GOOD + b"x" * 2000, lambda d: d, "the answer to a handshake is wrong"),
        (b"HTTP/1.1 101 x\r\n" + b"x" * 2000, lambda d: d, "answer to a handshake is too long"),
        (GOOD, lambda d: d.replace(b"c", b"d"), "an echo is not what was sent"),
        (GOOD, lambda d: d[:-1] + b"\x00", "an echo is not what was sent"),
        (GOOD, lambda d: d + d, "more came back than was sent"),
    ],
    ids=["400", "digest", "surplus", "much surplus", "long", "text", "end", "twice"],
)
def test_the_generator_believes_nothing(
    generator: Path, answer: bytes, echo: Answer, complaint: str
) -> None:
    listener, thread = liar(answer, echo)
    request, digest = handshake(1, random.Random(1))
    port = str(listener.getsockname()[1])
    me = str(os.getpid())
    done = subprocess.run(
        [str(generator), "echo", port, me, "1", "16", "1", "0.05", "0.1", "0"],
        input=b"".join(struct.pack("<I", len(part)) + part for part in (request, digest)),
        capture_output=True,
        timeout=60,
        check=False,
    )
    thread.join(20)
    listener.close()
    assert done.returncode == 1
    assert complaint in done.stderr.decode()
    assert done.stdout == b""


def test_an_honest_server_passes_where_the_liars_do_not(generator: Path) -> None:
    listener, thread = liar(GOOD, lambda d: d)
    request, digest = handshake(1, random.Random(1))
    port = str(listener.getsockname()[1])
    me = str(os.getpid())
    done = subprocess.run(
        [str(generator), "echo", port, me, "1", "16", "1", "0.05", "0.1", "0"],
        input=b"".join(struct.pack("<I", len(part)) + part for part in (request, digest)),
        capture_output=True,
        timeout=60,
        check=True,
    )
    thread.join(20)
    listener.close()
    assert json.loads(done.stdout)["messages"] >= 1


def test_a_server_that_dies_is_named_with_its_last_words() -> None:
    broken = Server("x", "1", (sys.executable, "-c", "raise SystemExit('no\\x1b')"), ())
    with pytest.raises(
        MeasureError, match=r"it ended with 1 at the start; its last words: no\\x1b"
    ):
        run(broken, Point("echo", 1), 0.05, 0.1)


def test_the_median_is_the_run_in_the_middle() -> None:
    m = measured(OURS, "ping-pong", figures(10), figures(30), figures(20))
    assert m.rate == 20


def test_who_is_the_bottleneck() -> None:
    assert measured(OURS, "ping-pong", figures(1, server=0.5, own=0.99)).generator_bound
    assert not measured(OURS, "ping-pong", figures(1, server=0.99, own=0.99)).generator_bound
    assert not measured(OURS, "ping-pong", figures(1, server=0.5, own=0.5)).generator_bound


def test_a_rate_is_compared_with_the_best_peer_and_not_with_the_limit() -> None:
    rates = {OURS: 400.0, "ws": 50.0, "eventlet": 100.0, LIMIT: 9000.0}
    found = [measured(name, "in-flight", figures(rate)) for name, rate in rates.items()]
    result = outcome(AIM["in-flight"], found)
    assert result.value == 4.0
    assert result.reached is True
    assert "eventlet" in result.detail
    slower = [measured(OURS, "in-flight", figures(399)), *found[1:]]
    assert outcome(AIM["in-flight"], slower).reached is False


def test_without_a_peer_or_without_us_nothing_is_claimed() -> None:
    alone = [measured(OURS, "large", figures(1)), measured(LIMIT, "large", figures(1))]
    assert outcome(AIM["large"], alone).reached is None
    assert outcome(AIM["large"], [measured("ws", "large", figures(1))]).reached is None


def test_an_idle_client_costs_the_larger_of_the_two_readings() -> None:
    reading: Figures = {"clients": 10, "resident_before": 1000.0}
    after = {"resident_idle": 11_000.0, "resident_after_round": 21_480.0}
    found = [measured(OURS, "idle", {**reading, **after})]
    assert outcome(AIM["idle"], found).value == 2048
    assert outcome(AIM["idle"], found).reached is True


def grown(load: str, costs: list[float]) -> list[Measurement]:
    sizes = [point.size for point in BY_LOAD[load].points]
    factor = sizes if load == "sizes" else [1] * len(sizes)
    return [
        measured(OURS, load, figures(1, server=cost * size), at=i)
        for i, (cost, size) in enumerate(zip(costs, factor, strict=True))
    ]


def test_growth_is_of_the_dearest_point() -> None:
    assert growth(grown("clients", [2, 3, 1, 2.5]), OURS) == 1.5
    assert growth(grown("clients", [2, 1, 1, 1]), OURS) == 1.0


def test_the_cost_of_a_byte_counts_from_1_kib() -> None:
    assert growth(grown("sizes", [99, 10, 1, 2, 20, 5]), OURS) == 2.0
    assert largest_rise([10, 1, 2, 20, 5]) == 20
    assert largest_rise([3, 2, 1]) == 1.0


def test_a_point_without_a_figure_is_not_passed_over() -> None:
    found = grown("clients", [1, 1, 1, 1])
    failed = Measurement(OURS, found[-1].load, found[-1].point, (), "it ended")
    assert growth([*found[:-1], failed], OURS) is None
    assert outcome(AIM["clients"], [*found[:-1], failed]).reached is None


def test_the_table_shows_failures_and_the_bottleneck() -> None:
    load = BY_LOAD["ping-pong"]
    found = [
        measured(OURS, "ping-pong", figures(200, server=0.5, own=1.0)),
        measured("ws", "ping-pong", figures(100)),
        Measurement("eventlet", load, load.points[0], (), "it ended"),
    ]
    text = render({"cores": 2}, found, ["not measured: txWS: run it"], outcomes(found))
    assert "failed: it ended" in text
    assert "generator-bound" in text
    assert "2.00x" in text
    assert "aim at least 1.0x: reached" in text
    assert "not measured: txWS: run it" in text


def test_the_real_command_prints_a_table_and_writes_json(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    options = ["--seconds", "0.1", "--servers", f"{OURS},{LIMIT}", "--json", str(file)]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks",
            "--quick",
            "--loads",
            "ping-pong,handshakes",
            *options,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "ping-pong: 50 clients" in done.stdout
    assert "no peer was measured" in done.stdout
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["schema"] == 1
    assert {"Python", "kernel", "cores"} <= set(document["machine"])
    seen = {(m["server"], m["load"]) for m in document["measurements"]}
    assert seen == {(s, x) for s in (OURS, LIMIT) for x in ("ping-pong", "handshakes")}
    assert all(m["median"]["messages"] > 0 and m["runs"] for m in document["measurements"])
    assert [aim["load"] for aim in document["aims"]] == ["ping-pong", "handshakes"]
    assert {aim["reached"] for aim in document["aims"]} == {None}


def test_a_missing_server_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = Server("ws", "1.1.5", ("no-such-program",), ("no-such-program",))
    servers = tuple(gone if server.name == "ws" else server for server in SERVERS)
    monkeypatch.setattr("benchmarks.__main__.SERVERS", servers)
    asked = ["--quick", "--seconds", "0.1", "--loads", "ping-pong", "--servers"]
    assert main([*asked, "ws,limit"]) == 0
    assert "not measured: ws: run benchmarks/install\n" in capsys.readouterr().out


def test_our_own_server_missing_or_failed_is_exit_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--quick", "--seconds", "0.1", "--loads", "ping-pong", "--servers", OURS]
    failing = (sys.executable, "-c", "raise SystemExit('out of order')")
    for probe, said in (
        (("no-such-program",), f"not measured: {OURS}: run {INSTALL}"),
        (
            (sys.executable, "-c", ""),
            "failed: it ended with 1 at the start; its last words: out of order",
        ),
    ):
        server = Server(OURS, "x", failing, probe)
        monkeypatch.setattr("benchmarks.__main__.SERVERS", (server,))
        assert main(asked) == 1
        assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--servers", "ws,apache"], "'apache' is no server; choose of reference_server,"),
        (["--loads", "heavy"], "'heavy' is no load; choose of ping-pong,"),
        (["--seconds", "0"], "'0' is no time; give seconds, 0.05 to 3600"),
        (["--seconds", "nan"], "'nan' is no time"),
    ],
)
def test_wrong_options_are_named(
    options: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(options)
    assert end.value.code == 2
    assert named in capsys.readouterr().err
