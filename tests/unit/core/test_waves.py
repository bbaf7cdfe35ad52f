"""Whom a wave rings: the awake first, the rested first, nobody twice, never an empty wait."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.core.errors import Invalid
from utelys.core.waves import (
    LAST_WAVE,
    REST,
    Candidate,
    Schedule,
    check_schedule,
    pick,
    rests,
)

NOW = datetime(2026, 11, 26, 22, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("candidate", "wave"),
    [
        (Candidate("ola", lease="l1"), 1),
        (Candidate("ola", lease="l1", mentor=True), 1),
        (Candidate("ola", mentor=True), 2),
        (Candidate("ola", agrees=True), 3),
        (Candidate("ola", agrees=True, wakes=True), 3),
        (Candidate("ola", agrees=True, quiet=True), None),
        (Candidate("ola"), None),
        (Candidate("ola", lease="l1", mentor=True, quiet=True), None),
        (Candidate("ola", lease="l1", mentor=True, quiet=True, agrees=True, wakes=True), 3),
    ],
)
def test_the_wave_of_each_kind_of_member(candidate: Candidate, wave: int | None) -> None:
    assert candidate.wave() == wave


def _names(picked: tuple[Candidate, ...]) -> list[str]:
    return [one.member for one in picked]


def test_a_wave_also_rings_those_of_earlier_waves_who_came_since() -> None:
    people = [Candidate("per", mentor=True), Candidate("eva", lease="l1"), Candidate("ola")]
    assert _names(pick(people, 1, ())) == ["eva"]
    assert _names(pick(people, 2, ())) == ["eva", "per"]
    assert _names(pick(people, 2, {"eva"})) == ["per"]


def test_one_who_rests_is_rung_a_wave_later_if_others_are_there() -> None:
    tired = Candidate("eva", lease="l1", resting=True)
    other = Candidate("ola", lease="l2")
    assert _names(pick([tired, other], 1, ())) == ["ola"]
    assert _names(pick([tired, other], 2, {"ola"})) == ["eva"]


def test_rest_never_makes_the_one_who_asks_wait() -> None:
    tired = Candidate("eva", lease="l1", resting=True)
    assert _names(pick([tired], 1, ())) == ["eva"]
    assert _names(pick([tired, Candidate("per", mentor=True)], 1, ())) == ["eva"]


def test_the_last_wave_holds_nobody_back() -> None:
    people = [Candidate("eva", agrees=True, resting=True), Candidate("ola", agrees=True)]
    assert _names(pick(people, LAST_WAVE, ())) == ["eva", "ola"]


candidates = st.builds(
    Candidate,
    member=st.sampled_from(["anja", "eva", "margrethe", "ola", "per"]),
    lease=st.none() | st.just("l1"),
    mentor=st.booleans(),
    quiet=st.booleans(),
    agrees=st.booleans(),
    wakes=st.booleans(),
    resting=st.booleans(),
)
crowd = st.lists(candidates, unique_by=lambda one: one.member)


@given(crowd, st.integers(1, LAST_WAVE), st.sets(st.sampled_from(["eva", "ola"])))
def test_nobody_is_disturbed_in_quiet_hours_who_has_not_agreed(
    people: list[Candidate], wave: int, left_out: set[str]
) -> None:
    for one in pick(people, wave, left_out):
        assert not one.quiet or (one.wakes and wave == LAST_WAVE)
        assert one.member not in left_out


@given(crowd)
def test_going_through_the_waves_rings_everyone_who_may_be_rung_once(
    people: list[Candidate],
) -> None:
    rung: list[str] = []
    for wave in range(1, LAST_WAVE + 1):
        may = [one for one in people if (one.wave() or LAST_WAVE + 1) <= wave]
        picked = _names(pick(people, wave, rung))
        assert bool(picked) == bool([one for one in may if one.member not in rung])
        rung += picked
    assert sorted(rung) == sorted(one.member for one in people if one.wave() is not None)


def test_each_wave_is_given_its_own_time() -> None:
    schedule = Schedule()
    assert [schedule.time_of(wave) for wave in (1, 2, 3)] == [3 * MINUTE, 5 * MINUTE, 5 * MINUTE]


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        (Schedule(second=0 * MINUTE), "second"),
        (Schedule(second=8 * MINUTE), "third"),
        (Schedule(end=8 * MINUTE), "end"),
        (Schedule(end=61 * MINUTE), "end"),
    ],
)
def test_a_schedule_out_of_order_is_refused(schedule: Schedule, field: str) -> None:
    check_schedule(Schedule())
    with pytest.raises(Invalid) as refused:
        check_schedule(schedule)
    assert refused.value.field == field


def test_whoever_took_the_last_one_rests_until_another_does_or_a_day_has_gone() -> None:
    assert rests("eva", NOW, ("eva", NOW - MINUTE))
    assert not rests("ola", NOW, ("eva", NOW - MINUTE))
    assert not rests("eva", NOW, ("eva", NOW - REST))
    assert not rests("eva", NOW, None)
    assert rests("ola", NOW, None, busy={"ola"})
