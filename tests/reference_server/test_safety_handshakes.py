"""Attacks on the opening handshake, by real sockets on the server as a process.

Each test asserts a bound, and records the figure that it reached. The bounds are in
docs/reference/safety.md.
"""

from __future__ import annotations

import itertools
import re
import socket
import ssl
import time

import pytest

from .attack import MIB, OPENING, PEM, Client, Target, Witness, encrypted, many
from .conftest import Figure
from .requests import ANSWER76, KEY3, head75, head76

HALVES = [b"", b"GET / HT", head75()[:-1], head76()[:-2], head76(), head76() + KEY3[:7]]


def test_halves_of_handshakes_by_the_hundred(figure: Figure) -> None:
    with Target("--handshake-seconds", 1.5) as target, Witness(target) as witness:
        before, memory = target.descriptors(), target.forget_peak()
        begin = time.monotonic()
        with many(target, HALVES * 100) as halves:
            witness.look(40)
            # Bytes that come now and then renew no deadline.
            for half in halves[1::6]:
                half.sock.sendall(b"x")
            witness.look(10)
            each = (target.peak() - memory) / len(halves)
            # The head of the answer may come before key3 does, and nothing else may.
            answers = {half.rest() for half in halves}
            lasted = time.monotonic() - begin
            assert answers == {b"", ANSWER76}
            assert 1.5 <= lasted < 12
            assert target.settled(before) <= before
        assert each < 8192
        figure("another client served meanwhile", witness.verdict())
        figure("memory for each half", f"{each / 1024:.1f} KiB")
        figure("all of 600 gone, at a deadline of 1.5 s", f"{lasted:.1f} s after the first came")


@pytest.mark.parametrize("name", ["a line", "a field", "fields"])
def test_a_head_without_end(name: str, figure: Figure) -> None:
    start = {"a line": b"GET /", "a field": head76()[:-2] + b"X: ", "fields": head76()[:-2]}[name]
    data = b"X: y\r\n" * 170000 if name == "fields" else b"x" * MIB
    with Target() as target, Witness(target) as witness:
        memory = target.forget_peak()
        with Client(target, start) as client:
            taken = client.pour(data, 16 * MIB)
            assert client.rest() == b""
        grown = target.peak() - memory
        assert grown < 4 * MIB
        witness.look(5)
        figure("memory meanwhile", f"{grown >> 10} KiB, for {taken >> 10} KiB sent")
        figure("another client served after it", witness.verdict())


GARBAGE = {"zeros": bytes(MIB), "80": b"\x80" * MIB, "FF": b"\xff" * MIB, "LF": b"\n" * MIB}


@pytest.mark.parametrize("garbage", GARBAGE)
def test_16_mib_of_garbage_for_a_head(garbage: str, figure: Figure) -> None:
    with Target() as target, Witness(target) as witness:
        memory = target.forget_peak()
        with Client(target) as client:
            witness.during(lambda: client.pour(GARBAGE[garbage], 16 * MIB))
            assert client.rest() == b""
        grown = target.peak() - memory
        assert grown < 4 * MIB
        figure("another client served meanwhile", witness.verdict())
        figure("memory meanwhile", f"{grown >> 10} KiB")


