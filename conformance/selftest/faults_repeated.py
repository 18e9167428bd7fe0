"""Faults in what the answer repeats: resource name, origin and subprotocol, draft 76 §5.2 steps 2-11.

Draft 75 §5.1 has the same three, so each of these servers is wrong in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from conformance.selftest.miniature import Miniature
from conformance.selftest.switch import TEXT, fault

Change = Callable[[bytes], bytes]


def _enter(  # noqa: PLR0917 - the columns of a table
    name: str, source: str, section: str, what: str, method: str, change: Change
) -> None:
    def changed(self: Miniature) -> bytes | None:
        value: bytes | None = getattr(Miniature, method)(self)
        return None if value is None else change(value)

    peer = type("Repeated", (Miniature,), {"__doc__": what, method: changed})
    fault(name, source, "both", section)(peer)


def target(name: str, source: str, what: str, change: Change) -> None:
    """Enter the fault of a server that changes the resource name in its location."""
    _enter(name, source, "5.2 step 3", what, "target", change)


def _query(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    """A change of the parts of the query."""

    def changed(resource: bytes) -> bytes:
        path, mark, query = resource.partition(b"?")
        return path + mark + b"&".join(change(query.split(b"&")))

    return changed


REBUILT = "field bug 39: frameworks that parse the query"
target("location-query-sorted", REBUILT, "Sorts the parts of the query.", _query(sorted))
target(
    "location-query-without-repetitions",
    REBUILT,
    "Keeps one part of the query for each name.",
    _query(lambda parts: list({part.partition(b"=")[0]: part for part in parts}.values())),
)
target(
    "location-query-without-empty-parts",
    REBUILT,
    "Leaves out the parts of the query that are empty.",
    _query(lambda parts: [part for part in parts if part] or [b""]),
)
target(
    "location-percent-decoded",
    "field bug 40",
    "Decodes %25.",
    lambda resource: resource.replace(b"%25", b"%"),
)
target(
    "location-question-mark-decoded",
    "field bug 40",
    "Decodes %3F.",
    lambda resource: resource.replace(b"%3F", b"?"),
)
target(
    "location-ends-at-an-escaped-nul",
    "field bug 31: C strings",
    "Ends the resource name at %00.",
    lambda resource: resource.partition(b"%00")[0],
)
target(
    "location-variable-replaced",
    TEXT,
    "Puts nothing in the place of $a.",
    lambda resource: re.sub(rb"\$\w+", b"", resource),
)
target(
    "location-index-left-out",
    TEXT,
    "Leaves index.html out.",
    lambda resource: resource.removesuffix(b"index.html"),
)
target(
    "location-cut-at-255",
    TEXT,
    "Ends the resource name at 255 bytes.",
    lambda resource: resource[:255],
)
target(
    "location-backslash-made-slash",
    TEXT,
    "Makes slashes of backslashes.",
    lambda resource: resource.replace(b"\\", b"/"),
)
target(
    "location-dot-segments-resolved",
    TEXT,
    "Leaves /./ out.",
    lambda resource: resource.replace(b"/./", b"/"),
)


@fault("location-scheme-of-the-port", TEXT, "both", "5.2 step 2")
class LocationSchemeOfThePort(Miniature):
    """Writes wss:// when Host has the port 443."""

    def scheme(self) -> bytes:
        return b"wss" if self.host().endswith(b":443") else b"ws"


_enter(
    "origin-cut-at-32",
    TEXT,
    "5.2 step 2",
    "Ends the origin at 32 bytes.",
    "origin",
    lambda origin: origin[:32],
)
_enter(
    "origin-brackets-left-out",
    "field bug 38",
    "5.2 step 2",
    "Leaves out what stands in brackets.",
    "origin",
    lambda origin: re.sub(rb"\[.*\]", b"", origin),
)
_enter(
    "subprotocol-unquoted",
    TEXT,
    "5.2 step 2",
    "Takes the quotation marks off a subprotocol.",
    "subprotocol",
    lambda name: name.strip(b'"'),
)
_enter(
    "subprotocol-blanks-collapsed",
    TEXT,
    "5.2 step 2",
    "Makes one blank of several in a subprotocol.",
    "subprotocol",
    lambda name: re.sub(rb" +", b" ", name),
)
_enter(
    "subprotocol-cut-at-16",
    TEXT,
    "5.2 step 2",
    "Ends a subprotocol at 16 bytes.",
    "subprotocol",
    lambda name: name[:16],
)
