"""What every generated page needs: text that is no markup."""

from __future__ import annotations

import re


def inline(text: str) -> str:
    """Text for a Markdown paragraph: nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", text)
