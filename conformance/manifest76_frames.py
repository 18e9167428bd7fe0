"""The sentences of 76 §5.3: reading frames, sending them, and the closing handshake."""

from __future__ import annotations

from conformance.manifest import MAY, MUST, SHOULD, Part

FRAMING = Part("76", "5.3")

READING = (
    FRAMING.says(
        "reading",
        MUST,
        "The bytes of the client are read by these steps, one after the other; a read that fails "
        "because the connection is closed ends them.",
        "end-in-mid-frame",
        "text-byte-by-byte",
        "text-cut-at-every-offset",
        "beyond/robustness/one-bad-client-beside-a-good-one",
    ),
    FRAMING.says(
        "reading, step 1", MUST, "The first byte of a frame is its type.", "type-alone", "type*"
    ),
    FRAMING.says(
        "reading, step 2.1, type 01 to 7F",
        MAY,
        "The server may disconnect, or take the client for gone.",
        "type-01*",
        "type-7f",
        "types-01-to-7f",
        "76/7/http-request-in-the-stream",
        "76/7/second-handshake-in-the-stream",
    ),
    FRAMING.says(
        "reading, steps 2.2 to 2.4, type 00 to 7F",
        MUST,
        "All bytes up to the next FF are the data of the frame, however they are cut into segments.",
        "text-*",
        "texts-*",
        "terminator-*",
        "empty-text-cut",
        "nul-first-in-*",
        "type-01-hides-*",
        "76/2.1/client-takes-its-time",
        "beyond/resource/unterminated-*",
        "beyond/resource/text-of-1-mib",
        "beyond/resource/long-text-hides-texts",
    ),
    FRAMING.says(
        "reading, step 2.5, type 00 to 7F",
        MUST,
        "The data of type 00, and of no other, is a message: a UTF-8 string.",
        "text-*",
        "type-01*",
        "types-01-to-7f",
        "76/7/hostile-text-is-text",
    ),
    FRAMING.says(
        "reading, step 2.1, type 80 to FE",
        MAY,
        "The server may disconnect, or take the client for gone.",
        "types-80-to-fe",
        "type-fe-length-0",
        "76/7/frame-of-a-later-version",
    ),
    FRAMING.says(
        "reading, steps 2.2 to 2.4, type 80 to FF",
        MUST,
        "The length is a number in groups of seven bits, the highest first, the top bit set on all "
        "but the last.",
        "length-*",
        "type-ff-*",
        "beyond/resource/length-*",
    ),
    FRAMING.says(
        "reading, step 2.4.1",
        MAY,
        "At a length byte other than 00 the server may disconnect, or take the client for gone.",
        "type-ff-with-a-length",
        "length-1",
        "closing-frame-with-a-leading-80",
    ),
    FRAMING.says(
        "reading, step 2.4.5",
        MUST,
        "A server that cannot skip so long a frame reads no more, and should disconnect or take the "
        "client for gone.",
        "length-past-*",
        "length-of-400-bytes",
        "beyond/resource/length-*",
        "beyond/resource/payload-of-1-mib",
    ),
    FRAMING.says(
        "reading, steps 2.4.5 and 2.4.6",
        MUST,
        "So many bytes are read and discarded.",
        "length-*",
        "payload-*",
        "several-skipped-in-a-row",
        "skipped-frame-byte-by-byte",
        "types-80-to-fe",
        "type-ff-then-80-00",
    ),
    FRAMING.says(
        "reading, step 2.5, type FF",
        MUST,
        "Type FF with the length 0 ends the reading: the client has terminated.",
        "closing-frame-*",
        "payload-is-a-closing-frame",
        "type-fe-length-0",
        "*-behind-closing-frame*",
    ),
    FRAMING.says(
        "reading, step 2.5, type FF",
        SHOULD,
        "What the client sends after that should be discarded.",
        "*-behind-closing-frame*",
    ),
    FRAMING.says(
        "reading, step 3",
        MUST,
        "Then the next frame is read.",
        "texts-*",
        "same-text-three-times",
        "empty-texts-between-others",
        "text-and-a-half",
        "text-behind-a-skipped-frame",
        "several-skipped-in-a-row",
        "beyond/resource/flood-of-tiny-texts",
    ),
)

WRITING = (
    FRAMING.says(
        "sending, steps 1 and 3",
        MUST,
        "A string is sent between 00 and FF.",
        "sends-*",
        "76/2.1/server-joins-its-output",
        "beyond/resource/five-mib-read-late",
        "beyond/resource/reader-that-never-reads",
    ),
    FRAMING.says("sending, step 2", MUST, "A string is sent in UTF-8.", "sends-utf-8", "text-*"),
    FRAMING.says(
        "closing",
        MAY,
        "A server may end the connection at any time: FF 00, a wait, the end of TCP.",
        "server-closes-client-is-silent",
        "76/6.3/fin-or-rst",
    ),
    FRAMING.says(
        "closing, step 2",
        MAY,
        "It waits until the client has terminated, or as long as it has decided to.",
        "server-closes-client-is-silent",
        "76/1.4/both-close-at-once",
    ),
    FRAMING.says(
        "closing, step 3",
        MUST,
        "Then it closes the connection.",
        "76/6.3/fin-or-rst",
        "76/6.3/closed-when-the-client-has-closed",
    ),
    FRAMING.says(
        "closing, the last paragraph",
        MUST,
        "Once it has begun, the server sends no further data.",
        "nothing-sent-after-closing-frame",
        "76/1.4/closing-frame-once*",
    ),
)

SENTENCES = (*READING, *WRITING)
