"""Every small liar against the honest miniature: each switch shows, and shows in its draft only.

What the honest one answers is held against the drafts in ``test_miniature``.
"""

from __future__ import annotations

import functools
import itertools

import pytest

from conformance.selftest.actions import Action, Die, Peer, Reset
from conformance.selftest.faults import FAULTS, LEGAL, make_peer
from tests.conformance.odd_openings import odd_openings

KEY1, KEY2, KEY3 = "3e6b263  4 17 80", "17  9 G`ZD9   2 2b 7X 3 /r90", b"WjN}|M(6"
BASE = ("Upgrade: WebSocket", "Connection: Upgrade", "Host: h:81", "Origin: http://a")


def head(*fields: str, first: str = "GET /demo HTTP/1.1") -> bytes:
    return "".join(line + "\r\n" for line in [first, *fields, ""]).encode("latin-1")


def keys(key1: str = KEY1, key2: str = KEY2) -> tuple[str, str]:
    return f"Sec-WebSocket-Key1: {key1}", f"Sec-WebSocket-Key2: {key2}"


REQUEST_75 = head(*BASE)
REQUEST_76 = head(*BASE, *keys()) + KEY3
OPENINGS = {75: REQUEST_75, 76: REQUEST_76}


def without(name: str) -> tuple[str, ...]:
    return tuple(field for field in BASE if not field.startswith(name))


# A conversation is a list of segments and of events by their name.

OK = b"\0ok\xff"
LONG = b"\0" + b"a" * 66000 + b"\xff"


def behind(*segments: bytes | str) -> list[list[bytes | str]]:
    """The same behind both handshakes, each in a segment of its own."""
    return [[REQUEST_75, *segments, "end"], [REQUEST_76, *segments, "end"]]


def asked(*fields: str, first: str = "GET /demo HTTP/1.1") -> list[list[bytes | str]]:
    """The same request in both drafts, with a text behind it."""
    return [
        [head(*fields, first=first), OK, "end"],
        [head(*fields, *keys(), first=first) + KEY3, OK, "end"],
    ]


ORIGINS = (
    "null",
    "file://",
    "https://b.example",
    "HTTP://A:80",
    "a\nX: y",
    "a\0b",
    "http://b",
    "http://a%0d%0aX:%20y",
)
HOSTS = ("[::1]:81", "localhost:81", "a b", "h", "h:80")
PATHS = ("/a:b%20c", "/a%0d%0aX:%20y", "/q?x=1&y=", "/q?", "/A//B/a/../c", "q", "/\xe9")
LINES = (
    "nothing",
    "Origin http://evil",
    "X:y",
    "Content-Length: 8",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Host: evil",
    "Sec-WebSocket-Key3: 12345678",
    "Sec-WebSocket-Version: 13",
    "WebSocket-Protocol: a, b  C!",
    "Sec-WebSocket-Protocol: a, b  C!",
    "Cookie: a=b",
)
LINES_TOO = (
    "X-Note: <policy-file-request/>",
    "X_Y: unknown",
)
# fmt: off
KEYS = ("! 0 a", "010 2 0", "12%202 0", "1 2 3", "123a", "a b", "9999999999 9", "9" * 400 + " 9",
        "1\t2 0 6x", "\xc2\xb2 2", "4294967295 ", "4  2 ", "2147483648 a", "6 \xc2\xb2 6", "7 5 7")
