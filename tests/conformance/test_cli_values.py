"""The values of the command line: what is refused, in one line that names the value and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.__main__ import main
from conformance.cli_values import load_known, said
from conformance.selftest.faults import make_peer
from conformance.targets import serving


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line of a usage error."""
    try:
        status: object = main(words)
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    assert (status, out, err.count("\n")) == (2, "", 1)
    return err


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
@pytest.mark.parametrize("option", ["--exec", "--target"])
def test_nothing_is_no_target(blank: str, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Else the reference server would be tested in its place, and be found green."""
    said = refused(capsys, option, blank)
    assert f"argument {option}: {blank!r}".replace("\\", "") in said.replace("\\", "")
    assert "; write " in said


@pytest.mark.parametrize(
    ("field", "remedy"),
    [
        ("Host: other", "by --host NAME"),
        ("ORIGIN: null", "by --origin"),
        ("Sec-WebSocket-Protocol: chat", "by --subprotocol"),
        ("WebSocket-Protocol: chat", "by --subprotocol"),
        ("Upgrade: h2c", "leave it out"),
        ("connection: close", "leave it out"),
        ("Sec-WebSocket-Key1: 1", "leave it out"),
    ],
)
def test_a_field_of_the_handshake_is_no_further_one(
    field: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sent twice it would make every valid handshake void, and the target look wrong."""
    said = refused(capsys, "--header", field)
    assert repr(field) in said
    assert remedy in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("127.0.0.1:9000",), "a target is named by --target 127.0.0.1:9000"),
        (("ws://h/chat",), "--target ws://h/chat"),
        (("node echo.js {port}",), "by --exec"),
        (("76/5.2/digest",), "--select '76/5.2/digest'"),
        (("explian", "76/5.2/digest"), "did you mean explain?"),
        (("--select", "76/5.2"), "did you mean '76/5.2/*'?"),
        (("--exclude", "76/5.2/key-nubmer-zero"), "did you mean 76/5.2/key-number-zero"),
        (("list", "76/5.2/"), "did you mean '76/5.2/*'?"),
        (("explain", "76/5.2/nope"), "`python -m conformance list '76/5.2/*'` shows"),
        (("explain", "76/5.2/digset*"), "did you mean 76/5.2/digest"),
        (("selftest", "--peer", "honest"), "python -m conformance.selftest --peer NAME"),
        (("explain", "README.md", "README.md"), "give one file at a time"),
        (("judge", "README.md"), "README.md is no JSON report and no trace"),
        (("judge", ""), "'' names no file"),
        (("explain", ""), "'' is no scenario, no file and no bytes; write the id"),
    ],
)
def test_who_nearly_had_it_is_told_how_it_is_written(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, *words)


def test_an_empty_origin_holds_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "--origin", "")
    assert "argument --origin: '' is no origin; write one such as http://example.com" in said
    assert "more than" not in said


@pytest.mark.parametrize("words", [("judge",), ("render",), ("--failed-from",)])
def test_bytes_are_no_report(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bin.json"
    file.write_bytes(b"\xff\xfe{}")
    said = refused(capsys, *words, str(file))
    assert "it is not UTF-8 text" in said
    assert "codec" not in said


def test_a_report_of_fuzz_is_not_asked_for_scenarios(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(make_peer("honest")) as port:
        fuzz = ["--target", f"127.0.0.1:{port}", "--draft", "76", "--fuzz", "6"]
        assert main([*fuzz, "--report", f"json={tmp_path / 'f.json'}"]) == 0
    capsys.readouterr()
    for words in (("judge",), ("--failed-from",)):
        said = refused(capsys, *words, str(tmp_path / "f.json"))
        assert "f.json is a report of --fuzz" in said
        assert "--replay FILE" in said
    assert main(["render", str(tmp_path / "f.json")]) == 0


def test_known_departures_are_of_scenarios_and_of_fuzz(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One list for both; a line without a reason is one, too."""
    monkeypatch.chdir(tmp_path)
    known = tmp_path / "known.txt"
    known.write_text(
        "76/fuzz/strange-frames  the next release\n76/5.3/closing-frame-cut-behind-a-text\n"
    )
    assert load_known(str(known)) == {
        "76/fuzz/strange-frames": "the next release",
        "76/5.3/closing-frame-cut-behind-a-text": "",
    }
    with serving(make_peer("low-types-delivered")) as port:
        fuzz = ["--target", f"127.0.0.1:{port}", "--draft", "76", "--patience", "0.5"]
        fuzz += ["--fuzz", "32", "--seed", "1"]
        assert main(fuzz) == 1
        assert main([*fuzz, "--known", str(known)]) == 0
    assert "known departure  76/fuzz/strange-frames: the next release" in capsys.readouterr().out
    with serving(make_peer("honest")) as port:
        fuzz = ["--target", f"127.0.0.1:{port}", "--draft", "76", "--fuzz", "8"]
        assert main([*fuzz, "--known", str(known)]) == 4
    capsys.readouterr()
    known.write_text("76/fuzz/strange-frame\n")
    assert "did you mean 76/fuzz/strange-frames?" in refused(capsys, "--known", str(known))


@pytest.mark.parametrize("bad", ["[", "'", "'\"", "\\", "é", "a'\"b\\"])
def test_an_error_line_is_not_as_long_as_the_bad_file(
    bad: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("known").write_text(bad * 200_000, encoding="utf-8")
    line = refused(capsys, "--known", "known")
    assert line.startswith("python -m conformance: known, line 1: there is no scenario ")
    assert "…" in line
    assert line.endswith("; `python -m conformance list` shows all ids\n")
    assert len(line) < 300
    line = refused(capsys, "--target", bad * 20_000)
    assert line.endswith("(see python -m conformance --help)\n")
    assert len(line) < 500


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (f"'{'x' * 80}' is short", f"'{'x' * 80}' is short"),
        (f"'{'x' * 81}' is long", f"'{'x' * 80}…' is long"),
        (f"it's {'not quoted, ' * 20} isn't it", f"it's {'not quoted, ' * 20} isn't it"),
        (f"{'it is ' + 'x' * 90!r}, and it's said", f"'it is {'x' * 74}…', and it's said"),
    ],
)
def test_only_what_is_quoted_is_cut(message: str, line: str) -> None:
    assert said(message) == line
