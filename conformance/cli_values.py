"""The values of the command line: each is checked where it comes in, and named when it is wrong."""

from __future__ import annotations

import argparse
import math
import re
from dataclasses import dataclass, replace
from typing import Any, NoReturn
from urllib.parse import urlsplit

from conformance import bounded
from conformance.catalogue import catalogue, meant
from conformance.fuzz_areas import AREAS
from reports import json_report
from reports.escape import visible
from reports.model import Run, Verdict

OK, FAILED, USAGE, UNREACHED, DEPARTED, OPEN, OURS, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130
"""The exit statuses, in the order of the documentation."""

PROGRAM = "python -m conformance"

_PRINTABLE = re.compile(r"[\x20-\x7e]+\Z")
_NO_BLANK = re.compile(r"[\x21-\x7e]+\Z")
_HOSTNAME = re.compile(r"[A-Za-z0-9._-]+\Z")
_LONGEST = 100
"""Characters of a wrong id that an error shows; the longest id has fewer."""


_OURS = "the scenarios send it as the draft says, so leave it out"
_OF_THE_PROTOCOL = {
    "host": "say it by --host NAME[:PORT]",
    "origin": "say it by --origin",
    "websocket-protocol": "say it by --subprotocol NAME",
    "sec-websocket-protocol": "say it by --subprotocol NAME",
    **dict.fromkeys(("upgrade", "connection", "sec-websocket-key1", "sec-websocket-key2"), _OURS),
}
"""Fields that a handshake has once, and what says them or why nothing does."""


_QUOTED = re.compile(r"""(?<!\w)(['"])((?:\\.|(?!\1)[^\\])*)\1(?!\w)""", re.DOTALL)
_LONGEST = 80


def said(message: str) -> str:
    """An error as one line to be read: visible, and quoted values cut, for a file holds any length."""
    cut = _QUOTED.sub(
        lambda found: (
            found[0] if len(found[2]) <= _LONGEST else f"{found[1]}{found[2][:_LONGEST]}…{found[1]}"
        ),
        message,
    )
    return visible(cut)


class UsageError(Exception):
    """A wrong option or file: one line that names the value and the remedy. Exit status 2."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Print the line and end with status 2."""
        self.exit(USAGE, f"{self.prog}: {said(message)} (see {self.prog} --help)\n")


