"""The command ``selftest``: is the harness able to fail, and able to leave alone?

It starts small servers with one fault each, legal ones that use every freedom of the drafts, and null
peers that speak no draft at all, asks each of them as any target is asked, and prints who was caught by
what. What has to come of it is decided in :mod:`conformance.proof`.

Exit status 0: everything is proven. 1: something is not, and is named. 2: a wrong option, name or file.
130: interrupted.
"""

from __future__ import annotations

import argparse
import difflib
import fnmatch
import json
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import chain

from conformance import __version__, catalogue, interrupts, proof, proof_pool
from conformance.cli_files import Files
from conformance.cli_selftest_matrix import Matrix, render
from conformance.cli_values import FAILED, INTERRUPTED, OK, UsageError
from conformance.proof_pinned import ASKED
from conformance.proof_table import Caught, table
from conformance.proving import Order, Trial
from conformance.selftest import null
from conformance.selftest.faults import FAULTS, LEGAL
from conformance.selftest.null import NULL_PEERS

SLOW = (
    "much-output-hangs-server",
    "descriptor-lost-with-each-reset",
    "descriptor-lost-with-each-visit",
    "invalid-utf-8-hangs-server",
    "half-closed-client-dropped",
    "answers-late",
    "texts-in-two-pieces",
    "text-cut-at-65536",
    "half-handshake-held",
)
"""Peers that take long; to be begun with, so that nobody waits for them at the end."""
SWEEPS = (
    "76/5.1/cut-at-every-place",
    "76/5.1/byte-by-byte",
    "75/5.2/head-byte-by-byte",
    "75/5.2/head-cut-anywhere",
    "7?/5.3/texts-*-by-the-thousand",
    "7?/5.3/texts-by-the-thousand",
    "76/5.3/types-80-to-fe",
    "75/5.3/types-*",
    "76/trace/many-handshakes",
)
"""Scenarios of hundreds of conversations or texts: legal servers are asked them by ``--legal`` only."""
NULL_PATIENCE = 0.3
MOST_AGAIN = 25
"""Faults not caught that are tried again, twice at most; where there are more, it was no accident."""


def selftest(options: argparse.Namespace) -> int:
    """Prove the harness; returns the exit status. Raises UsageError before anything is started."""
    if options.json == "":
        raise UsageError("--json: '' names no file; write --json FILE")
    if options.list and options.json:
        raise UsageError("--list writes no file; leave --json out")
    if options.list:
        return _list()
    names = _names(options.only)
    if options.rounds != 1 and not options.legal:
        raise UsageError("--rounds repeats the legal servers; use it with --legal")
    orders = _orders(names, options)
    with Files([("json", options.json)] if options.json else []) as files:
        return _proven(orders, options, files)


def _proven(orders: list[Order], options: argparse.Namespace, files: Files) -> int:
    """Hold them all, write and show what came of it, and return the exit status."""
    began = time.monotonic()
    burning = proof_pool.burners(proof_pool.processors()) if options.busy else nullcontext()
    with burning:
        # A process of its own that starts among two dozen trials may wait long for its turn.
        own = [order for order in orders if order.name == "own"]
        rest = [order for order in orders if order.name != "own"]
        held = chain(proof_pool.held(own, 1), proof_pool.held(rest, options.jobs))
        trials = _again(list(_watched(held, len(orders))))
    interrupts.hold()
    whole = not options.only and not options.legal
    matrix = _judged(trials, table(), whole=whole)
    seconds = time.monotonic() - began
    for file in files.all:
        files.put(file, _as_json(matrix, seconds))
    if not files.standard_output:
        render(matrix, seconds, whole=whole)
    if interrupts.came():
        return INTERRUPTED
    return OK if matrix.proven else FAILED


# --- what is to be held ---


def _every_name() -> list[str]:
    return ["own", "honest", *FAULTS, *LEGAL, *NULL_PEERS]


def _names(globs: Sequence[str]) -> list[str]:
    """The peers that match one of the globs, or all. Raises UsageError for one that matches none."""
    every = _every_name()
    for glob in globs:
        if not any(fnmatch.fnmatchcase(name, glob) for name in every):
            near = difflib.get_close_matches(glob, every, 3)
            hint = f"did you mean {', '.join(near)}? " if near else ""
            raise UsageError(f"no peer is named {glob!r}; {hint}--list shows all names")
    return [n for n in every if not globs or any(fnmatch.fnmatchcase(n, g) for g in globs)]


def _orders(names: Sequence[str], options: argparse.Namespace) -> list[Order]:
    """What is to be held, the slow first. Raises UsageError when nothing is left."""
    found: list[Order] = []
    for name in names:
        if name in LEGAL:
            ids = () if options.legal or options.only else _briefly(LEGAL[name].draft)
            found += [Order(name, "legal", ids, attempt=n + 1) for n in range(options.rounds)]
        elif options.legal:
            continue
        elif name in FAULTS:
            caught = table().get(name, Caught(name, ()))
            found.append(Order(name, "fault", caught.ids, caught.patience))
        elif name in NULL_PEERS:
            found.append(Order(name, "null", _asked_of(name), NULL_PATIENCE))
        else:
            found.append(Order(name, "own"))
    if not found:
        raise UsageError("nothing is left to run: --legal takes legal servers only; see --list")
    return _mixed([o for o in found if o.name in SLOW], [o for o in found if o.name not in SLOW])


