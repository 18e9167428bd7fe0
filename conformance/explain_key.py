"""The arithmetic of draft 76, step by step: two keys and key3 in, sixteen bytes out (76 §5.2).

A client hides a number in each key: it multiplies the number by a count of spaces, writes the product
in digits, and scatters letters and that many spaces among them (76 §4.1 steps 16-22). The server takes
the digits, counts the spaces and divides. What an ordinary form or a script of that time could send
has no such key, so the answer shows that the server read *this* handshake as a WebSocket handshake.

The steps themselves are those of :mod:`conformance.causes_digest`, which can also make each of them
wrongly; here they are told. Verdicts do not rest on this: see there.
"""

from __future__ import annotations

from conformance.causes_digest import RIGHT
from conformance.describe import show
from conformance.explain_model import Step
from conformance.scenario import KEY3
from reports.escape import hexadecimal

DIGITS = 1000
"""Digits of a key that are counted with; a number of more has no thirty-two bits by far."""
SHOWN = 40

SPACE = "\u2423"
"""What stands for a space of a key."""

_LIMIT = 1 << 32
_AT = "76 §5.2 step"


def _short(digits: str) -> str:
    return digits if len(digits) <= SHOWN else f"{digits[:SHOWN]}… ({len(digits)} digits)"


def _spaced(key: bytes) -> str:
    """A key with its spaces visible: they are counted, and a line of text may lose some."""
    return show(key).replace(" ", SPACE)


def _no_number(number: int, key: bytes) -> tuple[Step, ...]:
    """Why there is no key-number to compute with; empty where there is one (76 §5.2 step 4)."""
    digits = "".join(chr(b) for b in key if b in b"0123456789")
    if not digits:
        words = f"key{number} {_spaced(key)} has no digit, so there is no number"
        return (Step(f"{_AT} 4", words, "none", "wrong"),)
    if len(digits) > DIGITS:
        words = (
            f"the digits of key{number} make a number that fits in 32 bits for no count of spaces"
        )
        return (Step(f"{_AT} 4", words, _short(digits), "wrong"),)
    return ()


def key_steps(number: int, key: bytes) -> tuple[tuple[Step, ...], int | None]:
    """The steps for ``key1`` or ``key2`` (``number`` 1 or 2), and its part; None when it has none.

    The steps end at the one that aborts the connection.
    """
    if none := _no_number(number, key):
        return none, None
    name = f"key-number{number}"
    value, spaces = RIGHT.number(key), RIGHT.spaces(key)
    steps = [
        Step(f"{_AT} 4", f"{name}: the digits of key{number} {_spaced(key)}", _short(str(value))),
        Step(
            f"{_AT} 5", f"spaces{number}: the spaces in key{number}, shown as {SPACE}", str(spaces)
        ),
    ]
    if not spaces:
        no = f"spaces{number} is zero: the server aborts the connection"
        return (*steps[:1], Step(f"{_AT} 5", no, "0", "wrong")), None
    part, left = divmod(value, spaces)
    product = f"{_short(str(value))} = {spaces} × {_short(str(part))}"
    if left:
        no = f"{name} is no multiple of spaces{number}: the server aborts the connection"
        return (*steps, Step(f"{_AT} 6", no, f"{product} + {left}", "wrong")), None
    steps.append(
        Step(f"{_AT} 6", f"{name} is a multiple of spaces{number}", f"{product}, nothing left")
    )
    steps.append(Step(f"{_AT} 7", f"part{number}: the quotient", _short(str(part))))
    if part >= _LIMIT:
        no = f"part{number} does not fit in 32 bits: no client of this draft chose it (76 §4.1 step 17)"
        return (*steps, Step(f"{_AT} 8", no, f"more than {_LIMIT - 1}", "wrong")), None
    big = hexadecimal(part.to_bytes(4, "big"))
    steps.append(Step(f"{_AT} 8", f"part{number} in 32 bits, high byte first", big))
    return tuple(steps), part


def key_arithmetic(key1: bytes, key2: bytes, key3: bytes) -> tuple[Step, ...]:
    """From the values of the two keys and the eight bytes of key3 to the sixteen of the response.

    Where a step aborts the connection, it has the level ``wrong`` and nothing can be computed from
    that key; a key3 of fewer bytes than eight has not come in full. Otherwise the last step's value
    is the response in hexadecimal.
    """
    first, part1 = key_steps(1, key1)
    second, part2 = key_steps(2, key2)
    steps = [*first, *second]
    if part1 is None or part2 is None:
        return tuple(steps)
    whole = len(key3) == KEY3
    words = "key3, as it was sent" if whole else f"key3: {len(key3)} of its eight bytes came"
    steps.append(
        Step("76 §5.2 step 8", words, hexadecimal(key3) or "none", "ok" if whole else "open")
    )
    if not whole:
        return tuple(steps)
    challenge = RIGHT.join(part1, part2, key3)
    made = RIGHT.finish(challenge)
    words = "challenge: part1, part2 and key3 in sixteen bytes"
    steps.append(Step("76 §5.2 step 8", words, hexadecimal(challenge)))
    words = f"response: the MD5 of the challenge, {_spaced(made)}"
    return (*steps, Step("76 §5.2 step 9", words, hexadecimal(made)))


def response_to(key1: bytes, key2: bytes, key3: bytes) -> bytes | None:
    """The sixteen bytes that the server owes; None when a step aborts or key3 is not whole."""
    last = key_arithmetic(key1, key2, key3)[-1]
    return bytes.fromhex(last.value) if last.section == "76 §5.2 step 9" else None
