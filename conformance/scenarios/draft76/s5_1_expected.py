"""76 §5.1, the expected fields: Upgrade, Connection, Host, Origin, and the keys.

The draft says the same of each of the first four: a server may ignore the field, and it should abort
when the field is missing or has another value, so that what was sent by no WebSocket client finds no
WebSocket server. A missed "should" is a warning. What the right Host or Origin is only the server
knows, so another one is a question and not a fault.
"""

from __future__ import annotations

from conformance.checks import fails, informs, passes, warns
from conformance.compose import Opener, Section, opens
from conformance.compose_opening import (
    accepts,
    added,
    answers_as_75,
    answers_as_76,
    changed,
    digest_is,
    hello_or,
    refuses,
)
from conformance.expect import digest, refused
from conformance.rules import ANSWER_PROVES
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import Key, opening76
from reports.model import Level

SECTION = Section("76", "5.1")
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


def _malformed_host(value: bytes) -> Opener:
    return changed("Host", b"Host: " + value)


BAD_HOSTS = (b"a b", b"[", b"http://x/", b"")


SCENARIOS = (
    _absent("Upgrade"),
    _absent("Connection"),
    _absent("Host"),
    _absent("Origin"),
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
    refuses(
        SECTION,
        "host-malformed",
        Level.SHOULD,
        "|Host|",
        "A Host that can be no host name should be aborted.",
        *(_malformed_host(value) for value in BAD_HOSTS),
        names=[value.decode() or "empty" for value in BAD_HOSTS],
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
        Level.SHOULD,
        "|Sec-WebSocket-Key1|",
        "A client sends one field Sec-WebSocket-Key1; two of them are no handshake.",
        does="Sec-WebSocket-Key1: 1 y2 (12 with one space) and Sec-WebSocket-Key1: 8 x4 (84)",
        means="a key can be forged by adding to it, which the count of spaces was to prevent",
        steps=hello_or(_two_first_keys),
        answers=lambda s: (
            passes(refused()),
            warns(digest_is(_two_first_keys(s).digest, "the digest of the last key")),
            warns(
                digest_is(
                    opening76(s, key1=Key(b"1 y2", 12)).digest,
                    "the digest of the first key",
                )
            ),
        ),
        twin=opens("76"),
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
            informs(answers_as_75()),
            fails(answers_as_76().under(ANSWER_PROVES)),
        ),
        twin=opens("76"),
    ),
)
