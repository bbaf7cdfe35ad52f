from hypothesis import given
from hypothesis import strategies as st

from utelys.hub.recent import MOST_IN_A_STREAM, Recent, Ring


def entry(seq: int) -> bytes:
    return b"%d" % seq


@given(st.integers(0, 50), st.integers(0, 800), st.integers(-5, 900))
def test_a_ring_gives_all_or_nothing(head: int, added: int, cursor: int) -> None:
    ring = Ring(head)
    for seq in range(head + 1, head + added + 1):
        ring.add(entry(seq))
    given_back = ring.after(cursor, 10**6)
    kept_from = max(head, ring.head - MOST_IN_A_STREAM)
    if kept_from <= cursor <= ring.head:
        assert given_back == [entry(seq) for seq in range(cursor + 1, ring.head + 1)]
    else:
        assert given_back is None
    assert ring.size == sum(len(entry(seq)) for seq in range(ring.first, ring.head + 1))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 40))
def test_what_happened_while_the_disk_was_read_leaves_no_gap(
    on_disk: int, meanwhile: int, page: int
) -> None:
    recent = Recent(10**6)
    for seq in range(on_disk + 1, on_disk + meanwhile + 1):
        recent.add("room:a", seq, entry(seq))
    read = [(seq, entry(seq)) for seq in range(max(1, on_disk - page + 1), on_disk + 1)]
    recent.fill("room:a", on_disk, read)
    ring = recent.ring("room:a")
    assert ring is not None
    assert ring.head == on_disk + meanwhile
    first = read[0][0] if read else on_disk + 1
    assert ring.after(first - 1, 10**6) == [entry(seq) for seq in range(first, ring.head + 1)]


def test_what_was_read_and_does_not_reach_the_rest_is_left_out() -> None:
    recent = Recent(10**6)
    recent.add("room:a", 9, entry(9))
    recent.fill("room:a", 5, [(4, entry(4)), (5, entry(5))])
    ring = recent.ring("room:a")
    assert ring is not None
    assert ring.first == 9


def test_the_budget_is_kept_and_what_is_used_stays() -> None:
    recent = Recent(budget=100)
    for stream in range(20):
        recent.add(f"room:{stream}", 1, b"x" * 10)
        recent.ring("room:0")
    kept = [stream for stream in range(20) if recent.ring(f"room:{stream}") is not None]
    assert len(kept) == 10
    assert {0, 19} <= set(kept)


def test_dropping_gives_the_memory_back() -> None:
    recent = Recent(budget=25)
    recent.add("room:a", 1, b"x" * 10)
    recent.drop("room:a")
    recent.drop("room:a")
    recent.add("room:b", 1, b"x" * 10)
    recent.add("room:c", 1, b"x" * 10)
    assert recent.ring("room:b") is not None


def test_what_was_read_is_not_taken_in_when_something_newer_had_to_make_room() -> None:
    """Else the ring would end before what has been told already, and the next one leave a gap."""
    recent = Recent(budget=10)
    recent.begin("room:a")
    recent.add("room:a", 11, b"x" * 8)
    recent.add("room:b", 1, b"x" * 8)
    assert recent.ring("room:a") is None
    assert not recent.fill("room:a", 10, [(10, b"x")])
    assert recent.ring("room:a") is None


def test_a_ring_never_skips_a_number() -> None:
    recent = Recent(budget=1000)
    recent.add("room:a", 1, b"1")
    recent.add("room:a", 3, b"3")
    ring = recent.ring("room:a")
    assert ring is not None
    assert (ring.head, ring.first) == (3, 3)
    assert ring.after(1, 10**6) is None


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 200))
def test_a_piece_is_the_next_and_ends_with_what_exceeds_it(
    added: int, cursor: int, most: int
) -> None:
    ring = Ring(0)
    for seq in range(1, added + 1):
        ring.add(entry(seq))
    piece = ring.after(min(cursor, added), most) or []
    assert piece == [entry(seq) for seq in range(cursor + 1, cursor + 1 + len(piece))]
    assert sum(map(len, piece[:-1])) <= most
    assert cursor + len(piece) >= added or sum(map(len, piece)) > most


def test_a_frame_that_is_kept_ready_is_within_the_budget() -> None:
    recent = Recent(budget=100)
    for stream in ("room:a", "room:b"):
        recent.add(stream, 1, b"x" * 20)
        for _ in range(2):
            recent.keep_ready(stream, 0, 1, b"f" * 40)
    assert recent.ring("room:a") is None
    ring = recent.ring("room:b")
    assert ring is not None
    assert (ring.size, ring.ready(0, 1)) == (60, b"f" * 40)
    recent.drop("room:b")
    recent.add("room:c", 1, b"x" * 100)
    recent.add("room:d", 1, b"")
    assert recent.ring("room:c") is not None


def test_a_frame_is_kept_once_a_second_has_missed_the_same_and_goes_with_a_rewriting() -> None:
    recent = Recent(10**6)
    recent.add("room:a", 1, entry(1))
    ring = recent.ring("room:a")
    assert ring is not None
    recent.keep_ready("room:a", 0, 1, b"frame")
    assert ring.ready(0, 1) is None
    recent.keep_ready("room:a", 0, 1, b"frame")
    assert ring.ready(0, 1) == b"frame"
    recent.rewrite("room:a", 1, b"erased")
    assert ring.ready(0, 1) is None
    assert ring.size == len(b"erased")
