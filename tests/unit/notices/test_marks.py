"""What has to be looked at later: noted once for each stream and half second, and never lost."""

from datetime import UTC, datetime, timedelta

from utelys.core.notice_kinds import Lane
from utelys.notices.confirmed import Confirmed
from utelys.notices.marks import Mark, Marks

PRESSING, USUAL, MANY = Lane.PRESSING, Lane.USUAL, Lane.MANY
NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_busy_room_has_one_note_for_each_half_second() -> None:
    marks = Marks()
    due = marks.happened("room:a", 1, USUAL, NOW)
    assert due == after(3.5)
    assert marks.happened("room:a", 2, USUAL, after(0.2)) is None
    assert marks.happened("room:a", 3, USUAL, after(0.6)) is not None
    assert marks.take(after(3.4), 10, 10) == []
    assert marks.take(after(3.5), 10, 10) == [Mark("room:a", 0, 2, USUAL)]
    assert marks.take(after(4.2), 10, 10) == [Mark("room:a", 2, 3, USUAL)]
    assert marks.next_due() is None


def test_how_far_a_stream_has_been_looked_at_stops_before_what_waits() -> None:
    marks = Marks()
    marks.happened("member:a", 4, USUAL, NOW)
    marks.happened("member:a", 5, PRESSING, NOW)
    taken = marks.take(NOW, 10, 10)
    assert taken == [Mark("member:a", 4, 5, PRESSING)]
    assert marks.looked_up_to(taken) == {"member:a": 3}
    taken = marks.take(after(4), 10, 10)
    assert marks.looked_up_to(taken) == {"member:a": 4}


def test_what_could_not_be_looked_at_is_noted_again() -> None:
    marks = Marks()
    marks.happened("member:a", 5, PRESSING, NOW)
    taken = marks.take(NOW, 10, 10)
    marks.put_back(taken, NOW)
    assert marks.take(NOW, 10, 10) == taken


def test_the_clock_going_back_makes_nothing_wait_longer() -> None:
    marks = Marks()
    marks.happened("room:a", 1, USUAL, NOW)
    marks.move_back(timedelta(hours=1))
    assert marks.next_due() == after(3.5) - timedelta(hours=1)


def test_the_highest_number_that_any_device_confirmed_counts_and_memory_is_bounded() -> None:
    confirmed = Confirmed(most=2)
    assert confirmed.note("ola", "room:a", 3)
    assert not confirmed.note("ola", "room:a", 2)
    assert confirmed.has("ola", "room:a", 3)
    assert not confirmed.has("ola", "room:a", 4)
    assert not confirmed.has("eva", "room:a", 1)
    confirmed.note("ola", "room:b", 1)
    confirmed.note("ola", "room:c", 1)
    assert not confirmed.has("ola", "room:a", 3), "forgotten counts as not confirmed"


def test_what_cannot_wait_passes_all_that_can_and_only_that_holds_posts_back() -> None:
    marks = Marks()
    for number in range(20):
        marks.happened(f"member:{number}", 1, USUAL, NOW)
    marks.happened("member:a", 5, PRESSING, after(4))
    assert marks.presses(after(4))
    assert marks.take(after(4), 50, 2) == [Mark("member:a", 4, 5, PRESSING)]
    assert not marks.presses(after(4))
    assert [one.stream for one in marks.take(after(4), 50, 2)] == ["member:0", "member:1"]
    left = marks.take(after(4), 50, 100)
    assert [one.stream for one in left] == [f"member:{number}" for number in range(2, 20)]


def test_what_goes_to_many_lets_all_else_pass_and_loses_nothing() -> None:
    marks = Marks()
    marks.happened("member:a", 1, MANY, NOW)
    marks.happened("member:b", 1, MANY, NOW)
    marks.happened("member:a", 2, USUAL, NOW)
    assert marks.happened("member:a", 3, MANY, NOW) is None
    taken = marks.take(after(4), 1, 1)
    assert taken == [Mark("member:a", 1, 2, USUAL)]
    assert marks.looked_up_to(taken) == {"member:a": 0}, (
        "what goes to many is still to be looked at"
    )
    marks.happened("member:a", 4, MANY, after(1))
    taken = marks.take(after(4), 2, 2)
    assert taken == [Mark("member:a", 0, 3, MANY), Mark("member:b", 0, 1, MANY)]
    assert marks.looked_up_to(taken) == {"member:a": 3, "member:b": 1}
    marks.put_back(taken, after(4))
    assert marks.looked_up_to([]) == {}
    assert [one.to for one in marks.take(after(5), 9, 9)] == [3, 1, 4]


def test_what_was_missed_comes_before_what_happened_since() -> None:
    marks = Marks()
    marks.happened("member:a", 6, PRESSING, NOW)
    marks.missed(Mark("member:a", 3, 5), NOW)
    marks.missed(Mark("member:b", 0, 1), NOW)
    assert marks.presses(NOW)
    taken = marks.take(NOW, 2, 2)
    assert taken == [Mark("member:a", 3, 5), Mark("member:b", 0, 1)]
    assert marks.looked_up_to(taken) == {"member:a": 5, "member:b": 1}
    marks.put_back(taken, NOW)
    assert marks.take(NOW, 10, 10) == [*taken, Mark("member:a", 5, 6, PRESSING)]
