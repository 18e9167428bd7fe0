"""What all formats say of a Run, before any of them gives it a form.

Two reports of one Run must not disagree, so whatever is counted, ordered, timed or concluded is
done here once, in plain text; a format adds columns, tags or escapes of its own. All texts that
leave this module are visible (:func:`reports.escape.visible`): one line each, no control
characters.

What the run as a whole comes to stands in :mod:`reports.conclusion`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reports import known
from reports.escape import hexadecimal, hexdump, visible, wire
from reports.model import Event, Kind, Level, Result, Run, Span, Target, Transcript, Verdict

FINDINGS = (Verdict.FAIL, Verdict.WARN, Verdict.UNDECIDED, Verdict.ERROR)
"""The verdicts that a report argues at length, in this order."""

ORDER = (*FINDINGS, Verdict.INFO, Verdict.SKIP, Verdict.PASS)
"""All verdicts, in the order in which they matter to a reader."""

REASONS = frozenset({Verdict.SKIP, Verdict.UNDECIDED, Verdict.ERROR})
"""The verdicts whose ``observed`` is a reason, not an answer of the target."""

EXPLAINED = {
    Verdict.PASS: "did what the draft demands, or one of the things that it allows",
    Verdict.FAIL: "broke a MUST, or an algorithm that the draft says must be run",
    Verdict.WARN: "missed a SHOULD",
    Verdict.INFO: "the draft leaves it open; what the target chose is recorded",
    Verdict.SKIP: "needs something that the target does not offer",
    Verdict.UNDECIDED: "a prerequisite or the valid twin failed, or the run was ended; nothing shown",
    Verdict.ERROR: "a fault of the harness itself, not of the target",
}

KINDS = {
    Kind.SENT: "sent",
    Kind.RECEIVED: "received",
    Kind.EOF: "the target ended its direction (FIN)",
    Kind.RESET: "the target reset the connection (RST)",
    Kind.TIMEOUT: "nothing more came in time",
    Kind.REFUSED: "the connection was refused",
}

SHOWN = 36
"""How many bytes of one span or event a shortened listing shows."""


LEAD = 24
"""How many bytes such a listing shows before the one that differs, at most."""

MOST = 12
"""How many spans of one side such a listing shows."""


def having(run: Run, *verdicts: Verdict) -> list[Result]:
    """The results with one of these verdicts, in the order of the verdicts, then of the run."""
    return [result for verdict in verdicts for result in run.results if result.verdict is verdict]


def counts_text(counts: dict[Verdict, int]) -> str:
    """``18 PASS · 1 FAIL``: the verdicts that occurred, in the order of :data:`ORDER`."""
    return " · ".join(f"{counts[v]} {v.name}" for v in ORDER if counts[v]) or "nothing asked"


def _section_key(section: str) -> tuple[list[tuple[int, str]], str]:
    """Orders 5.2 before 5.10, and names after numbers."""
    parts = section.split(".")
    known = [(int(p), "") if p.isascii() and p.isdigit() and len(p) < 9 else (1 << 30, p)
             for p in parts]  # fmt: skip
    return known, section


def sections(run: Run) -> dict[str, dict[str, list[Result]]]:
    """Draft -> section -> its results: 75, 76, then what is beyond the drafts."""
    tree: dict[str, dict[str, list[Result]]] = {}
    for draft in sorted({r.requirement.draft for r in run.results}):
        own = [r for r in run.results if r.requirement.draft == draft]
        names = sorted({r.requirement.section for r in own}, key=_section_key)
        tree[draft] = {n: [r for r in own if r.requirement.section == n] for n in names}
    return tree


def choice(result: Result) -> str:
    """What the target chose where the draft leaves it open, in as few words as there are."""
    return visible(result.choice or result.observed)


def tally(results: Iterable[Result]) -> dict[Verdict, int]:
    """How many of these results each verdict has."""
    counts = dict.fromkeys(Verdict, 0)
    for result in results:
        counts[result.verdict] += 1
    return counts


def draft_name(draft: str) -> str:
    """``draft 76``, or ``beyond the drafts``."""
    return "beyond the drafts" if draft == "beyond" else visible(f"draft {draft}")


def section_name(draft: str, section: str) -> str:
    """``§5.2``, or the bare name of a group beyond the drafts."""
    return visible(section if draft == "beyond" else f"§{section}")


def place(draft: str, section: str) -> str:
    """Both in one line: ``draft 76 §5.2``, or ``beyond the drafts: tls``."""
    between = ": " if draft == "beyond" else " "
    return f"{draft_name(draft)}{between}{section_name(draft, section)}"


def standing(result: Result) -> str:
    """``MUST · 76 §5.2 step 6``: how strongly the draft asks, and where."""
    level = result.argued.level
    word = "the draft is silent" if level is Level.UNDEFINED else level.name
    return visible(f"{word} · {result.argued.cite}")


def duration(seconds: float) -> str:
    """A time for people: ``1.8 ms``, ``2.05 s``."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def answered_after(result: Result) -> float | None:
    """Seconds between what was last sent and what decided; None if nothing was seen.

    What decided is the event in which the first annotated received bytes begin, or, without
    such bytes, the last thing that was seen.
    """
    events = result.transcript
    seen = [n for n, e in enumerate(events) if e.kind is not Kind.SENT]
    if not seen:
        return None
    first = next((s for s in result.spans if s.kind is Kind.RECEIVED and s.data), None)
    marked = first.data if first else b""
    received = [n for n in seen if first and events[n].connection == first.connection]
    begins = b"".join(events[n].data for n in received).find(marked) if marked else -1
    at = seen[-1]
    for n in received if begins >= 0 else ():
        at = n
        begins -= len(events[n].data)
        if begins < 0:
            break
    sent = [
        e.t for e in events[:at] if e.kind is Kind.SENT and e.connection == events[at].connection
    ]
    return max(0.0, events[at].t - (sent[-1] if sent else 0.0))


