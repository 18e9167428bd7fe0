"""Where a target is, and how fast: what the probe has to know of it beside the steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True, slots=True)
class Address:
    """Where the target listens, and the TLS context and server name if it speaks TLS."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    server_name: str | None = None


@dataclass(frozen=True, slots=True)
class Tempo:
    """The target's pace: its ``round_trip`` and the ``patience`` made of it, both in seconds."""

    round_trip: float
    patience: float

    def slower(self, times: float) -> Tempo:
        """The same pace with ``times`` the patience."""
        return Tempo(self.round_trip, self.patience * times)
