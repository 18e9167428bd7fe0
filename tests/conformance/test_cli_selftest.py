"""The command ``selftest``: that it can fail, and how it says so. All of it runs on real servers."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance import cli_selftest, proof_pool, proof_table
from conformance.__main__ import main
from conformance.processes import small_liar
from conformance.proof_pinned import PINNED
from conformance.proof_table import Caught
from conformance.proving import Trial
from conformance.selftest.faults import FAULTS, LEGAL
from conformance.selftest.null import NULL_PEERS
from tests.conformance.test_interrupts import signalled

FAULT = "no-multiple-rounded-down"
RULE = "76/5.2/key-number-not-a-multiple"


def selftest(*words: str) -> int:
    try:
        return main(["selftest", *words])
    except SystemExit as end:
        return int(end.code or 0)


def declare(monkeypatch: pytest.MonkeyPatch, **changed: tuple[str, ...]) -> None:
    """Let the table say that FAULT is caught by other scenarios."""
    every = dict(proof_table.table())
    every[FAULT] = Caught(FAULT, changed["ids"])
    monkeypatch.setattr(cli_selftest, "table", lambda: every)


def test_a_fault_is_caught(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "matrix.json"
    assert selftest("--only", FAULT, "--json", str(report)) == 0
    out = capsys.readouterr().out
    assert f"FAIL  {RULE}" in out
    assert "76 §5.2 step 6" in out
    assert "proven: 1 of 1 faults caught" in out
    (peer,) = json.loads(report.read_text())["peers"]
    assert peer["name"] == FAULT
    assert peer["verdicts"][RULE] == "fail"
    assert peer["missing"] == []


def test_an_old_file_is_replaced_only_by_a_whole_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "matrix.json"
    report.write_text("the old one")
    held = proof_pool.held
    seen: list[str] = []

    def looked_at(*given: Any) -> Iterator[Trial]:
        yield from held(*given)
        seen.append(report.read_text())

    monkeypatch.setattr(proof_pool, "held", looked_at)
    assert selftest("--only", FAULT, "--json", str(report)) == 0
    assert set(seen) == {"the old one"}
    assert json.loads(report.read_text())["proven"] is True
    assert list(tmp_path.iterdir()) == [report]
    capsys.readouterr()
    assert selftest("--only", FAULT, "--json", "-") == 0
    assert json.loads(capsys.readouterr().out)["proven"] is True


def test_ctrl_c_leaves_the_old_file_and_says_so(tmp_path: Path) -> None:
    report = tmp_path / "matrix.json"
    report.write_text("the old one")
    words = ("selftest", "--only", FAULT, "--json", str(report))
    done = signalled(tmp_path, ["conformance.proof_pool:_trial"], *words)
    assert done.returncode == 130
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first.endswith(f"{report} is from before; no report was written in its place")
    assert second.endswith("interrupted; no report was written")
    assert report.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [report]
    done = signalled(tmp_path, ["conformance.cli_selftest:_judged"], *words)
    assert (done.returncode, done.stderr) == (130, "")
    assert "proven: 1 of 1" in done.stdout
    assert json.loads(report.read_text())["proven"] is True


def test_a_fault_that_its_scenario_does_not_see(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    declare(monkeypatch, ids=("76/5.2/status-line",))
    assert selftest("--only", FAULT) == 1
    out = capsys.readouterr().out
    assert f"not proven  {FAULT}: 76/5.2/status-line says pass, not fail" in out
    assert "NOT PROVEN: 0 of 1 faults caught" in out


def test_a_fault_that_nobody_is_to_catch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    declare(monkeypatch, ids=())
    assert selftest("--only", FAULT) == 1
    assert f"not proven  {FAULT}: no scenario is declared" in capsys.readouterr().out


def test_a_scenario_that_accuses_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything is held, and everything is one fault: most scenarios accuse nobody then."""
    monkeypatch.setattr(cli_selftest, "_every_name", lambda: [FAULT])
    assert selftest() == 1
    out = capsys.readouterr().out
    assert "not proven  76/5.2/digest: it can say FAIL or WARN, and said it to nobody" in out
    assert f"not proven  {RULE}:" not in out


def test_what_is_undecided_is_no_catch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server that refuses every handshake of draft 75 well formed: its twins do not work."""
    every = dict(proof_table.table())
    every["75-status-200"] = Caught("75-status-200", ("75/5.1/answer-upgrade-line",))
    monkeypatch.setattr(cli_selftest, "table", lambda: every)
    assert selftest("--only", "75-status-200") == 1
    assert "answer-upgrade-line says undecided, not fail" in " ".join(
        capsys.readouterr().out.split()
    )


def test_a_null_peer_that_passes_more_than_is_pinned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert selftest("--only", "closes-at-once") == 0
    assert "1 of 1 null peers as pinned" in capsys.readouterr().out
    monkeypatch.setitem(PINNED, "closes-at-once", frozenset({RULE}))
    assert selftest("--only", "closes-at-once") == 1
    assert f"{RULE} is pinned and does not pass" in capsys.readouterr().out


def test_legal_servers_by_the_round(capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest("--legal", "--rounds", "2", "--only", "draft-75-only") == 0
    out = capsys.readouterr().out
    assert "draft-75-only (2)" in out
    assert "2 of 2 legal variations left in peace" in out


def test_busy_processors_change_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest("--busy", "--only", FAULT) == 0
    assert "proven" in capsys.readouterr().out


def test_the_list_names_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest("--list") == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line[:1] > " "]
    assert set(names) >= {"own", "honest", *FAULTS, *LEGAL, *NULL_PEERS}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--only", "no-multiple-rounded-up"), "did you mean no-multiple-rounded"),
        (("--only", "zzz*"), "--list shows all names"),
        (("--rounds", "3"), "use it with --legal"),
        (("--rounds", "0", "--legal"), "'0' is no whole number"),
        (("--legal", "--only", FAULT), "--legal takes legal servers only"),
        (
            ("--json", "/no/such/folder/x.json", "--only", FAULT),
            "report /no/such/folder/x.json: No",
        ),
        (("--json", "", "--only", FAULT), "'' names no file"),
        (("--json", "", "--list"), "'' names no file"),
        (("--json", "x.json", "--list"), "--list writes no file; leave --json out"),
        (("--jobs", "none"), "'none' is no whole number"),
    ],
)
def test_bad_options(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest(*words) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert err.count("\n") == 1
    assert out == ""


@pytest.mark.parametrize("name", NULL_PEERS)
def test_a_run_on_a_null_peer_ends_by_itself_and_says_why(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a user runs it: either it speaks no draft (3), or it is failed (1) with a report."""
    report = tmp_path / "r.json"
    liar = shlex.join(small_liar(name))
    began = time.monotonic()
    words = ("--exec", liar, "--patience", "0.2", "--report", f"json={report}")
    status = main(["run", *words, "--select", "76/5.2/*", "--select", "75/5.1/*"])
    assert time.monotonic() - began < 30.0
    if status == 3:
        err = capsys.readouterr().err
        assert err.count("\n") == 1
        assert "127.0.0.1:" in err
    else:
        assert status == 1
        assert json.loads(report.read_text())["finished"]
