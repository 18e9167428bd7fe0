"""The opening handshake of draft 76: the proof that the server has read it.

Draft 75 had a hole. A server whose answer is always the same proves nothing by it, and neither does
a client whose request a form or XMLHttpRequest can forge. Draft 76 closes it from both sides:

* The client hides a number in each of two fields, Sec-WebSocket-Key1 and Key2; the scripts of a web
  page can set no field whose name begins with Sec-. The number is the digits of the key, divided by
  the count of its blanks. All other characters are there to be ignored. A key smuggled into a path
  or a form cannot keep its blanks, and a server that does not look for them divides by zero.
* After the empty line come eight bytes more, key3. No field announces them, so an HTTP proxy in
  between does not forward them, and shows itself before any data flows.
* The server answers with the MD5 sum over both numbers and key3, known only to who read all three.

What follows for a server:

* A wrong key is found when the head is complete, before anything is sent. Nothing may be sent then,
  least of all a 101 (76 §5.2 steps 5 and 6). So the numbers are taken first.
* The head of the answer depends on the head of the request alone, and is sent as soon as that is
  complete; the sixteen bytes when key3 is. The draft does not fix the moment (76 §2.1 lets every
  sending be delayed), but a proxy such as HAProxy hands on key3 only after it has seen a 101: a
  server that waits for key3 waits for ever behind it.
* Digits are the characters U+0030 to U+0039 and a blank is U+0020. Most libraries' tests for digits
  and blanks admit more than that: a superscript two, a tab.
"""

import hashlib

from reference_server.fields import Head, demand
from reference_server.handshake75 import establish
from reference_server.settings import Settings

_NO_DIGITS = bytes(range(0x30)) + bytes(range(0x3A, 0x100))
CHALLENGE_LENGTH = 16  # bytes: two numbers of four, and key3 (76 §5.1 item 6) of eight


def key_part(key: str) -> int:
    """/part/ of one key, 0 to 2^32 - 1: 76 §5.2 steps 4 to 7. Raises HandshakeError.

    Zero is a part like any other: a client picks its number from 0 upwards (76 §4.1). Choice, where
    the draft is silent: a key without digits is refused, and one whose part does not fit in 32 bits.
    """
    digits = key.encode().translate(None, _NO_DIGITS)
    digits = digits.lstrip(b"0") or digits[:1]  # no zeros in front, but zero itself
    spaces: int = demand(key.count(" "), "a key has no spaces")  # step 5
    # 32 bits times as many blanks as a head can hold have far fewer digits than twenty: what is
    # longer is refused below anyhow, and need not be converted first.
    demand(0 < len(digits) <= 20, "a key has no digits, or too many")
    part, remainder = divmod(int(digits), spaces)  # steps 4 and 7
    demand(remainder == 0, "the number of a key is not a multiple of its spaces")  # step 6
    demand(part <= 0xFFFFFFFF, "the number of a key does not fit in 32 bits")
    return part


def response(challenge: bytes) -> bytes:
    """/response/, sixteen bytes: 76 §5.2 step 9."""
    # MD5 keeps no secret here, it is a fingerprint: systems that ban it for secrets may allow this.
    return hashlib.md5(challenge, usedforsecurity=False).digest()


def handshake(head: Head, settings: Settings) -> tuple[bytes, bytes]:
    """The answer to its empty line, and the challenge as far as key3.

    Raises HandshakeError. What stands behind the last blank of the request line is ignored, as 76
    §5.1 item 4 allows.
    """
    # Key3 is no body. Netty's client and Protocol::WebSocket's declare it as one all the same; with
    # any other length, a front end and this server would read different requests.
    demand(head.only("content-length") in ("", "8"), "a handshake has no body but its eight bytes")
    # Step 8: four bytes each, big-endian, as `to_bytes` has them.
    challenge = b"".join(key_part(head.only(f"sec-websocket-key{n}")).to_bytes(4) for n in (1, 2))
    # Steps 10 to 12. The phrase is as free as the order, but this is the one that is printed there.
    return establish(head, settings, "WebSocket Protocol Handshake", "Sec-"), challenge
