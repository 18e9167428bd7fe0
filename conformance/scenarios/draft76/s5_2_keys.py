"""76 §5.2 steps 4-9: from the keys and key3 to the digest.

The server takes the digits of a key as a number, counts the spaces, divides, and hashes both quotients
with key3. A client has *chosen* the quotients beforehand, so the sixteen bytes prove that the server
did all of it. Two conditions end the handshake: no spaces at all (step 5) and a number that the spaces
do not divide (step 6); no client can send either, so who does is no client.
"""

from __future__ import annotations

import random

from conformance.checks import passes
from conformance.compose import Opener, Section, hello, opens
from conformance.expect import digest, refused
from conformance.scenario import Opening, Setting
from conformance.wire import Key, make_key, opening76
from reports.model import Level

SECTION = Section("76", "5.2")


def _with_key1(value: bytes) -> Opener:
    def make(setting: Setting) -> Opening:
        return opening76(setting).instead("Sec-WebSocket-Key1", b"Sec-WebSocket-Key1: " + value)

    return make


def _zero(setting: Setting) -> Opening:
    rng = random.Random(setting.token)
    return opening76(setting, key1=make_key(rng, number=0), key2=Key(b"b 0 !", 0), key3=bytes(8))


SCENARIOS = (
    SECTION.asks(
        "key-number-not-a-multiple",
        Level.MUST,
        "step 6",
        "A key whose number is not an integral multiple of its spaces ends the connection.",
        does="Sec-WebSocket-Key1: 1 2 3: the number 123 with two spaces",
        means="handshakes are accepted that no WebSocket client can have sent",
        steps=hello(_with_key1(b"1 2 3")),
        answers=(passes(refused()),),
        twin=opens("76"),
    ),
    SECTION.asks(
        "key-number-zero",
        Level.MUST,
        "steps 4-9",
        "The number of a key may be 0: a client draws it from 0 upwards (76 §4.1 step 18).",
        does="two keys whose digits make 0, and a key3 of eight bytes 00",
        means="now and then a browser is refused for no reason, and nobody finds out why",
        steps=hello(_zero),
        answers=lambda setting: (passes(digest(_zero(setting))),),
        twin=opens("76"),
    ),
)
