"""The form of the tables of catchers."""

from __future__ import annotations

import pytest

from conformance.proof_table import Caught, parse


def test_a_table() -> None:
    found = parse("\none\n    76/a/b 76/c/d\n    75/e/f\ntwo (patience 0.3)\n    76/a/b\n")
    assert found == {
        "one": Caught("one", ("76/a/b", "76/c/d", "75/e/f")),
        "two": Caught("two", ("76/a/b",), 0.3),
    }


def test_a_name_without_ids_is_kept_to_be_found_wanting() -> None:
    assert parse("one") == {"one": Caught("one", ())}


@pytest.mark.parametrize("text", ["one\n    a\none\n    b", "one two\n    a", "one (patience x)"])
def test_what_cannot_be_read_is_no_table(text: str) -> None:
    with pytest.raises(ValueError, match="one"):
        parse(text)