INJECTED = [b"Set-Cookie: evil=1", b"Set-Cookie:evil=1"]
LINE_ENDS = {
    "CR LF": b"\r\n",
    "LF": b"\n",
    "CR": b"\r",
    "CR LF CR LF": b"\r\n\r\n",
    "LF CR": b"\n\r",
    "CR CR LF": b"\r\r\n",
    "CR LF and blank": b"\r\n ",
    "NUL": b"\0",
    "NUL CR LF": b"\0\r\n",
    "percent-encoded": b"%0d%0a",
    "twice percent-encoded": b"%250d%250a",
    "backslashes": b"\\r\\n",
    "overlong UTF-8": b"\xc0\x8d\xc0\x8a",
    "low bytes are CR LF, U+560D U+560A": "\u560d\u560a".encode(),
    "low bytes are CR LF, U+010D U+010A": "\u010d\u010a".encode(),
    "NEL": "\x85".encode(),
    "LINE SEPARATOR": "\u2028".encode(),
    "symbols for CR LF": "\u240d\u240a".encode(),
    "vertical tab and form feed": b"\x0b\x0c",
    "file separator": b"\x1c",
}
PLACES = {
    "a field that nobody reads": lambda bad: head76({b"X-Other": b"a" + bad}),
    "path": lambda bad: head76(line=b"GET /a" + bad + b" HTTP/1.1"),
    "path of draft 75": lambda bad: head75(line=b"GET /a" + bad + b" HTTP/1.1"),
    "host": lambda bad: head76({b"Host": b"example.com" + bad}),
    "port": lambda bad: head76({b"Host": b"example.com:80" + bad}),
    "origin": lambda bad: head76({b"Origin": b"http://example.com" + bad}),
    "origin of draft 75": lambda bad: head75({b"Origin": b"http://example.com" + bad}),
    "subprotocol": lambda bad: head76({b"Sec-WebSocket-Protocol": b"chat" + bad}),
    "subprotocol of draft 75": lambda bad: head75({b"WebSocket-Protocol": b"chat" + bad}),
}
FIELDS = {
    "Upgrade",
    "Connection",
    "Sec-WebSocket-Origin",
    "Sec-WebSocket-Location",
    "Sec-WebSocket-Protocol",
}


def assert_no_field_was_added(answer: bytes, least: str) -> None:
    """It is no answer, or has the fields of a draft once each, and values of `least` to ~.

    No character in it may be taken for the end of a line, by whatever idea of lines; with raw paths
    what is not ASCII comes back as it came.
    """
    if not answer:
        return
    lines = answer.partition(b"\r\n\r\n")[0].decode("utf-8").split("\r\n")
    assert re.fullmatch(r"HTTP/1\.1 (101|426) [A-Za-z ]+", lines[0])
    if "426" not in lines[0]:
        names = [line.partition(":")[0] for line in lines[1:]]
        assert len(set(names)) == len(names)
        assert set(names) <= FIELDS | {name.removeprefix("Sec-") for name in FIELDS}
        values = "".join(line.partition(": ")[2] for line in lines[1:])
        assert all(least <= c <= "~" or (least == " " and c >= "\x80") for c in values)


@pytest.mark.parametrize("paths", [(), ("--raw-paths",)], ids=["strict", "raw-paths"])
def test_nothing_is_injected_into_an_answer(paths: tuple[str, ...], figure: Figure) -> None:
    refused = answered = 0
    cases = itertools.product(PLACES.values(), LINE_ENDS.values(), INJECTED)
    with Target("--subprotocol", "chat", *paths) as target, Witness(target) as witness:
        for place, line_end, injected in cases:
            with Client(target, place(line_end + injected) + KEY3) as client:
                client.sock.shutdown(socket.SHUT_WR)
                answer = client.rest()
            assert_no_field_was_added(answer, "!" if not paths else " ")
            if re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00-\x09\x0b\x0c\x0e-\x1f]", line_end):
                assert answer == b""  # 76 §1.2: no line of the grammar
            refused, answered = refused + (not answer), answered + bool(answer)
        witness.look(2)
        figure("requests", f"{refused} refused without a byte, {answered} answered, none with it")


def test_percent_encoded_comes_back_as_it_is() -> None:
    request = head76(line=b"GET /a%0d%0aSet-Cookie:evil=1?%00 HTTP/1.1")
    with Target() as target, Client(target, request + KEY3) as client:
        client.sock.shutdown(socket.SHUT_WR)
        location = b"Sec-WebSocket-Location: ws://example.com/a%0d%0aSet-Cookie:evil=1?%00\r\n\r\n"
        assert location in client.rest()


