"""A conversation as a file: what ``--fuzz`` saves and ``--replay`` plays again.

JSON, made to be read and to be attached to a bug report. Bytes are written as in a trace
(:mod:`conformance.pieces`), text where they are text. ``hostport`` is the name of the target in the
bytes, ``found`` what was wrong when the file was written; both say nothing about what is right. The
page is ``docs/reference/fuzz.md``.
"""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from typing import Any, TypeVar

from conformance import __version__
from conformance.fuzz_areas import AREAS
from conformance.fuzz_conversation import Conversation, Ending, Keys
from conformance.pieces import Budget, TraceError, from_pieces, of, to_pieces
from conformance.scenario import CRLF
from conformance.wire import LARGEST

E = TypeVar("E", bound=enum.Enum)

SCHEMA = 1
MOST_SEGMENTS = 4096
"""Segments that a file may have: each costs a round trip."""
_PARTS = {
    "schema", "tool", "id", "seed", "hostport", "found", "keys", "numbers", "hello", "frames", "tail",
    "ending",
}  # fmt: skip


class FindingError(ValueError):
    """A file that holds no conversation; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A conversation and where it comes from."""

    conversation: Conversation
    seed: int
    hostport: str
    """The target as the conversation names it in |Host|."""
    found: str = ""
    """What was wrong, in words."""


def dumps(saved: Saved) -> str:
    """The text of the file; the same conversation always gives the same text."""
    said = saved.conversation
    value: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "hixie-conformance", "version": __version__},
        "id": said.id,
        "seed": saved.seed,
        "hostport": saved.hostport,
        "found": saved.found,
        "keys": said.keys.value,
        "numbers": list(said.numbers) if said.keys is Keys.VALID else None,
        "hello": [to_pieces(segment) for segment in said.hello],
        "frames": [to_pieces(segment) for segment in said.frames],
        "tail": to_pieces(said.tail),
        "ending": said.ending.value,
    }
    return json.dumps(value, indent=2) + "\n"


def loads(text: str | bytes) -> Saved:
    """The conversation in the text of a file. Raises FindingError."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FindingError(f"this is no JSON: {error}") from None
    try:
        return _saved(of(dict, value, "the file"))
    except TraceError as error:
        raise FindingError(str(error)) from None


def _saved(file: dict[str, Any]) -> Saved:
    if file.get("schema") != SCHEMA:
        raise FindingError(
            f"schema: {file.get('schema')!a:.60} is not {SCHEMA}, which is read here"
        )
    if different := sorted(set(file) ^ _PARTS):
        what = "is missing" if different[0] in _PARTS else "is no part of such a file"
        raise FindingError(f"{different[0]!a:.60} {what}")
    draft, area = _id(file["id"])
    keys = _choice(Keys, file["keys"], "keys")
    budget = Budget()
    said = Conversation(
        draft,
        area,
        _segments(file["hello"], "hello", budget),
        _segments(file["frames"], "frames", budget),
        from_pieces(file["tail"], "tail", budget),
        _choice(Ending, file["ending"], "ending"),
        keys,
        _numbers(file["numbers"]) if keys is Keys.VALID else (0, 0),
    )
    _check(said)
    seed = of(int, file["seed"], "seed")
    return Saved(said, seed, of(str, file["hostport"], "hostport"), of(str, file["found"], "found"))


def _check(said: Conversation) -> None:
    """Raises FindingError for parts that do not fit each other."""
    if not said.head:
        raise FindingError("hello: there is no byte in it")
    if said.keys is Keys.VALID:
        line, *fields = said.head.partition(CRLF + CRLF)[0].split(CRLF)
        if not said.whole or (said.area == "handshake" and line.count(b" ") != 2):
            raise FindingError("hello: this is no handshake whose keys can be valid")
        if not all(b":" in field for field in fields) and said.area == "handshake":
            raise FindingError("hello: there is a line without a colon")
    elif said.area == "handshake":
        raise FindingError(f"keys: {said.keys.value!a} is not 'valid', which this area has")


def _id(value: object) -> tuple[str, str]:
    draft, _, rest = of(str, value, "id").partition("/")
    area = rest.removeprefix("fuzz/")
    if (draft, area) not in AREAS or not rest.startswith("fuzz/"):
        known = ", ".join(f"{d}/fuzz/{a}" for d, a in AREAS)
        raise FindingError(f"id: {value!a:.60} is none of {known}")
    return draft, area


def _segments(value: object, where: str, budget: Budget) -> tuple[bytes, ...]:
    parts = of(list, value, where)
    if len(parts) > MOST_SEGMENTS:
        raise FindingError(f"{where}: {len(parts)} segments are more than {MOST_SEGMENTS}")
    return tuple(from_pieces(part, f"{where}[{n}]", budget) for n, part in enumerate(parts))


def _numbers(value: object) -> tuple[int, int]:
    both = [of(int, n, f"numbers[{k}]") for k, n in enumerate(of(list, value, "numbers"))]
    if len(both) != 2 or not all(0 <= n <= LARGEST for n in both):
        raise FindingError(f"numbers: {value!a:.60} are not two numbers of 32 bits")
    return both[0], both[1]


def _choice(kind: type[E], value: object, where: str) -> E:
    try:
        return kind(value)
    except ValueError:
        words = ", ".join(str(member.value) for member in kind)
        raise FindingError(f"{where}: {value!a:.60} is none of {words}") from None
