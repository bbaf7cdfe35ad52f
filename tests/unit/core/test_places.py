"""Who has a place and who waits: examples, and properties over any answers in any order."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from utelys.core.places import (
    Moves,
    Places,
    Said,
    counts,
    moves,
    outlasts,
    places,
    said_again,
)
from utelys_protocol.words import Answer

COMING, MAYBE, NO = Answer.COMING, Answer.MAYBE, Answer.NO

Answers = dict[str, Said]


def after(events: list[tuple[str, Answer | None]], answers: Answers | None = None) -> Answers:
    """Take answers one after the other; None is a member who left."""
    answers = dict(answers or {})
    turn = max((said.turn for said in answers.values()), default=0)
    for number, (member, answer) in enumerate(events, turn + 1):
        if answer is None:
            answers.pop(member, None)
        else:
            answers[member] = said_again(answers.get(member), answer, number)
    return answers


def test_the_first_have_the_places_and_the_others_wait_in_order() -> None:
    answers = after([("ola", COMING), ("eva", COMING), ("per", COMING), ("anja", COMING)])
    assert places(2, answers) == Places(coming=("ola", "eva"), waiting=("per", "anja"))
    assert places(None, answers) == Places(coming=("ola", "eva", "per", "anja"))


def test_maybe_and_no_take_no_place() -> None:
    answers = after([("ola", MAYBE), ("eva", NO), ("per", COMING), ("anja", MAYBE)])
    assert places(1, answers) == Places(coming=("per",), maybe=("ola", "anja"), no=("eva",))


def test_saying_it_again_keeps_the_turn_and_coming_back_goes_last() -> None:
    answers = after([("ola", COMING), ("eva", COMING), ("ola", COMING), ("per", COMING)])
    assert places(1, answers).waiting == ("eva", "per")
    for away in (MAYBE, NO, None):
        again = after([("ola", away), ("ola", COMING)], answers)
        assert places(1, again) == Places(coming=("eva",), waiting=("per", "ola"))


def test_a_lower_maximum_puts_the_last_back_and_a_higher_one_lets_the_next_in() -> None:
    answers = after([("ola", COMING), ("eva", COMING), ("per", COMING)])
    three, one = places(3, answers), places(1, answers)
    assert moves(three, one) == Moves(promoted=(), put_back=("eva", "per"))
    assert moves(one, three) == Moves(promoted=("eva", "per"), put_back=())
    assert places(0, answers).coming == ()


def test_whoever_leaves_was_not_put_back() -> None:
    answers = after([("ola", COMING), ("eva", COMING), ("per", COMING)])
    before = places(2, answers)
    left = places(2, after([("ola", NO)], answers))
    assert moves(before, left) == Moves(promoted=("per",), put_back=())


def test_what_was_said_to_one_time_counts_there() -> None:
    assert counts(None, None) is None
    assert counts(None, Said(COMING, 1)) == Said(COMING, 1)
    assert counts(Said(NO, 2), Said(COMING, 1)) == Said(NO, 2)


def test_an_answer_to_all_comes_in_place_of_all_but_a_no() -> None:
    assert outlasts(Said(NO, 1), COMING)
    assert outlasts(Said(NO, 1), MAYBE)
    assert not outlasts(Said(COMING, 1), NO)
    assert not outlasts(Said(COMING, 1), MAYBE)
    assert not outlasts(Said(MAYBE, 1), COMING)
    # Who was coming anyway keeps the turn.
    assert outlasts(Said(COMING, 1), COMING)


MEMBERS = st.sampled_from([f"m{number}" for number in range(12)])
EVENTS = st.lists(
    st.tuples(MEMBERS, st.sampled_from([COMING, COMING, COMING, MAYBE, NO, None])), max_size=60
)
MAXIMUM = st.integers(1, 12)


@given(EVENTS, MAXIMUM)
def test_never_above_the_maximum_and_never_below_it_while_somebody_waits(
    events: list[tuple[str, Answer | None]], maximum: int
) -> None:
    answers = after(events)
    result = places(maximum, answers)
    assert len(result.coming) <= maximum
    assert len(result.coming) == maximum or not result.waiting
    everyone = [*result.coming, *result.waiting, *result.maybe, *result.no]
    assert sorted(everyone) == sorted(answers)


@given(EVENTS, MAXIMUM)
def test_the_order_is_the_order_of_arrival(
    events: list[tuple[str, Answer | None]], maximum: int
) -> None:
    """Told once more in the plainest way: a queue that one joins at the end and leaves."""
    queue: list[str] = []
    for member, answer in events:
        if answer is COMING and member not in queue:
            queue.append(member)
        elif answer is not COMING and member in queue:
            queue.remove(member)
    result = places(maximum, after(events))
    assert [*result.coming, *result.waiting] == queue


@given(EVENTS, MAXIMUM, MEMBERS, st.sampled_from([MAYBE, NO, None]))
def test_a_withdrawal_promotes_exactly_one_the_next_in_order(
    events: list[tuple[str, Answer | None]], maximum: int, member: str, answer: Answer | None
) -> None:
    answers = after(events)
    before = places(maximum, answers)
    now = moves(before, places(maximum, after([(member, answer)], answers)))
    assert now.put_back == ()
    had_a_place = member in before.coming
    assert now.promoted == (before.waiting[:1] if had_a_place else ())


@given(EVENTS, MAXIMUM, MEMBERS)
def test_whoever_comes_takes_no_place_from_anybody(
    events: list[tuple[str, Answer | None]], maximum: int, member: str
) -> None:
    answers = after(events)
    before = places(maximum, answers)
    result = places(maximum, after([(member, COMING)], answers))
    assert set(before.coming) <= set(result.coming)
    assert moves(before, result) == Moves((), ())


@given(EVENTS, MAXIMUM, MAXIMUM)
def test_another_maximum_changes_nobodys_order(
    events: list[tuple[str, Answer | None]], before: int, now: int
) -> None:
    answers = after(events)
    was, result = places(before, answers), places(now, answers)
    assert (*was.coming, *was.waiting) == (*result.coming, *result.waiting)
    change = moves(was, result)
    assert len(change.promoted) == max(0, len(result.coming) - len(was.coming))
    assert len(change.put_back) == max(0, len(was.coming) - len(result.coming))


@given(st.permutations([f"m{number}" for number in range(50)]))
def test_fifty_at_once_for_the_last_places(arrivals: list[str]) -> None:
    result = places(8, after([(member, COMING) for member in arrivals]))
    assert result == replace(Places(), coming=tuple(arrivals[:8]), waiting=tuple(arrivals[8:]))
