"""Who goes with whom: those who would come if someone came with them, and those who offer to.

For one time of an activity. Nobody is asked to choose and nobody is ranked for others to see:

- A pair that stands is left alone.
- As many as possible of those who want company get it. Whoever has waited longest comes first when
  there are too few who offer.
- Among those who offer, one who has met the other goes before one who has not; then whoever has
  gone with somebody least often lately, so that it is shared out fairly; then whoever has not for
  the longest time.
- Those who block one another, and those of whom one has withdrawn from the other for this time,
  are kept apart.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

Two = frozenset[str]
"""Two members, in no order."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One who wants company, and the one who comes along."""

    wants: str
    offers: str

    @property
    def two(self) -> Two:
        """The two of them, in no order."""
        return frozenset((self.wants, self.offers))


@dataclass(frozen=True, slots=True)
class Burden:
    """How often somebody has gone along lately, and when they last did (None for never)."""

    times: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that is known for one time; `wants` and `offers` in order of arrival."""

    wants: tuple[str, ...]
    offers: tuple[str, ...]
    standing: tuple[Pair, ...] = ()
    burdens: Mapping[str, Burden] = field(default_factory=dict)
    met: Collection[Two] = ()
    apart: Collection[Two] = ()


def broken(table: Table) -> list[Pair]:
    """The standing pairs of whom one wants or offers no more, or who are to be kept apart."""
    return [
        pair
        for pair in table.standing
        if pair.wants not in table.wants
        or pair.offers not in table.offers
        or pair.two in table.apart
    ]


def match(table: Table) -> list[Pair]:
    """The new pairs, beside those that stand and are not broken.

    As many as can be (Kuhn's augmenting paths), in the order that the head of this module says.
    """
    kept = [pair for pair in table.standing if pair not in broken(table)]
    taken = {member for pair in kept for member in pair.two}
    wants = [one for one in table.wants if one not in taken]
    free = [one for one in table.offers if one not in taken]
    goes_with: dict[str, str] = {}
    for one in wants:
        _place(one, table, free, goes_with, set())
    return [Pair(one, offer) for offer, one in sorted(goes_with.items(), key=lambda item: item[1])]


def in_order(table: Table, one: str, offers: Collection[str]) -> list[str]:
    """Those who could go with somebody, whoever should be asked first before the others."""

    def order(offer: str) -> tuple[bool, int, float, str]:
        burden = table.burdens.get(offer, Burden())
        last = burden.last.timestamp() if burden.last else 0.0
        return frozenset((one, offer)) not in table.met, burden.times, last, offer

    return sorted(
        (offer for offer in offers if offer != one and frozenset((one, offer)) not in table.apart),
        key=order,
    )


def _place(
    one: str, table: Table, free: list[str], goes_with: dict[str, str], tried: set[str]
) -> bool:
    """Find somebody for one more, letting others change to somebody else where that helps."""
    for offer in in_order(table, one, free):
        if offer in tried:
            continue
        tried.add(offer)
        other = goes_with.get(offer)
        # One who both wants and offers is in one pair at most.
        if offer in goes_with.values() or one in goes_with:
            continue
        if other is None or _place(other, table, free, goes_with, tried):
            goes_with[offer] = one
            return True
    return False
