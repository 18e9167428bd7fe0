"""All small liars by name: FAULTS, one thing wrong in each, and LEGAL, nothing wrong in any.

Importing the modules below fills the tables; each is about one part of the drafts.
"""

from __future__ import annotations

from collections.abc import Callable

from conformance.selftest import (  # noqa: F401 - imported for what they enter
    faults75,
    faults75_reading,
    faults_alike,
    faults_buffers,
    faults_closing,
    faults_counted,
    faults_delimited,
    faults_digest,
    faults_fields,
    faults_keys,
    faults_left,
    faults_location,
    faults_opening,
    faults_reading,
    faults_repeated,
    faults_request,
    faults_resource,
    faults_response,
    faults_segments,
    faults_text,
    faults_values,
    faults_words,
    legal,
    legal_framing,
    legal_opening,
)
from conformance.selftest.actions import Peer
from conformance.selftest.miniature import Miniature
from conformance.selftest.null import NULL_PEERS
from conformance.selftest.switch import FAULTS, LEGAL, Fault

__all__ = ["FAULTS", "LEGAL", "Fault", "make_peer"]


def make_peer(name: str) -> Callable[[], Peer]:
    """One server: a function that makes its next connection.

    name: ``honest``, or a key of FAULTS, LEGAL or NULL_PEERS. Raises KeyError for any other.
    """
    if name in NULL_PEERS:
        return NULL_PEERS[name]
    peer = Miniature if name == "honest" else (FAULTS | LEGAL)[name].peer
    shared: dict[str, bytes] = {}
    return lambda: peer(shared)
