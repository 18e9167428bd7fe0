"""Imported once, before the processes of the self-test are made of it: all that a trial needs."""

from __future__ import annotations

from conformance import catalogue, proving

catalogue.catalogue()
hold = proving.hold
