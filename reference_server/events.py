"""Who is told what: handlers, and the manager that knows all connections.

An application hears by handlers, which `on` adds and `off` removes. A handler runs inside the
server's loop, after the bytes that are its cause and before the next.

* What happens to a connection is told to its own handlers, and then to the server's, which get the
  connection as first argument. So `connection.on("message", f)` calls f(text) for one client, and
  `server.on("message", f)` calls f(connection, text) for all of them, and costs none of them memory.
* A handler belongs to somebody. When it raises an exception, the connection whose event it handled
  ends, the `error` event says why, and no other connection notices.
* A connection belongs to the thread of the loop. Another thread's call is left with the manager, and
  the loop makes it. So no lock is held anywhere, and no handler can wait for another for ever.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any, ClassVar


@dataclass(slots=True, eq=False)
class Emitter:
    """Something that events happen to; `EVENTS` names those that can be heard."""

    EVENTS: ClassVar[Any] = ("state_change", "message", "messages", "close", "rejected", "timeout")
    # By event. It is never changed but replaced: a handler may add and remove others.
    handlers: dict[str, Any] = field(default_factory=dict, init=False)

    def on(self, event: str, handler: Callable[..., object]) -> None:
        """Call `handler` at each `event`, after those there are. ValueError: there is no such event."""
        if event not in self.EVENTS:
            raise ValueError(f"{event!r} is no event here; give one of {', '.join(self.EVENTS)}")
        self.handlers |= {event: (*self.handlers.get(event, ()), handler)}

    def off(self, event: str, handler: Callable[..., object]) -> None:
        """Do not call `handler` at `event` any more."""
        self.handlers |= {event: tuple(h for h in self.handlers.get(event, ()) if h != handler)}

    def emit(self, event: str, *args: object) -> Exception | None:
        """Call the handlers of `event`, until one raises an exception; return it, if one does."""
        try:
            for handler in self.handlers.get(event, ()):
                handler(*args)
        except Exception as error:
            logging.getLogger("reference_server").exception("a handler of %s failed", event)
            return error
        return None


@dataclass(slots=True, eq=False)
class Manager(Emitter):
    """The connections of a server that are past their handshake, and the handlers for all of them.

    `connections` is by id. `touched` are those with something new for whoever has their sockets.
    `calls` are what other threads than `thread` have asked for, and `wake` says that there are some.
    """

    EVENTS = ("listening", "stream", "request", "connection", "error", "shutdown", *Emitter.EVENTS)
    connections: dict[int, Any] = field(default_factory=dict)
    touched: dict[Any, int] = field(default_factory=dict)
    calls: deque[Callable[[], object]] = field(default_factory=deque)
    thread: int = field(default_factory=get_ident)

    @property
    def length(self) -> int:
        """How many connections there are."""
        return len(self.connections)

    def find(self, client_id: int) -> Any:
        """The connection with this id, None if there is none (any more)."""
        return self.connections.get(client_id)

    def map(self, function: Callable[[Any], Any]) -> list[Any]:
        """What `function` returns for each connection, the oldest first; it may close some."""
        return [function(each) for each in list(self.connections.values())]

    for_each = map

    def filter(self, function: Callable[[Any], object]) -> list[Any]:
        """The connections for which `function` returns something true."""
        return [each for each in list(self.connections.values()) if function(each)]

    def send(self, client_id: int, message: str) -> bool:
        """Send a message to one client; False if there is no such client (any more)."""
        return bool((client := self.find(client_id)) and client.send(message))

    def broadcast(self, message: str, but: Any = None) -> None:
        """Send a message to all clients, except `but`."""
        self.map(lambda each: each is not but and each.send(message))

    def wake(self) -> None:
        """Have the loop look at `calls`; here is no loop."""

    def later(self, call: Callable[..., object], *args: object) -> None:
        """Have the loop's thread make this call of another thread."""
        self.calls.append(lambda: call(*args))
        self.wake()