# fmt: on
KEY3S = (b" \r\n\t\0\0 \n", b"\xff\x00\x80\r\n\r\n\xfe", bytes(8))
FRAMES = (
    b"\x80\x04aa\xffb" + OK,
    OK + b"\x80\x04aa\xffb" + OK,
    b"\x80\x06\x00evil\xff" + OK,
    b"\x80\x01a" + OK,
    b"\x80\x00" + OK,
    b"\x01evil\xff" + OK + OK,
    b"\x80\x81\x01" + b"a" * 129 + OK,
    b"\x80\x82\x00" + b"a" * 256 + OK,
    b"\x80\x90\x80\x80\x80\x00" + OK,
    b"\x80" * 30 + b"\x05hello" + OK,
    b"\xff\x05hello" + OK,
    b"\xff\x80\x00" + OK,
    b"\xff\x00",
    b"\xff\x00" + OK,
    b"\xff\xff" + OK,
    OK + b"\xff\x00x\xff",
    b"\0a\xff\0b\xff\0c\xff",
    b"\0\xff" + OK,
    b"\0a\xef\xbf\xbd\0evil\xff",
    b"\0\xef\xbb\xbf \xf0\x9f\x92\xa9\xef\xbf\xbe e\xcc\x81 \xc3\xbf\x01 <\r\n\xff",
    b"\0\xc3\x28\xff" + OK,
    b"\0" + b"a" * 3000 + b"\xff",
    b"\0a\xff\0b\xff",
)
CUT = (
    [b"\0hel", b"lo\xff"],
    [b"\0hi", b"\xff" + OK],
    [b"\0a\xff\0", b"b\xff"],
    [b"\0\0", b"a\xff"],
    [b"\0\xe2", b"\x82", b"\xac\xff"],
    [b"\x80\x81", b"\x01" + b"a" * 129 + OK],
    [b"\xff", b"\x00"],
    [b"\xff\x00", OK],
    [b"\xff\x00", b"\xff\x00"],
    [b"\0half"],
    [LONG[:65990], LONG[65990:], OK],
    [b"\x80\x81"],
    [b"\x80\x01a" + OK],
    [b"\x80\x09abc"],
    [OK, b"\xff\x00"],
    [b"\0\xe2\x82\xff", OK],
    [b"\0a", b"\0b\xff", OK],
    [b"\x80\x03", b"\0", b"\0", b"\0", OK],
    [b"\x80\x04a", b"\xff\0b", OK],
    [b"\0" + b"a" * 4094 + b"\xff"],
    [b"\x80\xff\x7f" + bytes(16383), OK],
    [b"\x80\x81\x80\x00" + bytes(16384), OK],
)


WORDS = ("0", "ping", "quit", '"x"', "\u00e9", "a\u2028b", "", "y", "y")


def _parts(field: str) -> tuple[str, str, str]:
    return field.partition(": ")


@functools.cache
def conversations() -> list[list[bytes | str]]:
    fields = [field for field in BASE if not field.startswith(("Origin", "Host"))]
    found = [*behind(), *behind("lost")]
    found += [[request + OK] for request in (REQUEST_75, REQUEST_76)]
    found += [[*(bytes([b]) for b in request), OK] for request in (REQUEST_75, REQUEST_76)]
    found += [
        [REQUEST_76[:-8], KEY3[:3], KEY3[3:]],
        [REQUEST_76[:-3], "overdue"],
        [REQUEST_76[:-3], "end"],
    ]
    found += [
        [REQUEST_75[:9], "overdue"],
        [REQUEST_75[:9], "end"],
        [b"<policy-file-request/>\0", "end"],
    ]
    found += [[b"GET /" + b"a" * 70000], [b"POST / HTTP/1.1\r\n\r\n" + REQUEST_75]]
    found += [[REQUEST_75[:-1], REQUEST_75[-1:] + OK + OK], [b"\r\n\r\n", REQUEST_76]]
    smuggled = "GET /?a%0d%0a" + "%0d%0a".join(keys()).replace(" ", "%20") + " HTTP/1.1"
    found.append([head(*BASE, first=smuggled) + KEY3, OK])
    for one in ("Origin", "Host", "Upgrade", "Connection"):
        found += asked(*without(one))
    for origin in ORIGINS:
        found += asked(*fields, "Host: h:81", f"Origin: {origin}")
    injected = f"X: a\n{keys()[0]}"
    found.append([head(*BASE, keys("2 2")[0], injected, keys()[1]) + KEY3])
    for host in HOSTS:
        found += asked(*fields, "Origin: http://a", f"Host: {host}")
    for path, line in itertools.zip_longest(PATHS, LINES, fillvalue="/demo"):
        found += asked(*BASE, first=f"GET {path} HTTP/1.1")
        found += asked(*BASE, line)
    for line in LINES_TOO:
        found += asked(*BASE, line)
    kelvin = head(*BASE, *keys()).replace(b"Key1", "\u212aey1".encode()) + KEY3
    found += [
        [kelvin],
        [" ".join(["GET /demo HTTP/1.1", *keys()]).encode() + head(*BASE)[18:] + KEY3],
    ]
    found += [["end"], [b"\xff" * 50]]
    for version in (
        *("POST /demo HTTP/1.1", "PUT /demo HTTP/1.1", "GET /demo"),
        *("GET /demo HTTP/1.0", "get /demo HTTP/1.1", "GETS /demo HTTP/1.1", "GET /a%00b HTTP/1.1"),
    ):
        found += asked(*BASE, first=version)
    found += asked(*(field.swapcase() for field in BASE[:2]), *BASE[2:])
    found += asked(*(name.lower() + ": " + value for name, _, value in map(_parts, BASE)))
    found += asked(BASE[0], "Connection: keep-alive, Upgrade", *BASE[2:])
    found += [[head(*BASE, field) + KEY3, "end"] for field in keys()]
    found.append([head(*BASE, *keys()[:1], *keys("1 2")[:1], keys()[1]) + KEY3])
    found.append([head(*BASE, *keys("1 2")[:1], *keys("3 6")) + KEY3])
    for key in KEYS:
        found += [[head(*BASE, *pair) + KEY3] for pair in (keys(key), keys(KEY1, key))]
    found += [[head(*BASE, *keys()) + key3, OK] for key3 in KEY3S]
    found.append([REQUEST_76 + b"12345678", OK])
    found.append([head(*BASE, "Content-Length: 8", *keys()) + KEY3 + KEY1.encode()])
    found += odd_openings(BASE, keys(), KEY3)
    for stream in FRAMES:
        found += behind(stream)
    for segments in CUT:
        found += behind(*segments)
    found += behind(*[OK] * 40)
    found.append([REQUEST_76, b"\0\xff" * 1100])
    found += behind(b"".join(b"\0" + w.encode() + b"\xff" for w in WORDS))
    return found


