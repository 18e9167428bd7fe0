"""What a server is told once and its connections only read.

A client of these drafts may be a script of any web page, or no web page at all (76 §7). The drafts
set no limit to the length of anything, and leave to the server which pages and which names it
serves. So every amount that a stranger could raise has a bound here, with its unit, and every
question that the drafts leave to the server has an answer here. No bound is needed to conform; all
of them are needed to stay up.

What is left out: a bound on the memory of all connections together. It is at most `max_connections`
times (`max_message` + `max_output`); choose these three with that product in mind.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, fields

_ORIGIN = re.compile(r"null|[a-z][a-z0-9+.-]*://[!-.0->@\[-~]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices and the limits of a server.

    origins            serve pages of these origins only; none given: of any
    hosts              serve these names, or name:port, in the Host field only; none given: any
    subprotocols       speak these and no other; none given: name no subprotocol, whatever is asked
    secure             say wss:// in the location, for a server with TLS in front of it
    raw_paths          admit raw blanks and raw UTF-8 in the path, which the WebKits of the time sent
    max_head           bytes of a request head, its empty line included
    max_fields         fields of a request head
    max_message        bytes of one message
    max_length_bytes   bytes in which a frame may state its length
    max_skip           bytes of one frame that is skipped
    high_water         bytes of unsent output from which on a client is not read any more
    max_output         bytes of unsent output beyond which a client is dropped
    max_connections    connections at one time; more have to wait until one ends
    handshake_seconds  for the whole opening handshake, from accept to its last byte
    closing_seconds    to wait for the client's part of a close
    stuck_seconds      in which a client takes nothing of what waits for it, before it is dropped

    Raises ValueError, naming the value and what to give instead, for a limit that is not a number
    above 0 and for an origin that no client can send.
    """

    origins: Collection[str] = ()
    hosts: Collection[str] = ()
    subprotocols: Collection[str] = ()
    secure: bool = False
    raw_paths: bool = False
    max_head: int = 8192
    max_fields: int = 100
    max_message: int = 1 << 24
    max_length_bytes: int = 9
    max_skip: int = 2**31 - 1
    high_water: int = 1 << 20
    max_output: int = 1 << 26
    max_connections: int = 10_000
    handshake_seconds: float = 10.0
    closing_seconds: float = 2.0
    stuck_seconds: float = 30.0

    def __post_init__(self) -> None:
        for each in fields(self):
            value, kind = getattr(self, each.name), type(each.default)
            if kind in (int, float) and not (isinstance(value, (int, kind)) and value > 0):
                what = {int: "whole number", float: "number"}[kind]
                raise ValueError(f"{each.name} is {value!r}; give a {what} above 0")
        for origin in self.origins:
            if not _ORIGIN.fullmatch(origin):
                wanted = (
                    "give null or a lower-case scheme://host[:port], such as http://example.com"
                )
                raise ValueError(f"{origin!r} is not an origin; {wanted}")
