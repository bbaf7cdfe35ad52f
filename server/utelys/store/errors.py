"""What stops the store from opening, in words for the one who runs the server."""


class StoreRefusal(Exception):
    """The store will not open, or not go on; the message says why and what to do."""
