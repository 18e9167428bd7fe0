"""The commands of the tutorial do what it says: each block runs, in order, with its exit status."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from conformance.trace import Side, loads
from docs.generate import HERE

BLOCK = re.compile(r"(?:<!-- exit status (\d+) -->\n)?```sh([^\n]*)\n(.*?)```", re.DOTALL)
TUTORIAL = (HERE / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = [(int(status or 0), mark.strip(), text) for status, mark, text in BLOCK.findall(TUTORIAL)]
PLAIN = HERE.parent / "fixtures/traces/75/plain.json"


def environment() -> dict[str, str]:
    """Where ``python`` is this one, which finds the packages under test."""
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return os.environ | {"PATH": here, "PYTHONPATH": str(HERE.parent)}


def run(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", text],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_blocks_run_in_order(tmp_path: Path) -> None:
    assert len(BLOCKS) >= 8
    for status, mark, text in BLOCKS:
        if not mark:
            done = run(text, tmp_path)
            assert done.returncode == status, text + done.stdout[-2000:] + done.stderr
    assert "<testsuites" in (tmp_path / "conformance.xml").read_text(encoding="utf-8")
    assert "<html" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_first_run_ends_as_the_tutorial_says(tmp_path: Path) -> None:
    assert "the last line of the report says that nothing failed" in TUTORIAL
    last = run(BLOCKS[0][2], tmp_path).stdout.strip().splitlines()[-1]
    assert last.startswith("Nothing failed")


def test_a_conversation_is_recorded_explained_and_judged(tmp_path: Path) -> None:
    """With the bytes that a real browser sent, in the place of the browser."""
    texts = {mark: text for _, mark, text in BLOCKS if mark}
    command = texts["record"].strip().replace("--listen 9001", "--listen 0")
    assert "--listen 0" in command
    sent = [e.data for e in loads(PLAIN.read_bytes()).events if e.side is Side.CLIENT and e.data]
    with subprocess.Popen(
        ["bash", "-c", f"exec {command}"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as recorder:
        assert recorder.stdout is not None
        said = recorder.stdout.readline()
        port = int(said.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            for data in sent:
                client.sendall(data)
                client.recv(65536)
        assert recorder.wait(20) == 0
    done = run(texts["judge"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PASS" in done.stdout
    assert "<html" in (tmp_path / "chat.html").read_text(encoding="utf-8")


def test_every_option_exists(tmp_path: Path) -> None:
    named = set(re.findall(r"--[a-z][a-z-]*", TUTORIAL))
    commands = [f"conformance{c}" for c in ("", " record", " explain", " judge", ".selftest")]
    helps = "; ".join(f"python -m {c} --help" for c in (*commands, "reference_server"))
    said = run(helps, tmp_path).stdout
    assert [option for option in sorted(named) if option not in said] == []
