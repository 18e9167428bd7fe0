"""Beyond the drafts: what a server meets on an open port.

Port scanners, browsers that want TLS, Flash asking for its policy file, health checks that connect and
leave: none of them is a WebSocket client, and the drafts say little about them. But they say everything
about the client that comes next: for it the server must run the steps of section 5. So each scenario
plays one bad client and then a conforming one, and the verdict is about the second.

What is sent here is small and quick; what costs time or memory stands in the ``resource_`` modules.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import (
    YES,
    Answer,
    Check,
    Look,
    check,
    fails,
    informs,
    missing,
    on,
    passes,
    warns,
)
from conformance.compose import (
    Bytes,
    Section,
    first,
    hello,
    opens,
    plain,
    talks,
    then_served,
)
from conformance.compose_opening import answers_as_75, answers_as_76
from conformance.expect import echoes, opened, refused
from conformance.expect_answer import each
from conformance.expect_frames import anywhere, corrupts
from conformance.reading import Reading, answered_head, closing, echoed, first_of
from conformance.rules import ABORT_WHAT_DOES_NOT_MATCH, KEYS_ARE_NEEDED
from conformance.scenario import (
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    On,
    Opening,
    Pause,
    Reset,
    Scenario,
    Send,
    Setting,
    Step,
    Steps,
)
from reports.model import Level

SECTION = Section("beyond", "robustness")

NEXT = "Whatever came before, the next client's handshake is read and answered (76 §5.1, §5.2)."
DOWN = "anybody who can reach the port can take the server away from everybody"

POLICY = b"<policy-file-request/>\0"

CLIENT_HELLO = bytes.fromhex(
    "16030100410100003d0303" + "5a" * 32 + "000004002f003500ff01000100" + "0000"
)
"""The first bytes of a TLS handshake: record type 16, version 03 01."""


def _upgraded() -> tuple[Answer, ...]:
    """Answers: the bad client got a 101. Draft 75 asks for no keys, and says "should" of the rest."""
    of_76 = Check("a 101 for something that is no handshake", answers_as_76().look)
    of_75 = Check("a 101 of draft 75 for something that is no handshake", answers_as_75().look)
    return (
        fails(of_76.under(KEYS_ARE_NEEDED)),
        warns(of_75.under(ABORT_WHAT_DOES_NOT_MATCH)),
    )


def _let_go() -> Check:
    """Some answer came, or the end."""

    def look(reading: Reading) -> Look:
        if reading.received or reading.ended:
            return YES
        return missing(reading, "an answer or the end")

    return check("the end of the connection, with or without an answer", look)


def _survives(
    what: str,
    *segments: Bytes,
    does: str,
    end: tuple[Step, ...] = (),
    needs: tuple[str, ...] = (),
) -> Scenario:
    """These bytes instead of a handshake, ``end``, and then a conforming client."""

    def bad(setting: Setting) -> Steps:
        out: list[Step] = []
        for segment in segments:
            out += [Send(segment if isinstance(segment, bytes) else segment(setting)), Pause()]
        # A server that takes this for a handshake says so soon; who says nothing is not waited for.
        return (*out, *(end or (Await(answered_head, patience=0.05),) * bool(segments)))

    return SECTION.asks(
        what,
        Level.MUST,
        "",
        NEXT,
        does=f"{does}; then a conforming client",
        means=DOWN,
        steps=then_served(bad),
        answers=(*_upgraded(), passes(on(1, opened("76")))),
        twin=opens("76"),
        needs=needs,
    )


def _good_beside_bad(setting: Setting) -> Steps:
    opening = hello(plain("76"))(setting)
    bad: tuple[tuple[Step, ...], ...] = (
        (Send(b"\xff" * 50), Pause(), Reset()),
        (Send(plain("76")(setting).head[:40]), Pause(), Close()),
        (Send(plain("76")(setting).instead("Sec-WebSocket-Key1", b"Sec-WebSocket-Key1: 1").whole),),
        (*opening, Send(b"\x80\x04\x61\x61\xff\x62"), Pause(), Close()),
        (*opening, Send(b"\xff"), Pause(), Send(b"\x00"), Pause(), Close()),
        (*opening, Send(b"\0half"), Reset()),
    )
    steps: list[Step] = [*opening]
    for client in bad:
        steps += [Connect(), *client]
    return (*steps, On(0), Send(wire.text(setting.mark)), Await(echoed(setting.mark)))


STRANGE = {
    "FF | 00": (b"\xff", b"\x00"),
    "80 01 61": (b"\x80\x01\x61",),
    "01 61 FF": (b"\x01\x61\xff",),
    "FF 05 hello": (b"\xff\x05hello",),
    "00 C3 28 FF": (b"\x00\xc3\x28\xff",),
}
"""What made an HTTP layer under a WebSocket server write its error page: field bug 113."""


def _each_strange(setting: Setting) -> Steps:
    steps: list[Step] = []
    for frames in STRANGE.values():
        steps += [Close(), Connect()] if steps else []
        steps += [*hello(plain("76"))(setting), Send(wire.text(first(setting)))]
        steps.append(Await(echoed(first(setting)), vital=True))
        for part in frames:
            steps += [Send(part), Pause()]
        steps += [Send(wire.text(setting.mark))]
        steps += [Await(first_of(echoed(setting.mark), closing("76"))), HalfClose(), AwaitEnd()]
    return tuple(steps)


def _policy_field(setting: Setting) -> Opening:
    return plain("76")(setting).plus(b"X-Note: " + POLICY[:-1])


def _policy_answer() -> Check:
    """The answer is Flash's policy file. It is a refusal in odd words: no MUST forbids it."""

    def look(reading: Reading) -> Look:
        found = b"cross-domain-policy" in reading.received
        return YES if found else Look("no policy file came")

    return check("a policy file in the place of a handshake", look)


