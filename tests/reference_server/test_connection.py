from __future__ import annotations

from typing import Any

import pytest

from reference_server import connection as module
from reference_server.connection import Connection, State
from reference_server.events import Manager
from reference_server.fields import Head
from reference_server.settings import Settings

from .requests import ANSWER75, ANSWER76, KEY1, KEY3, RESPONSE, head, head75, head76, ways

CLEAN = "the client closed"
HELLO = b"\x00hi\xff"

Events = list[tuple[object, ...]]


def heard(events: Events, manager: Manager) -> None:
    """Note each event of the manager's connections, without the connection."""

    def note(name: str) -> Any:
        return lambda _, *args: events.append((name, *args))

    for name in ("connection", "message", "close", "rejected"):
        manager.on(name, note(name))


def echo(pieces: list[bytes], settings: Settings | None = None) -> tuple[bytes, Connection, Events]:
    """Play an echo server's part; return all that it sends, and all events."""
    connection = Connection(settings or Settings(), Manager())
    events: Events = []
    heard(events, connection.manager)
    connection.on("messages", lambda texts: connection.send(*texts))
    for piece in pieces:
        connection.receive(piece)
    return bytes(connection.output), connection, events


def opened(draft: int) -> tuple[Connection, Events]:
    connection = Connection(Settings())
    connection.receive(head75() if draft == 75 else head76() + KEY3)
    assert connection.state is State.CONNECTED
    connection.output.clear()
    events: Events = []
    heard(events, connection.manager)
    return connection, events


def test_draft_75_however_it_arrives() -> None:
    for pieces in ways(head75() + HELLO + b"\x00\xff"):
        output, connection, events = echo(pieces)
        assert output == ANSWER75 + HELLO + b"\x00\xff"
        assert connection.version == "draft75"
        assert events == [("connection",), ("message", "hi"), ("message", "")]


def test_draft_76_however_it_arrives() -> None:
    for pieces in ways(head76() + KEY3 + HELLO + b"\xff\x00" + HELLO):
        output, connection, events = echo(pieces)
        assert output == ANSWER76 + RESPONSE + HELLO + b"\xff\x00"
        assert connection.version == "draft76"
        assert connection.state is State.CLOSED
        assert connection.closed == CLEAN
        assert events == [("connection",), ("message", "hi"), ("close",)]


def test_what_was_asked_for() -> None:
    connection = Connection(Settings(subprotocol="sample"))
    fields = {b"Cookie": b"a=b", b"Sec-WebSocket-Protocol": b"sample"}
    connection.receive(head76(fields, line=b"GET /a?b HTTP/1.1", extra=b"Cookie: c=d\r\n") + KEY3)
    assert connection.request.resource_name == "/a?b"
    assert connection.headers["cookie"] == "a=b, c=d"
    assert connection.headers["origin"] == "http://example.com"
    assert b"\r\nSec-WebSocket-Protocol: sample\r\n" in connection.output


def test_the_head_of_the_answer_does_not_wait_for_key3() -> None:
    connection = Connection(Settings())
    connection.receive(head76())
    assert connection.output == ANSWER76
    connection.receive(KEY3[:7])
    assert connection.output == ANSWER76
    assert connection.state == "waiting"
    connection.receive(KEY3[7:])
    assert connection.state == "connected"
    assert connection.output == ANSWER76 + RESPONSE


def test_what_is_sent_before_the_proof_is_held_back() -> None:
    connection = Connection(Settings())
    assert not connection.send("lost")  # there is no connection yet
    connection.receive(head76())
    assert connection.send("early")
    connection.receive(KEY3[:4])
    assert connection.send("bird", "")
    connection.receive(KEY3[4:])
    assert connection.send("late")
    frames = b"\x00early\xff\x00bird\xff\x00\xff\x00late\xff"
    assert connection.output == ANSWER76 + RESPONSE + frames


def test_a_close_before_the_proof_is_no_closing_handshake() -> None:
    connection = Connection(Settings())
    connection.receive(head76())
    connection.send("never")
    connection.close()
    assert connection.state is State.CLOSED
    connection.receive(KEY3 + HELLO)
    assert connection.output == ANSWER76


