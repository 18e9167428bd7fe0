"""The probe on real little sockets: segments, four ends, bounds, and TLS."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Callable

import pytest

from conformance import keeping, probe
from conformance.probe import Address, Tempo, play, why_refused
from conformance.reading import at_least
from conformance.scenario import (
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    On,
    Pause,
    Reset,
    Send,
    Steps,
    trickle,
)
from reports.model import Kind, Transcript
from tests.conformance import peers
from tests.conformance.peers import CERTIFICATE, Trick, serving
from tests.conformance.tiny import refused_port

MIB = 1024 * 1024
QUICK = Tempo(0.001, 5.0)
SHORT = Tempo(0.001, 0.2)


def held(trick: Trick, steps: Steps, tempo: Tempo = QUICK) -> Transcript:
    """One conversation with a server of this trick."""
    with serving(trick) as port:
        return play(Address("127.0.0.1", port), steps, tempo)


def kinds(transcript: Transcript, connection: int = 0) -> list[Kind]:
    return [e.kind for e in transcript if e.connection == connection]


def received(transcript: Transcript, connection: int = 0) -> bytes:
    return b"".join(
        e.data for e in transcript if e.kind is Kind.RECEIVED and e.connection == connection
    )


def sent(transcript: Transcript) -> bytes:
    return b"".join(e.data for e in transcript if e.kind is Kind.SENT)


# --- tricks ---


def echo(sock: socket.socket, _: threading.Event) -> None:
    while data := sock.recv(65536):
        sock.sendall(data)


def bye(sock: socket.socket, _: threading.Event) -> None:
    """Says bye to whatever comes, and ends by FIN."""
    sock.recv(9)
    sock.sendall(b"bye")


def abort(sock: socket.socket, _: threading.Event) -> None:
    sock.recv(9)
    peers.reset(sock)


def silence(_: socket.socket, over: threading.Event) -> None:
    over.wait(10)


def garbage(sock: socket.socket, _: threading.Event) -> None:
    with contextlib.suppress(OSError):
        while True:
            sock.sendall(b"\x00\xff" * 32768)


def after_the_end(sock: socket.socket, _: threading.Event) -> None:
    """Speaks only when the client has ended its direction."""
    while sock.recv(9):
        pass
    sock.sendall(b"still here")


# --- four ends ---


@pytest.mark.parametrize(
    ("trick", "seen"),
    [
        (bye, [Kind.SENT, Kind.RECEIVED, Kind.EOF]),
        (abort, [Kind.SENT, Kind.RESET]),
        (silence, [Kind.SENT, Kind.TIMEOUT]),
    ],
)
def test_fin_rst_and_silence_are_three_observations(trick: Trick, seen: list[Kind]) -> None:
    tempo = SHORT if trick is silence else QUICK
    assert kinds(held(trick, (Send(b"x"), AwaitEnd()), tempo)) == seen


def test_a_refusal_is_the_fourth_and_nothing_was_sent() -> None:
    steps: Steps = (
        Send(b"x"),
        Pause(),
        HalfClose(),
        Send(b"y", reading=False),
        AwaitEnd(),
        Close(),
    )
    transcript = play(Address("127.0.0.1", refused_port()), steps, QUICK)
    assert [(e.kind, e.data) for e in transcript] == [(Kind.REFUSED, b"")]


def test_a_connection_that_nobody_accepts_is_silence() -> None:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(4):  # fill the queue
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(address)
        transcript = play(Address(*address), (Send(b"x"), AwaitEnd()), SHORT)
    assert kinds(transcript) == [Kind.TIMEOUT]


def test_after_an_end_nothing_is_waited_for_and_no_fin_is_invented() -> None:
    began = time.monotonic()
    steps = (Send(b"x"), AwaitEnd(), Await(at_least(99)), HalfClose(), Send(b"y"), AwaitEnd())
    transcript = held(abort, steps)
    assert kinds(transcript) == [Kind.SENT, Kind.RESET]
    assert sent(transcript) == b"x"
    assert time.monotonic() - began < QUICK.patience


def test_half_an_end_leaves_the_other_half() -> None:
    """The target's FIN does not keep us from writing, ours does not keep us from reading."""
    heard: list[bytes] = []

    def ends_first(sock: socket.socket, _: threading.Event) -> None:
        sock.shutdown(socket.SHUT_WR)
        while data := sock.recv(65536):
            heard.append(data)

    data = b"z" * MIB
    transcript = held(ends_first, (AwaitEnd(), Send(data), HalfClose()))
    assert kinds(transcript) == [Kind.EOF, Kind.SENT, Kind.SENT]
    assert len(b"".join(heard)) == len(data)
    transcript = held(after_the_end, (Send(b"x"), HalfClose(), AwaitEnd()))
    assert kinds(transcript) == [Kind.SENT, Kind.SENT, Kind.RECEIVED, Kind.EOF]
    assert received(transcript) == b"still here"


