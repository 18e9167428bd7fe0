"""The command ``explain``: a scenario, a trace or bytes, with every byte explained.

What is given is taken for a file if there is one of that name, then for hexadecimal digits, and else
for the id of a scenario. Bytes of a stream come from ``-`` or ``@FILE``. Exit status 0 also where bytes
are wrong: an explanation is no verdict.
"""

from __future__ import annotations

import argparse
import fnmatch
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from conformance import bounded, explain_html
from conformance.catalogue import SEE, catalogue, meant
from conformance.cli_catalogue import find
from conformance.cli_explain_terminal import Terminal
from conformance.cli_output import print_report
from conformance.cli_trace import chosen, lines_about, read_trace
from conformance.cli_values import OK, UsageError
from conformance.explain import Context, Passage, Turn, explain_stream, explain_trace
from conformance.explain_guess import guess
from conformance.explain_scenario import Act, conversations, facts
from conformance.scenario import Scenario, Setting
from conformance.trace import Side
from reports.escape import visible
from reports.terminal import make_console

_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_BETWEEN = re.compile(r"0[xX]|\\x|[\s,:;]+")
_LONGEST = 40
"""Characters of a wrong value that an error shows."""
_TITLE = 80

_PART = "give the part that is to be explained"
_EXPECTED = "write the id of a scenario, a trace's file, bytes in hexadecimal, @FILE or -"


