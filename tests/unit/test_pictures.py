"""Pictures are made anew, or refused; nothing else comes out."""

import io
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from utelys import pictures
from utelys.core.errors import Refusal, TooLarge
from utelys.core.filetypes import type_of


def packed(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1).save(out, form, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "mode", "type_"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("MPO", "RGB", "image/jpeg"),
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
    more: dict[str, Any] = {}
    if form == "MPO":
        more = {"save_all": True, "append_images": [Image.new(mode, (40, 30))]}
    data = packed(form, mode, **more)
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
        pictures.clean(packed("JPEG", "L", (8_000, 6_300)))
    for form, more in (("PNG", {}), ("JPEG", {"progressive": True})):
        with pytest.raises(TooLarge, match="14 million"):
            pictures.clean(packed(form, "L", (4_000, 3_600), **more))
    with pytest.raises(TooLarge, match="10 million"):
        pictures.clean(packed("WEBP", "RGB", (4_000, 2_600)))


_IN_A_PROCESS = """
import sys
from pathlib import Path
from typing import Any
from utelys import pictures

def highest() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

pictures.clean(Path(sys.argv[1]).read_bytes())  # what decoders need once
data = Path(sys.argv[2]).read_bytes()
before = highest()
pictures.clean(data)
print((highest() - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "mode", "size", "more"),
    [
        ("JPEG", "RGB", (7_900, 6_250), {}),
        ("JPEG", "CMYK", (7_900, 6_250), {}),
        ("JPEG", "RGB", (5_100, 5_100), {}),
        ("JPEG", "RGB", (4_600, 3_000), {"progressive": True, "subsampling": 0}),
        ("PNG", "RGBA", (4_600, 3_000), {}),
        ("PNG", "P", (4_600, 3_000), {"transparency": 0}),
        ("PNG", "I;16", (4_600, 3_000), {}),
        ("WEBP", "RGBA", (4_000, 2_450), {}),
        ("AVIF", "RGB", (4_600, 3_000), {"speed": 10}),
    ],
)
def test_the_largest_take_no_more_memory_than_is_said(
    tmp_path: Path, form: str, mode: str, size: tuple[int, int], more: dict[str, object]
) -> None:
    """In a process of its own, whose high-water mark is its own."""
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, pixels in (("small", (64, 48)), ("large", size)):
        (tmp_path / name).write_bytes(packed(form, mode, pixels, exif=exif.tobytes(), **more))
    run = [sys.executable, "-c", _IN_A_PROCESS, str(tmp_path / "small"), str(tmp_path / "large")]
    assert int(subprocess.run(run, check=True, capture_output=True).stdout) <= 200


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