@pytest.mark.parametrize(
    ("step", "seen"), [(Close(), "FIN"), (HalfClose(), "FIN"), (Reset(), "RST")]
)
def test_how_we_end(step: Close | HalfClose | Reset, seen: str) -> None:
    saw: list[str] = []

    def watch(sock: socket.socket, _: threading.Event) -> None:
        try:
            while sock.recv(9):
                pass
            saw.append("FIN")
        except ConnectionResetError:
            saw.append("RST")

    transcript = held(watch, (Send(b"x"), Pause(50), step))
    assert saw == [seen]
    noted = [e.data for e in transcript if e.kind is Kind.SENT]
    assert noted == ([b"x"] if seen == "RST" else [b"x", b""]), "a SENT without bytes is our FIN"


# --- sending ---


def test_segments_stay_apart() -> None:
    reads: list[bytes] = []

    def watch(sock: socket.socket, _: threading.Event) -> None:
        while data := sock.recv(65536):
            reads.append(data)

    transcript = held(watch, trickle(b"abcde"), Tempo(0.05, 5.0))
    assert b"".join(reads) == b"abcde"
    assert len(reads) >= 3, "five on an idle machine"
    times = [e.t for e in transcript if e.kind is Kind.SENT]
    assert all(b - a >= 0.05 for a, b in itertools.pairwise(times))


def test_what_one_step_sends_is_one_segment() -> None:
    assert [e.data for e in held(bye, (Send(b"x" * 1000),))] == [b"x" * 1000]


def test_a_pause_reads() -> None:
    transcript = held(bye, (Send(b"x"), Pause(300), Send(b"y")))
    assert kinds(transcript)[:3] == [Kind.SENT, Kind.RECEIVED, Kind.EOF]


def test_eight_mib_are_read_while_they_are_sent() -> None:
    data = bytes(range(256)) * (8 * MIB // 256)
    asked = 0

    def met(came: bytes) -> bool:
        nonlocal asked
        asked += 1
        return len(came) >= len(data)

    transcript = held(echo, (Send(data), Await(met, patience=4)))
    assert received(transcript) == data == sent(transcript)
    assert transcript[0].kind is Kind.SENT, "no echo stands before what it is the echo of"
    assert [e.t for e in transcript] == sorted(e.t for e in transcript)
    assert asked < 100


def test_what_a_target_does_not_take_is_sent_later() -> None:
    go = threading.Event()
    heard: list[bytes] = []

    def late(sock: socket.socket, _: threading.Event) -> None:
        go.wait(10)
        while data := sock.recv(65536):
            heard.append(data)

    data = b"a" * (24 * MIB)
    first: list[int] = []

    def start(_: bytes) -> bool:
        first.append(1)
        go.set()
        return True

    steps = (Send(data, reading=False), Await(start), Send(b"b"), HalfClose(), AwaitEnd())
    transcript = held(late, steps)
    parts = [e.data for e in transcript if e.kind is Kind.SENT]
    assert 0 < len(parts[0]) < len(data), "some, and not all, fitted"
    assert b"".join(parts) == data + b"b" == b"".join(heard)


def test_a_target_that_reads_little_by_little_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe, "SENDING", 2)

    def sip(sock: socket.socket, over: threading.Event) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while sock.recv(65536) and not over.wait(0.02):
            pass

    began = time.monotonic()
    transcript = held(sip, (Send(b"a" * (64 * MIB)), Send(b"b")), Tempo(0.001, 0.3))
    assert time.monotonic() - began < 5.0
    assert 0 < len(sent(transcript)) < 64 * MIB


# --- bounds ---


def test_garbage_for_ever_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_DROPPED", 2 * MIB)
    transcript = held(garbage, (Send(b"x"), AwaitEnd(), Connect(), Send(b"y")))
    assert len(received(transcript)) == keeping.MOST_KEPT + keeping.ECHOED
    assert transcript[-1].kind is Kind.SENT, "we hung up"
    assert transcript[-1].data == b""
    assert {e.connection for e in transcript} == {0}, "no further step is played"


