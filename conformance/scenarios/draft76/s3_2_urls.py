"""76 §3.2: the URL in Sec-WebSocket-Location.

Scheme, host, port unless it is the scheme's own, resource name: the server builds the URL (76 §5.2
step 3) and the client, who has its own, compares the two byte for byte (76 §4.1 step 41). We send the
host and port that we connected to, so there is one right URL.

A server of one resource may always send the same URL and leave it to the client to find that it is
another one (76 §1.3). It is asked for a second resource; who sends the same URL for both has chosen so.

Two values are the server's to know. It may expect encryption that ends in front of it, and it may have
a name of its own. Then its location is right and this client is wrong here, which a server that
compares would have told it by hanging up (76 §5.1 and §7): a warning, not a failure.
"""

from __future__ import annotations

import re

from conformance.checks import YES, Answer, Check, Look, both, check, informs, passes, warns
from conformance.compose import Opener, Section, hello, in_turn, opens, plain
from conformance.describe import show
from conformance.expect import opened
from conformance.expect_answer import (
    LOCATION,
    host_of_its_own,
    same_value,
    value_has,
    value_of,
)
from conformance.reading import Reading
from conformance.rules import HOST_DOES_NOT_MATCH, JUST_DISCONNECT
from conformance.scenario import Scenario, Setting
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "3.2")
NAME = "Sec-WebSocket-Location"
PARTS = re.compile(rb"(?P<scheme>[^:/]*)://(?P<hostport>[^/]*)(?P<resource>/.*)?\Z", re.DOTALL)


def _second(setting: Setting) -> str:
    return setting.path.rstrip("/") + "/" + setting.token


_other: Opener = lambda s: opening76(s, resource=_second(s))  # noqa: E731


def _part(part: str, url: str) -> Check:
    """This part of the answer's location is the same as in ``url``."""
    whole = PARTS.match(url.encode())
    assert whole is not None
    right = whole[part]

    def look(reading: Reading) -> Look:
        if not (found := opened("76").look((reading,))).holds:
            return found
        value = value_of(reading, NAME)
        if value is None:
            return Look(f"there is not just one {NAME}")
        came = PARTS.match(value)
        if came is None:
            return Look(f"{NAME} is {show(value)}")
        return YES if came[part] == right else Look(f"the location is {show(value)}")

    return check(f"a location with the {part} {show(right)}", look)


def _asks(
    what: str, step: str, part: str, text: str, *, means: str, needs: tuple[str, ...] = ()
) -> Scenario:
    def answers(setting: Setting) -> tuple[Answer, ...]:
        url = setting.location()
        fixed = both(value_has(NAME, LOCATION, "a whole URL"), same_value(NAME, 0, 1))
        told: tuple[Answer, ...] = ()
        if part == "scheme" and not setting.secure:
            expected = _part(part, url.replace("ws:", "wss:", 1))
            told = (warns(expected.under(JUST_DISCONNECT)),)
        if part == "hostport":
            own = host_of_its_own(NAME, setting.host, setting.path, _second(setting))
            return (passes(_part(part, url)), informs(fixed), warns(own.under(HOST_DOES_NOT_MATCH)))
        return (passes(_part(part, url)), *told, informs(fixed))

    return SECTION.asks(
        what,
        Level.MUST,
        step,
        text,
        does="a plain opening handshake, and on a second connection one for another resource",
        means=means,
        steps=in_turn(hello(plain("76")), hello(_other)),
        answers=answers,
        twin=opens("76"),
        needs=needs,
    )


SCENARIOS = (
    # field bug 34, the most reported of all
    _asks(
        "scheme-of-a-plain-connection",
        "step 2, and 5.2 |Sec-WebSocket-Location|",
        "scheme",
        "The location of an unencrypted connection begins with ws://.",
        means="no browser can connect: it compares the location with the URL that it was given",
        needs=("plain",),
    ),
    _asks(
        "scheme-of-an-encrypted-connection",
        "step 2, and 5.2 |Sec-WebSocket-Location|",
        "scheme",
        "The location of a connection over TLS begins with wss://.",
        means="nobody can connect with wss: the location is compared with the URL",
        needs=("tls",),
    ),
    # field bug 37
    _asks(
        "host-and-port",
        "steps 3 and 4, and 5.2 |Sec-WebSocket-Location|",
        "hostport",
        "The host and, unless it is the scheme's own, the port stand in the location as in Host.",
        means="no browser can connect: it compares the location with the URL that it was given",
    ),
    _asks(
        "resource-name",
        "step 5, and 5.2 |Sec-WebSocket-Location|",
        "resource",
        "The location ends with the resource name that was asked for.",
        means="no browser can connect: it compares the location with the URL that it was given",
    ),
)
