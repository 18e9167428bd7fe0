"""75 §5.2, reading to the end of the head: the bytes arrive as they like, and nothing may go amiss.

Whatever a server makes of the fields, it reads up to and including the empty line before it reads
frames, and not a byte further. (The draft prints the four bytes as 0A 0D 0A 0D; 75 §1.7 and §4.1
step 10 have 0D 0A 0D 0A, and so do all clients: erratum E1.) TCP has no segments that mean anything,
so the head may come in two parts, cut anywhere, or byte by byte. And a head may be long: cookies are.

A client sends no frame before it has read the answer, so frames right behind the head are not demanded
to be understood. A server may hang up on them. Dropping them and going on is worth a warning.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import Answer, Check, both, fails, informs, passes, warns
from conformance.compose import Section, in_turn, opens, plain, talk, talks
from conformance.expect import delivers, echoes, hangs_up, opened, refused
from conformance.expect_answer import LOCATION, each, value_has
from conformance.expect_frames import corrupts
from conformance.reading import answered, echoed
from conformance.scenario import Await, Opening, Pause, Scenario, Send, Setting, Steps, trickle
from conformance.wire import opening75, text
from reports.model import Level

SECTION = Section("75", "5.2")

END = "the end of the handshake"
EIGHT = text(b"sixers")
"""A text frame of eight bytes: whoever takes it for key3 still reads the frames behind it rightly.

