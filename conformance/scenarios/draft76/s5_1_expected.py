"""76 §5.1, the expected fields: Upgrade, Connection, Host, Origin, and the keys.

The draft says the same of each of the first four: a server may ignore the field, and it should abort
when the field is missing or has another value, so that what was sent by no WebSocket client finds no
WebSocket server. Upgrade and Connection have one right value, and without it the request is none of a
WebSocket client: a missed "should" is a warning. What the right Host or Origin is only the server
knows, and one that asks for none takes none: both answers are recorded, for an Origin that is missing
as for another one. A Host is sent back in the location. So a server that accepts a handshake without
one, or with one that is none, has to know a host of its own; it is warned when it names none.
"""

from __future__ import annotations

from conformance.checks import Answer, Check, either, fails, informs, passes
from conformance.compose import Opener, Section, in_turn, opens
from conformance.compose_opening import (
    accepts,
    added,
    answers_as_75,
    answers_as_76,
    as_6455,
    changed,
    digest_is,
    hello_or,
    refuses,
)
from conformance.expect import digest, opened, refused
from conformance.expect_answer import each, names_a_host
from conformance.rules import ANSWER_PROVES
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import Key, opening76
from reports.model import Level

SECTION = Section("76", "5.1")
LOCATION = "Sec-WebSocket-Location"
VALUES = {"Upgrade": "WebSocket", "Connection": "Upgrade"}
CROSS = "requests of other protocols, sent by a page that has no right to, open a WebSocket"


def _absent(name: str) -> Scenario:
    return refuses(
        SECTION,
        f"{name.lower()}-absent",
        Level.SHOULD,
        f"|{name}|",
        f"A handshake without a field {name} should be aborted.",
        changed(name),
        does=f"a complete handshake, but for the field {name}",
        means=CROSS,
    )


def _other(name: str, value: bytes) -> Scenario:
    return refuses(
        SECTION,
        f"{name.lower()}-other-value",
        Level.SHOULD,
        f"|{name}|",
        f"A handshake with another value of {name} should be aborted.",
        changed(name, name.encode() + b": " + value),
        does=f"{name}: {value.decode()} in the place of {VALUES[name]}",
        means=CROSS,
    )


def _any_case(name: str, *values: bytes) -> Scenario:
    # field bug 11: websocket.io refuses "Upgrade: websocket"
    return accepts(
        SECTION,
        f"{name.lower()}-in-any-case",
        f"|{name}|",
        f"The value of {name} is compared without regard to ASCII case.",
        *(changed(name, name.encode() + b": " + value) for value in values),
        names=[value.decode() for value in values],
        level=Level.SHOULD,
        does=" and ".join(f"{name}: {value.decode()}" for value in values),
        means="clients that spell the value otherwise are refused",
    )


def _asked(
    what: str,
    step: str,
    text: str,
    make: Opener,
    *,
    does: str,
    means: str,
    level: Level = Level.MAY,
) -> Scenario:
    """A handshake that may be accepted and may be refused; an acceptance has the right digest."""
    return SECTION.asks(
        what,
        level,
        step,
        text,
        does=does,
        means=means,
        steps=hello_or(make),
        answers=lambda s: (informs(refused()), informs(digest(make(s)))),
        twin=opens("76"),
    )


def _two_first_keys(setting: Setting) -> Opening:
    opening = opening76(setting, key1=Key(b"8 x4", 84))
    return opening.instead(
        "Sec-WebSocket-Key1", b"Sec-WebSocket-Key1: 1 y2", b"Sec-WebSocket-Key1: 8 x4"
    )


def _one_of_two_keys(setting: Setting) -> tuple[Answer, ...]:
    def first_key(value: bytes, number: int, words: str) -> Answer:
        made = opening76(setting, key1=Key(value, number)).digest
        return informs(digest_is(made, f"the digest of {words}"))

    return (
        passes(refused()),
        first_key(b"8 x4", 84, "the last key"),
        first_key(b"1 y2", 12, "the first key"),
        first_key(b"1 y2, 8 x4", 428, "both keys, with a comma and a space between"),
        informs(Check("a digest of something else, made of both keys perhaps", opened("76").look)),
    )


def _malformed_host(value: bytes) -> Opener:
    return changed("Host", b"Host: " + value)


def _a_host() -> Check:
    return names_a_host(LOCATION)


BAD_HOSTS = (b"a b", b"[", b"http://x/", b"")
HOST_NAMES = tuple(value.decode() or "empty" for value in BAD_HOSTS)


