"""The catalogue finds every scenario, orders them by the drafts, and refuses what names nothing."""

from __future__ import annotations

import dataclasses
import types

import pytest

from conformance.catalogue import ID, CatalogueError, by_id, catalogue, meant, select
from conformance.scenario import NEEDS, Scenario
from reports.model import Level

KEY = "76/5.2/key-number-zero"


def ids(*include: str, **options: object) -> list[str]:
    return [s.id for s in select(tuple(include), **options)]  # type: ignore[arg-type]


def test_ids_are_well_formed_and_there_once() -> None:
    every = [s.id for s in catalogue()]
    assert len(every) == len(set(every)) > 400
    assert all(ID.match(name) for name in every)


def test_the_order_is_that_of_the_drafts() -> None:
    drafts = [s.id.partition("/")[0] for s in catalogue()]
    assert drafts == sorted(drafts)
    sections = [
        tuple(int(part) for part in s.requirement.section.split("."))
        for s in catalogue()
        if s.id.startswith("76/") and s.id.split("/")[1][0].isdigit()
    ]
    assert sections == sorted(sections)


@pytest.mark.parametrize("scenario", catalogue(), ids=lambda s: s.id)
def test_every_scenario_says_its_five_things(scenario: Scenario) -> None:
    draft, section, _ = scenario.id.split("/")
    requirement = scenario.requirement
    assert requirement.draft == draft
    if section[0].isdigit():
        assert requirement.section == section
    for words in (requirement.text, scenario.does, scenario.means):
        assert words
        assert words.isprintable()
    assert requirement.text[-1] == "."
    assert isinstance(requirement.level, Level)
    assert scenario.needs <= NEEDS.keys()
    assert scenario.version >= 1


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("76", "did you mean '76/*'?"),
        ("76/5.2/", "did you mean '76/5.2/*'?"),
        ("76/5.2/*", "give one id, and no glob"),
        ("76/5.2/key-number-zer", f"did you mean {KEY}"),
        ("key-number-zero", f"did you mean {KEY}"),
        ("76/5.2/zzzz", "list '76/5.2/*'` shows those that begin so"),
        ("76/9.9/key-number-zero", KEY),
    ],
)
def test_what_was_meant(wrong: str, hint: str) -> None:
    assert hint in meant(wrong)


def test_a_scenario_is_found_by_its_id() -> None:
    assert by_id(KEY).id == KEY
    with pytest.raises(CatalogueError, match=f"did you mean.*{KEY}"):
        by_id("76/5.2/key-number-zeros")
    with pytest.raises(CatalogueError, match="shows all ids"):
        by_id("qqqqqqqqqq")


def test_without_globs_all_but_the_resource_scenarios() -> None:
    light = [s.id for s in catalogue() if not s.resource]
    assert ids() == light
    assert len(ids(resource=True)) == len(catalogue()) > len(light)


def test_a_named_scenario_is_taken_whatever_it_costs() -> None:
    heavy = next(s.id for s in catalogue() if s.resource)
    assert ids(heavy) == [heavy]
    assert heavy in ids(heavy.rpartition("/")[0] + "/*")


def test_globs_add_up_and_exclude_takes_away() -> None:
    assert ids(KEY, "76/5.2/key-number-z*", "75/*", exclude=("75/*",)) == [KEY]
    assert ids("7[56]/5.3/*") == [s.id for s in catalogue() if "/5.3/" in s.id]


@pytest.mark.parametrize("draft", ["75", "76"])
def test_one_draft(draft: str) -> None:
    chosen = select(drafts=(draft,))
    assert {s.draft for s in chosen} == {draft}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"include": ("nothing/*",)}, "'nothing/\\*' matches no scenario"),
        ({"exclude": ("nothing",)}, "'nothing' matches no scenario"),
        ({"include": ("75/*",), "drafts": ("76",)}, "nothing is left to run"),
        ({"exclude": ("*",)}, "nothing is left to run"),
        ({"include": (KEY.upper().replace("ZERO", "Zero"),)}, "matches no scenario"),
    ],
)
def test_a_selection_that_names_nothing(options: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        select(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "said"),
    [(["76/5.2/A"], "no draft/section/what"), (["76/5.2/a", "76/5.2/a"], "there twice")],
)
def test_a_wrong_or_doubled_id_is_our_fault(
    made: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = tuple(dataclasses.replace(by_id(KEY), id=name) for name in made)
    found = types.SimpleNamespace(SCENARIOS=scenarios)
    info = types.SimpleNamespace(name="made")
    monkeypatch.setattr("pkgutil.walk_packages", lambda *_: [info])
    monkeypatch.setattr("importlib.import_module", lambda _: found)
    with pytest.raises(CatalogueError, match=said):
        catalogue.__wrapped__()
