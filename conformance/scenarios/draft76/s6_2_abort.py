"""76 §6.2: to abort the handshake is to close the connection.

Steps 5 and 6 of §5.2 abort. What does it mean? That the connection is closed, and nothing else: an HTTP
error may be written before (it is what an HTTP server on the same port has to say), but what follows on
that connection is never read as a second request. Otherwise eight bytes that one program took for key3
and another for a request would be a door.
"""

from __future__ import annotations

from conformance.checks import Answer, Basis, Check, Look, check, fails, informs, passes, warns
from conformance.compose import Section, opens
from conformance.expect import refused, silent
from conformance.reading import Reading, read_response
from conformance.rules import ABORT_IS_THE_END, JUST_DISCONNECT
from conformance.scenario import Await, Opening, Send, Setting, Steps
from conformance.wire import opening76
from reports.model import Kind, Level

SECTION = Section("76", "6.2")
TRACES = (b"Traceback (most recent", b"\tat ", b".rb:", b"at Object.<anonymous>", b"stack trace")


def _bad(setting: Setting) -> Opening:
    return opening76(setting).instead("Sec-WebSocket-Key1", b"Sec-WebSocket-Key1: 12345x6")


def _accepted(received: bytes) -> bool:
    response = read_response(received)
    return response is not None and response.code == 101


def _until_end(setting: Setting) -> Steps:
    return (Send(_bad(setting).whole), Await(_accepted))


def _ended() -> Check:
    def look(reading: Reading) -> Look:
        if not (found := refused().look((reading,))).holds:
            return found
        if reading.ended:
            return Look("", Basis.END)
        return Look("the connection stayed open", Basis.SILENCE)

    return check("the end of the connection", look)


def _not_refused() -> Check:
    def look(reading: Reading) -> Look:
        return Look("" if reading.accepted else "there is no 101")

    return check("a 101, so nothing was aborted; 76 §5.2 step 5 says what that is", look)


def _refusal(words: str, body: bool, kind: Kind) -> Check:
    """Nothing, or an HTTP answer, and then this end."""

    def look(reading: Reading) -> Look:
        if reading.accepted or reading.ending is not kind:
            return Look("it ended otherwise")
        return Look("" if bool(reading.received) is body else "it said something else")

    return check(words, look)


def _traced() -> Check:
    def look(reading: Reading) -> Look:
        return Look("" if any(t in reading.received for t in TRACES) else "no trace")

    return check("an error page with a stack trace", look)


def _second(setting: Setting) -> Steps:
    opening = opening76(setting)
    digest = opening.digest
    return (
        Send(_bad(setting).whole + opening.whole),
        Await(lambda received: digest in received or _accepted(received)),
    )


def _second_accepted(setting: Setting) -> Check:
    digest = opening76(setting).digest

    def look(reading: Reading) -> Look:
        return Look("" if digest in reading.received else "the second handshake was not answered")

    return check("an answer to the second handshake", look)


def _ways() -> tuple[Answer, ...]:
    return (
        informs(_not_refused()),
        warns(_traced().under(JUST_DISCONNECT)),  # field bug 53: eventlet sends its traceback
        informs(_refusal("nothing, and FIN", body=False, kind=Kind.EOF)),
        informs(_refusal("nothing, and RST", body=False, kind=Kind.RESET)),
        informs(_refusal("an HTTP answer, and FIN", body=True, kind=Kind.EOF)),
        informs(_refusal("an HTTP answer, and RST", body=True, kind=Kind.RESET)),
    )


SCENARIOS = (
    SECTION.asks(
        "abort-closes-the-connection",
        Level.MUST,
        "abort, as in 5.2 step 5",
        "A handshake that is aborted ends the connection.",
        does="Sec-WebSocket-Key1: 12345x6, a key without a space, which must be aborted",
        means="refused connections stay open and pile up",
        steps=_until_end,
        answers=(informs(_not_refused()), fails(silent()), passes(_ended())),
        twin=opens("76"),
    ),
    SECTION.asks(
        "way-of-refusing",
        Level.MAY,
        "abort, and 6.3",
        "A refusal may be silent or an HTTP answer, and the end may be FIN or RST.",
        does="Sec-WebSocket-Key1: 12345x6, a key without a space, which must be aborted",
        means="nothing, unless the answer tells strangers what the program looks like inside",
        steps=_until_end,
        answers=_ways(),
        twin=opens("76"),
    ),
    # field bug 9: after a refusal the connection is never again one of HTTP
    SECTION.asks(
        "nothing-after-the-abort",
        Level.MUST,
        "abort, as in 5.2 step 5",
        "After an aborted handshake the connection is closed; no second one is read on it.",
        does="a handshake whose first key has no space, and directly behind it a valid one",
        means="what is smuggled behind a bad request is served as a request of its own",
        steps=_second,
        answers=lambda s: (
            fails(_second_accepted(s)),
            informs(_not_refused()),
            fails(silent().under(ABORT_IS_THE_END)),
            passes(refused()),
        ),
        twin=opens("76"),
    ),
)
