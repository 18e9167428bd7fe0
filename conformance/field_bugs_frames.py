"""Field bugs 54 to 102: frames, closing, text."""

TABLE = """
54  FF ends a frame that has a length; the last message is delivered once more, or the server dies
    76/5.3/payload-holds-ff* 76/5.3/payload-of-ff 75/5.3/ff-in-a-skipped-frame
    75/5.3/skipped-frame-before-any-text
55  A message is read out of a frame that is to be skipped
    76/5.3/payload-hides-a-text* 76/5.3/payload-begins-in-its-own-segment
    75/5.3/text-in-a-skipped-frame
56  The data of a frame with a length is delivered as text
    76/5.3/length-* 76/5.3/types-80-to-fe 75/5.3/length-* 75/5.3/types-from-80
57  What follows a skipped frame waits for the next read
    76/5.3/text-behind-a-skipped-frame 75/5.3/text-behind-a-skipped-frame
58  The length 0 is a close, an empty message, or the start of a text
    76/5.3/length-0 76/5.3/type-fe-length-0 75/5.3/length-0
59  Types 01 to 7F are delivered as text in draft 76
    76/5.3/type-01* 76/5.3/types-01-to-7f 76/5.3/type-7f
60  The lowest bit of the type is taken for the highest
    76/5.3/length-1 76/5.3/types-80-to-fe 76/5.3/type-01 75/5.3/type-81
61  After a frame that is too long the parser goes on in its middle
    beyond/resource/long-text-hides-texts beyond/resource/unterminated-*
62  A text that comes in several reads is lost or cut
    76/5.3/text-cut-at-every-offset 76/5.3/text-byte-by-byte 76/5.3/text-and-a-half
    75/5.3/text-cut-anywhere 75/5.3/texts-byte-by-byte
63  FF is not found where it is the first byte of a read
    76/5.3/terminator-first-in-segment 76/5.3/terminator-alone 76/5.3/empty-text-cut
    75/5.3/ff-first-in-its-segment
64  The end of one text and the start of the next are taken for a close
    76/5.3/terminator-and-type-together 76/5.3/nul-first-in-text
    75/5.3/ff-00-of-two-texts 75/5.3/00-00-first-in-its-segment
65  Two texts of one read become one
    76/5.3/texts-in-one-segment* 75/5.3/three-texts-in-a-segment 75/5.3/many-texts-in-a-segment
66  One call deeper for each frame
    76/5.3/texts-by-the-thousand beyond/resource/flood-of-tiny-texts
67  An empty message is lost, or closes
    76/5.3/text-empty 75/5.3/text-empty 75/5.3/empty-texts-between-others
68  A long length begins anew with each read, or has no limit
    76/5.3/length-cut 76/5.3/length-of-400-bytes beyond/resource/length-that-grows-for-ever
69  Length bytes 80 without end never grow the number
    76/5.3/length-with-leading-80 75/5.3/length-with-leading-zeros
    beyond/resource/length-of-a-million-zeros
70  A closing frame whose length has two bytes
    76/5.3/closing-frame-with-a-leading-80 75/5.3/ff-80-00
71  A frame of type FF is remembered, and a later frame closes
    76/5.3/type-ff-then-80-00 75/5.3/type-80-empty-after-type-ff
72  A frame that is skipped for hours keeps its connection busy
    - the limit, if there is one, is of gigabytes or hours, and is the server's own
73  The server sends frames that have a length
    76/5.3/sends-text-frames-only 75/5.3/sends-text-frames-only 75/5.3/sends-a-long-text-whole
74  The server writes another delimiter
    76/5.3/sends-text-frames-only 75/5.3/sends-text-frames-only
75  One message in three writes, with others between them
    76/5.3/sends-whole-frames-to-each-client
76  What was written in part is written again from its start
    beyond/resource/five-mib-read-late
77  Messages change places, or the last bytes stay in a buffer, for a slow reader
    beyond/resource/five-mib-read-late 76/5.3/sends-whole-frames-to-each-client
78  The client's closing frame is not answered
    76/1.4/closing-frame-answered
79  FF and 00 of a closing frame in two reads
    76/5.3/closing-frame-cut* 76/1.4/closing-frame-answered-when-cut
80  A closing frame that is not alone in its read
    76/5.3/closing-frame-behind-a-text 76/5.3/half-a-text-behind-closing-frame
    76/5.3/text-behind-closing-frame
81  What follows the client's closing frame is delivered
    76/5.3/text-behind-closing-frame*
82  The server sends data behind its closing frame
    76/5.3/nothing-sent-after-closing-frame 76/1.4/closing-frame-once*
83  A closing frame of one byte, or turned round
    76/1.4/closing-frame-answered 76/5.3/server-closes-client-is-silent
84  Every frame of type FF is taken for a close
    76/5.3/type-ff-with-a-length 76/5.3/payload-hides-a-text-ff
85  A server that closes does not wait, or waits for ever
    76/5.3/server-closes-client-is-silent 76/6.3/closed-when-the-client-has-closed
86  What was under way when the server closed is an error to it
    76/5.3/server-closes-client-is-silent
87  Both close at once, and one closes twice
    76/1.4/both-close-at-once
88  Closing works once per process
    76/1.4/closing-frame-answered-every-time
89  Writing the closing frame raises an exception
    76/1.4/closing-frame-answered
90  The application is told of the end twice, or never
    - what an application is told does not show on the wire
91  Output that was not sent is lost when the server closes
    76/5.3/closing-frame-behind-a-text 76/6.3/fin-or-rst
92  A descriptor is kept after a close that failed
    beyond/resource/rst-storm 76/6.3/closed-when-*
93  U+FFFD is taken for the delimiter
    76/5.3/text-with-replacement-character 76/5.4/invalid-then-nul 75/5.3/text-with-u-fffd
94  U+0000 in a text is dropped, ends it, or begins another
    76/5.3/text-with-nul 75/5.3/text-with-u-0000
95  The low byte of a character is sent, and FF ends the frame
    76/5.3/sends-utf-8 75/5.3/sends-utf-8 75/5.3/sends-no-low-bytes
96  Half a surrogate pair
    76/5.4/surrogate 75/5.4/choice-surrogate
97  Text that is no UTF-8 silences the connection or ends the server
    76/5.4/* 75/5.4/* 75/5.3/*bad-utf-8*
98  Another number of U+FFFD for what is no UTF-8
    75/5.4/choice-*
99  Each read is decoded by itself
    76/5.3/text-cut-at-every-offset 75/5.3/text-cut-anywhere
100  A byte order mark, a character beyond U+FFFF or a noncharacter is lost
    76/5.3/text-with-byte-order-mark 76/5.3/text-beyond-the-bmp 76/5.3/text-with-noncharacters
    75/5.3/text-with-byte-order-mark 75/5.3/text-of-noncharacters 75/5.3/text-utf-8-of-each-length
101  Characters are counted where bytes are meant
    - it shows at a limit of the server's own, which the harness does not know
102  Each read searches a long text from its start
    beyond/resource/unterminated-text-of-8-mib
"""
