"""A video as a phone makes it, as far as its boxes go."""

XYZ = b"\xa9xyz\x00\x12\x15\xc7+59.9139+010.7522/"


def box(kind: bytes, *inside: bytes, size: int | None = None) -> bytes:
    body = b"".join(inside)
    return (len(body) + 8 if size is None else size).to_bytes(4, "big") + kind + body


def large(kind: bytes, body: bytes) -> bytes:
    return box(kind, (len(body) + 16).to_bytes(8, "big"), body, size=1)


def film() -> bytes:
    track = box(b"trak", box(b"tkhd", b"t" * 20), box(b"udta", XYZ), box(b"mdia", b"m" * 30))
    about = (box(b"udta", box(b"meta", XYZ)), box(b"meta", b"\0\0\0\0", XYZ))
    moov = box(b"moov", box(b"mvhd", b"v" * 20), track, *about)
    return b"".join(
        (box(b"ftyp", b"qt  \0\0\0\0qt  "), moov, box(b"uuid", XYZ), box(b"mdat", b"udta" * 50))
    )
