"""Runs for the tests of the renderers: hostile ones by hypothesis, a realistic one by hand."""

from __future__ import annotations

from hypothesis import strategies as st

from reports.model import (
    Event,
    Kind,
    Level,
    Requirement,
    Result,
    Run,
    Span,
    Target,
    Transcript,
    Verdict,
)

HOSTILE = (
    "[bold]",
    "[/bold]",
    "[link=http://evil.example]x[/link]",
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x9b2J",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\" onmouseover='x",
    "&lt;",
    "]]>",
    "<!--",
    "\u202eevil",
    "\u2066\u2069",
    "\u05d0\u05d1",
    "e\u0301\u0301\u0301",
    "\u3164",
    "\0",
    "\x7f",
    "\ufffe",
    "\ud800",
    "\r\nok 1 - forged",
    "\n...\nBail out!",
    "# SKIP",
    "a | b",
    "```\n# h1",
    "@everyone #1 www.evil.example",
    "https://evil.example",
    ":smile:",
    "\\x1b",
    "日本語",
    "~~~ * _ `",
)
"""Texts that some format, terminal or reader would obey."""

_hostile = st.sampled_from(HOSTILE)
texts = st.one_of(
    st.text(alphabet="abc 123.-", max_size=12),
    _hostile,
    st.lists(_hostile, min_size=2, max_size=3).map(" ".join),
    st.text(st.characters(codec=None), max_size=8),
)
octets = st.one_of(
    st.binary(max_size=80),
    _hostile.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([b"HTTP/1.1 101 WebSocket Protocol Handshake\r\n", b"\xff\x00", b"A" * 200]),
)
times = st.floats(0, 1000, allow_nan=False)
counts = st.integers(0, 3)


def _events() -> st.SearchStrategy[Event]:
    with_bytes = st.sampled_from([Kind.SENT, Kind.RECEIVED])
    without = st.sampled_from([k for k in Kind if k is not Kind.RECEIVED])
    return st.one_of(
        st.builds(Event, times, with_bytes, octets, counts),
        st.builds(Event, times, without, connection=counts),
    )


transcripts: st.SearchStrategy[Transcript] = st.lists(_events(), max_size=4).map(tuple)
spans = st.builds(
    Span, st.sampled_from([Kind.SENT, Kind.RECEIVED]), octets, texts, st.integers(0, 3)
)
drafts = st.sampled_from(["75", "76", "beyond"])
requirements = st.builds(
    Requirement,
    draft=drafts,
    section=st.one_of(st.sampled_from(["5.1", "5.2", "5.10"]), texts),
    step=texts,
    level=st.sampled_from(Level),
    text=texts,
)
results = st.builds(
    Result,
    id=st.builds("{}/{}".format, st.integers(0, 10**6), texts),
    version=st.integers(1, 9),
    requirement=requirements,
    verdict=st.sampled_from(Verdict),
    does=texts,
    means=texts,
    expected=st.lists(texts, max_size=3).map(tuple),
    observed=texts,
    reproduce=texts,
    transcript=transcripts,
    twin=transcripts,
    spans=st.lists(spans, max_size=2).map(tuple),
    cause=texts,
    choice=texts,
    breaks=st.none() | requirements,
    attempts=st.integers(1, 3),
    died=texts,
    printed=texts,
    because=st.one_of(st.just(""), st.sampled_from(["it was gone; bring it back", "?; "]), texts),
    known=st.none() | texts,
)
targets = st.builds(
    Target,
    address=texts,
    path=texts,
    drafts=st.lists(st.sampled_from(["75", "76"]), unique=True, max_size=2).map(tuple),
    capabilities=st.dictionaries(texts, texts, max_size=2),
    options=st.dictionaries(texts, texts, max_size=2),
)
runs = st.builds(
    Run,
    tool=texts,
    tool_version=texts,
    target=targets,
    seed=st.integers(),
    started=texts,
    finished=st.booleans(),
    results=st.lists(results, max_size=4, unique_by=lambda result: result.id).map(tuple),
    seconds=times,
)


# A run as it would be -----------------------------------------------------------------------

_HEAD = (
    b"HTTP/1.1 101 WebSocket Protocol Handshake\r\nUpgrade: WebSocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Origin: http://example.com\r\n"
    b"Sec-WebSocket-Location: ws://127.0.0.1:9000/\r\n\r\n"
)
_REQUEST = (
    b"GET / HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nHost: 127.0.0.1:9000\r\n"
    b"Origin: http://example.com\r\nSec-WebSocket-Key1: 1 2 3\r\n"
    b"Sec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\n\r\n^n:ds[4U"
)
_DIGEST = b"8jKS\x1by:G*Co,Wxa-"
_AGAIN = "python -m conformance --target 127.0.0.1:9000 --select "


