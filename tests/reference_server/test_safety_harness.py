"""The harness, with all its scenarios, finds nothing on the reference server, plain and over TLS."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor as Pool
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


def skipped(results: dict[str, str]) -> set[str]:
    return {name for name, verdict in results.items() if verdict == "skip"}


def counted(results: dict[str, str]) -> str:
    """After an assertion that there is nothing but these."""
    counts = Counter(results.values())
    assert counts.keys() <= {"pass", "info", "skip"}
    return ", ".join(f"{counts[verdict]} {verdict.upper()}" for verdict in ("pass", "info", "skip"))


OVER_TLS = ["beyond/*", "7?/3.2/*", "76/1.4/*", "75/5.1/location*", "75/5.1/scheme*"]


def test_the_harness_finds_nothing(tmp_path: Path, figure: Figure) -> None:
    """Plain with all scenarios, and beside it over TLS with what that could change: ends, amounts
    and the location. Both wait more than they work."""
    chosen = [word for glob in OVER_TLS for word in ("--select", glob)]
    with Target("--handshake-seconds", 1) as target, encrypted(1) as other, Pool(2) as pool:
        plain = ["--target", f"ws://127.0.0.1:{target.address[1]}/"]
        tls = ["--target", f"wss://localhost:{other.address[1]}/", "--ca", str(PEM)]
        asked = pool.submit(verdicts, tmp_path / "tls.json", *tls, *chosen)
        over_plain, over_tls = verdicts(tmp_path / "plain.json", *plain), asked.result()
    figure("all scenarios", counted(over_plain))
    figure("those that TLS could change, over TLS", counted(over_tls))
    assert skipped(over_plain) == NEED_TLS
    assert skipped(over_tls) == NEED_NO_TLS
    assert over_tls.keys() >= NEED_TLS
    for results in (over_plain, over_tls):
        assert sum(name.startswith("beyond/resource/") for name in results) >= 10