@functools.cache
def costly() -> list[list[bytes | str]]:
    """What only those need that cost time or memory, or show after many clients."""
    visits: tuple[list[bytes | str], ...] = (["lost"], ["end"], [b"GET /", "lost"], [b"GET /"])
    found = [visit for visit in visits for _ in range(60)]
    found += behind(b"\0" + b"a" * 5 * 2**20, OK)
    found += behind(*[b"\0" + b"a" * 2**16 + b"\xff"] * 40)
    found += behind(OK * 11_000)
    found += behind(b"\x80\xa0\x80\x00" + b"a" * 600 * 1024, OK)
    found += [*behind(OK + b"\xff\x00"), *behind(b"\0half"), [b"GET /" + b"a" * 20_000]]
    found.append([head(*BASE, *(f"X-{n}: v" for n in range(1100)))])
    return found + behind(OK)


def heard(name: str) -> list[list[bytes | str]]:
    """The conversations that one server has to go through."""
    module = (FAULTS | LEGAL)[name].peer.__module__ if name != "honest" else ""
    return costly() if module.endswith("faults_resource") else conversations()


def play(name: str, held: list[list[bytes | str]]) -> list[list[Action]]:
    """What one server does in these conversations, one connection after the other."""
    make_connection, seen = make_peer(name), []
    for conversation in held:
        peer = make_connection()
        actions = peer.opened()
        for event in conversation:
            if Die() in actions or Reset() in actions:
                break
            actions += peer.receive(event) if isinstance(event, bytes) else tell(peer, event)
        seen.append(actions)
    return seen


def tell(peer: Peer, event: str) -> list[Action]:
    return {"end": peer.end, "lost": peer.lost, "overdue": peer.overdue}[event]()


@functools.cache
def as_honest(costs: bool) -> list[list[Action]]:
    return play("honest", costly() if costs else conversations())


@pytest.mark.parametrize("costs", [False, True])
def test_the_honest_server_never_dies(costs: bool) -> None:
    assert not any(Die() in actions for actions in as_honest(costs))


@pytest.mark.parametrize("name", [*FAULTS, *LEGAL])
def test_every_switch_shows_and_only_in_its_draft(name: str) -> None:
    """A client that opens well in the other draft notices nothing."""
    held = heard(name)
    mine, honest = play(name, held), as_honest(held is costly())
    assert mine != honest
    if name in FAULTS and FAULTS[name].draft != "both":
        request = OPENINGS[76 if FAULTS[name].draft == "75" else 75]
        other = [n for n, events in enumerate(held) if events[0] == request]
        assert len(other) > (30 if held is conversations() else 4)
        assert [mine[n] for n in other] == [honest[n] for n in other]


def test_the_tables_are_closed_and_speak() -> None:
    assert len(FAULTS) >= 110
    assert not FAULTS.keys() & LEGAL.keys()
    for name, fault in (FAULTS | LEGAL).items():
        assert fault.name == name
        assert fault.draft in ("75", "76", "both")
        assert fault.what.endswith(".")
        assert fault.source
        assert fault.section
    with pytest.raises(KeyError):
        make_peer("no such liar")