So it tells a server that eats eight bytes from one that sends no text back in this draft.
"""
WAITING = "users behind a slow or fussy network cannot connect, now and then, for no reason seen"


def _cuts(setting: Setting) -> dict[str, int]:
    """Where the head is cut in two: the name of the place, and the bytes before it."""
    head = opening75(setting).head
    cuts = {"after the first byte": 1, "after GET": 3, "after GET and the space": 4}
    start = 0
    for line in head.split(b"\r\n")[:-2]:
        name = line.partition(b":")[0].decode("latin-1") if start else "first line"
        if start:
            colon = start + line.index(b":")
            cuts[f"{name}, before the colon"] = colon
            cuts[f"{name}, after the colon"] = colon + 1
        end = start + len(line)
        cuts[f"{name}, before CR"] = end
        cuts[f"{name}, between CR and LF"] = end + 1
        cuts[f"{name}, after LF"] = start = end + 2
    cuts["between the last CR and LF"] = len(head) - 1
    return cuts


def _cut_everywhere(setting: Setting) -> Steps:
    head = opening75(setting).head
    return in_turn(
        *(
            lambda _, at=at: (Send(head[:at]), Pause(), Send(head[at:]), Await(answered("75")))
            for at in _cuts(setting).values()
        )
    )(setting)


def _cut_end(setting: Setting) -> Steps:
    """The four bytes of the end cut in each way, and a text after each answer."""
    head = opening75(setting).head
    return in_turn(
        *(
            lambda _, at=at: (
                Send(head[:at]),
                Pause(),
                Send(head[at:]),
                Await(answered("75")),
                Send(text(setting.mark)),
                Await(echoed(setting.mark)),
            )
            for at in range(len(head) - 4, len(head))
        )
    )(setting)


ENDS = ("CR LF CR LF apart", "CR | LF CR LF", "CR LF | CR LF", "CR LF CR | LF")


def _trickled(setting: Setting) -> Steps:
    return (*trickle(opening75(setting).head), Await(answered("75")))


def _served() -> Check:
    """A 101 and a location: the head was read as a whole."""
    return both(opened("75"), value_has("WebSocket-Location", LOCATION, "a ws: URL"))


def _long(
    what: str,
    lines: Callable[[Setting], tuple[bytes, ...]],
    text_: str,
    does: str,
) -> Scenario:
    """A long head; every byte of it is read before the first frame."""

    def make(setting: Setting) -> Opening:
        return opening75(setting).plus(*lines(setting))

    def answers(setting: Setting) -> tuple[Answer, ...]:
        evil = setting.text("evil")
        return (
            fails(delivers(evil)),
            fails(corrupts()),
            passes(echoes(setting.text("hi"), setting.mark)),
            informs(refused()),
        )

    return SECTION.asks(
        what,
        Level.MUST,
        END,
        text_,
        does=does + ", a handshake of less than 4 KiB, and two texts after the answer",
        means="what stands in a cookie becomes a message, or users with cookies cannot connect",
        steps=talk(make, lambda setting: text(setting.text("hi"))),
        answers=answers,
        twin=talks("75", lambda setting: text(setting.text("hi"))),
        needs=("echo",),
    )


def _pipelined(setting: Setting) -> Steps:
    """The head and a text in one segment, and the end mark only when the answer is there."""
    return (
        Send(opening75(setting).head + text(setting.text("early"))),
        Await(answered("75")),
        Send(text(setting.mark)),
        Await(echoed(setting.mark)),
    )


def _pipelined_cut(setting: Setting) -> Steps:
    head = opening75(setting).head
    return (
        Send(head[:-2]),
        Pause(),
        Send(head[-2:] + text(setting.text("early"))),
        Await(answered("75")),
        Send(text(setting.mark)),
        Await(echoed(setting.mark)),
    )


def _pipelined_answers(setting: Setting) -> tuple[Answer, ...]:
    early, mark = setting.text("early"), setting.mark
    return (
        fails(corrupts()),
        passes(echoes(early, mark)),
        informs(refused()),
        informs(hangs_up()),
        warns(Check("the text behind the head dropped, the next one echoed", echoes(mark).look)),
    )


SCENARIOS = (
    SECTION.asks(
        "head-cut-anywhere",
        Level.MUST,
        END,
        "The handshake is a stream of bytes; where a segment ends means nothing.",
        does="the plain handshake in two segments, cut at each place where a parser changes its "
        "state, on a connection each",
        means=WAITING,
        steps=_cut_everywhere,
        answers=lambda setting: (passes(each(tuple(_cuts(setting)), _served())),),
        twin=opens("75"),
    ),
    SECTION.asks(
        "head-byte-by-byte",
        Level.MUST,
        END,
        "A handshake that comes one byte at a time is the same handshake.",
        does="the plain handshake, each byte in a segment of its own",
        means=WAITING,
        steps=_trickled,
        answers=(passes(_served()),),
        twin=opens("75"),
    ),
    # field bug 4: SuperWebSocket and httpuv count the rest wrongly then
    SECTION.asks(
        "end-of-head-cut",
        Level.MUST,
        END,
        "The empty line is found across segments, and the frames begin right behind it.",
        does="the handshake cut before and within its last CR LF CR LF, and a text after each answer",
        means="a handshake that is cut in an unlucky place loses the first message",
        steps=_cut_end,
        answers=lambda setting: (passes(each(ENDS, echoes(setting.mark))),),
        twin=talks("75"),
        needs=("echo",),
    ),
    # field bug 127: a server that reads eight bytes after every head eats this frame
    SECTION.asks(
        "no-key3-awaited",
        Level.MUST,
        END,
        "The handshake ends with its empty line: no eight bytes follow it, as in draft 76.",
        does='the plain handshake, and after the answer the frames 00 "hi" FF, of four bytes, and '
        "the end mark",
        means="the first messages of every client vanish",
        steps=talk(plain("75"), b"\x00hi\xff"),
        answers=lambda setting: (passes(echoes(b"hi", setting.mark)),),
        twin=talks("75", EIGHT),
        needs=("service",),  # with eight bytes eaten the target does not seem to echo
        version=2,
    ),
    # field bugs 5 and 7
    SECTION.asks(
        "frame-in-the-segment-of-the-head",
        Level.SHOULD,
        END,
        "Bytes behind the empty line are frames already; to hang up on them is allowed.",
        does='the plain handshake and the frame 00 "early-..." FF in one segment, and the end mark '
        "after the answer",
        means="a message that was sent is dropped, and neither side knows",
        steps=_pipelined,
        answers=_pipelined_answers,
        twin=talks("75", lambda setting: text(setting.text("early"))),
        needs=("echo",),
    ),
    # field bug 4: a byte too many is dropped
    SECTION.asks(
        "frame-behind-a-cut-end",
        Level.SHOULD,
        END,
        "The first frame begins with the byte behind the empty line, also when that was cut.",
        does='the handshake without its last CR LF; then CR LF and the frame 00 "early-..." FF, and '
        "the end mark after the answer",
        means="the first message is cut, or read as a frame of another type",
        steps=_pipelined_cut,
        answers=_pipelined_answers,
        twin=talks("75", lambda setting: text(setting.text("early"))),
        needs=("echo",),
    ),
    # field bug 129
    _long(
        "cookie-of-three-kilobytes",
        lambda _: (b"Cookie: c=" + b"0123456789abcdef" * 188,),
        "The head is read to its end also when one of its fields is long.",
        "a Cookie field of 3,018 bytes",
    ),
    _long(
        "forty-fields",
        lambda _: tuple(b"X-Field-%d: " % n + b"v" * 50 for n in range(40)),
        "The head is read to its end also when it has many fields.",
        "forty fields of some 60 bytes behind Origin",
    ),
    _long(
        "frame-bytes-in-a-field",
        lambda s: (b"X-Frame: \x00" + s.text("evil") + b"\xff",),
        "What stands before the empty line is no frame, whatever bytes it holds.",
        'a field whose value holds the bytes of a frame, 00 "evil-..." FF',
    ),
    # Many HTTP parsers take LF for a line end (field bug 42), and no client of the draft sends one
    # within a field. But here the draft says "must": frames are not read before CR LF CR LF. The
    # server may take the line feeds for what it likes, as long as it reads on, or refuse them.
    _long(
        "line-feeds-in-a-cookie",
        lambda s: (b"Cookie: a=\n\n\x00" + s.text("evil") + b"\xff",),
        "The end of the head is CR LF CR LF; two LF are none (erratum E1 does not change this).",
        'a Cookie whose value holds LF LF and 00 "evil-..." FF',
    ),
)
