"""What a file is, by its first bytes."""

import pytest

from utelys.core.filetypes import OTHER_PICTURES, UNKNOWN, type_of

BMP = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0" + b"\x01\0\0\0" * 4


@pytest.mark.parametrize(
    "text", [b"BM", b"BMW til salgs, ring kl. 18", b"BM \xc3\xa5pent brev til alle som bor her"]
)
def test_a_text_that_begins_like_a_picture_is_none(text: bytes) -> None:
    assert type_of(text) == UNKNOWN


def test_a_bitmap_is_told_by_the_header_behind() -> None:
    assert type_of(BMP) == "image/bmp"
    assert type_of(BMP[:14] + b"\x0c\0\0\0" + BMP[18:]) == "image/bmp"
    assert type_of(BMP[:14] + b"\x0d\0\0\0" + BMP[18:]) == UNKNOWN


@pytest.mark.parametrize(
    "head",
    [
        b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom",
        b"\0\0\0\x1cftypheic\0\0\0\0",
        b"\0\0\0\x0cJXL \r\n\x87\n",
        b"\xff\x0a\xfa\x1f",
        b"\0\0\0\x0cjP  \r\n\x87\n",
        b"\xff\x4f\xff\x51\0\x2f",
        b"II*\0",
        b"MM\0*",
        b"II+\0\x08\0",
        b"MM\0+\0\x08",
        b"8BPS\0\x01",
        b"IIU\0\x18\0",
        b"IIRO\x08\0",
        b"FUJIFILMCCD-RAW 0201",
    ],
)
def test_pictures_that_cannot_be_made_anew_are_known_for_such(head: bytes) -> None:
    """They may hold a place; taken for something unknown, they would be sent on with it."""
    assert type_of(head + bytes(40)) in OTHER_PICTURES
