"""Every verdict of the catalogue is argued: from a sentence of its own level, that the draft has."""

from __future__ import annotations

import re
from pathlib import Path

import conformance
from conformance import assessment, checks, rules
from conformance.catalogue import catalogue
from conformance.checks import UNMET, Answer
from conformance.rules import STAYS_UP, can_mean
from conformance.scenario import Scenario, Setting
from reports.model import Level, Requirement, Verdict

SECTIONS = {
    "75": "1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 2 2.1 3 3.1 3.2 4 4.1 4.2 4.3 4.4 5 5.1 5.2 5.3 5.4 6 7 "
    "8 8.1 8.2 8.3 8.4 8.5 8.6 9",
    "76": "1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 2 2.1 3 3.1 3.2 4 4.1 4.2 4.3 5 5.1 5.2 5.3 5.4 6 6.1 "
    "6.2 6.3 7 8 8.1 8.2 8.3 8.4 8.5 8.6 8.7 9",
}
"""The numbers of all sections of both drafts."""

NORMATIVE = {
    "75": {"2.1", "3.2", "5.1", "5.2", "5.3", "5.4", "6", "7"},
    "76": {"2.1", "3.2", "5.1", "5.2", "5.3", "5.4", "6.2", "6.3", "7"},
}
"""The sections that bind a server. 4 binds clients, and 1 nobody."""

ASKS = {Verdict.FAIL: Level.MUST, Verdict.WARN: Level.SHOULD}

SETTINGS = (
    Setting(token="0" * 10),
    Setting(host="server.example", port=443, path="/a?b", secure=True, subprotocol="x"),
)

RULES = {
    name: rule
    for name, rule in vars(rules).items()
    if name.isupper() and isinstance(rule, dict)  # each maps a draft to its sentence
}

CITED = re.compile(r"\b(75|76) §([0-9]+(?:\.[0-9]+)*)")


def every_answer(scenario: Scenario) -> list[Answer]:
    return [answer for setting in SETTINGS for answer in scenario.answers(setting)]


def argued(scenario: Scenario, answer: Answer) -> Requirement:
    """The sentence of a verdict, by the rule of ``conformance.checks.judge``."""
    return (answer.check.rule or {}).get(scenario.draft) or scenario.requirement


def test_a_verdict_rests_on_a_sentence_of_its_level() -> None:
    wrong = [
        f"{scenario.id}: {answer.verdict.name} for {answer.check.text!r}, by {sentence.cite},"
        f" which is a {sentence.level.value}"
        for scenario in catalogue()
        for answer in every_answer(scenario)
        if answer.verdict in ASKS
        and (sentence := argued(scenario, answer)).level is not ASKS[answer.verdict]
    ]
    assert wrong == []


def test_what_no_answer_names_has_the_verdict_of_the_level() -> None:
    for verdict, level in ASKS.items():
        assert UNMET[level] is verdict
    assert {UNMET[Level.MAY], UNMET[Level.UNDEFINED]} == {Verdict.INFO}


def test_an_id_has_the_section_of_its_requirement() -> None:
    for scenario in catalogue():
        draft, section, _ = scenario.id.split("/")
        requirement = scenario.requirement
        assert requirement.draft == draft, scenario.id
        if section == "trace":  # a recording asks for all that its client needs
            assert requirement.section in NORMATIVE[draft], scenario.id
        else:
            assert requirement.section == section, scenario.id


def test_the_words_of_a_scenario() -> None:
    for scenario in catalogue():
        text = scenario.requirement.text
        assert text.endswith("."), scenario.id
        assert not text.endswith((" .", "..")), scenario.id
        assert not text[0].islower() or text.startswith("key3"), scenario.id
        checks = [answer.check.text for answer in every_answer(scenario)]
        for words in (scenario.does, scenario.means, *checks):
            assert words.strip() == words != "", scenario.id
            assert not words.endswith(".") or words.endswith("..."), scenario.id


def test_a_requirement_stands_in_a_section_that_binds_servers() -> None:
    for scenario in catalogue():
        requirement = scenario.requirement
        if requirement.draft == "beyond":
            assert requirement.section in {"resource", "robustness"}, scenario.id
            continue
        section, binding = requirement.section, NORMATIVE[requirement.draft]
        assert section in SECTIONS[requirement.draft].split(), scenario.id
        if section not in binding and requirement.level is Level.MUST:
            # what an introduction or the client's section shows, the server's section has to say too
            assert re.search(r"\b5\.[1-4]\b", requirement.step), scenario.id


def test_rules_are_sentences_that_bind() -> None:
    assert len(RULES) > 10
    for name, rule in RULES.items():
        for draft, sentence in rule.items():
            assert sentence.draft == draft, name
            assert sentence.section in SECTIONS[draft].split(), name
            assert sentence.text.endswith("."), name
            assert sentence.level in ASKS.values(), name
            binding = sentence.section in NORMATIVE[draft]
            assert binding or (sentence.level is Level.SHOULD and "non-norm" in sentence.step), name


def test_every_rule_is_used() -> None:
    used = {id(a.check.rule) for s in catalogue() for a in every_answer(s) if a.check.rule}
    used |= {id(value) for value in vars(assessment).values()}  # the target that died
    used |= {id(value) for value in vars(checks).values()}  # the silence that holds for all
    assert [name for name, rule in RULES.items() if id(rule) not in used] == []


def test_what_can_follow_is_said_of_every_rule() -> None:
    own = {name for name, rule in RULES.items() if not all(map(can_mean, rule.values()))}
    assert own == {"JUST_DISCONNECT"}  # the scenario that names it says what follows
    assert can_mean(STAYS_UP)


def test_only_escapes_are_blamed_on_links() -> None:
    """No link holds raw control bytes (76 §5.1 item 3), and none sets an origin."""
    blamed = [s.id for s in catalogue() if re.search(r"\ba link\b|'s link\b", s.means)]
    assert blamed
    assert all("escaped" in name and "origin" not in name for name in blamed)


def test_cited_sections_exist() -> None:
    for path in Path(conformance.__file__).parent.rglob("*.py"):
        for draft, section in CITED.findall(path.read_text(encoding="utf-8")):
            assert section in SECTIONS[draft].split(), f"{path.name} cites {draft} §{section}"


def test_sections_that_a_step_names_exist() -> None:
    for scenario in catalogue():
        requirement = scenario.requirement
        if requirement.draft != "beyond":
            step = re.sub(r"steps? [0-9.]+", "", CITED.sub("", requirement.step))
            for section in re.findall(r"(?<![\w.])[1-9]\.[0-9](?![\w.]*\.[0-9])\b", step):
                assert section in SECTIONS[requirement.draft].split(), requirement.cite
