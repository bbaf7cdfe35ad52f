from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.fake import NOON, ROOM, Stream
from utelys_client.errors import Gap
from utelys_client.mirror import Mirror, StreamState
from utelys_protocol.frames import Entries, Entry, Reset

START: dict[str, Any] = {"room": {"id": "r1"}, "entries": []}


def entry(seq: int) -> Entry:
    return Entry(seq=seq, at=NOON, kind="message.sent", by="m1", body={"text": f"{seq}"})


def frame(first: int, last: int) -> Entries:
    entries = [entry(seq) for seq in range(first, last + 1)]
    return Entries(type="entries", stream=ROOM, entries=entries)


def mirror(seq: int = 0) -> Mirror:
    return Mirror({ROOM: StreamState(seq, START)})


def test_the_next_numbers_move_the_cursor() -> None:
    held = mirror()
    assert [one.seq for one in held.entries(frame(1, 3))] == [1, 2, 3]
    assert held.cursors() == {ROOM: 3}


def test_what_is_known_already_is_passed_over() -> None:
    held = mirror(2)
    assert [one.seq for one in held.entries(frame(1, 4))] == [3, 4]
    assert held.entries(frame(1, 4)) == []


def test_a_gap_changes_nothing() -> None:
    held = mirror(2)
    with pytest.raises(Gap, match="from 2 to 4"):
        held.entries(frame(4, 5))
    assert held.cursors() == {ROOM: 2}


def test_a_gap_within_a_frame_changes_nothing() -> None:
    held = mirror()
    broken = Entries(type="entries", stream=ROOM, entries=[entry(1), entry(3)])
    with pytest.raises(Gap):
        held.entries(broken)
    assert held.cursors() == {ROOM: 0}


def test_entries_of_an_unknown_stream_are_a_gap() -> None:
    with pytest.raises(Gap, match="without a state"):
        Mirror().entries(frame(1, 1))


def test_a_reset_sets_the_cursor_also_back() -> None:
    held = mirror(9)
    held.reset(Reset(type="reset", stream=ROOM, seq=4, snapshot=START))
    assert held.cursors() == {ROOM: 4}
    assert [one.seq for one in held.entries(frame(3, 5))] == [5]


def test_streams_that_may_not_be_read_any_more_are_forgotten() -> None:
    held = mirror()
    assert held.keep_only(["room:other"]) == [ROOM]
    assert held.streams == {}


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=30))
def test_any_repetition_and_loss_leaves_a_prefix_of_the_log(frames: list[tuple[int, int]]) -> None:
    log = Stream(START, [entry(seq) for seq in range(1, 19)])
    held, taken = mirror(), []
    for after, count in frames:
        some = Entries(type="entries", stream=ROOM, entries=log.entries[after : after + count])
        try:
            taken += held.entries(some)
        except Gap:
            continue
    assert taken == log.entries[: len(taken)]
    prefix = Stream(START, taken)
    assert held.streams[ROOM] == StreamState(prefix.head, prefix.snapshot())
