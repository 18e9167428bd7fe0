"""What scenarios say of frames: statements for framing and closing, each once.

A server may deal with a frame that it does not know in several ways (76 §5.3): read it and discard it,
or give the connection up, with or without a closing frame. What it may not do is take the frame, or a
part of it, for a message, or write something into the stream that is no frame of the draft. So the
same few statements come back in every scenario of a strange frame; :func:`skipped` is that list.

The scenario sends a *first* text, the strange frame, a text *behind* it and, in a further segment, a
*last* text. A message
between the echoes is one that nobody sent, whatever it holds: a part of the strange frame, an empty
message, an old message once more. A last text without the one behind the frame says that the frame
was not skipped where it ends. A greeting before the first echo disturbs nothing.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.checks import (
    YES,
    Answer,
    Basis,
    Check,
    Look,
    Readings,
    both,
    check,
    fails,
    informs,
    missing,
    warns,
)
from conformance.describe import show
from conformance.expect import closing_frame, echoes, hangs_up, opened
from conformance.reading import Reading
from conformance.rules import (
    EACH_FRAME_ONCE,
    NO_CLOSING_FRAME,
    NOT_LEFT_WAITING,
    NOTHING_AFTER_CLOSING,
    ONLY_FRAMES_ARE_SENT,
    ONLY_TEXT_IS_A_MESSAGE,
)
from reports.model import Kind


def strays(first: bytes, *allowed: bytes) -> Check:
    """After the echo of ``first`` a message came that is none of ``allowed``. For answers that fail."""

    def look(reading: Reading) -> Look:
        messages = reading.messages
        if first not in messages:
            return Look("no message came that nobody sent")
        after = messages[messages.index(first) + 1 :]
        return YES if any(m not in allowed for m in after) else Look("no message is a stranger")

    return check("a message that nobody sent", look).under(ONLY_TEXT_IS_A_MESSAGE)


def swallowed(behind: bytes, last: bytes) -> Check:
    """``last`` came back and ``behind``, which was sent before it, did not. For answers that fail."""

    def look(reading: Reading) -> Look:
        lost = last in reading.messages and behind not in reading.messages
        return YES if lost else Look("no text is lost")

    lost = "the loss of the text behind the frame, and the echo of the one after that"
    return check(lost, look).under(EACH_FRAME_ONCE)


def repeats(*texts: bytes) -> Check:
    """One of ``texts`` came back more than once. For answers that fail."""

    def look(reading: Reading) -> Look:
        twice = any(reading.messages.count(text) > 1 for text in texts)
        return YES if twice else Look("nothing came twice")

    return check("a message that came back twice", look).under(EACH_FRAME_ONCE)


def corrupts() -> Check:
    """Bytes came that are no text frame and no closing frame. For answers that fail.

    A text frame that is not complete yet is none of it: the end of the connection may cut it short,
    and so may the end of our waiting. A lone FF is half a closing frame, until FIN says it was all.

    FF 00 is none of it in draft 75 either: to its client that is a frame of the length 0, which is
    read and discarded (75 §4.2), so no place is lost. See :func:`closing_frame_in_75`.
    """

    def look(reading: Reading) -> Look:
        for frame in reading.frames:
            if not frame.is_message and not frame.is_closing:
                return YES
        rest = reading.rest
        half = rest == b"\xff" and reading.ending is not Kind.EOF
        if not rest or rest[:1] == b"\x00" or half:
            return Look("only frames of the draft came")
        return YES

    return check("bytes in the stream that are no frame of the draft", look).under(
        ONLY_FRAMES_ARE_SENT
    )


def goes_on_after_closing() -> Check:
    """Something came after a closing frame of the server. For answers that fail."""

    def look(reading: Reading) -> Look:
        at = next((n for n, f in enumerate(reading.frames) if f.is_closing), None)
        if at is None or not (reading.frames[at + 1 :] or reading.rest):
            return Look("nothing came after a closing frame")
        return YES

    return check("something after the server's closing frame", look).under(NOTHING_AFTER_CLOSING)


def deaf(what: str = "silence: neither the echo of the next text nor the end") -> Check:
    """The handshake came, the connection is open, and what was waited for did not come.

    Holds on silence alone, so it is asked again with more patience before it is believed.
    """

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        if reading.ended or not reading.timed_out:
            return Look("the server was not silent")
        return Look("", Basis.SILENCE)

    return check(what, look).under(NOT_LEFT_WAITING)


def keeps_open() -> Check:
    """The connection was still open when the waiting for its end was over."""

    def look(reading: Reading) -> Look:
        return Look("the connection ended") if reading.ended else Look("", Basis.SILENCE)

    return check("the connection left open", look)


def ends_by(kind: Kind) -> Check:
    """After its opening handshake the server ended the connection by ``kind``: EOF or RESET."""
    words = {Kind.EOF: "the end by FIN", Kind.RESET: "the end by RST"}[kind]

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        return YES if reading.ending is kind else missing(reading, words)

    return check(words, look)


def gives_up(draft: str = "76") -> tuple[Answer, ...]:
    """Answers: the server gave the connection up, politely or not."""
    polite = (informs(closing_frame()),) if draft == "76" else ()
    return (*polite, informs(hangs_up()))


def skipped(
    first: bytes, behind: bytes, last: bytes, *also: bytes, draft: str = "76"
) -> tuple[Answer, ...]:
    """The answers to a strange frame between the texts ``first`` and ``behind``.

    ``also`` are texts that may come as well: they were sent between ``behind`` and ``last``.

    Skipping and giving up are both the server's right; which it was is recorded. Falling silent is
    what the letter of 76 §5.3 lets a server do (it may set the client terminated flag, and nothing
    says when it ends the connection), but nobody is served by it: a warning.
    """
    return (
        fails(strays(first, first, behind, last, *also)),
        fails(repeats(first, behind, last)),
        fails(corrupts()),
        fails(swallowed(behind, last)),
        informs(skips(first, behind, last)),
        *gives_up(draft),
        warns(deaf()),
    )


def skipped75(first: bytes, *then: bytes) -> tuple[Answer, ...]:
    """The answers to a strange frame in draft 75, which knows no flag that lets a server fall silent.

    It may disconnect, or it must skip (75 §5.3 steps 2 and 3). FF 00 is no frame that a server of
    draft 75 sends, but only the grammar of 1.2 says so, and every client skips it: a warning.
    """
    return (
        fails(strays(first, first, *then)),
        fails(repeats(first, *then)),
        fails(corrupts()),
        warns(closing_frame_in_75()),
        informs(skips(first, *then)),
        informs(hangs_up()),
    )


def closing_frame_in_75() -> Check:
    """The closing frame of draft 76 came, once or more. For answers that warn, in draft 75."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        came = any(frame.is_closing for frame in reading.frames)
        return YES if came else missing(reading, "a closing frame FF 00")

    words = "a closing frame FF 00, which draft 75 does not know"
    return check(words, look).under(NO_CLOSING_FRAME)


