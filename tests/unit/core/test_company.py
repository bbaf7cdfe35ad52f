"""Who goes with whom: as many as can be, fairly, and never those who are to be kept apart."""

from datetime import UTC, datetime
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from utelys.core.company import Burden, Pair, Table, broken, in_order, match

NOW = datetime(2026, 11, 26, 18, tzinfo=UTC)

names = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=5).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    wants, offers = draw(names), draw(names)
    offers = tuple(one for one in offers if one not in wants)
    twos = [frozenset((a, b)) for a in wants for b in offers]
    apart = draw(st.sets(st.sampled_from(twos))) if twos else set()
    met = draw(st.sets(st.sampled_from(twos))) if twos else set()
    burdens = {one: Burden(draw(st.integers(0, 3))) for one in offers}
    return Table(wants, offers, (), burdens, met, apart)


def most(table: Table) -> int:
    """How many pairs there can be at most, by trying every way."""
    best = 0
    for order in permutations([*table.offers, *[""] * len(table.wants)], len(table.wants)):
        best = max(
            best,
            sum(
                1
                for one, offer in zip(table.wants, order, strict=True)
                if offer and frozenset((one, offer)) not in table.apart
            ),
        )
    return best


@settings(max_examples=60, deadline=None)
@given(tables())
def test_as_many_as_can_be_get_company_and_nobody_is_in_two_pairs(table: Table) -> None:
    made = match(table)
    members = [member for pair in made for member in pair.two]
    assert len(members) == len(set(members)) == 2 * len(made)
    for pair in made:
        assert pair.wants in table.wants
        assert pair.offers in table.offers
        assert pair.two not in table.apart
    if len(table.wants) <= 3:
        assert len(made) == most(table)


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from("abcdefg"))
def test_a_pair_stands_until_one_of_the_two_would_not_any_more(table: Table, gone: str) -> None:
    standing = tuple(match(table))
    again = Table(table.wants, table.offers, standing, table.burdens, table.met, table.apart)
    assert broken(again) == []
    assert match(again) == []
    left = Table(
        tuple(one for one in table.wants if one != gone),
        tuple(one for one in table.offers if one != gone),
        standing,
        table.burdens,
        table.met,
        table.apart,
    )
    assert broken(left) == [pair for pair in standing if gone in pair.two]


def test_one_who_has_met_them_comes_first_and_then_whoever_has_gone_least() -> None:
    burdens = {"eva": Burden(3, NOW), "per": Burden(1, NOW), "anja": Burden(1)}
    table = Table(("ola",), ("eva", "per", "anja"), (), burdens)
    assert in_order(table, "ola", table.offers) == ["anja", "per", "eva"]
    met = Table(("ola",), table.offers, (), burdens, {frozenset(("ola", "eva"))})
    assert match(met) == [Pair("ola", "eva")]


def test_one_changes_to_another_so_that_both_get_company() -> None:
    apart = {frozenset(("per", "anja"))}
    table = Table(("ola", "per"), ("anja", "eva"), (), {"eva": Burden(2)}, (), apart)
    assert sorted(match(table), key=lambda pair: pair.wants) == [
        Pair("ola", "anja"),
        Pair("per", "eva"),
    ]


def test_one_who_wants_and_offers_is_in_one_pair_at_most() -> None:
    made = match(Table(("ola", "eva"), ("eva", "ola")))
    members = [member for pair in made for member in pair.two]
    assert len(members) == len(set(members)) == 2
