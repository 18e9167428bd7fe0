from __future__ import annotations

import ssl
from typing import Any

import pytest

from reference_server.settings import DEFAULTS, TABLE, Settings

CLIENT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"max_message": 0}, "max_message is 0; give a whole number above 0"),
    ({"max_head": -1}, "max_head is -1; give a whole number above 0"),
    ({"max_output": 1.5}, "max_output is 1.5; give a whole number above 0"),
    ({"max_memory": True}, "max_memory is True; give a whole number above 0"),
    ({"max_skip": "9"}, "max_skip is '9'; give a whole number above 0"),
    ({"max_message": 10**18}, "give a whole number above 0, of 18 digits at most"),
    ({"max_message": [5]}, "max_message is [5]; give a whole number above 0"),
    ({"idle_seconds": (3.0,)}, "idle_seconds is (3.0,); give a number above 0"),
    ({"version": ["draft75"]}, "version is ['draft75']; give auto, draft75 or draft76"),
    ({"tls": ssl.PROTOCOL_TLS_SERVER}, "give an ssl.SSLContext that can be a server's"),
    ({"tls": [CLIENT]}, "give an ssl.SSLContext that can be a server's"),
    ({"closing_seconds": 0}, "closing_seconds is 0; give a number above 0"),
    ({"closing_seconds": 0.0}, "closing_seconds is 0.0; give a number above 0"),
    ({"idle_seconds": -1}, "idle_seconds is -1; give a number above 0"),
    ({"closing_seconds": float("nan")}, "closing_seconds is nan; give a number above 0"),
    ({"origin": "example.com"}, "origin is 'example.com'; give *, null or a lower-case scheme://"),
    ({"origin": ["http://example.com/"]}, "origin is ['http://example.com/']; give"),
    ({"origin": "http://EXAMPLE.com"}, "origin is 'http://EXAMPLE.com'; give"),
    ({"origin": ("*", "http://a b")}, "origin is ('*', 'http://a b'); give"),
    ({"origin": 5}, "origin is 5; give"),
    ({"subprotocol": "a\r\nb"}, "subprotocol is 'a\\r\\nb'; give one text of printable ASCII"),
    ({"subprotocol": ["a", ""]}, "subprotocol is ['a', '']; give one text of printable ASCII"),
    ({"subprotocol": 5}, "subprotocol is 5; give one text of printable ASCII, or several"),
    ({"allow_host": b"a"}, "allow_host is b'a'; give a name, or name:port"),
    ({"version": "76"}, "version is '76'; give auto, draft75 or draft76"),
    ({"tls": True}, "tls is True; give an ssl.SSLContext"),
    ({"tls": CLIENT}, "give an ssl.SSLContext that can be a server's"),
    ({"handshake_seconds": 10**400}, "give a number above 0 that a float can hold"),
    ({"debug": 1}, "debug is 1; give True or False"),
    ({"origins": "*"}, "'origins' is no option; give some of debug, version, origin,"),
]


@pytest.mark.parametrize(("wrong", "says"), WRONG, ids=[says for _, says in WRONG])
def test_a_wrong_setting_is_named_with_its_remedy(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="give") as caught:
        Settings(**wrong)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "file://", "http://example.com", "https://[::1]:8443", "http://xn--a.example"],
)
def test_origins_that_clients_send(origin: str) -> None:
    assert Settings(origin=origin).origin == (origin,)


def test_one_or_several_or_none() -> None:
    assert Settings(subprotocol="a").subprotocol == ("a",)
    assert Settings(subprotocol=["a", "it's b"]).subprotocol == ("a", "it's b")
    assert Settings(subprotocol=None).subprotocol == ()
    assert Settings(subprotocol=[]).subprotocol == ()
    assert Settings().subprotocol == ()
    assert Settings().origin == ("*",)


def test_seconds_may_be_whole_and_endless() -> None:
    assert Settings(closing_seconds=3).closing_seconds == 3
    assert Settings(idle_seconds=1e-3).idle_seconds == 0.001
    assert Settings(idle_seconds=float("inf")).idle_seconds == float("inf")


def test_a_context_of_tls() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    assert Settings(tls=context).tls is context
    assert Settings(tls=None).tls is None


def test_the_table_tells_all() -> None:
    rows = [line.split(None, 2) for line in TABLE.strip().splitlines()]
    assert [name for name, _, _ in rows] == list(DEFAULTS)
    assert all(meaning for _, _, meaning in rows)
    Settings(**DEFAULTS)
