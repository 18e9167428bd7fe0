"""75 §5.2, the first field: GET, a resource name, HTTP/1.1.

Three tokens with a space between them, the outer two fixed, the middle one beginning with a slash.
Whatever else comes first is a client of another protocol, and a server that answers it can be used by
somebody who makes that client speak. The draft says should, so an answer is a warning. It is a worse
matter when the request of another method carries a body: that body was written by whoever made the
request, and it is not to be read as frames.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.checks import passes
from conformance.compose import Section, hello, opens
from conformance.expect import refused
from conformance.scenario import Opening, Scenario, Setting
from conformance.wire import opening75
from reports.model import Level

SECTION = Section("75", "5.2")

THREE = "the first field has three tokens"
FIRST = "the first token"
THIRD = "the third token"
SLASH = "the second token"


def _starting(line: Callable[[Setting], str]) -> Callable[[Setting], Opening]:
    return lambda setting: opening75(setting).starting(line(setting).encode())


def _line(what: str, step: str, text: str, line: Callable[[Setting], str], does: str) -> Scenario:
    """A handshake with another first line, and all the fields of a plain one."""
    return SECTION.asks(
        what,
        Level.SHOULD,
        step,
        text,
        does=does + "; the fields are those of a plain handshake",
        means="a client of another protocol, steered by a web page, is given a connection",
        steps=hello(_starting(line)),
        answers=(passes(refused()),),
        twin=opens("75"),
    )


# field bug 130 for all of them; field bug 118: POST is taken by seven peers
SCENARIOS = (
    _line(
        "first-line-of-two-tokens",
        THREE,
        "A first line without a third token is no handshake.",
        lambda s: f"GET {s.path}",
        "GET and the path, and nothing behind them",
    ),
    _line(
        "first-line-of-four-tokens",
        THREE,
        "A first line with a fourth token is no handshake.",
        lambda s: f"GET {s.path} HTTP/1.1 more",
        "GET, the path, HTTP/1.1 and a fourth token",
    ),
    _line(
        "first-line-with-two-spaces",
        THREE,
        "Two spaces together leave a token that is empty, and four of them in all.",
        lambda s: f"GET  {s.path} HTTP/1.1",
        "two spaces between GET and the path",
    ),
    _line(
        "first-line-with-a-blank-in-the-path",
        THREE,
        "A blank in the resource name makes four tokens of the first line.",
        lambda s: f"GET {s.path}?a b HTTP/1.1",
        "a path that ends in ?a b, with the blank raw",
    ),
    _line(
        "first-line-with-a-tab",
        THREE,
        "Tokens are separated by spaces; a tab separates nothing.",
        lambda s: f"GET {s.path}\tHTTP/1.1",
        "a tab instead of the space before HTTP/1.1",
    ),
    _line(
        "method-post",
        FIRST,
        "A handshake begins with GET; a POST is what a form of any web page can send.",
        lambda s: f"POST {s.path} HTTP/1.1",
        "POST instead of GET",
    ),
    _line(
        "method-put",
        FIRST,
        "A handshake begins with GET and with no other method.",
        lambda s: f"PUT {s.path} HTTP/1.1",
        "PUT instead of GET",
    ),
    _line(
        "method-in-lower-case",
        FIRST,
        "GET is written in upper case.",
        lambda s: f"get {s.path} HTTP/1.1",
        "get instead of GET",
    ),
    _line(
        "method-longer-than-get",
        FIRST,
        "The first token is GET, and does not only begin with it.",
        lambda s: f"GETX {s.path} HTTP/1.1",
        "GETX instead of GET",
    ),
    _line(
        "version-1-0",
        THIRD,
        "The third token is HTTP/1.1, and not an older version.",
        lambda s: f"GET {s.path} HTTP/1.0",
        "HTTP/1.0 instead of HTTP/1.1",
    ),
    _line(
        "version-2-0",
        THIRD,
        "The third token is HTTP/1.1, and not a newer version.",
        lambda s: f"GET {s.path} HTTP/2.0",
        "HTTP/2.0 instead of HTTP/1.1",
    ),
    _line(
        "version-of-another-protocol",
        THIRD,
        "The third token is HTTP/1.1, and no other protocol.",
        lambda s: f"GET {s.path} ICAP/1.0",
        "ICAP/1.0 instead of HTTP/1.1",
    ),
    _line(
        "path-without-slash",
        SLASH,
        "The resource name begins with a slash.",
        lambda s: f"GET x{s.path} HTTP/1.1",
        "an x before the path",
    ),
    _line(
        "path-empty",
        SLASH,
        "The resource name is not empty.",
        lambda _: "GET  HTTP/1.1",
        "two spaces between GET and HTTP/1.1, and no path",
    ),
    _line(
        "path-is-a-url",
        SLASH,
        "A URL is no resource name, though an HTTP proxy takes one.",
        lambda s: f"GET http://{s.hostport}{s.path} HTTP/1.1",
        "http:, host and path instead of the path",
    ),
    _line(
        "path-is-an-asterisk",
        SLASH,
        "The resource name begins with a slash, and is not the asterisk of HTTP.",
        lambda _: "GET * HTTP/1.1",
        "* instead of the path",
    ),
    _line(
        "empty-line-first",
        THREE,
        "The first line has three tokens; an empty line has none.",
        lambda s: f"\r\nGET {s.path} HTTP/1.1",
        "CR LF before GET",
    ),
)
