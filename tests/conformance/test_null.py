"""The null peers, as pure peers: each does its one thing."""

from __future__ import annotations

import hashlib

import pytest

from conformance.selftest.actions import Action, Close, Flood, Peer, Reset, Write
from conformance.selftest.null import NULL_PEERS
from tests.conformance.test_miniature import BASE, DIGEST, KEY3, REQUEST_75, REQUEST_76, head


def peer(name: str) -> Peer:
    return NULL_PEERS[name]()


def heard(name: str, *segments: bytes) -> list[Action]:
    one = peer(name)
    return [*one.opened(), *(action for data in segments for action in one.receive(data))]


def written(actions: list[Action]) -> bytes:
    return b"".join(action.data for action in actions if isinstance(action, Write))


def test_there_are_twelve_and_each_says_what_it_does() -> None:
    assert len(NULL_PEERS) >= 12
    assert all((each.__doc__ or "").strip().endswith(".") for each in NULL_PEERS.values())


@pytest.mark.parametrize(
    ("name", "does"), [("silent", []), ("closes-at-once", [Close()]), ("resets-at-once", [Reset()])]
)
def test_those_that_say_nothing(name: str, does: list[Action]) -> None:
    assert heard(name, REQUEST_76, b"\0hi\xff") == does
    assert peer(name).end() == [Close()]


@pytest.mark.parametrize(("name", "least"), [("garbage-for-ever", 8192), ("one-byte-a-second", 1)])
def test_those_that_never_stop(name: str, least: int) -> None:
    (flood,) = heard(name)
    assert isinstance(flood, Flood)
    assert len(flood.data) >= least
    assert flood.seconds == (1.0 if least == 1 else 0.0)


def test_texts_without_end_begin_with_the_first_text() -> None:
    opening = heard("texts-without-end", REQUEST_76)
    assert written(opening).endswith(DIGEST)
    assert not any(isinstance(action, Flood) for action in opening)
    *_, echo, flood = heard("texts-without-end", REQUEST_76, b"\0hi\xff")
    assert echo == Write(b"\0hi\xff")
    assert isinstance(flood, Flood)
    assert flood.data.startswith(b"\0")
    assert flood.data.endswith(b"\xff")


def test_bytes_come_back() -> None:
    assert written(heard("echoes-bytes", b"GET", b"\xff")) == b"GET\xff"


@pytest.mark.parametrize(
    ("name", "status"),
    [("200-to-everything", b"200"), ("101-and-nothing", b"101"), ("rfc-6455-only", b"426")],
)
def test_those_that_answer_in_http(name: str, status: bytes) -> None:
    for request in (REQUEST_75, REQUEST_76):
        assert written(heard(name, request)).startswith(b"HTTP/1.1 " + status)


def test_rfc_6455_by_its_own_example() -> None:
    key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    answer = written(heard("rfc-6455-only", b"GET / HTTP/1.1\r\n" + key + b"\r\n\r\n"))
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer


def test_a_digest_and_not_this_one() -> None:
    answer = written(heard("digest-of-other-keys", REQUEST_76))
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert len(answer.partition(b"\r\n\r\n")[2]) == len(hashlib.md5(b"").digest())
    assert not answer.endswith(DIGEST)
    assert heard("digest-of-other-keys", REQUEST_75) == [Close()]
    assert written(heard("digest-of-other-keys", REQUEST_76, b"\0hi\xff")) == answer


@pytest.mark.parametrize(
    "request_", [REQUEST_75, REQUEST_76, b"no request\r\n\r\n", head(*BASE) + KEY3]
)
def test_everything_is_accepted_alike(request_: bytes) -> None:
    answer = written(heard("accepts-everything", request_, b"\0hi\xff"))
    assert answer.startswith(b"HTTP/1.1 101 Web Socket Protocol Handshake\r\n")
    assert answer.endswith(bytes(16)) == (b"Key1" in request_)
