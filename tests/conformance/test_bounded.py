"""What is given is read within bounds: a file that is too long, or has no end, is refused at once."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import bounded

KEY = "76/5.2/key-number-zero"
PATIENCE = 60.0
ROOM = 600 << 20
"""Bytes of memory for a command that reads what has no end; it needs a third of them for itself."""


@pytest.fixture
def huge(tmp_path: Path) -> str:
    """A file of 3 GB that takes no room on the disk."""
    file = tmp_path / "huge.json"
    with file.open("wb") as out:
        out.truncate(3 << 30)
    return str(file)


def refused(*words: str) -> str:
    """The one line of a command that is allowed little memory."""
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *words],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM)),
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("words", "most", "remedy"),
    [
        (["judge"], bounded.REPORT, "give a JSON report"),
        (["render"], bounded.REPORT, "give a JSON report"),
        (["matrix"], bounded.REPORT, "give a JSON report"),
        (["--failed-from"], bounded.REPORT, "give a JSON report"),
        (["explain"], bounded.TRACE, "give a shorter recording"),
        (["--replay"], bounded.TRACE, "give a file that --fuzz saved"),
        (["--select", KEY, "--known"], bounded.KNOWN, "give a list with an id on each line"),
    ],
)
def test_a_file_that_is_too_long_is_named_with_its_bound(
    words: list[str], most: int, remedy: str, huge: str
) -> None:
    said = refused(*words, huge)
    assert f"{huge}: it has more than {most} bytes; " in said
    assert remedy in said


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "/dev/zero"],
        ["explain", "@/dev/zero"],
        ["judge", "/dev/zero"],
        ["--replay", "/dev/zero"],
        ["--select", KEY, "--known", "/dev/zero"],
    ],
)
def test_what_has_no_end_is_refused_too(words: list[str]) -> None:
    """With too little memory for the bound as well: it is no fault of the harness."""
    assert "/dev/zero: " in refused(*words)


def test_no_more_is_read_than_the_bound_and_one_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_PIECE", 7)
    stream = io.BytesIO(b"a" * 100)
    with pytest.raises(OSError, match="it has more than 20 bytes; cut it"):
        bounded.take(stream, 20, "cut it")
    assert stream.tell() == 21
    assert bounded.take(io.BytesIO(b"a" * 20), 20) == b"a" * 20
    assert bounded.take(io.BytesIO(b""), 20) == b""


def test_what_a_pipe_gives_in_pieces_is_whole() -> None:
    out, into = os.pipe()
    with os.fdopen(into, "wb") as writer:
        writer.write(b"ab" * 1000)
    try:
        assert bounded.read(f"/dev/fd/{out}", 2000) == b"ab" * 1000
    finally:
        os.close(out)


def test_a_long_word_of_a_list_is_not_told_in_full(tmp_path: Path) -> None:
    file = tmp_path / "known.txt"
    file.write_bytes(bytes(1 << 20))
    said = refused("--select", KEY, "--known", str(file))
    assert "line 1: there is no scenario" in said
    assert len(said) < 1000
