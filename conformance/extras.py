"""What is looked at for people only: no scenario needs it, and no verdict rests on it.

RFC 6455 is looked for with the websocket-client library, which knows it better than we do.
"""

from __future__ import annotations

import threading

from conformance import wire
from conformance.describe import describe
from conformance.probe import Address, Tempo, play
from conformance.reading import answered, closing, echoed, read
from conformance.scenario import Await, Send, Setting, Steps

LONG = 4.0
"""Patiences that a client of RFC 6455 may wait for its answer in all."""
IN_A_ROW = 8
"""Messages of one connection that are sent to see whether all of them come back."""


def cut_short(address: Address, setting: Setting, draft: str, tempo: Tempo) -> str:
    """Empty, or that only the first messages of a connection come back, or not the first, for people.

    A server may close whenever it likes (75 §6, 76 §6.3), so who closes after so many messages is no
    echo server and yet legal: what fails then for want of an echo has this one reason. And where bytes
    that end no frame stand behind the answer, a client reads the first echo as a part of them. It is
    said when the same comes back twice, the second time with more patience.
    """
    found = {_in_a_row(address, setting, draft, tempo.slower(times)) for times in (1.0, 3.0)}
    came = found.pop()
    number = sum(came)
    if found or number in {0, IN_A_ROW}:
        return ""
    if all(came[:number]):
        comes = (
            "message of a connection comes"
            if number == 1
            else f"{number} messages of a connection come"
        )
        return f"only the first {comes} back, and many scenarios need more"
    if all(came[-number:]):
        lost = IN_A_ROW - number
        first = "the first message" if lost == 1 else f"the first {lost} messages"
        return f"all but {first} of a connection: bytes that end no frame stand before the echo"
    return ""


def _in_a_row(address: Address, setting: Setting, draft: str, tempo: Tempo) -> tuple[bool, ...]:
    """Which messages come back as such, each sent when the bytes of the one before it had come."""
    marks = [setting.for_scenario("in a row", number).mark for number in range(IN_A_ROW)]
    steps: Steps = (Send(wire.opening(draft, setting).whole), Await(answered(draft), vital=True))
    for mark in marks:
        steps = (*steps, Send(wire.text(mark)), Await(echoed(mark), vital=True))
    came = read(play(address, steps, tempo), draft).messages
    return tuple(mark in came for mark in marks)


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
    """Whether a client of RFC 6455 is served: ``yes`` or ``no``.

    The library waits for each byte and reads a head for as long as it goes on, so a head without an end
    is ended by closing the socket under it.
    """
    # Imported late: it costs a twentieth of a second, and only a run needs it.
    import websocket  # noqa: PLC0415

    host = f"[{address.host}]" if ":" in address.host else address.host
    scheme = "ws" if address.tls is None else "wss"
    client = websocket.WebSocket(sslopt={"context": address.tls} if address.tls else None)
    ending = threading.Timer(LONG * patience, client.shutdown)
    ending.daemon = True
    ending.start()
    try:
        client.connect(  # type: ignore[no-untyped-call]
            f"{scheme}://{host}:{address.port}{setting.path}",
            timeout=patience,
            host=setting.hostport,
            origin=setting.origin,
            http_no_proxy=["*"],
        )
    except Exception:  # the library's own, the system's, and what a strange answer provokes in it
        return "no"
    finally:
        ending.cancel()
    try:
        client.close(timeout=0)
    except Exception:
        return "yes"
    return "yes"
