"""The rules of who may know whom, read off the imports of every module.

They are what makes a verdict worth something: a harness that shares code with the server it judges
cannot find the mistake that both make.
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("reference_server", "conformance", "reports")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

SOCKETS = {"reference_server/server.py", "conformance/probe.py", "conformance/targets.py"}
"""The only modules that may open a socket."""

NETWORK = {"socket", "selectors", "select", "socketserver", "asyncio", "http", "urllib"}
"""What a module that opens sockets imports."""

RICH = {"reports/terminal.py", "reports/terminal_page.py"}
"""The only renderer that may use rich, in two modules; the command line may too."""

WORDS_NO_SOCKET = {"urllib.parse", "http.HTTPStatus"}
"""Parts of the network packages that open nothing."""


def name(path: Path) -> str:
    """The path as the rules name it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Every dotted name that a module imports, wherever in it."""
    package = list(path.relative_to(ROOT).parent.parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def uses(path: Path, package: str) -> bool:
    """The module imports this package, module, or something in it."""
    return any(i == package or i.startswith(package + ".") for i in imports(path))


def code_lines(path: Path) -> int:
    """The lines of a module that hold code: no comment, no docstring, no blank line."""
    source = path.read_text(encoding="utf-8")
    prose: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    nothing = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return len({t.start[0] for t in tokens if t.type not in nothing} - prose)


def test_the_walk_finds_the_modules() -> None:
    found = {name(path) for path in SOURCES}
    assert found >= SOCKETS | {"reports/model.py", "conformance/reading.py"}


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_the_judge_owes_nothing_to_the_judged(path: Path) -> None:
    package = name(path).split("/")[0]
    forbidden = {
        "reference_server": ("conformance", "reports"),
        "conformance": ("reference_server",),
        "reports": ("reference_server", "conformance"),
    }
    assert [other for other in forbidden[package] if uses(path, other)] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_sockets_only_where_they_belong(path: Path) -> None:
    opened = {
        i
        for i in imports(path)
        if i.split(".")[0] in NETWORK
        and not any(f"{i}.".startswith(f"{w}.") for w in WORDS_NO_SOCKET)
    }
    if name(path) not in SOCKETS:
        assert opened == set()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_rich_only_for_the_terminal(path: Path) -> None:
    command_line = name(path).startswith(("conformance/__main__", "conformance/cli"))
    if name(path) not in RICH and not command_line:
        assert not uses(path, "rich")


@pytest.mark.parametrize("module", ["checks", "reading", "expect", "describe"])
def test_the_eye_does_not_know_the_pen(module: str) -> None:
    assert not uses(ROOT / "conformance" / f"{module}.py", "conformance.wire")


@pytest.mark.parametrize("module", ["checks", "reading", "expect", "describe", "wire"])
def test_the_checks_know_no_sockets(module: str) -> None:
    assert not uses(ROOT / "conformance" / f"{module}.py", "conformance.probe")


@pytest.mark.parametrize("path", sorted((ROOT / "conformance/scenarios").rglob("*.py")), ids=name)
def test_scenarios_do_not_know_each_other(path: Path) -> None:
    assert not uses(path, "conformance.scenarios")


@pytest.mark.parametrize("path", sorted((ROOT / "reports").rglob("*.py")), ids=name)
def test_renderers_know_nothing_but_the_model(path: Path) -> None:
    ours = {i for i in imports(path) if i.split(".")[0] in PACKAGES}
    assert all(i.split(".")[0] == "reports" for i in ours)


@pytest.mark.parametrize("path", sorted((ROOT / "reference_server").rglob("*.py")), ids=name)
def test_the_server_needs_the_standard_library_only(path: Path) -> None:
    for third_party in ("rich", "websocket", "hypothesis"):
        assert not uses(path, third_party)


def test_the_server_stays_readable() -> None:
    total = sum(code_lines(path) for path in (ROOT / "reference_server").rglob("*.py"))
    assert total <= 600


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_modules_stay_short(path: Path) -> None:
    if "scenarios" not in path.parts:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_stay_short(path: Path) -> None:
    long = {
        node.name: (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {n: lines for n, lines in long.items() if lines > 40} == {}
