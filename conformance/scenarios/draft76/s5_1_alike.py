"""76 §5.1, fields and values that are nearly the right ones, and the right ones behind many others.

A name matches or it does not: what begins like it, or ends like it, is another field. The same holds
for a value. Whoever looks for a word in the text of the request finds it where it does not stand.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.checks import (
    YES,
    Answer,
    Check,
    Look,
    both,
    check,
    either,
    fails,
    informs,
    on,
    passes,
    warns,
)
from conformance.compose import Opener, Section, in_turn, opens, plain
from conformance.compose_opening import accepts, added, hello_or, refuses
from conformance.compose_values import same_for_all
from conformance.expect import digest, field_absent, field_is, opened, refused
from conformance.expect_answer import each, unchanged
from conformance.reading import Reading
from conformance.rules import ANSWER_PROVES
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "5.1")
SENDING = Section("76", "5.2")
LOCATION, ORIGIN = "Sec-WebSocket-Location", "Sec-WebSocket-Origin"
PROTOCOL = "Sec-WebSocket-Protocol"
CROSS = "requests of other protocols, sent by a page that has no right to, open a WebSocket"

LONGER = (
    b"Upgrade-Insecure-Requests: 1",
    b"Connection-Id: 7",
    b"Hostname: other.example",
    b"Originator: http://other.example",
    b"Sec-WebSocket-Key10: 1 x2",
    b"Sec-WebSocket-Key20: 3 x4",
)
BESIDE = (
    b"X-Origin: http://other.example",
    b"X-Host: other.example",
    b"Sec-WebSocket-Origin: http://other.example",
    b"Sec-WebSocket-Location: ws://other.example/other",
    b"Referer: http://other.example/page",
    b"X-Original-URL: /other",
    b"X-Rewrite-URL: /other",
)
FILLERS = tuple(b"X-%d: filler" % n for n in range(40))
UPGRADES = ("WebSocket2", "NoWebSocket", "WebSocket, h2c", "h2c, WebSocket", "Web Socket")
CONNECTIONS = ("NoUpgrade", "Upgraded", "Upgrade-Not")


def _first(*lines: bytes) -> Opener:
    """The plain handshake with raw ``lines`` before its own fields."""

    def make(setting: Setting) -> Opening:
        opening = opening76(setting)
        return replace(opening, fields=(*lines, *opening.fields))

    return make


def _same_as_without(connection: int) -> Check:
    return both(
        unchanged(LOCATION, 0, connection).called("the location as without the field"),
        unchanged(ORIGIN, 0, connection).called("the origin as without the field"),
    )


def _digest_of_others(setting: Setting) -> Check:
    """The digest on the second connection is one that Sec-WebSocket-Key10 or -Key20 is part of."""
    opening = opening76(setting)
    one, two = 12, 34
    made = {
        replace(opening, number1=number1, number2=number2).digest
        for number1, number2 in ((one, opening.number2), (opening.number1, two), (one, two))
    }

    def look(reading: Reading) -> Look:
        return YES if reading.digest in made else Look("the digest is not one of other keys")

    return on(1, check("the digest", look)).called("101, and the digest of other keys")


def _digests(setting: Setting, *, same: bool) -> Check:
    """Both connections, with the same keys and key3, got the same digest; or the second a wrong one."""
    right = opening76(setting).digest

    def look(readings: tuple[Reading, ...]) -> Look:
        one, two = readings[:2]
        for number, reading in enumerate((one, two)):
            if not (found := opened("76").look((reading,))).holds:
                return replace(found, at=(number,))
        if same:
            return YES if one.digest == two.digest else Look("the digest is not the same")
        return YES if two.digest not in {one.digest, right} else Look("the digest did not change")

    words = "101, and the same digest as" if same else "101, and another digest than"
    return Check(f"{words} without the fields", look)


def _longer_answers(setting: Setting) -> tuple[Answer, ...]:
    """A digest that is wrong in both is of no other keys, and its own scenario calls it wrong.

    But it may be one for all keys, so it does not show either that these were read rightly.
    """
    right, same = digest(opening76(setting)), _same_as_without(1)
    accepted = both(on(0, opened("76")), on(1, opened("76")))
    return (
        passes(both(on(1, right), same)),
        informs(on(1, refused())),
        informs(both(_digests(setting, same=True), same)),
        fails(_digest_of_others(setting).under(ANSWER_PROVES)),
        fails(_digests(setting, same=False).under(ANSWER_PROVES)),
        warns(accepted.called("another location or origin than without them")),
    )


def _beside_answers(_: Setting) -> tuple[Answer, ...]:
    every = both(*(_same_as_without(n + 1) for n in range(len(BESIDE))))
    return (
        passes(every.called("the same location and the same origin for each field")),
        *(informs(on(n + 1, refused())) for n in range(len(BESIDE))),
    )


def _values(name: str, *values: str) -> tuple[Opener, ...]:
    def make(value: str) -> Opener:
        line = f"{name}: {value}".encode()
        return lambda setting: opening76(setting).instead(name, line)

    return tuple(make(value) for value in values)


def _elsewhere(name: str, other: str) -> Opener:
    def make(setting: Setting) -> Opening:
        opening = opening76(setting)
        return opening.without(name).plus(f"{other}: ".encode() + (opening.value(name) or b""))

    return make


UPGRADING = (*_values("Upgrade", *UPGRADES), _elsewhere("Upgrade", "X-Upgrade"))
UPGRADE_NAMES = (*UPGRADES, "in X-Upgrade alone")


def _lists_ignored() -> Check:
    """Only lists of protocols with WebSocket among them were accepted.

    5.1 lets the field be ignored, and HTTP reads a list as an offer of each of its words: as with
    Connection: keep-alive, Upgrade, both answers are recorded. The other values offer no WebSocket.
    """

    def one(number: int, name: str) -> Check:
        no = refused()
        return on(number, either("refused or opened", no, opened("76")) if "," in name else no)

    every = both(*(one(number, name) for number, name in enumerate(UPGRADE_NAMES)))
    return every.called("no 101 but for a list of protocols with WebSocket among them")


NAMES = ("as the draft has it", "in small letters", "in capitals")


def _asking(change: str) -> Opener:
    name = {"in small letters": PROTOCOL.lower(), "in capitals": PROTOCOL.upper()}.get(
        change, PROTOCOL
    )

    def make(setting: Setting) -> Opening:
        wanted = setting.subprotocol or "sample"
        return opening76(setting).without(PROTOCOL).plus(f"{name}: {wanted}".encode())

    return make


def _asked_answers(setting: Setting) -> tuple[Answer, ...]:
    wanted = field_is(PROTOCOL, (setting.subprotocol or "sample").encode())
    return (
        passes(each(NAMES, wanted)),
        informs(on(0, field_absent(PROTOCOL))),
        informs(on(0, refused())),
        informs(same_for_all(PROTOCOL, "one subprotocol for every client")),
    )


SCENARIOS: tuple[Scenario, ...] = (
    SECTION.asks(
        "names-that-begin-alike",
        Level.SHOULD,
        "field names; and unrecognized fields",
        "A field whose name only begins like one of the handshake's is another field.",
        does="the plain handshake, and one with Upgrade-Insecure-Requests, Connection-Id, Hostname, "
        "Originator, Sec-WebSocket-Key10 and Sec-WebSocket-Key20 before its own fields",
        means="a field that a browser or a proxy adds is taken for one of the handshake's",
        steps=in_turn(hello_or(plain("76")), hello_or(_first(*LONGER))),
        answers=_longer_answers,
        twin=opens("76"),
        version=2,
    ),
    SECTION.asks(
        "names-that-end-alike",
        Level.SHOULD,
        "|Host| and |Origin|; 5.2 step 2",
        "Host, origin and resource name come from the client's own fields, and from no others.",
        does="the plain handshake, and seven with one of these behind its own fields: X-Origin, "
        "X-Host, Sec-WebSocket-Origin, Sec-WebSocket-Location, Referer, X-Original-URL, X-Rewrite-URL",
        means="a client of its own choice makes the server name another origin, host or resource",
        steps=in_turn(hello_or(plain("76")), *(hello_or(added(line)) for line in BESIDE)),
        answers=_beside_answers,
        twin=opens("76"),
        version=2,
    ),
    SECTION.asks(
        "upgrade-that-holds-the-word",
        Level.SHOULD,
        "|Upgrade|",
        "A value that holds WebSocket is not WebSocket; such a handshake should be aborted.",
        does="Upgrade with "
        + ", ".join(f'"{value}"' for value in UPGRADES)
        + ", and without Upgrade but with X-Upgrade: WebSocket",
        means=CROSS,
        steps=in_turn(*(hello_or(make) for make in UPGRADING)),
        answers=(
            passes(each(UPGRADE_NAMES, refused())),
            informs(_lists_ignored()),
        ),
        twin=opens("76"),
        version=2,
    ),
    refuses(
        SECTION,
        "connection-that-holds-the-word",
        Level.SHOULD,
        "|Connection|",
        "A value with Upgrade in one of its words is not Upgrade; the handshake should be aborted.",
        *_values("Connection", *CONNECTIONS),
        _elsewhere("Connection", "Proxy-Connection"),
        names=(*CONNECTIONS, "in Proxy-Connection alone"),
        does="Connection with "
        + ", ".join(f'"{value}"' for value in CONNECTIONS)
        + ", and without Connection but with Proxy-Connection: Upgrade",
        means=CROSS,
    ),
    accepts(
        SECTION,
        "unknown-fields-first",
        "unrecognized fields; 4.1 step 24",
        "Fields that the server does not know change nothing, also when they come first.",
        _first(*FILLERS),
        level=Level.SHOULD,
        does="forty fields of twelve bytes, X-0: filler to X-39: filler, before all others",
        means="with some proxies or extensions between, one client in some cannot connect",
    ),
    SENDING.asks(
        "subprotocol-name-in-any-case",
        Level.MUST,
        "step 2, /subprotocol/; 5.1, field names",
        "The name of the field is read in any ASCII case, for the subprotocol as for all others.",
        does="Sec-WebSocket-Protocol: sample (or the one of --subprotocol), the name of the field as "
        "the draft has it, in small letters, and in capitals",
        means="behind a proxy that rewrites names no subprotocol is agreed upon",
        steps=in_turn(*(hello_or(_asking(change)) for change in NAMES)),
        answers=_asked_answers,
        twin=opens("76"),
    ),
)
