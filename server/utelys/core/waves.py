"""Whom an ask rings, in which wave, and for how long.

| wave | rings                                                 | in quiet hours |
| ---- | ----------------------------------------------------- | -------------- |
| 1    | those with a valid lease in the house                 | not            |
| 2    | every mentor of the network                           | not            |
| 3    | those who agreed to be woken                          | within limit   |

- Quiet hours are respected: they move whoever agreed to be woken to wave 3, so that those who are
  awake are rung first, and leave out everyone else. A lease overrides them only in its own house,
  until its end, and where it was claimed or kept in the quiet itself (`Lease.through_quiet`).
- The weekly limit is of wakings: it holds back nobody who is awake, and nobody whom this very call
  has woken already. They are awake because of it.
- A wave rings everyone whose turn it is by now: also those of earlier waves who came since.
- Rest: whoever took the house's last taken ask, less than `REST` ago, or has an ask in hand just
  now, stands at the back of the queue: one wave later than their own, never after the last. Where
  a wave would ring nobody else, they are rung in it: rest never makes the one who asks wait.
- Nobody is rung twice in a round, nor after passing, and never the one who asked.
- A wave with nobody in it is skipped at once, and its time with it: each wave's time counts from
  when it rang.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from utelys.core.errors import Invalid

LAST_WAVE = 3
REST = timedelta(hours=24)
"""How long one who took an ask stands at the back of the queue, unless another takes one first."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the waves of an ask ring, counted from the first, and when it is handed over.

    A house may set it. What counts for a wave is how long it is given: the second rings `second`
    after the first, the third `third - second` after the second, and the last is given
    `end - third`.
    """

    second: timedelta = timedelta(minutes=3)
    third: timedelta = timedelta(minutes=8)
    end: timedelta = timedelta(minutes=13)

    def time_of(self, wave: int) -> timedelta:
        """How long the wave rings before the next one, or before the ask is handed over."""
        starts = (timedelta(0), self.second, self.third, self.end)
        return starts[wave] - starts[wave - 1]


def check_schedule(schedule: Schedule) -> None:
    """Refuse a schedule that is out of order, or that keeps somebody waiting over an hour.

    Raises:
        Invalid: with the field `second`, `third` or `end`.
    """
    before = timedelta(0)
    for field in ("second", "third", "end"):
        moment: timedelta = getattr(schedule, field)
        if moment <= before:
            raise Invalid("Each wave needs some time before the next one.", field=field)
        before = moment
    if before > timedelta(hours=1):
        raise Invalid("A call is handed to the crisis numbers within an hour.", field="end")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member whom an ask of this house might ring, as things stand now.

    `lease` is the id of their valid lease in the house, home or reachable, and `claimed_at` when
    they last claimed or kept it. `mentor`: has the duty, whatever the house. `quiet`: in quiet
    hours now, and has not claimed in them to be there. `agrees`: to be woken at all. `wakes`: and
    the week's limit is not used up.
    """

    member: str
    lease: str | None = None
    claimed_at: datetime | None = None
    mentor: bool = False
    quiet: bool = False
    agrees: bool = False
    wakes: bool = False
    resting: bool = False

    def wave(self) -> int | None:
        """Tell in which wave this member is rung if well rested; None is in none."""
        if self.quiet:
            return 3 if self.wakes else None
        if self.lease is not None:
            return 1
        if self.mentor:
            return 2
        return 3 if self.agrees else None


def pick(
    candidates: Iterable[Candidate], wave: int, left_out: Collection[str], *, others: bool = False
) -> tuple[Candidate, ...]:
    """Choose whom this wave rings, sorted by member; empty when there is nobody.

    `others` is whether it rings for somebody already, so that nobody's rest needs to be broken.
    """
    fits = [
        (one, first)
        for one in candidates
        if one.member not in left_out and (first := one.wave()) is not None and first <= wave
    ]
    rested = [
        (one, first) for one, first in fits if not one.resting or first < wave or first == LAST_WAVE
    ]
    chosen = rested if rested or others else fits
    return tuple(sorted((one for one, _ in chosen), key=lambda one: one.member))


def rests(
    member: str,
    now: datetime,
    last_taken: tuple[str, datetime] | None,
    busy: Collection[str] = (),
) -> bool:
    """Tell whether a member stands at the back of the queue.

    Args:
        member: whose turn it is about.
        now: an aware moment.
        last_taken: who took the house's last taken ask, and when.
        busy: those who have a standing ask in hand, in any house.
    """
    if member in busy:
        return True
    return last_taken is not None and last_taken[0] == member and now < last_taken[1] + REST
