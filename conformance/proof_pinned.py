"""What each null peer may pass, to the id."""

from __future__ import annotations

PINNED: dict[str, frozenset[str]] = {}
