"""The request head: bytes to fields.

A client of either draft begins as an HTTP client does: one request line, then fields, a name and a
value in each, then an empty line. In some points the drafts differ from HTTP, and these decide
about safety:

* Only the byte pair 0D 0A ends a line, and only 0D 0A 0D 0A ends the head (76 §5.1 items 4 and 5).
  A lone 0D or 0A ends nothing, and a line that holds one aborts the connection (76 §1.2). Two
  programs that disagree about line ends can be made to read two requests in the same bytes.
* Exactly one 20 stands between the colon and the value (76 §5.1 item 5). All further blanks belong
  to the value, and draft 76 counts them: to strip them, as HTTP does, is to compute a wrong number.
* Names are compared without regard to the case of ASCII letters, and of no others (76 §2.1). Unicode
  knows more: there the Kelvin sign, U+212A, is a capital K too. So what is not ASCII for sure is
  lowered as bytes.
* 75 §5.2 prints the end of the head as 0A 0D 0A 0D (erratum E1). Its own sections 1.7 and 4.1 have
  0D 0A 0D 0A, and no client sends anything else.

From these it follows that a head can be refused while it is still arriving, for a control byte never
becomes right by what comes after it. Whoever speaks TLS, SSH or bare line feeds to this port is
answered at once and not when the time is up. It also follows that no control byte of a request can
ever reach an answer, since none gets past this module.

A stream is not made of packets: a head arrives in one piece or byte by byte, with or without the
bytes that follow it. What has been searched is not searched again, so that the work stays linear.
"""

import re
from typing import Any, NamedTuple

# Lines without a control or DEL, each ended by 0D 0A, and what has arrived of the next: the 0A of a
# last 0D may still come. A tab is a control too: no client of the drafts sends one.
_LINES = re.compile(rb"(?:[^\x00-\x1f\x7f]*+\r\n)*+[^\x00-\x1f\x7f]*+\r?").fullmatch

# 76 §5.1 items 1 to 4: GET, blank, resource name, blank, and a rest. A resource name holds no blank, so
# the line's first and last blank are its ends. WebKit did send raw blanks in it: cut like this the name
# is what its user meant, and whether it is admitted is decided elsewhere.
_REQUEST_LINE = re.compile(r"([^ ]*) (.*) ([^ ]*)")

# 76 §5.1 item 5: name, colon, space, value. 75 §5.2 has a field without colon and space discarded at
# the least, and lets the server disconnect. Choice: refuse it, for what we discard others may obey.
_FIELDS = re.compile(r"\n([!-9;-~]++): ([^\r]*+)").findall


class HandshakeError(Exception):
    """The opening handshake ends here, without a 101; the text never holds a byte of the request."""


class NotOursError(HandshakeError):
    """The request is for another protocol: plain HTTP, or WebSocket as RFC 6455 has it."""


def demand(value: Any, reason: str, error: type[Exception] = HandshakeError) -> Any:
    """Return `value`, or raise an error if there is none or it is false."""
    if not value:
        raise error(reason)
    return value


class Head(NamedTuple):
    """A request head. Field names are in lower case; values are as sent, in the order sent."""

    method: str
    resource_name: str
    version: str
    fields: dict[str, list[str]]

    def only(self, name: str) -> str:
        """The value of the field `name`, "" without one. Raises HandshakeError if it came twice.

        A client sends each field once. Of two, one program believes the first and another the last;
        and to join two keys by comma and blank, as HTTP would, changes the count of their blanks.
        """
        values = self.fields.get(name, [""])
        demand(len(values) == 1, "a field that may come once came twice")
        return values[0]


def read_head(data: bytes, searched: int, max_head: int) -> tuple[Head, int] | None:
    """The head that `data` begins with, and its size; None if incomplete. Raises HandshakeError.

    An earlier call has found no end in the first `searched` bytes, though one may begin there.
    """
    end = data.find(b"\r\n\r\n", max(0, searched - 3))
    size = len(data) if end < 0 else end + 4
    begin = searched - data.endswith(b"\r", 0, searched)  # its 0A may have come now
    demand(_LINES(data, begin, size), "a head has a control byte")
    demand(size < max_head + (end >= 0), "the request head is too long")
    return None if end < 0 else (parse(data[:end]), size)


def parse(head: bytes) -> Head:
    """The parts of a head, given without its last two line ends. Raises HandshakeError."""
    text = head.decode("utf-8", "replace")  # item 5: fields are encoded as UTF-8
    demand(text.encode() == head, "the request head is not UTF-8")
    request_line, _, lines = text.partition("\r")
    line = demand(_REQUEST_LINE.fullmatch(request_line), "a request line has three parts")
    fields: dict[str, list[str]] = {}
    for name, value in (found := _FIELDS(lines)):
        fields.setdefault(name.lower(), []).append(value)
    demand(len(found) == text.count("\r\n"), "a field is name, colon, space and value")
    return Head(line[1], line[2], line[3], fields)
