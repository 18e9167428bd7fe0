"""The harness, with all its scenarios, finds nothing on the reference server, plain and over TLS."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from .attack import PEM, Target, encrypted
from .conftest import Figure

ROOT = Path(__file__).parent.parent.parent

NEED_TLS = {"75/5.1/location-wss-over-tls", "76/3.2/scheme-of-an-encrypted-connection"}
NEED_NO_TLS = {
    "75/5.1/scheme-not-from-a-forwarded-field",
    "75/5.1/scheme-not-from-the-origin",
    "76/3.2/scheme-of-a-plain-connection",
    "beyond/robustness/tls-to-a-plain-port",
}


def verdicts(report: Path, *words: str) -> dict[str, str]:
    """What `python -m conformance --all --strict` with these words finds, which must be nothing."""
    command = [sys.executable, "-m", "conformance", "--all", "--strict", *words]
    ended = subprocess.run(
        [*command, "--report", f"json={report}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr
    results = json.loads(report.read_text())["results"]
    return {result["id"]: result["verdict"] for result in results}


def counted(results: dict[str, str]) -> str:
    """After an assertion that there is nothing but these."""
    counts = Counter(results.values())
    assert counts.keys() <= {"pass", "info", "skip"}
    return ", ".join(f"{counts[verdict]} {verdict.upper()}" for verdict in ("pass", "info", "skip"))


def test_the_harness_finds_nothing(tmp_path: Path, figure: Figure) -> None:
    with Target("--handshake-seconds", 1) as target:
        address = f"ws://127.0.0.1:{target.address[1]}/"
        results = verdicts(tmp_path / "report.json", "--target", address)
    figure("all scenarios", counted(results))
    assert {name for name, verdict in results.items() if verdict == "skip"} == NEED_TLS
    assert sum(name.startswith("beyond/resource/") for name in results) >= 10


OVER_TLS = ["beyond/*", "7?/3.2/*", "76/1.4/*", "75/5.1/location*", "75/5.1/scheme*"]


def test_the_harness_finds_nothing_over_tls(tmp_path: Path, figure: Figure) -> None:
    """What TLS could change: ends, amounts and the location."""
    chosen = [word for glob in OVER_TLS for word in ("--select", glob)]
    with encrypted(1) as target:
        address = ["--target", f"wss://localhost:{target.address[1]}/", "--ca", str(PEM)]
        results = verdicts(tmp_path / "report.json", *address, *chosen)
    figure("scenarios over TLS", counted(results))
    assert {name for name, verdict in results.items() if verdict == "skip"} == NEED_NO_TLS
    assert results.keys() >= NEED_TLS
