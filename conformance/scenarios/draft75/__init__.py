"""Scenarios of draft-hixie-thewebsocketprotocol-75."""