@pytest.mark.parametrize(
    "request_",
    [
        head({b"Host": b"a"}, line=b"GET / HTTP/1.1"),
        head({}, line=b"POST /x HTTP/1.0"),
        head({}, line=b"OPTIONS * HTTP/1.1"),
        head75({b"Upgrade": None}),
        head75({b"Upgrade": b"h2c"}),
        head76({b"Upgrade": b"WebSockets"}),
        head76({b"Upgrade": "WebSoc\u212aet".encode()}),
        head75({b"Sec-WebSocket-Version": b"13", b"Sec-WebSocket-Key": b"x"}),
        head76({b"sec-websocket-version": b"13"}),
        head76({b"Sec-WebSocket-Key": b""}),
    ],
)
def test_who_does_not_speak_the_drafts_is_told_what_is(request_: bytes) -> None:
    for pieces in ways(request_ + HELLO):
        output, connection, events = echo(pieces)
        start, _, body = output.partition(b"\r\n\r\n")
        lines = start.split(b"\r\n")
        assert lines[0] == b"HTTP/1.1 426 Upgrade Required"
        assert b"Content-Length: %d" % len(body) in lines
        assert any(line.startswith(b"Connection: close") for line in lines)
        assert b"draft-hixie-75 and draft-hixie-76" in body
        assert connection.state is State.CLOSED
        assert events == []


@pytest.mark.parametrize(("method", "size"), [(b"GET", 9), (b"HEAD", 0), (b"POST", 9)])
def test_the_application_answers_plain_requests(method: bytes, size: int) -> None:
    asked: list[Head] = []

    def page(connection: Connection, request: Head) -> None:
        asked.append(request)
        connection.respond("<p>Ä</p>", status="203 Non-Authoritative Information")
        connection.respond("and once more")

    connection = Connection(Settings())
    connection.manager.on("request", page)
    connection.receive(head({b"Host": b"a"}, line=method + b" /x?y HTTP/1.1"))
    assert [request.resource_name for request in asked] == ["/x?y"]
    start, _, body = bytes(connection.output).partition(b"\r\n\r\n")
    assert start.startswith(b"HTTP/1.1 203 Non-Authoritative Information\r\n")
    assert b"\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 9" in start
    assert body == "<p>Ä</p>".encode()[:size]
    assert connection.state is State.CLOSED
    connection.respond("too late")
    assert bytes(connection.output).count(b"HTTP/1.1") == 1


def test_the_answer_to_a_head_request_has_no_body() -> None:
    output = echo([head({}, line=b"HEAD / HTTP/1.1")])[0]
    assert output.endswith(b"\r\n\r\n")
    assert b"Content-Length: 0" not in output


def test_the_answer_holds_nothing_of_the_request() -> None:
    secret = b"s3cr3t"
    request = head(
        {b"Host": secret, b"Origin": secret, secret: secret}, line=secret + b" / HTTP/1.1"
    )
    assert secret not in echo([request])[0]


@pytest.mark.parametrize(
    "request_",
    [
        head76({b"Sec-WebSocket-Key1": None}),
        head76({b"Sec-WebSocket-Key2": None}),
        head75({b"Sec-WebSocket-Protocol": b"sample"}),
        head75({b"Sec-WebSocket-Draft": b"2"}),
        head76({b"Sec-WebSocket-Key1": b"123a"}),
        head76({b"Sec-WebSocket-Key2": b"1 2 3"}),
        head76({b"Sec-WebSocket-Key2": b"a b"}),
        head76({b"Sec-WebSocket-Key2": b""}),
        head76(extra=b"Sec-WebSocket-Key1: " + KEY1 + b"\r\n"),
        head75(extra=b"Upgrade: WebSocket\r\n"),
        head76(line=b"POST /demo HTTP/1.1"),
        head75({b"Origin": None}),
        head76({b"Host": b"["}),
        head76({b"Content-Length": b"20"}),
        head75(line=b"GET"),
        head75(extra=b"no field\r\n"),
        b"GET / HTTP/1.1\n\n",
        head75({b"X": b"x" * 9000}),
        head76({b"Transfer-Encoding": b"chunked"}),
    ],
)
def test_a_refused_handshake_gets_no_byte(request_: bytes) -> None:
    for pieces in ways(request_ + KEY3 + HELLO + head75()):
        output, connection, events = echo(pieces)
        assert output == b""
        assert connection.state is State.CLOSED
        assert connection.closed
        assert events == [("rejected", connection.closed)]


def test_upgrade_in_any_case() -> None:
    for value in (b"websocket", b"WEBSOCKET"):
        assert echo([head75({b"Upgrade": value})])[0] == ANSWER75


@pytest.mark.parametrize("draft", [75, 76])
def test_the_clients_eof(draft: int) -> None:
    connection, events = opened(draft)
    connection.receive(HELLO + b"\x00half")
    connection.receive(b"")
    assert events == [("message", "hi"), ("close",)]
    assert connection.closed == "the client closed TCP"
    connection.close()
    assert connection.state is State.CLOSED
    connection.receive(HELLO)
    assert len(events) == 2
    assert connection.output == b""


