"""A second look at a target that seems not to speak a draft: what may have been in its way?

What a target does not speak is not asked, and what is not asked is green. Two mistakes look like an
absence, because no client of the usual kind is answered at all.

* Who reads both drafts by one piece of code may wait, in draft 75 too, for the eight bytes that only
  draft 76 has behind the fields (76 §5.1 item 6). Eight bytes more show it: an answer to them is late.
* Who expects the fields of draft 76 in some order refuses other clients, though each client draws an
  order of its own (76 §4.1 step 24). Other orders show it.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance import wire
from conformance.reading import answered, read
from conformance.recognition import answers_in, answers_in76
from conformance.scenario import Await, Send, Setting, Steps
from reports.model import Transcript

MORE = wire.text(b"sixers")
"""Eight bytes that a client may send after the answer of draft 75: a text."""

Hold = Callable[[Steps], Transcript]
"""Plays a conversation with the target."""


def spoken_otherwise(draft: str, setting: Setting, hold: Hold) -> str:
    """In which other way a draft is spoken that seemed not to be; empty when it is not."""
    return _late(setting, hold) if draft == "75" else _in_another_order(setting, hold)


def _late(setting: Setting, hold: Hold) -> str:
    opening = wire.opening75(setting)
    steps = (Send(opening.head), Await(answered("75")), Send(MORE), Await(answered("75")))
    reading = read(hold(steps), "75")
    came = answers_in(opening, reading) and not answers_in76(reading)
    return "it answers when eight bytes more have come" if came else ""


def _in_another_order(setting: Setting, hold: Hold) -> str:
    for how, opening in wire.in_other_orders(wire.simplest76(setting)):
        steps = (Send(opening.whole), Await(answered("76")))
        if answers_in(opening, read(hold(steps), "76")):
            return f"to a client that sends {how}, and not to others"
    return ""
