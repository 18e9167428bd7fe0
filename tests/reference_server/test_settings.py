from __future__ import annotations

from typing import Any

import pytest

from reference_server.settings import Settings


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"max_message": 0}, "max_message is 0; give a whole number above 0"),
        ({"max_head": -1}, "max_head is -1; give a whole number above 0"),
        ({"max_fields": 1.5}, "max_fields is 1.5; give a whole number above 0"),
        ({"max_skip": "9"}, "max_skip is '9'; give a whole number above 0"),
        ({"closing_seconds": 0}, "closing_seconds is 0; give a number above 0"),
        ({"closing_seconds": float("nan")}, "closing_seconds is nan; give a number above 0"),
        ({"origins": ["example.com"]}, "'example.com' is not an origin; give"),
        ({"origins": ["http://example.com/"]}, "'http://example.com/' is not an origin; give"),
        ({"origins": ["http://EXAMPLE.com"]}, "'http://EXAMPLE.com' is not an origin; give"),
        ({"origins": ["http://a b"]}, "'http://a b' is not an origin; give"),
        ({"origins": ["*"]}, "is not an origin; give null or a lower-case scheme://host"),
        ({"origins": "http://a.example"}, "'h' is not an origin"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match="give") as caught:
        Settings(**wrong)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "origin",
    ["null", "file://", "http://example.com", "https://[::1]:8443", "http://xn--a.example"],
)
def test_origins_that_clients_send(origin: str) -> None:
    assert Settings(origins=[origin]).origins == [origin]


def test_seconds_may_be_whole() -> None:
    assert Settings(closing_seconds=3).closing_seconds == 3
