"""Building blocks for texts that both drafts read alike: very many, and such as mean much elsewhere.

After each frame the next one is read, and what stands in a text frame is the message, whatever it says.
The texts that put this to the test are the same in both drafts, and stand here once.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance import wire
from conformance.checks import YES, Check, Look, check
from conformance.compose import hello, plain, talk
from conformance.expect import opened
from conformance.reading import Reading, echoed
from conformance.rules import EACH_FRAME_ONCE
from conformance.scenario import Await, Send, Setting, Step, Steps

# --- many texts ---

TEXTS = 1020
BATCH = 30
"""Texts that are sent before their echoes are awaited. The hundredth and the thousandth, the 256th and
the 512th, stand inside a batch: where one of them is lost, a later one comes all the same."""


def in_turn_texts(setting: Setting) -> tuple[bytes, ...]:
    """A thousand texts and a few."""
    return tuple(b"%d-%s" % (n, setting.token.encode()) for n in range(1, TEXTS + 1))


def texts_in_turn(draft: str) -> Callable[[Setting], Steps]:
    """Steps: the texts in batches, and the echo of a batch before the next one is sent."""

    def steps(setting: Setting) -> Steps:
        out: list[Step] = [*hello(plain(draft))(setting)]
        every = in_turn_texts(setting)
        for at in range(0, TEXTS, BATCH):
            batch = every[at : at + BATCH]
            out.append(Send(b"".join(map(wire.text, batch))))
            out.append(Await(echoed(batch[-1]), vital=True))
        return tuple(out)

    return steps


def passed_over(*texts: bytes) -> Check:
    """One of ``texts`` did not come back where a later one did. For answers that fail."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        known = set(texts)
        came = [message for message in reading.messages if message in known]
        in_order = came == list(texts[: len(came)])
        return Look("no text was passed over") if in_order else YES

    words = "a text that was passed over, and the echo of a later one"
    return check(words, look).under(EACH_FRAME_ONCE)


# --- texts of few words ---

FEW_WORDS: tuple[bytes, ...] = (
    *(b"0", b"00", b"null", b"false", b"undefined", b"None", b"NaN"),
    *(b"\0", b"\0\0", b"a\0", b" ", b"a  b", b"a\t", b"a\n", b"a\r\n"),
    *(b'{"a":1}', b"[1]", b'"x"', b"'x'", b"\\", b"\\\\n", b"1,", b"%s %d %%", b"+1", b"01"),
    *(b"/x", b"~m~", b"ping", b"PING", b"pong", b"quit", b"close", b"exit", b"bye", b"GET / x"),
    *(c.encode() for c in "\u00e9\u00ff\u0080\u07ff\u20ac\u2028\u200b\u200f\ue000\U0001f4a9"),
    "a\u00ffb".encode(),
    "e\u200bf\u200fg\u2028h\u2029i\u00adj\u00a0k\u0085l".encode(),
    "a\u07ffb\ue000c\uf8ffd\u212ae\u0130f\ufb01g".encode(),
    "a\ufdd0b\ufdefc\U0010fffed\U0010ffffe".encode(),
)
"""Texts that mean something to a layer that ought not to look: to a language, in which they are false
or nothing, to a format, to a chat. Then characters alone, and some that are taken for others."""


PLAIN_WORDS = tuple(b"plain words %d" % n for n in range(len(FEW_WORDS)))
"""As many texts that mean nothing to anybody: a server may close after so many (75 §6, 76 §6.3)."""


def few_words(draft: str) -> Callable[[Setting], Steps]:
    """Steps: all of :data:`FEW_WORDS` in one segment, with the end mark."""
    return talk(plain(draft), b"".join(map(wire.text, FEW_WORDS)))
