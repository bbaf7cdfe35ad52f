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
ENDS = (AskState.ANSWERED, AskState.WITHDRAWN, AskState.HANDED_OVER)


def asked(number: int, state: AskState, seconds: int | None = None) -> Ask:
    word = None if seconds is None else AT + timedelta(seconds=seconds)
    return Ask(str(number), "h1", "ola", AT, state=state, first_word_at=word)


def test_median_and_ninety_are_of_the_first_answers() -> None:
    calls = [asked(n, AskState.ANSWERED, 10 * (n + 1)) for n in range(10)]
    calls += [asked(10 + n, AskState.HANDED_OVER) for n in range(10)]
    told = figures_of("h1", "Europe/Oslo", calls)
    (week,) = told.weeks
    assert (week.week, week.asks, week.median, week.ninety) == ("2026-W48", 20, 55, 90)
    assert (week.answered, week.handed_over) == (0.5, 0.5)


def withdrawn(number: int, after: int, word: int | None = None) -> Ask:
    return replace(asked(number, AskState.WITHDRAWN, word), ended_at=AT + timedelta(seconds=after))


def test_a_slip_is_no_call_and_who_gave_up_waiting_got_no_answer() -> None:
    calls = [asked(n, AskState.ANSWERED, 10) for n in range(5)]
    slips = [withdrawn(5 + n, 59) for n in range(4)]
    told = figures_of("h1", "Europe/Oslo", calls + slips).whole
    assert told is not None
    assert (told.asks, told.answered) == (5, 1.0)
    gave_up = [withdrawn(9, 61), withdrawn(10, 400)]
    met = [withdrawn(11, 30, word=20)]
    told = figures_of("h1", "Europe/Oslo", calls + slips + gave_up + met).whole
    assert told is not None
    assert (told.asks, told.answered, told.handed_over) == (8, 0.75, 0.0)
    assert figures_of("h1", "Europe/Oslo", calls[:4] + slips).whole is None


@given(st.lists(st.tuples(st.sampled_from(AskState), st.none() | st.integers(0, 9)), max_size=12))
def test_nothing_is_told_of_fewer_than_five(found: list[tuple[AskState, int | None]]) -> None:
    calls = [asked(n, state, seconds) for n, (state, seconds) in enumerate(found)]
    told = figures_of("h1", "Europe/Oslo", calls)
    ended = [one for one in calls if one.state in ENDS]
    assert (told.whole is None) == (len(ended) < FEWEST)
    for one in [told.whole, *told.weeks] if told.whole else told.weeks:
        assert one.asks >= FEWEST
        assert (one.median is None) == (one.ninety is None)
        assert one.median is None or sum(word.first_word_at is not None for word in ended) >= FEWEST


def test_twelve_weeks_begin_on_a_monday_by_the_wall() -> None:
    begin = since(AT, "Europe/Oslo")
    assert (begin.weekday(), begin.hour, begin.date().isoformat()) == (0, 0, "2026-09-07")


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
        _, told = await house.get(eva, f"/houses/{id_}/figures")
        assert told["whole"]["asks"] == 5
        assert 30 <= told["whole"]["median"] <= 40
        assert told["whole"]["answered"] == 1.0
        assert (await house.get(eva, "/houses/01NOTHING/figures"))[0] == 404
