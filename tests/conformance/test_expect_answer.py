"""What is said of several answers together."""

from __future__ import annotations

from conformance.checks import Basis
from conformance.expect_answer import same_value, unchanged
from conformance.reading import Reading
from reports.model import Kind

NAME = "Sec-WebSocket-Origin"


def answer(*values: str) -> Reading:
    """A 101 with a field for each of these origins."""
    fields = "".join(f"{NAME}: {value}\r\n" for value in values)
    head = f"HTTP/1.1 101 x\r\n{fields}\r\n".encode()
    return Reading("76", head + bytes(16), None, False)


def test_a_field_that_is_in_no_answer_is_the_same_in_each() -> None:
    assert unchanged(NAME, 0, 1).look((answer(), answer())).holds
    assert not same_value(NAME, 0, 1).look((answer(), answer())).holds  # no fixed value was sent
    assert unchanged(NAME, 0, 1).look((answer("a"), answer("a"))).holds
    assert unchanged(NAME, 0, 1).look((answer("a", "b"), answer("a", "b"))).holds


def test_a_field_that_comes_and_goes_is_not_the_same() -> None:
    for one, two in ((answer("a"), answer()), (answer(), answer("a")), (answer("a"), answer("b"))):
        assert not unchanged(NAME, 0, 1).look((one, two)).holds
    found = unchanged(NAME, 0, 1).look((answer("a", "b"), answer()))
    assert found.why == f'{NAME} is not the same each time: "a" and "b" and then not there'


def test_without_an_answer_there_is_nothing_to_compare() -> None:
    waiting = Reading("76", b"", None, True)
    found = unchanged(NAME, 0, 1).look((answer(), waiting))
    assert not found.holds
    assert found.basis is Basis.SILENCE
    assert found.at == (1,)
    ended = unchanged(NAME, 0, 1).look((Reading("76", b"", Kind.EOF, False), answer()))
    assert ended.basis is Basis.END
