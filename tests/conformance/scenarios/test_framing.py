"""Servers that run texts together, or take half a text for a whole one, are told so and nothing else.

Some are tunnels: they write the bytes of all texts of a segment to another process, and put into one
frame what comes back at once.
"""

from __future__ import annotations

import select
import socket
import threading

import pytest

from conformance.address import Address, Tempo
from conformance.asking import ask
from conformance.assessment import Assessment, Case, assess, case_of
from conformance.capabilities import FLOOR
from conformance.catalogue import by_id
from conformance.proving import Order, hold
from conformance.resulting import result
from conformance.scenario import AwaitEnd, Setting
from conformance.selftest.actions import Write
from conformance.selftest.faults import make_peer
from conformance.wire import opening76, text
from reports.model import Event, Kind, Result, Transcript, Verdict
from tests.conformance.peers import serving

SETTING = Setting(port=9000, path="/demo", token="t")
FAIL, WARN, INFO, PASS = Verdict.FAIL, Verdict.WARN, Verdict.INFO, Verdict.PASS
UNDECIDED = Verdict.UNDECIDED
HELLO = b"HTTP/1.1 101 x\r\nUpgrade: WebSocket\r\n\r\n" + bytes(16)
FIN, SILENCE = Kind.EOF, Kind.TIMEOUT

# --- text that is not UTF-8, and a server that runs valid texts together as well ---

BAD_TEXTS = (
    "76/5.4/invalid-trailing-byte",
    "76/5.4/surrogate",
    "76/5.4/past-the-last-character",
    "76/5.4/overlong-nul",
    "76/5.4/truncated",
    "76/5.4/truncated-at-the-end",
    "76/5.4/lone-fe",
    "76/5.4/lone-trailing-byte",
    "76/5.4/invalid-then-nul",
    "75/5.3/frame-behind-bad-utf-8",
    "75/5.3/bad-utf-8-before-ff-00",
)


def test_texts_run_together_say_nothing_of_invalid_ones() -> None:
    joining = ("76/5.3/texts-in-one-segment", "75/5.3/three-texts-in-a-segment")
    trial = hold(Order("texts-in-segment-merged", "fault", (*BAD_TEXTS, *joining), patience=0.2))
    verdicts = {key: verdict for key, (verdict, _) in trial.verdicts.items()}
    assert verdicts == dict.fromkeys(BAD_TEXTS, "undecided") | dict.fromkeys(joining, "fail")


def said(*messages: bytes, end: Kind = SILENCE, at: int = 0) -> Transcript:
    """What a server said on one connection: its handshake, these texts, the end or silence."""
    came = HELLO + b"".join(map(text, messages))
    return (
        Event(0.0, Kind.SENT, b"GET", at),
        Event(0.1, Kind.RECEIVED, came, at),
        Event(1.0, end, b"", at),
    )


@pytest.mark.parametrize("twin_joins", [True, False])
def test_a_text_lost_behind_an_invalid_one_is_held_against_a_valid_one(twin_joins: bool) -> None:
    case = Case(by_id("76/5.4/lone-fe"), SETTING)
    joined = said(b"first-t", b"a-t\xfez-tbehind-t", b"end-t")
    split = b"a-t.z-t", b"behind-t"
    twin = said(b"first-t", *([b"".join(split)] if twin_joins else split), b"end-t")
    assert assess(case, joined, twin).verdict is (UNDECIDED if twin_joins else FAIL)


def test_two_messages_for_an_invalid_text_are_held_against_a_valid_one() -> None:
    case = Case(by_id("76/5.4/lone-fe"), SETTING)
    cut = said(b"first-t", b"a-t", b"z-t", b"behind-t", b"end-t")
    right = said(b"first-t", b"a-t.z-t", b"behind-t", b"end-t")
    assert assess(case, cut, right).verdict is FAIL
    assert assess(case, cut, cut).verdict is UNDECIDED


def test_bytes_that_are_no_frame_are_wrong_whatever_the_twin_shows() -> None:
    case = Case(by_id("76/5.4/lone-fe"), SETTING)
    page = (*said(b"first-t")[:2], Event(0.2, Kind.RECEIVED, b"HTTP/1.1 500 x\r\n\r\n"))
    assert assess(case, page, page).verdict is FAIL


# --- half a text ---

LATE = 0.03
"""Seconds that another process takes to send half a text back; long after the client's FIN."""


def tunnel(sock: socket.socket, _: threading.Event) -> None:
    """Sends back whatever of a text is there, a little later, and drops it when the client ends."""
    peer = make_peer("honest")()
    while data := sock.recv(65536):
        if not data.startswith(b"\0"):
            actions = peer.receive(data)
            sock.sendall(b"".join(a.data for a in actions if isinstance(a, Write)))
        elif data.endswith(b"\xff"):
            sock.sendall(data)
        elif not select.select([sock], [], [], LATE)[0]:
            sock.sendall(data + b"\xff")


@pytest.mark.parametrize("key", ["76/5.3/end-in-mid-frame", "75/5.3/half-a-text-is-no-message"])
def test_half_a_text_that_is_sent_back_at_once_is_found_each_time(key: str) -> None:
    with serving(tunnel) as port:
        found = ask(
            Address("127.0.0.1", port),
            case_of(by_id(key), Setting(port=port), 0),
            Tempo(0.002, FLOOR),
        )
    assert found.verdict is FAIL, found.observed


