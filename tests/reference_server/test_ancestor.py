"""The page that names the ancestor's API in ours names nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reference_server
from reference_server import Connection, Server, State
from reference_server.events import Manager
from reference_server.settings import DEFAULTS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "ancestor.md"


def ours(title: str) -> list[set[str]]:
    """For each table of a section, the names of its second column."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    tables = []
    for table in re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE):
        cells = [row.split("|")[2] for row in table.splitlines()[2:]]
        tables.append({name for cell in cells for name in re.findall(r"`([^`]+)`", cell)})
    return tables


def test_all_options_are_named() -> None:
    assert ours("Options") == [set(DEFAULTS) - {"secure"}]
    assert "`secure`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("title", "owner"), [("Server", Server), ("Connection", Connection)])
def test_all_events_are_named(title: str, owner: type[Connection] | type[Server]) -> None:
    assert ours(title)[1] == set(owner.EVENTS)


def test_the_names_are_there() -> None:
    for name in ours("Server")[0]:
        assert hasattr(Server(), name) or hasattr(reference_server, name), name
    for name in ours("Manager")[0]:
        assert hasattr(Manager(), name), name
    for name in ours("Connection")[0]:
        assert hasattr(Connection, name), name
    assert ours("Connection")[2] == set(State)