class NoSuchOption(argparse.Action):
    """What is called so elsewhere: hidden, and its error says, by ``const``, what to write here."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, nargs="?", help=argparse.SUPPRESS)

    def __call__(self, parser: argparse.ArgumentParser, *found: object) -> NoReturn:
        parser.error(f"there is no option {found[-1]}; {self.const}")


@dataclass(frozen=True, slots=True)
class TargetUrl:
    """Where --target points. ``path`` is None when it was given without a scheme."""

    host: str
    port: int
    path: str | None = None
    secure: bool = False


def target_url(value: str) -> TargetUrl:
    """HOST:PORT, [IPV6]:PORT, ws://HOST[:PORT][/PATH] or wss://…"""
    example = "write HOST:PORT, ws://HOST:PORT/PATH or wss://HOST:PORT/PATH, IPv6 in brackets"
    has_scheme = "://" in value
    try:
        parts = urlsplit(value if has_scheme else f"ws://{value}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{value!r}: {error}; {example}") from None
    if parts.scheme not in {"ws", "wss"}:
        raise argparse.ArgumentTypeError(f"{value!r}: the scheme is not ws or wss; {example}")
    if not host or parts.username is not None or parts.fragment or not _printable_host(host):
        raise argparse.ArgumentTypeError(f"{value!r} is no address; {example}")
    secure = parts.scheme == "wss"
    if port is None and has_scheme:
        port = 443 if secure else 80
    if not port:
        raise argparse.ArgumentTypeError(f"{value!r} has no port from 1 to 65535; {example}")
    if not has_scheme and (parts.path or parts.query):
        raise argparse.ArgumentTypeError(f"{value!r}: a path needs the scheme; {example}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "") if has_scheme else None
    return TargetUrl(host, port, path if path is None else resource(path), secure)


def _printable_host(host: str) -> bool:
    return bool(_HOSTNAME.match(host)) or ":" in host


def command_line(value: str) -> str:
    """What starts a target; the rest of what can be wrong with it shows when it is split."""
    if not value.strip():
        raise argparse.ArgumentTypeError(
            f"{value!r} is no command line; write 'PROGRAM {{port}}', or leave --exec out "
            "for the reference server of this project"
        )
    return value


def resource(value: str) -> str:
    """A resource name (76 §3.1): a slash and printable characters without blanks."""
    if not value.startswith("/") or not _NO_BLANK.match(value):
        raise argparse.ArgumentTypeError(
            f"{value!r} is no path; begin with / and write blanks and other letters as %XX"
        )
    return value


def printable(value: str) -> str:
    """Printable ASCII: an origin."""
    if not value:
        example = "http://example.com, or leave --origin out, which says the same"
        raise argparse.ArgumentTypeError(f"'' is no origin; write one such as {example}")
    if not _PRINTABLE.match(value):
        raise argparse.ArgumentTypeError(f"{value!r} holds more than printable ASCII characters")
    return value


def protocol(value: str) -> str:
    """A sub-protocol name: printable ASCII without blanks."""
    if not _NO_BLANK.match(value):
        raise argparse.ArgumentTypeError(
            f"{value!r} is no sub-protocol; use printable ASCII characters without blanks"
        )
    return value


def header(value: str) -> tuple[str, str]:
    """``Name: value``."""
    name, colon, text = value.partition(":")
    if not colon or not _NO_BLANK.match(name) or (text.strip() and not _PRINTABLE.match(text)):
        raise argparse.ArgumentTypeError(f"{value!r} is no header; write it as 'Name: value'")
    if remedy := _OF_THE_PROTOCOL.get(name.lower()):
        raise argparse.ArgumentTypeError(f"{value!r}: {name} belongs to the handshake; {remedy}")
    return name, text.strip()


def virtual_host(value: str) -> tuple[str, int | None]:
    """NAME or NAME:PORT, as the client would name the server in a URL."""
    try:
        parts = urlsplit(f"ws://{value}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path or not _printable_host(host) or port == 0:
        raise argparse.ArgumentTypeError(f"{value!r} is no host; write NAME or NAME:PORT")
    return host, port


def jobs(value: str) -> int:
    """A whole number from 1 to 64."""
    return _whole(value, 1, 64)


def rounds(value: str) -> int:
    """A whole number from 1 to 1000."""
    return _whole(value, 1, 1000)


def conversations(value: str) -> int:
    """A whole number from 1 to a million."""
    return _whole(value, 1, 1_000_000)


def seed(value: str) -> int:
    """A whole number from 0."""
    return _whole(value, 0, 2**63 - 1)


def _whole(value: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,19}", value) or not least <= int(value) <= most:
        raise argparse.ArgumentTypeError(f"{value!r} is no whole number from {least} to {most}")
    return int(value)


def seconds(value: str) -> float:
    """Seconds, more than 0 and at most an hour."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0.0 < number <= 3600.0:
        raise argparse.ArgumentTypeError(f"{value!r} is no number of seconds, 0 < S <= 3600")
    return number


def load_report(file: str, what: str = "JSON report") -> Run:
    """The run of a JSON report; ``what`` the file could have been. Raises UsageError."""
    if not file:
        raise UsageError("'' names no file; write the name of a saved one")
    try:
        data = bounded.read(file, bounded.REPORT, "give a JSON report of this harness")
        return json_report.loads(data.decode("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read the report {file}: {error.strerror}") from None
    except MemoryError:
        raise UsageError(
            f"cannot read the report {file}: it needs more memory than there is"
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is no {what} of this harness: it is not UTF-8 text") from None
    except ValueError as error:
        raise UsageError(f"{file} is no {what} of this harness: {error}") from None


def load_scenarios(file: str, what: str = "JSON report") -> Run:
    """The same of a run that asked scenarios; one of --fuzz knows none. Raises UsageError."""
    run = load_report(file, what)
    areas = {area.id for area in AREAS.values()}
    if any(result.id in areas for result in run.results):
        raise UsageError(
            f"{file} is a report of --fuzz, which asks no scenarios; hold a finding of it again by "
            "--replay FILE, with the file that its `again` names"
        )
    return run


def load_known(file: str | None) -> dict[str, str]:
    """The known departures of a file: id -> reason. Raises UsageError with the line's number.

    One a line: the id of a scenario or of an area of --fuzz, then, if wanted, a reason; ``#`` begins
    a comment. One file may serve runs of both kinds.
    """
    if file is None:
        return {}
    try:
        data = bounded.read(file, bounded.KNOWN, "give a list with an id on each line")
        lines = data.decode("utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"cannot read the known departures {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"the known departures {file} are not UTF-8 text") from None
    every = [*(s.id for s in catalogue()), *(area.id for area in AREAS.values())]
    known: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        words = line.strip().split(None, 1)
        if not words or words[0].startswith("#"):
            continue
        if words[0] not in every:
            word = words[0] if len(words[0]) <= _LONGEST else f"{words[0][:_LONGEST]}…"
            hint = meant(word, every)
            raise UsageError(f"{file}, line {number}: there is no scenario {word!r}; {hint}")
        if words[0] in known:
            raise UsageError(f"{file}, line {number}: {words[0]} is there twice")
        known[words[0]] = words[1] if len(words) > 1 else ""
    return known


def marked(run: Run, known: dict[str, str]) -> Run:
    """The run with these known departures, and no others, noted at its results."""
    return replace(run, results=tuple(replace(r, known=known.get(r.id)) for r in run.results))


def status(run: Run, strict: bool) -> int:
    """The exit status of a run: the first of 130, 70, 1, 4, 5, 0 that applies.

    Our own fault goes before the target's: behind a 1, which many expect, nobody would see that the
    harness is broken. What failed stays in the report.
    """
    bad = {Verdict.FAIL, Verdict.WARN} if strict else {Verdict.FAIL}
    counts = run.counts
    if not run.finished:
        return INTERRUPTED
    if counts[Verdict.ERROR]:
        return OURS
    if any(r.verdict in bad and not r.is_known for r in run.results):
        return FAILED
    if any(result.outgrown for result in run.results):
        return DEPARTED
    return OPEN if counts[Verdict.UNDECIDED] else OK
