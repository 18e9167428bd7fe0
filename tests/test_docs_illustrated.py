"""The illustrated drafts leave no byte of their sessions out, and name every erratum."""

from __future__ import annotations

import re

import pytest

from conformance.errata import ERRATA
from conformance.trace import Side, loads
from docs.generate import HERE
from docs.illustrated import FIXTURES, arithmetic, frames, page, turns

PAIR = re.compile(r"\b[0-9A-F]{2}\b")


def explained(html: str) -> bytes:
    """The bytes of all passages, read back from the page."""
    cells = re.findall(r'<code class="hex">([^<]*)</code>', html)
    return bytes.fromhex(" ".join(cells))


@pytest.mark.parametrize("draft", ["75", "76"])
def test_every_byte_of_the_session_is_in_the_page(draft: str) -> None:
    name = f"traces/{draft}/plain.json"
    trace = loads((FIXTURES / name).read_bytes())
    whole = page(f"draft{draft}")
    ordered = [e for e in trace.events if e.connection == 0]
    assert explained(turns(name, *"012345")) == b"".join(e.data for e in ordered)
    shown = re.findall(rf"^@turns {name} (.*)$", source(draft), re.MULTILINE)
    assert " ".join(shown).split() == list("012345")
    assert trace.client in whole


def source(draft: str) -> str:
    return (HERE / "illustrated" / f"draft{draft}.text").read_text(encoding="utf-8")


def test_every_erratum_is_named_where_it_matters() -> None:
    both = page("draft75") + page("draft76")
    assert [e.name for e in ERRATA if f"errata.md#{e.name.lower()})" not in both] == []


def test_a_frame_is_shown_without_the_handshake_before_it() -> None:
    assert explained(frames("answers/76/frame-with-a-length.json", "1")) == b"\x80\x05\0hid\xff"
    assert explained(frames("answers/75/frame-with-a-length.json", "1")) == b"\x80\x05\0hid\xff"


def test_the_arithmetic_ends_with_what_the_server_sent() -> None:
    trace = loads((FIXTURES / "traces/76/plain.json").read_bytes())
    answer = trace.bytes_from(Side.SERVER).partition(b"\r\n\r\n")[2][:16]
    assert PAIR.findall(arithmetic("traces/76/plain.json"))[-16:] == [f"{b:02X}" for b in answer]


def test_html_of_the_bytes_is_one_block_of_markdown() -> None:
    assert "\n\n" not in turns("traces/76/plain.json", "0", "1").strip()
