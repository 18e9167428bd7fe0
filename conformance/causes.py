"""The likely cause: where what came is what a known mistake makes of what was sent, say so.

A check says what is wrong; the one who has to mend the server wants to know why. Many mistakes leave a
signature: a text comes back in another encoding (:mod:`conformance.causes_text`), an error page stands
where the digest should, a digest is that of numbers with their bytes turned round
(:mod:`conformance.causes_digest`). What was sent is in the recording, so each mistake can be made here,
on purpose, and its result be compared with what came.

A cause is told only where the very bytes agree, and only of a finding that it explains: one that would
not be the same if this mistake had not been made (:mod:`conformance.causes_mended`). It says something
true of what came, and something likely of the server; it never makes a verdict or changes one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from conformance.causes_digest import SHORT, digest_cause
from conformance.causes_mended import Cause, answered, behind_head, gone_on, with_digest
from conformance.causes_sent import asked, request, sent_texts
from conformance.causes_text import text_causes
from conformance.reading import DIGEST, Reading, read
from conformance.scenario import CRLF
from reports.model import Kind, Transcript

Says = Callable[[Mapping[int, Reading]], object]
"""What the judge says with these readings of some connections, and all others as they came.

Only whether it is the same is asked of it: the verdict, and the reason in words.
"""

Find = Callable[[bytes, Reading], Iterable[Cause]]


def likely_cause(
    transcript: Transcript, draft: str, says: Says | None = None, secure: bool = False
) -> str:
    """The likely cause of what is wrong in a recording; empty where none is known.

    For a recording whose verdict is a FAIL or a WARN: in one that is right, nothing has a cause.
    Without ``says`` the first mistake that is known is told, whatever it explains.
    """
    connections: dict[int, tuple[bytes, Reading]] = {}
    for n in sorted({event.connection for event in transcript}):
        sent = (e.data for e in transcript if e.kind is Kind.SENT and e.connection == n)
        reading = read(transcript, draft, n)
        if reading.received:
            connections[n] = b"".join(sent), reading
    location = _location_of_tls if secure else _location
    tried: set[tuple[Find, str]] = set()
    came = says({}) if says else None
    for n, each in connections.items():
        for find in (_short, text_causes, _head, location, _digest, _slot):
            for cause in find(*each):
                if (find, cause.words) in tried:
                    continue
                tried.add((find, cause.words))
                others = {m: other for m, other in connections.items() if m != n}
                if says is None or says({n: cause.mended, **_same(find, cause, others)}) != came:
                    return cause.words
    return ""


def _same(
    find: Find, cause: Cause, connections: Mapping[int, tuple[bytes, Reading]]
) -> dict[int, Reading]:
    """The readings of those connections on which this mistake was made too, as if it had not been."""
    mended: dict[int, Reading] = {}
    for n, each in connections.items():
        same = next((other for other in find(*each) if other.words == cause.words), None)
        if same is not None:
            mended[n] = same.mended
    return mended


# --- the head of the answer ---


def _head(sent: bytes, reading: Reading) -> Iterable[Cause]:
    response = reading.response
    if response is None or not reading.accepted:
        return
    _, fields, _ = request(sent)
    if response.values("Sec-WebSocket-Accept"):
        words = "the answer is one of RFC 6455, which was not asked for"
        yield Cause(words, answered(sent, reading))
        return
    named76 = any(response.values("Sec-WebSocket-" + n) for n in ("Origin", "Location"))
    named75 = any(response.values("WebSocket-" + n) for n in ("Origin", "Location"))
    keys = {b"sec-websocket-key1", b"sec-websocket-key2"} & set(fields)
    if len(keys) == 2 and named75 and not named76:
        yield Cause("the answer has the field names of draft 75", _renamed(sent, reading, b"Sec-"))
    if not keys and named76 and not named75:
        yield Cause("the answer has the field names of draft 76", _renamed(sent, reading, b""))


_NAME = re.compile(rb"(?im)^(?:sec-)?(?=websocket-(?:origin|location|protocol):)")


def _renamed(sent: bytes, reading: Reading, sec: bytes) -> Reading:
    """The names of the draft that was asked for, and the digest if that draft has one.

    An answer of draft 75 has frames, or nothing, where the digest belongs.
    """
    assert reading.response is not None
    head, after = _NAME.sub(sec, reading.response.raw), reading.after_head
    if reading.draft == "76" and after[:1] in {b"", b"\0"}:
        return with_digest(sent, replace(reading, received=head + bytes(DIGEST) + after))
    if reading.draft == "75" and after[:1] != b"\0":
        after = after[DIGEST:]
    return replace(reading, received=head + after)


_PAGE = re.compile(rb"HTTP/1\.[01] [45]\d\d [ -~]{0,40}(?=\r\n)")


def _slot(sent: bytes, reading: Reading) -> Iterable[Cause]:
    """What stands where the digest, or the first frame, should."""
    if not reading.accepted:
        return
    came = reading.after_head
    if came.startswith(b"HTTP/"):
        place = "in the place of the digest" if reading.draft == "76" else "behind the answer"
        words = f"a second HTTP answer stands {place}: the refusal came after the 101"
        yield Cause(words, gone_on(sent, reading, 0))
    elif (page := _PAGE.search(came)) and page[0] not in sent:
        words = f"the web server below wrote its error page into the stream: {page[0].decode()}"
        yield Cause(words, gone_on(sent, reading, page.start()))
    elif reading.draft == "76" and (
        text := re.match(rb"\x00([^\xff]{0,200})\xff", came, re.DOTALL)
    ):
        texts = [t.encode() for t in sent_texts(sent, "76")]
        if text[1] not in texts and text[1].isascii():
            words = "a text frame stands in the place of the digest"
            before = behind_head(reading, bytes(DIGEST) + came)
            yield Cause(words, with_digest(sent, before))


# --- the location ---


def _locations(line: bytes, host: bytes, scheme: bytes) -> Iterable[tuple[str, bytes]]:
    """The mistakes that servers make of a location, in words, and the location that each makes."""
    resource = line.partition(b" ")[2].partition(b" ")[0]
    path, mark, query = resource.partition(b"?")
    name = re.sub(rb":\d+$", b"", host)
    port = host[len(name) :]
    url = scheme + host + resource
    if scheme == b"ws://":
        yield "wss for ws: this connection is not encrypted", b"wss://" + host + resource
        yield "http for ws", b"http://" + host + resource
    else:
        yield "ws for wss: this connection is encrypted", b"ws://" + host + resource
        yield "https for wss", b"https://" + host + resource
    yield "the port left out", scheme + name + resource
    yield "the port twice", scheme + host + port + resource
    yield "the host in capitals", scheme + host.upper() + resource
    yield "the host cut at its first colon", scheme + host.partition(b":")[0] + resource
    yield "the query left out", scheme + host + path
    yield "the query left out, and its question mark not", scheme + host + path + mark
    yield "everything behind the host left out", scheme + host
    yield "everything behind the host left out but a slash", scheme + host + b"/"
    yield "one slash too many", url + b"/"
    yield "the path in small letters", scheme + host + resource.lower()
    yield "no scheme and no host", resource
    yield "the percent signs of the path decoded", scheme + host + _decoded(path) + mark + query
    yield "percent signs encoded again", scheme + host + resource.replace(b"%", b"%25")
    yield "slashes and dots of the path tidied", scheme + host + _tidied(path) + mark + query


def _decoded(path: bytes) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), path)


def _tidied(path: bytes) -> bytes:
    path = re.sub(rb"/{2,}", b"/", path)
    return re.sub(rb"/[^/]+/\.\.(?=/|$)", b"", path)


_FIRST_LINE = re.compile(rb"[^ ]+ (/[^ ]*) HTTP/")


def _location(sent: bytes, reading: Reading, scheme: bytes = b"ws://") -> Iterable[Cause]:
    line, fields, _ = request(sent)
    name = "WebSocket-Location" if reading.draft == "75" else "Sec-WebSocket-Location"
    values = reading.response.values(name) if reading.response else ()
    host = fields.get(b"host", [b""])[0]
    resource = _FIRST_LINE.match(line)
    if len(values) != 1 or not host or resource is None:
        return  # of a line that has no resource name nobody can say what became of it
    right = scheme + host + resource[1]
    if values[0] == right:
        return
    for words, wrong in _locations(line, host, scheme):
        if wrong not in {right, b""} and values[0] == wrong:
            yield Cause(f"the location has {words}", _with_location(reading, name, right))
            return


def _location_of_tls(sent: bytes, reading: Reading) -> Iterable[Cause]:
    """On an encrypted connection wss is right."""
    return _location(sent, reading, b"wss://")


def _with_location(reading: Reading, name: str, right: bytes) -> Reading:
    fields = reading.response.fields if reading.response else ()
    raw = next(field.raw for field in fields if field.name.lower() == name.lower().encode())
    mended = raw.partition(b":")[0] + b": " + right + CRLF
    return replace(reading, received=reading.received.replace(raw, mended, 1))


# --- the digest ---


def _digest(sent: bytes, reading: Reading) -> Iterable[Cause]:
    of = asked(sent)
    if reading.draft != "76" or not reading.accepted or not any(of.keys1 + of.keys2):
        return
    if words := digest_cause(of, reading.after_head):
        yield Cause(words, with_digest(sent, reading))


def _short(sent: bytes, reading: Reading) -> Iterable[Cause]:
    """A digest that is short by a byte takes one from the first frame; that is no fault of texts."""
    return (cause for cause in _digest(sent, reading) if cause.words == SHORT)
