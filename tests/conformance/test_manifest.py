"""The manifest accounts for the drafts, and the catalogue for the manifest."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path

import pytest

import conformance
import reference_server
from conformance import manifest75, manifest76
from conformance.catalogue import catalogue
from conformance.errata import ERRATA
from conformance.field_bugs import FIELD_BUGS, parse
from conformance.manifest import Sentence
from reports.model import Level

SENTENCES: tuple[Sentence, ...] = (*manifest75.SENTENCES, *manifest76.SENTENCES)
IDS = tuple(scenario.id for scenario in catalogue())

BINDING = {
    "75": ["3.2", "5.1", "5.2", "5.3", "5.4", "6", "7"],
    "76": ["3.2", "5.1", "5.2", "5.3", "5.4", "6.2", "6.3", "7"],
}
"""The sections that bind a server; 76 §6.1 binds user agents alone."""
INTRODUCTIONS = {"75": {"1.2", "1.3", "1.4", "1.7"}, "76": {"1.2", "1.3", "1.4"}}

LISTS = {
    ("76", "3.2"): ["step 2", "step 3", "step 4", "step 5"],
    ("76", "5.1"): [f"item {n}" for n in range(1, 7)],
    ("76", "5.2"): [f"step {n}" for n in range(1, 14)],
}
"""Numbered lists of which no step may be forgotten."""

OWN_ENTRIES = {
    ("75", "5.1"): "origin host port resource_name secure_flag subprotocol",
    ("76", "5.2"): "host port resource_name secure_flag origin subprotocol key1 key2 key3",
}


def globs() -> list[tuple[str, str]]:
    """Every glob of the repository's tables, and who has it."""
    return [
        *((s.cite, g) for s in SENTENCES for g in s.covered),
        *((f"field bug {b.number}", g) for b in FIELD_BUGS for g in b.covered),
        *((e.name, g) for e in ERRATA for g in e.scenarios),
    ]


def test_no_glob_names_a_scenario_that_is_not_there() -> None:
    assert [(who, glob) for who, glob in globs() if not fnmatch.filter(IDS, glob)] == []


def test_a_sentence_is_covered_or_untestable_and_never_both() -> None:
    assert [s.cite for s in SENTENCES if bool(s.covered) is bool(s.untestable)] == []
    assert [b.number for b in FIELD_BUGS if bool(b.covered) is bool(b.unseen)] == []


@pytest.mark.parametrize("draft", ["75", "76"])
def test_every_section_that_binds_a_server_is_there(draft: str) -> None:
    found = dict.fromkeys(s.section for s in SENTENCES if s.draft == draft)
    assert set(found) == {*BINDING[draft], *INTRODUCTIONS[draft], "2.1"}
    assert list(found) == sorted(found), "the sections stand in the order of the draft"


@pytest.mark.parametrize("place", LISTS)
def test_no_step_of_a_list_is_forgotten(place: tuple[str, str]) -> None:
    steps = {re.split(",", s.step)[0] for s in SENTENCES if (s.draft, s.section) == place}
    assert set(LISTS[place]) - steps == set()


@pytest.mark.parametrize("place", OWN_ENTRIES)
def test_no_value_to_establish_is_forgotten(place: tuple[str, str]) -> None:
    steps = " ".join(s.step for s in SENTENCES if (s.draft, s.section) == place)
    for name in OWN_ENTRIES[place].split():
        assert f"/{name.replace('_', ' ')}/" in steps


def test_an_introduction_binds_nobody() -> None:
    for sentence in SENTENCES:
        introduces = sentence.section in INTRODUCTIONS[sentence.draft]
        assert introduces is ("non-normative" in sentence.step), sentence.cite
        assert not introduces or sentence.level is not Level.MUST, sentence.cite


def test_the_catalogue_asks_nothing_that_no_sentence_asks() -> None:
    """Each scenario is named by a sentence that asks as strongly as it does."""
    strong = {
        Level.MUST: {Level.MUST},
        Level.SHOULD: {Level.MUST, Level.SHOULD},
        Level.MAY: set(Level),
        Level.UNDEFINED: set(Level),
    }
    levels: dict[str, set[Level]] = {name: set() for name in IDS}
    for sentence in SENTENCES:
        for name in sentence.ids(IDS):
            levels[name].add(sentence.level)
    for scenario in catalogue():
        beyond = scenario.requirement.draft == "beyond"
        needed = set(Level) if beyond else strong[scenario.requirement.level]
        assert levels[scenario.id] & needed, f"{scenario.id}: {scenario.requirement.cite}"


def test_words_are_sentences() -> None:
    for sentence in SENTENCES:
        assert sentence.text.endswith("."), sentence.cite
        assert not sentence.untestable.endswith("."), sentence.cite
    for erratum in ERRATA:
        assert erratum.trouble.endswith(".")
        assert erratum.choice.endswith(".")
        assert erratum.scenarios


def test_the_field_bugs_are_numbered_from_1_to_140() -> None:
    assert [bug.number for bug in FIELD_BUGS] == list(range(1, 141))
    assert len({bug.title for bug in FIELD_BUGS}) == 140


def test_field_bugs_and_errata_that_code_names_exist() -> None:
    names = {erratum.name for erratum in ERRATA}
    for package in (conformance, reference_server):
        for path in Path(package.__file__ or "").parent.rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for number in re.findall(r"[Ff]ield bugs? (\d+)", text):
                assert 1 <= int(number) <= 140, path.name
            for name in re.findall(r"\b[Ee]rrat(?:um|a) (E\d+)", text):
                assert name in names, path.name


def test_a_field_bug_that_a_scenario_module_names_is_seen_there() -> None:
    """Who writes ``field bug 54`` over a scenario has it in the table, too."""
    unseen = {bug.number for bug in FIELD_BUGS if bug.unseen}
    for path in (Path(conformance.__file__).parent / "scenarios").rglob("*.py"):
        for numbers in re.findall(r"field bugs? ([\d, and]+)", path.read_text(encoding="utf-8")):
            named = {int(number) for number in re.findall(r"\d+", numbers)}
            assert named & unseen == set(), path.name


@pytest.mark.parametrize("table", ["one  two\n    a/b/c", "1  two\na/b/c", "1\n    a/b/c"])
def test_a_table_that_is_written_wrongly_is_refused(table: str) -> None:
    with pytest.raises(ValueError, match="no number and title"):
        parse(table)
