"""Pictures are made anew, or refused; nothing else comes out."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from utelys import pictures
from utelys.core.errors import Refusal, TooLarge
from utelys.core.filetypes import type_of


def packed(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1).save(out, form, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "mode", "type_"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("PNG", "RGBA", "image/webp"),
        ("PNG", "P", "image/webp"),
        ("PNG", "I;16", "image/webp"),
        ("GIF", "P", "image/webp"),
        ("WEBP", "RGB", "image/webp"),
        ("BMP", "RGB", "image/webp"),
        ("AVIF", "RGB", "image/webp"),
    ],
)
def test_every_kind_is_made_anew(form: str, mode: str, type_: str) -> None:
    data = packed(form, mode)
    made = pictures.clean(data)
    assert (made.type, made.width, made.height) == (type_, 40, 30)
    assert type_of(made.data) == type_
    assert type_of(made.preview) == "image/webp"


def test_what_a_picture_carries_besides_its_pixels_is_left_out() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Comment", "hemmelig sted")
    exif = Image.Exif()
    exif[0x010F] = "hemmelig kamera"
    for data in (
        packed("PNG", pnginfo=notes, exif=exif.tobytes()),
        packed("WEBP", exif=exif.tobytes(), xmp=b"<x>hemmelig</x>"),
        packed("JPEG", exif=exif, comment=b"hemmelig"),
    ):
        assert b"hemmelig" in data
        made = pictures.clean(data)
        assert b"hemmelig" not in made.data + made.preview


def test_large_ones_are_made_smaller_and_huge_ones_refused() -> None:
    made = pictures.clean(packed("JPEG", size=(4000, 2000)))
    assert (made.width, made.height) == (2560, 1280)
    with pytest.raises(TooLarge, match="50 million"):
        pictures.clean(packed("PNG", "1", (20_000, 20_000)))
    with pytest.raises(TooLarge, match="50 million"):
        pictures.clean(packed("PNG", "1", (8_000, 8_000)))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF"]), st.data())
def test_damaged_ones_are_refused_or_read_and_never_fail_otherwise(
    form: str, draw: st.DataObject
) -> None:
    data = bytearray(packed(form))
    for _ in range(draw.draw(st.integers(1, 5))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    with suppress(Refusal):
        pictures.clean(bytes(data[: draw.draw(st.integers(1, len(data)))]))
