"""76 §5.3, sending: 00, the data as UTF-8, FF; and nothing else.

What a server writes after its handshake is text frames of type 00, and in the end FF 00. Every other
byte is read by the client as some frame: an HTTP error page begins a frame of type 48 and swallows what
follows, and one raw byte FF ends a message early, which is the security risk of §7.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import YES, Check, Look, both, check, either, fails, informs, on, passes
from conformance.compose import Section, hello, plain, talk, talks
from conformance.expect import echoes
from conformance.expect_frames import anywhere, corrupts, none_lost, strays
from conformance.reading import Reading, echoed
from conformance.rules import TO_ITS_OWN_CLIENT
from conformance.scenario import Await, Connect, On, Pause, Send, Setting, Step, Steps
from reports.model import Level

SECTION = Section("76", "5.3")

CLIENTS = 3
ROUNDS = 20


def _three(setting: Setting) -> tuple[bytes, ...]:
    return tuple(setting.text(word) for word in ("one", "two", "three"))


def _own(setting: Setting, client: int) -> tuple[bytes, ...]:
    letter = b"%c" % (0x61 + client)
    return tuple(setting.text(f"c{client}-{n}") + letter * 2000 for n in range(ROUNDS))


def _interleaved(setting: Setting) -> Steps:
    steps: list[Step] = []
    for client in range(CLIENTS):
        steps += [Connect()] if client else []
        steps += hello(plain("76"))(setting)
    for n in range(ROUNDS):
        for client in range(CLIENTS):
            steps += [On(client), Send(wire.text(_own(setting, client)[n]))]
    for client in range(CLIENTS):
        # It is much, and a server may write it byte by byte: that is slow, and no silence.
        steps += [On(client), Await(echoed(_own(setting, client)[-1]), patience=5)]
    return tuple(steps)


def _quiet(setting: Setting) -> Steps:
    return (
        *talk(plain("76"))(setting),
        Pause(10),
        Send(wire.text(setting.text("later"))),
        Await(echoed(setting.text("later"))),
    )


def _empty_unasked(setting: Setting) -> Check:
    def look(reading: Reading) -> Look:
        if setting.mark not in reading.messages:
            return Look("nothing came unasked")
        after = reading.messages[reading.messages.index(setting.mark) + 1 :]
        return YES if b"" in after else Look("no empty text came unasked")

    return check("an empty text that nobody sent", look)


def _unasked(setting: Setting) -> Check:
    inner = strays(setting.mark, setting.mark, setting.text("later"))
    return Check("a message of the application's own", inner.look)


def _torn(setting: Setting, client: int, whose: tuple[int, ...]) -> Check:
    """A message on a client's connection holds the letters of one of these, and nobody sent it so.

    A whole text of another client is none: an application may send to all what one of them said.
    """
    sent = {text for each in range(CLIENTS) for text in _own(setting, each)}
    letters = [b"%c" % (0x61 + each) * 50 for each in whose]

    def look(reading: Reading) -> Look:
        theirs = [m for m in reading.messages if any(run in m for run in letters)]
        return YES if any(m not in sent for m in theirs) else Look("no message is torn")

    return on(client, check("a torn message", look))


def _mixed(setting: Setting) -> Check:
    everyone = range(CLIENTS)
    torn = (_torn(setting, n, tuple(set(everyone) - {n})) for n in everyone)
    return either("a message that holds a piece of another client's text", *torn)


def _joined(setting: Setting) -> Check:
    torn = (_torn(setting, n, (n,)) for n in range(CLIENTS))
    return either("a client's own texts, joined or cut", *torn)


def _all_own(setting: Setting) -> Check:
    checks = [on(c, none_lost(*_own(setting, c))) for c in range(CLIENTS)]
    return Check(f"on each connection its own {ROUNDS} texts, in order", both(*checks).look)


# Each of these has FF as one byte of its number; none is a noncharacter, as U+FFFF would be.
HALF_FF = "ÿ ǿ ዿ ヿ\uff01"

SCENARIOS = (
    SECTION.asks(
        "sends-text-frames-only",
        Level.MUST,
        "sending, steps 1-3",
        "A message is sent as one byte 00, the data, one byte FF.",
        does="three texts, whose echoes are looked at byte by byte",
        means="clients lose messages, or drop the connection as broken",
        steps=talk(plain("76"), lambda s: b"".join(map(wire.text, _three(s)))),
        answers=lambda s: (fails(corrupts()), passes(echoes(*_three(s), s.mark))),
        needs=("echo",),
    ),
    # field bug 95: a string written as ISO-8859-1, or its characters cut to their low byte
    SECTION.asks(
        "sends-utf-8",
        Level.MUST,
        "sending, step 2",
        "Text is sent as UTF-8, in which the byte FF does not occur.",
        does="00 C3 BF 20 C7 BF 20 E1 8B BF 20 E3 83 BF EF BC 81 FF: U+00FF, U+01FF, "
        "U+12FF, U+30FF and U+FF01",
        means="whoever writes y with diaeresis ends the server's frame and begins one of his own",
        steps=talk(plain("76"), wire.text(HALF_FF.encode()), b""),
        answers=(fails(corrupts()), passes(echoes(HALF_FF.encode()))),
        twin=talks("76", wire.text(b"plain"), b""),
        needs=("echo",),
        version=2,
    ),
    # field bug 111: pings of a later version written as an empty text
    SECTION.asks(
        "sends-nothing-unasked",
        Level.MUST,
        "sending, step 2",
        "What is sent is what the application has to say; the protocol has no frames of its own.",
        does="a text, then nothing for ten round trips, then another text",
        means="pages receive empty messages out of nowhere",
        steps=_quiet,
        answers=lambda s: (
            fails(corrupts()),
            fails(_empty_unasked(s)),
            informs(_unasked(s)),
            passes(echoes(s.mark, s.text("later"))),
        ),
        twin=talks("76", wire.text(b"plain"), b""),
        needs=("echo",),
    ),
    # field bug 75: the three writes of one message interleave with another's
    SECTION.asks(
        "sends-whole-frames-to-each-client",
        Level.MUST,
        "sending, steps 1-3",
        "A message goes out as one frame, unbroken by others, on the connection that it belongs to.",
        does=f"{CLIENTS} clients at once, in turn {ROUNDS} texts of 2 KB each, letters of their own",
        means="under load messages are lost, cut or run together",
        steps=_interleaved,
        answers=lambda s: (
            fails(anywhere(corrupts())),
            fails(_mixed(s).under(TO_ITS_OWN_CLIENT)),
            fails(_joined(s)),
            passes(_all_own(s)),
        ),
        twin=talks("76", wire.text(b"plain"), b""),
        needs=("echo", "parallel"),
        version=2,
    ),
)
