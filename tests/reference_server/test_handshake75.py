from __future__ import annotations

from typing import Any

import pytest

from reference_server import handshake75, handshake76
from reference_server.fields import HandshakeError, Head, parse
from reference_server.settings import Settings

from .requests import ANSWER75, ANSWER76, head75, head76

Changes = dict[bytes, bytes | None]


def parsed(data: bytes) -> Head:
    return parse(data[:-4])


def both(
    changes: Changes, line: bytes = b"GET /demo HTTP/1.1", **settings: Any
) -> list[dict[str, str]]:
    """The fields of both drafts' answers, by name without prefix; or the HandshakeError of both."""
    result, errors = [], []
    for head, module in ((head75, handshake75), (head76, handshake76)):
        try:
            request = parsed(head(changes, line=line))
            answer = module.handshake(request, Settings(**settings))[0].decode()
            lines = [
                line.removeprefix("Sec-").split(": ", 1) for line in answer.split("\r\n")[1:-2]
            ]
            result.append(dict(lines))
        except HandshakeError as error:
            errors.append(error)
    if errors:
        assert result == []
        assert str(errors[0]) == str(errors[1])
        raise errors[0]
    return result


def test_the_answers_byte_for_byte() -> None:
    assert handshake75.handshake(parsed(head75()), Settings()) == (ANSWER75, b"")
    answer, challenge = handshake76.handshake(parsed(head76()), Settings())
    assert answer == ANSWER76
    assert len(challenge) == 8


def test_the_first_bytes_of_draft_75_are_those_of_the_draft() -> None:
    invariant = bytes.fromhex(
        """48 54 54 50 2F 31 2E 31  20 31 30 31 20 57 65 62
           20 53 6F 63 6B 65 74 20  50 72 6F 74 6F 63 6F 6C
           20 48 61 6E 64 73 68 61  6B 65 0D 0A 55 70 67 72
           61 64 65 3A 20 57 65 62  53 6F 63 6B 65 74 0D 0A
           43 6F 6E 6E 65 63 74 69  6F 6E 3A 20 55 70 67 72
           61 64 65 0D 0A 57 65 62  53 6F 63 6B 65 74 2D 4F
           72 69 67 69 6E 3A 20"""
    )
    assert handshake75.handshake(parsed(head75()), Settings())[0].startswith(invariant)


@pytest.mark.parametrize(
    ("changes", "line", "settings", "reason"),
    [
        ({}, b"POST /demo HTTP/1.1", {}, "method"),
        ({}, b"get /demo HTTP/1.1", {}, "method"),
        ({}, b"GET demo HTTP/1.1", {}, "resource name"),
        ({}, b"GET http://example.com/ HTTP/1.1", {}, "resource name"),
        ({}, b"GET  / HTTP/1.1", {}, "resource name"),
        ({}, b"GET /a b HTTP/1.1", {}, "resource name"),
        ({}, b"GET /caf\xc3\xa9 HTTP/1.1", {}, "resource name"),
        ({}, b"GET a b HTTP/1.1", {"raw_paths": True}, "resource name"),
        ({b"Connection": None}, b"", {}, "Connection"),
        ({b"Connection": b"keep-alive"}, b"", {}, "Connection"),
        ({b"Connection": b"Upgrades"}, b"", {}, "Connection"),
        ({b"Host": None}, b"", {}, "Host"),
        ({b"Host": b""}, b"", {}, "Host"),
        ({b"Host": b"a b"}, b"", {}, "Host"),
        ({b"Host": b"["}, b"", {}, "Host"),
        ({b"Host": b"[::1"}, b"", {}, "Host"),
        ({b"Host": b"http://x/"}, b"", {}, "Host"),
        ({b"Host": b"user@x"}, b"", {}, "Host"),
        ({b"Host": b"a:"}, b"", {}, "Host"),
        ({b"Host": b"a:0"}, b"", {}, "Host"),
        ({b"Host": b"a:080"}, b"", {}, "Host"),
        ({b"Host": b"a:65536"}, b"", {}, "Host"),
        ({b"Host": b"caf\xc3\xa9"}, b"", {}, "Host"),
        ({}, b"", {"allow_host": ["example.org"]}, "Host"),
        ({b"Host": b"example.com:8080"}, b"", {"allow_host": ["example.com:81"]}, "Host"),
        ({b"Origin": None}, b"", {}, "Origin"),
        ({b"Origin": b""}, b"", {}, "Origin"),
        ({b"Origin": b"http://a http://b"}, b"", {}, "Origin"),
        ({b"Origin": b"http://caf\xc3\xa9"}, b"", {}, "Origin"),
        ({b"Origin": "http://\u212a".encode()}, b"", {}, "Origin"),
        ({b"Origin": b"null"}, b"", {"origin": ["http://example.com"]}, "Origin"),
        (
            {b"Origin": b"http://example.com.evil"},
            b"",
            {"origin": ["http://example.com"]},
            "Origin",
        ),
        (
            {b"Origin": b"http://evilexample.com"},
            b"",
            {"origin": ["http://example.com"]},
            "Origin",
        ),
        ({b"Origin": b"https://example.com"}, b"", {"origin": ["http://example.com"]}, "Origin"),
        ({b"Origin": b"http://example.com:81"}, b"", {"origin": ["http://example.com"]}, "Origin"),
        ({b"Transfer-Encoding": b"chunked"}, b"", {}, "Transfer-Encoding"),
        ({b"Transfer-Encoding": b"identity"}, b"", {}, "Transfer-Encoding"),
    ],
)
def test_refusals_of_both_drafts(
    changes: Changes, line: bytes, settings: dict[str, Any], reason: str
) -> None:
    with pytest.raises(HandshakeError, match=reason):
        both(changes, line or b"GET /demo HTTP/1.1", **settings)


