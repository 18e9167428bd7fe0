"""Eight bytes that are eaten, told from a server that has no echo in draft 75 or hangs up there."""

from __future__ import annotations

from conformance.assessment import Case, assess
from conformance.catalogue import by_id
from conformance.scenario import Setting
from reports.model import Event, Kind, Transcript, Verdict

SETTING = Setting(port=9000, path="/demo")
HEAD = b"HTTP/1.1 101 Web Socket Protocol Handshake\r\nUpgrade: WebSocket\r\n\r\n"
MARK = b"\x00" + SETTING.mark + b"\xff"


def heard(*events: tuple[Kind, bytes]) -> Transcript:
    said = ((Kind.SENT, b"GET"), (Kind.RECEIVED, HEAD), *events)
    return tuple(Event(0.1 * n, kind, data, 0) for n, (kind, data) in enumerate(said))


def verdict(subject: Transcript, twin: Transcript) -> Verdict:
    return assess(Case(by_id("75/5.2/no-key3-awaited"), SETTING), subject, twin).verdict


ENDED = heard((Kind.EOF, b""))
SILENT = heard((Kind.TIMEOUT, b""))


def test_whoever_hangs_up_or_echoes_nothing_shows_nothing() -> None:
    """gevent-websocket 0.3.6 closes behind every answer of draft 75, and waits for nothing."""
    assert verdict(ENDED, ENDED) is Verdict.UNDECIDED
    assert verdict(SILENT, SILENT) is Verdict.UNDECIDED


def test_whoever_echoes_behind_eight_bytes_has_eaten_them() -> None:
    after_eight = heard((Kind.RECEIVED, MARK))
    assert verdict(SILENT, after_eight) is Verdict.FAIL
    assert verdict(ENDED, after_eight) is Verdict.FAIL


def test_whoever_echoes_all_has_eaten_none() -> None:
    both = heard((Kind.RECEIVED, b"\x00hi\xff" + MARK))
    assert verdict(both, heard((Kind.RECEIVED, b"\x00sixers\xff" + MARK))) is Verdict.PASS
