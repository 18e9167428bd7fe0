"""Field bugs 103 to 140: resources, security, draft 75, and a server's life."""

TABLE = """
103  A text without an end fills the memory
    beyond/resource/unterminated-text-of-8-mib beyond/resource/unterminated-reserved-frame-of-8-mib
104  Many connections, each just below its limit
    - the memory of the target does not show on the wire
105  A head without an end
    beyond/resource/endless-head beyond/resource/ten-thousand-fields beyond/resource/line-of-64-kib
106  Half a handshake is held for ever
    beyond/resource/half-* 76/5.1/head-too-short
107  Output for a client that does not read has no limit
    beyond/resource/reader-that-never-reads
108  Input of a client that writes fast has no limit
    beyond/resource/flood-of-tiny-texts beyond/resource/five-mib-read-late
109  No descriptors are left, and accept() spins or gives up
    beyond/resource/crowd-that-leaves
110  RST in the wrong moment
    beyond/resource/rst-storm 76/6.3/rst-* 75/6/reset-* beyond/robustness/*-reset
111  The server sends frames of its own to keep a connection alive
    76/5.3/sends-nothing-unasked
112  One exception ends the server
    beyond/robustness/* 76/6.3/fin-* 75/6/close-*
113  An error page is written between the frames
    beyond/robustness/no-error-page-in-the-stream 76/5.3/closing-frame-cut
    76/7/http-request-in-the-stream
114  What a client sends reaches the log as it is
    beyond/robustness/terminal-codes-in-the-head
115  The origin is not checked for the old protocols
    76/7/foreign-origin 75/7/origin-unknown
116  The origin null, and that of a file
    76/5.2/origin-null 76/5.2/origin-of-a-file 75/5.1/origin-null 75/5.1/origin-of-a-file
117  Origins are compared too loosely
    76/7/origin-with-* 75/7/origin-with-* 75/5.1/origin-in-upper-case
118  No Upgrade, no Connection, or another method
    76/5.1/method-* 76/5.1/upgrade-absent 76/5.1/connection-absent 75/5.2/method-*
    75/5.2/*-missing
119  A handshake is found in the path or in a body
    76/7/keys-* 76/7/handshake-in-the-body-of-* 75/7/handshake-in-a-body
120  A proxy that ignores the upgrade takes frames for requests
    - it is a property of the network; no server can prevent it
121  What newer versions check is not checked for the old ones
    - it would take a client of the newer version to compare
122  wss: is announced on a plain port
    76/3.2/scheme-of-a-plain-connection 75/5.1/location-value
123  Flash asks for its policy on the same port, or somebody writes its words into a field
    beyond/robustness/policy-file-request* 75/7/flash-policy-words-in-a-field
124  Cookies
    76/4.1/cookies 75/5.2/cookies
125  FF 00 is a close in draft 75 as well
    75/5.3/ff-00-is-no-close
126  A client of draft 75 is accepted and not served
    75/5.1/accepted-client-is-served
127  key3 is awaited in draft 75
    75/5.2/no-key3-awaited
128  The server speaks first
    75/5.1/answer-before-the-request
129  A long head is not read to its end before frames are
    75/5.2/cookie-of-three-kilobytes 75/5.2/forty-fields 75/5.2/frame-bytes-in-a-field
    75/5.2/line-feeds-in-a-cookie
130  Any first line is accepted in draft 75
    75/5.2/first-line-* 75/5.2/method-* 75/5.2/version-* 75/5.2/path-*
131  A line without colon and space is a field, or raises an exception
    75/5.2/line-*
132  The application speaks before the digest is out
    76/5.1/key3-long-after-the-fields
133  A greeting is lost, or comes before the 101
    76/5.2/status-line 75/5.1/answer-is-first 76/5.2/digest-has-sixteen-bytes
134  An exception of the application leaves the parser in its middle
    beyond/robustness/one-bad-client-beside-a-good-one 76/7/hostile-text-is-text
135  The loop of one connection starves the others
    beyond/resource/unterminated-* beyond/resource/length-that-grows-for-ever
    beyond/resource/reader-that-never-reads
136  A message for a client that is gone
    76/6.3/rst-with-texts-unanswered
137  Connections are named by the client's port
    - names of connections do not show on the wire
138  A server that stops leaves its connections open
    - a target is not stopped while it is tested
139  A TLS handshake blocks all others
    beyond/robustness/tls-to-a-plain-port 76/3.2/scheme-of-an-encrypted-connection
140  A client that ends its direction right behind its request
    75/6/fin-behind-the-handshake 76/6.3/half-close-after-a-text 76/5.1/key3-too-short
"""
