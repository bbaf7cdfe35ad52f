"""Pictures made anew: only what is seen goes on, not where, when and with what it was taken."""

import io
import threading
from dataclasses import dataclass

from PIL import Image, ImageOps

from utelys.core.errors import Invalid, TooLarge

MOST_PIXELS = 50_000_000
"""A picture that unpacks to more is refused before it is unpacked."""

MOST_WHOLE_PIXELS = 14_000_000
"""The same for one that can only be unpacked whole: all but a JPEG that is not progressive."""

MOST_WEBP_PIXELS = 10_000_000
"""The same for WebP, whose decoder holds each pixel four times."""

LONGEST = 2_560
"""Pixels along the longer side; larger ones are made smaller."""

PREVIEW = 320
"""Pixels along the longer side of the preview."""

FACE = 144
"""Pixels along each side of the picture that a member shows of themselves."""

MOST_FACE_PIXELS = 1_024 * 1_024
"""A phone makes it small before it sends it."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP")
_PHOTOGRAPHS = ("JPEG", "MPO")
"""What cameras make; some put several pictures into one JPEG, of which the first is the picture."""

_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture and its preview in WebP. Sizes are in pixels."""

    data: bytes
    type: str
    width: int
    height: int
    preview: bytes


def clean(data: bytes) -> Picture:
    """Make a picture anew from its pixels alone. Of a moving one the first frame is kept.

    Takes up to some seconds and 200 MB, so only one is made at a time; call it in a thread.

    Raises:
        Invalid: it cannot be read as a picture.
        TooLarge: it has too many pixels.
    """
    with _ONE_AT_A_TIME:
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                return _made_anew(opened)
        except TooLarge:
            raise
        except Image.DecompressionBombError:
            raise _too_large(MOST_PIXELS) from None
        except Exception as error:
            # Decoders of damaged files fail in more ways than they promise.
            raise Invalid("This picture cannot be read. Send it in another form.") from error


def face(data: bytes) -> bytes:
    """Make the picture that a member shows of themselves: the middle of it, square, in WebP.

    Takes some milliseconds; call it in a thread.

    Raises:
        Invalid: it cannot be read as a picture.
        TooLarge: it has too many pixels.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_FACE_PIXELS:
                raise TooLarge("A picture of oneself may have at most 1,024 by 1,024 pixels.")
            seen = ImageOps.exif_transpose(opened).convert("RGB")
            small = ImageOps.fit(seen, (FACE, FACE))
            bare = Image.new("RGB", small.size)
            bare.paste(small)
            return _webp(bare, 75)
    except TooLarge:
        raise
    except Exception as error:
        raise Invalid("This picture cannot be read. Choose another.", field="picture") from error


def _made_anew(opened: Image.Image) -> Picture:
    width, height = opened.size
    most = _most_pixels(opened)
    if width * height > most:
        raise _too_large(most)
    lossy = opened.format in _PHOTOGRAPHS
    pixels = _made_small(opened)
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    small = bare.copy()
    small.thumbnail((PREVIEW, PREVIEW))
    type_, packed = ("image/jpeg", _jpeg(bare)) if lossy else ("image/webp", _webp(bare, 88))
    return Picture(packed, type_, bare.width, bare.height, _webp(small, 70))


def _most_pixels(opened: Image.Image) -> int:
    if opened.format == "WEBP":
        return MOST_WEBP_PIXELS
    in_part = opened.format in _PHOTOGRAPHS and not opened.info.get("progressive")
    return MOST_PIXELS if in_part else MOST_WHOLE_PIXELS


def _too_large(most: int) -> TooLarge:
    millions = most // 1_000_000
    return TooLarge(
        f"Such a picture may have at most {millions} million pixels; send a smaller one."
    )


def _made_small(opened: Image.Image) -> Image.Image:
    """Unpack a picture and make it small, turn it and colour it, in this order: for memory."""
    has_alpha = opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info
    mode = "RGBA" if has_alpha else "RGB"
    opened.draft("RGB", (LONGEST, LONGEST))
    pixels = opened
    if opened.mode not in (mode, "L", "CMYK") or "transparency" in opened.info:
        pixels = opened.convert(mode)
    pixels.thumbnail((LONGEST, LONGEST))
    ImageOps.exif_transpose(pixels, in_place=True)
    return pixels if pixels.mode == mode else pixels.convert(mode)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, progressive=True)
    return out.getvalue()


def _webp(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
