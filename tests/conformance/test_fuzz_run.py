"""``--fuzz`` and ``--replay`` by the command line, on servers of one fault and on a legal one."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from conformance.__main__ import main
from conformance.fuzz_areas import AREAS
from conformance.fuzz_saving import load
from conformance.selftest.actions import Peer
from conformance.selftest.faults import make_peer
from conformance.targets import serving

ROOT = Path(__file__).parents[2]
QUICK = ("--draft", "76", "--patience", "0.5")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_finding_is_shrunk_saved_repeated_and_replayed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = here / "fuzz-76-strange-frames-seed1.json"
    with serving(make_peer("low-types-delivered")) as port:
        target = ["--target", f"127.0.0.1:{port}", *QUICK]
        fuzz = [*target, "--fuzz", "32", "--seed", "1"]
        assert main([*fuzz, "--report", "json=report.json"]) == 1
        assert "after the handshake: 01 FF 00 65 6E 64 FF" in capsys.readouterr().out
        first = file.read_bytes()
        assert main(fuzz) == 1
        assert file.read_bytes() == first
        assert sorted(f.name for f in here.iterdir()) == [file.name, "report.json"]
        capsys.readouterr()
        assert main([*target, "--replay", file.name]) == 1
        assert "after the handshake: 01 FF 00 65 6E 64 FF (replayed)" in capsys.readouterr().out
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    found = [r for r in report["results"] if r["verdict"] == "fail"]
    assert [r["id"] for r in found] == ["76/fuzz/strange-frames"]
    assert found[0]["reproduce"].endswith(f" --replay {file.name}")
    assert report["seed"] == 1
    with serving(make_peer("unknown-frames-disconnect")) as port:  # as the draft allows
        assert main(["--target", f"127.0.0.1:{port}", "--replay", file.name]) == 0


def test_a_target_that_dies_for_good_is_told_of_with_what_killed_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serving(make_peer("empty-text-dies")) as port:
        assert main(["--target", f"127.0.0.1:{port}", *QUICK, "--fuzz", "32"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "not shrunk: the target is gone" in told
    assert "the target died" in told
    saved = load("fuzz-76-framing-seed0.json").conversation
    assert b"\0\xff" in saved.stream


def test_a_finding_that_cannot_be_saved_is_told_of_and_so_is_its_cause(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here.rmdir()
    with serving(make_peer("parts-swapped")) as port:
        assert main(["--target", f"127.0.0.1:{port}", *QUICK, "--fuzz", "16"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "not saved: No such file or directory" in told
    assert "--fuzz 16" in told
    assert "likely: the digest was made with the two numbers in the wrong order" in told


def test_what_was_held_until_an_interrupt_counts(here: Path) -> None:
    enough = threading.Event()
    peer = make_peer("honest")
    clients = itertools.count()

    def counted() -> Peer:
        if next(clients) > 80:
            enough.set()
        return peer()

    with serving(counted) as port:
        words = ["--target", f"127.0.0.1:{port}", "--draft", "76", "--fuzz", "20000", "--seed", "3"]
        words = [sys.executable, "-m", "conformance", *words, "--report", "json=r.json"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True) as process:
            assert enough.wait(30)
            os.kill(process.pid, signal.SIGINT)
            out, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    report = json.loads((here / "r.json").read_text(encoding="utf-8"))
    assert report["finished"] is False
    first, *others = report["results"]
    held = report["target"]["capabilities"]["generated conversations"].split()[0]
    assert first["verdict"] == "pass", first["observed"]
    assert first["observed"] == f"{held} conversations, until the run was ended, and nothing wrong"
    assert int(held) > 10
    assert {(r["verdict"], r["observed"]) for r in others} == {("undecided", "the run was ended")}
    assert [r["id"] for r in report["results"]] == [a.id for k, a in AREAS.items() if k[0] == "76"]
    assert "Nothing was shown" not in out
    assert "5 of 6 scenarios were not asked" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--fuzz", "0"], "'0' is no whole number from 1 to 1000000"),
        (["--fuzz", "9", "--seed", "x"], "'x' is no whole number from 0 to"),
        (["--fuzz", "9", "--replay", "f"], "--fuzz and --replay exclude each other"),
        (["--fuzz", "9", "--select", "*"], "leave --select away"),
        (["--replay", "none.json"], "cannot read the finding none.json"),
    ],
)
def test_a_usage_error_names_the_value(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status: object = main(arguments)
    except SystemExit as end:
        status = end.code
    assert status == 2
    assert words in capsys.readouterr().err
