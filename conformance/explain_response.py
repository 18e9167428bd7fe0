"""The server's opening handshake, passage by passage (76 §5.2, 75 §5.1), and its sixteen bytes.

The server is told what to send; the client compares, and fails the connection at the first thing that
is not as it has to be (76 §4.1 steps 28-45, 75 §4.1 steps 11-23). Both places are named. The head is
taken apart by :func:`conformance.reading.read_response`, which forgives, so what comes after a fault is
explained too, though no browser would read on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from conformance.causes import likely_cause
from conformance.describe import show
from conformance.explain_digest import explain_digest
from conformance.explain_model import FAILS, Context, Level, Passage, worse
from conformance.explain_request import MOST_LINES, field_title, fields_of, many_lines
from conformance.reading import DIGEST, Field, Response, read_response
from conformance.scenario import CRLF
from reports.model import Event, Kind

_FIRST75 = b"HTTP/1.1 101 Web Socket Protocol Handshake\r\n"
_FIXED75 = (b"Upgrade: WebSocket\r\n", b"Connection: Upgrade\r\n")
_COOKIES = (b"set-cookie", b"set-cookie2")


def explain_response(data: bytes, draft: str, context: Context) -> tuple[list[Passage], bytes]:
    """The passages of what answers the opening handshake, and the bytes that are frames after it.

    Without a 101 there are no frames: what follows the head is explained here too.
    """
    response = read_response(data)
    if response is None:
        return _unfinished(data, draft), b""
    first = response.raw.find(b"\n") + 1
    out = [_status_line(response.raw[:first], response, draft)]
    counts = Counter(field.name.lower() for field in response.fields)
    for number, field in enumerate(response.fields[:MOST_LINES]):
        times = counts[field.name.lower()]
        passage = _of_refusal(field, draft)
        if response.code == 101:
            passage = _repeated(_field(field, number, draft, context), field, draft, times)
        out.append(passage)
    more = b"".join(field.raw for field in response.fields[MOST_LINES:])
    out += many_lines(more, "76 §5.2 step 11" if draft == "76" else "75 §5.1")
    blank = response.raw[sum(len(p.data) for p in out) :]
    rest = data[len(response.raw) :]
    if response.code != 101:
        out.append(Passage(blank, "blank line", _at(draft, "12", "the last four bytes"), "the end"))
        return out + _body(rest, draft), b""
    out.append(_blank(blank, response, draft, context))
    if draft == "75":
        return out, rest
    return [*out, *explain_digest(rest, context)], rest[DIGEST:]


def _at(draft: str, step: str, words75: str) -> str:
    return f"76 §5.2 step {step}" if draft == "76" else f"75 §5.1 {words75}"


def _unfinished(data: bytes, draft: str) -> list[Passage]:
    lines = _lines(data)
    out = []
    for number, line in enumerate(lines[: MOST_LINES + 1]):
        what = "field" if number else "status line"
        section = "76 §4.1 step" if draft == "76" else "75 §4.1 step"
        step = ("34" if number else "28") if draft == "76" else ("16" if number else "11")
        words = "as far as it goes"
        level: Level = "open"
        if not number and not b"HTTP/".startswith(line[:5]) and line[:5] != b"HTTP/":
            words, level = f"no status line: {FAILS}", "wrong"
        out.append(Passage(line, what, f"{section} {step}", words, level))
    out += many_lines(b"".join(lines[MOST_LINES + 1 :]), "76 §4.1" if draft == "76" else "75 §4.1")
    if out:
        out[-1] = worse(out[-1], "open", "the stream ends before the blank line")
    return out


def _lines(data: bytes) -> list[bytes]:
    parts = data.split(b"\n", MOST_LINES + 1)
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


# --- the status line ---


def _status_line(line: bytes, response: Response, draft: str) -> Passage:
    exact = draft == "75"
    section = "76 §5.2 step 10; 76 §4.1 steps 28-31"
    if exact:
        section = "75 §5.1 the invariant part; 75 §4.1 step 12"
    level: Level = "wrong"
    if response.code not in {0, 101}:
        words, level = _refused(response.code), "open"
    elif exact and line != _FIRST75:
        words = f"it has to be {show(_FIRST75)}: {FAILS}"
    elif not line.endswith(CRLF):
        words = f"it does not end in CR LF: {FAILS}"
    elif not response.code:
        words = f"no Status-Line of HTTP: {FAILS}"
    else:
        words = (
            "these bytes and no others"
            if exact
            else "101 accepts; version and phrase may be others"
        )
        level = "ok"
    return Passage(line, "status line", section, words, level)


def _refused(code: int) -> str:
    if code == 407:
        return "407 asks for proxy authentication: a client gives it, or fails the connection"
    return f"{code} is not 101: the server accepts no WebSocket, {FAILS}"


def _of_refusal(field: Field, draft: str) -> Passage:
    section = "76 §4.1 step 31" if draft == "76" else "75 §4.1 step 12"
    return Passage(field.raw, field_title(field.name), section, "no client of this draft reads it")


def _body(rest: bytes, draft: str) -> list[Passage]:
    if not rest:
        return []
    section = "76 §4.1 step 31" if draft == "76" else "75 §4.1 step 12"
    words = "no WebSocket connection came to be, so these bytes are no frames: a body of HTTP"
    return [Passage(rest, "body", section, words, "open")]


# --- the fields ---


def _names(draft: str) -> tuple[str, str, str]:
    """The fields for origin, location and subprotocol."""
    prefix = "Sec-" if draft == "76" else ""
    return tuple(f"{prefix}WebSocket-{n}" for n in ("Origin", "Location", "Protocol"))  # type: ignore[return-value]


def _field(field: Field, number: int, draft: str, context: Context) -> Passage:
    section = "76 §5.2 step 11" if draft == "76" else "75 §5.1"
    check = "76 §4.1 step 41" if draft == "76" else "75 §4.1 step 23"
    lines = "76 §4.1 steps 34-37" if draft == "76" else "75 §4.1 steps 16-19"
    if b":" not in field.raw:
        words = f"no colon: {FAILS}"
        return Passage(field.raw, "line without a colon", lines, words, "wrong")
    if draft == "75" and number < len(_FIXED75):
        passage = _fixed75(field, number)
    else:
        passage = _meaning(field, f"{section} |", check, draft, context)
    if not field.raw.endswith(CRLF) or b"\r" in field.raw[:-2]:
        passage = worse(passage, "wrong", f"a CR or LF alone: {FAILS} ({lines})")
    elif field.raw[len(field.name) + 1 :][:1] != b" ":
        passage = worse(passage, "wrong", f"no space after the colon ({section})")
    if not field.name:
        passage = worse(passage, "wrong", f"no name: {FAILS} ({check})")
    return passage


def _repeated(passage: Passage, field: Field, draft: str, times: int) -> Passage:
    """What has to come exactly once, and comes ``times``."""
    wanted = {n.lower().encode() for n in (*_names(draft)[:2], "Upgrade", "Connection")}
    if times < 2 or field.name.lower() not in wanted:
        return passage
    check = "76 §4.1 step 41" if draft == "76" else "75 §4.1 step 23"
    return worse(
        passage, "wrong", f"it comes {times} times and has to come once: {FAILS} ({check})"
    )


def _fixed75(field: Field, number: int) -> Passage:
    section = "75 §5.1 the invariant part; 75 §4.1 step 13"
    what = field_title(field.name)
    if field.raw == _FIXED75[number]:
        return Passage(field.raw, what, section, "these bytes, in this place")
    words = f"{show(_FIXED75[number])} has to stand here, byte for byte: {FAILS}"
    return Passage(field.raw, what, section, words, "wrong")


def _meaning(field: Field, section: str, check: str, draft: str, context: Context) -> Passage:
    origin, location, protocol = _names(draft)
    name, value = field.name.lower(), field.value
    asked = fields_of(context.asked)
    what = field_title(field.name)
    for title, right in (("Upgrade", b"WebSocket"), ("Connection", b"Upgrade")):
        if name == title.lower().encode() and draft == "76":
            passage = Passage(field.raw, what, f"{section}{title}|; {check}", "never varies")
            unlike = _unlike(title, right, value)
            return worse(passage, "wrong", unlike) if value != right else passage
    if name == origin.lower().encode():
        words = "the origin that the server is willing to talk to"
        passage = Passage(field.raw, what, f"{section}{origin}|; {check}", words)
        return _compared(passage, value, asked.get(b"origin"), "that of the client is")
    if name == location.lower().encode():
        return _location(field, f"{section}{location}|; {check}", context, draft)
    if name == protocol.lower().encode():
        return _protocol(field, f"{section}{protocol}|; {check}", asked.get(name), context)
    if name in _COOKIES:
        return replace(_other(field, check), note="a cookie, as in HTTP")
    return _other(field, check)


def _other(field: Field, check: str) -> Passage:
    words = "not of this draft: a client ignores it"
    passage = Passage(field.raw, field_title(field.name), check, words)
    if field.name.lower().removeprefix(b"sec-").startswith(b"websocket-"):
        return worse(passage, "open", "by its name it belongs to another draft")
    return passage


def _protocol(field: Field, section: str, wanted: list[bytes] | None, context: Context) -> Passage:
    words = "the subprotocol that the server is ready to use"
    passage = Passage(field.raw, field_title(field.name), section, words)
    if context.asked and not wanted:
        return worse(passage, "wrong", "the client asked for none, and ignores it")
    return _compared(passage, field.value, wanted, "the client asked for")


def _unlike(title: str, right: bytes, value: bytes) -> str:
    if title == "Connection" and value.lower() == right.lower():
        return f"the value has to be {show(right)}, though a client compares without case"
    return f"the value has to be {show(right)}: {FAILS}"


def _compared(passage: Passage, value: bytes, asked: list[bytes] | None, words: str) -> Passage:
    if not asked:
        return passage
    if value in {asked[0], asked[0].lower()}:  # 76 §5.2 step 2, /origin/
        return worse(passage, "ok", "the same that the client named")
    return worse(passage, "wrong", f"{words} {show(asked[0])}: {FAILS}")


def _location(field: Field, section: str, context: Context, draft: str) -> Passage:
    passage = Passage(field.raw, field_title(field.name), section, "the URL that was asked for")
    host = fields_of(context.asked).get(b"host")
    if not host:
        return passage
    line = context.asked.partition(CRLF)[0]
    resource = line.partition(b" ")[2].rpartition(b" ")[0]  # what it asked for, blanks and all
    schemes = (b"ws", b"wss") if context.secure is None else (b"wss" if context.secure else b"ws",)
    rights = [scheme + b"://" + host[0] + resource for scheme in schemes]
    if field.value in rights:
        return worse(passage, "ok", "scheme, host and port, and resource name of the client")
    only = b"HTTP/1.1 101 x\r\n" + field.raw.rstrip(CRLF) + CRLF + CRLF
    cause = likely_cause(
        (
            Event(0.0, Kind.SENT, context.asked.partition(CRLF + CRLF)[0] + CRLF + CRLF),
            Event(0.0, Kind.RECEIVED, only),
        ),
        draft,
        secure=bool(context.secure),
    )
    why = f"; likely: {cause}" if cause.startswith("the location has") else ""
    return worse(passage, "wrong", f"the client expects {show(rights[0], 200)}: {FAILS}{why}")


def _blank(blank: bytes, response: Response, draft: str, context: Context) -> Passage:
    section = _at(draft, "12", "the last four bytes")
    passage = Passage(blank, "blank line", section, "the end of the fields")
    if blank != CRLF:
        passage = worse(passage, "wrong", f"it is no CR LF: {FAILS}")
    origin, location, protocol = _names(draft)
    wanted = ["Upgrade", "Connection", origin, location]
    if protocol.lower().encode() in fields_of(context.asked):
        wanted.append(protocol)
    absent = [name for name in wanted if not response.values(name)]
    if absent:
        check = "76 §4.1 step 41" if draft == "76" else "75 §4.1 steps 13 and 23"
        words = f"no field {', '.join(absent)} came: {FAILS} ({check})"
        return worse(passage, "wrong", words)
    return passage
