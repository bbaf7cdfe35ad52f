"""Which bytes of a file a client asks for (RFC 9110, section 14)."""

import re

_ONE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


class Unsatisfiable(Exception):
    """The range lies outside the file."""


def asked(header: str | None, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one past the last; None for all of the file.

    What is not one range of bytes is passed over, as the RFC allows: the whole file is sent.

    Raises:
        Unsatisfiable: nothing of the range is in the file.
    """
    found = _ONE.match((header or "").replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), size if not last else min(int(last) + 1, size)
        if last and int(last) < start:
            return None
    if start >= end:
        raise Unsatisfiable
    return start, end
