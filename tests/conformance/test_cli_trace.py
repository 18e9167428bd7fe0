"""``judge TRACE``, through the command line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.__main__ import main
from conformance.trace import Event, Side, Trace, dumps, loads
from fixtures import HERE
from reports.model import Kind

PLAIN75, PLAIN76 = (HERE / f"traces/{draft}/plain.json" for draft in ("75", "76"))
TWO = HERE / "traces/76/two-sockets.json"
WRONG = HERE / "answers/76/digest-wrong.json"
UNANSWERED = HERE / "traces/76/published-chrome-11.json"


def judged(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["judge", *words])
    found = capsys.readouterr()
    assert found.err == ""
    assert found.out.replace("\n", "").isprintable()
    return status, found.out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line of an error, with exit status 2 and nothing else."""
    assert main(list(words)) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert found.err.count("\n") == 1
    return found.err


def together(*traces: Trace) -> Trace:
    """These recordings of one connection each, as one of several."""
    events = tuple(replace(e, connection=n) for n, t in enumerate(traces) for e in t.events)
    return Trace(tuple(float(n) for n in range(len(traces))), events)


def verdicts(out: str) -> list[tuple[str, ...]]:
    """The lines of verdicts: word, connection, and draft."""
    return re.findall(r"(?m)^([A-Z]+) +connection (\d+)(?:, draft (\d+))?$", out)


def test_one_connection(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = judged(capsys, str(PLAIN76))
    assert status == 0
    assert out.startswith("PASS  ")
    assert "PhantomJS 1.9.8 (QtWebKit 534.34)" in out
    assert verdicts(out) == [("PASS", "0", "76")]
    assert "allowed" not in out
    assert "allowed" in judged(capsys, str(PLAIN76), "--verbose")[1]
    status, out = judged(capsys, str(WRONG))
    assert status == 1
    assert out.startswith("FAIL  ")
    assert "page saw   close\n" in out
    assert "allowed" in out


def test_an_echo_is_asked_for_by_an_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = loads(PLAIN76.read_bytes())
    events = tuple(replace(e, data=e.data.replace(b"hello", b"howdy")) for e in plain.events)
    came = tuple(
        e if e.side is Side.SERVER else o for e, o in zip(events, plain.events, strict=True)
    )
    other = tmp_path / "other.json"
    other.write_text(dumps(replace(plain, events=came)), "ascii")
    assert judged(capsys, str(other))[0] == 0
    status, out = judged(capsys, str(other), "--echo")
    assert status == 1
    assert '"howdy" was not sent' in out
    assert judged(capsys, str(PLAIN76), "--echo")[0] == 0


def test_each_connection_has_a_line_with_its_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first line is the worst verdict; a connection that tells nothing is named."""
    page = Trace((0.0,), (Event(0.0, 0, Side.CLIENT, Kind.SENT, b"GET / HTTP/1.1\r\n\r\n"),))
    files = [loads(file.read_bytes()) for file in (PLAIN75, PLAIN76, WRONG)]
    file = tmp_path / "all.json"
    file.write_text(dumps(together(page, *files)), "ascii")
    status, out = judged(capsys, str(file))
    assert status == 1
    assert out.startswith("FAIL  ")
    expected = [("SKIP", "0", ""), ("PASS", "1", "75"), ("PASS", "2", "76"), ("FAIL", "3", "76")]
    assert verdicts(out) == expected
    assert "because    this is an HTTP request without Upgrade: WebSocket" in out
    status, out = judged(capsys, str(file), "--connection", "2")
    assert (status, verdicts(out)) == (0, [("PASS", "2", "76")])
    assert out.startswith("PASS  ")
    assert "--connection 4: the trace has 4, counted from 0" in refused(
        capsys, "judge", str(file), "--connection", "4"
    )
    said = refused(capsys, "judge", str(file), "--connection", "0")
    assert "no connection can be judged (connection 0: this is an HTTP request" in said


def test_explain_and_judge_count_alike(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(TWO)]) == 0
    explained = re.findall(r"(?m)^connection (\d)$", capsys.readouterr().out)
    assert [number for _, number, _ in verdicts(judged(capsys, str(TWO))[1])] == explained


def test_a_missed_should_fails_when_it_is_asked_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = loads(PLAIN75.read_bytes())
    closing = Event(9.0, 0, Side.SERVER, Kind.RECEIVED, b"\xff\0")
    file = tmp_path / "closing.json"
    file.write_text(dumps(replace(plain, events=(*plain.events, closing))), "ascii")
    status, out = judged(capsys, str(file))
    assert (status, verdicts(out)) == (0, [("WARN", "0", "75")])
    assert "broken     75 §1.2" in out
    assert judged(capsys, str(file), "--strict")[0] == 1


def test_the_lines_are_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    out = judged(capsys, str(HERE / "traces/76/fifty-messages-at-once.json"), "--echo")[1]
    assert max(map(len, out.splitlines())) <= 100


def test_where_nothing_can_be_judged_the_reasons_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "judge", str(UNANSWERED))
    assert "connection 0: no answer of a server was recorded" in said
    assert "conformance record" in said
    many = tmp_path / "many.json"
    many.write_text(dumps(Trace(tuple(float(n) for n in range(9)), ())), "ascii")
    said = refused(capsys, "judge", str(many))
    assert "connection 0, 1, 2 and others: the client sent nothing" in said
    many.write_text(dumps(Trace((), ())), "ascii")
    assert "no connection can be judged, there is none" in refused(capsys, "judge", str(many))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{"schema": 1, "opened": [], "events": [{"from": "\\u001b"}]}',
            "events[0].from: '\\x1b' is none of client, server",
        ),
        (
            json.dumps({"schema": 1, "opened": [0], "events": []}).replace(
                "[0]", f"[{'9' * 6000}]"
            ),
            "the number 99999999999999999999… has 6000 digits; write one of at most 20",
        ),
    ],
)
def test_a_broken_file_gets_one_error(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text, "ascii")
    for command in ("judge", "explain"):
        assert said in refused(capsys, command, str(file))


def test_options_are_for_what_they_are_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    report.write_text("{}", "ascii")
    for words in (("--echo",), ("--connection", "0")):
        said = refused(capsys, "judge", str(report), *words)
        assert f"{words[0]} is for a trace" in said
    said = refused(capsys, "judge", str(PLAIN76), "--report", "json=-")
    assert "for JSON reports" in said
