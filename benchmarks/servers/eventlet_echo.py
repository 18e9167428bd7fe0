"""Echo server on eventlet 0.41.3, after the docstrings of `eventlet.websocket`.

`max_size` lifts the limit of 1024 clients at a time that `wsgi.server` has by default, and nothing
is logged per request.
"""

import sys
from typing import Any

import eventlet  # type: ignore[import-not-found]
from eventlet import websocket, wsgi


def echo(ws: Any) -> None:
    """Send back every message until the client is gone."""
    while (message := ws.wait()) is not None:
        ws.send(message)


wsgi.server(
    eventlet.listen(("127.0.0.1", int(sys.argv[1])), backlog=2048),
    websocket.WebSocketWSGI(echo),
    max_size=20_000,
    log_output=False,
)
