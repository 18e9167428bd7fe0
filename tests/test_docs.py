"""The documentation says what the code does."""

from __future__ import annotations

import pytest

from conformance.catalogue import catalogue
from docs.generate import HERE, PAGES


@pytest.mark.parametrize("path", sorted(PAGES))
def test_generated_pages_are_current(path: str) -> None:
    committed = (HERE / path).read_text(encoding="utf-8")
    assert committed == PAGES[path](), "run: python -m docs.generate"


def test_every_scenario_is_in_the_reference() -> None:
    page = (HERE / "reference/scenarios.md").read_text(encoding="utf-8")
    assert [s.id for s in catalogue() if f"### `{s.id}`" not in page] == []
