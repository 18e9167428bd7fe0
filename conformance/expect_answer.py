"""What scenarios say of the lines of an answer, and of several answers together.

Draft 75 fixes the first bytes of the answer (75 §5.1), so there its lines are compared one by one and
by their place. That needs more care than a field's value does: a line is named by its number, counted
from 1, and compared without its line end, for a wrong line end has a scenario of its own and is not to
be found in every other one.

Some values are the server's own choice: a server for one site may answer every client with the same
origin and the same location (75 §1.7 and §7). From one answer nobody can tell such a server from one
that makes a mistake. From two answers one can: what follows the request in one place and not in another
is no fixed value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from conformance.checks import YES, Basis, Check, Look, check, missing
from conformance.describe import show
from conformance.expect import opened
from conformance.reading import Reading

LOCATION = re.compile(
    rb"wss?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(:[1-9][0-9]{0,4})?/[\x21-\x7e]*\Z"
)
"""The form of a URL that the steps of 3.2 construct (both drafts)."""

ORIGIN = re.compile(rb"(?i:[a-z][a-z0-9+.-]*://[\x21-\x2e\x30-\x7e]*|null)\Z")
"""The form of an origin's ASCII serialization: scheme, host and perhaps port; or ``null``."""

NOBODY = re.compile(rb"wss?://(undefined|None|null|nil)[:/]")
"""A location whose host is a word of the server's programming language for nothing."""

_URL = re.compile(rb"wss?://([^/]*)(/.*)\Z", re.DOTALL)
_SHOWN = 3


def value_of(reading: Reading, name: str) -> bytes | None:
    """The value of the one field ``name`` of an accepting answer; None if there is not just one."""
    if reading.response is None or not reading.opened:
        return None
    values = reading.response.values(name)
    return values[0] if len(values) == 1 else None


def begins(data: bytes) -> Check:
    """The first bytes on the connection are ``data``, whatever comes after them."""

    def look(reading: Reading) -> Look:
        came = reading.received[: len(data)]
        if came == data:
            return YES
        if data.startswith(came):
            return missing(reading, show(data))
        return Look(f"the first bytes are {show(reading.received)}")

    return check(f"{show(data)} before anything else", look)


def line_is(number: int, *lines: bytes, whole: bool = True) -> Check:
    """Line ``number`` of the answer, counted from 1, is one of ``lines``, or begins so."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        assert reading.response is not None
        came = re.split(rb"\r?\n", reading.response.raw)[:-2]
        if number > len(came):
            return Look(f"the answer has {len(came)} lines")
        this = came[number - 1]
        if this in lines or (not whole and this.startswith(lines)):
            return YES
        return Look(f"line {number} is {show(this)}")

    words = "" if whole else "begins with "
    return check(f"line {number}: {words}" + " or ".join(show(line) for line in lines), look)


def well_formed() -> Check:
    """Every line of the answer ends in CR LF and every field has a name and a colon."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        assert reading.response is not None
        return Look("; ".join(reading.response.oddities))

    return check("an answer whose lines end in CR LF and have a name and a colon", look)


def line_begins(word: bytes) -> Check:
    """A line of the answer's head begins with ``word``, in any case. For answers that fail.

    A line ends in CR LF, and lenient clients take an LF alone for an end. A bare CR ends none (76 §4.1
    steps 36 and 37, 75 §4.1): it is a byte of the field that it stands in. See :func:`bare_cr`.
    """

    def look(reading: Reading) -> Look:
        head = reading.response.raw if reading.response else reading.received
        found = any(line.lower().startswith(word.lower()) for line in re.split(rb"\r?\n", head))
        return YES if found else Look(f"no line begins with {show(word)}")

    return check(f"a line of the answer that begins with {word.decode()}", look)


def bare_cr(name: str) -> Check:
    """A field ``name`` of an accepting answer holds a CR that no LF follows. For answers that warn."""

    def look(reading: Reading) -> Look:
        if reading.response is None or not reading.accepted:
            return Look("there is no 101")
        found = any(b"\r" in value for value in reading.response.values(name))
        return YES if found else Look(f"there is no CR in {name}")

    return check(f"a bare CR that came back in {name}", look)


