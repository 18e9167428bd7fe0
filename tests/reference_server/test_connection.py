from __future__ import annotations

import pytest

from reference_server import connection as module
from reference_server.connection import Connection, Event, Messages, Opened, State
from reference_server.framing import Closed
from reference_server.settings import Settings

from .requests import ANSWER75, ANSWER76, KEY1, KEY3, RESPONSE, head, head75, head76, ways

CLEAN = Closed(True, "the client closed")
HELLO = b"\x00hi\xff"


def echo(
    pieces: list[bytes], settings: Settings | None = None
) -> tuple[bytes, Connection, list[Event]]:
    """Play an echo server's part; return all that it sends, and all events, messages one by one."""
    connection = Connection(settings or Settings())
    events: list[Event] = []
    for piece in pieces:
        for event in connection.receive(piece):
            if isinstance(event, Messages):
                connection.send(*event.texts)
                events += [Messages([text]) for text in event.texts]
            else:
                events.append(event)
        if connection.closed:
            connection.close()
    return bytes(connection.output), connection, events


def opened(draft: int) -> Connection:
    connection = Connection(Settings())
    connection.receive(head75() if draft == 75 else head76() + KEY3)
    assert connection.state is State.OPEN
    connection.output.clear()
    return connection


def test_draft_75_however_it_arrives() -> None:
    for pieces in ways(head75() + HELLO + b"\x00\xff"):
        output, connection, events = echo(pieces)
        assert output == ANSWER75 + HELLO + b"\x00\xff"
        assert connection.draft == 75
        assert isinstance(events[0], Opened)
        assert events[1:] == [Messages(["hi"]), Messages([""])]


def test_draft_76_however_it_arrives() -> None:
    for pieces in ways(head76() + KEY3 + HELLO + b"\xff\x00" + HELLO):
        output, connection, events = echo(pieces)
        assert output == ANSWER76 + RESPONSE + HELLO + b"\xff\x00"
        assert connection.draft == 76
        assert connection.state is State.ENDED
        assert isinstance(events[0], Opened)
        assert events[1:] == [Messages(["hi"]), CLEAN]


def test_what_was_agreed_upon() -> None:
    connection = Connection(Settings(subprotocols=["sample"]))
    cookie = {b"Cookie": b"a=b", b"Sec-WebSocket-Protocol": b"sample"}
    (event,) = connection.receive(head76(cookie, line=b"GET /a?b HTTP/1.1") + KEY3)
    assert isinstance(event, Opened)
    assert event.opening == connection.opening
    assert event.opening[:5] == (76, "/a?b", "http://example.com", "ws://example.com/a?b", "sample")
    assert event.opening.fields["cookie"] == ["a=b"]


def test_the_head_of_the_answer_does_not_wait_for_key3() -> None:
    connection = Connection(Settings())
    assert connection.receive(head76()) == []
    assert connection.output == ANSWER76
    assert connection.receive(KEY3[:7]) == []
    assert connection.output == ANSWER76
    assert len(connection.receive(KEY3[7:])) == 1
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
    assert connection.state is State.ENDED
    assert connection.receive(KEY3 + HELLO) == []
    assert connection.output == ANSWER76


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (head({b"Host": b"a"}, line=b"GET / HTTP/1.1"), 426),
        (head({}, line=b"POST /x HTTP/1.0"), 426),
        (head({}, line=b"OPTIONS * HTTP/1.1"), 426),
        (head75({b"Upgrade": None}), 426),
        (head75({b"Upgrade": b"h2c"}), 426),
        (head76({b"Upgrade": b"WebSockets"}), 426),
        (head76({b"Upgrade": "WebSoc\u212aet".encode()}), 426),
        (head75({b"Sec-WebSocket-Version": b"13", b"Sec-WebSocket-Key": b"x"}), 400),
        (head76({b"sec-websocket-version": b"13"}), 400),
        (head76({b"Sec-WebSocket-Key": b""}), 400),
        (head75(line=b"GET"), 400),
        (head75(extra=b"no field\r\n"), 400),
        (b"GET / HTTP/1.1\n\n", 400),
        (head75({b"X": b"x" * 9000}), 431),
        (head({b"X%d" % i: b"" for i in range(101)}), 431),
    ],
)
def test_who_does_not_speak_the_drafts_is_told_what_is(request_: bytes, status: int) -> None:
    for pieces in ways(request_ + HELLO):
        output, connection, events = echo(pieces)
        start, _, body = output.partition(b"\r\n\r\n")
        lines = start.split(b"\r\n")
        assert lines[0].startswith(b"HTTP/1.1 %d " % status)
        assert b"Content-Length: %d" % len(body) in lines
        assert any(line.startswith(b"Connection: close") for line in lines)
        assert b"draft-hixie-75 and draft-hixie-76" in body
        assert connection.state is State.ENDED
        assert [type(event) for event in events] == [Closed]


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
        head76({b"Transfer-Encoding": b"chunked"}),
    ],
)
def test_a_refused_handshake_gets_no_byte(request_: bytes) -> None:
    for pieces in ways(request_ + KEY3 + HELLO + head75()):
        output, connection, events = echo(pieces)
        assert output == b""
        assert connection.state is State.ENDED
        assert [type(event) for event in events] == [Closed]
        assert connection.closed is not None
        assert connection.closed.reason


