"""How fast our server is, beside servers of others and beside a loop that parses nothing.

`python -m benchmarks` starts each server in turn, drives it with a load generator written in C, and
prints tables, ratios and aims. `benchmarks/install` puts the servers in place. docs/benchmarks.md
says what is measured, how, and what the figures do not say.

    handshakes   opening handshakes of draft 76, ready-made for the generator
    roster       what is measured, and whether it is there
    loads        what each server is asked to do
    measure      one server under one load: processes, cores, limits
    ratios       the aims, and the arithmetic that decides them
    table        the text
"""