LOOK_ALIKES = [
    "http://example.com.evil.example",  # a prefix
    "http://evil.example/http://example.com",  # a suffix
    "http://evilexample.com",
    "http://www.example.com",
    "http://example.co",
    "http://example.comm",
    "http://example.com@evil.example",  # userinfo
    "http://user@example.com",
    "http://:@example.com",
    "http://example.com:80",  # ports
    "http://example.com:8080",
    "http://example.com:",
    "http://example.com.",  # a trailing dot
    "http://example.com/",
    "http://example.com/path",
    "http://example.com?x",
    "http://example.com#x",
    "http://example.com\\",
    "http:/example.com",
    "http:example.com",
    "//example.com",
    "example.com",
    "https://example.com",
    "ftp://example.com",
    "file://",
    "null",
    "*",
    "http://*",
    "http://example.com http://evil.example",  # a list
    "http://example.com,http://evil.example",
    " http://example.com",
    "http://example.com ",
    "http://ex\u0430mple.com",  # Cyrillic a
    "http://example\u3002com",  # ideographic full stop
    "http://\uff45xample.com",  # full width
    "http://example.com\u200b",  # zero width
    "http\u017f://example.com",
    "http://xn--exmple-cua.com",
    "http://exam%70le.com",
    "http://93.184.216.34",
    "http://[::ffff:5db8:d822]",
    "",
]


@pytest.mark.parametrize("draft", [75, 76])
def test_no_look_alike_of_an_origin_is_served(draft: int, figure: Figure) -> None:
    make, tail = {75: (head75, b""), 76: (head76, KEY3)}[draft]
    with Target("--origin", "http://example.com") as target:
        for origin in LOOK_ALIKES:
            with Client(target, make({b"Origin": origin.encode()}) + tail) as client:
                assert (origin, client.rest()) == (origin, b"")
        for changes in (None, {b"Origin": b"HTTP://Example.COM"}):  # 76 §5.2 step 2: lowered
            with Client(target, make(changes) + tail) as client:
                assert client.read(12) == b"HTTP/1.1 101"
        with Client(target, make({b"Origin": None}) + tail) as client:
            assert client.rest() == b""
        twice = make(extra=b"Origin: http://evil.example\r\n") + tail
        with Client(target, twice) as client:
            assert client.rest() == b""
    figure("look-alikes refused without a byte", f"{len(LOOK_ALIKES)} of {len(LOOK_ALIKES)}")


HOSTS = [
    b"example.com.evil.example",
    b"evil.example",
    b"example.com@evil.example",
    b"example.com/evil",
    b"example.com:",
    b"example.com:080",
    b"example.com:65536",
    b"example.com:99999999999999999999",
    b"example.com:-1",
    b"example.com.",
    b"127.0.0.1",
    b"localhost",
    b"[::1]",
    b"ex\xd0\xb0mple.com",
    b"*",
    b"",
]


def test_no_look_alike_of_a_host_is_served(figure: Figure) -> None:
    with Target("--allow-host", "example.com") as target:
        for host in HOSTS:
            with Client(target, head76({b"Host": host}) + KEY3) as client:
                assert (host, client.rest()) == (host, b"")
        with Client(target, OPENING[76]) as client:
            assert client.read(12) == b"HTTP/1.1 101"
    figure("look-alikes refused without a byte", f"{len(HOSTS)} of {len(HOSTS)}")


def client_hello(context: ssl.SSLContext) -> bytes:
    """What a TLS client says first."""
    outgoing = ssl.MemoryBIO()
    tls = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


def test_stalled_tls_handshakes_by_the_hundred(figure: Figure) -> None:
    context = ssl.create_default_context(cafile=str(PEM))
    hello = client_hello(context)
    begin = time.monotonic()
    with encrypted(1.5) as target, Witness(target, context) as witness:
        before, memory = target.descriptors(), target.forget_peak()
        stalls = [b"", hello[:3], hello[: len(hello) // 2], hello[:-1], hello]
        with many(target, stalls * 40) as stalled:
            witness.look(20)
            each = (target.peak() - memory) / len(stalled)
            for client in stalled:
                client.rest()
            lasted = time.monotonic() - begin
            assert lasted < 12
            assert target.settled(before) <= before
        # No TLS at all, and TLS that goes wrong: each ends itself and no other.
        for bad in (OPENING[76], b"\x16\x03\x01\xff\xff" + b"x" * 70000, hello + b"x" * 99):
            with Client(target, bad) as client:
                assert b"HTTP" not in client.rest()
        witness.look(5)
        assert each < 256 << 10
        figure("another client served meanwhile, its TLS included", witness.verdict())
        figure("memory for each stalled one", f"{each / 1024:.1f} KiB")
        figure("all of 200 gone, at a deadline of 1.5 s", f"after {lasted:.1f} s")
