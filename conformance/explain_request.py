"""The client's opening handshake, passage by passage (76 §5.1, 75 §5.2), and key3.

Both drafts describe it twice: section 4 to the client, as what to send, and section 5 to the server, as
what to find. The rules named here are the server's, since it is the server that has to cope. They leave
a server much freedom ("can be safely ignored", "should abort"): a passage that is *wrong* breaks the
description, and what a server does about it is the server's choice, but for the keys.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from conformance.describe import show
from conformance.explain_key import key_arithmetic, key_steps
from conformance.explain_model import Level, Passage, Step, worse
from conformance.scenario import CRLF, KEY3

BLANK = CRLF + CRLF
MOST_LINES = 2000
"""Lines of a head that are taken apart."""

_NAME = re.compile(rb"[\x21-\x39\x3b-\x7e]+\Z")
_RESOURCE = re.compile(rb"/[\x21-\x7e]*\Z")
_KEY = re.compile(rb"sec-websocket-key([12])\Z", re.IGNORECASE)

_KNOWN = {
    b"upgrade": ("Upgrade", b"WebSocket", "never varies; no form and no image could send it"),
    b"connection": ("Connection", b"Upgrade", "never varies"),
    b"host": ("Host", None, "the server that the client means; the location is made of it"),
    b"origin": ("Origin", None, "the page that asks; the server may refuse it, or has to name it"),
}
_PROTOCOL = {"75": "WebSocket-Protocol", "76": "Sec-WebSocket-Protocol"}
_LATER = re.compile(rb"sec-websocket-(key|version|extensions|accept)\Z", re.IGNORECASE)


@functools.lru_cache(maxsize=4)
def fields_of(asked: bytes) -> Mapping[bytes, list[bytes]]:
    """The values in a client's head by their names in small letters, without one space in front.

    Of the first :data:`MOST_LINES` lines; nobody may change what is returned.
    """
    fields: dict[bytes, list[bytes]] = {}
    for line in asked.partition(BLANK)[0].split(CRLF, MOST_LINES + 1)[1 : MOST_LINES + 1]:
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.lower(), []).append(value.removeprefix(b" "))
    return fields


def many_lines(rest: bytes, section: str) -> list[Passage]:
    """The lines of a head after :data:`MOST_LINES`, in one passage."""
    if not rest:
        return []
    words = f"what follows {MOST_LINES} lines is not taken apart here"
    return [Passage(rest, "more lines", section, words, "open")]


def field_title(name: bytes) -> str:
    """The name of a field as it is shown: quoted where it is no name."""
    return f"field {name.decode()}" if _NAME.match(name) else f"field {show(name)}"


def draft_of(asked: bytes) -> str:
    """76 for a client's head with a key, otherwise 75."""
    return "76" if any(_KEY.match(name) for name in fields_of(asked)) else "75"


def keys_of(asked: bytes) -> tuple[bytes, bytes, bytes] | None:
    """The first key1, the first key2, and what there is of key3; None without both keys."""
    fields = fields_of(asked)
    one, two = (fields.get(b"sec-websocket-key%d" % n) for n in (1, 2))
    if not one or not two:
        return None
    return one[0], two[0], asked.partition(BLANK)[2][:KEY3]


def behind_opening(asked: bytes, draft: str) -> bytes:
    """What a client sent after its opening handshake."""
    behind = asked.partition(BLANK)[2]
    return behind[KEY3:] if draft == "76" else behind


def explain_request(data: bytes, draft: str) -> tuple[list[Passage], bytes]:
    """The passages of a client's opening handshake, and the bytes after it.

    A head without its end is explained as far as it goes; nothing is left over then.
    """
    end = data.find(BLANK)
    head = data if end < 0 else data[: end + len(CRLF)]
    *lines, last = head.split(CRLF, MOST_LINES + 1)
    whole = [line + CRLF for line in lines]
    more = last if len(whole) > MOST_LINES else b""
    if last and not more:
        whole.append(last)
    out = _first_line(whole[0], draft) if whole else []
    seen: set[bytes] = set()
    for line in whole[1:]:
        out.append(_field(line, draft, seen))
    out += many_lines(more, "76 §5.1 item 5" if draft == "76" else "75 §5.2")
    if end < 0:
        if out:
            out[-1] = worse(out[-1], "open", "the stream ends before the blank line")
        return out, b""
    out.append(_blank(seen, draft))
    rest = data[end + len(BLANK) :]
    if draft == "76":
        out += _key3(data, rest[:KEY3])
        rest = rest[KEY3:]
    return out, rest


# --- the first line ---


def _first_line(line: bytes, draft: str) -> list[Passage]:
    """Method, space, resource name and the rest of the line (76 §5.1 items 1-4)."""
    one, two, three, four = (
        [f"76 §5.1 item {n}" for n in (1, 2, 3, 4)]
        if draft == "76"
        else ["75 §5.2 the first field"] * 4
    )
    method, space, behind = line.removesuffix(CRLF).partition(b" ")
    if not space:
        words = (
            "no space in it: this is no first line of an opening handshake, a server should abort"
        )
        return [Passage(line, "first line", one, words, "wrong")]
    out = [Passage(method, "method", one, "an opening handshake begins with GET")] if method else []
    if method != b"GET":
        words = f"{show(method)} is not GET: another protocol, or another method of HTTP"
        out = [Passage(method, "method", one, words, "wrong")] if method else []
    nothing = "" if method else "nothing stands before it, where GET belongs"
    level: Level = "ok" if method else "wrong"
    out.append(Passage(space, "space", two, nothing or "one space", level))
    resource, second, _ = behind.partition(b" ")
    if resource:
        good = _RESOURCE.match(resource)
        words = f"the client asks for {show(resource)}"
        fault = "it does not begin with a slash" if resource[:1] != b"/" else "a byte outside 21-7E"
        out.append(Passage(resource, "resource name", three, words))
        if not good and (draft == "76" or resource[:1] != b"/"):
            out[-1] = worse(out[-1], "wrong", fault)
    rest = line[len(method) + len(space) + len(resource) :]
    return [*out, *_rest_of_line(rest, bool(second), draft, four)]


