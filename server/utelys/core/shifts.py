"""When members mean to be there: a plan, its times, and what each time does differently.

A plan is wall time in a zone, once or by a rule, spread out by `recurrence`. Each of its times has
a slot, the wall time where the plan put it, and is known by it for good: a time that is moved,
cancelled or had by somebody else still has the slot that it had.

A time is *held* by one member: the one whose plan it is, or the one to whom it was given or who
swapped for it. A swap is two members' word: it gives nothing before the other says yes, and is
looked at again then, because what either of them held may have changed since it was asked.

Gaps in cover are the times, of the days that are looked at, in which nobody holds anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from utelys.core.errors import Conflict, Gone, Invalid, NotFound
from utelys.core.ids import read_slot, slot_name
from utelys.core.recurrence import first_time, happens_at, times
from utelys.core.rules import read_rule
from utelys.core.walltime import Wall
from utelys_protocol.words import Show

LOOK_AHEAD = timedelta(days=14)
"""How far ahead cover is shown."""

MOVED_AT_MOST = timedelta(days=7)

_WIDER = MOVED_AT_MOST + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Change:
    """What one time does differently; None is as planned."""

    member: str | None = None
    start: Wall | None = None
    lasts: timedelta | None = None
    cancelled: bool = False
    show: Show | None = None
    """How whoever has it wishes to be shown."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One member's shift, once or repeating. `changes` are by slot, `until` is a slot.

    From `until` on there are no more times.
    """

    id: str
    house: str
    member: str
    start: Wall
    lasts: timedelta
    show: Show
    rule: str | None = None
    until: str | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)

    @property
    def people(self) -> set[str]:
        """Everyone who has, or was given, a time of it."""
        return {self.member, *(one.member for one in self.changes.values() if one.member)}


@dataclass(frozen=True, slots=True)
class Time:
    """One time that is held. Moments are in UTC."""

    plan: str
    slot: str
    member: str
    starts: datetime
    ends: datetime
    show: Show
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Swap:
    """`by` asks `to` to hold a time of theirs, for one of the other's or for none."""

    id: str
    house: str
    by: str
    to: str
    plan: str
    slot: str
    starts: datetime
    back_plan: str | None = None
    back_slot: str | None = None
    show: Show | None = None
    """How `by` wishes to be shown at the time that they would have in return."""


def without(plan: Plan, member: str) -> Plan:
    """Cancel what a member was given, or swapped for, of somebody else's plan."""
    changes = {
        slot: Change(cancelled=True) if one.member == member else one
        for slot, one in plan.changes.items()
    }
    return replace(plan, changes=changes)


def begin(plan: Plan) -> Plan:
    """Let a plan start at the first time that its rule gives.

    Raises:
        Invalid: the rule cannot be read, or never happens.
    """
    if plan.rule is None:
        return plan
    rule = read_rule(plan.rule, plan.start)
    at = first_time(rule, plan.start)
    if at is None:
        raise Invalid("By this rule it never happens; choose another one.", field="rule")
    return replace(plan, start=Wall(at, plan.start.zone), rule=rule.text)


def _slots(plan: Plan, since: datetime, before: datetime) -> Iterator[datetime]:
    if plan.rule is None:
        yield from [plan.start.at] if since <= plan.start.at < before else []
    else:
        rule = read_rule(plan.rule, plan.start)
        yield from times(rule, plan.start, since=since, before=before)


def times_of(plan: Plan, since: datetime, before: datetime) -> list[Time]:
    """The times of a plan that are not over at `since` and begin before `before`, in order."""
    zone = ZoneInfo(plan.start.zone)
    wall = (
        since.astimezone(zone).replace(tzinfo=None) - _WIDER,
        before.astimezone(zone).replace(tzinfo=None) + _WIDER,
    )
    found = [one for slot in _slots(plan, *wall) if (one := _time(plan, slot_name(slot), slot))]
    return sorted(
        (one for one in found if one.ends > since and one.starts < before),
        key=lambda one: (one.starts, one.slot),
    )


def _time(plan: Plan, slot: str, at: datetime) -> Time | None:
    change = plan.changes.get(slot, Change())
    if change.cancelled or (plan.until is not None and slot >= plan.until):
        return None
    start = (change.start or Wall(at, plan.start.zone)).moment()
    other = change.member not in (None, plan.member)
    return Time(
        plan=plan.id,
        slot=slot,
        member=change.member or plan.member,
        starts=start,
        ends=start + (change.lasts or plan.lasts),
        show=change.show or (Show.DUTY if other else plan.show),
        repeats=plan.rule is not None,
    )


