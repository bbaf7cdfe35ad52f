"""Which rules are read, as what, and with which sentence the others are refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.planning import wall
from utelys.core.errors import Invalid
from utelys.core.rules import MAX_TEXT, Freq, Rule, read_rule

START = wall("2026-11-26T18:00")


def read(text: str) -> Rule:
    return read_rule(text, START)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=WEEKLY", Rule(Freq.WEEKLY)),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU,TH", Rule(Freq.WEEKLY, days=((1, 0), (3, 0)))),
        ("  rrule:freq=weekly;byday=th,tu,tu ", Rule(Freq.WEEKLY, days=((1, 0), (3, 0)))),
        ("INTERVAL=2;FREQ=DAILY;COUNT=3", Rule(Freq.DAILY, interval=2, count=3)),
        ("FREQ=MONTHLY;BYDAY=+1MO,-1FR", Rule(Freq.MONTHLY, days=((0, 1), (4, -1)))),
        ("FREQ=WEEKLY;WKST=SU", Rule(Freq.WEEKLY, week_start=6)),
        (
            "FREQ=YEARLY;BYMONTHDAY=-1,15;BYMONTH=12,2",
            Rule(Freq.YEARLY, by=(("BYMONTH", (2, 12)), ("BYMONTHDAY", (-1, 15)))),
        ),
        # The start's own time of day says nothing new.
        ("FREQ=WEEKLY;BYHOUR=18;BYMINUTE=0,0;BYSECOND=0", Rule(Freq.WEEKLY)),
        # A million is a number like any other.
        ("FREQ=DAILY;COUNT=1000000", Rule(Freq.DAILY, count=1_000_000)),
    ],
)
def test_rules_are_read(text: str, rule: Rule) -> None:
    assert read(text) == rule


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261224", date(2026, 12, 24)),
        # A wall time in the start's zone: the time of that day is still allowed, or just not.
        ("20261224T180000", date(2026, 12, 24)),
        ("20261224T175959", date(2026, 12, 23)),
        # In UTC; Oslo is an hour ahead in winter.
        ("20261224T170000Z", date(2026, 12, 24)),
        ("20261224T165959Z", date(2026, 12, 23)),
        ("20261224T230000Z", date(2026, 12, 24)),
        ("20261223T230000Z", date(2026, 12, 23)),
        # And two in summer.
        ("20270624T160000Z", date(2027, 6, 24)),
        ("20270624T155959Z", date(2027, 6, 23)),
        # Ways to say that there is no end, and that it never begins.
        ("99991231T235959Z", None),
        ("00010101", date(1969, 1, 1)),
    ],
)
def test_until_is_understood_in_all_its_forms(until: str, last: date | None) -> None:
    assert read(f"FREQ=WEEKLY;UNTIL={until}").until == last


READ_AS = "The rule cannot be read at {}; write it like FREQ=WEEKLY;BYDAY=TU,TH."
NOT_DAILY = "An activity may repeat daily, weekly, monthly or yearly."
TWICE_A_DAY = "An activity may happen once a day; plan another for the other time."
OTHER_TIME = "The rule names another time of day than the start; leave it out."
TOO_RARE = "The rule leaves over 10 years between; choose a shorter interval."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", READ_AS.format("a part that is unknown")),
        ("every tuesday", READ_AS.format("a part that is unknown")),
        ("FREQ=WEEKLY;", READ_AS.format("a part that is unknown")),
        ("FREQ=YEARLY;BYEASTER=0", READ_AS.format("a part that is unknown")),
        ("RSCALE=CHINESE;FREQ=YEARLY", READ_AS.format("a part that is unknown")),
        ("FREQ=WEEKLY;X-PART=1", READ_AS.format("a part that is unknown")),
        ("FREQ=WEEKLY\nRDATE:20270101", READ_AS.format("FREQ")),
        ("DTSTART:20270101T000000\nRRULE:FREQ=DAILY", READ_AS.format("a part that is unknown")),
        ("FREQ=WEEKLY;BYDAY=MØ", READ_AS.format("a character that is not plain")),
        ("BYDAY=TU", READ_AS.format("FREQ")),
        ("FREQ=FORTNIGHTLY", READ_AS.format("FREQ")),
        ("FREQ=WEEKLY;FREQ=DAILY", READ_AS.format("FREQ")),
        ("FREQ=SECONDLY", NOT_DAILY),
        ("FREQ=MINUTELY;INTERVAL=1440", NOT_DAILY),
        ("FREQ=HOURLY;BYHOUR=18", NOT_DAILY),
        ("FREQ=DAILY;BYHOUR=9,18", TWICE_A_DAY),
        ("FREQ=DAILY;BYMINUTE=0,30", TWICE_A_DAY),
        ("FREQ=DAILY;BYSECOND=0,1,2", TWICE_A_DAY),
        ("FREQ=DAILY;BYHOUR=19", OTHER_TIME),
        ("FREQ=DAILY;BYMINUTE=15", OTHER_TIME),
        ("FREQ=DAILY;BYHOUR=a", READ_AS.format("BYHOUR")),
        ("FREQ=DAILY;INTERVAL=0", READ_AS.format("INTERVAL")),
        ("FREQ=DAILY;INTERVAL=-1", READ_AS.format("INTERVAL")),
        ("FREQ=DAILY;INTERVAL=1,2", READ_AS.format("INTERVAL")),
        ("FREQ=DAILY;INTERVAL=" + "9" * 400, READ_AS.format("INTERVAL")),
        ("FREQ=DAILY;INTERVAL=999999999", TOO_RARE),
        ("FREQ=YEARLY;INTERVAL=11", TOO_RARE),
        ("FREQ=DAILY;COUNT=0", READ_AS.format("COUNT")),
        ("FREQ=DAILY;COUNT=", READ_AS.format("COUNT")),
        ("FREQ=DAILY;COUNT=1e9", READ_AS.format("COUNT")),
        (
            "FREQ=DAILY;COUNT=2;UNTIL=20270101",
            "The rule says both how many times and until when; leave one of them out.",
        ),
        ("FREQ=DAILY;UNTIL=tomorrow", READ_AS.format("UNTIL")),
        ("FREQ=DAILY;UNTIL=20270230", READ_AS.format("UNTIL")),
        ("FREQ=DAILY;UNTIL=20270101T250000Z", READ_AS.format("UNTIL")),
        ("FREQ=DAILY;UNTIL=2027-01-01", READ_AS.format("UNTIL")),
        ("FREQ=DAILY;UNTIL=20270101T000000+0100", READ_AS.format("UNTIL")),
        ("FREQ=WEEKLY;WKST=1", READ_AS.format("WKST")),
        ("FREQ=WEEKLY;BYDAY=", READ_AS.format("BYDAY")),
        ("FREQ=WEEKLY;BYDAY=XX", READ_AS.format("BYDAY")),
        ("FREQ=WEEKLY;BYDAY=MO(+1)", READ_AS.format("BYDAY")),
        ("FREQ=WEEKLY;BYDAY=1MO", READ_AS.format("BYDAY")),
        ("FREQ=DAILY;BYDAY=1MO", READ_AS.format("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=0MO", READ_AS.format("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=6MO", READ_AS.format("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=53MO", READ_AS.format("BYDAY")),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=53MO", READ_AS.format("BYDAY")),
        ("FREQ=YEARLY;BYDAY=54MO", READ_AS.format("BYDAY")),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", READ_AS.format("BYDAY")),
        ("FREQ=YEARLY;BYMONTH=13", READ_AS.format("BYMONTH")),
        ("FREQ=YEARLY;BYMONTH=-1", READ_AS.format("BYMONTH")),
        ("FREQ=YEARLY;BYMONTH=5L", READ_AS.format("BYMONTH")),
        ("FREQ=MONTHLY;BYMONTHDAY=32", READ_AS.format("BYMONTHDAY")),
        ("FREQ=MONTHLY;BYMONTHDAY=0", READ_AS.format("BYMONTHDAY")),
        ("FREQ=WEEKLY;BYMONTHDAY=1", READ_AS.format("BYMONTHDAY")),
        ("FREQ=MONTHLY;BYYEARDAY=1", READ_AS.format("BYYEARDAY")),
        ("FREQ=YEARLY;BYYEARDAY=-367", READ_AS.format("BYYEARDAY")),
        ("FREQ=MONTHLY;BYWEEKNO=1", READ_AS.format("BYWEEKNO")),
        ("FREQ=YEARLY;BYWEEKNO=54", READ_AS.format("BYWEEKNO")),
        ("FREQ=MONTHLY;BYSETPOS=1", READ_AS.format("BYSETPOS")),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", READ_AS.format("BYSETPOS")),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=32", READ_AS.format("BYSETPOS")),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=-8", READ_AS.format("BYSETPOS")),
        ("FREQ=DAILY;BYDAY=MO;BYSETPOS=1,2", READ_AS.format("BYSETPOS")),
        (
            "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 200))),
            "The rule is over 500 characters long; make it simpler.",
        ),
    ],
)
def test_other_rules_are_refused_in_one_plain_sentence(text: str, title: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text)
    assert (refused.value.title, refused.value.field) == (title, "rule")


PARTS = [
    "FREQ=WEEKLY",
    "FREQ=YEARLY",
    "INTERVAL=2",
    "COUNT=9",
    "UNTIL=20270101",
    "BYDAY=1MO",
    "BYDAY=TU",
    "BYMONTH=2",
    "BYSETPOS=-1",
    "BYWEEKNO=53",
    "BYHOUR=18",
    "=",
]


def refusal(text: str) -> Invalid | None:
    try:
        read(text)
    except Invalid as refused:
        return refused
    return None


@given(
    st.one_of(
        st.text(max_size=MAX_TEXT + 5),
        st.text("FREQ=DAILYWKMONTHSUBC;,+-0123456789:", max_size=60),
        st.lists(st.sampled_from(PARTS)).map(";".join),
    )
)
def test_any_text_is_read_or_refused_at_the_rule(text: str) -> None:
    refused = refusal(text)
    if refused:
        assert refused.field == "rule"
        assert "\n" not in refused.title
        return
    rule = read(text)
    assert read(rule.text) == rule
    assert read(rule.text_beside(START)) == rule


def test_a_rule_is_written_in_one_order() -> None:
    rule = read(
        "BYSETPOS=-1;BYMONTH=5,1;BYDAY=FR,MO;WKST=SU;UNTIL=20270101T170000Z;INTERVAL=2;FREQ=MONTHLY"
    )
    head, tail = "FREQ=MONTHLY;INTERVAL=2;UNTIL=", ";WKST=SU;BYDAY=MO,FR;BYMONTH=1,5;BYSETPOS=-1"
    assert rule.text == f"{head}20270101{tail}"
    assert rule.text_beside(START) == f"{head}20270101T170000Z{tail}"


def test_a_weekly_rule_follows_to_another_day() -> None:
    rule = read("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;UNTIL=20261227")
    moved = read("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,MO;UNTIL=20261228;WKST=TU")
    assert rule.later_by(1) == moved
    assert moved.later_by(-1) == rule
    monthly = read("FREQ=MONTHLY;BYDAY=1TU")
    assert monthly.later_by(1) == monthly
