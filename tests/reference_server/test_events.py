from __future__ import annotations

import threading

import pytest

from reference_server.connection import Connection, State
from reference_server.events import Manager
from reference_server.server import Server
from reference_server.settings import Settings

from .requests import KEY3, head75, head76

HELLO = b"\x00hi\xff"


def two(manager: Manager) -> list[Connection]:
    """Two connections of one manager, one of each draft, past their handshakes."""
    connections = [Connection(Settings(), manager, number) for number in (1, 2)]
    for connection, request in zip(connections, (head75(), head76() + KEY3), strict=True):
        connection.receive(request)
        connection.output.clear()
    return connections


def test_handlers_are_added_and_removed() -> None:
    manager = Manager()
    first, second = two(manager)
    heard: list[str] = []
    first.on("message", heard.append)
    first.on("message", lambda text: heard.append(text.upper()))
    manager.on("message", lambda connection, text: heard.append(f"{connection.id} {text}"))
    first.receive(HELLO)
    assert heard == ["hi", "HI", "1 hi"]
    second.receive(HELLO)
    assert heard.pop() == "2 hi"
    first.off("message", heard.append)
    first.off("message", print)  # was never added
    first.receive(HELLO)
    assert heard[3:] == ["HI", "1 hi"]


def test_a_handler_may_change_the_handlers() -> None:
    (connection, _) = two(Manager())
    heard: list[str] = []

    def once(text: str) -> None:
        heard.append(text)
        connection.off("message", once)
        connection.on("message", lambda text: heard.append(text + " again"))

    connection.on("message", once)
    connection.receive(HELLO * 2)
    assert heard == ["hi", "hi again"]


@pytest.mark.parametrize("event", ["mesage", "listening", "connection", ""])
def test_an_event_that_there_is_not(event: str) -> None:
    with pytest.raises(ValueError, match="is no event here; give one of state_change, message,"):
        Connection(Settings()).on(event, print)
    if event in ("mesage", ""):
        with pytest.raises(ValueError, match="is no event here; give one of listening, stream,"):
            Manager().on(event, print)


def test_the_messages_of_one_read_in_one_call() -> None:
    (connection, _) = two(Manager())
    heard: list[list[str]] = []
    connection.on("messages", heard.append)
    connection.receive(HELLO * 3 + b"\x00")
    connection.receive(b"\xff")
    assert heard == [["hi", "hi", "hi"], [""]]


def test_an_exception_ends_one_connection(caplog: pytest.LogCaptureFixture) -> None:
    manager = Manager()
    first, second = two(manager)
    heard: list[object] = []
    manager.on("error", lambda error, connection: heard.extend([str(error), connection.id]))
    manager.on("close", lambda connection: heard.append(connection.id))

    def fail(text: str) -> None:
        heard.append(text)
        raise RuntimeError("on purpose")

    first.on("message", fail)
    first.receive(HELLO * 3)
    assert heard == ["hi", 1, "on purpose", 1]
    assert first.state is State.CLOSED
    assert first.closed == "an exception of the application"
    assert second.state is State.CONNECTED
    assert "on purpose" in caplog.text


def test_an_exception_while_an_error_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    manager = Manager()
    first, _ = two(manager)
    manager.on("error", lambda _: None)  # takes too few arguments
    manager.on("message", lambda *_: 1 / 0)
    first.receive(HELLO)
    assert first.state is State.CLOSED
    assert "division by zero" in caplog.text
    assert "positional argument" in caplog.text


def test_the_manager_knows_who_is_connected() -> None:
    manager = Manager()
    first, second = two(manager)
    Connection(Settings(), manager, 3).receive(head76())  # not past its handshake
    assert manager.length == 2
    assert manager.find(1) is first
    assert manager.find(3) is None
    assert manager.map(lambda each: each.version) == ["draft75", "draft76"]
    assert manager.filter(lambda each: each.id > 1) == [second]
    manager.for_each(lambda each: each.close())
    assert manager.length == 1  # the other waits for its client's part
    second.end("time is up")
    assert manager.length == 0


def test_sending_by_id_and_to_all() -> None:
    manager = Manager()
    first, second = two(manager)
    assert manager.send(2, "two")
    assert not manager.send(3, "nobody")
    manager.broadcast("all")
    first.broadcast("but me")
    assert first.output == b"\x00all\xff"
    assert second.output == b"\x00two\xff\x00all\xff\x00but me\xff"
    assert set(manager.touched) >= {first, second}


def test_calls_of_another_thread_are_left_for_the_loop() -> None:
    manager = Manager()
    first, second = two(manager)
    wrong: list[BaseException] = []

    def other() -> None:
        assert first.send("one", "two")
        second.close()
        try:
            first.send(5)  # type: ignore[arg-type]
        except TypeError as error:
            wrong.append(error)

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert len(wrong) == 1  # it is told at once, and the loop has no part in it
    assert first.output == second.output == b""
    assert len(manager.calls) == 2
    for call in manager.calls:
        call()
    assert first.output == b"\x00one\xff\x00two\xff"
    assert second.state is State.CLOSING


def test_a_call_that_renews_itself_waits_for_the_next_pass() -> None:
    server = Server()
    made: list[int] = []

    def again() -> None:
        made.append(len(made))
        if len(made) < 1000:
            server.later(again)

    server.listen()
    server.later(again)
    for n in range(1, 4):
        server.step(0)
        assert len(made) == n
    server.close()
    server.run()


def test_a_call_that_raises_is_not_made_again() -> None:
    server = Server()
    made: list[int] = []
    server.listen()
    server.later(lambda: made.append(1))
    server.later(lambda: made.append(1 // 0))
    server.later(lambda: made.append(2))
    with pytest.raises(ZeroDivisionError):
        server.step(0)
    assert made == [1]
    server.step(0)
    assert made == [1, 2]
    server.close()
    server.run()
