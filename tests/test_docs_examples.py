"""What docs/examples.md shows is what comes: its programs run, and its trace is a real one."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

from docs.generate import HERE
from tests.examples.program import PATIENCE, PROGRAMS, ROOT, Client, Program, started

PAGE = (HERE / "examples.md").read_text(encoding="utf-8")
BLOCKS = {
    mark.strip() or language: text
    for language, mark, text in re.findall(r"```(\w+)(.*)\n((?:.*\n)*?)```", PAGE)
}


def shell(text: str) -> str:
    """What bash prints for a block."""
    done = subprocess.run(
        ["bash", "-e", "-c", text], capture_output=True, timeout=PATIENCE, check=True
    )
    assert done.stderr == b""
    return done.stdout.decode()


def served(words: list[str]) -> subprocess.Popen[str]:
    """A server of this Python and this tree."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, *words], stdout=pipe, stderr=pipe, text=True, env=environment
    )


def port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline().rpartition(":")[2])


def test_the_blocks_are_those_that_are_tested() -> None:
    assert list(BLOCKS) == ["python", "clock", "server", "client", "trace"]
    assert PAGE.count("\n```") == 2 * len(BLOCKS)


def test_the_program_serves() -> None:
    program = BLOCKS["python"].replace(
        "server.listen(9000)", 'server.listen(); print(f":{server.address[1]}")'
    )
    with served(["-c", program]) as process:
        try:
            with Client(Program(process, "", port(process))) as client:
                client.send("hello")
                client.hears("hello")
        finally:
            process.kill()


def test_the_clock_can_be_read_in_a_shell() -> None:
    with started("clock") as program:
        text = BLOCKS["clock"].replace("timeout 4", "timeout 2.5")
        said = shell(text.replace("8080", str(program.port)))
    head, _, times = said.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 101 Web Socket Protocol Handshake\r\n")
    assert len(re.findall(r"^\d\d:\d\d:\d\d$", times, re.MULTILINE)) >= 2


def test_the_trace_is_what_the_server_prints() -> None:
    command = BLOCKS["server"].replace("--port 9000", "--port 0").split()
    assert command[0] == "python"
    with served(command[1:]) as process:
        try:
            said = shell(BLOCKS["client"].replace("9000", str(port(process))))
            process.send_signal(signal.SIGTERM)
            _, trace = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert said.startswith("HTTP/1.1 101 WebSocket Protocol Handshake\r\n")
    assert re.search(r"\\0 +h +e +l +l +o +377 +377 +\\0", said)
    # Each way by itself: a shell may write key3 so late that the head of the answer is out before.
    for way in ("#1 < ", "#1 > ", "#1 - "):
        shown, printed = (
            [line.rstrip() for line in text.splitlines() if line.startswith(way)]
            for text in (BLOCKS["trace"], trace)
        )
        assert shown == printed
    assert len(BLOCKS["trace"].splitlines()) == len(trace.splitlines())


def test_every_option_that_it_names_is_there() -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) - {"--help"}
    known = ""
    for module in ("reference_server", *[f"examples.{name}" for name in PROGRAMS]):
        words = [sys.executable, "-m", module, "--help"]
        known += subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [option for option in sorted(named) if option not in known] == []
