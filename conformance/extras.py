"""What is looked at for people only: no scenario needs it, and no verdict rests on it.

RFC 6455 is looked for with the websocket-client library, which knows it better than we do.
"""

from __future__ import annotations

from conformance import wire
from conformance.describe import describe
from conformance.probe import Address, Tempo, play
from conformance.reading import answered, closing, read
from conformance.scenario import Await, Send, Setting


def closing_answer(address: Address, setting: Setting, tempo: Tempo) -> str:
    """Whether FF 00 is answered by FF 00, for people. To be asked last: servers die of it."""
    steps = (
        Send(wire.opening76(setting).whole),
        Await(answered("76")),
        Send(wire.CLOSING),
        Await(closing("76")),
    )
    reading = read(play(address, steps, tempo), "76")
    acknowledged = any(frame.is_closing for frame in reading.frames)
    return "yes" if acknowledged else f"no: {describe(reading)}"


def rfc6455(address: Address, setting: Setting, patience: float) -> str:
    """Whether a client of RFC 6455 is served: ``yes`` or ``no``."""
    # Imported late: it costs a twentieth of a second, and only a run needs it.
    import websocket  # noqa: PLC0415

    host = f"[{address.host}]" if ":" in address.host else address.host
    scheme = "ws" if address.tls is None else "wss"
    try:
        client = websocket.create_connection(
            f"{scheme}://{host}:{address.port}{setting.path}",
            timeout=patience,
            host=setting.hostport,
            origin=setting.origin,
            http_no_proxy=["*"],
            sslopt={"context": address.tls} if address.tls is not None else None,
        )
    except Exception:  # the library's own, the system's, and what a strange answer provokes in it
        return "no"
    try:
        client.close(timeout=0)
    except Exception:
        return "yes"
    return "yes"