def test_upgrade_in_any_case() -> None:
    for value in (b"websocket", b"WEBSOCKET"):
        assert echo([head75({b"Upgrade": value})])[0] == ANSWER75


@pytest.mark.parametrize("draft", [75, 76])
def test_the_clients_eof(draft: int) -> None:
    connection = opened(draft)
    assert connection.receive(HELLO + b"\x00half") == [Messages(["hi"])]
    assert connection.receive(b"") == [Closed(draft == 75, "the client closed TCP")]
    connection.close()
    assert connection.state is State.ENDED
    assert connection.receive(b"") == []
    assert connection.output == b""


@pytest.mark.parametrize("request_", [b"", head76()[:-1], head76(), head76() + KEY3[:7]])
def test_eof_in_the_handshake(request_: bytes) -> None:
    connection = Connection(Settings())
    if request_:
        connection.receive(request_)
    assert connection.receive(b"") == [Closed(False, "the client closed TCP")]
    assert RESPONSE not in connection.output


def test_the_server_closes_draft_76() -> None:
    connection = opened(76)
    connection.send("last")
    connection.close()
    connection.close()
    assert not connection.send("too late")
    assert connection.output == b"\x00last\xff\xff\x00"
    states = [connection.state]
    assert connection.receive(HELLO + b"\xff") == [Messages(["hi"])]  # was under way
    assert connection.receive(b"\x00" + HELLO) == [CLEAN]
    connection.close()
    assert [*states, connection.state] == [State.CLOSING, State.ENDED]
    assert connection.output == b"\x00last\xff\xff\x00"


def test_the_server_closes_draft_75_without_a_frame() -> None:
    connection = opened(75)
    connection.send("last")
    connection.close()
    assert not connection.send("too late")
    assert connection.output == b"\x00last\xff"
    assert connection.state is State.ENDED
    assert connection.closed == Closed(True, "the server closed")


def test_last_words_go_before_the_servers_part_of_the_close() -> None:
    connection = opened(76)
    assert connection.receive(HELLO + b"\xff\x00") == [Messages(["hi"]), CLEAN]
    assert connection.output == b""
    assert connection.send("bye")
    connection.close()
    assert connection.output == b"\x00bye\xff\xff\x00"
    assert connection.state is State.ENDED


@pytest.mark.parametrize("draft", [75, 76])
def test_a_limit_ends_the_connection(draft: int) -> None:
    settings = Settings(max_message=10)
    request = (head75() if draft == 75 else head76() + KEY3) + HELLO + b"\x00" + b"x" * 11
    for pieces in ways(request):
        output, connection, events = echo(pieces, settings)
        assert output.endswith(HELLO if draft == 75 else HELLO + b"\xff\x00")
        assert connection.state is State.ENDED
        assert events[-1] == Closed(False, "a message is longer than the limit")


def test_time_is_up() -> None:
    connection = opened(76)
    connection.close()
    connection.end("a time limit has passed")
    assert connection.state is State.ENDED
    assert connection.closed == Closed(False, "a time limit has passed")
    connection.end("and again")
    assert connection.closed.reason == "a time limit has passed"


def test_from_every_state_there_is_a_way_to_the_end() -> None:
    assert set(module._LIFE) == set(State)
    for state, ways_on in module._LIFE.items():
        assert ways_on["end"] is State.ENDED
        assert state is State.ENDED or State.HEAD not in ways_on.values()
    reached = {after for ways_on in module._LIFE.values() for after in ways_on.values()}
    assert reached == set(State) - {State.HEAD}
