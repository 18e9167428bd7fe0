"""What the steps of a conversation write, and whether its handshake is ever finished."""

from __future__ import annotations

from conformance.scenario import CRLF, KEY3, Connect, On, Send, Steps


def sent_by(steps: Steps) -> dict[int, bytes]:
    """What these steps write on each connection, when the target takes it all."""
    out: dict[int, bytes] = {0: b""}
    now = 0
    for step in steps:
        match step:
            case Connect():
                now = len(out)
                out[now] = b""
            case On(connection):
                now = connection
            case Send():
                out[now] += step.data
            case _:
                pass
    return out


def unfinished(steps: Steps, draft: str, at: tuple[int, ...]) -> bool:
    """Whether the client's handshake on each of these connections is never finished.

    It ends in an empty line, and in draft 76 in the eight bytes behind it (76 §4.1 steps 24 to 26).
    """
    sent = sent_by(steps)
    heads = [sent[n].partition(CRLF + CRLF) for n in at]
    return all(not end or (draft == "76" and len(key3) < KEY3) for _, end, key3 in heads)
