"""Where the drafts err, contradict themselves or say nothing, and what was chosen.

The numbers E1 to E10 stand in comments at the lines that obey them, in the server and in the scenarios.
``docs/errata.md`` is made of this.
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Erratum:
    """One trouble with the text of a draft."""

    name: str
    """``E1``; cited in code, never reused."""
    where: tuple[tuple[str, str], ...]
    """The sections that it is about: draft and number."""
    trouble: str
    """What is written, in our own words."""
    choice: str
    """How server and harness read it."""
    scenarios: tuple[str, ...]
    """Globs of the scenarios that show the choice."""

    def ids(self, every: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the ids ``every`` that show the choice."""
        return tuple(i for i in every if any(fnmatch.fnmatchcase(i, g) for g in self.scenarios))


ERRATA = (
    Erratum(
        "E1",
        (("75", "5.2"), ("75", "1.7"), ("75", "4.1")),
        "5.2 prints the four bytes that end the client's handshake as 0A 0D 0A 0D. Clients send, and "
        "1.7 reads, 0D 0A 0D 0A.",
        "0D 0A 0D 0A. By the printed bytes the last LF of the handshake would be the type of a frame.",
        ("75/5.2/end-of-head-cut", "75/5.2/no-key3-awaited", "75/5.2/line-feeds-in-a-cookie"),
    ),
    Erratum(
        "E2",
        (("76", "5.3"), ("76", "1.2"), ("76", "4.2")),
        "In 5.3 the payload is read within the case of a length byte that is not 00. So a length whose "
        "last byte is 00, such as 128, reads no payload; the grammar of 1.2 and the client's steps "
        "read it.",
        "Both readings are right for others, and recorded. Our server reads the length as the grammar "
        "does. Lengths in other scenarios do not end in 00.",
        ("76/5.3/length-128", "76/5.3/length-16384", "76/5.3/type-ff-length-128"),
    ),
    Erratum(
        "E3",
        (("76", "5.3"),),
        "After its closing frame the server is told not to send data to the server.",
        "The client is meant.",
        ("76/5.3/nothing-sent-after-closing-frame", "76/1.4/closing-frame-once*"),
    ),
    Erratum(
        "E4",
        (("75", "5.1"),),
        "The resource name is said to be derived from the Host field.",
        "It is derived from the first line, as in draft 76.",
        ("75/5.1/location-value", "75/5.1/location-with-query"),
    ),
    Erratum(
        "E5",
        (("75", "1.2"), ("76", "1.2"), ("76", "5.4")),
        "The grammar of what may be sent has only UTF-8 in a text frame, the one of what must be read "
        "has any byte but FF. Draft 75 prints a range for it that is empty, 80 to 7E.",
        "Any byte but FF is data of the frame. What becomes of data that is no UTF-8 is undefined in "
        "5.4, and recorded; that the frame ends at its FF is not.",
        ("75/5.4/*", "76/5.4/*", "75/5.3/frame-behind-bad-utf-8"),
    ),
    Erratum(
        "E6",
        (("75", "5.3"), ("75", "4.2"), ("76", "5.3")),
        "In draft 75 the server's steps make a message of a frame of any type below 80, the client's "
        "only of type 00. Draft 76 has the condition on both sides.",
        "In draft 75 a server may deliver, discard or disconnect. In draft 76 it may not deliver.",
        ("75/5.3/type-01*", "75/5.3/types-below-80", "76/5.3/type-01*"),
    ),
    Erratum(
        "E7",
        (("75", "4.1"), ("76", "4.1"), ("76", "5.2")),
        "Of the case of a host nothing is said to the server; the client sends it in lower case and "
        "compares the location with lower case.",
        "A location that takes the host from Host takes it as it came. Only lower case is sent.",
        ("76/5.2/location-of-a-named-host", "75/5.1/location-of-another-host"),
    ),
    Erratum(
        "E8",
        (("76", "5.1"), ("76", "5.2")),
        "To abort is a SHOULD where the handshake is read (5.1), and a step that must be run where the "
        "keys are counted (5.2 steps 5 and 6).",
        "Each for itself: a warning for the one, a failure for the other.",
        ("76/5.1/*-absent", "76/5.2/no-spaces-*", "76/5.2/key-number-not-a-multiple"),
    ),
    Erratum(
        "E9",
        (("76", "4.1"), ("76", "5.2")),
        "One to twelve spaces, one to twelve other characters, none of the spaces at an end: these "
        "limits are the client's. The server's steps have none.",
        "A server may take keys beyond them, or refuse them. The number 0 is within them.",
        (
            "76/5.2/more-*-than-a-client-sends",
            "76/5.1/key-*-with-space",
            "76/5.2/key-number-zero",
        ),
    ),
    Erratum(
        "E10",
        (("76", "5.2"), ("76", "4.1"), ("76", "1.3")),
        "The server has to write Upgrade exactly so in Connection, and the client compares without "
        "regard to case. WebSocket in Upgrade is exact on both sides.",
        "The server's sentence binds the server: both values are exact.",
        ("76/5.2/connection-value", "76/5.2/upgrade-value"),
    ),
    Erratum(
        "E11",
        (("75", "1.2"), ("75", "5.1"), ("75", "4.1")),
        "5.1 fixes all bytes of the answer; 1.2 and the client have only the first three lines fixed "
        "and the fields behind them in any order.",
        "The invariant part is fixed. Fields that stand between origin, location and subprotocol, or "
        "behind them, are recorded; the three in another order are a failure.",
        ("75/5.1/answer-location-fifth", "75/5.1/answer-ends", "75/5.1/subprotocol-after-location"),
    ),
    Erratum(
        "E12",
        (("76", "1.4"), ("76", "5.3")),
        "Only the introduction says that a closing frame is answered by one. By 5.3 a server that has "
        "received it reads no more, and nothing tells it to close or to answer.",
        "No answer, or no end: a warning.",
        ("76/1.4/closing-frame-answered", "76/5.3/closing-frame-cut"),
    ),
    Erratum(
        "E13",
        (("76", "4.1"),),
        "The example of steps 16 to 22 has keys of 5 and 9 spaces; as they are printed, one space is "
        "missing in each.",
        "One space of a run is doubled in each key, which changes no number: the digest is the printed "
        "one.",
        ("76/4.1/worked-example",),
    ),
    Erratum(
        "E14",
        (("75", "5.1"), ("76", "5.2")),
        "The secure flag is also true when encryption is only expected, and the host is the name by "
        "which clients are to find the server. A client on the spot sees neither.",
        "wss: on a plain port and another host than ours are warnings, if they are the same for "
        "everybody.",
        ("75/5.1/location-value", "76/3.2/scheme-of-a-plain-connection", "76/3.2/host-and-port"),
    ),
    Erratum(
        "E15",
        (("75", "5.1"), ("76", "5.2")),
        "Without a subprotocol in the handshake the server's is null; but a server of one alone need "
        "not look at the handshake.",
        "One and the same subprotocol for everybody is recorded. One that appears only where none was "
        "asked for is a failure.",
        ("75/5.1/no-subprotocol-unasked", "76/5.2/subprotocol-not-asked-for"),
    ),
)
