"""The registry behind ``--report FORMAT=FILE``."""

from __future__ import annotations

import pytest

from reports import formats, json_report

from .strategies import REALISTIC


def test_every_promised_format_is_there_and_ends_its_last_line() -> None:
    assert list(formats.FORMATS) == ["json", "html", "junit", "tap", "markdown"]
    for render in formats.FORMATS.values():
        for strict in (False, True):
            assert render(REALISTIC, strict=strict).endswith("\n")


def test_strictness_changes_no_fact() -> None:
    assert formats.FORMATS["json"](REALISTIC, strict=True) == json_report.dumps(REALISTIC)


def test_an_argument_is_split_at_the_first_equals_sign() -> None:
    assert formats.parse("html=a=b.html") == ("html", "a=b.html")


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("report.html", "'report.html' is not FORMAT=FILE"),
        ("html=", "'html=' is not FORMAT=FILE"),
        ("pdf=x", "'pdf' is not a report format; there are: json, html, junit, tap, markdown"),
    ],
)
def test_a_wrong_argument_is_named(argument: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        formats.parse(argument)
