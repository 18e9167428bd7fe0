"""76 §1.2 and §1.3: the worked examples of the non-normative part.

A draft that prints a client's handshake and the server's answer to it has made a test. What the server
has to compute stands in §5.2 steps 4-9, which it must run; the examples say what comes out. Host and
path are the target's own, for the digest depends on neither.
"""

from __future__ import annotations

from conformance.checks import passes
from conformance.compose import Opener, Section, hello
from conformance.compose_opening import digest_is, simple_opens
from conformance.scenario import Scenario
from conformance.wire import Key, opening76
from reports.model import Level

MEANS = "no browser can connect: it compares these sixteen bytes and hangs up"


def example(section: str, key1: Key, key2: Key, key3: bytes, answer: bytes) -> Scenario:
    """The scenario of one example; ``answer`` is the digest as the draft prints it."""
    make: Opener = lambda s: opening76(s, key1=key1, key2=key2, key3=key3)  # noqa: E731
    return Section("76", section).asks(
        "worked-example",
        Level.MUST,
        "example, by 76 §5.2 steps 4-9",
        "The answer to the keys of the draft's example is the digest that the draft prints.",
        does=f'the keys of the example and the key3 "{key3.decode()}" with the target\'s own host',
        means=MEANS,
        steps=hello(make),
        answers=(passes(digest_is(answer, f'the digest "{answer.decode()}"')),),
        twin=simple_opens(),
    )


SCENARIOS = (
    example(
        "1.2",
        Key(b"4 @1  46546xW%0l 1 5", 829_309_203),
        Key(b"12998 5 Y3 1  .P00", 259_970_620),
        b"^n:ds[4U",
        b"8jKS'y:G*Co,Wxa-",
    ),
    example(
        "1.3",
        Key(b"18x 6]8vM;54 *(5:  {   U1]8  z [  8", 155_712_099),
        Key(b"1_ tx7X d  <  nw  334J702) 7]o}` 0", 173_347_027),
        b"Tm[K T2u",
        b"fQJ,fN/4F4!~K~MH",
    ),
)
