"""The harness on real servers of others, by its command line, as a stranger would run it.

Each peer has a file in `interop/expected`; see `interop/departures.py`. A peer that is not installed
fails its test with the command that installs it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue import catalogue
from interop.departures import FOLDER, departures, load
from interop.peers import PEERS, Peer

ROOT = Path(__file__).parent.parent
SEED = "1"
LONGEST = 300
"""Seconds after which a run is given up; on an idle machine none takes half a minute."""
ENDED_WITH_A_FAIL = 1
"""The exit status of a run that came to its end and failed something, as all peers do."""
ENDED = (0, ENDED_WITH_A_FAIL, 5)
"""The exit statuses of a run of one scenario that came to its end."""
FEW = 5
"""Departures, at most, that are asked again alone: on a busy machine two segments are read as one."""

every_peer = pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)


def run(peer: Peer, report: Path, only: str = "") -> dict[str, Any]:
    """The JSON report of a run on this peer, newly started; ``only``: of one scenario, alone."""
    command = [sys.executable, "-m", "conformance", "--exec", peer.command, "--seed", SEED]
    command += ["--report", f"json={report}"]
    jobs = 1 if only else peer.jobs
    command += ["--jobs", str(jobs)] if jobs else []
    command += ["--select", only] if only else []
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    assert ended.returncode in (ENDED if only else (ENDED_WITH_A_FAIL,)), (
        f"the harness ended with {ended.returncode} on {peer.name}; is it there? run: "
        f"interop/install\n{ended.stderr[-4000:]}\n{ended.stdout[-2000:]}"
    )
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


@every_peer
def test_verdicts_are_as_written_down(peer: Peer, tmp_path: Path) -> None:
    report = run(peer, tmp_path / "report.json")
    assert report["finished"]
    assert report["target"]["drafts"] == [str(draft) for draft in peer.drafts]
    asked = {s.id for s in catalogue() if not s.resource}
    assert {result["id"] for result in report["results"]} == asked
    path = FOLDER / f"{peer.name}.toml"
    came = {result["id"]: result for result in report["results"]}
    lines = departures(load(path), came.values(), peer.drafts)
    if len(lines) <= FEW and lines.keys() <= came.keys():
        for key in lines:
            (came[key],) = run(peer, tmp_path / "again.json", key)["results"]
        lines = departures(load(path), came.values(), peer.drafts)
    told = "\n".join(lines.values())
    assert not lines, f"{len(lines)} verdicts depart from {path}:\n{told}"


def test_every_peer_has_its_file_and_no_other_has() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {peer.name for peer in PEERS}
