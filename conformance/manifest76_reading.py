"""The sentences of 76 §5.1: reading the client's opening handshake."""

from __future__ import annotations

from conformance.manifest import MAY, MUST, SHOULD, Part

READ = Part("76", "5.1")

SENTENCES = (
    READ.says(
        "the first paragraph",
        MUST,
        "A server reads as much of the client's handshake as its own answer needs.",
        "76/5.2/digest",
        "76/4.1/*",
        "head-too-short",
        "cut-at-every-place",
        "byte-by-byte",
        "76/trace/*",
    ),
    READ.says(
        "the second paragraph",
        SHOULD,
        "What does not match the description of a handshake should be aborted.",
        "*-absent",
        "*-other-value",
        "line-without-*",
        "method-*",
        "76/7/plain-http-request",
        "76/7/handshake-in-the-body-of-*",
        "beyond/robustness/policy-file-request*",
    ),
    READ.says("item 1", SHOULD, "A handshake begins with GET.", "method-post", "method-other-case"),
    READ.says("item 2", SHOULD, "A space follows GET.", "method-longer"),
    READ.says(
        "item 3",
        SHOULD,
        "The resource name is all bytes up to the next space, begins with a slash and has the "
        "characters 21 to 7E.",
        "line-without-resource-name",
        "line-without-second-space",
        "resource-name-*",
        "76/5.2/location-keeps-every-character",
        "76/7/*-in-the-path",
    ),
    READ.says(
        "item 3",
        MAY,
        "A server of one resource may ignore the resource name.",
        "resource-name-*",
        "76/3.2/resource-name",
    ),
    READ.says(
        "item 4",
        MAY,
        "What stands between the second space and CR LF may be ignored.",
        "rest-of-line-*",
        "76/7/keys-in-the-first-line",
    ),
    READ.says(
        "item 5",
        SHOULD,
        "Fields are divided by CR LF and end with CR LF CR LF, and by nothing else.",
        "bare-*",
        "nul-ends-no-field",
        "continued-line",
        "value-with-lf",
        "head-too-short",
        "blank-line-in-two-segments",
    ),
    READ.says(
        "item 5",
        SHOULD,
        "A field is a name of 21 to 39 and 3B to 7E, a colon, a space and a value.",
        "line-without-colon",
        "line-without-name",
        "space-before-colon",
        "no-space-after-colon",
        "key-begins-with-space",
        "key-ends-with-space",
        "76/7/keys-in-another-field",
        "beyond/robustness/colons-only",
        "beyond/robustness/not-utf-8-in-the-head",
    ),
    READ.says(
        "item 5", SHOULD, "Fields are encoded as UTF-8.", "unknown-fields", "kelvin-sign-is-no-k"
    ),
    READ.says(
        "item 6",
        MUST,
        "The eight bytes after the fields are key3, whatever they are and however they come.",
        "key3-*",
        "blank-line-in-two-segments",
        "frame-in-the-segment-of-key3",
        "answer-before-key3",
        "content-length-eight",
    ),
    READ.says(
        "field names",
        MUST,
        "Field names match in any ASCII case.",
        "field-names-in-any-case",
        "kelvin-sign-is-no-k",
    ),
    READ.says(
        "|Upgrade|",
        SHOULD,
        "A handshake whose Upgrade is absent, or no match for WebSocket in any case, should be "
        "aborted.",
        "upgrade-*",
    ),
    READ.says(
        "|Connection|",
        SHOULD,
        "A handshake whose Connection is absent, or no match for Upgrade in any case, should be "
        "aborted.",
        "connection-*",
    ),
    READ.says(
        "|Host|",
        SHOULD,
        "A handshake whose Host is absent, or not the server's name, should be aborted.",
        "host-*",
        "76/3.2/host-and-port",
    ),
    READ.says(
        "|Origin|",
        SHOULD,
        "A handshake whose Origin is absent, or not one that is expected, should be aborted.",
        "origin-absent",
        "76/7/foreign-origin",
    ),
    READ.untested(
        "|Sec-WebSocket-Protocol|",
        MAY,
        "A handshake without a subprotocol may be aborted where one is expected.",
        "whether one is expected is a convention of the service; a target that turns all clients "
        "without one away is tested with --subprotocol",
    ),
    READ.says(
        "|Sec-WebSocket-Protocol|",
        SHOULD,
        "A handshake for a subprotocol that the server does not support should be aborted.",
        # which ones it supports, it alone knows: refusal, silence and agreement are recorded
        "76/5.2/subprotocol-asked-for",
        "76/5.2/subprotocol-with-blanks-and-commas",
        "76/5.2/subprotocol-of-every-character",
    ),
    READ.says(
        "|Sec-WebSocket-Key1|, |Sec-WebSocket-Key2|",
        MUST,
        "The values of the two key fields are what the answer is computed from.",
        "key-twice",
        "keys-absent",
        "76/5.2/key1-absent",
        "76/5.2/key2-absent",
        "76/7/keys-*",
    ),
    READ.says(
        "other fields",
        MAY,
        "Other fields, such as Cookie, mean what they mean in HTTP.",
        "76/4.1/cookies",
    ),
    READ.says(
        "unrecognized fields",
        MAY,
        "Fields that the server does not know can be ignored.",
        "unknown-fields",
        "content-length-eight",
        "rfc6455-beside-the-keys",
        "key3-as-a-field",
        "76/7/forwarded-*",
        "beyond/robustness/policy-file-request-in-a-field",
    ),
)
