"""The opening handshake of draft 75, and what draft 76 kept of it.

A web page of one origin opens a connection to a server of, perhaps, another. Nothing but the
handshake stands between the two, so both programs use it to agree about three things:

* The client says for which page it acts (Origin), which host it meant (Host) and which service (the
  resource name). The server answers with the origin that it is willing to serve and with the
  location, the ws: URL that it takes itself for. The client compares both with what it meant,
  character by character, and drops the connection when they differ (75 §4.1, 76 §4.1). So they are
  derived from the request as it came: nothing decoded, no query cut off, no scheme guessed.
* A client that is no WebSocket client, such as a form of a web page that was made to post to this
  port, must not succeed. So what 76 §5.1 says should be checked is checked, one by one.
* The first bytes of a draft 75 answer are fixed (75 §5.1), and the clients of the time compared
  them byte for byte: another reason phrase, order or case is a failed handshake.

What follows: both drafts establish the same information from the same fields (75 §5.1, 76 §5.2 step
2), only some names differ by a prefix. That work stands here, since draft 75 came first; what draft
76 added, the proof that the handshake was read, stands in `handshake76`.

Whatever is copied from a request into an answer is tested against the exact set of characters that
it may have. An answer is a series of lines: a line end smuggled into one of them would add a field
of the attacker's.
"""

import re

from reference_server.fields import Head, demand
from reference_server.settings import Settings

# 76 §5.1 item 3: begins with / and holds U+0021 to U+007E only. The WebKits that spoke these drafts
# percent-encoded the query but sent blanks and UTF-8 of the path raw. `raw_paths` admits those two.
_RESOURCE_NAME = {False: re.compile(r"/[!-~]*"), True: re.compile(r"/[ -~\x80-\U0010FFFF]*")}

# A name, an IPv4 or a bracketed IPv6 address, and perhaps a port. A port has no leading zero: the
# client compares strings, and 080 is not 80.
_HOST = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]{2,45}\])(?::([1-9][0-9]{0,4}))?")


_ANSWER = """HTTP/1.1 101 {0}
Upgrade: WebSocket
Connection: Upgrade
{1}WebSocket-Origin: {2}
{1}WebSocket-Location: {3}
{4}
"""


def establish(head: Head, settings: Settings, phrase: str, prefix: str = "") -> bytes:
    """The answer that says what both sides agree upon, up to and including its empty line.

    The Upgrade field of the request is right already. The answer has the order of 75 §5.1. Draft 76
    allows any (76 §5.2 step 11), but its clients compare the values "WebSocket" and "Upgrade" exactly.
    So the same lines serve it, with a prefix to some names.

    Raises HandshakeError wherever the drafts say that the server should abort.
    """
    # 76 §5.1 item 1; 75 §5.2, the first token
    demand(head.method == "GET", "the method of a handshake is GET")
    admitted = _RESOURCE_NAME[settings.raw_paths].fullmatch(head.resource_name)
    demand(admitted, "a resource name is / and U+0021 to U+007E only")
    # 76 §5.1, Connection: the value is "Upgrade". Choice: a list that names it will do, since proxies
    # and Firefox add keep-alive, and a list is what the field holds everywhere else.
    tokens = [token.strip(b" ") for token in head.only("connection").encode().lower().split(b",")]
    demand(b"upgrade" in tokens, "the Connection field does not say Upgrade")
    # No draft knows a chunked handshake; a front end that does would see other requests than we do.
    demand("transfer-encoding" not in head.fields, "a handshake has no Transfer-Encoding")
    # One origin: without a blank, so not a list of them.
    demand(re.fullmatch("[!-~]+", head.only("origin")), "the Origin field is not one origin")
    # The whole value is compared: http://a.example is a prefix of http://a.example.evil.example. And
    # "null", which a page without an origin sends, is an origin like any other and no wildcard.
    # 76 §5.2 step 2 has it lowered; clients of both drafts send it so already.
    origin = head.only("origin").lower()
    # 76 §5.1, Origin; 76 §7
    demand({"*", origin} & {*settings.origin}, "the Origin field names an origin not served here")
    # One string with all its blanks and commas, for the drafts know no list of them. A server that
    # speaks none has a null /subprotocol/ and leaves the field out, whatever was asked (76 §5.2 steps
    # 2 and 11). One that speaks some should refuse what it does not speak (76 §5.1).
    asked = head.only(f"{prefix.lower()}websocket-protocol") if settings.subprotocol else ""
    demand(not asked or asked in settings.subprotocol, "the subprotocol is not spoken here")
    location = _location(head.only("host"), head.resource_name, settings)
    protocol = f"{prefix}WebSocket-Protocol: {asked}\n" if asked else ""
    return _ANSWER.format(phrase, prefix, origin, location, protocol).replace("\n", "\r\n").encode()


def _location(host: str, resource_name: str, settings: Settings) -> str:
    """The WebSocket URL of this connection (3.2 of both drafts).

    Choice: the port is the one in the Host field. The port that the server listens at, which 76 §5.2
    step 2 offers too, is another one behind every port mapping, and the client would drop us for it.
    """
    match = demand(_HOST.fullmatch(host), "the Host field is not a host, or a host and a port")
    demand(int(match[2] or 0) <= 65535, "the port in the Host field is none")
    # 76 §5.1, Host: not our name is the mark of a cross-protocol or a DNS rebinding attack.
    served = {name.lower() for name in settings.allow_host} or {host.lower()}
    demand(served & {match[1].lower(), host.lower()}, "the Host field names no host of ours")
    # 3.2 step 2
    scheme, default = ("wss", "443") if settings.secure or settings.tls else ("ws", "80")
    port = "" if match[2] in (None, default) else f":{match[2]}"  # 3.2 step 4
    return f"{scheme}://{match[1]}{port}{resource_name}"  # 3.2 steps 3 and 5


def handshake(head: Head, settings: Settings) -> tuple[bytes, bytes]:
    """The whole answer, and an empty challenge. Raises HandshakeError."""
    # 75 §5.2, the third token. And a declared body would be read as frames.
    demand(head.version == "HTTP/1.1", "the request line of draft 75 ends with HTTP/1.1")
    demand("content-length" not in head.fields, "a draft 75 handshake has no body")
    return establish(head, settings, "Web Socket Protocol Handshake"), b""
