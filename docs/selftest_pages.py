"""The page on the self-test, made of the tables of the small liars and of who catches them."""

from __future__ import annotations

from conformance.proof_pinned import PINNED
from conformance.proof_table import table
from conformance.selftest import null
from conformance.selftest.faults import FAULTS, LEGAL
from conformance.selftest.null import NULL_PEERS
from conformance.selftest.switch import Fault
from docs.markup import inline

INTRODUCTION = """\
# Self-test

Generated from the tables of the small servers by `python -m docs.generate`; do not edit.

    python -m conformance selftest

starts small servers, most of them with exactly one fault, asks each as any target is asked, and prints
which scenario caught it. It ends with status 0 when all of this holds, and with 1 when something does
not, which it names:

- the reference server, and the honest small server that all others are made of, pass everything;
- each fault is caught by the scenario that names its rule: the first one beside it in the table;
- each scenario that can say FAIL or WARN says so to at least one fault or null peer;
- no legal server gets a FAIL or an ERROR;
- each null peer passes what is pinned for it, and nothing else.

A time-out of the harness, an ERROR, an UNDECIDED, a SKIP, or a run in which nothing was asked catches
nobody. The two scenarios that need TLS are proven by the tests, not here.

`--only GLOB` takes some servers, `--list` names them all, `--jobs N` asks N at a time, `--json FILE`
writes every verdict. `--legal --rounds 20` runs the legal servers twenty times each, `--busy` all of it
while every processor is kept busy; with `--legal` they are asked the scenarios of hundreds of
conversations too, which cost as much as all others together. `python -m conformance.selftest --peer
NAME --port N` is one server to try by hand.
"""


def _place(fault: Fault) -> str:
    return f"{fault.draft} §{fault.section}".replace("both", "75, 76")


def _cell(text: str) -> str:
    return inline(text).replace("|", "\\|").replace("\\\\|", "\\|").replace("\n", " ")


def _faults() -> list[str]:
    lines = ["| fault | rule | verdict | caught by |", "| --- | --- | --- | --- |"]
    for name, fault in FAULTS.items():
        ids = ", ".join(f"`{i}`" for i in table()[name].ids) if name in table() else "nobody yet"
        what = f"`{name}`: {_cell(fault.what)} ({_cell(fault.source)})"
        lines.append(f"| {what} | {_cell(_place(fault))} | {fault.verdict} | {ids} |")
    return lines


def _legal() -> list[str]:
    lines = ["| server | what it does | after |", "| --- | --- | --- |"]
    for name, fault in LEGAL.items():
        lines.append(f"| `{name}` | {_cell(fault.what)} | {_cell(fault.source)} |")
    return lines


def _null() -> list[str]:
    lines: list[str] = []
    for name in NULL_PEERS:
        passes = sorted(PINNED.get(name, ()))
        words = f"passes {len(passes)}: " + ", ".join(f"`{i}`" for i in passes)
        what = _cell(null.what(name))
        lines.append(f"- `{name}`: {what} It {words if passes else 'passes nothing'}.")
    return lines


def selftest() -> str:
    """``reference/selftest.md``: every small server, and who catches it."""
    parts = [
        INTRODUCTION,
        f"## Faults\n\n{len(FAULTS)} servers, each with one thing wrong.\n",
        *_faults(),
        f"\n## Legal servers\n\n{len(LEGAL)} servers, with nothing wrong.\n",
        *_legal(),
        f"\n## Null peers\n\n{len(NULL_PEERS)} servers that speak no draft, or only look as if.\n",
        *_null(),
        "",
    ]
    return "\n".join(parts)
