"""What the client said in a recording, as far as a likely cause is looked for in it."""

from __future__ import annotations

from conformance.causes_digest import Asked
from conformance.reading import read_frames
from conformance.scenario import KEY3


def request(sent: bytes) -> tuple[bytes, dict[bytes, list[bytes]], bytes]:
    """First line, the values of the fields by their names in small letters, and what follows."""
    head, _, behind = sent.lstrip(b"\r\n").partition(b"\r\n\r\n")
    line, *rest = head.split(b"\r\n")
    fields: dict[bytes, list[bytes]] = {}
    for each in rest:
        name, colon, value = each.partition(b":")
        if colon:
            fields.setdefault(name.lower(), []).append(value.removeprefix(b" "))
    return line, fields, behind


def sent_data(sent: bytes, draft: str) -> list[bytes]:
    """The raw data of the text frames that the client sent, in order."""
    _, _, behind = request(sent)
    frames, _ = read_frames(behind[KEY3:] if draft == "76" else behind)
    return [frame.payload for frame in frames if frame.is_message]


def sent_texts(sent: bytes, draft: str) -> list[str]:
    """The texts that the client sent, those of them that are UTF-8."""
    texts = []
    for data in sent_data(sent, draft):
        try:
            texts.append(data.decode())
        except UnicodeDecodeError:
            continue
    return texts


def asked(sent: bytes) -> Asked:
    """What a digest can be made of."""
    _, fields, behind = request(sent)
    one, two, three = (tuple(fields.get(b"sec-websocket-key%d" % n, ())) for n in (1, 2, 3))
    return Asked(one or (b"",), two or (b"",), behind[:KEY3], behind[KEY3:], three)
