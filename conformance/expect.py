"""The vocabulary of expectations: what scenarios say of an answer, each statement once.

The statements are checks (:mod:`conformance.checks`); a scenario combines them. What the client sent,
and so what must come back, is handed in as a value, most often the scenario's ``Opening``.

Two habits keep them fair. A statement about one field or one frame asks for an opening handshake that
came *in full*, not for one that is right in every other respect: a server with a wrong digest is told
so once, by the scenario of the digest, and is still judged by its framing. And messages that nobody
asked for, such as a greeting, never disturb a statement about an echo.
"""

from __future__ import annotations

from conformance.checks import YES, Basis, Check, Look, check, kept_waiting, missing
from conformance.describe import error_page, show
from conformance.reading import Reading
from conformance.scenario import Opening

# --- the opening handshake ---


def refused() -> Check:
    """The handshake was not accepted: the connection ended, or an HTTP answer that is no 101 came."""

    def look(reading: Reading) -> Look:
        response = reading.response
        if reading.received.startswith(b"HTTP/") and b" 101" in reading.received[:13]:
            return Look("the handshake was accepted")
        if response is not None or reading.ended:
            return YES
        return missing(reading, "a refusal")

    return check("no 101: an HTTP answer that is another, or the end of the connection", look)


def silent() -> Check:
    """Not one byte came and the connection stayed open. For a FAIL where a draft demands the end.

    Elsewhere the rule of :mod:`conformance.checks` speaks. Holds on silence alone, so it is asked again
    with more patience before it is believed.
    """

    def look(reading: Reading) -> Look:
        return (
            Look("", Basis.SILENCE) if kept_waiting(reading) else Look("the server was not silent")
        )

    return check("no answer, and the connection left open", look)


def opened(draft: str = "") -> Check:
    """The server's opening handshake came in full; whether its values are right is not asked."""

    def look(reading: Reading) -> Look:
        if reading.opened:
            return YES
        if reading.response is not None and not reading.accepted:
            return Look(
                f"the handshake was refused: {show(reading.response.status_line)}", Basis.END
            )
        what = "the digest" if reading.accepted else "a 101"
        return missing(reading, what)

    words = {"75": "the 101", "76": "the 101 and sixteen bytes"}
    return check(words.get(draft, "the server's opening handshake"), look)


def digest(opening: Opening) -> Check:
    """The sixteen bytes are the answer to this opening's challenge (76 §4.1 steps 42-45)."""

    def look(reading: Reading) -> Look:
        if not (found := opened("76").look((reading,))).holds:
            return found
        if reading.digest == opening.digest:
            return YES
        return Look(f"the digest is {reading.digest.hex(' ')}, not {opening.digest.hex(' ')}")

    return check("101 and the digest of the client's numbers and key3", look)


def no_error_page() -> Check:
    """What follows the head of an answer of draft 76 is no further HTTP answer."""

    def look(reading: Reading) -> Look:
        return Look("an HTTP answer in the place of the digest" if error_page(reading) else "")

    return check("no HTTP answer in the place of the digest", look)


def field_is(name: str, *values: bytes) -> Check:
    """The answer has exactly one field ``name``, and its value is one of ``values``."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        assert reading.response is not None
        came = reading.response.values(name)
        if len(came) == 1 and came[0] in values:
            return YES
        if not came:
            return Look(f"there is no field {name}")
        return Look(f"{name} is " + " and ".join(show(value) for value in came))

    allowed = " or ".join(show(value) for value in values)
    return check(f"exactly one {name}: {allowed}", look)


def field_absent(name: str) -> Check:
    """The answer is a 101 and has no field ``name``."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        assert reading.response is not None
        came = reading.response.values(name)
        return Look(f"{name} is {show(came[0])}") if came else YES

    return check(f"a 101 without a field {name}", look)


# --- frames ---


def echoes(*texts: bytes) -> Check:
    """Each of ``texts`` came back as a message of its own, whole and in this order."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        messages = iter(reading.messages)
        for text in texts:
            if text not in messages:
                return missing(reading, f"the echo of {show(text)}")
        return YES

    return check("the echo of " + ", ".join(show(text) for text in texts), look)


def delivers(*texts: bytes) -> Check:
    """At least one of ``texts`` came back inside some message. For answers that fail."""

    def look(reading: Reading) -> Look:
        for text in texts:
            if any(text in message for message in reading.messages) or text in reading.rest:
                return YES
        return Look("none of the hidden texts came back")

    return check("a message that holds " + " or ".join(show(text) for text in texts), look)


def never(*texts: bytes) -> Check:
    """None of ``texts`` came back inside any message."""

    def look(reading: Reading) -> Look:
        for text in texts:
            if any(text in message for message in reading.messages) or text in reading.rest:
                return Look(f"{show(text)} was delivered as text")
        return YES

    return check("no message that holds " + " or ".join(show(text) for text in texts), look)


def hangs_up() -> Check:
    """After its opening handshake the server ended the connection, with or without FF 00 before."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        return YES if reading.ended else missing(reading, "the end of the connection")

    return check("the end of the connection", look)


def closing_frame() -> Check:
    """Exactly one closing frame came and nothing after it."""

    def look(reading: Reading) -> Look:
        if not (found := opened().look((reading,))).holds:
            return found
        at = next((n for n, f in enumerate(reading.frames) if f.is_closing), None)
        if at is None:
            return missing(reading, "a closing frame FF 00")
        if reading.frames[at + 1 :] or reading.rest:
            return Look("something came after the closing frame")
        return YES

    return check("one closing frame FF 00 and nothing after it", look)


def no_closing_frame() -> Check:
    """No closing frame came."""

    def look(reading: Reading) -> Look:
        return Look("a closing frame came") if any(f.is_closing for f in reading.frames) else YES

    return check("no closing frame", look)


def text_frames_only() -> Check:
    """Every frame is a text frame of type 00, but for a closing frame in draft 76; none is cut."""

    def look(reading: Reading) -> Look:
        for frame in reading.frames:
            if not frame.is_message and not (frame.is_closing and reading.draft == "76"):
                return Look(f"a frame of type {frame.frame_type:02X} came: {show(frame.raw)}")
        if reading.rest:
            return Look(f"bytes that end no frame came: {show(reading.rest)}")
        return YES

    return check("text frames only", look)