def _rest_of_line(rest: bytes, second: bool, draft: str, section: str) -> list[Passage]:
    if not rest:
        return []
    if not second:
        words = "a second space is missing, so the resource name has no end"
        return [Passage(rest, "rest of the line", section, words, "wrong")]
    words = "can be ignored, whatever it is; ends with CR LF"
    if draft == "75":
        good = rest in {b" HTTP/1.1" + CRLF, b" HTTP/1.1"}
        words = (
            "the third token" if good else "the third token is not HTTP/1.1: a server should abort"
        )
        return [Passage(rest, "version", section, words, "ok" if good else "wrong")]
    return [Passage(rest, "rest of the line", section, words)]


# --- the fields ---


def _field(line: bytes, draft: str, seen: set[bytes]) -> Passage:
    syntax = "76 §5.1 item 5" if draft == "76" else "75 §5.2 fields without colon and space"
    name, colon, value = line.removesuffix(CRLF).partition(b":")
    if not colon:
        words = "no colon: this is no field"
        words += ", and has to be discarded" if draft == "75" else ", a server should abort"
        return Passage(line, "line without a colon", syntax, words, "wrong")
    lower = name.lower()
    passage = _meaning(line, name, value.removeprefix(b" "), draft)
    if not _NAME.match(name):
        passage = worse(passage, "wrong", f"the name has characters that no name has ({syntax})")
    if value[:1] != b" ":
        passage = worse(passage, "wrong", f"no space after the colon ({syntax})")
    if b"\n" in line[:-2] or b"\r" in line[:-2]:
        passage = worse(passage, "open", "a CR or LF alone ends no line")
    if lower in seen:
        passage = worse(passage, "open", "the name came before, and the draft has no word for that")
    seen.add(lower)
    return passage


def _meaning(line: bytes, name: bytes, value: bytes, draft: str) -> Passage:
    section = "76 §5.1" if draft == "76" else "75 §5.2"
    lower = name.lower()
    if lower in _KNOWN:
        title, expected, words = _KNOWN[lower]
        passage = Passage(line, f"field {title}", f"{section} |{title}|", words)
        same = value == expected or (draft == "76" and value.lower() == (expected or b"").lower())
        if expected is not None and not same:
            words = f"the value has to be {show(expected)}, a server should abort"
            return worse(passage, "wrong", words)
        return passage
    protocol = _PROTOCOL[draft]
    if lower == protocol.lower().encode():
        words = (
            f"the subprotocol that the client wants: {show(value)}; the answer has to name the same"
        )
        return Passage(line, f"field {protocol}", f"{section} |{protocol}|", words)
    key = _KEY.match(lower)
    if key and draft == "76":
        return _key(line, int(key[1]), value)
    words = "not of this draft; a server may ignore it, or use it as in HTTP"
    if _LATER.match(lower):
        words = "not of this draft, but of a later one, as RFC 6455 is; it can be ignored"
    return Passage(line, field_title(name), f"{section} Other fields", words)


def _key(line: bytes, number: int, value: bytes) -> Passage:
    title = f"Sec-WebSocket-Key{number}"
    steps, part = key_steps(number, value)
    section = (
        f"76 §5.1 |{title}|; 76 §5.2 step{'s 4-7' if part is not None else ' ' + _step(steps)}"
    )
    if part is None:
        return Passage(line, f"field {title}", section, steps[-1].words, "wrong")
    number_, spaces = steps[0].value, steps[1].value
    count = f"{spaces} space{'' if spaces == '1' else 's'}"
    words = f"hides a number: digits {number_}, {count}, so part{number} is {part}"
    return Passage(line, f"field {title}", section, words)


def _step(steps: Sequence[Step]) -> str:
    return steps[-1].section.rpartition(" ")[2]


def _blank(seen: set[bytes], draft: str) -> Passage:
    """The blank line; what is absent has no bytes of its own, so it is told here."""
    wanted = [_KNOWN[name][0] for name in _KNOWN if name not in seen]
    if draft == "76":
        names = ("Sec-WebSocket-Key1", "Sec-WebSocket-Key2")
        wanted += [name for name in names if name.lower().encode() not in seen]
    section = "76 §5.1 item 5" if draft == "76" else "75 §5.2 the end of the handshake"
    words = "the end of the fields"
    passage = Passage(CRLF, "blank line", section, words)
    if wanted:
        fields = f"no field {', '.join(wanted)}"
        return worse(passage, "wrong", f"{fields} came: a server should abort")
    return passage


def _key3(data: bytes, key3: bytes) -> list[Passage]:
    """The eight bytes, and the arithmetic that they complete."""
    if not key3:
        return []
    keys = keys_of(data)
    steps = key_arithmetic(*keys) if keys else ()
    section = "76 §5.1 item 6; 76 §5.2 steps 4-9"
    words = "eight random bytes, after the head and not announced in it"
    passage = Passage(key3, "key3", section, words, steps=steps)
    if len(key3) < KEY3:
        return [worse(passage, "open", f"{len(key3)} of the eight came")]
    if not keys:
        return [worse(passage, "open", "without both keys nothing can be made of them")]
    return [passage]
