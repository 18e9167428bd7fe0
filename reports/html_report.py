"""The report as one page: opened from a disk, mailed, kept as an artefact of CI.

The page holds what a hostile server sent, so it is built to be inert. It needs no script and no
other resource, and its Content-Security-Policy forbids both; the one style sheet is allowed by its
digest, so not even a style that slipped in would count. Every text is made visible first
(:mod:`reports.escape`) and then escaped for HTML.

The findings come first, argued as on the terminal; then what the draft leaves open; then every
other result by section. Of findings that are alike one is open, the others are closed below it. Each
result stands exactly once, with its whole transcript behind a
disclosure, nothing shortened.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable
from urllib.parse import quote

from reports import known, summary
from reports.alike import Alike
from reports.conclusion import Group, conclusion, findings, verdict_of
from reports.escape import LONGEST, hexadecimal, left_out, visible, wire
from reports.model import Result, Run, Span, Transcript, Verdict

STYLE = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1c1e21;--soft:#5b626a;--line:#d5d9de;--box:#f5f6f8;
--pass:#1a6e35;--fail:#b3151d;--warn:#855400;--info:#0a5a9c;--skip:#5b626a;--undecided:#7d2fa3;
--error:#b3151d}
@media(prefers-color-scheme:dark){:root{--bg:#16181b;--fg:#e6e7e9;--soft:#a0a7af;--line:#3a3f45;
--box:#1f2226;--pass:#6fcf8a;--fail:#ff8087;--warn:#f0b44c;--info:#74b9f5;--skip:#a0a7af;
--undecided:#d79af5;--error:#ff8087}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:68rem;background:var(--bg);color:var(--fg);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.4rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1.25rem 0 .25rem}a{color:var(--info)}
code,pre{font:.85rem/1.45 ui-monospace,Menlo,Consolas,monospace}
pre{overflow-x:auto;overflow-wrap:normal;background:var(--box);padding:.6rem;margin:.4rem 0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;
border-bottom:1px solid var(--line)}
th{font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}.wide table{overflow-wrap:normal;width:auto}.wide th{white-space:nowrap}
.spans td{overflow-wrap:break-word}.spans td:first-child{color:var(--soft)}
.spans code{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:fit-content(12rem) 1fr;gap:.2rem .8rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0;white-space:pre-wrap}
.result{border:1px solid var(--line);border-left-width:4px;border-radius:4px;margin:.5rem 0;
padding:.4rem .8rem}
summary{cursor:pointer}.where,.soft{color:var(--soft);font-size:.9rem}
.verdict{font-weight:700}.conclusion{font-size:1.1rem;font-weight:600}
.pass{color:var(--pass)}.fail{color:var(--fail)}.warn{color:var(--warn)}.info{color:var(--info)}
.skip{color:var(--skip)}.undecided{color:var(--undecided)}.error{color:var(--error)}
.b-fail,.b-error{border-left-color:var(--fail)}.b-warn{border-left-color:var(--warn)}
.alike{margin:-.25rem 0 .75rem 1rem}.alike>summary{color:var(--soft)}
.b-undecided{border-left-color:var(--undecided)}
@media(max-width:36rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}
.spans,.spans tbody,.spans tr,.spans td{display:block}.spans td{border:0;padding:0}
.spans tr{border-bottom:1px solid var(--line);padding:.3rem 0}}
@media print{details:not([open])>*{display:none}}
"""


def _text(text: str) -> str:
    return html.escape(visible(text), quote=True)


def _anchor(result: Result) -> str:
    """The fragment of a result; its id, without the blanks that an HTML id may not hold."""
    return visible(result.id).replace(" ", "_")


def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _verdict(verdict: Verdict) -> str:
    return f'<span class="verdict {verdict.value}">{verdict.name}</span>'


def _counts(counts: dict[Verdict, int]) -> str:
    said = [
        f'<span class="{v.value}">{counts[v]} {v.name}</span>' for v in summary.ORDER if counts[v]
    ]
    return " · ".join(said) or "nothing asked"


def _about(run: Run) -> str:
    rows = [f"<dt>{_text(name)}</dt><dd>{_text(said)}</dd>" for name, said in summary.about(run)]
    return f"<dl>{''.join(rows)}</dl>"


def _tree(run: Run) -> str:
    used = [v for v in summary.ORDER if run.counts[v]]
    head = "".join(f'<th scope="col" class="n {v.value}">{v.name}</th>' for v in used)
    rows = []
    for draft, sections in summary.sections(run).items():
        for section, results in sections.items():
            counts = summary.tally(results)
            cells = "".join(f'<td class="n">{counts[v] or ""}</td>' for v in used)
            name = _text(summary.place(draft, section))
            rows.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    table = f'<table><tr><th scope="col">section</th>{head}</tr>{"".join(rows)}</table>'
    return f'<div class="wide">{table}</div>'


def _span(span: Span) -> str:
    data = span.data[:LONGEST]
    codes = f"<code>{hexadecimal(data)}</code> {left_out(len(span.data) - LONGEST)}".rstrip()
    chars = f"<code>{html.escape(wire(data), quote=True)}</code>"
    return (
        f"<tr><td>{span.kind.value}</td><td>{codes}</td><td>{chars}</td>"
        f"<td>{_text(span.meaning)}</td></tr>"
    )


