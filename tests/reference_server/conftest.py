"""The figures that the tests of safety reach, printed at the end of a run and kept in its report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Figure = Callable[[str, object], None]

_FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Figure:
    """Records what was reached: what it is, and the figure with its unit."""

    def reached(what: str, value: object) -> None:
        record_property(what, value)
        lines = request.config.stash.setdefault(_FIGURES, [])
        lines.append(f"{request.node.name}: {what}: {value}")

    return reached


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if lines := config.stash.get(_FIGURES, []):
        terminalreporter.section("figures reached")
        for line in lines:
            terminalreporter.write_line(line)
