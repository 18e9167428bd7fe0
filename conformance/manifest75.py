"""The sentences of draft 75 but those of the opening handshake: introduction, URLs, data, the end."""

from __future__ import annotations

from conformance import manifest75_opening
from conformance.manifest import MAY, MUST, SHOULD, UNDEFINED, Part

OVERVIEW = Part("75", "1.2")
PHILOSOPHY = Part("75", "1.3")
MODEL = Part("75", "1.4")
SIMPLE = Part("75", "1.7")
TERMS = Part("75", "2.1")
URLS = Part("75", "3.2")
FRAMING = Part("75", "5.3")
ERRORS = Part("75", "5.4")
CLOSING = Part("75", "6")
SECURITY = Part("75", "7")

NOT = "non-normative"

INTRODUCTION = (
    OVERVIEW.says(
        f"the handshakes, {NOT}",
        SHOULD,
        "The first three lines of either handshake are fixed; the fields after them come in any order "
        "and case.",
        "worked-example",
        "75/5.1/answer-*",
        "75/5.2/host-and-origin-in-another-case",
        "75/5.2/origin-before-host",
        "75/5.2/cookies",
        "75/5.2/unknown-fields",
        "75/5.2/value-with-colons",
    ),
    OVERVIEW.says(
        f"the grammar of fields, {NOT}",
        SHOULD,
        "A line that does not match the grammar aborts the connection; a space after the colon is "
        "optional.",
        "75/5.2/line-*",
        "75/7/lf-in-the-*",
        "75/7/cr-in-the-*",
    ),
    OVERVIEW.untested(
        f"data at will, {NOT}",
        MAY,
        "Each side may send when it likes, without regard to the other.",
        "what an application has to say is its own affair; of a target nothing is asked but an echo",
    ),
    OVERVIEW.says(
        f"the grammar of frames, {NOT}",
        SHOULD,
        "Text stands between 00 and FF in UTF-8; other types below 80 end at FF, those from 80 on "
        "have a length in groups of seven bits.",
        "75/5.3/text-*",
        "75/5.3/type*",
        "75/5.3/length-*",
    ),
    OVERVIEW.says(
        f"the frames allowed, {NOT}",
        SHOULD,
        "Only text frames may be sent.",
        "75/5.3/sends-*",
        "75/5.3/ff-00-is-no-close",
        "75/5.3/ff-80-00",
    ),
    PHILOSOPHY.untested(
        NOT,
        MAY,
        "A server can share its port with an HTTP server.",
        "nothing is asked of a target as an HTTP server",
    ),
    MODEL.says(
        NOT,
        SHOULD,
        "A strict handshake keeps other protocols from being taken for this one.",
        "75/5.2/first-line-*",
        "75/5.2/method-*",
        "75/7/handshake-in-a-body",
    ),
    SIMPLE.says(
        f"hard-coded values, {NOT}",
        MAY,
        "A server for one site may send fixed bytes and ignore what the client says.",
        "75/5.1/origin-value",
        "75/5.1/location-value",
        "75/5.1/subprotocol-asked",
    ),
    SIMPLE.says(
        f"receiving, {NOT}",
        SHOULD,
        "A frame of another type than 00 is an error, and closing is the answer to it.",
        "75/5.3/type-*",
        "75/5.3/types-*",
    ),
    TERMS.says(
        "delays",
        MAY,
        "Data may be delayed, joined and cut in transmission.",
        "75/5.3/text-cut-anywhere",
        "75/5.3/texts-byte-by-byte",
        "75/5.2/head-*",
    ),
)

LOCATION = (
    URLS.says(
        "step 2",
        MUST,
        "A URL begins with ws:// or, if secure, with wss://.",
        "75/5.1/location-value",
        "75/5.1/location-wss-over-tls",
        "75/5.1/scheme-*",
    ),
    URLS.says("step 3", MUST, "The host follows.", "75/5.1/location-value", "75/5.1/location-of-*"),
    URLS.says(
        "step 4",
        MUST,
        "The port follows, if it is not 80, or 443 if secure.",
        "75/5.1/location-value",
    ),
    URLS.says("step 5", MUST, "The resource name follows.", "75/5.1/location-*"),
)