@dataclass
class _Part:
    """One thing that is explained; both renderers show it."""

    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    turns: tuple[Turn, ...] = ()
    passages: tuple[Passage, ...] = ()
    acts: list[tuple[str, tuple[Act, ...]]] = field(default_factory=list)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``explain``."""
    parser.epilog = (
        "exit status: 0 explained, whatever the bytes are; 2 no scenario, no trace and no bytes"
    )
    parser.add_argument(
        "what",
        nargs="+",
        metavar="ID|TRACE|HEX",
        help="a scenario's id or a glob of ids; the file of a trace; bytes in hexadecimal, with or "
        "without blanks; @FILE or - for the bytes of a file or of standard input",
    )
    parser.add_argument(
        "--html", metavar="FILE", help="write one page instead; - is standard output"
    )
    parser.add_argument(
        "--draft", choices=("75", "76"), help="for bytes: the draft (default: a guess)"
    )
    parser.add_argument(
        "--side", choices=("client", "server"), help="for bytes: whose they are (default: a guess)"
    )
    parser.add_argument(
        "--connection", type=int, metavar="N", help="of a trace only connection N, counted from 0"
    )


def explain(options: argparse.Namespace) -> int:
    """Print the explanation, or write the page. Raises UsageError."""
    if options.html is not None and not bounded.names_file(options.html):
        file = options.html or repr(options.html)
        raise UsageError(f"--html: {file} is no file; name one, or - for standard output")
    parts = _parts(options)
    if options.html is None:
        _print(parts)
        return OK
    text = explain_html.page(_name(options.what), "".join(map(_section, parts)))
    if options.html == "-":
        print_report(text)
        return OK
    try:
        Path(options.html).write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"--html {options.html}: cannot be written: {reason}") from None
    return OK


def _name(what: list[str]) -> str:
    name = " ".join(what)
    return f"{name[:_TITLE]}… explained" if len(name) > _TITLE else f"{name} explained"


# --- what is given ---


def _parts(options: argparse.Namespace) -> list[_Part]:
    what: list[str] = options.what
    alone = what[0] if len(what) == 1 else ""
    data = None
    if alone == "-":
        data = _read_standard_input()
    elif alone.startswith("@"):
        data = _read(alone[1:])
    elif alone and _is_file(alone):
        return _trace(alone, options)
    else:
        data = _hexadecimal(what)
    if data is not None:
        _refuse(options, "connection", "is for traces; bytes are of one connection")
        return [_stream(data, options)]
    if nothing := [word for word in what if not word.strip()]:
        raise UsageError(f"{nothing[0]!r} is no scenario, no file and no bytes; {_EXPECTED}")
    for name in ("draft", "side", "connection"):
        _refuse(options, name, "says nothing to a scenario")
    if others := [word for word in what if word[:1] in {"@", "-"} or _is_file(word)]:
        raise UsageError(f"{others[0]} is explained by itself; give one file at a time")
    return [_scenario(scenario) for word in what for scenario in _scenarios(word)]


def _refuse(options: argparse.Namespace, name: str, why: str) -> None:
    if getattr(options, name) is not None:
        raise UsageError(f"--{name} {getattr(options, name)} {why}; leave it out")


def _is_file(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _read(name: str) -> bytes:
    try:
        return bounded.read(name, bounded.TRACE, _PART)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {name or 'the file after @'}: {reason}") from None


def _read_standard_input() -> bytes:
    try:
        return bounded.take(sys.stdin.buffer, bounded.TRACE, _PART)
    except OSError as error:
        raise UsageError(f"cannot read standard input: {error.strerror}") from None


def _hexadecimal(words: list[str]) -> bytes | None:
    """The bytes that the words are the digits of; None where they are something else."""
    digits = _BETWEEN.sub("", " ".join(words))
    if not _HEX.match(digits):
        return None
    if len(digits) % 2:
        short = digits if len(digits) <= _LONGEST else f"{digits[:_LONGEST]}…"
        raise UsageError(
            f"'{short}' has {len(digits)} hexadecimal digits, and a byte has two; add or remove one"
        )
    return bytes.fromhex(digits)


def _scenarios(word: str) -> list[Scenario]:
    if any(c in word for c in "*?["):
        found = [s for s in catalogue() if fnmatch.fnmatchcase(s.id, word)]
        if not found:
            raise UsageError(f"no scenario matches {word!r}; {meant(word)}")
        return found
    if "/" not in word:
        short = word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"
        remedy = (
            meant(short).replace(SEE, "").strip()
        )  # where nothing comes near, what can be given
        raise UsageError(f"{short!r} is no scenario, no file and no bytes; {remedy or _EXPECTED}")
    return [find(word)]


# --- the parts ---


def _scenario(scenario: Scenario) -> _Part:
    setting = Setting().for_scenario(scenario.id, 0)
    required = scenario.requirement
    title = (
        f"{scenario.id}    {required.level.value} · {required.cite}    version {scenario.version}"
    )
    return _Part(title, facts(scenario, setting), acts=conversations(scenario, setting))


def _stream(data: bytes, options: argparse.Namespace) -> _Part:
    if not data:
        raise UsageError(f"there are no bytes to explain; {_EXPECTED}")
    found = guess(data, Side(options.side) if options.side else None, options.draft)
    told = options.side and options.draft
    about = [("taken for" if told else "guessed", found.words)]
    if not told:
        about.append(("otherwise", "--side client or server and --draft 75 or 76 say it"))
    passages = explain_stream(data, found.side, found.draft, Context(opened=found.opened))
    return _Part(f"{len(data)} byte{'' if len(data) == 1 else 's'}", about, passages=passages)


def _trace(name: str, options: argparse.Namespace) -> list[_Part]:
    for other in ("draft", "side"):
        _refuse(options, other, "is for bytes; a trace tells it")
    trace = read_trace(name, f"; for the bytes of a file write @{name}")
    parts = [_Part(Path(name).name, lines_about(trace))]
    for number in chosen(trace, options.connection):
        title = f"connection {number}" if len(trace.opened) > 1 else "the conversation"
        turns = explain_trace(trace, number)
        parts.append(_Part(title, [] if turns else [("nothing", "came")], turns))
    return parts


# --- shown ---


def _print(parts: list[_Part]) -> None:
    out = Terminal(make_console())
    for number, part in enumerate(parts):
        if number:
            out.line()
        out.line((visible(part.title), "bold"))
        out.facts(part.facts)
        out.turns(part.turns)
        out.passages(part.passages)
        for title, acts in part.acts:
            out.title(title)
            out.acts(acts)


def _section(part: _Part) -> str:
    body = explain_html.facts(part.facts) if part.facts else ""
    body += explain_html.fragment(part.turns) if part.turns else ""
    body += explain_html.passages(part.passages) if part.passages else ""
    for title, acts in part.acts:
        body += explain_html.acts(title, ((a.verb, a.words, a.passages) for a in acts))
    return explain_html.section(part.title, body)