def made(
    verdict: Verdict,
    name: str = "76/5.3/sample",
    *,
    level: Level = Level.MUST,
    step: str = "",
    text: str = "Something is required.",
    does: str = "a request",
    means: str = "somebody suffers",
    expected: tuple[str, ...] = ("101", "400"),
    observed: str = "101",
    transcript: Transcript = (),
    twin: Transcript = (),
    spans: tuple[Span, ...] = (),
    cause: str = "",
    attempts: int = 1,
) -> Result:
    """A result with this verdict; everything else has a harmless default."""
    draft, section, _ = name.split("/", 2)
    return Result(
        id=name,
        version=1,
        requirement=Requirement(draft, section, step, level, text),
        verdict=verdict,
        does=does,
        means=means,
        expected=expected,
        observed=observed,
        reproduce=_AGAIN + name,
        transcript=transcript,
        twin=twin,
        spans=spans,
        cause=cause,
        attempts=attempts,
    )


FAIL = made(
    Verdict.FAIL,
    "76/5.2/key-number-not-a-multiple",
    step="step 6",
    text="A key whose digits do not divide by its spaces must end the connection.",
    does="a handshake whose first key has the digits 123 and 2 spaces",
    means="handshakes are accepted that no WebSocket client can have sent",
    expected=("end of the connection, without a 101",),
    observed="101 and 16 bytes, the digest of 61 (123 / 2 rounded down)",
    transcript=(Event(0.0001, Kind.SENT, _REQUEST), Event(0.0019, Kind.RECEIVED, _HEAD + _DIGEST)),
    twin=(Event(0.0, Kind.SENT, _REQUEST), Event(0.001, Kind.RECEIVED, _HEAD), Event(9, Kind.EOF)),
    spans=(
        Span(Kind.SENT, b"Sec-WebSocket-Key1: 1 2 3", "digits 123, spaces 2"),
        Span(Kind.RECEIVED, _HEAD[:41], "status line"),
        Span(Kind.RECEIVED, _DIGEST, "MD5 of 61, part_2 and key_3"),
    ),
    cause="the division is made with whole numbers and its remainder never looked at",
)
WARN = made(
    Verdict.WARN,
    "76/5.2/location-names-the-port",
    level=Level.SHOULD,
    step="step 9",
    text="The location should name the port that the client asked for.",
    does="a handshake to a port that is not the default",
    expected=("Sec-WebSocket-Location: ws://127.0.0.1:9000/",),
    observed="Sec-WebSocket-Location: ws://127.0.0.1/",
    means="a client that compares the location refuses the server",
    transcript=(Event(0.0, Kind.SENT, _REQUEST), Event(0.0021, Kind.RECEIVED, _HEAD)),
    attempts=3,
)
REALISTIC = Run(
    tool="hixie-conformance",
    tool_version="0.1.0",
    target=Target(
        "127.0.0.1:9000",
        "/",
        ("75", "76"),
        {"echo": "yes", "TLS": "no", "closing handshake": "answers FF 00 with FF 00"},
        {"origin": "http://example.com"},
    ),
    seed=20101123,
    started="2026-11-23T08:30:00Z",
    finished=True,
    results=(
        made(Verdict.PASS, "75/5.1/upgrade-line"),
        made(Verdict.PASS, "75/5.3/text-frame-echoed"),
        made(Verdict.PASS, "76/5.2/digest-of-the-worked-example"),
        made(Verdict.PASS, "76/5.10/later-than-nine"),
        made(Verdict.SKIP, "76/5.2/location-behind-tls", observed="needs TLS"),
        made(Verdict.SKIP, "beyond/tls/record-boundaries", observed="needs TLS"),
        FAIL,
        WARN,
        made(
            Verdict.INFO,
            "76/5.3/length-prefixed-frame",
            level=Level.MAY,
            text="A frame of a type other than 00 may be skipped or may end the connection.",
            observed="skips it and answers the text frame behind it",
        ),
        made(
            Verdict.INFO,
            "75/5.3/invalid-utf-8",
            level=Level.UNDEFINED,
            text="What happens to bytes that are not UTF-8 is left open.",
            observed="replaces each with U+FFFD",
        ),
        made(
            Verdict.UNDECIDED,
            "76/5.3/close-then-text",
            observed="the valid twin was refused too, so nothing was shown about the fault",
            transcript=(Event(0, Kind.SENT, b"\xff\x00"), Event(0.8, Kind.TIMEOUT)),
        ),
        made(Verdict.ERROR, "beyond/resources/one-long-text", observed="MemoryError in the probe"),
    ),
    seconds=4.25,
)
"""What a run against a server with one bug looks like; every verdict occurs."""
