"""The command ``explain``, through the real command line."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console

from conformance.__main__ import main
from conformance.cli_explain_terminal import Terminal
from conformance.explain import explain_stream
from conformance.explain_words import MOST_PASSAGES
from conformance.trace import Event, Side, Trace, dumps
from reports.model import Kind

ROOT = Path(__file__).parents[2]
TRACE = str(ROOT / "fixtures/traces/76/subprotocol.json")
TWO = str(ROOT / "fixtures/traces/76/two-sockets.json")
HOSTILE = b"GET /[bold]<script>alert(1)</script>\x1b[2J HTTP/1.1\r\nX\x1b]0;a\x07: &amp;\r\n\r\n"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["explain", *words]) == 0
    out = capsys.readouterr().out
    assert out.replace("\n", "").isprintable()
    return out


def bytes_shown(out: str) -> bytes:
    """The bytes in the hexadecimal column."""
    rows = re.findall(r"(?m)^  ((?:[0-9A-F]{2} )*[0-9A-F]{2})  ", out)
    return bytes.fromhex("".join(rows))


def test_a_trace_is_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, TRACE)
    assert "the page asks for a subprotocol" in out
    assert "1927454780 = 4 × 481863695, nothing left" in out
    assert "equal: the connection is established" in out
    assert "server ends its direction (FIN)" in out
    assert bytes_shown(out).startswith(b"GET /chat HTTP/1.1\r\nUpgrade: WebSocket\r\n")
    assert bytes_shown(out).endswith(b"\x00hello\xff\x00hello\xff")


def test_one_connection_of_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    both, second = said(capsys, TWO), said(capsys, TWO, "--connection", "1")
    assert "connection 0" in both
    assert "connection 0" not in second
    assert "connection 1" in second


@pytest.mark.parametrize("words", [["00 68 69 ff"], ["00", "68", "69", "ff"], ["0x00,0x68:69FF"]])
def test_bytes(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, *words)
    assert "4 bytes" in out
    assert "guessed    frames of a client" in out
    assert bytes_shown(out) == b"\x00hi\xff"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"HTTP/1.1 101 x\r\n\r\n", "handshake of a server (it begins with HTTP/), draft 76"),
        (b"HTTP/1.1 101 x\r\nWebSocket-Origin: a\r\n\r\n", "draft 75 (its fields"),
        (b"GET / HTTP/1.1\r\n\r\n", "handshake of a client (it begins with a method), draft 75"),
        (b"GET / HTTP/1.1\r\nSec-WebSocket-Key1: 1\r\n\r\n", "draft 76 (it has a key)"),
        (b"\xff\x00", "frames of a client"),
        (b"\x05", "it is no head"),
    ],
)
def test_the_guess_is_told(
    head: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    out = " ".join(said(capsys, head.hex()).split())
    assert words in out


def test_what_is_told_is_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "ff00", "--side", "server", "--draft", "75")
    assert "taken for  frames of a server (as told), draft 75 (as told)" in out
    assert "75 §6" in out


def test_bytes_of_a_file_and_of_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stream"
    file.write_bytes(HOSTILE)
    assert bytes_shown(said(capsys, f"@{file}")) == HOSTILE
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(HOSTILE)))
    assert bytes_shown(said(capsys, "-")) == HOSTILE


def test_a_glob_explains_each(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "76/5.2/key-number-z*", "75/5.1/answer-ends")
    assert out.startswith("76/5.2/key-number-zero    MUST · 76 §5.2")
    assert "\n75/5.1/answer-ends    " in out


def test_a_scenario_sends_what_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "76/5.2/key-number-not-a-multiple")
    assert b"Sec-WebSocket-Key1: 1 2 3\r\n" in bytes_shown(out)
    assert "key-number1 is no multiple of spaces1: the server aborts the connection" in out
    assert "123 = 2 × 61 + 1" in out
    read = "read     until the answer to this has come, or patience runs out\n"
    assert read in out
    assert read + read not in out


def test_a_digest_keeps_its_spaces_where_a_line_is_broken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = said(capsys, "76/5.2/key-number-not-a-multiple")
    found = re.findall(r'the MD5 of the challenge, "(.)', " ".join(out.split()))
    assert "20 62 A2 C1" in out, "the digest of this sample begins with a space"
    assert set(found) == {"␣"}


def test_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.html"
    assert main(["explain", TRACE, "--html", str(file)]) == 0
    assert capsys.readouterr().out == ""
    page = file.read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "1927454780 = 4 × 481863695" in page
    assert main(["explain", "76/5.2/key-number-zero", "--html", "-"]) == 0
    assert "76/5.2/key-number-zero" in capsys.readouterr().out


def test_a_flood_of_passages_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = b"\x00\xff" * MOST_PASSAGES
    file = tmp_path / "flood.json"
    event = Event(0.0, 0, Side.CLIENT, Kind.SENT, b"GET / HTTP/1.1\r\n\r\n" + data)
    file.write_text(dumps(Trace((0.0,), (event,))))
    assert re.search(r"… and \d+ passages more, of \d+ bytes", said(capsys, str(file)))


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["abc"], "'abc' has 3 hexadecimal digits, and a byte has two"),
        (["nonsense"], "'nonsense' is no scenario, no file and no bytes; write the id"),
        (["key-number-zer"], "no bytes; did you mean 76/5.2/key-number-zero"),
        (["76/no/such"], "no scenario '76/no/such'"),
        (["99/*"], "no scenario matches '99/*'"),
        (["@/no/such/file"], "cannot read /no/such/file: No such file or directory"),
        (["@"], "cannot read the file after @"),
        (["@a\0b"], "null byte"),
        (["/"], "cannot read /: Is a directory"),
        ([str(ROOT / "README.md")], "for the bytes of a file write @"),
        ([TRACE, "--connection", "7"], "--connection 7: the trace has 1, counted from 0"),
        ([TRACE, "--draft", "75"], "--draft 75 is for bytes; a trace tells it; leave it out"),
        (["00ff", "--connection", "0"], "--connection 0 is for traces"),
        (["76/5.2/key-number-zero", "--side", "client"], "--side client says nothing"),
        (["00ff", "--html", "/no/such/place/x"], "--html /no/such/place/x: cannot be written"),
        (["00ff", "--html", ""], "--html: '' is no file; name one, or - for standard output"),
        (["00ff", "--html", "no-dir/"], "--html: no-dir/ is no file; name one, or - for"),
    ],
)
def test_what_cannot_be_explained(
    words: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert error in err
    assert err.count("\n") == 1


def test_no_bytes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main(["explain", "-"]) == 2
    assert "there are no bytes to explain" in capsys.readouterr().err


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_terminal_is_told_nothing_to_obey(width: int) -> None:
    file = io.StringIO()
    out = Terminal(Console(file=file, width=width, force_terminal=True, color_system="standard"))
    out.passages(explain_stream(HOSTILE, Side.CLIENT, "76"))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())
    assert "\x1b" not in plain
    assert "\x07" not in plain
    assert bytes_shown(plain) == HOSTILE
    assert max(map(len, plain.splitlines())) <= width


def test_every_wrong_answer_names_the_sentence_that_it_breaks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same sentence that a report names, which need not be the scenario's own."""
    out = " ".join(said(capsys, "76/7/http-request-in-the-stream").split())
    assert "FAIL a message that nobody sent (MUST · 76 §5.3 reading, step 2)" in out
    assert "otherwise WARN (SHOULD · 76 §7 data that is not understood)" in out
    assert main(["reproduce", "76/7/http-request-in-the-stream"]) == 0
    script = capsys.readouterr().out
    assert re.search(r"(?m)^#   FAIL +a message that nobody sent \(MUST · 76 §5.3 ", script)
    assert re.search(r"(?m)^#   open +one closing frame FF 00 and nothing after it$", script)
    assert main(["reproduce", "76/5.2/key-number-not-a-multiple"]) == 0
    assert re.search(r"(?m)^#   allowed +no 101", capsys.readouterr().out)
