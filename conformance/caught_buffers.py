"""Which scenarios catch the faults of reading piece by piece, of words, and of what is left behind."""

TABLE = """
nul-first-in-read-restarts-text
    76/5.3/nul-first-in-a-later-segment 75/5.3/nul-first-in-a-later-segment
nul-first-in-read-dropped
    76/5.3/nul-first-in-a-later-segment
skipped-frame-ends-at-third-read
    76/5.3/skipped-frame-byte-by-byte 75/5.3/skipped-frame-byte-by-byte
ff-first-in-read-ends-skipped-frame
    76/5.3/payload-ff-first-in-segment
text-keeps-last-16384
    76/5.3/text-of-32-kib-in-two-segments 75/5.3/text-of-32-kib-in-two-segments
full-read-waits-for-more (patience 0.3)
    76/5.3/text-fills-a-buffer 75/5.3/text-fills-a-buffer
length-16383-miscounted
    76/5.3/length-16383 75/5.3/length-16383
length-16384-miscounted
    75/5.3/length-16384
text-taken-for-false
    76/5.3/texts-of-few-words 75/5.3/texts-of-few-words
ping-answered-by-pong
    76/5.3/texts-of-few-words 75/5.3/texts-of-few-words
quit-swallowed
    76/5.3/texts-of-few-words 75/5.3/texts-of-few-words
quotes-stripped
    76/5.3/texts-of-few-words 75/5.3/texts-of-few-words
one-character-swallowed
    76/5.3/texts-of-few-words 75/5.3/texts-of-few-words
separators-end-lines
    76/5.3/texts-of-few-words 75/5.3/texts-of-few-words
latin-1-where-it-fits
    76/5.3/texts-of-few-words
same-text-ignored
    76/5.3/same-text-three-times 75/5.3/same-text-three-times
later-empty-text-swallowed
    76/5.3/empty-texts-between-others 75/5.3/empty-texts-between-others
hundredth-text-lost
    76/5.3/texts-in-turn-by-the-thousand 75/5.3/texts-in-turn-by-the-thousand
silent-from-the-thousandth (patience 0.3)
    76/5.3/texts-in-turn-by-the-thousand 75/5.3/texts-in-turn-by-the-thousand
length-fin-dies
    76/6.3/fin-in-mid-length 75/6/close-within-a-length
payload-fin-dies
    76/6.3/fin-in-mid-payload
length-left-to-the-next-client
    76/6.3/fin-in-mid-length 75/6/close-within-a-length
decoder-left-to-the-next-text
    76/5.4/truncated-at-the-end
close-behind-texts-unanswered
    76/1.4/closing-frame-answered-after-texts
close-before-bytes-unanswered
    76/1.4/closing-frame-answered-after-texts
"""
