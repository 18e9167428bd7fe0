"""Building blocks of the scenarios that ask for many values of one thing, one client after the other.

The answer repeats what the client sent: resource name, origin, subprotocol. Software on the way tidies
what it takes for a path, a list or a template, each its own kind of value, so one scenario goes through
several kinds and names the one that came back otherwise.

What a server may do is the same in each. It may refuse a value. It may have one answer for everybody,
which clients show who asked for different things and were told the same (75 §1.7, 76 §7). Neither is a
mistake, and either is recorded. What changes with the client and is not what this client sent is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.checks import (
    YES,
    Answer,
    Check,
    Look,
    Readings,
    both,
    either,
    informs,
    on,
    passes,
    warns,
)
from conformance.compose import Opener, Section, hello, in_turn, opens, plain
from conformance.compose_opening import hello_or
from conformance.describe import show
from conformance.expect import field_absent, field_is, opened, refused
from conformance.expect_answer import LOCATION, each, resource_is, value_has, value_of
from conformance.many_values import Value, below
from conformance.rules import RESOURCE_FROM_THE_CLIENT
from conformance.scenario import Opening, Scenario, Setting, Steps
from conformance.wire import opening75, opening76
from reports.model import Level


def field_name(draft: str, what: str) -> str:
    """The name of one of the three fields of an answer in this draft."""
    return f"WebSocket-{what}" if draft == "75" else f"Sec-WebSocket-{what}"


def asks_for(draft: str, make: Opener) -> Callable[[Setting], Steps]:
    """Steps: an opening handshake that may be refused, and its answer."""
    return hello(make) if draft == "75" else hello_or(make)


def opening_for(draft: str, resource: Value) -> Opener:
    """The plain handshake of this draft for another resource."""

    def make(setting: Setting) -> Opening:
        if draft == "75":
            return opening75(setting, resource=resource(setting))
        return opening76(setting, resource=resource(setting))

    return make


def same_for_all(name: str, words: str) -> Check:
    """All answers that accept have one and the same value in the field ``name``."""

    def look(readings: Readings) -> Look:
        values = {value_of(reading, name) for reading in readings if reading.opened}
        if len(values) == 1 and None not in values:
            return YES
        return Look(f"{name} is not the same for all")

    return Check(words, look)


def or_refused(inner: Check) -> Check:
    """``inner``, or a refusal."""
    return either(f"{inner.text}, or a refusal", inner, refused())


def resources(
    section: Section,
    what: str,
    text: str,
    values: Mapping[str, Value],
    *,
    step: str,
    does: str,
    means: str,
) -> Scenario:
    """A scenario: the plain resource, a second one, then each of ``values``, by their names."""
    draft = section.draft
    asked = (opening_for(draft, value) for value in values.values())
    openers = (plain(draft), opening_for(draft, below("second")), *asked)
    return section.asks(
        what,
        Level.MUST,
        step,
        text,
        does=f"handshakes for the path, for the path and /second, and for {does}",
        means=means,
        steps=in_turn(*(asks_for(draft, make) for make in openers)),
        answers=lambda setting: _resource_answers(draft, values, setting),
        twin=opens(draft),
    )


def _resource_answers(
    draft: str, values: Mapping[str, Value], setting: Setting
) -> tuple[Answer, ...]:
    field = field_name(draft, "Location")
    names = ("the path", "the second path", *values)
    every = (*values.values(),)

    def right(number: int) -> Check:
        if number < 2:  # not in question here
            return or_refused(opened(draft))
        return resource_is(field, every[number - 2](setting))

    whole = on(0, value_has(field, LOCATION, "a whole URL"))
    fixed = both(whole, same_for_all(field, "one location for every resource"))
    few = "one location for several resources, by a server that refuses another"
    return (
        passes(each(names, right).called("each resource name as it was sent")),
        informs(
            each(names, lambda n: or_refused(right(n))).called(
                "each resource name as it was sent, or a refusal"
            )
        ),
        informs(both(on(1, opened(draft)), fixed)),
        warns(fixed.called(few).under(RESOURCE_FROM_THE_CLIENT)),
    )


def origins(
    section: Section,
    what: str,
    text: str,
    values: Mapping[str, str],
    *,
    step: str,
    does: str,
    means: str,
) -> Scenario:
    """A scenario: the plain origin, then each of ``values``, by their names; all in lower case."""
    draft = section.draft

    def ask(origin: str) -> Opener:
        make = opening75 if draft == "75" else opening76
        return lambda setting: make(setting, origin=origin)

    openers = (plain(draft), *(ask(origin) for origin in values.values()))
    return section.asks(
        what,
        Level.MUST,
        step,
        text,
        does=f"handshakes with the plain origin and with {does}",
        means=means,
        steps=in_turn(*(asks_for(draft, make) for make in openers)),
        answers=_origin_answers(draft, values),
        twin=opens(draft),
    )


def _origin_answers(draft: str, values: Mapping[str, str]) -> tuple[Answer, ...]:
    field = field_name(draft, "Origin")
    names, every = ("the plain origin", *values), (*values.values(),)

    def right(number: int) -> Check:
        return field_is(field, every[number - 1].encode()) if number else opened(draft)

    def allowed(number: int) -> Check:
        return or_refused(right(number))

    return (
        passes(each(names, right).called("each origin as it was sent")),
        informs(each(names, allowed).called("each origin as it was sent, or a refusal")),
        informs(same_for_all(field, "one origin for every client")),
    )


def subprotocols(
    section: Section,
    what: str,
    text: str,
    values: Mapping[str, str],
    *,
    step: str,
    does: str,
    means: str,
) -> Scenario:
    """A scenario: each of ``values`` is asked for, by their names, and then none."""
    draft, field = section.draft, field_name(section.draft, "Protocol")

    def ask(name: str | None) -> Opener:
        def make(setting: Setting) -> Opening:
            opening = plain(draft)(setting).without(field)
            return opening if name is None else opening.plus(f"{field}: {name}".encode())

        return make

    return section.asks(
        what,
        Level.MUST,
        step,
        text,
        does=f"handshakes that ask for {does}, and one that asks for none",
        means=means,
        steps=in_turn(*(asks_for(draft, ask(name)) for name in (*values.values(), None))),
        answers=_subprotocol_answers(draft, values),
        twin=opens(draft),
    )


def _subprotocol_answers(draft: str, values: Mapping[str, str]) -> tuple[Answer, ...]:
    field = field_name(draft, "Protocol")
    names, every = (*values, "none"), (*values.values(),)

    def right(number: int) -> Check:
        if number == len(every):  # not in question here
            return or_refused(opened(draft))
        return field_is(field, every[number].encode())

    def allowed(number: int) -> Check:
        return or_refused(either("that, or none", right(number), field_absent(field)))

    return (
        passes(each(names, right).called("each subprotocol as it was asked for")),
        informs(each(names, allowed).called("each subprotocol as it was asked for, or none")),
        informs(same_for_all(field, "one subprotocol for every client")),
    )


def _same_scheme(draft: str) -> Check:
    field = field_name(draft, "Location")

    def look(readings: Readings) -> Look:
        for reading in readings[:2]:
            if not (found := opened(draft).look((reading,))).holds:
                return found
        one, two = (value_of(reading, field) or b"" for reading in readings[:2])
        same = one.partition(b":")[0] == two.partition(b":")[0]
        return YES if same else Look(f"the location is {show(one)} and then {show(two)}")

    return Check("the same scheme in the location whatever the port", look)


def scheme_not_from_the_port(section: Section, *, step: str) -> Scenario:
    """A scenario: the port in Host is the other scheme's own, and the scheme stays."""
    draft = section.draft

    def make(setting: Setting) -> Opening:
        port = 80 if setting.secure else 443
        return plain(draft)(setting).instead("Host", f"Host: {setting.host}:{port}".encode())

    return section.asks(
        "scheme-not-from-the-port",
        Level.MUST,
        step,
        "The scheme says whether the connection is encrypted; a port says nothing about it.",
        does="the plain handshake, and one whose Host has the port 443 where the connection is plain, "
        "and 80 where it is encrypted: a client sends neither but for just such a URL, for a default "
        "port is left out",
        means="nobody can connect to a service on that port: the client finds another URL than its own",
        steps=in_turn(asks_for(draft, plain(draft)), asks_for(draft, make)),
        answers=(
            passes(_same_scheme(draft)),
            informs(on(1, refused())),
        ),
        twin=opens(draft),
    )
