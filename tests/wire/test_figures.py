"""The house's own figures: how its calls are answered, for its members, and never of a few."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.house import opened
from utelys.core.ask_state import Ask
from utelys.core.figures import FEWEST, figures_of, since
from utelys_protocol.words import AskState

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = AT + timedelta(days=7)
ENDS = (AskState.ANSWERED, AskState.WITHDRAWN, AskState.HANDED_OVER)


def asked(number: int, state: AskState, seconds: int | None = None) -> Ask:
    word = None if seconds is None else AT + timedelta(seconds=seconds)
    return Ask(str(number), "h1", "ola", AT, state=state, first_word_at=word)


def test_median_and_ninety_are_of_the_first_answers() -> None:
    calls = [asked(n, AskState.ANSWERED, 10 * (n + 1)) for n in range(10)]
    calls += [asked(10 + n, AskState.HANDED_OVER) for n in range(10)]
    told = figures_of("h1", "Europe/Oslo", calls, LATER)
    (week,) = told.weeks
    assert (week.week, week.asks, week.median, week.ninety) == ("2026-W48", 20, 55, 90)
    assert (week.answered, week.handed_over) == (0.5, 0.5)


def withdrawn(number: int, after: int, word: int | None = None) -> Ask:
    return replace(asked(number, AskState.WITHDRAWN, word), ended_at=AT + timedelta(seconds=after))


def test_a_slip_is_no_call_and_who_gave_up_waiting_got_no_answer() -> None:
    calls = [asked(n, AskState.ANSWERED, 10) for n in range(5)]
    slips = [withdrawn(5 + n, 59) for n in range(4)]
    told = figures_of("h1", "Europe/Oslo", calls + slips, LATER).whole
    assert told is not None
    assert (told.asks, told.answered) == (5, 1.0)
    gave_up = [withdrawn(9, 61), withdrawn(10, 400)]
    met = [withdrawn(11, 30, word=20)]
    told = figures_of("h1", "Europe/Oslo", calls + slips + gave_up + met, LATER).whole
    assert told is not None
    assert (told.asks, told.answered, told.handed_over) == (8, 0.75, 0.0)
    assert figures_of("h1", "Europe/Oslo", calls[:4] + slips, LATER).whole is None


@given(st.lists(st.tuples(st.sampled_from(AskState), st.none() | st.integers(0, 9)), max_size=12))
def test_nothing_is_told_of_fewer_than_five(found: list[tuple[AskState, int | None]]) -> None:
    calls = [asked(n, state, seconds) for n, (state, seconds) in enumerate(found)]
    told = figures_of("h1", "Europe/Oslo", calls, LATER)
    ended = [one for one in calls if one.state in ENDS]
    assert (told.whole is None) == (len(ended) < FEWEST or len(ended) < len(calls))
    for one in [told.whole, *told.weeks] if told.whole else told.weeks:
        assert one.asks >= FEWEST
        assert (one.median is None) == (one.ninety is None)
        assert one.median is None or sum(word.first_word_at is not None for word in ended) >= FEWEST


def test_a_week_that_is_not_over_or_has_a_call_that_stands_is_not_told() -> None:
    calls = [asked(n, AskState.ANSWERED, 10) for n in range(6)]
    assert figures_of("h1", "Europe/Oslo", calls, AT + timedelta(days=4)).whole is None
    late = [*calls, asked(6, AskState.TALKING, 10)]
    told = figures_of("h1", "Europe/Oslo", late, LATER)
    assert (told.weeks, told.whole) == ([], None)
    told = figures_of("h1", "Europe/Oslo", calls, AT + timedelta(days=5))
    assert [week.asks for week in told.weeks] == [6]


@given(st.lists(st.integers(0, 9), max_size=6))
def test_no_difference_between_two_figures_is_of_fewer_than_five(weeks: list[int]) -> None:
    calls = [
        replace(
            asked(100 * week + n, AskState.ANSWERED, 10), raised_at=AT - timedelta(days=7 * week)
        )
        for week, found in enumerate(weeks)
        for n in range(found)
    ]
    told = figures_of("h1", "Europe/Oslo", calls, LATER)
    assert [one.asks for one in told.weeks] == [n for n in reversed(weeks) if n >= FEWEST]
    if told.whole is not None:
        assert told.whole.asks == len(calls)
        untold = len(calls) - sum(one.asks for one in told.weeks)
        assert untold == 0 or untold >= FEWEST


def test_twelve_weeks_begin_on_a_monday_by_the_wall() -> None:
    begin = since(AT, "Europe/Oslo")
    assert (begin.weekday(), begin.hour, begin.date().isoformat()) == (0, 0, "2026-08-31")


async def test_members_read_the_figures_of_their_house(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        id_ = await house.house_id()
        for number in range(5):
            _, told = await house.get(ola, f"/houses/{id_}/figures")
            assert told == {"house": id_, "weeks": []}, number
            raised = await house.do(ola, "ask.raise", house=id_)
            house.clock.move(seconds=30)
            await house.do(eva, "ask.take", ask=raised["ask"]["id"])
            await house.do(eva, "message.send", room=raised["room"]["id"], text="Hei")
            await house.do(ola, "ask.end", ask=raised["ask"]["id"])
        house.clock.move(days=7)
        await house.time_told()
        _, told = await house.get(eva, f"/houses/{id_}/figures")
        assert told["whole"]["asks"] == 5
        assert 30 <= told["whole"]["median"] <= 40
        assert told["whole"]["answered"] == 1.0
        assert (await house.get(eva, "/houses/01NOTHING/figures"))[0] == 404