def value_has(name: str, form: re.Pattern[bytes], what: str) -> Check:
    """The answer has just one field ``name`` and the whole of its value has this form."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        value = value_of(reading, name)
        if value is None:
            return Look(f"there is not just one {name}")
        return YES if form.match(value) else Look(f"{name} is {show(value)}")

    return check(f"one {name} that is {what}", look)


def names_a_host(name: str) -> Check:
    """The answer has one field ``name``, a URL of some host, whichever it is."""

    def look(reading: Reading) -> Look:
        if not (found := value_has(name, LOCATION, "a URL").look((reading,))).holds:
            return found
        value = value_of(reading, name) or b""
        return Look(f"{name} is {show(value)}") if NOBODY.match(value) else YES

    return check(f"one {name} that is a URL with a host", look)


def resource_is(name: str, resource: str) -> Check:
    """The URL in the field ``name`` ends in this resource name; scheme and host are not asked."""
    right = resource.encode()

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        value = value_of(reading, name) or b""
        url = _URL.match(value)
        return YES if url and url[2] == right else Look(f"the location is {show(value)}")

    return check(f"a location that ends in {show(right)}", look)


# --- several connections ---


def host_of_its_own(name: str, host: str, *resources: str) -> Check:
    """The answers name one host, not ``host``, by which we came, and each its own resource."""

    def look(readings: tuple[Reading, ...]) -> Look:
        hosts: set[bytes] = set()
        for reading, resource in zip(readings, resources, strict=False):
            if not (found := resource_is(name, resource).look((reading,))).holds:
                return found
            value = value_of(reading, name) or b""
            if not LOCATION.match(value):
                return Look(f"the location is {show(value)}")
            hosts.add(value.split(b"/")[2].lower())
        own = len(hosts) == 1 and not hosts.pop().startswith(host.lower().encode())
        return YES if own else Look("the host is not always the same other one")

    return Check("the same host of the server's own for every client", look)


def each(names: Sequence[str], inner: Check | Callable[[int], Check]) -> Check:
    """``inner`` holds on every connection; a no says on which. ``names`` name the connections."""

    def of(number: int) -> Check:
        return inner if isinstance(inner, Check) else inner(number)

    def look(readings: tuple[Reading, ...]) -> Look:
        noes: list[str] = []
        bases: set[Basis] = set()
        at: list[int] = []
        unasked: list[int] = []
        for number, name in enumerate(names[: len(readings)]):
            if not readings[number].asked:
                unasked.append(number)
                continue
            found = of(number).look(readings[number : number + 1])
            if not found.holds:
                noes.append(f"{name}: {found.why}")
                bases.add(found.basis)
                at.append(number)
        if not noes and unasked:
            return Look(f"{names[unasked[0]]}: not asked", Basis.SILENCE, tuple(unasked))
        if not noes:
            return YES
        more = f"; and {len(noes) - _SHOWN} more" if len(noes) > _SHOWN else ""
        # A no in bytes cannot be unsaid by asking again, so the strongest one speaks for all.
        basis = next(b for b in (Basis.BYTES, Basis.END, Basis.SILENCE) if b in bases)
        return Look("; ".join(noes[:_SHOWN]) + more, basis, tuple(at))

    return Check(f"{of(0).text}, on each of {len(names)} connections", look)


def same_value(name: str, *connections: int) -> Check:
    """The answers on these connections have one field ``name`` each, and all the same value."""

    def look(readings: tuple[Reading, ...]) -> Look:
        values = list(dict.fromkeys(value_of(readings[n], name) for n in connections))
        if len(values) == 1 and None not in values:
            return YES
        came = " and then ".join("not there once" if v is None else show(v) for v in values)
        return Look(f"{name} is not the same each time: {came}")

    return Check(f"the same {name} for every client", look)


def unchanged(name: str, *connections: int) -> Check:
    """The answers on these connections accept, and say the same in ``name``: also nothing, in each.

    For questions about what changes an answer. That the field has to be there is not asked here: who
    sends none names nobody, and so nobody else (76 §5.2 step 11, 75 §5.1).
    """

    def look(readings: tuple[Reading, ...]) -> Look:
        said: list[tuple[bytes, ...]] = []
        for n in connections:
            if not (found := opened().look((readings[n],))).holds:
                return replace(found, at=(n,))
            response = readings[n].response
            said.append(response.values(name) if response else ())
        different = list(dict.fromkeys(said))
        if len(different) == 1:
            return YES
        words = (" and ".join(map(show, values)) or "not there" for values in different)
        return Look(f"{name} is not the same each time: {' and then '.join(words)}")

    return Check(f"the same {name} for every client, or none for any", look)
