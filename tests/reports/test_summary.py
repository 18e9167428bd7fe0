"""What all formats say alike."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from reports import summary
from reports.model import Event, Kind, Run, Span, Verdict

from .strategies import FAIL, REALISTIC, made, results, runs, spans


def test_the_order_names_every_verdict_once() -> None:
    assert sorted(v.name for v in summary.ORDER) == sorted(v.name for v in Verdict)
    assert set(summary.EXPLAINED) == set(Verdict)
    assert set(summary.KINDS) == set(Kind)


def test_sections_are_in_the_order_of_the_draft() -> None:
    tree = summary.sections(REALISTIC)
    assert list(tree) == ["75", "76", "beyond"]
    assert list(tree["76"]) == ["5.2", "5.3", "5.10"]


@given(runs)
def test_sections_hold_every_result_once(run: Run) -> None:
    held = [r for part in summary.sections(run).values() for own in part.values() for r in own]
    assert sorted(r.id for r in held) == sorted(r.id for r in run.results)


def test_the_time_of_an_answer_is_that_of_the_bytes_that_decided() -> None:
    events = (
        Event(0.0, Kind.SENT, b"GET"),
        Event(0.25, Kind.RECEIVED, b"HTTP/1.1 "),
        Event(0.5, Kind.RECEIVED, b"101"),
        Event(0.75, Kind.SENT),
        Event(2.0, Kind.EOF),
    )
    split = made(
        Verdict.FAIL, transcript=events, spans=(Span(Kind.RECEIVED, b"HTTP/1.1 101", "status"),)
    )
    assert summary.answered_after(split) == 0.25
    late = replace(split, spans=(Span(Kind.RECEIVED, b"1", "digit"),))
    assert summary.answered_after(late) == 0.25
    later = replace(split, spans=(Span(Kind.RECEIVED, b"01", "digits"),))
    assert summary.answered_after(later) == 0.5
    assert summary.answered_after(replace(split, spans=())) == 1.25
    assert summary.answered_after(replace(split, transcript=events[:1])) is None
    assert summary.timing(FAIL) == "after 1.8 ms"


def test_a_wait_is_measured_on_its_own_connection() -> None:
    events = (
        Event(0.0, Kind.SENT, b"a", 0),
        Event(1.0, Kind.SENT, b"b", 1),
        Event(1.5, Kind.RECEIVED, b"c", 0),
    )
    assert summary.answered_after(made(Verdict.FAIL, transcript=events)) == 1.5


def test_the_four_endings_are_never_merged() -> None:
    said = {summary.event_text(Event(0, kind)) for kind in Kind}
    assert len(said) == len(Kind)
    assert "FIN" in summary.event_text(Event(0, Kind.SENT))


@given(results)
def test_a_block_is_visible_lines_with_the_command_last(result: object) -> None:
    assert isinstance(result, type(FAIL))
    lines = summary.block(result).split("\n")
    assert all(line.isprintable() for line in lines)
    assert lines[-1].startswith("again     ")


def test_a_block_shortens_only_when_asked_and_says_how_much_there_is() -> None:
    long = made(Verdict.FAIL, spans=(Span(Kind.RECEIVED, bytes(range(256)), "all bytes"),))
    assert "FF" in summary.block(long)
    short = summary.block(long, shortened=True)
    assert "FF" not in short
    assert "256 bytes in all" in short


def test_several_connections_have_headings() -> None:
    """What decided comes first, whatever its number; one connection needs no heading."""
    spans = (
        Span(Kind.SENT, b"a", "asked", 2),
        Span(Kind.RECEIVED, b"b", "answer", 2),
        Span(Kind.SENT, b"c", "asked", 0),
    )
    events = (Event(0.0, Kind.SENT, b"c"), Event(1.0, Kind.SENT, b"a", 2))
    result = made(Verdict.FAIL, transcript=events, spans=spans)
    assert [(s.kind, s.meaning) for s in summary.headed(result)] == [
        (Kind.SENT, "on connection 3:"),
        (Kind.SENT, "asked"),
        (Kind.SENT, "on connection 1:"),
        (Kind.SENT, "asked"),
        (Kind.RECEIVED, "on connection 3:"),
        (Kind.RECEIVED, "answer"),
    ]
    alone = replace(result, transcript=events[:1], spans=spans[2:])
    assert summary.headed(alone) == alone.spans


def test_the_time_is_that_of_the_connection_that_decided() -> None:
    events = (
        Event(0.0, Kind.SENT, b"x"),
        Event(1.0, Kind.RECEIVED, b"same"),
        Event(1.0, Kind.SENT, b"y", 1),
        Event(3.0, Kind.RECEIVED, b"same", 1),
    )
    spans = (Span(Kind.RECEIVED, b"same", "answer", 1),)
    result = made(Verdict.FAIL, transcript=events, spans=spans)
    assert summary.answered_after(result) == 2.0


def test_a_listing_shows_what_differs() -> None:
    head = b"GET / HTTP/1.1\r\nUpgrade: WebSocket\r\nCookie: a=\n\nb\r\n"
    begins = head.index(b"\n\n")

    def shown(data: bytes, begins: int) -> bytes:
        start, end = summary.window(Span(Kind.SENT, data, "", begins=begins))
        return data[start:end]

    assert shown(head, begins) == b"Cookie: a=\n\nb\r\n"
    assert shown(head, 0) == head
    assert shown(bytes(100), 0) == bytes(summary.SHOWN)
    assert shown(bytes(100), 50) == bytes(summary.SHOWN)
    assert shown(b"a" * 500, 90) == b"a" * 2 * summary.SHOWN
    assert shown(b"a" * 92, 90) == b"a" * (summary.LEAD + 2)


@given(spans)
def test_a_window_lies_in_the_bytes(span: Span) -> None:
    start, end = summary.window(span)
    assert 0 <= start <= end <= len(span.data)
    assert end > start or not span.data


def test_of_many_parts_the_first_and_the_last_are_shown() -> None:
    many = [Span(Kind.RECEIVED, b"%d" % n, "a frame") for n in range(127)]
    few = summary.fewer(many)
    assert len(few) == summary.MOST
    assert (few[0], few[-1]) == (many[0], many[-1])
    assert few[-3].meaning == "… and 116 parts more, in the JSON report and on the page"
    assert summary.fewer(many[: summary.MOST]) == many[: summary.MOST]
    result = made(Verdict.FAIL, spans=tuple(many))
    assert summary.block(result, shortened=True).count("\n") < 40
    assert summary.block(result).count("a frame") == 127