def _briefly(draft: str) -> tuple[str, ...]:
    """The scenarios of the one draft in which a server differs, or of both, less the sweeps."""
    drafts = (draft,) if draft in {"75", "76"} else ("75", "76")
    return tuple(s.id for s in catalogue.select(exclude=SWEEPS, drafts=drafts))


def _asked_of(name: str) -> tuple[str, ...]:
    """What a null peer is asked; without ids everything."""
    globs = ASKED.get(name, ())
    return tuple(s.id for s in catalogue.select(globs)) if globs else ()


def _mixed(slow: list[Order], rest: list[Order]) -> list[Order]:
    """The slow ones, then the others so that those who work stand among those who mostly wait."""
    waiting = [order for order in rest if order.kind == "fault"]
    working = [order for order in rest if order.kind != "fault"]
    placed = [(n / max(1, len(some)), o) for some in (waiting, working) for n, o in enumerate(some)]
    return slow + [order for _, order in sorted(placed, key=lambda pair: pair[0])]


def _list() -> int:
    for name, what in _peers():
        print(f"{name:40} {what}")
    return OK


def _peers() -> Iterable[tuple[str, str]]:
    yield "own", "The project's reference server."
    yield "honest", "The small server that all others are made of; nothing wrong with it."
    for fault in [*FAULTS.values(), *LEGAL.values()]:
        yield fault.name, fault.what
    for name in NULL_PEERS:
        yield name, null.what(name)


def _watched(trials: Iterable[Trial], total: int) -> Iterable[Trial]:
    """The same trials, with a progress line where somebody can see it."""
    if not sys.stderr.isatty():
        return trials
    from rich.progress import track  # noqa: PLC0415 - only for people

    from reports.terminal import make_console  # noqa: PLC0415

    console = make_console(sys.stderr)
    return track(trials, "self-test", total, console=console, transient=True)


def _again(trials: list[Trial], attempt: int = 2) -> list[Trial]:
    """The same, with up to two more trials, alone, for each fault that was not caught.

    Where much goes on at a time two segments may be read as one, and a RST may be seen late; then the
    liar had nothing to do wrong, or did it to another. Nobody else is asked twice: a false alarm is
    one however rare it is.
    """
    missed = {t.order: t for t in trials if t.order.kind == "fault" and _row(t, table()).missing}
    if not 0 < len(missed) <= MOST_AGAIN or attempt > 3:
        return trials
    again = {replace(order, attempt=attempt): order for order in missed if order.ids}
    later = {again[trial.order]: trial for trial in proof_pool.held(list(again), 1)}
    return _again([later.get(trial.order, trial) for trial in trials], attempt + 1)


# --- what came of it ---


def _row(trial: Trial, declared: dict[str, Caught]) -> proof.Row:
    name = trial.order.name
    match trial.order.kind:
        case "fault":
            return proof.fault_row(FAULTS[name], declared.get(name), trial)
        case "legal":
            return proof.legal_row(LEGAL[name], trial)
        case "null":
            return proof.null_row(trial)
        case _:
            return proof.honest_row(trial)


def _judged(trials: Sequence[Trial], declared: dict[str, Caught], *, whole: bool) -> Matrix:
    place = {name: n for n, name in enumerate(_every_name())}
    ordered = sorted(trials, key=lambda t: (place[t.order.name], t.order.attempt))
    rows = [_row(trial, declared) for trial in ordered]
    unproven = proof.never_accused(catalogue.catalogue(), trials) if whole else ()
    unknown = proof.undeclared(declared, FAULTS) if whole else ()
    return Matrix(tuple(rows), unproven, unknown)


def _as_json(matrix: Matrix, seconds: float) -> str:
    value = {
        "schema": 1,
        "tool": {"name": "hixie-conformance", "version": __version__},
        "proven": matrix.proven,
        "seconds": round(seconds, 3),
        "peers": [
            {
                "name": row.trial.order.name,
                "kind": row.trial.order.kind,
                "attempt": row.trial.order.attempt,
                "rule": row.rule,
                "found": dict(row.found),
                "verdicts": {i: v for i, (v, _) in row.trial.verdicts.items()},
                "unreached": row.trial.unreached,
                "missing": list(row.missing),
                "seconds": round(row.trial.seconds, 3),
                "cpu_seconds": round(row.trial.cpu, 3),
            }
            for row in matrix.rows
        ],
        "never_accused": list(matrix.never_accused),
        "unknown_names": list(matrix.unknown),
    }
    return json.dumps(value, indent=1) + "\n"