def fields(result: Result) -> list[tuple[str, str]]:
    """The argument of a result as labelled lines; a repeated label continues the one before."""
    marked = any(span.kind is Kind.SENT for span in result.spans)
    lines = [("sent", result.does or ("these bytes" if marked else ""))]
    lines += [("allowed", _or(e) if n else e) for n, e in enumerate(result.expected)]
    observed = result.observed or "nothing was noted"
    lines.append(("why" if result.verdict in REASONS else "came", observed))
    lines += [("printed", line) for line in result.printed.splitlines()]
    if result.attempts > 1:
        lines.append(("held", f"{result.attempts} times before this was believed"))
    lines.append(("can mean", result.means))
    lines.append(("cause", f"likely: {result.cause}" if result.cause else ""))
    lines.append(("known", known.field(result)))
    return [(label, visible(text)) for label, text in lines if text]


def _or(expected: str) -> str:
    """What is allowed beside the first: one more answer, or what is demanded of each (``and``)."""
    return expected if expected.startswith("and ") else f"or {expected}"


def timing(result: Result) -> str:
    """``after 1.8 ms``, or nothing where no time was taken or the verdict is a reason."""
    taken = answered_after(result)
    return "" if taken is None or result.verdict in REASONS else f"after {duration(taken)}"


def event_text(event: Event) -> str:
    """One line for one event, without its bytes: ``received 49 bytes``."""
    text = KINDS[event.kind]
    if event.kind is Kind.SENT and not event.data:
        text = "we ended our direction (FIN)"
    elif event.kind is Kind.RECEIVED and not event.data:
        text = "received more, which is not kept"
    elif event.kind in (Kind.SENT, Kind.RECEIVED):
        text = f"{text} {len(event.data)} byte{'' if len(event.data) == 1 else 's'}"
    return f"{text}, connection {event.connection + 1}" if event.connection else text


def decisive(result: Result) -> tuple[Span, ...]:
    """The annotated bytes; where there are none, every event with its own words."""
    if result.spans:
        return headed(result)
    return tuple(Span(e.kind, e.data, event_text(e)) for e in result.transcript)


