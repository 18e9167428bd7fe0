"""Real browser engines on the reference server, and the fixtures that they left.

Needs the engines; without them it fails and names the command that installs them.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from conformance.recorded import clients
from conformance.selftest.actions import Close, Write
from conformance.tap import Tap
from conformance.targets import HOST, Started, embedded, serving
from conformance.trace import Event, Side
from interop.browsers import index
from interop.browsers.engines import ENGINES, PHANTOMJS, WKHTMLTOPDF, BrowserError, Engine, run
from interop.browsers.published import PUBLISHED
from interop.browsers.recorder import FIXTURES, Recorder, chosen
from interop.browsers.situations import ECHO, SITUATIONS, after_opening
from interop.browsers.wrong_answers import WRONG_ANSWERS
from reports.model import Kind

PATIENCE = 20.0

engines = pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The reference server, which speaks one sub-protocol and takes what WebKit makes of paths."""
    options = ["--raw-paths", "--subprotocol", "sample"]
    with Started([*embedded(), *options]) as target:
        target.start(PATIENCE)
        yield target.port


@engines
@pytest.mark.parametrize("origin", ["http", "file", "null"])
def test_echo(engine: Engine, server: int, origin: str) -> None:
    script = """connect("/chat?a=b c", {open: function () { this.send("na\\u00efve \\ud83d\\ude00"); },
        message: function () { this.close(); }});"""
    assert run(engine, script, server, origin=origin) == ["open", "message naïve 😀", "close"]


@engines
def test_a_path_with_blanks_and_letters(engine: Engine, server: int) -> None:
    events = run(engine, f'connect("/caf\\u00e9 x", {ECHO});', server)
    assert events == ["open", "message hello", "close"]


@engines
def test_a_megabyte_and_fifty_messages(engine: Engine, server: int) -> None:
    script = """var seen = 0; connect("/", {open: function () {
        for (var n = 0; n < 50; n++) { this.send("m"); } this.send(times(1 << 20, "a")); },
        message: function () { if (++seen === 51) { this.close(); } }});"""
    events = run(engine, script, server)
    assert events == ["open", *["message m"] * 50, "message of 1048576 characters", "close"]


@engines
def test_subprotocol(engine: Engine, server: int) -> None:
    events = run(engine, f'connect("/", {ECHO}, "sample");', server)
    assert events == ["open", "message hello", "close"]
    assert run(engine, f'connect("/", {ECHO}, "unknown");', server) == ["close"]


@engines
def test_cookies(engine: Engine, server: int) -> None:
    cookies = ("sid=1", "secret=2; HttpOnly", "far=3; Path=/elsewhere")
    events: list[Event] = []
    with Tap((HOST, server), events.append) as tap:
        assert "open" in run(engine, f'connect("/", {ECHO});', tap.port, cookies=cookies)
        assert tap.wait(1, PATIENCE)
    sent = b"".join(e.data for e in events if e.side is Side.CLIENT)
    assert b"\r\nCookie: sid=1; secret=2\r\n" in sent


@engines
def test_the_page_closes_by_fin_and_the_server_follows(engine: Engine, server: int) -> None:
    events: list[Event] = []
    with Tap((HOST, server), events.append) as tap:
        script = 'connect("/", {open: function () { this.close(); }});'
        assert run(engine, script, tap.port) == ["open", "close"]
        assert tap.wait(1, PATIENCE)
    assert [(e.side, e.kind) for e in events[-2:]] == [
        (Side.CLIENT, Kind.EOF),
        (Side.SERVER, Kind.EOF),
    ]


@engines
def test_the_server_stops_and_the_page_closes(engine: Engine) -> None:
    """SIGTERM: the server closes politely, the page is told, and nobody waits for the other."""
    with Started(embedded()) as target:
        target.start(PATIENCE)
        events: list[Event] = []
        with Tap((HOST, target.port), _stopping(target, events)) as tap:
            script = 'connect("/", {open: function () { this.send("stop"); }});'
            assert run(engine, script, tap.port) == ["open", "message stop", "close"]
            assert tap.wait(1, PATIENCE)
    server = b"".join(e.data for e in events if e.side is Side.SERVER)
    assert server.endswith(b"\x00stop\xff\xff\x00" if engine.draft == "76" else b"\x00stop\xff")
    ends = [e.side for e in events if e.kind is Kind.EOF]
    assert ends[0] is Side.SERVER
    assert Side.CLIENT in ends


def _stopping(target: Started, events: list[Event]) -> Callable[[Event], None]:
    """Keeps the events, and ends the server when it has sent the echo."""

    def on_event(event: Event) -> None:
        events.append(event)
        if event.side is Side.SERVER and event.data.endswith(b"\x00stop\xff"):
            threading.Thread(target=target.stop).start()  # the tap must not wait for it

    return on_event


@engines
def test_the_server_of_a_page_closes(engine: Engine) -> None:
    bye = b"\x00bye\xff" + (b"\xff\x00" if engine.draft == "76" else b"")
    with serving(after_opening(Write(bye), Close())) as port:
        assert run(engine, 'connect("/");', port) == ["open", "message bye", "close"]


@engines
def test_nobody_listens(engine: Engine) -> None:
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    assert run(engine, 'connect("/");', port) == ["close"]


@pytest.mark.parametrize("name", ["plain", "raw-path", "lone-surrogates", "server-sends-rst"])
@engines
def test_the_engines_still_do_what_was_recorded(engine: Engine, name: str) -> None:
    """The committed fixture and a recording of today differ in keys, ports and times alone."""
    (entry,) = chosen([f"{engine.draft}/{name}"])
    with ExitStack() as stack:
        today = Recorder(stack).record(entry[0], entry[2])
    old = index.load(FIXTURES / entry[1] / engine.draft)[name]
    assert today.page == old.page
    for now, then in zip(clients(today), clients(old), strict=True):
        assert b"".join(now.segments) == b"".join(then.segments)
        assert now.ending == then.ending
        names = [[f.partition(b":")[0] for f in c.opening.fields] for c in (now, then)]
        assert names[0] == names[1]


def test_every_situation_has_its_fixture_and_its_line() -> None:
    for folder, situations in (("traces", SITUATIONS), ("answers", WRONG_ANSWERS)):
        for draft in ("75", "76"):
            wanted = {s.name for s in situations if draft in s.drafts}
            if (folder, draft) == ("traces", "76"):
                wanted |= set(PUBLISHED)
            assert set(index.load(FIXTURES / folder / draft)) == wanted
    readme = (FIXTURES / "README.md").read_text(encoding="utf-8")
    assert readme.endswith(index.table(FIXTURES)), "run: interop/browsers/record"


def test_the_published_captures_are_what_their_table_says() -> None:
    found = index.load(FIXTURES / "traces" / "76")
    assert {name: found[name] for name in PUBLISHED} == PUBLISHED


def test_a_missing_engine_names_the_remedy() -> None:
    missing = Engine("PhantomJS", "0", "0", "76", "nowhere/phantomjs")
    with pytest.raises(BrowserError, match="run: interop/browsers/install"):
        run(missing, "done();", 1)


def test_a_page_that_does_not_end_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interop.browsers.engines.PATIENCE", 1.0)
    for engine in (PHANTOMJS, WKHTMLTOPDF):
        with pytest.raises(BrowserError, match="did not end"):
            run(engine, 'note("never done");', 1)
