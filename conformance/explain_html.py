"""An explanation as HTML: a part to be set into a page, and a page of its own.

What is shown may come from anybody, so the page is inert: every text is made visible and then escaped,
bytes are shown only as hexadecimal and as visible characters, there is no script, and nothing is
fetched. The page's Content-Security-Policy says so too, and admits its one style sheet by its digest.

:data:`STYLE` touches nothing outside the elements of class ``explained``. Colours follow the reader's
preference; on a narrow screen the three columns stand below each other.

What is shortened is shortened here only, and says so: a long passage shows its first bytes, and of very
many passages the first are shown.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Sequence

from conformance.explain_model import Passage, Step, Turn
from conformance.explain_words import MOST_BYTES, ended, heading, left_out, shown
from reports.escape import hexadecimal, visible, wire

STYLE = """
.explained{--xb:#fff;--xf:#1c1e21;--xs:#59616a;--xl:#d5d9de;--xx:#f5f6f8;--xc:#0a5a9c;--xv:#7d2fa3;
--xw:#b3151d;--xo:#855400;color:var(--xf);overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){.explained{--xb:#16181b;--xf:#e6e7e9;--xs:#a0a7af;--xl:#3a3f45;
--xx:#1f2226;--xc:#74b9f5;--xv:#d79af5;--xw:#ff8087;--xo:#f0b44c}}
.explained .turn{margin:1.2rem 0}
.explained .who{font-size:1rem;font-weight:600;margin:0;padding:.35rem .6rem;background:var(--xx);
border-left:4px solid var(--xc)}
.explained .server .who{border-color:var(--xv)}
.explained .who small{font-weight:400;color:var(--xs);margin-left:.6rem}
.explained table{display:table;border-collapse:collapse;width:100%;table-layout:fixed;margin:0}
.explained td{vertical-align:top;text-align:left;padding:.35rem .6rem .35rem 0;border:0;
border-bottom:1px solid var(--xl);background:none}
.explained td:first-child{width:32%}.explained td:nth-child(2){width:22%}
.explained code{font:.82rem/1.5 ui-monospace,Menlo,Consolas,monospace;background:none;padding:0;
color:inherit;border:0;white-space:pre-wrap}
.explained .hex{color:var(--xs)}.explained .what{font-weight:600}
.explained .cite{color:var(--xs);font-size:.88rem}
.explained .note{margin:0}
.explained .wrong .what,.explained li.wrong .value{color:var(--xw)}
.explained .open .what{color:var(--xo)}
.explained .note,.explained li{white-space:pre-wrap}
.explained tr.wrong td:last-child{box-shadow:inset 3px 0 var(--xw);padding-left:.6rem}
.explained tr.open td:last-child{box-shadow:inset 3px 0 var(--xo);padding-left:.6rem}
.explained tr.steps td{padding:.5rem .6rem;background:var(--xx);width:auto}
.explained ol{margin:0;padding:0 0 0 2.2rem}
.explained li{margin:.15rem 0}.explained .value{font-weight:600;margin-left:.4rem}
.explained dl{display:grid;grid-template-columns:fit-content(10rem) 1fr;gap:.2rem .8rem}
.explained dt{color:var(--xs)}.explained dd{margin:0}
@media(max-width:44rem){.explained table,.explained tbody,.explained tr,.explained td{display:block}
.explained tr{border-bottom:1px solid var(--xl);padding:.35rem 0}
.explained td,.explained td:first-child,.explained td:nth-child(2){border:0;padding:0;width:auto}
.explained tr.wrong,.explained tr.open{padding-left:.6rem;box-shadow:inset 3px 0 var(--xo)}
.explained tr.wrong{box-shadow:inset 3px 0 var(--xw)}
.explained tr.wrong td:last-child,.explained tr.open td:last-child{box-shadow:none;padding:0}
.explained dl{grid-template-columns:1fr}.explained dd{margin-bottom:.4rem}}
"""

_PAGE = """
:root{color-scheme:light dark}
body{margin:0 auto;padding:1rem;max-width:72rem;background:#fff;font:1rem/1.5 system-ui,sans-serif}
@media(prefers-color-scheme:dark){body{background:#16181b}}
h1{font-size:1.35rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem;white-space:pre-wrap}
h3{font-size:1rem}
"""


def _text(text: str) -> str:
    return html.escape(visible(text), quote=True)


def fragment(turns: Iterable[Turn], *, level: int = 3) -> str:
    """The turns of a conversation as one element; ``level`` is that of its headings, 1 to 6."""
    return f'<div class="explained">{"".join(_turn(turn, level) for turn in turns)}</div>'


def passages(of: Sequence[Passage]) -> str:
    """The passages of a stream as one element, without a heading."""
    return f'<div class="explained">{_table(of)}</div>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Labels and texts as one element."""
    rows = "".join(f"<dt>{_text(label)}</dt><dd>{_text(text)}</dd>" for label, text in pairs)
    return f'<div class="explained"><dl>{rows}</dl></div>'


def acts(title: str, of: Iterable[tuple[str, str, Sequence[Passage]]], *, level: int = 3) -> str:
    """What a client does, one thing after the other: a verb, more words, and the bytes it sends."""
    rows = "".join(
        f'<section class="turn client"><p class="who">{_text(verb)} {_text(words)}</p>'
        f"{_table(sent) if sent else ''}</section>\n"
        for verb, words, sent in of
    )
    return f'<div class="explained"><h{level}>{_text(title)}</h{level}>{rows}</div>'


def page(title: str, body: str) -> str:
    """A whole page, with nothing outside it; ``body`` is made of the functions of this module."""
    style = STYLE + _PAGE
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{style}</style></head>\n"
        f'<body><main class="explained"><h1>{_text(title)}</h1>\n{body}\n</main></body></html>\n'
    )


def section(title: str, body: str) -> str:
    """A part of a page with a heading."""
    return f"<section><h2>{_text(title)}</h2>\n{body}</section>\n"


def _turn(turn: Turn, level: int) -> str:
    who, when = heading(turn)
    title = f'<h{level} class="who">{_text(who)}<small>{_text(when)}</small></h{level}>'
    body = _table(turn.passages) if turn.passages else ""
    if not turn.segments:
        body = f'<p class="note cite">{_text(ended(turn))}</p>'
    return f'<section class="turn {turn.side.value}">{title}{body}</section>\n'


def _table(of: Sequence[Passage]) -> str:
    rows = "".join(_row(passage) for passage in shown(of))
    more = left_out(of)
    note = f'<p class="note cite">{_text(more)}</p>' if more else ""
    return f"<table><tbody>{rows}</tbody></table>{note}"


def _row(passage: Passage) -> str:
    data = passage.data[:MOST_BYTES]
    more = f"… {len(passage.data)} bytes in all" if len(passage.data) > MOST_BYTES else ""
    mark = "" if passage.level == "ok" else f" ({passage.level})"
    steps = "".join(map(_step, passage.steps))
    return (
        f'<tr class="{passage.level}"><td><code class="hex">{hexadecimal(data)}</code> {more}</td>'
        f"<td><code>{html.escape(wire(data), quote=True)}</code></td>"
        f'<td><span class="what">{_text(passage.what + mark)}</span> '
        f'<span class="cite">{_text(passage.section)}</span>'
        f'<p class="note">{_text(passage.note)}</p></td></tr>\n'
        + (f'<tr class="steps"><td colspan="3"><ol>{steps}</ol></td></tr>\n' if steps else "")
    )


def _step(step: Step) -> str:
    return (
        f'<li class="{step.level}"><span class="cite">{_text(step.section)}</span> '
        f'{_text(step.words)} <code class="value">{_text(step.value)}</code></li>'
    )