def test_the_bound_is_one_for_all_connections() -> None:
    step = Await(at_least(keeping.MOST_KEPT // 2))
    transcript = held(garbage, (step, *(Connect(), step) * 3), SHORT)
    assert sum(len(e.data) for e in transcript) == keeping.MOST_KEPT
    assert len({e.connection for e in transcript}) > 1


def test_the_end_is_seen_behind_what_is_not_kept() -> None:
    def page(sock: socket.socket, _: threading.Event) -> None:
        sock.recv(1)
        sock.sendall(b"<p>" * MIB)

    transcript = held(page, (Send(b"x"), AwaitEnd()))
    assert transcript[-1].kind is Kind.EOF
    assert transcript[-2].data == b""
    assert len(received(transcript)) < MIB


def test_garbage_for_ever_costs_no_more_time_than_there_is_patience() -> None:
    asked: list[int] = []

    def never(came: bytes) -> bool:
        asked.append(len(came))
        return False

    began = time.monotonic()
    held(garbage, (Send(b"x"), Await(never)), Tempo(0.001, 1.0))
    assert time.monotonic() - began < 5.0
    assert len(asked) < 200


def test_a_byte_now_and_then_does_not_lengthen_a_wait() -> None:
    def drip(sock: socket.socket, over: threading.Event) -> None:
        while not over.wait(0.02):
            sock.sendall(b".")

    began = time.monotonic()
    transcript = held(drip, (Send(b"x"), AwaitEnd()), Tempo(0.001, 0.3))
    assert kinds(transcript)[-1] is Kind.TIMEOUT
    assert transcript[-1].t >= 0.3
    assert time.monotonic() - began < 3.0


# --- steps ---


def test_a_condition_is_asked_first_and_ends_the_wait() -> None:
    transcript = held(echo, (Await(at_least(0)), Send(b"hello"), Await(at_least(5))))
    assert kinds(transcript) == [Kind.SENT, *[Kind.RECEIVED] * (len(transcript) - 1)]
    assert received(transcript) == b"hello"


@pytest.mark.parametrize("vital", [False, True])
def test_after_a_vital_wait_no_step_is_played(vital: bool) -> None:
    steps = (Send(b"x"), Await(at_least(9), vital=vital), Send(b"y"))
    assert sent(held(silence, steps, SHORT)) == (b"x" if vital else b"xy")


def test_patience_is_multiplied() -> None:
    transcript = held(silence, (AwaitEnd(patience=0.5), AwaitEnd(patience=2)), SHORT)
    first, second = (e.t for e in transcript)
    assert 0.1 <= first < second
    assert second - first >= 0.4


def test_connections_are_counted_from_0_and_gone_back_to() -> None:
    steps = (Send(b"a"), Connect(), Send(b"b"), On(0), Send(b"c"), Await(at_least(2)))
    transcript = held(echo, (*steps, On(1), Await(at_least(1))))
    assert received(transcript, 0) == b"ac"
    assert received(transcript, 1) == b"b"


def test_a_closed_connection_takes_nothing_and_gives_nothing() -> None:
    transcript = held(echo, (Close(), Send(b"x"), HalfClose(), Reset(), AwaitEnd(), Pause()))
    assert [(e.kind, e.data) for e in transcript] == [(Kind.SENT, b"")]


def test_a_host_that_cannot_be_found_is_said() -> None:
    with pytest.raises(socket.gaierror):
        play(Address("no.such.host.invalid", 80), (), QUICK)


# --- TLS ---


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CERTIFICATE)


def secured(trick: Trick, steps: Steps) -> Transcript:
    with serving(trick, tls=peers.server_context()) as port:
        return play(Address("127.0.0.1", port, trusting()), steps, QUICK)


def test_the_same_conversation_over_tls() -> None:
    data = bytes(range(256)) * (MIB // 256)
    transcript = secured(echo, (Send(data), Await(at_least(MIB)), Close()))
    assert received(transcript) == data == sent(transcript)
    assert kinds(secured(bye, (Send(b"x"), AwaitEnd()))) == [Kind.SENT, Kind.RECEIVED, Kind.EOF]
    assert kinds(secured(abort, (Send(b"x"), AwaitEnd()))) == [Kind.SENT, Kind.RESET]


def test_what_comes_after_our_end_is_still_decrypted() -> None:
    transcript = secured(after_the_end, (Send(b"x"), HalfClose(), AwaitEnd()))
    assert received(transcript) == b"still here"
    assert kinds(transcript)[-1] is Kind.EOF


@pytest.mark.parametrize(
    ("tls", "context", "why"),
    [
        (True, ssl.create_default_context, "self-signed certificate"),
        (False, trusting, "WRONG_VERSION|RECORD_LAYER|EOF|reset"),
        (True, trusting, ""),
    ],
)
def test_what_tls_refuses_is_named(
    tls: bool, context: Callable[[], ssl.SSLContext], why: str
) -> None:
    with serving(bye, tls=peers.server_context() if tls else None) as port:
        address = Address("127.0.0.1", port, context())
        transcript = play(address, (Send(b"x"),), QUICK)
        said = why_refused(address, 5.0)
    assert kinds(transcript) == ([Kind.REFUSED] if why else [Kind.SENT])
    assert (said == "") == (why == "")
    assert any(word in said for word in why.split("|"))


def test_why_nobody_can_be_reached() -> None:
    assert "refused" in why_refused(Address("127.0.0.1", refused_port()), 5.0)
