"""The wire `utelys.v1`: the models of everything that two parts of Utelys say to each other."""

PROTOCOL = "utelys.v1"
"""The WebSocket subprotocol. Within v1 only additions are made."""