SCENARIOS = (
    _absent("Upgrade"),
    _absent("Connection"),
    # field bugs 13 and 52: "undefined", "None" and "null" as the host of the location
    SECTION.asks(
        "host-absent",
        Level.SHOULD,
        "|Host|",
        "A handshake without Host should be aborted; who ignores that has a host of its own to name.",
        does="a complete handshake, but for the field Host",
        means="the location is one that no client was given, and a page can come by any name",
        steps=hello_or(changed("Host")),
        answers=(passes(refused()), informs(names_a_host(LOCATION))),
        twin=opens("76"),
        version=2,
    ),
    SECTION.asks(
        "origin-absent",
        Level.MAY,
        "|Origin|",
        "A handshake without Origin may be aborted, as it should be where an origin is expected.",
        does="a complete handshake, but for the field Origin",
        means="accepting it: programs that are no browser can connect; browsers always send one",
        steps=hello_or(changed("Origin")),
        answers=(informs(refused()), informs(opened("76"))),
        twin=opens("76"),
        version=2,
    ),
    _other("Upgrade", b"h2c"),
    _other("Connection", b"close"),
    _any_case("Upgrade", b"websocket", b"WEBSOCKET"),
    _any_case("Connection", b"upgrade", b"UPGRADE"),
    _asked(
        "connection-list",
        "|Connection|",
        "The value is Upgrade; a list that holds it is another value, which may be ignored.",
        changed("Connection", b"Connection: keep-alive, Upgrade"),
        does="Connection: keep-alive, Upgrade",
        means="refusing it: clients behind some proxies cannot connect",
    ),
    # field bug 52: an uncaught error took a whole server down (CVE-2026-61666)
    SECTION.asks(
        "host-malformed",
        Level.SHOULD,
        "|Host|",
        "A handshake whose Host is no host should be aborted, or gets a host of the server's own.",
        steps=in_turn(*(hello_or(_malformed_host(value)) for value in BAD_HOSTS)),
        answers=(
            passes(each(HOST_NAMES, refused())),
            informs(each(HOST_NAMES, either("a refusal, or a URL", refused(), _a_host()))),
        ),
        twin=opens("76"),
        version=2,
        does='four handshakes with the Host "a b", "[", "http://x/" and an empty one',
        means="nonsense goes into the Location, or into whatever takes the host name apart",
    ),
    _asked(
        "host-other",
        "|Host|",
        "A server should abort when Host is not its name; which names it has, it alone knows.",
        changed("Host", b"Host: some-other-host.example"),
        does="Host: some-other-host.example",
        means="accepting it: a page can reach this server under a name of its own (DNS rebinding)",
    ),
    _asked(
        "upgrade-twice",
        "|Upgrade|",
        "A client sends one field Upgrade; the draft does not say what a second one means.",
        added(b"Upgrade: h2c"),
        does="Upgrade: WebSocket and further down Upgrade: h2c",
        means="nothing to a client of the draft",
        level=Level.UNDEFINED,
    ),
    _asked(
        "host-twice",
        "|Host|",
        "A client sends one field Host; the draft does not say what a second one means.",
        added(b"Host: some-other-host.example"),
        does="the right Host and further down Host: some-other-host.example",
        means="accepting it: a filter in front may check one Host and the server use the other",
        level=Level.UNDEFINED,
    ),
    # field bug 15: twelve peers join the values or take the last one
    SECTION.asks(
        "key-twice",
        Level.UNDEFINED,
        "|Sec-WebSocket-Key1|",
        "A client sends one field Sec-WebSocket-Key1; the draft does not say what a second one means.",
        does="Sec-WebSocket-Key1: 1 y2 (12 with one space) and Sec-WebSocket-Key1: 8 x4 (84)",
        means="a key can be forged by adding to it, which the count of spaces was to prevent",
        steps=hello_or(_two_first_keys),
        answers=_one_of_two_keys,
        twin=opens("76"),
        version=2,
    ),
    # without keys it is a handshake of draft 75, with eight bytes of nonsense after it
    SECTION.asks(
        "keys-absent",
        Level.MUST,
        "|Sec-WebSocket-Key1|, and 5.2 step 5",
        "Without keys there is nothing to prove: no answer of draft 76 can be made.",
        does="a handshake without its two key fields, and key3",
        means="any request at all opens a connection, also one that a page has forged",
        steps=hello_or(
            lambda s: opening76(s).without("Sec-WebSocket-Key1").without("Sec-WebSocket-Key2")
        ),
        answers=(fails(answers_as_76()), passes(refused()), informs(answers_as_75())),
        twin=opens("76"),
        version=2,
    ),
    # field bug 19
    SECTION.asks(
        "rfc6455-beside-the-keys",
        Level.UNDEFINED,
        "unrecognized fields",
        "Fields of a later protocol beside the keys: ignore them, take the later one, or refuse.",
        does="Sec-WebSocket-Version: 13 and Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA== added",
        means="both answers at once, or eight bytes read for a protocol that has none, is a breach",
        steps=hello_or(
            added(b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==")
        ),
        answers=lambda s: (
            informs(refused()),
            informs(digest(opening76(s))),
            informs(as_6455()),
            informs(answers_as_75()),
            fails(answers_as_76().under(ANSWER_PROVES)),
        ),
        twin=opens("76"),
        version=2,
    ),
)
