"""76 §4.1: what a conforming client may send, a server has to understand.

Section 4 binds clients. It binds servers in one way: they must run §5.2 on whatever a client is allowed
to send, not only on what the browser at hand happens to send. So here stand the outer edges of the
client's freedom: the random keys, the random order of the fields, the cookies.
"""

from __future__ import annotations

import random
from dataclasses import replace

from conformance.checks import Answer, passes
from conformance.compose import Opener, Section, hello
from conformance.compose_opening import accepts, added, digest_is, simple, simple_opens
from conformance.expect import digest
from conformance.expect_answer import each
from conformance.reading import answered
from conformance.scenario import Await, Close, Connect, Opening, Send, Setting, Step, Steps
from conformance.wire import NOISE, Key, make_key, opening76
from reports.model import Level

SECTION = Section("76", "4.1")
RANDOM = 24
"""Handshakes of the scenario of random keys: 48 keys, four for each number of spaces."""


def _example(setting: Setting) -> Opening:
    # Steps 16-22 name 5 and 9 spaces; where the printed keys run short of them, a blank of a run was
    # lost in print. One is doubled in each, which changes no number.
    key1 = Key(b"P388 O503D&ul7 {K%gX( %7  15", 777_007_543)
    key2 = Key(b"1 N ?|k UT0or 3o  4 I97N 5-S3O 31", 114_997_259)
    key3 = bytes.fromhex("47 30 22 2D 5A 3F 47 58")
    return opening76(setting, key1=key1, key2=key2, key3=key3)


def _ordered(order: str) -> Opener:
    def make(setting: Setting) -> Opening:
        opening = opening76(setting)
        fields = list(opening.fields)
        if order == "reversed":
            fields.reverse()
        elif order == "keys first":
            fields = fields[-2:] + fields[:-2]
        elif order == "second key first":
            fields = [fields[-1], *fields[:-1]]
        else:
            random.Random(f"{order} {setting.token}").shuffle(fields)
        return replace(opening, fields=tuple(fields))

    return make


ORDERS = ("reversed", "keys first", "second key first", "shuffled", "shuffled again")


def _fullest(setting: Setting) -> Opening:
    rng = random.Random(setting.token)

    def key(number: int) -> Key:
        value = bytearray(b"%d" % (number * 12))
        for _ in range(12):
            value.insert(rng.randint(0, len(value)), rng.choice(NOISE))
        for _ in range(12):
            value.insert(rng.randint(1, len(value) - 1), 0x20)
        return Key(bytes(value), number)

    # 357913941 is step 17's largest number for twelve spaces: 4294967295 / 12, rounded down.
    return opening76(setting, key1=key(357_913_941), key2=key(rng.randint(1, 357_913_941)))


def _random(setting: Setting) -> tuple[Opening, ...]:
    rng = random.Random(setting.token)

    def key(n: int) -> Key:
        return make_key(rng, spaces=n % 12 + 1)

    return tuple(
        opening76(setting, key1=key(n), key2=key(rng.randrange(12)), key3=rng.randbytes(8))
        for n in range(RANDOM)
    )


def _random_steps(setting: Setting) -> Steps:
    steps: list[Step] = []
    for opening in _random(setting):
        steps += [Connect()] if steps else []
        steps += [Send(opening.whole), Await(answered("76"), vital=True), Close()]
    return tuple(steps)


def _random_answers(setting: Setting) -> tuple[Answer, ...]:
    openings = _random(setting)
    names = [
        f"{o.value('Sec-WebSocket-Key1')!r} and {o.value('Sec-WebSocket-Key2')!r}" for o in openings
    ]
    return (passes(each(names, lambda n: digest(openings[n]))),)


SCENARIOS = (
    SECTION.asks(
        "worked-example",
        Level.MUST,
        "steps 16-43, example, answered by 5.2 steps 4-13",
        "The answer to the keys that the draft makes as an example is the digest that it prints.",
        does="keys of 5 and 9 spaces that hide 777007543 and 114997259, and key3 47 30 22 2D ...",
        means="no browser can connect: it compares these sixteen bytes and hangs up",
        steps=hello(_example),
        answers=(passes(digest_is(b"0st3Rl&q-2ZU^weu", 'the digest "0st3Rl&q-2ZU^weu"')),),
        twin=simple_opens(),
    ),
    SECTION.asks(
        "random-keys",
        Level.MUST,
        "steps 16-27, answered by 5.2 steps 4-13",
        "Whatever keys a client draws by the recipe of the draft, the digest is right.",
        does=f"{RANDOM} handshakes, one after the other, with random keys of 1 to 12 spaces",
        means="a part of all connections fails, at random, and nobody can reproduce it",
        steps=_random_steps,
        answers=_random_answers,
        twin=simple(),
    ),
    accepts(
        SECTION,
        "fields-in-any-order",
        "step 24, answered by 5.2 steps 2-13",
        "A client sends its fields in a random order, and a server understands any.",
        *(_ordered(order) for order in ORDERS),
        names=ORDERS,
        does="five handshakes with the fields reversed, the keys first, the second key before all "
        "others, and shuffled",
        means="browsers that do not send the fields in the expected order cannot connect",
    ),
    accepts(
        SECTION,
        "fullest-keys",
        "steps 16-22, answered by 5.2 steps 4-13",
        "A key may have up to twelve spaces and twelve other characters between its digits.",
        _fullest,
        does="two keys of 12 spaces and 12 characters of noise, the first with the largest number "
        "that twelve spaces allow, 357913941",
        means="now and then a browser is refused for no reason, and nobody finds out why",
        twin=simple(),
    ),
    accepts(
        SECTION,
        "cookies",
        "step 15, and 5.1 other fields",
        "Cookies among the fields change nothing in the handshake.",
        added(b'Cookie: a=b; c="d e"; __utma=1.2.3; empty=', b"Cookie2: $Version=1"),
        does='the fields Cookie: a=b; c="d e"; ... and Cookie2: $Version=1 after the keys',
        means="whoever has a cookie of this site cannot connect",
    ),
)
