"""Whom a call rings and whom not: those who sleep, who are out of the house, who are gone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import House, Person, opened


async def ringing(house: House, who: Person) -> list[str]:
    """The ids of the calls that ring for somebody now."""
    return [one["id"] for one in (await house.state(who, f"member:{who.id}"))["ringing"]]


async def asleep(house: House, who: Person, wakings: int) -> None:
    """Let somebody be quiet for the next ten hours, and say how often they may be woken."""
    until = (house.clock.now() + timedelta(hours=10)).isoformat()
    await house.do(who, "quiet.set", until=until, wakings=wakings)


async def raised(house: House, who: Person) -> dict[str, Any]:
    return await house.do(who, "ask.raise", house=await house.house_id())


async def test_who_was_woken_by_a_call_is_rung_again_when_it_comes_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, anja = await house.invite("Ola"), await house.invite("Anja")
        await asleep(house, anja, wakings=1)
        ask = (await raised(house, ola))["ask"]["id"]
        assert await ringing(house, anja) == [ask]
        await house.do(anja, "ask.take", ask=ask)
        house.clock.move(minutes=3, seconds=1)
        await house.time_told()
        assert await ringing(house, anja) == [ask]
        await house.do(ola, "ask.withdraw", ask=ask)
        # Another call would wake her once more than she agreed to.
        assert (await raised(house, ola))["ask"]["state"] == "handed_over"


async def test_who_is_awake_is_rung_however_often_they_were_woken(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, anja = await house.invite("Ola"), await house.invite("Anja")
        await asleep(house, anja, wakings=1)
        await house.do(ola, "ask.withdraw", ask=(await raised(house, ola))["ask"]["id"])
        await house.do(anja, "quiet.set", wakings=1)
        ask = (await raised(house, ola))["ask"]["id"]
        assert await ringing(house, anja) == [ask]
