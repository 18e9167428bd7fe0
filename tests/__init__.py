"""The tests of hixie-conformance."""
