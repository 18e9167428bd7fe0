"""Each exercise is found by the scenario that its solution names, and by the command that it gives."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.catalogue import catalogue
from conformance.selftest.faults import FAULTS
from docs import exercise
from docs.generate import HERE

ALL = list(exercise.exercises().values())


def ask(command: str, select: list[str], report: Path) -> tuple[int, dict[str, str]]:
    """Run the harness on a server that it starts: its exit status, and the verdicts by id."""
    selected = [word for glob in select for word in ("--select", glob)]
    words = [sys.executable, "-m", "conformance", "--exec", command, *selected]
    done = subprocess.run(
        [*words, "--report", f"json={report}"],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    results = json.loads(report.read_text(encoding="utf-8"))["results"]
    return done.returncode, {result["id"]: result["verdict"] for result in results}


def python(module: str) -> str:
    return f"{shlex.quote(sys.executable)} -m {module} --port {{port}}"


def test_there_are_enough_and_they_are_numbered_in_order() -> None:
    assert len(ALL) >= 10
    assert [e.number for e in ALL] == list(range(1, len(ALL) + 1))
    assert len({e.peer for e in ALL}) == len(ALL)
    for one in ALL:
        assert f"python -m docs.exercise {one.number} --port" in one.text
        assert one.text.count("<details>") == one.text.count("</details>") == 2


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.peer)
def test_the_named_scenario_finds_it(one: exercise.Exercise, tmp_path: Path) -> None:
    command = python(f"docs.exercise {one.number}")
    status, verdicts = ask(command, [one.select], tmp_path / "r.json")
    assert status == 1
    assert verdicts[one.found_by] == "fail"
    assert set(verdicts.values()) <= {"pass", "info", "warn", "fail"}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.peer)
def test_the_solution_names_the_section(one: exercise.Exercise) -> None:
    cites = {s.id: s.requirement.cite for s in catalogue()}
    draft, section, *_ = one.cite.split()
    assert cites[one.found_by].startswith(f"{draft} {section} ")
    assert one.peer in FAULTS
    question = one.text.partition("<details>")[0]
    assert one.found_by not in question
    assert one.peer not in question


def test_the_honest_server_passes_all_that_is_asked(tmp_path: Path) -> None:
    command = python("conformance.selftest --peer honest")
    status, verdicts = ask(command, sorted({e.select for e in ALL}), tmp_path / "r.json")
    assert status == 0
    assert {verdicts[e.found_by] for e in ALL} <= {"pass", "info"}


def test_an_exercise_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        exercise.main(["99"])
    assert ended.value.code == 2
    assert f"there are 1 to {len(ALL)}" in capsys.readouterr().err
