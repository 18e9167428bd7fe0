"""Ctrl-C once, twice, and at bad moments: real processes that send themselves the signal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.tiny import Tiny

ROOT = Path(__file__).parents[2]
KEY = "76/5.2/key-number-zero"

SIGNALLED = """
import importlib, signal, sys

def signalled(place, number):
    "Let the function at this place begin with a signal to ourselves."
    module, _, path = place.partition(":")
    holder = importlib.import_module(module)
    *owners, name = path.split(".")
    for owner in owners:
        holder = getattr(holder, owner)
    before = getattr(holder, name)

    def changed(*given, **named):
        signal.raise_signal(number)
        return before(*given, **named)

    setattr(holder, name, changed)

from conformance.__main__ import main
for place in sys.argv.pop(1).split():
    signalled(place, int(sys.argv[1]))
del sys.argv[1]
sys.exit(main())
"""


def signalled(
    cwd: Path, places: list[str], *words: str, number: int = signal.SIGINT
) -> subprocess.CompletedProcess[str]:
    """The finished command, which was sent the signal whenever one of these functions began."""
    return subprocess.run(
        [sys.executable, "-c", SIGNALLED, " ".join(places), str(int(number)), *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": f"{cwd}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


ASKING = "conformance.runner:Runner._ask_doubtful"
LATER = [
    "gc:enable",
    "conformance.runner:Runner.leave",
    "conformance.cli_run:conclude",
    "conformance.cli_files:Destinations.write",
    "conformance.cli_files:_replace",
    "reports.terminal:render",
    "conformance.cli_run:_Starting.stop",
    "conformance.cli_files:Destinations.close",
]
"""What a run does after Ctrl-C, in this order."""


def reports(folder: Path) -> list[str]:
    return ["--report", f"json={folder / 'r.json'}", "--report", f"html={folder / 'r.html'}"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("later", [*([place] for place in LATER), LATER])
def test_a_second_press_does_not_lose_the_run(
    later: list[str], number: int, tmp_path: Path
) -> None:
    with Tiny() as server:
        words = ["--target", f"127.0.0.1:{server.port}", "--select", "76/5.2/key-*"]
        done = signalled(tmp_path, [ASKING, *later], *words, *reports(tmp_path), number=number)
    assert (done.returncode, done.stderr) == (130, "")
    assert "partial" in done.stdout
    assert json.loads((tmp_path / "r.json").read_text())["finished"] is False
    assert sorted(file.name for file in tmp_path.iterdir()) == ["r.html", "r.json"]


@pytest.mark.parametrize(
    "places", [["conformance.extras:closing_answer"], *([place] for place in LATER[2:6]), LATER[2:]]
)
def test_one_press_when_all_is_asked_does_not_lose_the_run(
    places: list[str], tmp_path: Path
) -> None:
    with Tiny() as server:
        words = ["--target", f"127.0.0.1:{server.port}", "--select", KEY]
        done = signalled(tmp_path, places, *words, *reports(tmp_path))
    assert (done.returncode, done.stderr) == (130, "")
    assert "1 PASS" in done.stdout
    assert json.loads((tmp_path / "r.json").read_text())["finished"] is True
    assert sorted(file.name for file in tmp_path.iterdir()) == ["r.html", "r.json"]
    for words in (["judge", "r.json"], ["render", "r.json"]):
        (tmp_path / "r.html").unlink()
        done = signalled(tmp_path, LATER[3:5], *words, "--report", "html=r.html")
        assert (done.returncode, done.stderr) == (130, "")
        assert "</html>" in (tmp_path / "r.html").read_text()


FUZZING = "conformance.fuzz:Examiner.examine"


@pytest.mark.parametrize(
    "places",
    [
        [FUZZING, "conformance.cli_fuzz:Fuzzing.leave"],
        [FUZZING, "tempfile:TemporaryDirectory.cleanup", *LATER[2:]],
        LATER[2:],
    ],
)
def test_no_press_loses_what_fuzzing_found(places: list[str], tmp_path: Path) -> None:
    with Tiny() as server:
        words = ["--target", f"127.0.0.1:{server.port}", "--draft", "76", "--fuzz", "6"]
        done = signalled(tmp_path, places, *words, *reports(tmp_path))
    assert (done.returncode, done.stderr) == (130, "")
    finished = json.loads((tmp_path / "r.json").read_text())["finished"]
    assert finished is (FUZZING not in places)


def test_an_area_of_fuzzing_that_is_being_shown_has_one_result(tmp_path: Path) -> None:
    with Tiny() as server:
        words = ["--target", f"127.0.0.1:{server.port}", "--draft", "76", "--fuzz", "6"]
        done = signalled(tmp_path, ["reports.terminal:Progress.result"], *words, *reports(tmp_path))
    assert (done.returncode, done.stderr) == (130, "")
    ids = [result["id"] for result in json.loads((tmp_path / "r.json").read_text())["results"]]
    assert len(ids) == len(set(ids)) > 1


def test_a_second_press_does_not_end_the_cleaning_up(tmp_path: Path) -> None:
    """No report is made, for nothing was asked; and the target that was started is stopped."""
    note = tmp_path / "pid"
    command = f"sh -c 'echo $$ > {note}; exec sleep 60' {{port}}"
    places = ["conformance.cli_run:_import_ahead", "conformance.cli_run:_Starting.stop"]
    places += ["conformance.cli_files:Destinations.close", "conformance.__main__:_say"]
    done = signalled(tmp_path, places, "--exec", command, *reports(tmp_path))
    assert done.returncode == 130
    assert done.stderr == "python -m conformance: interrupted; no report was written\n"
    assert {file.name for file in tmp_path.iterdir()} <= {"pid"}
    if note.exists() and note.read_text().strip():
        with pytest.raises(ProcessLookupError):
            os.kill(int(note.read_text()), 0)


LOST = """
import signal, sys
from conformance import interrupts

class Lost:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def work():
    sys.unraisablehook = lambda lost: print(lost.exc_type.__name__)
    Lost()
    print("goes on")
    signal.raise_signal(signal.SIGINT)
    print("never")

with interrupts.heard():
    print(interrupts.ended(work))
    signal.raise_signal(signal.SIGINT)
signal.raise_signal(signal.SIGINT)
print(interrupts.came())
"""


def test_a_press_that_python_loses_makes_nobody_deaf() -> None:
    words = [sys.executable, "-c", LOST]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert done.stderr == ""
    assert done.stdout.split("\n") == ["KeyboardInterrupt", "goes on", "False", "True", ""]


def test_a_press_while_python_ends_does_not_change_the_status(tmp_path: Path) -> None:
    """Python takes the handlers away before it lets its modules go."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "class Last:\n"
        "    def __del__(self, kill=os.kill, pid=os.getpid()):\n"
        "        kill(pid, 2)\n"
        "sys.last_of_all = Last()\n"
    )
    folder = tmp_path / "reports"
    folder.mkdir()
    with Tiny() as server:
        words = ["--target", f"127.0.0.1:{server.port}", "--select", KEY]
        done = signalled(tmp_path, LATER[2:3], *words, *reports(folder))
    assert (done.returncode, done.stderr) == (130, "")
    assert len(list(folder.iterdir())) == 2


def test_a_signal_that_is_ignored_stays_so() -> None:
    """As the shell has it for what it starts in the background, and nohup."""
    code = (
        "import signal; from conformance import interrupts\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "with interrupts.heard():\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL\n"
        "assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL\n"
        "assert not interrupts.came()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=20, check=True)
