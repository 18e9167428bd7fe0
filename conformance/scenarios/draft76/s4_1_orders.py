"""76 §4.1 step 24: a client sends its fields in a random order, so any of them may come first or last.

There is no plain order that a server may count on: the one of the other scenarios is just the one that
WebKit sent. So the twin here is not that one alone. A server that accepts any order with the right
digest has to accept each.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.checks import Answer, informs, on, passes
from conformance.compose import Opener, Section, in_turn
from conformance.compose_opening import hello_or
from conformance.expect import digest, refused
from conformance.expect_answer import each
from conformance.expect_frames import anywhere
from conformance.scenario import Opening, Scenario, Setting, Twin
from conformance.wire import in_other_orders, opening76
from reports.model import Level

SECTION = Section("76", "4.1")

NAMES = (
    "Upgrade",
    "Connection",
    "Host",
    "Origin",
    "Sec-WebSocket-Key1",
    "Sec-WebSocket-Key2",
)
PROTOCOL = "Sec-WebSocket-Protocol"


def _moved(opening: Opening, name: str, first: bool) -> Opening:
    """The same handshake with the field ``name`` before all others, or behind them."""
    field = name.encode() + b": " + (opening.value(name) or b"")
    rest = opening.without(name)
    fields = (field, *rest.fields) if first else (*rest.fields, field)
    return replace(rest, fields=fields)


def _place(name: str, first: bool) -> Opener:
    return lambda setting: _moved(opening76(setting), name, first)


PLACES = tuple((name, first) for name in NAMES for first in (True, False))
WORDS = tuple(f"{name} {'first' if first else 'last'}" for name, first in PLACES)


def _asking(setting: Setting) -> Opening:
    """The plain handshake, and a subprotocol asked for in it."""
    return opening76(setting, subprotocol=setting.subprotocol or "sample")


def _any_order() -> Twin:
    """The twin: the plain order, or another, is accepted with the right digest."""
    orders = tuple(
        (lambda setting, n=n: in_other_orders(opening76(setting))[n][1]) for n in range(3)
    )
    return Twin(
        in_turn(hello_or(opening76), *(hello_or(order) for order in orders)),
        lambda setting: (passes(anywhere(digest(opening76(setting)))),),
    )


def _protocol_answers(setting: Setting) -> tuple[Answer, ...]:
    right = digest(_asking(setting))
    return (
        passes(each(("the subprotocol behind Origin", "first", "last"), right)),
        informs(on(0, refused())),
    )


SCENARIOS: tuple[Scenario, ...] = (
    SECTION.asks(
        "each-field-first-and-last",
        Level.MUST,
        "step 24, answered by 5.2 steps 2-13",
        "Each field may be the first of all and the last of all.",
        does="twelve handshakes, in which each of the six fields stands before all others once, and "
        "behind all others once",
        means="one browser in some cannot connect, now and then: it draws the order of its fields",
        steps=in_turn(*(hello_or(_place(name, first)) for name, first in PLACES)),
        answers=lambda setting: (passes(each(WORDS, digest(opening76(setting)))),),
        twin=_any_order(),
    ),
    SECTION.asks(
        "subprotocol-first-and-last",
        Level.MUST,
        "steps 14 and 24, answered by 5.2 steps 2-13",
        "The field of the subprotocol may stand before all other fields, and behind them.",
        does="Sec-WebSocket-Protocol: sample (or the one of --subprotocol) behind Origin, then before "
        "all other fields, then behind them",
        means="clients that ask for a subprotocol cannot connect, now and then",
        steps=in_turn(
            hello_or(_asking),
            hello_or(lambda s: _moved(_asking(s), PROTOCOL, True)),
            hello_or(lambda s: _moved(_asking(s), PROTOCOL, False)),
        ),
        answers=_protocol_answers,
        twin=_any_order(),
    ),
)
