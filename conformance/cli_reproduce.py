"""The command ``reproduce``: one conversation as a script that needs nothing of this project.

Who maintains a server wants to send the bytes by hand, under a debugger, without a harness between. The
script is plain Python with one socket call for each step, and for a short conversation on one
connection there is a line for ``printf`` and ``nc`` too. Waiting is simpler than the harness's: a read
ends when nothing has come for a second.
"""

from __future__ import annotations

import argparse
import re
import shlex
from itertools import groupby

from conformance.cli_catalogue import find
from conformance.cli_target import setting_of
from conformance.cli_values import OK, TargetUrl
from conformance.explain_scenario import cited, facts
from conformance.scenario import (
    Await,
    AwaitEnd,
    Close,
    Connect,
    HalfClose,
    On,
    Pause,
    Reset,
    Scenario,
    Send,
    Setting,
    Steps,
)

SHORT = 1024
"""Bytes of a conversation up to which there is a line for a shell."""
_RUN = 32
"""Equal bytes from which on a script writes them as a product."""


def reproduce(options: argparse.Namespace) -> int:
    """Print the script."""
    scenario = find(options.id)
    url = options.target
    setting = setting_of(options, url.host, url.port, url).for_scenario(scenario.id, options.seed)
    steps = scenario.steps(setting)
    place = (url.host, url.port)
    print(_head(scenario, setting))
    print(f"# with the server at {_address(url)}; for another: reproduce ID --target HOST:PORT")
    if not url.secure and (line := _shell(steps, *place)):
        print(f"# for a shell that has nc (netcat) and od:\n#   {line}")
    print("# for Python, without any library: save all this as a file and run it")
    print(_script(steps, *place, url.secure))
    if scenario.twin is not None:
        print("\n\n# --- the valid twin, for comparison ---")
        print(_script(scenario.twin.steps(setting), *place, url.secure))
    return OK


def _address(url: TargetUrl) -> str:
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{host}:{url.port}{', by TLS' if url.secure else ''}"


def _head(scenario: Scenario, setting: Setting) -> str:
    """What is demanded, what may come back, and what else would be wrong, as a comment."""
    required = scenario.requirement
    title = f"# {scenario.id} ({cited(required)})"
    return "\n".join((title, *(f"#   {a:<10}{b}" for a, b in facts(scenario, setting))))


# --- a shell ---


def _shell(steps: Steps, host: str, port: int) -> str:
    """``printf`` and ``nc``, or empty when the conversation is more than that can do."""
    simple = all(isinstance(step, Send | Await | AwaitEnd | Pause) for step in steps)
    parts = [step.data for step in steps if isinstance(step, Send)]
    if not simple or sum(map(len, parts)) > SHORT or len(parts) > 8:
        return ""
    sends = "; sleep 0.2; ".join(f"printf '{_octal(part)}'" for part in parts)
    return f"{{ {sends}; sleep 1; }} | nc {shlex.quote(host)} {port} | od -A d -t x1z"


def _octal(data: bytes) -> str:
    """For the format of ``printf``: letters and the like as they are, all else in octal."""
    plain = re.compile(rb"[A-Za-z0-9 /:.,_=-]")
    return "".join(chr(b) if plain.match(bytes([b])) else f"\\{b:03o}" for b in data)


# --- Python ---


def _script(steps: Steps, host: str, port: int, secure: bool) -> str:
    lines = ["import socket, struct, time"]
    opened = f"socket.create_connection(({host!r}, {port}), 10)"
    if secure:
        lines.append("import ssl")
        lines.append("tls = ssl._create_unverified_context()")
        opened = f"tls.wrap_socket({opened}, server_hostname={host!r})"
    lines += ["", _READ, f"s = [{opened}]", "n = 0"]
    for step in steps:
        match step:
            case Send():
                lines.append(f"s[n].sendall({literal(step.data)})")
            case Await() | AwaitEnd():
                lines.append("read(s[n])")
            case HalfClose():
                lines.append("s[n].shutdown(socket.SHUT_WR)")
            case Close():
                lines.append("s[n].close()")
            case Reset():
                linger = "socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)"
                lines.append(f"s[n].setsockopt({linger}); s[n].close()")
            case Pause():
                lines.append("time.sleep(0.05)")
            case Connect():
                lines.append(f"s.append({opened}); n = len(s) - 1")
            case On():
                lines.append(f"n = {step.connection}")
    return "\n".join(lines)


_READ = """\
def read(sock):
    sock.settimeout(1)
    try:
        while data := sock.recv(65536):
            print("came", data)
        print("the end (FIN)")
    except TimeoutError:
        print("nothing more for a second")
    except ConnectionResetError:
        print("the end (RST)")

"""


def literal(data: bytes) -> str:
    """A Python expression for ``data``; long runs of one byte as a product."""
    parts: list[str] = []
    plain = bytearray()
    for byte, group in groupby(data):
        count = sum(1 for _ in group)
        if count < _RUN:
            plain += bytes([byte]) * count
            continue
        if plain:
            parts.append(repr(bytes(plain)))
            plain.clear()
        parts.append(f"{bytes([byte])!r} * {count}")
    if plain or not parts:
        parts.append(repr(bytes(plain)))
    return " + ".join(parts)
