"""`kill -9` between the commits that remind many of one thing: each is told exactly once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.program import Program
from tests.wire.test_activities import plan, told
from utelys.actions.turns import AT_ONCE

pytestmark = pytest.mark.slow

MANY = 2 * AT_ONCE + 3
BEFORE = datetime.fromisoformat("2027-03-04T17:50:00+01:00")
DUE = datetime.fromisoformat("2027-03-04T18:00:30+01:00")
AFTER = datetime.fromisoformat("2027-03-04T18:10:00+01:00")


async def prepare(folder: Path) -> list[Person]:
    """A house in which many are coming to what is on tomorrow at six."""
    async with opened(folder, HandClock.at(BEFORE.isoformat())) as house:
        people = [await house.invite(f"Gjest {number}") for number in range(MANY)]
        starts = {"wall": "2027-03-05T18:00", "zone": "Europe/Oslo"}
        card = await plan(house, starts=starts, rule=None)
        for person in people:
            await house.do(person, "activity.answer", activity=card["id"], answer="coming")
        return [house.keeper, *people]


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("number", [1, AT_ONCE + 1, MANY])
async def test_each_is_reminded_once(tmp_path: Path, where: str, number: int) -> None:
    keeper, *people = await prepare(tmp_path / "house")
    running = Program(tmp_path / "house")
    running.move_clock((BEFORE - datetime.now(UTC)).total_seconds())
    running.kill_at(f"{where}:reminder.coming:{number}")
    try:
        await running.start()
        running.move_clock((DUE - datetime.now(UTC)).total_seconds())
        await running.ended()
    finally:
        await running.kill()
    async with opened(tmp_path / "house", HandClock.at(AFTER.isoformat()), keeper) as house:
        await house.time_told()
        assert await reminders(house, people) == [1] * MANY


async def reminders(house: House, people: list[Person]) -> list[int]:
    """How many reminders each of these has got."""
    return [len(await told(house, person, "reminder.coming")) for person in people]
