"""A chat with nicknames, and the page for it: http://127.0.0.1:8080/ in a browser of the time.

    python -m examples.chat --port 8080

A client's first message is its nickname, all others are for everybody. What it is sent are lines:
`ann: hello` is what ann says, `* ann joined` is what the server says, and no nickname is a `*`.
All texts come from strangers: the server bounds and cleans them, the page shows them as text only.
Left out: rooms, and how much one client may say in a minute. A server that has a name gives it by
`allow_host`, so that no other name can be made to lead here (DNS rebinding); this one has none.
Exit status: 0 stopped, 1 cannot listen, 2 wrong options.
"""

import argparse
import re
import signal
import unicodedata
from collections import deque
from pathlib import Path

from reference_server import Connection, State, create_server
from reference_server.fields import Head

PAGE = Path(__file__).with_name("chat.html").read_text(encoding="utf-8")
LONGEST, REMEMBERED = 500, 20  # characters of a message; lines that who comes later is shown
NICKNAME = re.compile(r"[\w-]{1,20}")  # \w: letters and digits of any script, and _
# Line ends and other controls, and what turns the direction of writing: a line stays one line.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
names: dict[Connection, str] = {}
lines: deque[str] = deque(maxlen=REMEMBERED)


def page(connection: Connection, head: Head) -> None:
    """`request`: a browser asks by plain HTTP. Without an answer of ours it would get a 426."""
    if head.method in ("GET", "HEAD") and head.resource_name.partition("?")[0] == "/":
        connection.respond(PAGE)
    else:
        connection.respond("There is only the page at /\n", "text/plain", "404 Not Found")


def check(connection: Connection, state: State, _: State) -> None:
    """`state_change`: a page of any site can connect to any server (76 §7); here only our own may."""
    if state is State.OPENING:
        origin, host = connection.headers["origin"], connection.headers["host"]
        if origin.partition("://")[2].lower() != host.lower():
            connection.reject("a page of another site")


def hear(connection: Connection, text: str) -> None:
    """`message`: a nickname, and then what its owner says."""
    text = CONTROL.sub(" ", text).strip()
    if connection not in names:
        enter(connection, unicodedata.normalize("NFKC", text))  # one way to write each letter
    elif len(text) > LONGEST:
        connection.send(f"* not sent: it is longer than {LONGEST} characters")
    elif text:
        tell(f"{names[connection]}: {text}")


def enter(connection: Connection, name: str) -> None:
    """Let a client in by its nickname, or say why not; it may try again."""
    if not NICKNAME.fullmatch(name):
        connection.send("* a nickname is 1 to 20 letters, digits, - or _; choose another")
    elif name.casefold() in map(str.casefold, names.values()):
        connection.send("* this nickname is taken; choose another")
    else:
        names[connection] = name
        connection.send(f"* you are {name}", *lines)
        tell(f"* {name} joined")


def leave(connection: Connection) -> None:
    """`close`: it was connected and is no more, whoever ended it and however."""
    if name := names.pop(connection, ""):
        tell(f"* {name} left")


def tell(line: str) -> None:
    """Send a line to all who have a nickname. To send never waits: a slow client keeps nobody."""
    lines.append(line)
    for each in names:
        each.send(line)


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(description="A chat with nicknames, and the page for it.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="0 is a free one (%(default)s)")
    options = parser.parse_args()

    # A longer message ends its connection: 500 characters of four bytes each, and room to spare.
    server = create_server(max_message=8 * LONGEST)
    server.on("request", page)
    server.on("state_change", check)
    server.on("message", hear)
    server.on("close", leave)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.close())
    try:
        server.listen(options.port, options.host)
    except (OSError, OverflowError) as error:
        where = f"cannot listen on {options.host}:{options.port}: {error}"
        parser.exit(1, f"{where}; choose another --host or --port (0 is a free one)\n")
    host, port = server.address
    print(f"listening on {f'[{host}]' if ':' in host else host}:{port}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
