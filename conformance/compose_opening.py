"""Building blocks of the scenarios of the opening handshake of draft 76.

Most of them ask one of two questions. *Does it accept what a conforming client may send?* The valid
twin is then the plain handshake with the right digest: a server that never computes a digest rightly
is told so by the scenarios of the digest, and here it is UNDECIDED, for its digest says nothing about
the order of fields; only its silence does, where the twin got an answer. *Does it refuse what no
client can have sent?* There the twin only has to be accepted.

One thing must be known of a refusal that did not come. A request without keys is a handshake of
draft 75, and a request with one key is one with an unknown field. A server of both drafts may answer
in draft 75, without sixteen bytes; a wait for them would be a wait for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from conformance.checks import YES, Answer, Check, Look, check, passes
from conformance.compose import Answers, Opener, Section, hello, in_turn, opens, plain
from conformance.describe import answers_6455
from conformance.expect import digest, opened, refused
from conformance.expect_answer import each
from conformance.reading import DIGEST, Reading, read_response
from conformance.scenario import Await, Opening, Scenario, Send, Setting, Steps, Twin
from conformance.wire import opening76, simplest76
from reports.model import Level

NAMES76 = ("Sec-WebSocket-Location", "Sec-WebSocket-Origin")
"""The fields that only an answer of draft 76 has."""


# --- openings ---


def changed(name: str, *lines: bytes) -> Opener:
    """The plain handshake with raw ``lines`` in the place of the field ``name``; none removes it."""
    return lambda setting: opening76(setting).instead(name, *lines)


def added(*lines: bytes) -> Opener:
    """The plain handshake with raw ``lines`` after its last field."""
    return lambda setting: opening76(setting).plus(*lines)


def opaque76(setting: Setting) -> Opening:
    """The plain handshake, its key3 of bytes from 80 to FF, which nobody takes for a request.

    Some servers do so with letters or line ends when key3 comes by itself. One scenario asks about
    that; in the others the verdict must not hang on the bytes that the token draws.
    """
    opening = opening76(setting)
    return replace(opening, key3=bytes(b | 0x80 for b in opening.key3))


def first_line(make: Callable[[bytes], bytes]) -> Opener:
    """The plain handshake with another first line, made of the path."""

    def opener(setting: Setting) -> Opening:
        return opening76(setting).starting(make(setting.path.encode()))

    return opener


# --- steps and twins ---


def answered_somehow(received: bytes) -> bool:
    """A condition: an answer of either draft is complete, or it is no 101."""
    response = read_response(received)
    if response is None:
        return False
    is76 = any(response.values(name) for name in NAMES76)
    return response.code != 101 or not is76 or len(received) >= len(response.raw) + DIGEST


def _is_101(received: bytes) -> bool:
    response = read_response(received)
    return response is not None and response.code == 101


def refused_or_open(patience: float = 0.1) -> Await:
    """A step: give whoever refuses the time to close, and note it where the connection stays open.

    To abort is to close (76 §6.2), so the end of a server that aborts comes at once.
    """
    return Await(_is_101, patience=patience)


def hello_or(make: Opener) -> Callable[[Setting], Steps]:
    """Steps: send a doubtful opening handshake in one segment, read the answer of either draft."""
    return lambda setting: (
        Send(make(setting).whole),
        Await(answered_somehow, vital=True),
        refused_or_open(),
    )


def _answered(_: Setting) -> tuple[Answer, ...]:
    """What a silence is held against: an answer in full, whatever its digest is."""
    return (passes(opened("76")),)


def proven() -> Twin:
    """The twin of a legal variation: the plain handshake, with the right digest."""
    return Twin(hello(plain("76")), lambda s: (passes(digest(opening76(s))),), _answered)


def simple() -> Twin:
    """The twin of a question about keys: the simplest of them, with the right digest."""
    return Twin(hello(simplest76), lambda s: (passes(digest(simplest76(s))),), _answered)


def simple_opens() -> Twin:
    """The twin of a question about the digest itself: the simplest keys, with any digest."""
    return Twin(hello(simplest76), lambda _: (passes(opened("76")),))


# --- the two questions ---


def accepts(
    section: Section,
    what: str,
    step: str,
    text: str,
    *makes: Opener,
    does: str,
    means: str,
    level: Level = Level.MUST,
    names: Sequence[str] = (),
    twin: Twin | None = None,
    version: int = 1,
) -> Scenario:
    """A scenario: each of the variations ``makes`` is accepted, with the right digest.

    With more than one, each has a connection of its own and ``names`` has a name for each.
    """

    def answers(setting: Setting) -> tuple[Answer, ...]:
        if len(makes) == 1:
            return (passes(digest(makes[0](setting))),)
        return (passes(each(names, lambda n: digest(makes[n](setting)))),)

    return section.asks(
        what,
        level,
        step,
        text,
        does=does,
        means=means,
        steps=in_turn(*(hello(make) for make in makes)),
        answers=answers,
        twin=twin or proven(),
        version=version,
    )


def refuses(
    section: Section,
    what: str,
    level: Level,
    step: str,
    text: str,
    *makes: Opener,
    does: str,
    means: str,
    names: Sequence[str] = (),
    wrong: Answers = (),
    version: int = 1,
) -> Scenario:
    """A scenario: each of the faulty ``makes`` is refused. ``wrong`` are answers to try before."""

    def answers(setting: Setting) -> tuple[Answer, ...]:
        first = wrong if isinstance(wrong, tuple) else wrong(setting)
        whole = refused() if len(makes) == 1 else each(names, refused())
        return (*first, passes(whole))

    return section.asks(
        what,
        level,
        step,
        text,
        does=does,
        means=means,
        steps=in_turn(*(hello_or(make) for make in makes)),
        answers=answers,
        twin=opens("76"),
        version=version,
    )


# --- statements ---


def digest_is(value: bytes, words: str) -> Check:
    """The answer came in full and what follows its head begins with ``value``, named by ``words``."""

    def look(reading: Reading) -> Look:
        if not (found := opened("76").look((reading,))).holds:
            return found
        return YES if reading.after_head.startswith(value) else Look(f"the digest is not {words}")

    return check(f"101 and {words}", look)


def answers_as_76() -> Check:
    """An answer of draft 76 came: a 101 with one of its fields, or with sixteen bytes after it."""

    def look(reading: Reading) -> Look:
        if not reading.accepted or reading.response is None:
            return Look("there is no 101")
        if any(reading.response.values(name) for name in NAMES76):
            return YES
        return Look("the 101 is not one of draft 76")

    return check("a 101 of draft 76", look)


def answers_as_75() -> Check:
    """A 101 without any field of draft 76 came."""

    def look(reading: Reading) -> Look:
        if not reading.accepted:
            return Look("there is no 101")
        return Look("it is one of draft 76") if answers_as_76().look((reading,)).holds else YES

    return check("a 101 in the manner of draft 75", look)


def aborted_late() -> Check:
    """A 101 came, and then the end without the sixteen bytes: the keys were judged between the two."""

    def look(reading: Reading) -> Look:
        if not reading.accepted:
            return Look("there is no 101")
        if reading.opened or not reading.ended:
            return Look("it was not aborted")
        return YES

    return check("a 101 before the keys were judged, and then the end without a digest", look)


def as_6455() -> Check:
    """A 101 of RFC 6455 came, and of no draft."""

    def look(reading: Reading) -> Look:
        found = reading.accepted and answers_6455(reading)
        return YES if found else Look("the 101 is not one of RFC 6455")

    return check("a 101 in the manner of RFC 6455, with its Sec-WebSocket-Accept", look)
