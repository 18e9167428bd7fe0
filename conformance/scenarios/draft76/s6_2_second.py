"""76 §6.2: a connection whose handshake was aborted takes no second one.

Whoever aborts simply closes. An HTTP error before that is no fault. A server that goes back to HTTP
instead reads the client's next bytes as a request, and which bytes these are depends on whether it took
key3 from the stream: a front end that lets a handshake pass and one that does not know of key3 see two
different requests. ``GET /adm`` is a key3 as good as any (76 §5.1 item 6).

So each kind of refusal is asked twice: with a key3 of its own, and with one that begins a request. When
the answer has come and the connection is still open, a valid handshake follows, whole or as the rest of
that request. Its answer is the fault.

How grave it is depends on what asks for the abort. The keys must be there and right (§5.2 steps 2, 5
and 6). Upgrade and Connection should be (§5.1), and without them a server of HTTP may see a request
that never was one for a WebSocket, and keep the connection: a warning. The plain requests of section 7,
with none of the draft's fields, are not asked about at all.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import Answer, Basis, Check, Look, fails, informs, passes, warns
from conformance.compose import Opener, Section, opens
from conformance.compose_opening import changed, refused_or_open
from conformance.expect import refused, silent
from conformance.expect_answer import each
from conformance.expect_frames import anywhere
from conformance.reading import Reading, read_response
from conformance.rules import ABORT_IS_THE_END
from conformance.scenario import Await, Close, Connect, Scenario, Send, Setting, Steps
from conformance.wire import opening76
from reports.model import Level

SECTION = Section("76", "6.2")
START = b"GET /adm"
"""Eight bytes: a key3, and the beginning of a request."""
WAYS = ("with a key3 of its own", "with GET /adm for key3")


def _steps(make: Opener) -> Callable[[Setting], Steps]:
    def steps(setting: Setting) -> Steps:
        bad, good = make(setting), opening76(setting)
        rest = good.whole.partition(b" HTTP/1.1\r\n")[2]

        def answered(received: bytes) -> bool:
            response = read_response(received)
            return good.digest in received or (response is not None and response.code == 101)

        end, answer = refused_or_open(0.2), Await(answered, patience=0.5)
        return (
            *(Send(bad.head + bad.key3), end, Send(good.whole), answer),
            *(Close(), Connect()),
            *(Send(bad.head + START), end, Send(b" HTTP/1.1\r\n" + rest), answer),
        )

    return steps


def _second_answered(setting: Setting) -> Check:
    digest = opening76(setting).digest

    def look(readings: tuple[Reading, ...]) -> Look:
        for reading in readings:
            if not reading.accepted and digest in reading.received:
                return Look()
        return Look("no second handshake was answered")

    return Check(
        "a refusal, the connection stays open, and a second handshake on it gets a 101", look
    )


def _not_refused() -> Check:
    def look(readings: tuple[Reading, ...]) -> Look:
        return Look("" if readings[0].accepted else "there is no 101")

    return Check("a 101, so nothing was aborted; other scenarios say what that is", look)


def _closed() -> Check:
    """The connection ended behind the refusal, if there was one in words."""

    def look(readings: tuple[Reading, ...]) -> Look:
        if not (found := refused().look(readings)).holds:
            return found
        return Look("", Basis.END) if readings[0].ended else Look("it stays open", Basis.SILENCE)

    return Check("the end of the connection", look)


def _after(
    what: str, level: Level, step: str, make: Opener, *, does: str, bad_key: bool = False
) -> Scenario:
    """``bad_key``: 5.2 steps 5 and 6 demand the end; for what is missing it is a "should" of 5.1."""
    wrong = fails if level is Level.MUST else warns
    held = (fails(anywhere(silent()).under(ABORT_IS_THE_END)),) if bad_key else ()

    def answers(setting: Setting) -> tuple[Answer, ...]:
        return (
            wrong(_second_answered(setting)),
            informs(_not_refused()),
            *held,
            passes(each(WAYS, _closed())),
        )

    return SECTION.asks(
        f"second-handshake-after-{what}",
        level,
        step,
        "A handshake that is aborted ends its connection, and no second one is read on it.",
        does=f"{does}; where the connection stays open, a valid handshake on it. The same with a "
        "key3 of GET /adm, and a valid handshake that goes on behind these bytes",
        means="what one program takes for key3 another serves as a request, past whoever checks them",
        steps=_steps(make),
        answers=answers,
        twin=opens("76"),
    )


def _key1(value: bytes) -> Opener:
    return changed("Sec-WebSocket-Key1", b"Sec-WebSocket-Key1: " + value)


SCENARIOS = (
    # field bug 9; eventlet keeps the connection of whatever it answers with 400
    _after(
        "a-key-without-spaces",
        Level.MUST,
        "abort, as in 5.2 step 5",
        _key1(b"12345x6"),
        does="Sec-WebSocket-Key1: 12345x6, a key without a space",
        bad_key=True,
    ),
    _after(
        "a-key-that-does-not-divide",
        Level.MUST,
        "abort, as in 5.2 step 6",
        _key1(b"1 2 3"),
        does="Sec-WebSocket-Key1: 1 2 3: the number 123 with two spaces",
        bad_key=True,
    ),
    _after(
        "a-missing-first-key",
        Level.MUST,
        "abort, as in 5.2 steps 2 and 5",
        changed("Sec-WebSocket-Key1"),
        does="a handshake without Sec-WebSocket-Key1",
    ),
    _after(
        "a-missing-second-key",
        Level.MUST,
        "abort, as in 5.2 steps 2 and 5",
        changed("Sec-WebSocket-Key2"),
        does="a handshake without Sec-WebSocket-Key2",
    ),
    _after(
        "another-upgrade",
        Level.SHOULD,
        "abort, as in 5.1 |Upgrade|",
        changed("Upgrade", b"Upgrade: h2c"),
        does="a handshake with Upgrade: h2c",
    ),
    _after(
        "no-upgrade",
        Level.SHOULD,
        "abort, as in 5.1 |Upgrade|",
        changed("Upgrade"),
        does="a handshake without Upgrade",
    ),
    _after(
        "no-connection",
        Level.SHOULD,
        "abort, as in 5.1 |Connection|",
        changed("Connection"),
        does="a handshake without Connection",
    ),
)
