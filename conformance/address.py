"""Where a target is, and how fast: what the probe has to know of it beside the steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    gap: float = 0.0
    """Seconds, at least, between two segments; a pause of a scenario may be longer."""

    def slower(self, times: float) -> Tempo:
        """The same pace with ``times`` the patience."""
        return replace(self, patience=self.patience * times)

    def pause(self, trips: float) -> float:
        """Seconds between two segments that are to stand so many round trips apart."""
        return max(self.round_trip * trips, self.gap)