def time_at(plan: Plan, slot: str, now: datetime) -> Time:
    """Find one time that is still to come.

    Raises:
        NotFound: the plan has no such time.
        Gone: it has begun.
    """
    try:
        at = read_slot(slot)
    except ValueError:
        raise _no_such_time() from None
    planned = plan.start.at == at
    if plan.rule is not None:
        planned = happens_at(read_rule(plan.rule, plan.start), plan.start, at)
    found = _time(plan, slot, at) if planned else None
    if found is None:
        raise _no_such_time()
    if found.starts <= now:
        raise Gone("This time has begun already.", field="occurrence")
    return found


def _no_such_time() -> NotFound:
    return NotFound("There is no such time of this shift.", field="occurrence")


def change_one(
    plan: Plan,
    slot: str,
    *,
    member: str | None = None,
    start: Wall | None = None,
    lasts: timedelta | None = None,
    cancelled: bool = False,
    show: Show | None = None,
) -> Plan:
    """Let one time be different; what is None stays as it was.

    How one wishes to be shown stays one's own: it goes when the time goes to somebody else.

    Raises:
        Invalid: it is moved by over seven days.
    """
    if start and abs(start.at - read_slot(slot)) > MOVED_AT_MOST:
        raise Invalid("A time may be moved by seven days at most.", field="starts")
    old = plan.changes.get(slot, Change())
    same = member in (None, old.member or plan.member)
    show = show or (old.show if same else None)
    new = Change(member or old.member, start or old.start, lasts or old.lasts, cancelled, show)
    return replace(plan, changes={**plan.changes, slot: new})


def over_at(plan: Plan, now: datetime) -> datetime | None:
    """When the last of its times has been, `now` if none is left; None where it has no end.

    It is only followed for two years: what lasts longer, or begins later, is asked again then.
    """
    until = now + timedelta(days=731)
    ahead = times_of(plan, now, until)
    if not ahead:
        begins = plan.start.moment()
        return begins + plan.lasts if begins >= until else now
    if plan.rule is not None and plan.until is None:
        rule = read_rule(plan.rule, plan.start)
        if rule.count is None and rule.until is None:
            return None
    return max(one.ends for one in ahead)


def check_swap(swap: Swap, plans: Mapping[str, Plan], now: datetime) -> None:
    """Make sure that both still hold what they would swap.

    Raises:
        Conflict: one of them does not.
        NotFound, Gone: a time is not there any more, or has begun.
    """
    theirs = [(swap.plan, swap.slot, swap.by), (swap.back_plan, swap.back_slot, swap.to)]
    for plan_id, slot, member in theirs:
        if plan_id is None or slot is None:
            continue
        plan = plans.get(plan_id)
        if plan is None:
            raise _no_such_time()
        if time_at(plan, slot, now).member != member:
            raise Conflict("That time has gone to somebody else.", field="occurrence")


def usual_show(member: str, plans: Mapping[str, Plan]) -> Show:
    """How a member who has not said is shown: as on the newest shift of their own in the house.

    Who has none is shown by their duty, and never by a name that they have not said may be shown.
    """
    mine = [plan for plan in plans.values() if plan.member == member]
    return max(mine, key=lambda plan: plan.id).show if mine else Show.DUTY


def swapped(swap: Swap, plans: Mapping[str, Plan], show: Show | None = None) -> dict[str, Plan]:
    """The plans after both have said yes; `check_swap` has been asked.

    Each is shown as they said, `to` by `show`, or else as usual; not as the other was.
    """
    after = dict(plans)
    theirs = show or usual_show(swap.to, plans)
    after[swap.plan] = change_one(after[swap.plan], swap.slot, member=swap.to, show=theirs)
    if swap.back_plan is not None and swap.back_slot is not None:
        back, mine = after[swap.back_plan], swap.show or usual_show(swap.by, plans)
        after[swap.back_plan] = change_one(back, swap.back_slot, member=swap.by, show=mine)
    return after


def gaps(
    held: Iterable[Time], since: datetime, before: datetime
) -> list[tuple[datetime, datetime]]:
    """The times from `since` to `before` in which nobody holds anything, in order."""
    found: list[tuple[datetime, datetime]] = []
    free = since
    for one in sorted(held, key=lambda one: one.starts):
        if one.starts > free:
            found.append((free, min(one.starts, before)))
        free = max(free, one.ends)
        if free >= before:
            return found
    return [*found, (free, before)]
