"""Series that were changed in every way that there is, made up at random."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.kit.planning import utc, wall
from utelys.core.change import Change
from utelys.core.changes import change_later, change_one, plan
from utelys.core.errors import Invalid
from utelys.core.occurrences import Occurrence, Series, occurrences

NOW = utc("2026-11-23T12:00")
"""Before the first time of all of them."""

TWO_HOURS = timedelta(hours=2)

RULES = (
    "FREQ=DAILY;COUNT=40",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=TU,TH,SU;COUNT=30",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270601",
    "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,MO",
    "FREQ=MONTHLY;BYDAY=1TH,-1SU",
    "FREQ=MONTHLY;BYMONTHDAY=31,-2",
    "FREQ=YEARLY;BYMONTH=2,3;BYDAY=1SU",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
)
"""As people plan, and some that are harder."""

# What is changed, which of the next times it begins with, by how many days, and to which hour.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["one", "one", "later", "rule", "cancel one", "cancel later", "place"]),
        st.integers(0, 9),
        st.integers(-9, 9),
        st.integers(8, 21),
    ),
    max_size=6,
)

SERIES = st.builds(
    lambda rule, steps: changed(planned(rule), steps), st.sampled_from([None, *RULES]), STEPS
)


def planned(rule: str | None, start: str = "2026-11-26T18:00") -> Series:
    """A walk from the gate."""
    return plan("a", wall(start), TWO_HOURS, {"title": "Turen", "place": "Porten"}, rule)


def next_times(series: Series, most: int) -> list[Occurrence]:
    """The next times that stand."""
    found = []
    for one in occurrences(series, NOW, NOW + timedelta(days=400)):
        if not one.cancelled:
            found.append(one)
        if len(found) == most:
            break
    return found


def changed(series: Series, steps: list[tuple[str, int, int, int]]) -> Series:
    """Change a series step by step; what is refused changes nothing."""
    for what, place, days, hour in steps:
        near = next_times(series, 10)
        if near:
            try:
                series = _step(series, near[place % len(near)], what, _at(near, place, days, hour))
            except Invalid:
                continue
    return series


def _at(near: list[Occurrence], place: int, days: int, hour: int) -> datetime:
    one = near[place % len(near)]
    return datetime.combine(one.start.at + timedelta(days=days), datetime.min.time()).replace(
        hour=hour
    )


def _step(series: Series, one: Occurrence, what: str, at: datetime) -> Series:
    start = wall(at.isoformat())
    if what == "one":
        return change_one(series, one.id, Change(start=start, lasts=timedelta(hours=at.hour)))
    if what == "later":
        return change_later(series, one.id, Change(start=start))
    if what == "rule":
        rule = RULES[at.hour % len(RULES)]
        return change_later(series, one.id, Change(rule=rule))
    if what == "place":
        place = {"place": f"Sted {at.hour}", "bring": "Te" if at.day % 2 else None}
        alter = change_one if at.day % 3 else change_later
        return alter(series, one.id, Change(details=place))
    alter = change_one if what == "cancel one" else change_later
    return alter(series, one.id, Change(cancelled=True))