READING = (
    FRAMING.says(
        "reading",
        MUST,
        "The bytes of the client are read by these steps, one after the other; a read that fails "
        "because the connection is closed ends them.",
        "half-a-text-is-no-message",
        "texts-byte-by-byte",
        "text-cut-anywhere",
    ),
    FRAMING.says(
        "reading, step 1", MUST, "The first byte of a frame is its type.", "type-byte-alone"
    ),
    FRAMING.says(
        "reading, step 2",
        MAY,
        "At another type than 00 the server may disconnect.",
        "type-*",
        "types-*",
        "ff-00-is-no-close",
    ),
    FRAMING.says(
        "reading, steps 3.1 to 3.3, type 00 to 7F",
        MUST,
        "All bytes up to the next FF are the data of the frame, however they are cut into segments.",
        "text-*",
        "texts-*",
        "type-01*",
        "type-7f",
        "type-of-a-letter",
        "types-below-80",
        "ff-first-in-its-segment",
        "ff-00-of-two-texts",
        "00-00-first-in-its-segment",
        "nul-first-in-a-later-segment",
        "bad-utf-8-before-ff-00",
        "frame-behind-bad-utf-8",
    ),
    FRAMING.says(
        "reading, step 3.4, type 00 to 7F",
        MUST,
        "The data is a message, a UTF-8 string; so it is, by the letter, of the types 01 to 7F.",
        "text-*",
        "type-01*",
        "types-below-80",
    ),
    FRAMING.says(
        "reading, steps 3.1 to 3.5, type 80 to FF",
        MUST,
        "The length is a number in groups of seven bits, the highest first, the top bit set on all "
        "but the last.",
        "length-*",
        "ff-80-00",
        "skipped-frame-cut",
    ),
    FRAMING.says(
        "reading, steps 3.6 and 3.7, type 80 to FF",
        MUST,
        "So many bytes are read and discarded.",
        "length-*",
        "*skipped-frame*",
        "ff-*-00",
        "ff-00-is-no-close",
        "type-8*",
        "type-f*",
        "types-from-80",
    ),
    FRAMING.says(
        "reading, step 4",
        MUST,
        "Then the next frame is read.",
        "empty-texts-between-others",
        "many-texts-in-a-segment",
        "texts-in-turn-*",
        "same-text-three-times",
        "three-texts-in-a-segment",
        "ten-skipped-frames",
        "text-behind-a-skipped-frame",
        "75/5.1/accepted-client-is-served",
    ),
    FRAMING.says(
        "sending, steps 1 and 3",
        MUST,
        "A string is sent between 00 and FF.",
        "sends-*",
        "75/5.1/nothing-between-answer-and-frames",
    ),
    FRAMING.says("sending, step 2", MUST, "A string is sent in UTF-8.", "sends-*", "text-utf-8-*"),
    ERRORS.says("", UNDEFINED, "What becomes of text that is no UTF-8 is undefined.", "*"),
)

REST = (
    CLOSING.says(
        "the first paragraph",
        SHOULD,
        "To close the connection is to close TCP; there is no closing handshake.",
        "*",
        "75/5.3/ff-00-is-no-close",
    ),
    CLOSING.untested(
        "the second paragraph",
        MAY,
        "A server may close whenever it likes.",
        "it allows everything; the echo that a target is asked for needs connections that stay open",
    ),
    SECURITY.untested(
        "the first paragraph",
        SHOULD,
        "A server is careful about taking an Origin for the truth: whoever is no browser can send any.",
        "what a server concludes from an origin does not show on the wire",
    ),
    SECURITY.says(
        "the first paragraph",
        MUST,
        "A server has to reckon with being used in unexpected ways.",
        "handshake-in-a-body",
        "flash-policy-words-in-a-field",
        "bare-lf-ends-no-line",
    ),
    SECURITY.says(
        "the first paragraph",
        SHOULD,
        "No input is taken for valid.",
        "*-in-the-*",
        "75/5.1/host-*",
        "75/5.1/scheme-not-from-a-forwarded-field",
        "75/5.1/no-*",
    ),
    SECURITY.untested(
        "the second paragraph",
        SHOULD,
        "Text is escaped before it is used in a query of a database.",
        "what an application does with a text does not show on the wire",
    ),
    SECURITY.says(
        "the third paragraph",
        SHOULD,
        "A server for certain sites verifies the origin, and names it only if it is accepted.",
        "origin-*",
    ),
    SECURITY.says(
        "the third paragraph",
        MAY,
        "A server of one origin may always send that one.",
        "75/5.1/origin-value",
    ),
    SECURITY.says(
        "the fourth paragraph",
        SHOULD,
        "A server that does not understand what it receives, or did not expect it, just disconnects.",
        "75/5.1/close-or-answer",
        "75/5.1/no-host",
        "75/5.3/type-of-a-letter",
    ),
    SECURITY.says(
        "the fifth paragraph",
        SHOULD,
        "Text that is sent in another encoding than UTF-8 lets others write frames.",
        "75/5.3/sends-*",
        "75/5.3/text-with-u-00ff",
    ),
)

SENTENCES = (*INTRODUCTION, *LOCATION, *manifest75_opening.SENTENCES, *READING, *REST)
