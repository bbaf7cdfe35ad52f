"""A text as a WebSocket frame from a server (RFC 6455 section 5.2): whole, final, unmasked."""

import struct

_TEXT = 0x81
_CLOSE = 0x88


def text_frame(text: bytes) -> bytes:
    """Put the header in front of a text in UTF-8."""
    return _header(_TEXT, len(text)) + text


def close_frame(code: int) -> bytes:
    """Make a close frame with a status code (RFC 6455 section 7.4)."""
    return _header(_CLOSE, 2) + struct.pack("!H", code)


def _header(first: int, length: int) -> bytes:
    if length < 126:
        return struct.pack("!BB", first, length)
    if length < 1 << 16:
        return struct.pack("!BBH", first, 126, length)
    return struct.pack("!BBQ", first, 127, length)
