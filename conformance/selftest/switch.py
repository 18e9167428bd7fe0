"""The two tables of the small liars, and the decorators that fill them.

A fault is one class, derived from the honest server, with one step done wrong. A legal variation
is made in the same way and does nothing wrong: the drafts leave that step open, or leave it out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.selftest.miniature import Miniature

TEXT = "from the draft's text"

Decorator = Callable[[type[Miniature]], type[Miniature]]


@dataclass(frozen=True)
class Fault:
    """One thing that one server does wrong; in the table LEGAL: does otherwise.

    draft is "75", "76" or "both"; section is the one that says how it should be (of draft 76 where
    draft is "both"). verdict is what the harness has to find at least: "fail", "warn" where the
    draft says SHOULD or nothing, or "pass", of a legal variation, which must never be a FAIL.
    """

    name: str
    what: str
    source: str
    draft: str
    section: str
    peer: type[Miniature]
    verdict: str


FAULTS: dict[str, Fault] = {}
LEGAL: dict[str, Fault] = {}


def fault(name: str, source: str, draft: str, section: str, verdict: str = "fail") -> Decorator:
    """Put the decorated class into FAULTS; its docstring is what it does wrong.

    Raises ValueError for a name that is taken, or a class without a docstring of its own.
    """
    return _into(FAULTS, name, source, draft, section, verdict)


def legal(name: str, source: str, draft: str, section: str) -> Decorator:
    """Put the decorated class into LEGAL, likewise."""
    return _into(LEGAL, name, source, draft, section, "pass")


def _into(table: dict[str, Fault], name: str, *rest: str) -> Decorator:
    source, draft, section, verdict = rest

    def decorate(peer: type[Miniature]) -> type[Miniature]:
        what = " ".join((peer.__dict__.get("__doc__") or "").split())
        if not what:
            raise ValueError(f"the small liar {name} does not say what it does")
        if name in FAULTS or name in LEGAL or name == "honest":
            raise ValueError(f"two small liars are named {name}")
        table[name] = Fault(name, what, source, draft, section, peer, verdict)
        return peer

    return decorate


def rewritten(draft: int, what: str, old: bytes, new: bytes) -> type[Miniature]:
    """A server whose response head, in one draft, has ``new`` where ``old`` ought to stand."""

    def response_head(self: Miniature) -> bytes:
        head = Miniature.response_head(self)
        return head.replace(old, new) if self.draft == draft else head

    return type("Rewritten", (Miniature,), {"__doc__": what, "response_head": response_head})