def headed(result: Result) -> tuple[Span, ...]:
    """The annotated bytes; in a conversation of several connections each run of them has a heading.

    The runs are sorted: what was sent, then what came, each with the connection that decided first.
    """
    if not any(event.connection for event in result.transcript):
        return result.spans
    out: list[Span] = []
    for span in sorted(result.spans, key=lambda s: s.kind is Kind.RECEIVED):
        place = (span.kind, span.connection)
        if not out or place != (out[-1].kind, out[-1].connection):
            words = f"on connection {span.connection + 1}:"
            out.append(Span(span.kind, b"", words, span.connection))
        out.append(span)
    return tuple(out)


def window(span: Span) -> tuple[int, int]:
    """From where to where a shortened listing shows a span: around what differs, text twice as long.

    It begins at the line of what differs, or :data:`LEAD` bytes before it.
    """
    begins = min(span.begins, max(0, len(span.data) - 1))
    start = max(span.data.rfind(b"\n", 0, begins) + 1, begins - LEAD) if begins >= SHOWN else 0
    long = span.data[start : start + 2 * SHOWN]
    is_text = all(byte in b"\r\n" or 0x20 <= byte <= 0x7E for byte in long)
    return start, start + len(long if is_text else long[:SHOWN])


def fewer(spans: Sequence[Span]) -> list[Span]:
    """The first and last of many spans, and between them how many were left out."""
    if len(spans) <= MOST:
        return list(spans)
    left = len(spans) - MOST + 1
    words = f"… and {left} parts more, in the JSON report and on the page"
    gap = Span(spans[0].kind, b"", words, spans[MOST - 3].connection)
    return [*spans[: MOST - 3], gap, *spans[-2:]]


def transcript_lines(transcript: Transcript) -> Iterator[str]:
    """A whole transcript, each event of it: when, what, and the dump of the bytes."""
    for event in transcript:
        yield f"{event.t * 1000:10.3f} ms  {event_text(event)}"
        for row in hexdump(event.data):
            yield f"               {row}"


def block(result: Result, *, shortened: bool = False) -> str:
    """The argument of one result as plain lines, for formats that hold preformatted text.

    Args:
        shortened: Show the :func:`window` of each span, with the full count, and not all of many.
    """
    rows = [f"{result.verdict.name}{known.mark(result)}  {visible(result.id)}  {standing(result)}"]
    rows.append(f"      {visible(result.argued.text)}")
    rows += [f"{label:<10}{text}" for label, text in fields(result)]
    if timing(result):
        rows.append(f"{'time':<10}{timing(result)}")
    spans = decisive(result)
    if shortened:
        sides = ([s for s in spans if (s.kind is Kind.SENT) is ours] for ours in (True, False))
        spans = tuple(span for side in sides for span in fewer(side))
    for span in spans:
        rows.append(f"{span.kind.value:<10}{visible(span.meaning)}")
        start, end = window(span)
        if shortened and (start or end < len(span.data)):
            cut = span.data[start:end]
            before, after = "… " if start else "", " …" if end < len(span.data) else ""
            rows.append(f"          {before}{hexadecimal(cut)} … {len(span.data)} bytes in all")
            rows.append(f"          {before}{wire(cut)}{after}")
        else:
            rows += [f"          {row}" for row in hexdump(span.data)]
    rows.append(f"{'again':<10}{visible(result.reproduce)}")
    return "\n".join(rows)


def about(run: Run) -> list[tuple[str, str]]:
    """The target and the circumstances of the run, as labelled lines."""
    target: Target = run.target
    lines = [("target", f"{target.address}{' ' + target.path if target.path else ''}")]
    lines.append(("drafts", ", ".join(target.drafts) or "none"))
    lines += [(name, found) for name, found in target.capabilities.items()]
    lines += [(f"option {name}", value) for name, value in target.options.items()]
    began = f"{run.started}, {duration(run.seconds)}, seed {run.seed}"
    lines.append(("run", f"{began}, {run.tool} {run.tool_version}"))
    return [(visible(label), visible(text)) for label, text in lines]
