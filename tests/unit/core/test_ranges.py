"""Ranges of bytes as clients ask for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.core.ranges import Unsatisfiable, asked


@pytest.mark.parametrize(
    ("header", "part"),
    [
        (None, None),
        ("bytes=0-99", (0, 100)),
        ("bytes=50-", (50, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-1000", (0, 100)),
        ("bytes=90-500", (90, 100)),
        ("bytes=5-3", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
    ],
)
def test_what_is_asked_for(header: str | None, part: tuple[int, int] | None) -> None:
    assert asked(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0", "bytes=500-600"])
def test_what_lies_outside(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        asked(header, 100)


@given(st.text(max_size=40), st.integers(0, 10**8))
def test_nothing_that_is_said_asks_for_bytes_outside(header: str, size: int) -> None:
    for text in (header, f"bytes={header}"):
        try:
            part = asked(text, size)
        except Unsatisfiable:
            continue
        assert part is None or 0 <= part[0] < part[1] <= size
