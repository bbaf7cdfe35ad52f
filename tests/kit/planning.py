"""Short ways to write wall times and days in tests of what repeats."""

from datetime import UTC, datetime

from utelys.core.walltime import Wall

OSLO = "Europe/Oslo"
NEW_YORK = "America/New_York"


def at(text: str) -> datetime:
    """A naive wall time: `2026-11-26T18:00`."""
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    """A moment: `2026-11-26T17:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str, zone: str = OSLO) -> Wall:
    """A wall time in a zone."""
    return Wall(at(text), zone)


def days(text: str) -> list[str]:
    """Spell out days written short: `1997-09:2-4,9 1997-10:1` (a dash is "up to")."""
    spelled = []
    for month in text.split():
        name, _, numbers = month.partition(":")
        for number in numbers.split(","):
            first, _, last = number.partition("-")
            spelled += [f"{name}-{day:02}" for day in range(int(first), int(last or first) + 1)]
    return spelled
