"""The report at a terminal: complete, inert, and with a command that can be copied."""

from __future__ import annotations

import copy
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from reports import terminal
from reports.conclusion import Group, findings
from reports.escape import visible
from reports.model import Event, Kind, Result, Run, Span, Verdict

from .strategies import FAIL, REALISTIC, made, runs


def _shown(run: Run, width: int | None = None, *, verbose: bool = False) -> str:
    out = io.StringIO()
    console = terminal.make_console(out, width=width)
    terminal.render(run, console, verbose=verbose)
    return out.getvalue()


def _packed(text: str) -> str:
    return "".join(text.split())


@given(runs, st.sampled_from([None, 20, 40, 80, 120, 300]))
def test_plain_output_is_inert_and_drops_no_result(run: Run, width: int | None) -> None:
    before = copy.deepcopy(run)
    shown = _shown(run, width, verbose=True)
    assert run == before
    assert all(char == "\n" or char.isprintable() for char in shown)
    shown.encode()
    packed = _packed(shown)
    for result in run.results:
        if result.verdict is not Verdict.INFO:
            assert _packed(visible(result.id)) in packed
        else:
            # Two columns wrap side by side, so only the number that begins the id is in one piece.
            assert result.id.split("/")[0][:8] in packed


@given(runs)
def test_the_command_stays_on_one_line(run: Run) -> None:
    short, full = (_shown(run, 80, verbose=verbose).split("\n") for verbose in (False, True))
    for found in findings(run):
        told = (found,) if isinstance(found, Result) else found.results
        assert _again(told[0]) in short
        # Undecided ones of one reason are told together, however much is asked for.
        assert all(_again(each) in full for each in told[: 1 if isinstance(found, Group) else None])


def _again(result: Result) -> str:
    return f"again     {visible(result.reproduce)}".rstrip()


@pytest.mark.parametrize("width", [80, 100, 120])
def test_only_the_command_and_an_id_may_be_wider_than_the_page(width: int) -> None:
    long = made(
        Verdict.FAIL,
        "76/5.2/" + "a-rather-long-name" * 4,
        does="words " * 40 + "x" * 200,
        observed="日本語" * 40,
        spans=(Span(Kind.RECEIVED, bytes(range(256)), "every byte " * 9),),
        cause="because " * 30,
    )
    shown = _shown(replace(REALISTIC, results=(*REALISTIC.results, long)), width)
    for line in shown.split("\n"):
        whole = line.startswith(("again", "FAIL"))
        assert whole or Console(width=400).measure(line).maximum <= width


@pytest.mark.parametrize("width", [40, 50, 63, 64, 80])
def test_no_column_is_one_letter_wide(width: int) -> None:
    """Who reads on a telephone reads lines, too."""
    spans = (Span(Kind.SENT, b"Sec-WebSocket-Key1: 1 2 3\r\n" * 6, "the first key of six"),)
    run = replace(REALISTIC, results=(made(Verdict.FAIL, "76/5.2/x", spans=spans),))
    told = _shown(run, width).partition("FAIL  76/5.2/x")[2]
    lines = [line for line in told.splitlines() if line.startswith(" " * 10)]
    assert len(lines) < 24
    assert max(map(len, lines)) <= width
    assert width >= 64 or " " * 10 + "the first key of six\n" in told


def test_a_failure_is_argued_for_a_stranger() -> None:
    assert """\
FAIL  76/5.2/key-number-not-a-multiple                                         MUST · 76 §5.2 step 6
      A key whose digits do not divide by its spaces must end the connection.
sent      a handshake whose first key has the digits 123 and 2 spaces
          53 65 63 2D 57 65 62 53 6F 63 6B 65  Sec-WebSocket-Key1: 1 2 3    digits 123, spaces 2
          … 25 bytes in all
allowed   end of the connection, without a 101
came      101 and 16 bytes, the digest of 61 (123 / 2 rounded down)                     after 1.8 ms
          48 54 54 50 2F 31 2E 31 20 31 30 31  HTTP/1.1 101 WebSocket Prot  status line
          … 41 bytes in all                    ocol Handshake
          38 6A 4B 53 1B 79 3A 47 2A 43 6F 2C  8jKS\\x1by:G*Co,Wxa-          MD5 of 61, part_2 and
          57 78 61 2D                                                       key_3
can mean  handshakes are accepted that no WebSocket client can have sent
cause     likely: the division is made with whole numbers and its remainder never looked at
again     python -m conformance --target 127.0.0.1:9000 --select 76/5.2/key-number-not-a-multiple
""" in _shown(REALISTIC)


def test_the_report_opens_with_the_target_and_ends_with_the_conclusion() -> None:
    lines = _shown(REALISTIC).rstrip("\n").split("\n")
    assert lines[1].split() == ["target", "127.0.0.1:9000", "/"]
    assert any(line.split() == ["echo", "yes"] for line in lines[:8])
    assert "1 FAIL · 1 WARN · 1 UNDECIDED · 1 ERROR · 2 INFO · 2 SKIP · 4 PASS" in lines
    assert "The target fails 1 of 8 scenarios." in lines[-2]
    assert "│   ├── §5.2    1 FAIL · 1 WARN · 1 SKIP · 1 PASS" in lines


