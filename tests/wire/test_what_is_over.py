"""What has been is carried by nobody for ever: snapshots are of what is ahead."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import House, Person, opened
from tests.wire.test_activities import at, plan, times
from tests.wire.test_turns import move_to


async def held(house: House, person: Person) -> tuple[list[str], list[str]]:
    """The answers and the activities in the house's snapshot, by what they are about."""
    _, found = await house.get(person, f"/streams/house:{await house.house_id()}/snapshot")
    snapshot: dict[str, Any] = found["snapshot"]
    said = [one["occurrence"] for one in snapshot["answers"]]
    return said, [one["title"] for one in snapshot["activities"]]


async def test_answers_to_what_is_over_leave_the_snapshot_and_then_the_table(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house)
        first, second = (await times(house, ola))[:2]
        for one in (first, second):
            args = {"activity": card["id"], "occurrence": one["id"]}
            await house.do(ola, "activity.answer", answer="coming", **args)
        await house.do(house.keeper, "activity.answer", activity=card["id"], answer="maybe")
        ends = datetime.fromisoformat(first["ends_at"])
        move_to(house, ends + timedelta(hours=23))
        assert await held(house, ola) == ([first["id"], second["id"], "all"], ["Turen"])
        move_to(house, ends + timedelta(hours=25))
        assert await held(house, ola) == ([second["id"], "all"], ["Turen"])
        since = f"&since={first['starts_at']}"
        assert [one.get("answer") for one in await times(house, ola, since)][:2] == ["coming"] * 2
        move_to(house, ends + timedelta(weeks=8))
        await house.time_told()
        assert [one.get("answer") for one in await times(house, ola, since)][:2] == [None, "coming"]


async def test_what_was_called_off_or_happened_once_leaves_the_snapshot(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house, title="Hver uke")
        await plan(house, title="En gang", rule=None, starts=at(house, 2))
        await plan(house, title="Bor her")
        await house.do(house.keeper, "activity.cancel", activity=card["id"], which="all")
        assert (await held(house, ola))[1] == ["Hver uke", "En gang", "Bor her"]
        house.clock.move(days=4)
        assert (await held(house, ola))[1] == ["Hver uke", "Bor her"]
        house.clock.move(days=5)
        assert (await held(house, ola))[1] == ["Bor her"]
