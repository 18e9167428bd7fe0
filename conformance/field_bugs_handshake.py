"""Field bugs 1 to 53: reading the handshake, the numbers in the keys, the answer."""

TABLE = """
1  Nothing is written until key3 has come, and a proxy holds key3 back until something is
    76/5.1/answer-before-key3
2  What has come of key3 so far is taken for all of it
    76/5.1/key3-in-two-segments 76/5.1/key3-begun-with-the-fields 76/5.1/key3-too-short
3  key3 is only found in the read that ended the head
    76/5.1/key3-in-a-segment-of-its-own 76/5.1/byte-by-byte 76/5.1/cut-at-every-place
4  The end of the head is lost or miscounted when two reads share it
    76/5.1/blank-line-in-two-segments 76/5.1/cut-at-every-place
    75/5.2/end-of-head-cut 75/5.2/head-cut-anywhere 75/5.2/frame-behind-a-cut-end
5  Bytes behind the handshake vanish between two readers of one socket
    76/5.1/frame-in-the-segment-of-key3 75/5.2/frame-in-the-segment-of-the-head
6  Bytes behind key3 go into the digest
    76/5.1/key3-ends-after-eight-bytes
7  A client that has sent more than its handshake is refused
    76/5.1/frame-in-the-segment-of-key3 76/5.1/key3-ends-after-eight-bytes
8  With Content-Length: 8 the HTTP layer eats key3 as a body
    76/5.1/content-length-eight
9  The eight bytes make front end and server disagree on where a request ends
    76/6.2/nothing-after-the-abort 76/6.2/second-handshake-after-* 76/5.1/upgrade-absent
10  Names of fields are compared with their case
    76/5.1/field-names-in-any-case 76/5.1/kelvin-sign-is-no-k 75/5.2/host-and-origin-in-another-case
11  Values of Upgrade and Connection are compared with their case
    76/5.1/upgrade-in-any-case 76/5.1/connection-in-any-case 75/5.2/values-in-lower-case
12  Connection is a list and is not understood
    76/5.1/connection-list 75/5.2/connection-of-two-tokens
13  A field that is not there raises an exception
    76/5.1/*-absent 76/5.2/key2-absent 75/5.1/no-origin 75/5.1/no-host 75/5.2/*-missing
    beyond/robustness/first-line-only
14  One key is enough
    76/5.2/key1-absent 76/5.2/key2-absent
15  Two fields of one key are joined, or one of them wins
    76/5.1/key-twice
16  All white space before a value is stripped, so that a key loses a space
    76/5.1/key-begins-with-space
17  Runs of spaces in a key become one, or those at its end are lost
    76/5.2/spaces-side-by-side 76/5.1/key-ends-with-space
18  A field without a space behind its colon
    76/5.1/no-space-after-colon 75/5.2/line-without-space
19  Fields of a later version and of this one together
    76/5.1/rfc6455-beside-the-keys 75/5.2/request-of-rfc-6455-too
20  The parts are not big-endian
    76/5.2/digest 76/*/worked-example
21  A key without spaces divides by zero, or is accepted
    76/5.2/no-spaces-* 76/5.2/key-empty
22  A remainder is dropped
    76/5.2/*key-number-not-a-multiple 76/5.2/key-number-under-its-spaces
23  A key without digits
    76/5.2/key-without-digits
24  A number that its variable does not hold
    76/5.2/number-of-400-digits 76/5.2/part-* 76/5.2/number-over-32-bits 76/5.2/key-number-largest
    76/5.2/key-number-over-31-bits
25  The number 0 is refused
    76/5.2/key-number-zero
26  The 101 is out before the keys are found to be bad
    76/5.2/bad-key-before-key3 76/5.2/part-over-32-bits
27  An HTTP error stands where the digest belongs
    76/5.2/bad-key-before-key3
28  Digits and spaces by the rules of Unicode
    76/5.2/superscript-two-is-no-digit 76/5.2/other-spaces-and-digits 76/5.2/digits-of-other-scripts
29  A tab counts as a space
    76/5.2/tab-is-no-space
30  Limits of the client are enforced by the server
    76/5.2/more-*-than-a-client-sends 76/4.1/fullest-keys
31  key3 is taken for text
    76/5.1/key3-of-any-bytes
32  The digest is written as text
    76/5.2/digest 76/5.2/digest-has-sixteen-bytes
33  key3 can be set by a field
    76/5.1/key3-as-a-field
34  The scheme of the location is fixed in the code
    76/3.2/scheme-* 75/5.1/location-wss-over-tls 75/5.1/location-value
35  The scheme of the location is that of the page
    76/5.2/scheme-not-from-the-origin 75/5.1/scheme-not-from-the-origin
36  Anybody's X-Forwarded fields are believed
    76/7/forwarded-* 75/5.1/*-not-from-a-forwarded-field
37  The port is missing in the location, or there twice
    76/3.2/host-and-port 76/5.2/location-without-a-port-in-host 75/5.1/location-value
38  The host is split at its first colon
    76/5.2/location-of-an-ipv6-host 75/5.1/location-of-an-ipv6-host
39  The location loses the query
    76/5.2/location-with-* 75/5.1/location-with-* 75/5.1/location-query-with-slashes
40  The location's path is decoded, or encoded again
    76/5.2/location-keeps-* 75/5.1/location-percent-escapes 75/5.1/location-escapes-keep-case
    75/5.1/location-path-not-tidied 75/5.1/location-plus-is-no-blank
41  An escaped line end in the path becomes a line end in the answer
    76/7/escaped-* 75/7/*-escaped-in-the-*
42  LF, CR or NUL in a value comes back, or ends a line
    76/7/*-in-the-* 75/7/*-in-the-* 75/7/bare-lf-ends-no-line 76/5.1/bare-* 76/5.1/nul-ends-no-field
43  The origin in the answer is missing, invented or another client's
    76/5.2/each-field-once 76/5.2/origin-* 75/5.1/no-origin 75/5.1/origin-*
    75/5.1/two-clients-at-once 76/5.2/client-of-draft-75-meanwhile
44  Names of one draft in the answer of the other
    75/5.1/answer-names-of-75 75/5.1/subprotocol-has-the-name-of-75
    75/5.1/subprotocol-not-read-from-76 76/5.2/each-field-once
45  WebSocket or Upgrade in another case
    76/5.2/upgrade-value 76/5.2/connection-value 75/5.1/answer-upgrade-line
    75/5.1/answer-connection-line
46  The client's own Connection comes back
    76/5.2/*-not-reflected 75/5.1/answer-connection-line
47  A subprotocol that nobody asked for, or half of the one that was
    76/5.2/subprotocol-* 75/5.1/*subprotocol-*
48  Fields of an HTTP body in the 101, or a body
    76/5.2/digest 76/5.2/digest-has-sixteen-bytes 75/5.1/nothing-between-answer-and-frames
    75/5.1/answer-ends
49  The application adds a field that is there already
    76/5.2/each-field-once 75/5.1/answer-fields-once
50  Another status line
    76/5.2/status-line 75/5.1/answer-status-line 75/5.1/answer-not-in-http-1-0
51  Other order or case of the first lines of draft 75
    75/5.1/answer-* 75/5.1/subprotocol-after-location
52  A Host that is none raises an exception, or comes back
    76/5.1/host-malformed 76/5.1/host-absent 75/5.1/host-* 75/5.1/no-host
53  A refusal shows a stack trace
    76/6.2/way-of-refusing
"""
