"""What a wall time is, and which moment it means on the days when clocks change."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.planning import OSLO, at, utc, wall
from utelys.core.errors import Invalid
from utelys.core.walltime import Standing, Wall, check_plannable, check_zone, read_wall
from utelys_protocol.base import WallTime


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2027-10-07T18:00", OSLO, "2027-10-07T16:00"),
        ("2027-11-07T18:00", OSLO, "2027-11-07T17:00"),
        # Skipped: read with the offset before the gap, +01:00, so that it is 03:30 summer time.
        ("2027-03-28T02:30", OSLO, "2027-03-28T01:30"),
        # Twice: the first, still in summer time.
        ("2027-10-31T02:30", OSLO, "2027-10-31T00:30"),
        ("2027-10-31T03:00", OSLO, "2027-10-31T02:00"),
        # The example of RFC 5545, section 3.3.5.
        ("2007-11-04T01:30", "America/New_York", "2007-11-04T05:30"),
        ("2007-03-11T02:30", "America/New_York", "2007-03-11T07:30"),
        ("2027-10-07T18:00", "UTC", "2027-10-07T18:00"),
    ],
)
def test_a_wall_time_means_one_moment(text: str, zone: str, moment: str) -> None:
    assert wall(text, zone).moment() == utc(moment)


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("2027-03-28T01:59", Standing.ONCE),
        ("2027-03-28T02:00", Standing.SKIPPED),
        ("2027-03-28T02:59", Standing.SKIPPED),
        ("2027-03-28T03:00", Standing.ONCE),
        ("2027-10-31T01:59", Standing.ONCE),
        ("2027-10-31T02:00", Standing.TWICE),
        ("2027-10-31T02:59", Standing.TWICE),
        ("2027-10-31T03:00", Standing.ONCE),
    ],
)
def test_both_changes_of_summer_time_are_known_to_the_minute(text: str, standing: Standing) -> None:
    assert wall(text).standing() is standing
    # What was worked out from a moment may say that it is the second of two (PEP 495).
    assert Wall(at(text).replace(fold=1), OSLO).standing() is standing


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "2027-03-28T02:30",
            "The time 02:30 on 2027-03-28 does not exist, because the clock goes forward then; "
            "choose another time.",
        ),
        (
            "2027-10-31T02:30",
            "The time 02:30 on 2027-10-31 comes twice, because the clock goes back then; "
            "choose another time.",
        ),
    ],
)
def test_a_time_that_a_member_names_must_come_exactly_once(text: str, title: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_plannable(wall(text))
    assert (refused.value.title, refused.value.field) == (title, "starts.wall")


def test_an_ordinary_time_may_be_planned() -> None:
    check_plannable(wall("2027-10-07T18:00"))


@pytest.mark.parametrize("said", ["2027-10-07T18:00", "2027-10-07T18:00:00"])
def test_a_wall_time_is_read_and_told(said: str) -> None:
    read = read_wall(WallTime(wall=said, zone=OSLO))
    assert read == wall("2027-10-07T18:00")
    assert read.told() == WallTime(wall="2027-10-07T18:00", zone=OSLO)


@pytest.mark.parametrize(
    "said",
    [
        "2027-02-29T18:00",
        "2027-13-01T18:00",
        "2027-10-07T24:30",
        "2027-10-07T18:60",
        "2027-10-07T18:00:30",
        "1969-12-31T18:00",
        "2201-01-01T00:00",
        "9999-12-31T23:59",
        "0000-00-00T00:00",
        "२०२७-10-07T18:00",
    ],
)
def test_what_is_no_date_and_time_is_refused(said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_wall(WallTime.model_construct(wall=said, zone=OSLO))
    assert refused.value.field == "starts.wall"


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Utelys",
        "Europe",
        "Europe/",
        "europe/oslo/",
        "localtime",
        "right/Europe/Oslo",
        "posixrules",
        "../../etc/passwd",
        "Europe/../Oslo",
        "/etc/localtime",
        "Norway time",
        "",
        "Europe/" + "x" * 60,
    ],
)
def test_a_zone_must_be_known_everywhere(zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_wall(WallTime.model_construct(wall="2027-10-07T18:00", zone=zone))
    assert refused.value.field == "starts.zone"


@pytest.mark.parametrize("zone", [OSLO, "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+1"])
def test_zones_that_phones_name_are_known(zone: str) -> None:
    check_zone(zone)


@given(
    st.datetimes(at("1970-01-01"), at("2200-12-31")),
    st.sampled_from([OSLO, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_a_time_that_comes_once_is_shown_again_from_its_moment(time: datetime, zone: str) -> None:
    time = time.replace(second=0, microsecond=0)
    given_wall = Wall(time, zone)
    shown = given_wall.moment().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if given_wall.standing() is Standing.SKIPPED:
        # As much later as the clock is put forward.
        assert timedelta(0) < shown - time <= timedelta(hours=24)
    else:
        assert shown == time
