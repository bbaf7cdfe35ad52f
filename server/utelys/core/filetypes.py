"""What a file is, by its first bytes and never by its name or by what a client says of it."""

PICTURES = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "image/bmp"}
)
"""Pictures that are made anew without what the camera wrote into them."""

OTHER_PICTURES = frozenset(
    {
        *("image/heic", "image/tiff", "image/jxl", "image/jp2", "image/vnd.adobe.photoshop"),
        *("image/x-canon-cr3", "image/x-raw"),
    }
)
"""Pictures that may name a place or a camera and cannot be made anew here."""

WITH_BOXES = frozenset({"video/mp4", "audio/mp4"})
"""What may name a place in boxes of its own, which are blanked."""

SHOWN = PICTURES | {"audio/mpeg", "audio/ogg", "audio/mp4", "video/mp4", "video/webm"}
"""What a browser shows in place and that holds no program; all else is only ever saved."""

UNKNOWN = "application/octet-stream"

NEEDED = 64
"""Bytes from the beginning that are enough to tell."""

# From the registrations of the formats themselves; the first that fits is taken.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"II+\0", "image/tiff"),
    (0, b"MM\0+", "image/tiff"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (0, b"\xff\x0a", "image/jxl"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (0, b"\xff\x4f\xff\x51", "image/jp2"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"IIU\0", "image/x-raw"),
    (0, b"IIRO", "image/x-raw"),
    (0, b"MMOR", "image/x-raw"),
    (0, b"FUJIFILMCCD-RAW", "image/x-raw"),
    (0, b"FOVb", "image/x-raw"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"PK\x03\x04", "application/zip"),
)

# ISO base media (ISO/IEC 14496-12): a box `ftyp` with the brand of what follows.
_BRANDS: dict[bytes, str] = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"crx ": "image/x-canon-cr3",
    b"M4A ": "audio/mp4",
}

_BITMAP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
"""Lengths of the header behind a bitmap's own, one for each version of it."""


def type_of(head: bytes) -> str:
    """Tell the media type from the first bytes; `application/octet-stream` where none fits."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    # Two letters are a word's beginning too.
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS:
        return "image/bmp"
    for offset, magic, name in _MAGIC:
        if head.startswith(magic, offset):
            return name
    return UNKNOWN
