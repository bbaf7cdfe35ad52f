from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from utelys.net.frames import close_frame, text_frame


def read(data: bytes) -> Frame:
    """Read a frame with somebody else's parser."""
    reader = StreamReader()
    reader.feed_data(data)
    parsing = Frame.parse(reader.read_exact, mask=False, max_size=None)
    try:
        while True:
            next(parsing)
    except StopIteration as done:
        frame: Frame = done.value
        return frame


@given(st.sampled_from([0, 1, 125, 126, 127, 65_535, 65_536, 200_000]))
def test_another_parser_reads_the_same_text(length: int) -> None:
    frame = read(text_frame(b"x" * length))
    assert (frame.opcode, frame.fin, len(frame.data)) == (Opcode.TEXT, True, length)


def test_a_close_carries_its_code() -> None:
    frame = read(close_frame(1012))
    assert frame.opcode is Opcode.CLOSE
    assert frame.data == (1012).to_bytes(2, "big")
