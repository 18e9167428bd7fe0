"""What each server is asked to do: seven loads, each one or more runs of the generator."""

from dataclasses import dataclass
from typing import Literal

KIB = 1024
MIB = 1024 * KIB

Mode = Literal["echo", "handshake", "idle"]


@dataclass(frozen=True)
class Point:
    """One run of the generator."""

    mode: Mode
    clients: int
    size: int = 16
    """Bytes of a message, its frame not counted."""
    window: int = 1
    """Messages that each client keeps in flight."""


@dataclass(frozen=True)
class Load:
    """One table of the report."""

    name: str
    title: str
    points: tuple[Point, ...]
    """More than one where it is asked how the cost grows from the first to the last."""

    @property
    def grows(self) -> bool:
        """Whether the load asks for growth, and not for a rate."""
        return len(self.points) > 1


LOADS: tuple[Load, ...] = (
    Load("ping-pong", "50 clients in ping-pong with 16 bytes", (Point("echo", 50),)),
    Load(
        "in-flight",
        "8 clients with 100 messages of 16 bytes in flight",
        (Point("echo", 8, window=100),),
    ),
    Load("handshakes", "opening handshakes, 8 at a time", (Point("handshake", 8),)),
    Load("large", "4 clients in ping-pong with 64 KiB", (Point("echo", 4, 64 * KIB),)),
    Load("idle", "10,000 idle clients, then one echo round", (Point("idle", 10_000),)),
    Load(
        "sizes",
        "how the cost of a byte grows with the message, 4 clients",
        tuple(Point("echo", 4, size) for size in (16, KIB, 16 * KIB, 256 * KIB, 4 * MIB, 16 * MIB)),
    ),
    Load(
        "clients",
        "how the cost of a message of 16 bytes grows with the clients",
        tuple(Point("echo", clients) for clients in (10, 100, 1_000, 10_000)),
    ),
)
"""All loads, in the order in which they are run."""

NAMES = tuple(load.name for load in LOADS)