# --- whole frames to each client ---

EACH = "76/5.3/sends-whole-frames-to-each-client"
MIXED = "under load users read pieces of each other's messages"


def own(client: int) -> list[bytes]:
    """What the scenario's clients send."""
    return [b"c%d-%d-t" % (client, n) + b"%c" % (0x61 + client) * 2000 for n in range(20)]


def to_each(first: list[bytes]) -> Result:
    """The result when the first client gets these, and the others what they sent."""
    scenario = by_id(EACH)
    assert scenario.twin is not None
    transcript = (*said(*first), *said(*own(1), at=1), *said(*own(2), at=2))
    case = Case(scenario, SETTING)
    return result(assess(case, transcript, said(b"plain", b"end-t")), "again")


def test_texts_of_one_client_run_together_are_not_said_to_reach_another() -> None:
    zero = own(0)
    for wrong in ([b"".join(zero)], [*zero[:-1], zero[-1][:900], zero[-1][900:]]):
        found = to_each(wrong)
        assert found.verdict is FAIL
        assert found.observed.startswith("a client's own texts, joined or cut: ")
        assert found.means == "under load messages are lost, cut or run together"


def test_a_piece_of_another_client_s_text_is_called_so() -> None:
    found = to_each([own(0)[0] + own(1)[0][-100:], *own(0)[1:]])
    assert found.verdict is FAIL
    assert found.observed.startswith("a message that holds a piece of another client's text: ")
    assert found.means == MIXED
    assert found.breaks is not None
    assert found.breaks.section == "5.3"


def test_a_text_that_is_lost_is_not_said_to_reach_another_client() -> None:
    assert to_each(own(0)[1:]).means != MIXED


def test_who_sends_each_text_to_all_clients_breaks_nothing() -> None:
    both = [message for pair in zip(own(0), own(1), strict=True) for message in pair]
    assert to_each(both).verdict is PASS


# --- a text and FF 00 ---


def heard(key: str, came: bytes, end: Kind) -> Assessment:
    events = (
        Event(0.0, Kind.SENT, b"GET"),
        Event(0.1, Kind.RECEIVED, HELLO + came),
        Event(1.0, end),
    )
    return assess(Case(by_id(key), SETTING), events, said(b"first-t", b"behind-t", b"end-t"))


@pytest.mark.parametrize(
    "key", ["76/5.3/closing-frame-behind-a-text", "76/5.3/closing-frame-cut-behind-a-text"]
)
def test_a_text_lost_at_an_orderly_end_is_no_failure_wherever_the_frame_is_cut(key: str) -> None:
    echo = text(b"first-t")
    assert heard(key, echo + b"\xff\x00", FIN).verdict is PASS
    assert heard(key, echo, FIN).verdict is PASS
    assert heard(key, b"\xff\x00", FIN).verdict is WARN
    assert heard(key, b"", FIN).verdict is WARN
    assert heard(key, echo, SILENCE).verdict is WARN
    assert heard(key, b"\xff\x00" + echo, FIN).verdict is FAIL
    assert heard(key, echo + b"HTTP/1.1 500", FIN).verdict is FAIL


# --- texts that come in other messages than they were sent in ---


def test_texts_that_came_joined_are_not_said_to_be_lost() -> None:
    scenario = by_id("76/2.1/server-joins-its-output")
    texts = [b"n%d-t" % n + b"." * (n * 37) for n in range(40)]
    case, twin = Case(scenario, SETTING), said(b"end-t")
    joined = assess(case, said(b"".join(texts[:30]), b"".join(texts[30:]) + b"end-t"), twin)
    assert joined.verdict is INFO
    assert "all 40 texts came, joined or cut: 40 not as one message" in joined.observed
    lost = assess(case, said(*texts[1:], b"end-t"), twin)
    assert "1 of 40 echoes, among them that of" in lost.observed
    assert assess(case, said(*texts, b"end-t"), twin).verdict is PASS


def test_an_empty_text_that_is_lost_did_not_come_joined() -> None:
    found = assess(
        Case(by_id("76/5.3/empty-texts-between-others"), SETTING), said(b"1", b"2"), said(b"end-t")
    )
    assert "joined" not in found.observed


# --- half a handshake ---


@pytest.mark.parametrize("what", ["half-handshake-for-ever", "half-key3-for-ever"])
def test_a_limit_of_a_minute_is_waited_for_and_a_silence_told_with_its_length(what: str) -> None:
    """A silence is asked again with three times the patience, and a patience is ``FLOOR`` at least."""
    scenario = by_id(f"beyond/resource/{what}")
    (wait,) = [step for step in scenario.steps(SETTING) if isinstance(step, AwaitEnd)]
    assert wait.patience * 3 * FLOOR >= 75
    twin = (Event(0.1, Kind.RECEIVED, HELLO + opening76(SETTING).digest),)
    silent = (Event(0.001, Kind.SENT, b"GET"), Event(75.002, Kind.TIMEOUT))
    found = result(assess(Case(scenario, SETTING), silent, twin), "again")
    assert found.verdict is WARN
    assert found.observed.endswith("nothing, then silence for 75 s")
    assert found.means.startswith("a few thousand clients")
    ended = (Event(0.001, Kind.SENT, b"GET"), Event(61.1, Kind.EOF))
    assert assess(Case(scenario, SETTING), ended, twin).verdict is PASS
