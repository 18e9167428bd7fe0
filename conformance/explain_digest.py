"""The sixteen bytes after the head of draft 76: what they have to be, and what they are likely to be.

The server computes them of the client's keys (76 §5.2 steps 4-9), and the client of the numbers that it
hid in them (76 §4.1 steps 42-45). Where they differ, one wrong step of the server often explains the
very bytes that came (:mod:`conformance.causes_digest`), and is named.
"""

from __future__ import annotations

from conformance.causes_digest import WORKED, Asked, digest_cause
from conformance.explain_key import response_to
from conformance.explain_model import FAILS, Context, Level, Passage, Step, worse
from conformance.explain_request import fields_of, keys_of
from conformance.reading import DIGEST
from conformance.scenario import CRLF, KEY3
from reports.escape import hexadecimal


def explain_digest(rest: bytes, context: Context) -> list[Passage]:
    """What stands where the response to the challenge belongs, compared with what it has to be."""
    came = rest[:DIGEST]
    if not came:
        return []
    section = "76 §5.2 step 13; 76 §4.1 steps 42-45"
    passage = Passage(came, "response to the challenge", section, "sixteen bytes")
    if len(came) < DIGEST:
        passage = worse(passage, "open", f"{len(came)} of them came")
    keys = keys_of(context.asked)
    right = response_to(*keys) if keys else None
    if right is None:
        why = (
            "what the client sent makes no challenge" if keys else "the client's keys are not here"
        )
        words = f"{why}, so they cannot be compared"
        if came in WORKED:
            words += f"; 76 §{WORKED[came]} prints the same sixteen"
        return [worse(passage, "open", words)]
    steps = [
        Step("76 §4.1 step 43", "expected: the MD5 of the challenge", hexadecimal(right)),
        Step("76 §4.1 step 44", "reply: what the server sent", hexadecimal(came)),
    ]
    if len(came) < DIGEST and right.startswith(came):
        return [worse(passage, "open", "they are right as far as they go")]
    good = came == right
    words = "equal: the connection is established" if good else "not equal: a client fails it"
    level: Level = "ok" if good else "wrong"
    steps.append(Step(f"76 §4.1 step {46 if good else 45}", "compared", words, level))
    note = "they are the MD5 of the challenge" if good else f"they are wrong: {FAILS}"
    if not good and (cause := _cause(context.asked, rest)):
        note += f"; likely: {cause}"
    passage = Passage(came, passage.what, section, f"{passage.note}; {note}", level, tuple(steps))
    return [passage]


def _cause(asked: bytes, came: bytes) -> str:
    fields = fields_of(asked)
    behind = asked.partition(CRLF + CRLF)[2]
    one, two, three = (tuple(fields.get(b"sec-websocket-key%d" % n, ())) for n in (1, 2, 3))
    return digest_cause(Asked(one, two, behind[:KEY3], behind[KEY3:], three), came)
