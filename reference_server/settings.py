"""What a server is told once and its connections only read.

A client of these drafts may be a script of any web page, or no web page at all (76 §7). The drafts
set no limit to the length of anything, and leave to the server which pages and which names it
serves. So every amount that a stranger could raise has a bound here, with its unit, and every
question that the drafts leave to the server has an answer here. No bound is needed to conform; all
of them are needed to stay up. One table says it all, to who reads it and to Python: each option with
its default and its meaning. What may be given for an option follows from the type of the default.

A bound for each client is not one for all: 10,000 clients that each keep a message of 16 MiB
incomplete keep 160 GB. So `max_memory` bounds the sum, and who holds the most of too much goes first.
It counts what waits from one turn of the loop to the next; while one message is decoded, handled and
encoded, it exists up to eight times more.
"""

import ast
import re
from types import SimpleNamespace
from typing import Any

TABLE = """
debug              False      print every conversation, byte by byte, to standard error
version            "auto"     the draft to speak, draft75 or draft76; auto: what the client speaks
origin             ("*",)     serve pages of this origin only, or of these; *: of any
subprotocol        ()         speak this one, or these; none given: name none, whatever is asked
allow_host         ()         serve these names, or name:port, in the Host field only; none given: any
tls                None       an ssl.SSLContext: speak TLS, and say wss:// in the location
secure             False      say wss:// in the location, for a server with TLS in front of it
raw_paths          False      admit raw blanks and UTF-8 in the path, which the WebKits of the time sent
max_head           8192       bytes of a request head, its empty line included
max_message        16777216   bytes of one message
max_length_bytes   9          bytes in which a frame may state its length
max_skip           2147483647 bytes of one frame that is skipped
high_water         1048576    bytes of unsent output from which on a client is not read any more
max_output         67108864   bytes of unsent output beyond which a client is dropped
max_memory         268435456  bytes that wait for all clients; beyond, who has the most is dropped
max_connections    10000      connections at one time; more have to wait until one ends
handshake_seconds  10.0       for the whole opening handshake, TLS included, from accept to its end
idle_seconds       1e999      without a byte from an open connection, before it is closed
closing_seconds    2.0        for the whole of a close
stuck_seconds      30.0       in which a client takes nothing of what waits for it, before it is dropped
"""
DEFAULTS = {row[0]: ast.literal_eval(row[1]) for row in map(str.split, TABLE.strip().splitlines())}

# What is right for an option, by its name or the type of its default: as repr writes the value or,
# where several are admitted, each of them, or of an SSLContext its protocol; and in words.
_KINDS = r"""
bool     True|False                                          True or False
int      [1-9]\d{0,17}                              a whole number above 0, of 18 digits at most
float    (?=.*[1-9])\d{1,300}(\.\d+)?(e[+-]?\d+)?|inf        a number above 0 that a float can hold
tuple    ['"][\x20-\[\]-~]+['"]                              one text of printable ASCII, or several
version  'auto'|'draft7[56]'                                 auto, draft75 or draft76
tls      <.*>(?!16)\d+|None                                  an ssl.SSLContext that can be a server's
allow_host '([A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(:[1-9]\d*)?'   a name, or name:port
origin   '(\*|null|[a-z][a-z0-9+.-]*://[!-.0->@\[-~]*)'      *, null or a lower-case scheme://host[:port]
"""
_RIGHT = {row[0]: row[1:] for row in (line.split(None, 2) for line in _KINDS.strip().splitlines())}


class Settings(SimpleNamespace):
    """The options of a server, each an attribute: what is given, or else its default.

    None stands for the default, and where several texts are admitted, one text for a list of one.
    Raises ValueError for a name that is none, and for a value that is not right, with what to give.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**DEFAULTS)
        for name, given in options.items():
            if name not in DEFAULTS:
                raise ValueError(f"{name!r} is no option; give some of {', '.join(DEFAULTS)}")
            value, kind = DEFAULTS[name] if given is None else given, type(DEFAULTS[name])
            values = value if kind is tuple and isinstance(value, list | tuple | set) else (value,)
            pattern, what = _RIGHT.get(name) or _RIGHT[kind.__name__]
            if not all(re.fullmatch(pattern, f"{v!r}{getattr(v, 'protocol', '')}") for v in values):
                raise ValueError(f"{name} is {given!r}; give {what}")
            vars(self)[name] = tuple(values) if kind is tuple else value
