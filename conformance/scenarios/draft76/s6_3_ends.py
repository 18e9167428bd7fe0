"""76 §6.3: how connections end.

A server may end a connection whenever it likes, by FIN or by RST; which it uses is worth knowing and
never wrong. And clients vanish in the middle of everything, which must hurt nobody else: the next
client is a conforming one and the steps of section 5 must be run for it.
"""

from __future__ import annotations

from conformance import wire
from conformance.checks import both, fails, informs, on, passes
from conformance.compose import Section, hello, opens, plain, talks, then_served
from conformance.expect import echoes, hangs_up, opened
from conformance.expect_frames import corrupts, deaf, ends_by, goes_on_after_closing, keeps_open
from conformance.reading import closing
from conformance.scenario import Await, AwaitEnd, HalfClose, Reset, Scenario, Send, Setting, Steps
from reports.model import Kind, Level

SECTION = Section("76", "6.3")

SERVED = "What one client does to its connection, the next client does not feel."

EVEN_SO = "one client that vanishes takes the server away from everybody"


def _vanishes(what: str, bad: Steps, does: str, *, needs: tuple[str, ...] = ()) -> Scenario:
    """A client opens, does ``bad``, and is gone; then another one comes."""
    steps = then_served(lambda s: (*hello(plain("76"))(s), *bad))
    return SECTION.asks(
        what,
        Level.MUST,
        "",
        SERVED,
        does=f"{does}; then a fresh client",
        means=EVEN_SO,
        steps=steps,
        answers=(fails(corrupts()), passes(on(1, opened("76")))),
        twin=opens("76"),
        needs=needs,
    )


def _half_closed(setting: Setting) -> Steps:
    return (
        *hello(plain("76"))(setting),
        Send(wire.text(setting.mark)),
        HalfClose(),
        AwaitEnd(),
    )


def _asked(setting: Setting) -> Steps:
    return (*hello(plain("76"))(setting), Send(wire.CLOSING), Await(closing("76")))


def _closed(setting: Setting) -> Steps:
    return (*_asked(setting), AwaitEnd())


SCENARIOS = (
    SECTION.asks(
        "fin-or-rst",
        Level.MAY,
        "",
        "The server ends TCP by FIN or by RST, when it likes; after a client's FF 00 it has no reason "
        "to wait.",
        does="FF 00; the client waits for the server to end TCP",
        means="nothing: both ends are allowed, and a server may leave the end to its client",
        steps=_closed,
        answers=(
            fails(goes_on_after_closing()),
            fails(corrupts()),
            informs(ends_by(Kind.EOF)),
            informs(ends_by(Kind.RESET)),
            informs(keeps_open()),
        ),
        twin=opens("76"),
    ),
    SECTION.asks(
        "half-close-after-a-text",
        Level.UNDEFINED,
        "",
        "A client that ends its direction has closed the connection; whether its last text is still "
        "answered is open.",
        does="a text and the client's FIN with it; the client goes on reading",
        means="nothing: scripts that shut down their output may or may not get their answer",
        steps=_half_closed,
        answers=lambda s: (
            fails(corrupts()),
            informs(both(echoes(s.mark), hangs_up())),
            informs(hangs_up()),
            informs(deaf("the connection left open on the server's side")),
        ),
        twin=talks("76"),
        needs=("echo",),
    ),
    # field bugs 85, 92, 111
    SECTION.asks(
        "closed-when-the-client-has-closed",
        Level.SHOULD,
        "",
        "When the closing handshake is done and the client has ended TCP, so does the server.",
        does="FF 00, and when the server's FF 00 has come, the client's FIN",
        means="connections pile up on the server, half open, until it can take no more",
        steps=lambda s: (*_asked(s), HalfClose(), AwaitEnd()),
        answers=(passes(hangs_up()),),
        twin=opens("76"),
    ),
    SECTION.asks(
        "closed-when-the-client-is-gone",
        Level.SHOULD,
        "",
        "A connection that the client has ended without a closing handshake is closed too.",
        does="the client's FIN after the opening handshake, without FF 00",
        means="connections pile up on the server, half open, until it can take no more",
        steps=lambda s: (*hello(plain("76"))(s), HalfClose(), AwaitEnd()),
        answers=(passes(hangs_up()),),
        twin=opens("76"),
    ),
    _vanishes("fin-after-opening", (), "a client that opens and closes at once"),
    _vanishes("rst-after-opening", (Reset(),), "a client that opens and resets at once"),
    _vanishes("fin-in-mid-frame", (Send(b"\0half a te"),), "00 half a te, then FIN"),
    _vanishes("rst-in-mid-frame", (Send(b"\0half a te"), Reset()), "00 half a te, then RST"),
    _vanishes("rst-in-mid-length", (Send(b"\x80\x81"), Reset()), "80 81, then RST"),
    _vanishes("rst-in-mid-payload", (Send(b"\x80\x09abc"), Reset()), "80 09 abc, then RST"),
    _vanishes("rst-with-closing-frame", (Send(wire.CLOSING), Reset()), "FF 00, then RST at once"),
    _vanishes("fin-with-closing-frame", (Send(wire.CLOSING),), "FF 00, then FIN at once"),
    # field bugs 110, 112: the write of the answer fails, and the exception is nobody's
    _vanishes(
        "rst-with-texts-unanswered",
        (Send(wire.text(b"x" * 1000) * 20), Reset()),
        "twenty texts of 1,000 bytes, then RST before their echoes are read",
    ),
)
