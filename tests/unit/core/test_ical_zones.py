"""Zones as calendars describe them have the offsets of the zone, whoever reads them."""

from datetime import timedelta, tzinfo
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from tests.kit.planning import NEW_YORK, OSLO, at
from utelys.core.ical_zones import timezone
from utelys.core.walltime import Standing, Wall

ZONES = [OSLO, NEW_YORK, "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata", "Europe/London"]


def read_by_another(name: str) -> tzinfo:
    text = timezone(name, 2026).to_ical().decode().replace("\r\n", "\n")
    found = tz.tzical(StringIO(text)).get(name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", ZONES)
def test_another_library_reads_the_offsets_of_the_zone(name: str) -> None:
    described, real = read_by_another(name), ZoneInfo(name)
    now = at("2026-01-01T00:00")
    while now.year < 2036:
        if Wall(now, name).standing() is Standing.ONCE:
            read = now.replace(tzinfo=described).utcoffset()
            assert read == now.replace(tzinfo=real).utcoffset(), now
        now += timedelta(hours=11)


def test_a_zone_without_a_rule_is_listed() -> None:
    assert b"RDATE" in timezone("Africa/Casablanca", 2026).to_ical()
