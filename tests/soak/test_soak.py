"""The soak can fail: by memory, by descriptors, and by a client that is not served."""

from __future__ import annotations

import pytest

from tests.reference_server.attack import MIB, Target
from tests.soak import __main__ as soak

LEAKING = """
import os, signal
from reference_server import create_server
server = create_server(handshake_seconds=2.0)
kept = []
server.on("messages", lambda connection, texts: connection.send(*texts))
server.on("stream", lambda connection: kept.append({leak}))
server.listen()
signal.signal(signal.SIGTERM, lambda *_: server.close())
print("listening on %s:%d" % server.address, flush=True)
server.run()
"""
"""A server that keeps something of each client."""


@pytest.mark.parametrize(
    ("memory", "flat"),
    [
        ([20 * MIB, 25 * MIB, 28 * MIB, 28 * MIB, 28 * MIB, 28 * MIB, 28 * MIB, 28 * MIB], True),
        ([20 * MIB + i * MIB // 2 for i in range(16)], False),
        ([40 * MIB - i * MIB for i in range(16)], True),
        ([20 * MIB, 20 * MIB, 20 * MIB, 90 * MIB, 20 * MIB, 20 * MIB, 20 * MIB, 20 * MIB], True),
    ],
    ids=["warms up", "grows", "shrinks", "one peak"],
)
def test_what_flat_is(memory: list[int], flat: bool) -> None:
    grown, most = soak.growth(memory)
    assert (grown <= most) == flat


@pytest.mark.parametrize(
    ("leak", "problem"),
    [("bytes(65536)", "memory has grown"), ("os.dup(0)", "descriptors are left open")],
)
def test_a_leak_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], leak: str, problem: str
) -> None:
    program = ["-c", LEAKING.replace("{leak}", leak)]
    monkeypatch.setattr(soak, "Target", lambda *_, **__: Target(program=program))
    monkeypatch.setattr(soak, "KINDS", {soak.short: 1})
    monkeypatch.setattr(soak, "CLIENTS", 40)
    monkeypatch.setattr(soak, "PATIENCE", 0.1)
    assert soak.main(["--seconds", "0.1"]) == 1
    assert problem in capsys.readouterr().out


def test_a_client_that_is_not_served_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = [
        "-c",
        LEAKING.replace("{leak}", "0").replace("connection.send(*texts)", "connection.close()"),
    ]
    monkeypatch.setattr(soak, "Target", lambda *_, **__: Target(program=program))
    monkeypatch.setattr(soak, "KINDS", {soak.short: 1})
    assert soak.main(["--seconds", "0.1"]) == 1
    assert "an echo is not what was sent" in capsys.readouterr().out
