from hypothesis import given
from hypothesis import strategies as st

from tests.kit.films import XYZ, box, film, large
from utelys.core.boxes import blank_places


def test_a_place_is_nowhere_any_more_and_all_else_is_where_it_was() -> None:
    before = film()
    data = bytearray(before)
    blank_places(data)
    assert b"59.9" in before
    assert b"59.9" not in data
    assert len(data) == len(before)
    for kept in (b"v" * 20, b"t" * 20, b"m" * 30, b"udta" * 50):
        assert data.index(kept) == before.index(kept)
    again = bytearray(data)
    blank_places(again)
    assert again == data


def test_boxes_of_either_length_are_found() -> None:
    for data in (
        large(b"moov", large(b"udta", XYZ)),
        box(b"moov", box(b"udta", XYZ, size=0), size=0),
    ):
        blanked = bytearray(data)
        blank_places(blanked)
        assert XYZ not in blanked
        assert len(blanked) == len(data)


@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 255))
def test_what_is_damaged_is_gone_through_all_the_same(more: bytes, at: int, byte: int) -> None:
    data = bytearray(film() + more)
    data[at % len(data)] = byte
    size = len(data)
    blank_places(data)
    assert len(data) == size
