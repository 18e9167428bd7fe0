"""What the README shows is what is there: its sample is a real report, its numbers are ours."""

from __future__ import annotations

import contextlib
import random
import re
import shlex
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conformance import targets
from conformance.catalogue import catalogue
from conformance.cli_fuzz import EXTRA
from conformance.cli_parser import COMMANDS, parser_for
from conformance.targets import HOST, Started, small_liar

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLE = "76/5.2/key-number-not-a-multiple"


def plain(report: str) -> list[str]:
    """The lines without what differs from run to run, which is the time."""
    return re.sub(r" +after [\d.]+ m?s\n", "\n", report).splitlines()


def short_port(_: str) -> int:
    """A free port with as many digits as that of the sample, for bytes are counted and lines broken."""
    for port in random.sample(range(9000, 10000), 100):
        with contextlib.suppress(OSError), socket.create_server((HOST, port)):
            return port
    raise AssertionError


def test_the_sample_is_what_the_harness_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line, as wide as where the output is no terminal."""
    monkeypatch.setattr(targets, "free_port", short_port)
    monkeypatch.delenv("COLUMNS", raising=False)
    found = re.search(r"--peer ([a-z0-9-]+) --port 9000`", README)
    assert found
    with Started(small_liar(found[1])) as target:
        target.start(10.0)
        words = ["-m", "conformance", "--target", f"127.0.0.1:{target.port}", "--select", SAMPLE]
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    printed = done.stdout.partition("\n\nFAIL  ")[2].partition("\n\n")[0]
    printed = printed.replace(f":{target.port}", ":9000")
    printed = printed.replace(shlex.quote(sys.executable), ".venv/bin/python")
    shown = README.partition("```\nFAIL  ")[2].partition("\n```")[0]
    assert plain(shown) == plain(printed)


def test_what_a_command_needs_beyond_the_first_installation_is_named() -> None:
    """--fuzz alone needs more: by the extra that the package has, from the clone."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    listed = README.partition("--fuzz 500")[2].partition("--replay")[0]
    assert re.findall(r"pip install '\.\[(\w+)\]'", listed) == list(extras)
    assert f"pip install '.[{next(iter(extras))}]'" in EXTRA


def test_the_numbers_of_scenarios() -> None:
    everything = catalogue()
    costly = sum(scenario.resource for scenario in everything)
    secure = sum("tls" in scenario.needs and not scenario.resource for scenario in everything)
    asked = len(everything) - costly - secure
    assert f"`Nothing failed in {asked} scenarios. {secure} scenarios skipped.`" in README
    said = f"There are {len(everything)} scenarios: {costly} cost much time or memory"
    assert said in README
    assert f"and {secure} need a target behind TLS" in README


def test_every_command_and_option_that_it_names_is_there() -> None:
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))
    helps = [parser_for(command).format_help() for command in COMMANDS]
    for module in ("conformance.selftest", "reference_server", "benchmarks"):
        words = [sys.executable, "-m", module, "--help"]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        helps.append(done.stdout)
    known = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", " ".join(helps)))
    assert options <= known
