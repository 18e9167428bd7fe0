"""The commands on scenarios and on saved reports, and what becomes of report files."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import offline
from conformance.__main__ import main
from conformance.catalogue import by_id, catalogue
from conformance.cli_parser import parser_for
from conformance.cli_reproduce import literal
from conformance.cli_target import again_of
from conformance.scenario import Setting
from reports import formats, json_report
from reports.model import Run, Verdict
from tests.conformance.tiny import Tiny, echo

KEY = "76/5.2/key-number-zero"
TEXTS = "76/5.3/texts-in-one-segment"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on an honest target."""
    file = tmp_path_factory.mktemp("saved") / "r.json"
    with Tiny() as server:
        main([*at(server), "--select", KEY, "--select", TEXTS, "--report", f"json={file}"])
    return file


def at(server: Tiny) -> list[str]:
    return ["--target", f"127.0.0.1:{server.port}"]


def load(file: Path) -> Run:
    return json_report.loads(file.read_text())


def save(file: Path, run: Run) -> str:
    file.write_text(json_report.dumps(run))
    return str(file)


def changed(run: Run, number: int, **changes: object) -> Run:
    results = list(run.results)
    results[number] = dataclasses.replace(results[number], **changes)  # type: ignore[arg-type]
    return dataclasses.replace(run, results=tuple(results))


# --- scenarios ---


def test_list_names_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [s.id for s in catalogue()]


def test_list_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json", "76/5.2/key-number-z*"]) == 0
    (facts,) = json.loads(capsys.readouterr().out)
    assert facts["id"] == KEY
    assert facts["level"] == "MUST"


