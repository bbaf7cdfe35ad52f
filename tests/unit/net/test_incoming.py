"""Messages out of bytes, however the bytes were cut. What is no frame is in the wire tests."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.net.incoming import BINARY, CLOSE, PING, PONG, TEXT, Incoming, Message, NotAFrame

MOST = 200_000


def frame(opcode: int, data: bytes, mask: bytes, *, fin: bool = True) -> bytes:
    size = len(data)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 1 << 16:
        length = b"\xfe" + size.to_bytes(2, "big")
    else:
        length = b"\xff" + size.to_bytes(8, "big")
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
    return bytes([(0x80 if fin else 0) | opcode]) + length + mask + masked


masks = st.binary(min_size=4, max_size=4)
texts = st.one_of(st.binary(max_size=300), st.integers(65_530, 65_540).map(lambda n: b"x" * n))
pieces = st.lists(st.binary(max_size=130), min_size=1, max_size=4)


@given(st.data())
def test_the_same_messages_however_the_bytes_are_cut(data: st.DataObject) -> None:
    sent, wire = [], b""
    for _ in range(data.draw(st.integers(0, 4))):
        opcode = data.draw(st.sampled_from([TEXT, BINARY, PING, PONG]))
        if opcode in (PING, PONG):
            body = data.draw(st.binary(max_size=125))
            wire += frame(opcode, body, data.draw(masks))
        else:
            parts = data.draw(st.one_of(texts.map(lambda one: [one]), pieces))
            for at, part in enumerate(parts):
                last = at == len(parts) - 1
                wire += frame(0 if at else opcode, part, data.draw(masks), fin=last)
            body = b"".join(parts)
        sent.append(Message(opcode, body))
    incoming, heard = Incoming(MOST), []
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        incoming.feed(wire[start:end])
        while (message := incoming.next()) is not None:
            heard.append(message)
    assert heard == sent


@given(st.binary(max_size=400), st.integers(1, 50))
def test_any_bytes_give_messages_or_one_error(data: bytes, step: int) -> None:
    incoming = Incoming(MOST)
    with suppress(NotAFrame):
        for at in range(0, len(data), step):
            incoming.feed(data[at : at + step])
            while (message := incoming.next()) is not None:
                assert message.opcode in (TEXT, BINARY, CLOSE, PING, PONG)


def test_too_much_is_refused_before_it_is_there() -> None:
    incoming = Incoming(100)
    incoming.feed(frame(TEXT, b"x" * 101, b"mask")[:10])
    with pytest.raises(NotAFrame, match="too large"):
        incoming.next()
    incoming = Incoming(100)
    incoming.feed(frame(TEXT, b"x" * 60, b"mask", fin=False) + frame(0, b"x" * 60, b"mask"))
    with pytest.raises(NotAFrame, match="too large"):
        incoming.next()
