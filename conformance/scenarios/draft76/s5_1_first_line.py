"""76 §5.1 items 1-4: the first line of the client's handshake.

Three letters, a space, the resource name up to the next space, and then whatever there is up to the
first CRLF. A server should abort when the line does not match; it may ignore the resource name if it
has but one, and it may ignore everything from the second space on.
"""

from __future__ import annotations

from conformance.checks import Answer, informs
from conformance.compose import Opener, Section, opens
from conformance.compose_opening import first_line, hello_or, refuses
from conformance.expect import digest, refused
from conformance.scenario import Scenario, Setting
from reports.model import Level

SECTION = Section("76", "5.1")


def _open_question(
    what: str, step: str, text: str, make: Opener, *, does: str, means: str
) -> Scenario:
    """A scenario whose handshake may be accepted and may be refused."""

    def answers(setting: Setting) -> tuple[Answer, ...]:
        return (informs(digest(make(setting))), informs(refused()))

    return SECTION.asks(
        what,
        Level.MAY,
        step,
        text,
        does=does,
        means=means,
        steps=hello_or(make),
        answers=answers,
        twin=opens("76"),
    )


def _rest(rest: bytes) -> Opener:
    return first_line(lambda path: b"GET " + path + b" " + rest)


SCENARIOS = (
    # field bug 118: ten peers answer 101 to a POST
    refuses(
        SECTION,
        "method-post",
        Level.SHOULD,
        "item 1",
        "A handshake that does not begin with GET should be aborted.",
        first_line(lambda path: b"POST " + path + b" HTTP/1.1"),
        does="POST in the place of GET, with all the fields and key3 of a handshake",
        means="what a form or a script can post comes one step nearer to an open connection",
    ),
    refuses(
        SECTION,
        "method-other-case",
        Level.SHOULD,
        "item 1",
        "The first three characters are GET, in capitals, or the handshake should be aborted.",
        first_line(lambda path: b"get " + path + b" HTTP/1.1"),
        does="get in the place of GET",
        means="the server understands requests that nobody can have meant as a handshake",
    ),
    refuses(
        SECTION,
        "method-longer",
        Level.SHOULD,
        "items 1 and 2",
        "After GET comes a space, or the handshake should be aborted.",
        first_line(lambda path: b"GETS " + path + b" HTTP/1.1"),
        does="GETS in the place of GET",
        means="the server understands requests that nobody can have meant as a handshake",
    ),
    refuses(
        SECTION,
        "line-without-second-space",
        Level.SHOULD,
        "item 3",
        "The resource name ends with a space; without one the line is no first line.",
        first_line(lambda path: b"GET " + path),
        does="the first line GET, a space and the path, and then CRLF at once",
        means="the server guesses where the resource name ends; others may guess otherwise",
    ),
    refuses(
        SECTION,
        "line-without-resource-name",
        Level.SHOULD,
        "item 3",
        "There is a resource name between the two spaces, and it begins with a slash.",
        first_line(lambda _: b"GET  HTTP/1.1"),
        does="GET, two spaces and HTTP/1.1: an empty resource name",
        means="the server invents a resource that the client did not name",
    ),
    _open_question(
        "resource-name-without-slash",
        "item 3",
        "A resource name begins with a slash; a server with one resource may ignore the name.",
        first_line(lambda path: b"GET x" + path + b" HTTP/1.1"),
        does="an x before the slash of the path",
        means="nothing, but that the server does not look at the first character of the name",
    ),
    _open_question(
        "resource-name-absolute",
        "item 3",
        "A resource name begins with a slash; a server with one resource may ignore the name.",
        first_line(lambda path: b"GET http://example.com" + path + b" HTTP/1.1"),
        does="http://example.com before the path, as a proxy is asked",
        means="nothing, but that the server takes the form that only proxies are sent",
    ),
    _open_question(
        "rest-of-line-http10",
        "item 4",
        "What stands between the second space and CRLF may be ignored.",
        _rest(b"HTTP/1.0"),
        does="HTTP/1.0 at the end of the first line",
        means="nothing to a client of the draft, which says HTTP/1.1",
    ),
    _open_question(
        "rest-of-line-anything",
        "item 4",
        "What stands between the second space and CRLF may be ignored.",
        _rest(b"anything at all: \xff\x00 \x80 1 2 3"),
        does="the first line ends in: anything at all: FF 00 20 80 20 1 2 3",
        means="nothing to a client of the draft, which says HTTP/1.1",
    ),
    _open_question(
        "rest-of-line-empty",
        "item 4",
        "What stands between the second space and CRLF may be ignored, so it may be nothing.",
        _rest(b""),
        does="CRLF directly after the second space of the first line",
        means="nothing to a client of the draft, which says HTTP/1.1",
    ),
)