def _transcript(name: str, transcript: Transcript, *, is_open: bool = False) -> str:
    if not transcript:
        return ""
    rows = html.escape("\n".join(summary.transcript_lines(transcript)), quote=True)
    opened = " open" if is_open else ""
    return f"<details{opened}><summary>{name}</summary><pre>{rows}</pre></details>"


def _argument(result: Result) -> str:
    fields = summary.fields(result)
    if summary.timing(result):
        fields.append(("time", summary.timing(result)))
    rows = []
    before = ""
    for label, text in fields:
        rows.append(f"<dt>{'' if label == before else label}</dt><dd>{_text(text)}</dd>")
        before = label
    rows.append(f"<dt>again</dt><dd><code>{_text(result.reproduce)}</code></dd>")
    spans = "".join(map(_span, summary.headed(result)))
    table = f'<table class="spans">{spans}</table>' if spans else ""
    return f"<dl>{''.join(rows)}</dl>{table}"


def _result(result: Result, *, is_open: bool) -> str:
    bare = is_open and not result.spans
    return (
        f'<details class="result b-{result.verdict.value}" id="{_text(_anchor(result))}"'
        f"{' open' if is_open else ''}>"
        f"<summary>{_verdict(result.verdict)}{known.mark(result)} <code>{_text(result.id)}</code> "
        f'<span class="where">{_text(summary.standing(result))}, '
        f"version {result.version}</span></summary>"
        f"<p>{_text(result.argued.text)}</p>{_argument(result)}"
        f"{_transcript('the whole transcript', result.transcript, is_open=bare)}"
        f"{_transcript('the transcript of the valid twin', result.twin)}</details>"
    )


def _group(group: Group) -> str:
    """The reason once, and each result behind a disclosure of its own."""
    rows = "".join(f"<dt>{label}</dt><dd>{_text(text)}</dd>" for label, text in group.reason)
    results = "".join(_result(result, is_open=False) for result in group.results)
    return (
        f'<div class="result b-undecided"><span class="verdict">{_text(group.title)}</span>'
        f"<dl>{rows}</dl>"
        f"<details><summary>which</summary>{results}</details></div>"
    )


def _alike(found: Alike) -> str:
    """The example open, and the others closed behind one disclosure; nothing is left out."""
    others = "".join(_result(result, is_open=False) for result in found.others)
    more = f'<details class="alike"><summary>{_text(found.title)}</summary>{others}</details>'
    return _result(found.example, is_open=True) + more


def _findings(run: Run) -> Iterable[str]:
    before = ""
    for found in findings(run):
        verdict = verdict_of(found)
        of_these = found if isinstance(found, Result) else found.results[0]
        head = f"{_verdict(verdict)}{known.mark(of_these)}: {summary.EXPLAINED[verdict]}"
        if head != before:
            yield f"<h2>{head}</h2>"
        before = head
        if isinstance(found, Group):
            yield _group(found)
        elif isinstance(found, Alike):
            yield _alike(found)
        else:
            yield _result(found, is_open=True)


def _link(result: Result, text: str) -> str:
    link = html.escape("#" + quote(_anchor(result), safe="/"), quote=True)
    return f'<a href="{link}">{_text(text)}</a>'


def _table(title: str, rows: list[tuple[str, str]]) -> Iterable[str]:
    if rows:
        yield f"<h2>{title}</h2><table>"
        yield from (f"<tr><td>{link}</td><td>{_text(text)}</td></tr>" for link, text in rows)
        yield "</table>"


def _outgrown(run: Run) -> Iterable[str]:
    rows = [(_link(r, r.id), f"it was known: {r.known}" if r.known else "")
            for r in known.outgrown(run)]  # fmt: skip
    return _table("Known departures that depart no more: take them off the list", rows)


def _open_choices(run: Run) -> Iterable[str]:
    chosen = summary.having(run, Verdict.INFO)
    rows = [(_link(r, r.requirement.text), r.choice or r.observed) for r in chosen]
    return _table("What the draft leaves open: what this target does", rows)


def _others(run: Run) -> Iterable[str]:
    for draft, sections in summary.sections(run).items():
        for section, results in sections.items():
            rest = [r for r in results if r.verdict not in summary.FINDINGS]
            if rest:
                yield f"<h2>{_text(summary.place(draft, section))}</h2>"
                yield from (_result(result, is_open=False) for result in rest)


def render(run: Run, *, strict: bool = False) -> str:
    """The page as text, to be stored as UTF-8.

    Args:
        strict: A missed SHOULD counts as a failure in the conclusion.
    """
    title = f"WebSocket drafts 75 and 76: {run.target.address}"
    body = [
        f"<h1>{_text(title)}</h1>",
        f'<p class="conclusion">{_text(conclusion(run, strict=strict))}</p>',
        f"<p>{_counts(run.counts)}</p>",
        _about(run),
        _tree(run) if run.results else "",
        *_outgrown(run),
        *_findings(run),
        *_open_choices(run),
        *_others(run),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + "\n</body>\n</html>\n"
    )
