"""Every exit status, through the real command line, against real little servers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from conformance.__main__ import main
from conformance.catalogue import catalogue
from tests.conformance.tiny import Tiny, echo, refused_port

ROOT = Path(__file__).parents[2]
KEY = "76/5.2/key-number-zero"
PYTHON = sys.executable


def conformance(*words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """The finished command; with ``code`` that is run before it, in the same process."""
    start = ["-m", "conformance"]
    if code:
        start = [
            "-c",
            f"{code}\nimport sys\nfrom conformance.__main__ import main\nsys.exit(main())",
        ]
    return subprocess.run(
        [PYTHON, *start, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def here(*words: str) -> int:
    """The exit status of the command line in this process, which saves a start."""
    try:
        return main(words)
    except SystemExit as end:
        return int(end.code or 0)


def liar(name: str) -> tuple[str, str]:
    """Options that test one peer of the self-test."""
    return "--exec", f"{PYTHON} -m conformance.selftest --peer {name} --port {{port}}"


def at(server: Tiny) -> tuple[str, str]:
    return "--target", f"127.0.0.1:{server.port}"


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a usage error prints: one line on standard error, nothing else."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_0_nothing_failed() -> None:
    done = conformance(*liar("honest"), "--select", KEY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 PASS" in done.stdout
    assert done.stderr == ""


def test_0_the_embedded_reference_server() -> None:
    done = conformance("--select", "76/5.2/*", "--select", "75/5.1/origin*")
    assert done.returncode == 0, done.stdout + done.stderr


def test_1_a_fail() -> None:
    done = conformance(*liar("zero-refused"), "--select", KEY)
    assert done.returncode == 1
    assert f"FAIL  {KEY}" in done.stdout
    again = next(line for line in done.stdout.splitlines() if line.startswith("again"))
    assert again.endswith(f"--select {KEY}")
    assert "--exec" in again


def test_1_a_warn_with_strict_alone() -> None:
    words = (*liar("closes-without-answer"), "--select", "76/1.4/closing-frame-answered")
    assert here(*words) == 0
    assert here(*words, "--strict") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "no command 'nonsense'"),
        (["--nonsense"], "--nonsense"),
        (["--select", "99/*"], "'99/*' matches no scenario"),
        (["--select", KEY, "--exclude", "76/*"], "nothing is left to run"),
        (["--select", "76/*", "--draft", "75"], "nothing is left to run"),
        (["explain", "76/5.2/key-number-zer"], KEY),
        (["--target", "127.0.0.1"], "'127.0.0.1' has no port"),
        (["--target", "http://127.0.0.1:9/"], "the scheme is not ws or wss"),
        (["--target", "127.0.0.1:99999"], "'127.0.0.1:99999'"),
        (["--target", "ws://h:1/a", "--path", "/b"], "path is given twice"),
        (["--target", "h:1", "--exec", "x {port}"], "exclude each other"),
        (["--exec", "server --port 9"], "no {port} in the command"),
        (["--exec", "server 'x {port}"], "mind the quotes"),
        (["--path", "x"], "'x' is no path"),
        (["--header", "x"], "'x' is no header"),
        (["--header", "X: a\r\nb"], "is no header"),
        (["--subprotocol", "a b"], "'a b' is no sub-protocol"),
        (["--origin", "caf\u00e9"], "ASCII"),
        (["--jobs", "0"], "'0' is no whole number from 1 to 64"),
        (["--seed", "-1"], "--seed"),
        (["--patience", "never"], "'never' is no number of seconds"),
        (["--patience", "nan"], "'nan'"),
        (["--report", "pdf=x"], "'pdf' is not a report format"),
        (["--report", "json"], "is not FORMAT=FILE"),
        (["--report", "json=/no/such/place/x"], "/no/such/place/x"),
        (["--report", "json=a.x", "--report", "html=a.x"], "two reports would go to a.x;"),
        (["--report", "json=-", "--report", "html=-"], "would go to standard output;"),
        (["--known", "/no/such/file"], "/no/such/file"),
        (["--failed-from", "/no/such/file"], "/no/such/file"),
        (["--insecure"], "wss://"),
        (["--target", "wss://h:1", "--ca", "/no/such/file"], "/no/such/file"),
        (["judge", "/no/such/file"], "/no/such/file"),
        (["render", "README.md"], "README.md is no JSON report"),
    ],
)
def test_2_usage(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In this process, for there are many; that nothing was asked shows in the empty output."""
    assert here(*words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert said in err


def test_2_through_the_process_and_nothing_is_left_behind(tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    assert "matches no" in one_line(conformance("--select", "x", "--report", f"json={report}"))
    assert list(tmp_path.iterdir()) == []


def test_2_known_departures_that_are_unknown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tmp_path / "known"
    known.write_text(f"# ours\n\n{KEY} because\n76/5.2/no-such-thing\n")
    assert here("--known", str(known)) == 2
    assert "line 4" in capsys.readouterr().err


def test_3_nobody_listens() -> None:
    port = refused_port()
    done = conformance("--target", f"127.0.0.1:{port}")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "nobody listens" in done.stderr


def test_3_neither_draft() -> None:
    with Tiny(drafts="", refusal=b"HTTP/1.0 404 Gone\r\n\r\n") as server:
        done = conformance(*at(server))
    assert done.returncode == 3
    assert 'to draft 76 it said "HTTP/1.0 404 Gone"' in done.stderr
    assert "to draft 75" in done.stderr


def test_3_a_target_that_does_not_start() -> None:
    done = conformance("--exec", f"{PYTHON} -c 'print(1/0)' {{port}}", "--select", KEY)
    assert done.returncode == 3
    assert "ZeroDivisionError" in done.stderr


def test_3_a_web_server_or_a_wrong_path() -> None:
    with Tiny(drafts="", refusal=b"HTTP/1.1 404 Not Found\r\n\r\n") as server:
        done = conformance(*at(server), "--path", "/wrong")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "mind the port, and name the path of the service by --path" in done.stderr


def test_3_a_program_that_is_not_there() -> None:
    done = conformance("--exec", "no-such-program {port}", "--select", KEY)
    assert done.returncode == 3
    assert "no-such-program" in done.stderr


def test_known_departures_0_and_4(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = tmp_path / "known"
    known.write_text(f"{KEY}  fixed in the next release\n")
    assert here(*liar("zero-refused"), "--select", KEY, "--known", str(known)) == 0
    out = capsys.readouterr().out
    assert f"FAIL (known)  {KEY}" in out
    assert f"known departure  {KEY}: fixed in the next release" in out
    assert "The target fails 1 of 1 scenario, which is known." in out
    done = conformance(*liar("honest"), "--select", KEY, "--known", str(known))
    assert done.returncode == 4
    assert f"departs no more  {KEY}" in done.stdout


def test_a_known_departure_is_known_in_each_report_and_stays_so_in_a_saved_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known, none, saved = tmp_path / "known", tmp_path / "none", tmp_path / "run.json"
    known.write_text(f"{KEY}  fixed in the next release\n")
    none.write_text("# nothing\n")
    files = {name: tmp_path / f"run.{name}" for name in ("junit", "tap", "html", "markdown")}
    reports = [word for name, file in files.items() for word in ("--report", f"{name}={file}")]
    asked = [*liar("zero-refused"), "--select", KEY, "--known", str(known)]
    assert here(*asked, *reports, "--report", f"json={saved}") == 0
    told = {name: file.read_text() for name, file in files.items()}
    root = ET.fromstring(told["junit"])
    assert (root.get("failures"), root.get("skipped")) == ("0", "1")
    reason = "known departure: fixed in the next release"
    assert [skipped.get("message") for skipped in root.iter("skipped")] == [reason]
    assert f"\nnot ok 1 - {KEY} # TODO known: fixed in the next release\n" in told["tap"]
    assert all("(known)" in told[name] for name in ("html", "markdown"))
    assert here("render", str(saved), *reports) == 0
    assert told == {name: file.read_text() for name, file in files.items()}
    assert here("judge", str(saved)) == 0
    assert here("judge", str(saved), "--known", str(none)) == 1
    capsys.readouterr()
    assert here("render", str(saved)) == 0
    assert f"known departure  {KEY}: fixed in the next release" in capsys.readouterr().out


def test_5_undecided() -> None:
    def tired(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        return echo(server, sock, text) if len(server.texts) <= 5 else None

    with Tiny(tired) as server:
        done = conformance(*at(server), "--draft", "76", "--select", "76/5.3/types-01-to-7f")
    assert done.returncode == 5, done.stdout
    assert "1 UNDECIDED" in done.stdout


def test_70_our_own_error() -> None:
    code = (
        "import dataclasses, conformance.catalogue as c\n"
        f"broken = dataclasses.replace(c.by_id({KEY!r}), steps=lambda setting: 1 // 0)\n"
        "c.select = lambda *a, **k: (broken,)"
    )
    done = conformance(*liar("honest"), "--select", KEY, code=code)
    assert done.returncode == 70
    assert "ZeroDivisionError" in done.stdout
    assert "1 ERROR" in done.stdout


def test_70_goes_before_1_and_the_fail_is_told_all_the_same() -> None:
    code = (
        "import dataclasses, conformance.catalogue as c\n"
        f"one = c.by_id({KEY!r})\n"
        "broken = dataclasses.replace(one, id='76/5.2/broken', steps=lambda setting: 1 // 0)\n"
        "c.select = lambda *a, **k: (one, broken)"
    )
    done = conformance(*liar("zero-refused"), code=code)
    assert done.returncode == 70
    assert "1 FAIL" in done.stdout
    assert "1 ERROR" in done.stdout


def test_70_an_exception_outside_of_any_scenario() -> None:
    code = "import conformance.catalogue as c\nc.catalogue = lambda: 1 // 0"
    done = conformance("list", code=code)
    assert done.returncode == 70
    assert "fault of the harness" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_130_interrupted_with_a_partial_report(tmp_path: Path, number: signal.Signals) -> None:
    report = tmp_path / "r.json"
    enough = threading.Event()

    def slow(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        if len(server.texts) > 40:
            enough.set()
            server.over.wait(20)
        return echo(server, sock, text)

    with Tiny(slow) as server:
        words = [PYTHON, "-m", "conformance", *at(server), "--report", f"json={report}"]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert enough.wait(20)
            os.kill(process.pid, number)
            out, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "partial" in out
    loaded = json.loads(report.read_text())
    assert loaded["finished"] is False
    assert "Nothing failed" not in out
    asked = {scenario.id for scenario in catalogue() if not scenario.resource}
    assert {result["id"] for result in loaded["results"]} == asked
    assert [p.name for p in tmp_path.iterdir()] == ["r.json"]


INTERRUPTED_AT = """
import os, runpy, signal, sys

class Finder:
    def find_spec(self, name, path, target=None):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
sys.argv = ["conformance", "list"]
runpy.run_module("conformance", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize(
    ("module", "status", "says"),
    [
        ("conformance.cli_output", -signal.SIGINT, ""),
        ("conformance.cli_catalogue", 130, "interrupted; no report was written\n"),
    ],
)
def test_130_interrupted_while_it_begins(module: str, status: int, says: str) -> None:
    """The shell gives 130 for the end by the signal too."""
    code = INTERRUPTED_AT.format(module=module)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.stdout == ""
    assert done.stderr.endswith(says)
    assert done.stderr.count("\n") == bool(says)
    assert done.returncode == status


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_130_interrupted_while_the_target_starts(tmp_path: Path, number: signal.Signals) -> None:
    """Nothing listens yet: one line, at once, and no process is left behind."""
    note, report = tmp_path / "pid", tmp_path / "r.json"
    command = f"sh -c 'echo $$ > {note}; exec sleep 60' {{port}}"
    words = [PYTHON, "-m", "conformance", "--exec", command, "--report", f"json={report}"]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 10
        while not (note.exists() and note.read_text().strip()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.kill(process.pid, number)
        _, err = process.communicate(timeout=8)
    assert process.returncode == 130
    assert err == "python -m conformance: interrupted; no report was written\n"
    assert [p.name for p in tmp_path.iterdir()] == ["pid"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_a_started_target_is_stopped(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    server = f"{PYTHON} -m conformance.selftest --peer honest --port {{port}}"
    command = f"sh -c 'echo $$ > {note}; exec {server}'"
    assert conformance("--exec", command, "--select", KEY).returncode == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_death_is_noticed_there_and_the_target_started_again() -> None:
    done = conformance(*liar("no-spaces-die"), "--select", "76/5.2/*", "--jobs", "4")
    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert "came the target died of this: exit status 1; " in said
    assert "The target died in " in said
    assert "\n          no-spaces-die died, as it does\n" in done.stdout
    assert "UNDECIDED" not in done.stdout
    assert "or and" not in said


def test_what_a_target_printed_before_it_listened_stands_line_by_line(tmp_path: Path) -> None:
    server = tmp_path / "server.py"
    server.write_text("import sys\nsys.exit('\\x1b[31mTrace:\\n  no module [bold]x')\n")
    done = conformance("--exec", f"{PYTHON} {server} {{port}}")
    assert done.returncode == 3
    assert "ended with exit status 1 before it listened" in done.stderr
    assert done.stderr.endswith(
        "run it by hand to see why\nit printed  \\x1b[31mTrace:\n              no module [bold]x\n"
    )


def test_one_client_at_a_time() -> None:
    with Tiny(serial=True) as server:
        assert here(*at(server), "--jobs", "1", "--select", "76/5.3/type-*") in {0, 1}
        assert server.most == 1
        assert server.handshakes > 20
