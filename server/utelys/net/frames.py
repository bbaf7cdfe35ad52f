"""A text as a WebSocket frame from a server (RFC 6455 section 5.2): whole, final, unmasked."""

import struct

_TEXT = 0x81
_CLOSE = 0x88
_PONG = 0x8A


def text_frame(text: bytes) -> bytes:
    """Put the header in front of a text in UTF-8."""
    return _header(_TEXT, len(text)) + text


def close_frame(code: int) -> bytes:
    """Make a close frame with a status code (RFC 6455 section 7.4)."""
    return _header(_CLOSE, 2) + struct.pack("!H", code)


def pong_frame(data: bytes) -> bytes:
    """Make the answer to a ping (RFC 6455 section 5.5.3)."""
    return _header(_PONG, len(data)) + data


def _header(first: int, length: int) -> bytes:
    if length < 126:
        return struct.pack("!BB", first, length)
    if length < 1 << 16:
        return struct.pack("!BBH", first, 126, length)
    return struct.pack("!BBQ", first, 127, length)
