"""Scenarios of draft-hixie-thewebsocketprotocol-76 (= draft-ietf-hybi-00)."""
