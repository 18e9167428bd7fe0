"""Findings in the current directory: the same one under the same name, and none written over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance import wire
from conformance.cli_values import UsageError
from conformance.fuzz_conversation import Conversation
from conformance.fuzz_file import Saved
from conformance.fuzz_saving import load, save
from conformance.scenario import Setting


def saved(port: int, stream: bytes) -> Saved:
    setting = Setting(port=port)
    said = Conversation("76", "framing", (wire.opening76(setting).whole,), (stream,))
    return Saved(said, 7, setting.hostport, "found")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_same_finding_keeps_its_file(here: Path) -> None:
    name = "fuzz-76-framing-seed7.json"
    assert save(saved(81, b"\0a\xff")) == name
    assert save(replace(saved(81, b"\0a\xff"), found="in other words")) == name
    assert save(saved(8181, b"\0a\xff")) == name  # the target has another port
    assert load(name) == saved(8181, b"\0a\xff")
    assert [file.name for file in here.iterdir()] == [name]


def test_another_finding_gets_a_file_of_its_own() -> None:
    assert save(saved(81, b"\0a\xff")) == "fuzz-76-framing-seed7.json"
    Path("fuzz-76-framing-seed7-2.json").write_text("notes", encoding="utf-8")
    assert save(saved(81, b"\0b\xff")) == "fuzz-76-framing-seed7-3.json"
    assert save(saved(81, b"\0b\xff")) == "fuzz-76-framing-seed7-3.json"
    assert load("fuzz-76-framing-seed7.json") == saved(81, b"\0a\xff")
    assert Path("fuzz-76-framing-seed7-2.json").read_text(encoding="utf-8") == "notes"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("none.json", "cannot read the finding none.json: No such file"),
        (".", "cannot read the finding .: Is a directory"),
        ("a\0b", "is no finding of --fuzz: embedded null byte"),
        ("other.json", "other.json is no finding of --fuzz: schema: 9 is not 1"),
    ],
)
def test_what_is_no_finding_is_named_and_so_is_the_remedy(file: str, words: str) -> None:
    Path("other.json").write_text('{"schema": 9}', encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load(file)
    assert words in str(error.value)
    assert str(error.value).endswith("give a file that --fuzz saved")
