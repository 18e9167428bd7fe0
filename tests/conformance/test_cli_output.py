"""Standard output that is small of character set, full, closed or left: the real command, each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.catalogue import catalogue
from tests.conformance.tiny import Tiny

ROOT = Path(__file__).parents[2]
KEY = "76/5.2/key-number-zero"
PROGRAM = [sys.executable, "-m", "conformance"]


def asked(server: Tiny) -> list[str]:
    """A short run."""
    return ["--target", f"127.0.0.1:{server.port}", "--select", KEY]


def shell(line: str, words: list[str], **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command as ``"$@"`` in a line of the shell, whatever encoding this test was started with."""
    inherited = {name: os.environ[name] for name in os.environ if name != "PYTHONIOENCODING"}
    return subprocess.run(
        ["bash", "-c", line, "bash", *PROGRAM, *words],
        cwd=ROOT,
        env={**inherited, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "words", [["list"], ["reproduce", KEY], ["selftest", "--list"], ["explain", KEY], ["--help"]]
)
@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}]
)
def test_a_small_character_set_is_written_around(words: list[str], env: dict[str, str]) -> None:
    done = shell('"$@"', words, PYTHONCOERCECLOCALE="0", **env)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert done.stdout.isascii()
    if words == ["list"]:
        assert b"76 \\xa75.2" in done.stdout
        assert len(done.stdout.splitlines()) == len(catalogue())


def test_a_report_is_utf_8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    with Tiny() as server:
        words = [*asked(server), "--report", "html=-", "--report", f"html={tmp_path / 'r.html'}"]
        done = shell('"$@"', words, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "§" in done.stdout.decode("utf-8")
    assert done.stdout == (tmp_path / "r.html").read_bytes()


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
@pytest.mark.parametrize("command", ["list", "run", "help", "short"])
def test_what_cannot_be_written_is_said_in_a_line(
    command: str, where: str, unbuffered: str
) -> None:
    with Tiny() as server:
        words = {
            "list": ["list"],
            "run": asked(server),
            "help": ["--help"],
            "short": ["list", KEY],
        }[command]
        done = shell(f'"$@" {where}', words, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    said = done.stderr.decode()
    assert said.startswith("python -m conformance: cannot write standard output: ")
    assert said.count("\n") == 1
    assert ("No space left on device" if "full" in where else "it is closed") in said


@pytest.mark.parametrize(("full", "status"), [(True, 2), (False, 141)])
def test_the_list_of_small_liars_ends_as_others_do(full: bool, status: int) -> None:
    reader, pipe = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "conformance.selftest", "--list"]
    with open(pipe, "wb") as gone, open("/dev/full", "wb") as disk:
        done = subprocess.run(
            words, stdout=disk if full else gone, stderr=subprocess.PIPE, check=False, timeout=30
        )
    assert done.returncode == status
    assert b"Traceback" not in done.stderr


def test_the_files_are_written_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    with Tiny() as server:
        done = shell('"$@" >/dev/full', [*asked(server), "--report", f"json={file}"])
    assert done.returncode == 2
    assert [r["id"] for r in json.loads(file.read_text())["results"]] == [KEY]


@pytest.mark.parametrize("command", ["list", "run"])
def test_a_reader_who_has_gone_is_told_nothing(command: str) -> None:
    """And no FAIL is told to who asks for the status."""
    with Tiny() as server:
        words = ["list"] if command == "list" else asked(server)
        done = shell('"$@" | true; exit ${PIPESTATUS[0]}', words)
    assert done.returncode == 141
    assert done.stderr == b""


def test_what_is_meant_for_a_closed_standard_error_does_not_go_among_the_results() -> None:
    done = shell('"$@" 2>&-', ["list", "no-such-scenario"])
    assert (done.returncode, done.stdout) == (2, b"")


def test_the_sign_that_small_character_sets_lack_is_there() -> None:
    """The premise of this module: the harness prints more than ASCII."""
    assert not catalogue()[0].requirement.cite.isascii()
