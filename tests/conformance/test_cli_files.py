"""Report files of a command that comes to no report: kept, and said to be from before."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.__main__ import main
from tests.conformance.tiny import Tiny, refused_port

KEY = "76/5.2/key-number-zero"


def ended(words: list[str]) -> int:
    """The exit status."""
    try:
        return main(words)
    except SystemExit as end:
        return int(end.code or 0)


@pytest.mark.parametrize("status", [2, 3])
def test_a_report_from_before_is_not_taken_for_one_of_today(
    status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.xml", tmp_path / "new.json"
    old.write_text("green\n")
    words = ["--target", f"127.0.0.1:{refused_port()}"]
    words += ["--select", "76/no/such"] if status == 2 else []
    words += ["--report", f"junit={old}", "--report", f"json={new}"]
    assert ended(words) == status
    lines = capsys.readouterr().err.splitlines()
    said = f"python -m conformance: {old} is from before; no report was written in its place"
    assert said in lines
    assert len(lines) == 2
    assert old.read_text() == "green\n"
    assert not new.exists()


def test_a_report_that_was_written_is_of_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r.json"
    file.write_text("old")
    with Tiny() as server:
        words = ["--target", f"127.0.0.1:{server.port}", "--select", KEY]
        assert ended([*words, "--report", f"json={file}"]) == 0
    assert "from before" not in capsys.readouterr().err
    assert file.read_text() != "old"


@pytest.mark.parametrize("place", ["new/", "new/.", "/", ""])
def test_a_directory_is_no_report(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is not there yet is not written as a file of its name."""
    monkeypatch.chdir(tmp_path)
    assert ended(["--select", KEY, "--report", f"html={place}"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert place in err
    assert list(tmp_path.iterdir()) == []
