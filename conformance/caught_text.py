"""Which scenarios catch the faults in texts, and in what costs time or memory; see ``proof_table``."""

TABLE = """
descriptor-lost-with-each-reset (patience 0.3)
    beyond/resource/rst-storm
descriptor-lost-with-each-visit (patience 0.3)
    beyond/resource/crowd-that-leaves
half-handshakes-keep-all-out
    beyond/resource/half-key3s beyond/resource/half-heads
long-line-dies
    beyond/resource/line-of-64-kib
many-fields-die
    beyond/resource/ten-thousand-fields
long-text-dies
    beyond/resource/unterminated-text-of-8-mib
    beyond/resource/unterminated-reserved-frame-of-8-mib
long-payload-dies
    beyond/resource/payload-of-1-mib
text-cut-at-65536 (patience 0.3)
    beyond/resource/text-of-1-mib 75/trace/megabyte-of-snowmen 76/trace/megabyte
output-lost-for-slow-readers (patience 0.3)
    beyond/resource/five-mib-read-late 75/trace/megabyte
flood-loses-texts
    beyond/resource/flood-of-tiny-texts
much-output-hangs-server (patience 0.3)
    beyond/resource/reader-that-never-reads 76/trace/megabyte-of-snowmen
    75/trace/send-much-and-close 76/trace/send-much-and-close
outputs-interleaved
    76/5.3/text-behind-a-skipped-frame beyond/resource/length-of-a-million-zeros
    76/2.1/server-joins-its-output beyond/robustness/one-bad-client-beside-a-good-one
text-queued-behind-close
    76/5.3/closing-frame-behind-a-text
half-text-delivered
    75/5.3/half-a-text-is-no-message 76/5.3/end-in-mid-frame
bom-stripped
    76/5.3/text-with-byte-order-mark
bom-added
    76/5.3/sends-text-frames-only
text-normalised
    76/5.3/text-not-normalised 75/5.3/text-not-normalised
text-trimmed
    76/5.3/text-with-white-space 75/5.3/text-of-blanks
text-upper-case
    76/5.3/text-frame 75/5.3/text-of-noncharacters
line-ends-changed
    76/5.3/text-with-white-space
nul-dropped
    76/5.3/text-with-nul
nul-ends-text
    76/5.3/text-with-nul
astral-characters-replaced
    76/5.3/text-beyond-the-bmp
non-characters-replaced
    76/5.3/text-with-noncharacters
controls-dropped
    76/5.3/text-with-every-ascii-byte
quotes-escaped
    76/5.3/text-with-every-ascii-byte
text-cut-at-1024
    76/5.3/text-of-32-kib
text-cut-at-16384
    76/5.3/text-of-32-kib
empty-text-swallowed
    76/5.3/text-empty 76/5.3/empty-text-cut 75/5.3/text-empty
empty-text-closes
    76/5.3/text-empty
empty-text-dies
    76/5.3/text-empty 76/trace/empty-message
u-fffd-ends-text
    76/5.3/text-with-replacement-character 76/5.4/overlong-nul 76/5.4/truncated
    75/5.3/text-of-all-ascii 75/5.3/text-utf-8-of-each-length 75/5.3/text-with-u-fffd
nul-starts-text
    76/5.3/text-with-nul 75/5.3/text-with-u-0000
characters-cut-at-reads
    76/5.3/text-cut-at-every-offset 75/5.3/text-cut-anywhere
invalid-utf-8-dies
    76/5.4/invalid-trailing-byte 76/5.4/invalid-then-nul 76/5.4/surrogate
invalid-utf-8-deafens
    76/5.4/invalid-trailing-byte 76/5.4/past-the-last-character 76/5.4/lone-fe
invalid-utf-8-hangs-server (patience 0.3)
    76/5.4/invalid-trailing-byte
sends-latin-1
    76/5.3/sends-utf-8
sends-low-bytes
    76/5.3/sends-utf-8 75/5.3/sends-no-low-bytes
sends-utf-16
    76/5.3/sends-utf-8 75/5.3/frame-behind-bad-utf-8 75/5.3/bad-utf-8-before-ff-00
sends-ascii
    76/5.3/sends-utf-8 76/trace/non-ascii-messages
sends-cesu-8
    76/5.3/text-with-every-utf-8-byte
sends-modified-utf-8
    76/5.3/text-with-nul
sends-utf-8-twice
    76/5.3/sends-utf-8 75/5.3/sends-utf-8
start-byte-left-out
    76/5.3/sends-text-frames-only 76/5.4/lone-trailing-byte
end-byte-left-out
    76/5.3/sends-text-frames-only
end-byte-as-u-ffff
    76/5.3/sends-text-frames-only
delimiters-swapped
    76/5.3/sends-text-frames-only
end-byte-twice
    76/5.3/sends-text-frames-only 75/5.3/texts-byte-by-byte
start-byte-twice
    76/5.3/sends-text-frames-only 75/5.3/type-byte-alone 76/5.3/text-byte-by-byte
sends-type-01
    76/5.3/sends-text-frames-only 75/5.3/type-01-cut 75/5.3/type-ff-with-data 76/5.3/type-alone
    76/5.3/type-01 76/5.3/type-7f
sends-type-80
    76/5.3/sends-text-frames-only 75/5.3/type-81 75/5.3/type-fe
sends-rfc-6455
    76/5.3/sends-text-frames-only 76/5.3/terminator-alone 76/7/frame-of-a-later-version
sends-line-end
    76/5.3/sends-text-frames-only 75/5.2/frame-behind-a-cut-end 75/5.3/sends-a-long-text-whole
    75/5.3/text-of-a-line-end 76/5.3/sends-whole-frames-to-each-client
sends-empty-text-unasked
    76/5.3/sends-nothing-unasked 75/5.3/text-with-byte-order-mark 76/5.3/type-01-empty
sends-each-text-twice
    76/5.3/payload-hides-a-text-ff 75/5.3/types-below-80
texts-out-of-order
    76/5.3/texts-in-one-segment 75/5.3/many-texts-in-a-segment 75/5.3/three-texts-in-a-segment
    75/5.3/empty-texts-between-others
partial-write-restarts
    beyond/resource/text-of-1-mib
"""