SCENARIOS = (
    # field bug 113
    SECTION.asks(
        "no-error-page-in-the-stream",
        Level.MUST,
        "",
        "After the handshake nothing but frames is sent, also when something goes wrong (76 §5.3).",
        does="on five connections a text and then " + "; ".join(STRANGE),
        means="pages wait for ever inside a frame that begins with H; users read a stack trace",
        steps=_each_strange,
        answers=(fails(anywhere(corrupts())), passes(each(tuple(STRANGE), opened("76")))),
        twin=opens("76"),
        needs=("echo",),
    ),
    # field bug 123
    _survives(
        "policy-file-request", POLICY, does="<policy-file-request/> and a byte 00, as Flash asks"
    ),
    SECTION.asks(
        "policy-file-request-not-held",
        Level.UNDEFINED,  # 76 §5.1 says abort, and not how soon: a server may wait for its own limit
        "",
        "What does not begin with GET is no handshake, and nothing more need be waited for (76 §5.1).",
        does="<policy-file-request/> and a byte 00, and then nothing",
        means="connections that can never become a handshake are kept, and fill the server",
        steps=lambda _: (Send(POLICY), AwaitEnd()),
        answers=(*_upgraded(), passes(_let_go())),
        twin=opens("76"),
    ),
    SECTION.asks(
        "policy-file-request-in-a-field",
        Level.SHOULD,
        "",
        "What stands in a field that the server does not know is ignored (76 §5.1).",
        does="a handshake with X-Note: <policy-file-request/>",
        means="a server that searches all bytes for the Flash request hangs up on honest clients",
        steps=hello(_policy_field),
        answers=(warns(_policy_answer()), passes(opened("76")), informs(refused())),
        twin=opens("76"),
    ),
    # field bug 139
    _survives(
        "tls-to-a-plain-port",
        CLIENT_HELLO,
        does="16 03 01 …: a TLS ClientHello to a port without TLS",
        needs=("plain",),
    ),
    _survives(
        "garbage-line", b"EHLO example.com\r\n\r\n", does="EHLO example.com and a blank line"
    ),
    _survives("only-line-ends", b"\r\n" * 200, does="200 empty lines"),
    _survives("only-nuls", bytes(200), does="200 bytes 00"),
    _survives("only-ff", b"\xff" * 200, does="200 bytes FF"),
    _survives("frames-before-the-handshake", b"\0hello\xff\xff\0", does="00 hello FF FF 00"),
    _survives(
        "colons-only", b"GET / HTTP/1.1\r\n:\r\n::\r\n: :\r\n\r\n", does="fields without names"
    ),
    _survives(
        "first-line-only", b"GET / HTTP/1.1\r\n\r\n", does="GET / HTTP/1.1 without a single field"
    ),
    _survives("no-spaces-in-line", b"GET\r\n\r\n", does="GET alone in the first line"),
    _survives(
        "http2-preface",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        does="the connection preface of HTTP/2",
    ),
    _survives(
        "not-utf-8-in-the-head",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: \xc3\x28\r\nOr\xffigin: \x80\r\n\r\n",
        does="a head with bytes FF, FE, C3 28 and 80 in the line, a name and a value",
    ),
    # field bug 114
    _survives(
        "terminal-codes-in-the-head",
        b"GET /\x1b[2J HTTP/1.1\r\nHost: \x1b]0;x\x07\r\nUser-Agent: %n%s ${jndi:ldap://x}\r\n\r\n",
        does="a head with terminal codes and format strings, for the server's log",
    ),
    _survives("connect-and-close", does="a client that connects and closes"),
    _survives("connect-and-reset", does="a client that connects and resets", end=(Reset(),)),
    _survives(
        "half-a-head-and-close",
        lambda s: plain("76")(s).head[:-20],
        does="a handshake without its last 20 bytes, then FIN",
    ),
    _survives(
        "half-a-head-and-reset",
        lambda s: plain("76")(s).head[:-20],
        does="a handshake without its last 20 bytes, then RST",
        end=(Reset(),),
    ),
    # field bugs 112, 134, 136
    SECTION.asks(
        "one-bad-client-beside-a-good-one",
        Level.MUST,
        "",
        "What one client does ends at most its own connection; another's texts are read (76 §5.3).",
        does="while one client is connected, six others: 50 bytes FF and RST, half a head, a key "
        "with no space, 80 04 61 61 FF 62, FF | 00, half a text and RST; then the first sends a text",
        means=DOWN,
        steps=_good_beside_bad,
        answers=lambda s: (fails(on(0, corrupts())), passes(on(0, echoes(s.mark)))),
        twin=talks("76"),
        needs=("echo", "parallel"),
    ),
)
