"""Every way to depart is seen; no server is needed for this."""

from __future__ import annotations

from pathlib import Path

import pytest

from interop.departures import Expected, Finding, TableError, departures, load

TABLE = Expected(
    found={
        "76/a": Finding("fail", "76 §5.3", "why"),
        "76/b": Finding("warn", "76 §5.1", "why", seen="died"),
    },
    legal={"76/c": "76 §2.1"},
)
AS_EXPECTED = {"76/a": ("fail", ""), "76/b": ("warn", "it died"), "76/c": ("info", "")}


def come(**changed: tuple[str, str]) -> list[str]:
    """The departures of a run that is as expected but for these; ``x`` stands for ``76/x``."""
    verdicts = AS_EXPECTED | {f"76/{key}": value for key, value in changed.items()}
    results = [{"id": k, "verdict": v, "observed": o} for k, (v, o) in verdicts.items()]
    return list(departures(TABLE, results, (76,)).values())


def test_a_run_as_expected_does_not_depart() -> None:
    assert come(d=("pass", ""), e=("info", "")) == []


@pytest.mark.parametrize("verdict", ["fail", "warn", "undecided", "error", "skip"])
def test_what_is_not_written_down_departs(verdict: str) -> None:
    assert len(come(d=(verdict, "something"))) == 1


@pytest.mark.parametrize("verdict", ["pass", "info", "warn", "undecided", "skip"])
def test_an_expected_failure_that_does_not_come_departs(verdict: str) -> None:
    (line,) = come(a=(verdict, ""))
    assert line.startswith("76/a: ")


@pytest.mark.parametrize("verdict", ["fail", "warn", "undecided", "skip"])
def test_what_is_legal_and_called_wrong_departs(verdict: str) -> None:
    (line,) = come(c=(verdict, ""))
    assert line.startswith("76/c: ")


def test_the_right_verdict_for_another_reason_departs() -> None:
    (line,) = come(b=("warn", "it lives"))
    assert "another reason" in line


def test_an_id_that_no_scenario_has_departs() -> None:
    assert departures(TABLE, [], (76,)) == {
        key: f"{key}: expected, and no scenario of the run" for key in ("76/a", "76/b", "76/c")
    }


def test_what_the_peer_does_not_offer_may_be_left_out() -> None:
    needs_75 = "needs a target that speaks draft 75"
    assert come(d=("skip", needs_75), e=("skip", "needs a target that is reached over TLS")) == []
    skipped = [{"id": "76/d", "verdict": "skip", "observed": needs_75}]
    assert len(departures(Expected({}, {}), skipped, (75, 76))) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[found]]\nwhy = "w"\ncite = "c"\nfail = ["76/a"]\nwarn = ["76/a"]', "twice"),
        ('[[found]]\nwhy = "w"\nfail = ["76/a"]', "without why and cite"),
        ('[[found]]\nwhy = "w"\ncite = "c"\nfails = ["76/a"]', "unknown: fails"),
        ('[[legal]]\nwhy = "w"\ncite = "c"\nids = []', "no scenario"),
        ('[[seen]]\nwhy = "w"', "unknown: seen"),
    ],
)
def test_a_faulty_file_is_named(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "peer.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=words):
        load(path)
