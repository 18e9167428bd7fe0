"""``wss://`` and IPv6 targets through the real command line."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from conformance.__main__ import main
from tests.conformance import peers
from tests.conformance.peers import CERTIFICATE, miniature, serving
from tests.conformance.tiny import refused_port

SECURE = ("75/5.1/location-wss-over-tls", "76/3.2/scheme-of-an-encrypted-connection")
"""The scenarios that need TLS."""
ALSO = (
    "76/1.4/closing-frame-once",  # we end our direction first, and read on
    "76/5.2/key-number-zero",
    "76/5.3/text-of-1-mib*",
    "75/5.3/texts-byte-by-byte",
    "76/3.2/scheme-of-a-plain-connection",  # needs what this target does not offer
)
TRUST = ("--ca", str(CERTIFICATE))


def ask(*words: str) -> int:
    try:
        return main(words)
    except SystemExit as end:
        return int(end.code or 0)


def chosen(*ids: str) -> list[str]:
    return [word for name in ids for word in ("--select", name)]


@pytest.mark.parametrize("trust", [TRUST, ("--insecure",)])
def test_a_secure_target(trust: tuple[str, ...], tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    words = (*chosen(*SECURE, *ALSO[:2], *ALSO[3:]), "--report", f"json={report}")
    with serving(miniature(b"wss"), tls=peers.server_context()) as port:
        assert ask("--target", f"wss://127.0.0.1:{port}/", *trust, *words) == 0
    loaded = json.loads(report.read_text())
    verdicts = {result["id"]: result["verdict"] for result in loaded["results"]}
    assert [verdicts.pop(name) for name in SECURE] == ["pass", "pass"]
    assert verdicts.pop(ALSO[-1]) == "skip"
    assert set(verdicts.values()) == {"pass"}
    assert loaded["target"]["capabilities"]["tls"] == "yes"
    again = loaded["results"][0]["reproduce"]
    assert f"--target wss://127.0.0.1:{port}/" in again
    assert trust[0] in again


def test_a_secure_target_that_calls_itself_plain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The field's most reported bug: nothing can connect, and each of the two says so.

    The small liars of the self-test speak no TLS, so that these two can fail is proven here.
    """
    report = tmp_path / "r.json"
    with serving(miniature(b"ws"), tls=peers.server_context()) as port:
        words = ("--target", f"wss://localhost:{port}", *TRUST, *chosen(*SECURE))
        assert ask(*words, "--report", f"json={report}") == 1
    assert f'"ws://localhost:{port}/"' in capsys.readouterr().out
    results = json.loads(report.read_text())["results"]
    assert {result["id"]: result["verdict"] for result in results} == dict.fromkeys(SECURE, "fail")


def test_without_trust_the_reason_and_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(miniature(b"wss"), tls=peers.server_context()) as port:
        assert ask("--target", f"wss://127.0.0.1:{port}/", *chosen(*SECURE)) == 3
    err = capsys.readouterr().err
    assert "self-signed certificate" in err
    assert "--ca" in err
    assert "--insecure" in err
    assert err.count("\n") == 1


def test_tls_to_a_plain_server(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(miniature()) as port:
        assert ask("--target", f"wss://127.0.0.1:{port}/", "--insecure", *chosen(*SECURE)) == 3
    err = capsys.readouterr().err
    assert "ws://" in err
    assert err.count("\n") == 1


def test_tls_to_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    port = refused_port()
    assert ask("--target", f"wss://127.0.0.1:{port}/", *TRUST, *chosen(*SECURE)) == 3
    assert f"nobody listens on 127.0.0.1:{port}" in capsys.readouterr().err


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_an_ipv6_target(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert has_ipv6(), (
        "this machine has no ::1; give its loopback one: ip -6 addr add ::1/128 dev lo"
    )
    report = tmp_path / "r.json"
    names = ("76/3.2/*", "75/5.1/location*", "76/5.2/key-number-zero")
    with serving(miniature(), host="::1") as port:
        words = ("--target", f"[::1]:{port}", *chosen(*names), "--report", f"json={report}")
        assert ask(*words) in {0, 1}, capsys.readouterr()
    loaded = json.loads(report.read_text())
    assert loaded["target"]["address"] == f"[::1]:{port}"
    verdicts = {result["id"]: result["verdict"] for result in loaded["results"]}
    assert verdicts["76/3.2/scheme-of-a-plain-connection"] == "pass"
    sent = bytes.fromhex(
        next(e["hex"] for e in loaded["results"][0]["transcript"] if e["kind"] == "sent")
    )
    assert f"Host: [::1]:{port}\r\n".encode() in sent
    assert f"--target '[::1]:{port}'" in loaded["results"][0]["reproduce"]
