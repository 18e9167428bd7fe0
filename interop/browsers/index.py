"""The table of `fixtures/README.md`: what each trace is, made of the traces themselves."""

from __future__ import annotations

from pathlib import Path

from conformance.trace import Trace, loads

MARK = "<!-- from here on written by interop/browsers/record -->"
FOLDERS = {
    "traces": "Conversations (`{folder}`), replayed as scenarios",
    "answers": "What the engine does with odd and wrong answers (`{folder}`)",
}


def load(folder: Path) -> dict[str, Trace]:
    """All traces of one folder, by name. Raises TraceError."""
    return {file.stem: loads(file.read_bytes()) for file in sorted(folder.glob("*.json"))}


def table(fixtures: Path) -> str:
    """The tables of all folders."""
    parts = [MARK]
    for draft in ("75", "76"):
        parts.append(f"\n## Draft {draft}")
        for folder, title in FOLDERS.items():
            place = f"{folder}/{draft}"
            traces = load(fixtures / place)
            parts += [f"\n### {title.format(folder=place)}\n"]
            parts += ["| name | what happens | client | server | what the page saw | recorded |"]
            parts += ["| --- | --- | --- | --- | --- | --- |"]
            parts += [_row(name, trace) for name, trace in traces.items()]
    return "\n".join(parts) + "\n"


def _row(name: str, trace: Trace) -> str:
    page = ", ".join(trace.page[:4]) + (" …" if len(trace.page) > 4 else "")
    when = trace.recorded or f"published: {trace.source}; re-typed: {', '.join(trace.retyped)}"
    cells = (f"`{name}`", trace.about, trace.client, trace.server, page, when)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    """Text for a Markdown table: nothing in it is markup, nothing is invisible."""
    visible = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return visible if visible[:1] == "`" else visible.replace("|", "\\|").replace("<", "&lt;")


def write(fixtures: Path) -> None:
    """Write the tables anew; what stands before the mark stays."""
    readme = fixtures / "README.md"
    head = readme.read_text(encoding="utf-8").partition(MARK)[0] if readme.exists() else ""
    readme.write_text(head + table(fixtures), encoding="utf-8")
