"""The light of a house: one pure function of leases, shifts and the moment.

The truth table, read from the top; the first line that fits is the state:

| known | home-lease valid | reachable-lease counts | shift ahead | state     |
| ----- | ---------------- | ---------------------- | ----------- | --------- |
| no    | –                | –                      | –           | unknown   |
| yes   | yes              | –                      | –           | home      |
| yes   | no               | yes                    | –           | reachable |
| yes   | no               | no                     | yes         | expected  |
| yes   | no               | no                     | no          | nobody    |

What the columns mean:

- A lease is valid while `now < until`. At `until` itself it has ended: an end is the first moment
  that is no longer promised.
- A valid lease counts unless it says *reachable* and its member is quiet: a call would not ring
  them, so the light does not promise it. One that was claimed or kept in the quiet itself counts
  through it: they know. Who is *home* is there, asleep or not.
- A shift lies ahead while `starts - HORIZON <= now < starts`. A plan speaks only of what is to
  come. Once a shift has begun it says nothing more: if they came, their own claim says so, and if
  they did not, "expected at 17" at half past would be a lie. The light is then `nobody`, or
  expected at the next shift.
- Known is what the caller says. The server cannot know after a clock that jumped, a sleep, or with
  a store that does not answer. Who says anew that they are there is known to be, whoever else has
  not. `unknown` names nobody and nothing, and is valid until now: it is
  not to be kept.

What is said beside the state:

- `who` lists everyone with a lease that counts, those home first, as each chose to be shown.
  `name` shows the member, the name and the duty; `duty` shows the duty, or nobody where there is
  none; `nobody` shows only that somebody is there, how, and until when.
- `next` is the first shift that lies ahead, in every state but `unknown`.
- `valid_until` is the first moment at which the clock alone would change any of this: a lease ends,
  a quiet begins or ends, the next shift begins, or one comes within the horizon when none was.
  Never over `MAX_AHEAD` from now, so that a phone that lost its network greys its own light the
  same night.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from utelys.core.errors import Invalid
from utelys_protocol.light import Expected, Light, Presence
from utelys_protocol.words import ClaimAs, Duty, LightState, Show

DEFAULT_LEASE = timedelta(hours=2)
"""How long a claim lasts when the member does not say."""

MAX_AHEAD = timedelta(hours=12)
"""The longest that a claim may reach, and that anything said of the light may be believed."""

HORIZON = timedelta(hours=24)
"""How far ahead a shift makes a house expected."""


def shown_duty(duties: Collection[Duty]) -> Duty | None:
    """Which duty the light shows of one who has several: what people look for first."""
    return next((duty for duty in Duty if duty in duties), None)


@dataclass(frozen=True, slots=True)
class Lease:
    """One member's claim to be home or reachable in one house, with an end.

    A member has at most one standing lease in a house: a new claim replaces the old one. `name` is
    the name they go by, `duty` the one that they want shown, if they have one; whether either is
    told is up to `show`. `until` is aware and in UTC. `through_quiet`: it was claimed or kept while
    its member was quiet; `quiet` is from when to when they are quiet next.
    """

    id: str
    member: str
    house: str
    as_: ClaimAs
    until: datetime
    show: Show
    name: str
    duty: Duty | None = None
    through_quiet: bool = False
    quiet: tuple[datetime, datetime] | None = None

    def valid(self, now: datetime) -> bool:
        """Whether the claim still holds; at `until` it no longer does."""
        return now < self.until

    def counts(self, now: datetime) -> bool:
        """Whether the light counts it: it holds, and a call would not find its member quiet."""
        starts, ends = self._suspended
        return self.valid(now) and not starts <= now < ends

    def turns(self, now: datetime) -> datetime | None:
        """When the clock alone next changes whether it counts; None is never again."""
        starts, ends = self._suspended
        if now < starts:
            return min(starts, self.until)
        if now < ends:
            return ends if ends < self.until else None
        return self.until if now < self.until else None

    @property
    def _suspended(self) -> tuple[datetime, datetime]:
        """From when to when it does not count though it is valid; both at its end for never."""
        if self.quiet is None or self.through_quiet or self.as_ is ClaimAs.HOME:
            return self.until, self.until
        return self.quiet


@dataclass(frozen=True, slots=True)
class Shift:
    """One planned time in a house: a plan, never a promise that somebody is there.

    `starts` and `ends` are moments in UTC, so that a repeated shift is spread out into its times
    in the house's zone before it comes here.
    """

    id: str
    member: str
    starts: datetime
    ends: datetime
    show: Show
    name: str
    duty: Duty | None = None

    def ahead(self, now: datetime) -> bool:
        """Whether it is still to come, and near enough to be spoken of."""
        return self.starts - HORIZON <= now < self.starts


def light_of(
    house: str,
    now: datetime,
    leases: Iterable[Lease],
    shifts: Iterable[Shift] = (),
    known: bool = True,
) -> Light:
    """Tell the light of a house by the table above.

    Args:
        house: the house's id; leases in other houses are passed over.
        now: an aware moment.
        leases: leases of that house, ended ones too if that is easier.
        shifts: shifts of that house, past ones too if that is easier; cancelled ones not.
        known: whether the server can know the truth just now.
    """
    if not known:
        return Light(house=house, state=LightState.UNKNOWN, who=[], valid_until=now)
    inside = [lease for lease in leases if lease.house == house and lease.valid(now)]
    there = [lease for lease in inside if lease.counts(now)]
    there.sort(key=lambda lease: (lease.as_ is not ClaimAs.HOME, lease.until, lease.id))
    planned = sorted(shifts, key=lambda shift: (shift.starts, shift.id))
    coming = next((shift for shift in planned if shift.ahead(now)), None)
    return Light(
        house=house,
        state=_state(there, coming),
        who=[_presence(lease) for lease in there],
        next=_expected(coming) if coming else None,
        valid_until=_valid_until(now, inside, coming, planned),
    )


def _state(there: list[Lease], coming: Shift | None) -> LightState:
    """Pick the state from valid leases, home first, and the shift that lies ahead."""
    if there:
        return LightState(there[0].as_.value)
    return LightState.EXPECTED if coming else LightState.NOBODY


def _valid_until(
    now: datetime, inside: list[Lease], coming: Shift | None, planned: list[Shift]
) -> datetime:
    """Find the first moment at which the clock alone changes what is said."""
    turns = [at for lease in inside if (at := lease.turns(now)) is not None]
    changes = [now + MAX_AHEAD, *turns]
    if coming:
        changes.append(coming.starts)
    else:
        changes += [shift.starts - HORIZON for shift in planned if shift.starts - HORIZON > now]
    return min(changes)


def _presence(lease: Lease) -> Presence:
    """Show one who is there as they chose, and nothing more of them."""
    named = lease.show is Show.NAME
    return Presence(
        state=lease.as_,
        until=lease.until,
        member=lease.member if named else None,
        name=lease.name if named else None,
        duty=None if lease.show is Show.NOBODY else lease.duty,
    )


def _expected(shift: Shift) -> Expected:
    """Show one who is expected as they chose, and nothing more of them."""
    named = shift.show is Show.NAME
    return Expected(
        at=shift.starts,
        until=shift.ends,
        member=shift.member if named else None,
        name=shift.name if named else None,
        duty=None if shift.show is Show.NOBODY else shift.duty,
    )


def check_claim(
    now: datetime,
    *,
    until: datetime | None = None,
    for_: timedelta | None = None,
    keeps: datetime | None = None,
) -> datetime:
    """Tell when a claim made now ends: never open, never past, never over 12 h from now.

    Args:
        now: an aware moment.
        until: the end that the member named.
        for_: how long the member said; not together with `until`.
        keeps: the end of the lease that is being kept. Saying "still home" without naming an end
            never brings the end nearer; naming one may.

    Raises:
        Invalid: with the field `until` or `for`.
    """
    if until is not None and for_ is not None:
        raise Invalid("Say either until when or for how long, not both.", field="until")
    if for_ is not None:
        _check_length(for_, "for")
        return now + for_
    if until is not None:
        _check_length(until - now, "until")
        return until
    return max(now + DEFAULT_LEASE, min(keeps or now, now + MAX_AHEAD))


def _check_length(length: timedelta, field: str) -> None:
    """Refuse what has ended before it begins, and what reaches too far."""
    if length <= timedelta(0):
        raise Invalid("The end has already been; choose a later one.", field=field)
    if length > MAX_AHEAD:
        raise Invalid("The end is more than 12 hours away; choose an earlier one.", field=field)