@pytest.mark.parametrize("name", [b"Connection", b"Host", b"Origin"])
def test_fields_that_come_twice(name: bytes) -> None:
    for head, module in ((head75, handshake75), (head76, handshake76)):
        request = parsed(head(extra=name.lower() + b": x\r\n"))
        with pytest.raises(HandshakeError, match="twice"):
            module.handshake(request, Settings())


@pytest.mark.parametrize("name", [b"Sec-WebSocket-Key1", b"Sec-WebSocket-Key2", b"Content-Length"])
def test_fields_of_draft_76_that_come_twice(name: bytes) -> None:
    request = parsed(head76({b"Content-Length": b"8"}, extra=name + b": 8\r\n"))
    with pytest.raises(HandshakeError, match="twice"):
        handshake76.handshake(request, Settings())


@pytest.mark.parametrize("length", [b"0", b"7", b"9", b"08", b"8, 8", b"x", b"-8", b"+8", b"8 "])
def test_any_other_length_than_eight(length: bytes) -> None:
    with pytest.raises(HandshakeError, match="body"):
        handshake76.handshake(parsed(head76({b"Content-Length": length})), Settings())
    with pytest.raises(HandshakeError, match="body"):
        handshake75.handshake(parsed(head75({b"Content-Length": length})), Settings())


def test_a_length_of_eight() -> None:
    assert (
        handshake76.handshake(parsed(head76({b"Content-Length": b"8"})), Settings())[0] == ANSWER76
    )
    with pytest.raises(HandshakeError, match="body"):
        handshake75.handshake(parsed(head75({b"Content-Length": b"8"})), Settings())


def test_the_end_of_the_request_line() -> None:
    for version in (b"HTTP/1.0", b"HTTP/2", b"x"):
        line = b"GET /demo " + version
        assert handshake76.handshake(parsed(head76(line=line)), Settings())[0] == ANSWER76
        with pytest.raises(HandshakeError, match=r"HTTP/1\.1"):
            handshake75.handshake(parsed(head75(line=line)), Settings())


@pytest.mark.parametrize(
    "value", [b"upgrade", b"UPGRADE", b"keep-alive, Upgrade", b"Upgrade,x", b"a , upgrade"]
)
def test_connection_values_that_name_upgrade(value: bytes) -> None:
    assert len(both({b"Connection": value})) == 2


