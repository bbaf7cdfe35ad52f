from hypothesis import given
from hypothesis import strategies as st

from utelys.core.limits import Allowance, Limiter


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200))
def test_never_more_than_the_burst_and_what_time_has_brought(pauses: list[float]) -> None:
    limiter = Limiter(Allowance(burst=5, per_second=2))
    now = 0.0
    taken = 0
    for pause in pauses:
        now += pause
        taken += limiter.take("eva", now)
        assert taken <= 5 + 2 * now + 1e-6


def test_a_refusal_says_when_it_is_worth_coming_back() -> None:
    limiter = Limiter(Allowance(burst=1, per_second=0.1))
    assert limiter.take("eva", 0)
    assert not limiter.take("eva", 1)
    wait = limiter.wait("eva", 1)
    assert wait == 9
    assert limiter.take("eva", 1 + wait)


def test_one_does_not_pay_for_another() -> None:
    limiter = Limiter(Allowance(burst=1, per_second=0.1))
    assert limiter.take("eva", 0)
    assert limiter.take("per", 0)
    assert limiter.empty("eva", 0)
    assert not limiter.empty("anja", 0)
    assert limiter.touched("eva", 0)
    assert not limiter.touched("eva", 20)


def test_keys_that_are_full_again_are_forgotten_and_others_are_not() -> None:
    limiter = Limiter(Allowance(burst=1, per_second=1), most_keys=2)
    limiter.take("eva", 0)
    limiter.take("per", 9.5)
    limiter.take("anja", 10)
    assert not limiter.take("per", 10)


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    limiter = Limiter(Allowance(burst=1, per_second=1))
    assert limiter.take("eva", 10)
    assert not limiter.take("eva", 0)