@pytest.mark.parametrize("request_", [b"", head76()[:-1], head76(), head76() + KEY3[:7]])
def test_eof_in_the_handshake(request_: bytes) -> None:
    pieces = [request_, b""] if request_ else [b""]
    output, connection, events = echo(pieces)
    assert connection.closed == "the client closed TCP"
    assert events == []
    assert RESPONSE not in output


def test_the_server_closes_draft_76() -> None:
    connection, events = opened(76)
    connection.send("last")
    connection.close()
    connection.close()
    assert not connection.send("too late")
    assert connection.output == b"\x00last\xff\xff\x00"
    connection.receive(HELLO + b"\xff")  # was under way
    assert connection.state == "closing"
    connection.receive(b"\x00" + HELLO)
    assert connection.state == "closed"
    assert connection.closed == CLEAN
    assert events == [("message", "hi"), ("close",)]
    assert connection.output == b"\x00last\xff\xff\x00"


def test_the_server_closes_draft_75_without_a_frame() -> None:
    connection, events = opened(75)
    connection.send("last")
    connection.close()
    assert not connection.send("too late")
    assert connection.output == b"\x00last\xff"
    assert connection.state is State.CLOSED
    assert connection.closed == "the server closed"
    assert events == [("close",)]


def test_last_words_go_before_the_servers_part_of_the_close() -> None:
    connection, _ = opened(76)
    connection.on("message", lambda _: connection.send("bye"))
    connection.receive(HELLO + b"\xff\x00")
    assert connection.output == b"\x00bye\xff\xff\x00"
    assert connection.state is State.CLOSED


@pytest.mark.parametrize("draft", [75, 76])
def test_a_limit_ends_the_connection(draft: int) -> None:
    settings = Settings(max_message=10)
    request = (head75() if draft == 75 else head76() + KEY3) + HELLO + b"\x00" + b"x" * 11
    for pieces in ways(request):
        output, connection, events = echo(pieces, settings)
        assert output.endswith(HELLO if draft == 75 else HELLO + b"\xff\x00")
        assert connection.state is State.CLOSED
        assert connection.closed == "a message is longer than the limit"
        assert events[-1] == ("close",)


def test_time_is_up() -> None:
    connection, _ = opened(76)
    connection.close()
    connection.end("time is up")
    assert connection.state is State.CLOSED
    connection.end("and again")
    assert connection.closed == "time is up"


def test_a_version_that_is_not_wanted() -> None:
    for version, request, answer in (
        ("draft75", head75(), ANSWER75),
        ("draft76", head76(), ANSWER76),
    ):
        for other in (head75(), head76()):
            output, _, events = echo([other], Settings(version=version))
            assert output == (answer if other == request else b"")
            assert bool(events and events[0][0] == "rejected") is (other != request)


STATES = {
    75: ["opening", "handshaking", "connected", "closed"],
    76: ["opening", "waiting", "handshaking", "connected", "closing", "closed"],
}


@pytest.mark.parametrize("draft", [75, 76])
def test_the_states_in_their_order(draft: int) -> None:
    for pieces in ways(head75() if draft == 75 else head76() + KEY3):
        connection = Connection(Settings())
        seen: list[tuple[str, str]] = []
        connection.on("state_change", lambda new, old, seen=seen: seen.append((old, new)))
        for piece in pieces:
            connection.receive(piece)
        connection.close()
        connection.end("time is up")
        assert seen == list(zip(["unknown", *STATES[draft]], STATES[draft], strict=False))


@pytest.mark.parametrize("request_", [head75(), head76()])
def test_the_application_rejects(request_: bytes) -> None:
    for pieces in ways(request_ + KEY3 + HELLO):
        connection = Connection(Settings())
        events: Events = []
        heard(events, connection.manager)

        def decide(new: str, _: str, connection: Connection = connection) -> None:
            if new == "opening" and connection.request.resource_name != "/chat":
                connection.reject("there is nothing at this path")

        connection.on("state_change", decide)
        for piece in pieces:
            connection.receive(piece)
        assert connection.output == b""
        assert events == [("rejected", "there is nothing at this path")]
        assert connection.closed == "there is nothing at this path"


def test_the_application_answers_the_handshake_first() -> None:
    connection = Connection(Settings())

    def early(new: str, _: str) -> None:
        if new == "opening":
            assert not connection.send("nothing is answered yet")
            connection.handshake()
            connection.handshake()
            assert connection.output == ANSWER76
            assert connection.send("early")

    connection.on("state_change", early)
    connection.receive(head76() + KEY3)
    assert connection.output == ANSWER76 + RESPONSE + b"\x00early\xff"


def test_from_every_state_there_is_a_way_to_the_end() -> None:
    assert [old for old, what in module._LIFE if what == "end"] == list(State)[:-1]
    assert set(module._LIFE.values()) == set(State) - {State.UNKNOWN}
