"""What the times of an activity must be after anything was done to them, day by day by hand.

It knows of no rule but "does it fit this day", keeps every time by the day for which it was first
planned, and walks through the days. It is for what is by the wall and shares nothing with the
server.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
HORIZON = 150 * DAY
"""How far the times are worked out; what is asked of them is nearer by far."""


@dataclass(frozen=True)
class Rule:
    """A rule as text, and which days fit it."""

    text: str | None
    weekdays: frozenset[int] | None = frozenset(range(7))
    """None: the weekday on which it starts."""
    every: int = 1
    """Weeks, where it is weekly."""
    count: int | None = None

    def days(self, first: date, end: date) -> Iterator[date]:
        """The days from the first one on that fits."""
        if self.text is None:
            yield first
            return
        day = first
        while self.weekdays is not None and day.weekday() not in self.weekdays:
            day += DAY
        monday, weekday, told = day - day.weekday() * DAY, day.weekday(), 0
        while day < end and told != self.count:
            fits = day.weekday() in (self.weekdays if self.weekdays is not None else {weekday})
            if fits and (day - monday).days // 7 % self.every == 0:
                told += 1
                yield day
            day += DAY


RULES = (
    Rule("FREQ=WEEKLY", None),
    Rule("FREQ=WEEKLY;BYDAY=TU,TH", frozenset({1, 3})),
    Rule("FREQ=DAILY"),
    Rule("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", frozenset(range(5))),
    Rule("FREQ=WEEKLY;BYDAY=WE,SA;COUNT=4", frozenset({2, 5}), count=4),
    Rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", frozenset({3}), every=2),
    Rule("FREQ=DAILY;COUNT=1", count=1),
)


@dataclass
class Time:
    """One time: where the rule puts it, what is said of it in common with others."""

    planned: datetime
    place: str = "Ved porten"
    bring: str | None = None
    off: bool = False


@dataclass
class Seen:
    """One time as members see it."""

    start: datetime
    place: str
    bring: str | None
    off: bool


@dataclass
class Times:
    """All times of an activity, by the day for which each was first planned."""

    rule: Rule
    first: datetime
    now: datetime
    common: dict[date, Time] = field(default_factory=dict)
    own: dict[date, dict[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Plan them."""
        hour = self.first.time()
        for day in self.rule.days(self.first.date(), (self.first + HORIZON).date()):
            self.common[day] = Time(datetime.combine(day, hour))

    # What is asked of it

    def seen(self, slot: date) -> Seen:
        """A time as it now stands."""
        one, own = self.common[slot], self.own.get(slot, {})
        found = Seen(one.planned, one.place, one.bring, one.off)
        for name, what in own.items():
            setattr(found, name, what)
        return found

    def all_seen(self) -> dict[date, Seen]:
        """All times as they now stand."""
        return {slot: self.seen(slot) for slot in self.common}

    def order(self, slot: date) -> tuple[datetime, date]:
        """By start, then by slot."""
        return self.seen(slot).start, slot

    def standing(self, since: datetime, before: datetime) -> list[date]:
        """The times that are on and begin in a span, in order."""
        near = [one for one in self.common if since <= self.seen(one).start < before]
        return sorted((one for one in near if not self.seen(one).off), key=self.order)

    def ahead(self) -> list[date]:
        """The times to come that are on, in order."""
        return self.standing(self.now, datetime.max)  # noqa: DTZ901 - by the wall

    def meant(self, which: str, chosen: date) -> set[date]:
        """The times that a change is about."""
        if which == "one":
            return {chosen}
        if which == "all":
            return {one for one in self.common if self.seen(one).start >= self.now}
        return {one for one in self.common if self.order(one) >= self.order(chosen)}

    @property
    def moved(self) -> bool:
        """Whether a single time was moved."""
        return any("start" in own for slot, own in self.own.items() if slot in self.common)

    # What happens

    def say(self, which: str, chosen: date, name: str, what: object) -> None:
        """Change what is said of some times; what happens once has no others beside it."""
        if which == "one" and self.rule.text is not None:
            self._own(chosen, name, what)
            return
        for slot in self.meant(which, chosen):
            setattr(self.common[slot], name, what)
        self.own.get(chosen, {}).pop(name, None)

    def _own(self, slot: date, name: str, what: object) -> None:
        own = self.own.setdefault(slot, {})
        own.pop(name, None)
        if getattr(self.common[slot], "planned" if name == "start" else name) != what:
            own[name] = what

    def cancel(self, which: str, chosen: date) -> None:
        """Call some times off."""
        if which == "one" and self.rule.text is not None:
            self._own(chosen, "off", True)
            return
        for slot in self.meant(which, chosen):
            self.common[slot].off = True

    def move(self, chosen: date, to: datetime) -> None:
        """Move one time."""
        self._own(chosen, "start", to)

    def at_hour(self, which: str, chosen: date, hour: int) -> None:
        """Another hour for some times on the days that they have; moved ones keep their own."""
        meant = self.meant(which, chosen)
        before = self.seen(chosen).start
        for slot in meant:
            self.common[slot].planned = self.common[slot].planned.replace(hour=hour)
        if "start" in self.own.get(chosen, {}):
            self.own[chosen]["start"] = before.replace(hour=hour, minute=0)

    def on_day(self, chosen: date, days: int, hour: int) -> None:
        """All to come so many days later, at an hour. No single time was moved before."""
        for slot in self.meant("all", chosen):
            self.common[slot].planned = (self.common[slot].planned + days * DAY).replace(hour=hour)

    def by_rule(self, which: str, chosen: date, rule: Rule) -> None:
        """Another rule from a time on. No single time was moved before."""
        gone = self.meant(which, chosen)
        first = min(gone, key=self.order)
        like = self.common[first]
        back = (like.planned.date() - first).days
        self.common = {slot: one for slot, one in self.common.items() if slot not in gone}
        end = (self.first + HORIZON).date()
        for day in rule.days(like.planned.date(), end):
            at = datetime.combine(day, like.planned.time())
            self.common[day - back * DAY] = replace(like, planned=at)
        self.rule = rule


def deaf(
    times: Times, after: Times, meant: set[date], said: Callable[[date | None], str | None]
) -> bool:
    """Whether a member has said no to every time that stands and is meant.

    `said` is what counts for a time, and for None what they said to all. Beyond the horizon there
    are more times, where there is no end to them; they are like those that nobody answered.
    """
    standing = [slot for slot in meant if not times.seen(slot).off]
    new = [slot for slot in after.common if slot not in times.common]
    return bool(standing) and all(said(slot) == "no" for slot in (*standing, *new))