def test_what_the_draft_leaves_open_stands_beside_what_the_target_does() -> None:
    assert (
        "  76/5.3/length-prefixed-frame  skips it and answers the text frame behind it\n"
        in _shown(REALISTIC)
    )


def test_skips_are_grouped_by_what_is_missing() -> None:
    assert "  needs TLS (2):\n    76/5.2/location-behind-tls beyond/tls" in _shown(REALISTIC)


def test_without_annotations_the_events_speak() -> None:
    events = (Event(0, Kind.SENT, b"\xff\x00"), Event(1, Kind.RESET))
    shown = _shown(replace(REALISTIC, results=(made(Verdict.FAIL, transcript=events),)))
    assert "FF 00" in shown
    assert "the target reset the connection (RST)" in shown


def test_long_bytes_are_shortened_with_their_count() -> None:
    long = replace(FAIL, spans=(Span(Kind.RECEIVED, b"\x80" + b"a" * 999, "a frame"),))
    shown = _shown(replace(REALISTIC, results=(long,)))
    assert "1000 bytes in all" in shown
    assert len(shown.split("\n")) < 40


def test_no_trailing_blanks() -> None:
    assert not any(line.endswith(" ") for line in _shown(REALISTIC, verbose=True).split("\n"))


def test_what_is_known_is_marked_and_listed_with_what_departs_no_more() -> None:
    known = replace(FAIL, known="our clients never send [such] \x1bkeys")
    no_more = replace(made(Verdict.PASS, "76/5.2/mended"), known="the next release")
    bare = replace(made(Verdict.WARN, "76/5.2/bare"), known="")
    shown = _shown(replace(REALISTIC, results=(no_more, known, bare)))
    assert "\nFAIL (known)  76/5.2/key-number-not-a-multiple " in shown
    assert "\nWARN (known)  76/5.2/bare " in shown
    assert "\nknown     our clients never send [such] \\x1bkeys\n" in shown
    assert (
        "\n  known departure  76/5.2/key-number-not-a-multiple: our clients never send [such] "
        "\\x1bkeys\n  known departure  76/5.2/bare\n"
        "  departs no more  76/5.2/mended: take it off the list\n\n"
    ) in shown
    assert "known" not in _shown(REALISTIC)


def test_passes_are_named_only_if_asked() -> None:
    assert "75/5.1/upgrade-line" not in _shown(REALISTIC)
    assert "75/5.1/upgrade-line" in _shown(REALISTIC, verbose=True)


def _on_a_terminal(run: Run, environment: dict[str, str]) -> str:
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=True, width=100, color_system="standard", _environ=environment
    )
    terminal.render(run, console)
    return out.getvalue()


def test_a_terminal_gets_colour_unless_it_asks_for_none() -> None:
    red = "\x1b[1;31mFAIL"
    assert red in _on_a_terminal(REALISTIC, {"TERM": "xterm"})
    assert "\x1b[1;31m" not in _on_a_terminal(REALISTIC, {"TERM": "xterm", "NO_COLOR": "1"})


def test_only_the_label_of_a_line_is_bold() -> None:
    shown = _on_a_terminal(REALISTIC, {"TERM": "xterm"})
    assert "\x1b[1mallowed   \x1b[0mend of the connection, without a 101\n" in shown


def test_on_a_terminal_the_only_control_sequences_are_our_own() -> None:
    hostile = made(Verdict.FAIL, observed="\x1b[2J\x07[blink]x[/]", does="\x9b2J\u202e:bomb:")
    shown = _on_a_terminal(replace(REALISTIC, results=(hostile,)), {"TERM": "xterm"})
    assert "\x1b[2J" not in shown
    assert not {"\x07", "\x9b", "\u202e"} & set(shown)
    assert "\\x1b[2J\\x07[blink]x[/]" in shown
    assert "\\x9b2J\\u202e:bomb:" in shown


def test_a_stream_that_cannot_write_our_signs_escapes_them() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    terminal.render(REALISTIC, terminal.make_console(out))
    out.flush()
    assert b"MUST \\xb7 76 \\xa75.2 step 6" in raw.getvalue()


def test_progress_is_silent_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    with terminal.Progress(terminal.make_console(out)) as progress:
        progress.begin(2)
        progress.result(FAIL)
    assert out.getvalue() == ""


def test_progress_counts_on_a_terminal_and_escapes_what_it_names() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=120, _environ={"TERM": "xterm"})
    with terminal.Progress(console) as progress:
        progress.begin(2)
        progress.result(made(Verdict.FAIL, "76/5.2/[bold]\x07"))
    assert "1/2" in out.getvalue()
    assert "1 FAIL  76/5.2/[bold]\\x07" in out.getvalue()
    assert "\x07" not in out.getvalue()


def test_progress_ends_when_the_run_is_interrupted() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, _environ={"TERM": "xterm"})
    with pytest.raises(KeyboardInterrupt), terminal.Progress(console):
        raise KeyboardInterrupt
    with terminal.Progress(console):
        pass
