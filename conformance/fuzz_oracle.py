"""What a generated conversation may be answered by: the judge of what nobody wrote down beforehand.

A scenario has its answers written beside it. A generated conversation has none, so they are worked
out of what was sent, by the reader that reads the server as well (:mod:`conformance.fuzz_items`). What
comes in no place that the client's frames gave it is wrong whatever else happens; what is missing at
the end rests on the end or on the silence and has to be asked again.

Of a handshake more is known: the client wrote it, chose the numbers in its keys and knows what every
field of the answer has to be. What a server may choose is not asked twice: it is looked at in the
answer to a plain client (:class:`Norm`), and the same choice is right everywhere. Of a damaged
handshake nothing is known but what no answer may look like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.checks import Basis, Check
from conformance.describe import describe, show
from conformance.expect import digest, field_absent, field_is, opened, refused
from conformance.expect_answer import begins, well_formed
from conformance.expect_frames import corrupts, goes_on_after_closing
from conformance.fuzz_conversation import Conversation, Keys
from conformance.fuzz_items import Match, items
from conformance.reading import Reading
from conformance.rules import EACH_FRAME_ONCE, ONE_VALUE_A_FIELD, ONLY_TEXT_IS_A_MESSAGE, Rule
from conformance.scenario import Setting

FIRST_75 = (
    b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
)
"""The bytes with which every answer of draft 75 begins (75 §5.1)."""


@dataclass(frozen=True, slots=True)
class Norm:
    """What the target answers to a plain client; what is its own choice there, is so everywhere."""

    setting: Setting
    location: bytes = b""
    """Its location: a server of one resource may give the same to all (76 §7)."""
    origin: bytes = b""
    digest: bool = True
    """Its digest is right; a wrong one is told of in the area of the handshake alone."""
    greets: bool = False
    """Messages came that answer nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found wrong; ``kind`` is a word for it, empty when nothing is."""

    kind: str = ""
    why: str = ""
    basis: Basis = Basis.BYTES
    rule: Rule | None = None


FINE = Judged()


def heard(conversation: Conversation, norm: Norm) -> Callable[[bytes], bool]:
    """A condition: all that has to come has come, or something that is wrong for good.

    The tail is sent after that, so nothing of it is waited for.
    """
    allowed = items(replace(conversation, tail=b""))

    def met(received: bytes) -> bool:
        reading = Reading(conversation.draft, received, None, False)
        if reading.response is not None and not reading.accepted:
            return True
        if not reading.opened:
            return False
        match = Match(allowed, norm.greets).lay(reading.messages)
        over = match.all_heard or match.stray is not None
        return over or any(frame.is_closing for frame in reading.frames)

    return met


# --- verdicts ---


def judge(conversation: Conversation, reading: Reading, norm: Norm) -> Judged:
    """What is wrong with the answer to this conversation, if anything is."""
    if conversation.area == "keys":
        return _void_keys(reading)
    if conversation.area == "damaged-handshake":
        return _damaged(conversation, reading, norm)
    if conversation.area == "handshake":
        found = _answer(conversation, reading, norm)
        if found.kind or not reading.opened:
            return found
    return _frames(conversation, reading, norm)


def _frames(conversation: Conversation, reading: Reading, norm: Norm) -> Judged:
    if not reading.opened:
        return _unopened(reading)
    match = Match(items(conversation), norm.greets).lay(reading.messages)
    if match.stray is not None:
        return _stray(match)
    for kind, check in (("stream", corrupts()), ("after-close", goes_on_after_closing())):
        look = check.look((reading,))
        if look.holds and not (kind == "after-close" and reading.draft == "75"):
            return Judged(kind, f"{check.text}: {describe(reading)}", rule=check.rule)
    if match.may_end:
        return FINE
    basis = Basis.END if reading.ended else Basis.SILENCE
    what = "before the end" if reading.ended else "in time"
    why = f"the echo of {show(match.missing)} did not come {what}: {describe(reading)}"
    return Judged("missing", why, basis, EACH_FRAME_ONCE)


def _stray(match: Match) -> Judged:
    """A message came that has no place: a text that was sent, but not there, or one that was not."""
    assert match.stray is not None
    texts = [item.text for item in match.items if item.what == "must"]
    came = f"message {len(match.before) + 1} is {show(match.stray)}"
    if match.stray in match.before and match.before.count(match.stray) >= texts.count(match.stray):
        return Judged("twice", f"a message came back twice: {came}", rule=EACH_FRAME_ONCE)
    if match.stray in texts:
        why = f"the echo of {show(match.missing)} was passed over: {came}"
        return Judged("lost", why, rule=EACH_FRAME_ONCE)
    return Judged("stray", f"a message came that nobody sent: {came}", rule=ONLY_TEXT_IS_A_MESSAGE)


def _unopened(reading: Reading) -> Judged:
    look = opened().look((reading,))
    return Judged("refused", f"{look.why}: {describe(reading)}", look.basis)


def _void_keys(reading: Reading) -> Judged:
    check = refused()
    if reading.accepted or check.look((reading,)).why == "the handshake was accepted":
        return Judged("accepted", f"the handshake was accepted: {describe(reading)}")
    return FINE


def _damaged(conversation: Conversation, reading: Reading, norm: Norm) -> Judged:
    """Nothing is known of what is right, so only what no answer may look like is wrong."""
    if not reading.accepted or reading.response is None:
        return FINE
    split = [o for o in reading.response.oddities if not o.startswith("a CR")]
    if split:
        return Judged("split", f"a 101 with {'; '.join(split)}", rule=ONE_VALUE_A_FIELD)
    known = conversation.keys is Keys.VALID and norm.digest
    if known and reading.opened and _is76(reading):
        return _first(("digest", digest(conversation.opening)), reading=reading)
    return FINE


def _is76(reading: Reading) -> bool:
    assert reading.response is not None
    return bool(reading.response.values("Sec-WebSocket-Location"))


# --- the answer to a handshake that a client can have sent ---


def _answer(conversation: Conversation, reading: Reading, norm: Norm) -> Judged:
    if not reading.opened:
        return FINE if may_refuse(conversation, norm) else _unopened(reading)
    opening = conversation.opening
    checks: tuple[tuple[str, Check], ...] = (
        (("first-bytes", begins(FIRST_75)),)
        if conversation.draft == "75"
        else (
            ("digest", digest(opening)),
            ("upgrade", field_is("Upgrade", b"WebSocket")),
            ("connection", field_is("Connection", b"Upgrade")),
        )
    )
    sec = "Sec-" if conversation.draft == "76" else ""
    fields = (
        ("lines", well_formed()),
        ("origin", field_is(f"{sec}WebSocket-Origin", *_origins(conversation, norm))),
        ("location", field_is(f"{sec}WebSocket-Location", *_locations(conversation, norm))),
    )
    found = _first(*checks, *fields, reading=reading)
    return found if found.kind else _protocol(conversation, reading, sec)


def _protocol(conversation: Conversation, reading: Reading, sec: str) -> Judged:
    """The sub-protocol that was asked for, or none."""
    name = f"{sec}WebSocket-Protocol"
    asked = conversation.opening.value(name)
    absent = field_absent(name)
    if absent.look((reading,)).holds:
        return FINE
    check = absent if asked is None else field_is(name, asked)
    return _first(("protocol", check), reading=reading)


def _first(*checks: tuple[str, Check], reading: Reading) -> Judged:
    for kind, check in checks:
        look = check.look((reading,))
        if not look.holds:
            return Judged(kind, f"{look.why}: {describe(reading)}", look.basis)
    return FINE


def may_refuse(conversation: Conversation, norm: Norm) -> bool:
    """The client asks for something that the server need not serve (76 §5.1, "should be aborted")."""
    opening, setting = conversation.opening, norm.setting
    sec = "Sec-" if conversation.draft == "76" else ""
    protocol = opening.value(f"{sec}WebSocket-Protocol")
    wanted = None if setting.subprotocol is None else setting.subprotocol.encode()
    return (
        _resource(conversation) != setting.path
        or opening.value("Origin") != setting.origin.encode()
        or protocol != wanted
    )


def _resource(conversation: Conversation) -> str:
    return conversation.opening.line.split(b" ")[1].decode("latin-1")


def _origins(conversation: Conversation, norm: Norm) -> tuple[bytes, ...]:
    sent = conversation.opening.value("Origin") or b""
    return tuple(dict.fromkeys((sent, norm.origin or sent)))


def _locations(conversation: Conversation, norm: Norm) -> tuple[bytes, ...]:
    """The right one, the one that everybody gets, and that one with the path that was asked for."""
    resource, path = _resource(conversation).encode("latin-1"), norm.setting.path.encode()
    right = norm.setting.location(resource.decode("latin-1")).encode("latin-1")
    found = [right, norm.location or right]
    if norm.location.endswith(path):
        found.append(norm.location.removesuffix(path) + resource)
    return tuple(dict.fromkeys(found))
