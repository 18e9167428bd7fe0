"""The values of which :mod:`conformance.compose_values` makes scenarios, by the names in a report.

Each is one that a conforming client may send: a resource name of 21 to 7E (76 §5.1 item 3), an origin
in lower case, a subprotocol of 20 to 7E (76 §4.1, 75 §4.1).
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.scenario import Setting

Value = Callable[[Setting], str]
"""A resource name of the target's."""

PRINTABLE = bytes(c for c in range(0x21, 0x7F) if c != 0x23).decode()
"""What a resource name may hold (76 §5.1 item 3), without the # that ends it in a URL."""


def below(tail: str) -> Value:
    """A resource under the setting's path."""
    return lambda s: s.path.partition("?")[0].removesuffix("/") + "/" + tail


def query(more: str) -> Value:
    """The setting's path with a query, or with more of it."""
    return lambda s: s.path + ("&" if "?" in s.path else "?") + more


QUERIES = {
    "?b=2&a=1&a=3&x&&y=": query("b=2&a=1&a=3&x&&y="),
    "?z=%E2%98%83&a=%2b+&A": query("z=%E2%98%83&a=%2b+&A"),
    "?u=http://a//b/./../c?d": query("u=http://a//b/./../c?d"),
}
"""Queries that a dictionary of parameters does not give back, and one that looks like a path."""
ESCAPES = {
    "/100%25": below("100%25"),
    "/a%253Fb": below("a%253Fb"),
    "/a%3Fb": below("a%3Fb"),
    "/a%23b": below("a%23b"),
    "/a%26b%3dc": below("a%26b%3dc"),
    "/a%2e%2e%5cb": below("a%2e%2e%5cb"),
}
"""Escapes of characters that divide a URL, or that begin an escape: decoded, another URL."""
EXPANDED = {
    "/index.html": below("index.html"),
    "/http://x/y": below("http://x/y"),
    "/%s%d%n": below("%s%d%n"),
    "/$a/${b}": below("$a/${b}"),
    "/{0}/{a}": below("{0}/{a}"),
    "/~a/*": below("~a/*"),
}
"""Names that some software puts something else in the place of."""
ORIGINS = {
    "an origin of 100 characters": "http://" + "a-long-name." * 7 + "example:1",
    "http://[::1]:8000": "http://[::1]:8000",
    "chrome-extension://abcdefghijklmnop": "chrome-extension://abcdefghijklmnop",
    "http://xn--a-1.example-2.com": "http://xn--a-1.example-2.com",
    "http://localhost:3000": "http://localhost:3000",
    "https://a_b.example:8443": "https://a_b.example:8443",
}
SUBPROTOCOLS = {
    '"quoted"': '"quoted"',
    "two blanks in it": "two  blanks",
    "a/b;c=d:e,f": "a/b;c=d:e,f",
    "<a&b>": "<a&b>",
    "forty letters": "p" * 40,
    "a.b_c-1%41+": "a.b_c-1%41+",
    "every character": "x" + "".join(map(chr, range(0x20, 0x7F))) + "x",
}
"""Subprotocols are one string of 20 to 7E each; a client asks for any (76 §4.1, 75 §4.1)."""