@pytest.mark.parametrize(
    ("host", "secure", "location"),
    [
        (b"example.com", False, "ws://example.com/demo"),
        (b"example.com:8080", False, "ws://example.com:8080/demo"),
        (b"example.com:80", False, "ws://example.com/demo"),
        (b"example.com:443", False, "ws://example.com:443/demo"),
        (b"example.com", True, "wss://example.com/demo"),
        (b"example.com:443", True, "wss://example.com/demo"),
        (b"example.com:80", True, "wss://example.com:80/demo"),
        (b"127.0.0.1:65535", False, "ws://127.0.0.1:65535/demo"),
        (b"[::1]:8080", False, "ws://[::1]:8080/demo"),
        (b"my_host", False, "ws://my_host/demo"),
    ],
)
def test_locations(host: bytes, secure: bool, location: str) -> None:
    for opening in both({b"Host": host}, secure=secure):
        assert opening["WebSocket-Location"] == location


@pytest.mark.parametrize(
    "name", ["/", "/a:b%20c%7E?x=1&y=", "/demo?", "/%0d%0aX:%20y", "//x/..", "/a#b"]
)
def test_the_resource_name_is_kept_as_it_came(name: str) -> None:
    for opening in both({}, f"GET {name} HTTP/1.1".encode()):
        assert opening["WebSocket-Location"] == "ws://example.com" + name


def test_raw_paths_are_kept_as_they_came() -> None:
    line = b"GET /caf\xc3\xa9 x?q=%C3%A9%20y&z=%22%3C%3E| HTTP/1.1"
    answer = handshake76.handshake(parsed(head76(line=line)), Settings(raw_paths=True))[0]
    assert b"Location: ws://example.com/caf\xc3\xa9 x?q=%C3%A9%20y&z=%22%3C%3E|\r\n" in answer


@pytest.mark.parametrize(
    "origin", ["null", "file://", "http://a.example:81", "chrome-extension://abc"]
)
def test_origins_are_answered_as_they_are(origin: str) -> None:
    for opening in both({b"Origin": origin.encode()}):
        assert opening["WebSocket-Origin"] == origin
    for opening in both({b"Origin": origin.encode()}, origin=["http://b.example", origin]):
        assert opening["WebSocket-Origin"] == origin


def test_an_origin_in_upper_case_is_lowered() -> None:
    for opening in both({b"Origin": b"HTTP://Example.COM"}, origin=["http://example.com"]):
        assert opening["WebSocket-Origin"] == "http://example.com"


def test_the_scheme_of_the_page_is_not_that_of_the_connection() -> None:
    for opening in both({b"Origin": b"https://example.com", b"X-Forwarded-Proto": b"https"}):
        assert opening["WebSocket-Location"] == "ws://example.com/demo"


@pytest.mark.parametrize("hosts", [["example.com"], ["example.com:8080"], ["x", "EXAMPLE.com"]])
def test_hosts_that_are_served(hosts: list[str]) -> None:
    assert len(both({b"Host": b"Example.com:8080"}, allow_host=hosts)) == 2


PROTOCOL = {75: b"WebSocket-Protocol", 76: b"Sec-WebSocket-Protocol"}


def asked(draft: int, value: bytes | None, *spoken: str) -> bytes:
    """The answer to a handshake that asks for the subprotocol `value`."""
    changes: Changes = {PROTOCOL[draft]: value}
    if draft == 75:
        return handshake75.handshake(parsed(head75(changes)), Settings(subprotocol=spoken))[0]
    return handshake76.handshake(parsed(head76(changes)), Settings(subprotocol=spoken))[0]


@pytest.mark.parametrize("draft", [75, 76])
def test_subprotocols(draft: int) -> None:
    field = PROTOCOL[draft]
    for value in (b"sample", b"a, b", b"two words"):
        answer = asked(draft, value, "x", value.decode())
        assert answer.endswith(b"\r\n" + field + b": " + value + b"\r\n\r\n")
        assert field not in asked(draft, value)  # it speaks none: the field is left out
        with pytest.raises(HandshakeError, match="subprotocol"):
            asked(draft, value, "x")
    assert field not in asked(draft, None, "x")
    with pytest.raises(HandshakeError, match="subprotocol"):
        asked(draft, b"Sample", "sample")
