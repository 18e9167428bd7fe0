"""Echo server on eventlet 0.41.3, as the docstrings of `eventlet.websocket` describe an application.

The name is not `eventlet.py`, which would shadow the library. Both drafts are on by default
(`support_legacy_versions`). The handler returns when `wait()` says None, which is how an
application ends a connection.
"""

import sys
from typing import Any

import eventlet  # type: ignore[import-not-found]
from eventlet import websocket, wsgi


def echo(ws: Any) -> None:
    """Send back every message until the client is gone."""
    while (message := ws.wait()) is not None:
        ws.send(message)


wsgi.server(eventlet.listen(("127.0.0.1", int(sys.argv[1]))), websocket.WebSocketWSGI(echo))
