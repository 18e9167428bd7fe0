"""Which scenarios catch the faults in frames and in closing; see ``proof_table``."""

TABLE = """
close-answer-ff
    76/1.4/closing-frame-answered-every-time
close-answer-00-ff
    76/5.3/closing-frame-with-a-leading-80
close-answer-twice
    76/1.4/closing-frame-once 76/1.4/both-close-at-once
close-answer-ff-ff
    76/1.4/closing-frame-answered-every-time
close-answer-80-00
    76/1.4/closing-frame-answered-every-time
close-answer-rfc-6455
    76/1.4/closing-frame-answered-every-time
text-behind-close-answer
    76/5.3/text-behind-closing-frame-next-segment 76/1.4/closing-frame-and-fin
close-answer-error-page
    76/1.4/closing-frame-answered-every-time
close-ignored
    76/1.4/closing-frame-answered-every-time
close-skipped
    76/5.3/closing-frame-with-a-leading-80
close-dies
    76/1.4/closing-frame-answered
close-answered-now-and-then
    76/1.4/closing-frame-answered-every-time
close-split-error-page
    76/5.3/closing-frame-cut
close-split-unseen
    76/1.4/closing-frame-answered-when-cut
close-behind-text-unseen
    76/5.3/text-behind-closing-frame
text-before-close-lost
    76/5.3/closing-frame-behind-a-text
bytes-behind-close-die
    76/5.3/half-a-text-behind-closing-frame
text-behind-close-answered
    76/5.3/text-behind-closing-frame-later
text-behind-close-dies
    76/5.3/text-behind-closing-frame-next-segment
every-close-answered
    76/1.4/closing-frame-once 76/1.4/closing-frame-once-late
ff-80-00-skipped
    76/5.3/closing-frame-with-a-leading-80
fin-never-sent
    76/6.3/closed-when-the-client-has-closed
fin-unanswered
    76/6.3/closed-when-the-client-is-gone 75/6/end-without-closing-frame
reset-dies
    76/6.3/rst-after-opening beyond/robustness/connect-and-reset
    beyond/robustness/half-a-head-and-reset 76/6.3/rst-in-mid-frame 76/6.3/rst-in-mid-length
    76/6.3/rst-in-mid-payload
close-frame-before-first-text
    76/5.3/text-behind-closing-frame-later 76/6.3/fin-or-rst
    76/5.3/server-closes-client-is-silent 76/5.3/closing-frame-cut-behind-a-text
    76/5.3/nothing-sent-after-closing-frame
greeting-before-digest
    76/5.2/digest-has-sixteen-bytes 76/6.3/fin-in-mid-frame 76/2.1/client-takes-its-time
    76/trace/late-digest
greeting-before-head
    76/5.2/status-line
ff-ends-skipped-frame
    76/5.3/payload-is-a-closing-frame 75/5.3/ff-in-a-skipped-frame 75/5.3/ten-skipped-frames
    75/5.3/text-in-a-skipped-frame 75/5.3/every-byte-in-a-skipped-frame 76/5.3/payload-cut
    76/5.3/payload-of-ff 75/5.3/skipped-frame-cut
ff-in-skipped-frame-dies
    76/5.3/payload-holds-ff-first-frame 75/5.3/skipped-frame-before-any-text
length-ignored
    76/5.3/payload-hides-a-text 75/5.3/length-of-4-gib 75/5.3/types-from-80
    76/5.3/length-past-31-bits 76/5.3/length-128 76/5.3/payload-begins-in-its-own-segment
length-prefixed-delivered
    76/5.3/length-1 75/5.3/length-127 75/5.3/length-with-leading-zeros 76/5.3/type-ff-length-128
    75/5.3/length-128 76/5.3/length-16384
stall-behind-skipped-frame
    76/5.3/text-behind-a-skipped-frame 75/5.3/text-behind-a-skipped-frame
length-zero-delivered
    76/5.3/length-0 75/5.3/ff-80-00
length-zero-unread
    76/5.3/type-fe-length-0 75/5.3/length-0 76/5.3/several-skipped-in-a-row
type-bit-misread
    76/5.3/types-80-to-fe 75/5.3/type-80-empty-after-type-ff 76/5.3/type-ff-then-80-00
length-one-byte
    76/5.3/length-cut 75/5.3/length-of-2-to-the-64 75/5.3/length-129 75/5.3/length-16385
    75/5.3/length-300
length-high-bit-counted
    76/5.3/length-129
length-times-256
    76/5.3/length-129
length-low-group-first
    76/5.3/length-300
length-counts-itself
    76/5.3/length-127 76/5.3/type-ff-with-a-length 76/5.3/length-with-leading-80
    76/5.3/payload-holds-ff 76/5.3/length-16385 75/5.3/text-over-the-end-of-a-skipped-frame
length-wraps
    76/5.3/length-past-64-bits 75/5.3/length-of-2-to-the-53 76/5.3/length-past-32-bits
    76/5.3/length-past-63-bits
length-restarts
    76/5.3/length-cut
long-length-dies
    76/5.3/length-of-400-bytes
endless-length-accepted
    beyond/resource/length-that-grows-for-ever
low-types-delivered
    76/5.3/types-01-to-7f
low-type-swallows-next
    76/5.3/type-01-hides-a-text 75/5.3/type-01 75/5.3/type-01-empty
    75/5.3/type-01-with-00-inside 75/5.3/type-01-with-80-inside 75/5.3/type-7f
    75/5.3/type-of-a-letter 76/5.3/type-01-cut 76/5.3/type-01-nul-first-in-segment
too-long-text-read-on
    beyond/resource/long-text-hides-texts
split-text-lost
    76/5.3/text-and-a-half
split-text-closes
    76/5.3/text-and-a-half
ff-first-in-segment-unseen
    76/5.3/terminator-first-in-segment 75/5.3/ff-first-in-its-segment
ff-00-between-texts-closes
    76/5.3/terminator-and-type-together
any-00-in-two-bytes-closes
    76/5.3/nul-first-in-text
texts-in-segment-merged
    76/5.3/texts-in-one-segment
one-text-per-segment
    76/5.3/texts-in-one-segment
one-text-per-read
    76/5.3/texts-in-one-segment-fifty
many-texts-die
    76/5.3/texts-by-the-thousand
error-page-in-stream
    beyond/robustness/no-error-page-in-the-stream 76/7/second-handshake-in-the-stream
    76/7/http-request-in-the-stream
unknown-frame-dies
    76/5.3/payload-holds-ff-first-frame
low-type-dies
    76/5.3/type-01-hides-a-length
half-text-fin-dies
    75/5.3/half-a-text-is-no-message
"""
