"""Small liars: an honest miniature server, and the same server with exactly one fault at a time.

A check that cannot fail proves nothing. So for every thing that the harness checks there is a
server here that gets just that thing wrong (``faults``), and for every freedom that the drafts
leave there is a server here that takes it (``legal``). The first have to be found, the second
have to be left in peace.

The judged owes nothing to the judge: nothing here knows how the harness writes, reads or judges.
"""