def politely75(fair: Check) -> Check:
    """``fair`` holds, and on some connection FF 00 came beside it. For answers that warn."""
    polite = closing_frame_in_75()
    return both(fair, anywhere(polite)).called(polite.text).under(NO_CLOSING_FRAME)


def skips(*texts: bytes) -> Check:
    """The strange frame was read and discarded: the texts around it came back."""
    return Check("the frame skipped, and the echo of the text behind it", echoes(*texts).look)


def promptly(text: bytes, last: bytes) -> Check:
    """``text`` came back before the next segment was sent: nothing was waited for in vain."""

    def look(reading: Reading) -> Look:
        if not (found := echoes(text, last).look((reading,))).holds:
            return found
        if reading.timed_out:
            return Look("the echo came only after a further segment", Basis.SILENCE)
        return YES

    return check("the frame skipped, and the echo of the text behind it at once", look)


def late(text: bytes, last: bytes) -> Check:
    """``text`` came back, but only after the next segment; rests on the silence before it."""

    def look(reading: Reading) -> Look:
        if not reading.timed_out or not echoes(text, last).look((reading,)).holds:
            return Look("nothing was held up")
        return Look("", Basis.SILENCE)

    return check("the echo of the text only after a further segment", look)


def beside_twin(inner: Check) -> Check:
    """The same check, of a fault that stands among valid frames: a server may go wrong at those alone.

    What it finds wrong in the bytes counts only where the valid twin came out right.
    """

    def look(readings: Readings) -> Look:
        found = inner.look(readings)
        return replace(found, basis=Basis.TWIN) if found.basis is Basis.BYTES else found

    return replace(inner, look=look)


def anywhere(inner: Check) -> Check:
    """Yes when one of the connections says yes. For answers that fail."""

    def look(readings: Readings) -> Look:
        looks = [inner.look((reading,)) for reading in readings]
        return next((yes for yes in looks if yes.holds), looks[0])

    return Check(inner.text, look, inner.rule)


def none_lost(*texts: bytes) -> Check:
    """Each of ``texts`` came back; the no counts the texts that did not, and tells joined from lost."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        came = set(reading.messages)
        lost = [text for text in dict.fromkeys(texts) if text not in came]
        if not lost:
            return echoes(*texts).look((reading,))
        if any(lost) and b"".join(texts) in b"".join(reading.messages):
            return Look(
                f"all {len(texts)} texts came, joined or cut: {len(lost)} not as one message"
            )
        what = f"{len(lost)} of {len(texts)} echoes, among them that of {show(lost[0])},"
        return missing(reading, what)

    return check(f"the echo of each of {len(texts)} texts, in their order", look)
