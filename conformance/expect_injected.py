"""What scenarios say of bytes that no client of the draft sends, and that came back in an answer.

A 101 has the fields of 76 §5.2 step 11 and nothing of the client's that is no value. A refusal is any
HTTP answer, or none: what its reason phrase repeats is recorded.
"""

from __future__ import annotations

from conformance.checks import YES, Answer, Check, Look, check, informs, warns
from conformance.expect import refused
from conformance.reading import Reading


def _held(reading: Reading, bad: tuple[bytes, ...]) -> bool:
    """The head of the answer holds one of these byte strings."""
    head = reading.response.raw if reading.response else reading.received
    return any(b in head for b in bad)


def holds(words: str, *bad: bytes) -> Check:
    """A 101 whose head holds one of these byte strings. For answers that fail or warn."""

    def look(reading: Reading) -> Look:
        if refused().look((reading,)).holds:
            return Look("the handshake was refused")
        return YES if _held(reading, bad) else Look("it is not in the answer")

    return check(f"an answer that holds {words}", look)


def _refused_with(words: str, *bad: bytes) -> Check:
    """A refusal that repeats one of these byte strings, in a reason phrase perhaps."""

    def look(reading: Reading) -> Look:
        no = refused().look((reading,))
        if not no.holds:
            return no
        return YES if _held(reading, bad) else Look("it is not in the answer")

    return check(f"a refusal that repeats {words}", look)


def controls(words: str, *bad: bytes) -> tuple[Answer, ...]:
    """Control bytes that come back: 5.2 step 11 gives the fields of a 101, and nothing of a refusal."""
    return (warns(holds(words, *bad)), informs(_refused_with(words, *bad)))


def silent_on(value: str) -> Check:
    """The handshake was accepted; none of the failing answers before has seen the value."""

    def look(reading: Reading) -> Look:
        return YES if reading.accepted else Look("there is no 101")

    return check(f"a 101, without the {value} as it came", look)
