"""Taking out of videos where, when and with what they were filmed, and leaving them as they play.

MP4, QuickTime and their kin are boxes in boxes (ISO/IEC 14496-12, section 4.2). What cameras and
phones say of a place stands in `udta` (`©xyz`, `loci`), `meta` (Apple's keys) and `uuid` (XMP), of
the whole or of a track; none of them is needed to play. Such a box becomes a `free` one of the same
length with nothing in it, because what plays is found by its distance from the beginning.

Places that are filmed along as a track of their own, as some action cameras do, stay.
"""

from collections.abc import Iterator

_BLANK = frozenset({b"udta", b"meta", b"uuid"})
_ENTER = frozenset({b"moov", b"trak"})


def blank_places(data: bytearray) -> None:
    """Blank every box that may tell of a place, where it is. What is damaged is left as it is."""
    levels = [(0, len(data))]
    while levels:
        for begin, body, end in _boxes(data, *levels.pop()):
            kind = bytes(data[begin + 4 : begin + 8])
            if kind in _BLANK:
                data[begin + 4 : begin + 8] = b"free"
                data[body:end] = bytes(end - body)
            elif kind in _ENTER:
                levels.append((body, end))


def _boxes(data: bytearray, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The boxes between two places: where each begins, where what is in it begins and ends."""
    while at + 8 <= end:
        size, header = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < header or at + size > end:
            return
        yield at, at + header, at + size
        at += size