@pytest.mark.parametrize("scenario", [s.id for s in catalogue() if not s.resource])
def test_every_scenario_can_be_explained(scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", scenario]) == 0
    out = capsys.readouterr().out
    assert out.startswith(scenario)
    assert by_id(scenario).requirement.cite in out
    assert "\ncan mean" in out
    assert "send     " in out
    assert out.replace("\n", "").isprintable()


def test_reproduce_sends_what_the_harness_sends(capsys: pytest.CaptureFixture[str]) -> None:
    """The printed script, run as it stands, brings the server the scenario's texts."""
    with Tiny() as server:
        assert main(["reproduce", TEXTS, *at(server), "--seed", "7"]) == 0
        script = capsys.readouterr().out
        done = subprocess.run(
            [sys.executable, "-c", script.replace("settimeout(1)", "settimeout(.1)")],
            capture_output=True,
            check=True,
            timeout=20,
        )
    setting = Setting().for_scenario(TEXTS, 7)
    assert setting.mark in server.texts
    assert b"came b'HTTP/1.1 101" in done.stdout


def test_the_shell_line_holds_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", KEY, "--target", "127.0.0.1:9000"]) == 0
    out = capsys.readouterr().out
    line = next(line for line in out.splitlines() if "printf" in line)
    command = line.partition("{ ")[2].partition(";")[0]
    sent = subprocess.run(["sh", "-c", command], capture_output=True, check=True).stdout
    assert repr(sent)[2:30] in out
    assert sent.startswith(b"GET / HTTP/1.1\r\n")


def test_reproduce_names_the_server_and_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", KEY]) == 0
    out = capsys.readouterr().out
    assert (
        "# with the server at 127.0.0.1:9000; for another: reproduce ID --target HOST:PORT" in out
    )
    assert "# for a shell that has nc (netcat) and od:\n#   { printf" in out
    assert main(["reproduce", KEY, "--target", "wss://[::1]:9443/"]) == 0
    out = capsys.readouterr().out
    assert "# with the server at [::1]:9443, by TLS; for" in out
    assert "netcat" not in out


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        (
            [".venv/bin/python", "-m", "conformance", "--jobs", "1"],
            ".venv/bin/python -m conformance",
        ),
        (["python3", "-X", "dev", "-m", "conformance"], "python3 -X dev -m conformance"),
        (["my python", "-m", "conformance"], "'my python' -m conformance"),
        (["python", "-m", "pytest", "conformance"], "python -m conformance"),
    ],
)
def test_the_command_to_ask_again_begins_as_this_one_did(
    typed: list[str], again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.orig_argv", typed)
    options = parser_for("run").parse_args(["--target", "127.0.0.1:9"])
    assert again_of(options) == f"{again} --target 127.0.0.1:9"
    monkeypatch.setattr("sys.argv", [".venv/bin/hixie-conformance"])
    assert again_of(options) == ".venv/bin/hixie-conformance --target 127.0.0.1:9"


def test_long_runs_of_a_byte_are_written_as_products() -> None:
    data = b"ab" + b"x" * 100_000 + b"\xff"
    text = literal(data)
    assert len(text) < 60
    assert eval(text) == data


# --- report files ---


@pytest.mark.parametrize("name", list(formats.FORMATS))
def test_every_format_is_written_whole(name: str, saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "out"
    assert main(["render", str(saved), "--report", f"{name}={file}"]) == 0
    assert file.read_text(encoding="utf-8") == formats.FORMATS[name](load(saved))


def test_a_report_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("the old one")
    file.chmod(0o640)

    def look(_: Tiny, __: socket.socket, text: bytes) -> bytes:
        seen.append(file.read_text())
        return b"\x00" + text + b"\xff"

    seen: list[str] = []
    with Tiny(look) as server:
        assert main([*at(server), "--select", TEXTS, "--report", f"json={file}"]) == 0
    assert set(seen) == {"the old one"}
    assert load(file).finished
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_report_through_a_link_and_to_a_device(saved: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to(real)
    words = ["--report", f"tap={link}", "--report", f"json={os.devnull}"]
    assert main(["render", str(saved), *words]) == 0
    assert link.is_symlink()
    assert real.read_text().startswith("TAP version 13")
    assert Path(os.devnull).is_char_device()


def test_a_report_on_standard_output_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with Tiny() as server:
        assert main([*at(server), "--select", KEY, "--report", "json=-"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["pass"] == 1


def test_failed_from_asks_only_what_failed(tmp_path: Path, saved: Path) -> None:
    again = tmp_path / "again.json"
    before = save(tmp_path / "b.json", changed(load(saved), 0, verdict=Verdict.FAIL))
    with Tiny() as server:
        words = ["--failed-from", before, "--report", f"json={again}"]
        assert main([*at(server), *words]) == 0
        assert [result.id for result in load(again).results] == [KEY]
        assert main([*at(server), "--failed-from", str(saved)]) == 2


def test_the_same_seed_sends_the_same_bytes(tmp_path: Path) -> None:
    sent: list[bytes] = []
    with Tiny() as server:
        for seed in ("5", "5", "6"):
            file = tmp_path / "r.json"
            main([*at(server), "--select", KEY, "--seed", seed, "--report", f"json={file}"])
            sent.append(load(file).results[0].transcript[0].data)
    assert sent[0] == sent[1] != sent[2]


# --- saved reports ---


def test_judging_again_finds_the_same(saved: Path) -> None:
    run = load(saved)
    again, notes = offline.judge(run)
    assert notes == ()
    assert again == run
    assert main(["judge", str(saved)]) == 0


def test_judging_again_sees_what_is_wrong(saved: Path, tmp_path: Path) -> None:
    run = load(saved)
    transcript = tuple(
        dataclasses.replace(e, data=e.data[:-1] + b"?") if e.data.startswith(b"HTTP") else e
        for e in run.results[0].transcript
    )
    forged = save(tmp_path / "f.json", changed(run, 0, transcript=transcript))
    assert main(["judge", forged]) == 1


def test_what_cannot_be_judged_again_is_said(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = load(saved)
    unknown = save(tmp_path / "u.json", changed(run, 0, id="76/5.2/of-old"))
    assert main(["judge", unknown]) == 5
    assert "does not know the scenario" in capsys.readouterr().err
    reseeded = save(tmp_path / "s.json", dataclasses.replace(run, seed=99))
    assert main(["judge", reseeded]) == 5
    assert "sends other bytes now" in capsys.readouterr().err
    older = changed(run, 0, version=99)
    again, notes = offline.judge(older)
    assert "recorded as version 99, judged as version" in notes[0]
    assert again.results[0].verdict is run.results[0].verdict


def test_a_report_without_its_setting_is_refused(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = load(saved)
    bare = dataclasses.replace(run, target=dataclasses.replace(run.target, options={}))
    assert main(["judge", save(tmp_path / "b.json", bare)]) == 2
    assert "target.options" in capsys.readouterr().err


def test_a_death_is_in_the_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.vigil.COMING_BACK", 0.1)

    def dying(server: Tiny, sock: socket.socket, text: bytes) -> bytes | None:
        if len(server.texts) > 5:
            server.die()
            return None
        return echo(server, sock, text)

    file = tmp_path / "r.json"
    with Tiny(dying) as server:
        words = [
            "--select",
            TEXTS,
            "--draft",
            "76",
            "--patience",
            "0.3",
            "--report",
            f"json={file}",
        ]
        main([*at(server), *words])
    run = load(file)
    assert "the target died of this" in run.results[0].observed
    assert run.target.capabilities["answers FF 00 by FF 00"] == "not known: the target had died"
    again, _ = offline.judge(run)
    assert again.results[0].verdict is Verdict.FAIL
    assert "the target died of this" in again.results[0].observed


def test_diff_names_what_got_worse(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worse = save(
        tmp_path / "w.json", changed(load(saved), 0, verdict=Verdict.FAIL, observed="\x1b[1m")
    )
    assert main(["diff", str(saved), str(saved)]) == 0
    assert main(["diff", str(saved), worse]) == 1
    out = capsys.readouterr().out
    assert f"worse    {KEY}  PASS -> FAIL\n         \\x1b[1m\n" in out
    assert out.endswith("1 changed: 1 worse\n")
    assert "\x1b" not in out
    assert main(["diff", worse, str(saved)]) == 0
    assert f"better   {KEY}  FAIL -> PASS" in capsys.readouterr().out
    known = changed(load(saved), 0, verdict=Verdict.FAIL, known="a reason")
    assert main(["diff", str(saved), save(tmp_path / "k.json", known)]) == 1
    assert f"worse    {KEY}  PASS -> FAIL (known)\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "case",
    [
        (Verdict.PASS, Verdict.WARN, "worse", 1),
        (Verdict.WARN, Verdict.FAIL, "worse", 1),
        (Verdict.INFO, Verdict.FAIL, "worse", 1),
        (Verdict.FAIL, Verdict.WARN, "better", 0),
        (Verdict.PASS, Verdict.INFO, "other", 0),
        (Verdict.UNDECIDED, Verdict.FAIL, "decided", 0),
        (Verdict.UNDECIDED, Verdict.PASS, "decided", 0),
        (Verdict.ERROR, Verdict.WARN, "decided", 0),
        (Verdict.SKIP, Verdict.FAIL, "decided", 0),
        (Verdict.PASS, Verdict.UNDECIDED, "lost", 1),
        (Verdict.FAIL, Verdict.UNDECIDED, "lost", 1),
        (Verdict.PASS, Verdict.SKIP, "lost", 1),
        (Verdict.SKIP, Verdict.UNDECIDED, "other", 0),
    ],
)
def test_diff_compares_only_what_was_shown(
    case: tuple[Verdict, Verdict, str, int],
    saved: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    was, now, word, status = case
    before = save(tmp_path / "a.json", changed(load(saved), 0, verdict=was))
    after = save(tmp_path / "b.json", changed(load(saved), 0, verdict=now))
    assert main(["diff", before, after]) == status
    out = capsys.readouterr().out
    assert f"{word:<9}{KEY}  {was.name} -> {now.name}\n" in out
    assert f"1 changed: 1 {word}" in out


def test_diff_tells_a_shared_reason_once_and_names_what_is_not_there(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = load(saved)
    gone = {"verdict": Verdict.UNDECIDED, "because": "it had died"}
    after = changed(changed(run, 0, observed="x", **gone), 1, observed="y", **gone)
    assert main(["diff", str(saved), save(tmp_path / "b.json", after)]) == 1
    out = capsys.readouterr().out
    assert out.count("it had died") == 1
    assert out.endswith("2 changed: 2 lost (shown before, and not now)\n")


@pytest.mark.parametrize("was", list(Verdict))
def test_diff_misses_what_is_not_in_the_second_report(
    was: Verdict, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = changed(load(saved), 1, verdict=was)
    every = save(tmp_path / "a.json", run)
    few = save(tmp_path / "b.json", dataclasses.replace(run, results=run.results[:1]))
    shown = was in {Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.INFO}
    assert main(["diff", every, few]) == (1 if shown else 0)
    out = capsys.readouterr().out
    assert f"{'lost' if shown else 'gone':<9}{run.results[1].id}  {was.name} -> -\n" in out
    assert main(["diff", few, every]) == 0
    assert "1 new (only in the second report)\n" in capsys.readouterr().out


def test_diff_does_not_take_half_a_run_for_a_whole_one(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = load(saved)
    half = dataclasses.replace(run, results=run.results[:1], finished=False)
    assert main(["diff", str(saved), save(tmp_path / "b.json", half)]) == 1
    out = capsys.readouterr().out
    assert f"lost     {run.results[1].id}  PASS -> -\n" in out
    assert "b.json is partial" in out


def test_diff_says_when_it_was_judged_by_another_version(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = changed(load(saved), 0, verdict=Verdict.FAIL, version=99)
    main(["diff", save(tmp_path / "a.json", before), str(saved)])
    assert "FAIL -> PASS  (judged anew: version 99 -> 1)" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["run", "render", "judge"])
@pytest.mark.parametrize("wrong", [["--format", "html"], ["--format=html"], ["--output", "x"]])
def test_who_looks_for_a_format_is_told_where_it_is(
    command: str, wrong: list[str], saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [command, *([] if command == "run" else [str(saved)]), *wrong]
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    err = capsys.readouterr().err
    assert "write --report FORMAT=FILE, such as --report html=report.html" in err
    assert wrong[0].partition("=")[0] in err
    assert err.count("\n") == 1


def test_matrix_shows_them_side_by_side(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = save(tmp_path / "o.json", changed(load(saved), 0, verdict=Verdict.FAIL))
    assert main(["matrix", str(saved), other, "--differing"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [KEY, "PASS", "FAIL"] in lines
    assert not any(line[0] == TEXTS for line in lines)
