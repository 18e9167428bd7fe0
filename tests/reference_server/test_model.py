"""A thousand random conversations, with a model of the draft beside them, and the server alive."""

from __future__ import annotations

import contextlib
import itertools
import random
import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    rule,
    run_state_machine_as_test,
)

from reference_server.connection import Connection
from reference_server.settings import Settings

from .attack import Client, Target
from .conftest import Figure
from .model import Conversation, Limits, Opening, receive, utf8

LIMITS = Limits()

ORIGINS = ["http://example.com", "null", "file://", "https://a.example:8443"]
HOSTS = ["example.com", "127.0.0.1:8080", "[::1]:81", "a-b.example"]
PATHS = ["/", "/demo?a=b&c", "/%00%0d%0a", "/" + "x" * 300]


def key(draw: random.Random) -> tuple[int, bytes]:
    """76 §4.1 steps 16 to 21, for one key: the number chosen, and the field's value."""
    spaces = draw.randint(1, 12)
    number = draw.randint(0, (2**32 - 1) // spaces)
    characters = list(str(number * spaces))
    noise = [chr(c) for c in (*range(0x21, 0x30), *range(0x3A, 0x7F))]
    for _ in range(draw.randint(1, 12)):
        characters.insert(draw.randint(0, len(characters)), draw.choice(noise))
    for _ in range(spaces):
        characters.insert(draw.randint(1, len(characters) - 1), " ")
    return number, "".join(characters).encode()


def opening(seed: int, draft: int, fault: str = "") -> Opening:
    """A handshake, the fields of draft 76 in any order, with a fault if one is named."""
    draw = random.Random(seed)
    origin, host, path = draw.choice(ORIGINS), draw.choice(HOSTS), draw.choice(PATHS)
    lines = [
        b"Upgrade: WebSocket",
        b"Connection: Upgrade",
        b"Host: " + host.encode(),
        b"Origin: " + origin.encode(),
    ]
    numbers, key3 = None, b""
    if draft == 76:
        (first, key1), (second, key2) = key(draw), key(draw)
        if fault == "a key without spaces":
            key1 = key1.replace(b" ", b"")
        if fault == "a key that does not divide":
            key2 = b"a7 b1 c"
        lines += [b"Sec-WebSocket-Key1: " + key1, b"Sec-WebSocket-Key2: " + key2]
        numbers, key3 = (first, second), draw.randbytes(8)
        draw.shuffle(lines)
    faults = {
        "no host": lambda line: b"" if line.startswith(b"Host") else line,
        "no origin": lambda line: b"" if line.startswith(b"Origin") else line,
        "a line feed": lambda line: line.replace(b"Host: ", b"Host: \n"),
        "no colon": lambda line: line.replace(b"Origin: ", b"Origin "),
    }
    lines = [line for line in map(faults.get(fault, bytes), lines) if line]
    method = b"POST" if fault == "another method" else b"GET"
    request = b"\r\n".join([b"%s %s HTTP/1.1" % (method, path.encode()), *lines, b"", b""])
    return Opening(draft, request, origin, f"ws://{host}{path}", numbers, key3)


FAULTS = ["no host", "no origin", "a line feed", "no colon", "another method"]
FAULTS76 = [*FAULTS, "a key without spaces", "a key that does not divide"]


def prefixed(frame_type: int, payload: bytes, zeros: int) -> bytes:
    """A frame of a type 80..FF; zeros: bytes 80 in front of the length, which add nothing to it."""
    digits, rest = [len(payload) & 0x7F], len(payload) >> 7
    while rest:
        digits.insert(0, 0x80 | rest & 0x7F)
        rest >>= 7
    return bytes([frame_type, *[0x80] * zeros, *digits]) + payload


def delimited(frame_type: int, raw_data: bytes) -> bytes:
    return bytes([frame_type]) + raw_data.replace(b"\xff", b"") + b"\xff"


some_utf8 = st.text(max_size=30).map(str.encode)
no_utf8 = st.binary(max_size=60)
long_text = st.integers(LIMITS.max_message - 2, LIMITS.max_message + 2).map(lambda n: b"x" * n)
frames = st.one_of(
    st.builds(delimited, st.just(0), some_utf8),
    st.builds(delimited, st.just(0), some_utf8),
    st.builds(delimited, st.just(0), no_utf8),
    st.builds(delimited, st.just(0), long_text),
    st.builds(delimited, st.integers(1, 0x7F), no_utf8),
    st.builds(
        prefixed,
        st.integers(0x80, 0xFF),
        st.one_of(no_utf8, st.integers(0, 400).map(bytes)),
        st.integers(0, 4),
    ),
    st.sampled_from(
        [b"\xff\x00", b"\xff\x80\x00", b"\x80\x00", b"\x80" * 9, b"\x00ab", b"\x81\x05"]
    ),
    st.binary(max_size=8),
)


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    draft = draw(st.sampled_from([75, 76]))
    faulty = draw(st.integers(0, 9)) == 0
    fault = draw(st.sampled_from(FAULTS76 if draft == 76 else FAULTS)) if faulty else ""
    seed = draw(st.integers(0, 2**32))
    data = b"".join(draw(st.lists(frames, max_size=8)))
    conversation = Conversation(opening(seed, draft, fault), faulty, data, LIMITS)
    # A text that is within the limit only before its errors of UTF-8 become U+FFFD, which are longer,
    # may be refused or not; the drafts know no limit, and 5.4 leaves all of it undefined.
    assume(conversation.told().longest <= LIMITS.max_message)
    return conversation


cuts = st.lists(st.integers(0, 5000), max_size=8)


def pieces(data: bytes, where: list[int]) -> list[bytes]:
    """`data` cut at these places, each taken modulo its length."""
    at = sorted({cut % (len(data) + 1) for cut in where} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(at)]


def said_to(conversation: Conversation, parts: list[bytes]) -> bytes:
    """What the core says when the conversation comes in exactly these parts."""
    limits = conversation.limits
    connection = Connection(
        Settings(
            max_message=limits.max_message,
            max_skip=limits.max_skip,
            max_length_bytes=limits.max_length_bytes,
        )
    )
    connection.on("messages", lambda texts: connection.send(*texts))
    for part in parts:
        connection.receive(part)
    return bytes(connection.output)


def answer_to(target: Target, parts: list[bytes], reset: bool) -> bytes:
    """What the server says to them on a socket."""
    with Client(target) as client:
        for part in parts:
            client.sock.sendall(part)
        if reset:
            client.reset()
            return b""
        client.sock.shutdown(socket.SHUT_WR)
        return client.rest()


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    with Target(*LIMITS.options()) as target:
        yield target


def test_a_thousand_conversations(target: Target, figure: Figure) -> None:
    before, memory, held = target.descriptors(), 0, 0

    @settings(
        max_examples=1000,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(conversations(), cuts, st.integers(0, 9))
    def hold(conversation: Conversation, where: list[int], ending: int) -> None:
        nonlocal memory, held
        held += 1
        memory = target.memory() if held == 200 else memory
        parts = pieces(conversation.whole, where)
        conversation.check(said_to(conversation, parts))
        answer = answer_to(target, parts, reset=ending == 0)
        if ending:
            conversation.check(answer)

    hold()
    assert target.settled(before) == before
    grown = target.memory() - memory
    assert held >= 1000
    assert grown < 4 << 20
    figure("conversations", held)
    figure("memory from the 200th to the last", f"{grown >> 10} KiB")


class Crowd(RuleBasedStateMachine):
    """Several clients at once, each somewhere in its own conversation; none knows of the others."""

    target: Target

    def __init__(self) -> None:
        super().__init__()
        self.open: list[Client] = []

    clients: Bundle[tuple[Client, Conversation, list[bytes]]] = Bundle("clients")

    @rule(target=clients, conversation=conversations(), where=cuts)
    def arrive(
        self, conversation: Conversation, where: list[int]
    ) -> tuple[Client, Conversation, list[bytes]]:
        client = Client(self.target)
        self.open.append(client)
        return client, conversation, pieces(conversation.whole, where)

    @rule(each=clients)
    def speak(self, each: tuple[Client, Conversation, list[bytes]]) -> None:
        client, _, parts = each
        if parts and client in self.open:
            client.sock.sendall(parts.pop(0))

    @rule(each=consumes(clients))
    def leave(self, each: tuple[Client, Conversation, list[bytes]]) -> None:
        client, conversation, parts = each
        for part in parts:
            client.sock.sendall(part)
        client.sock.shutdown(socket.SHUT_WR)
        conversation.check(client.rest())
        client.sock.close()
        self.open.remove(client)

    @rule(each=consumes(clients))
    def vanish(self, each: tuple[Client, Conversation, list[bytes]]) -> None:
        each[0].reset()
        self.open.remove(each[0])

    def teardown(self) -> None:
        for client in self.open:
            with contextlib.suppress(OSError):
                client.sock.close()


def test_a_crowd(target: Target) -> None:
    before = target.descriptors()
    run_state_machine_as_test(
        type("TheCrowd", (Crowd,), {"target": target}),
        settings=settings(max_examples=30, stateful_step_count=25, deadline=None),
    )
    assert target.settled(before) == before


@given(st.one_of(st.binary(max_size=12), st.text(max_size=6).map(str.encode)))
@example(b"\xed\xa0\x80\xf4\x90\x80\x80\xf0\x80\x80\x80\xe0\x9f\xbf\xc1\xbf\xf1\x80\x80A")
def test_the_utf_8_of_the_model(data: bytes) -> None:
    """Not to trust the model blindly: Python's own decoder has the same recommendation."""
    assert utf8(list(data)) == data.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("data", "draft", "texts", "client_terminated"),
    [
        (b"\x00hi\xff\x00\xff", 76, ["hi", ""], False),
        (b"\x00a\xff\x00b\xff\x00\xff\x00", 76, ["a", "b", ""], False),
        (b"\x00a\xff\xff\x00\x00b\xff", 76, ["a"], True),
        (b"\x00a\xff\xff\x00\x00b\xff", 75, ["a", "b"], False),
        (b"\x80\x03\x00a\xff\x00b\xff", 76, ["b"], False),
        (b"\x80\x81\x00" + bytes(128) + b"\x00b\xff", 76, ["b"], False),
        (b"\x01a\xff\x7f\xff\x00b\xff\x00c", 76, ["b"], False),
        (b"\x80\x80\x80\x80\x80\x80\x00\x00a\xff", 76, [], True),
        (b"\x00" + b"x" * 3001, 75, [], True),
    ],
)
def test_the_frames_of_the_model(
    data: bytes, draft: int, texts: list[str], client_terminated: bool
) -> None:
    """The readings of the drafts' sentences that the model stands or falls with."""
    told = receive(data, draft, LIMITS)
    assert (told.texts, told.client_terminated) == (texts, client_terminated)
