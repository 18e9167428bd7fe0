"""A conformance harness for servers of draft-hixie-75 and draft-hixie-76 (= hybi-00)."""

__version__ = "0.1.0"
