"""The values of the command line: what is refused, in one line that names the value and the remedy."""

from __future__ import annotations

import pytest

from conformance.__main__ import main


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line of a usage error."""
    try:
        status: object = main(words)
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    assert (status, out, err.count("\n")) == (2, "", 1)
    return err


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
@pytest.mark.parametrize("option", ["--exec", "--target"])
def test_nothing_is_no_target(blank: str, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Else the reference server would be tested in its place, and be found green."""
    said = refused(capsys, option, blank)
    assert f"argument {option}: {blank!r}".replace("\\", "") in said.replace("\\", "")
    assert "; write " in said
