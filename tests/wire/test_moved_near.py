"""A time that a change brings near: what the clock would have done for it is done at once."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import House, opened
from tests.wire.test_activities import at, plan, times, told
from tests.wire.test_turns import move_to, reach, soon


async def move(house: House, one: dict[str, Any], starts: dict[str, str]) -> None:
    args = {"activity": one["activity"], "which": "one", "occurrence": one["id"]}
    await house.do(house.keeper, "activity.change", starts=starts, **args)


async def test_who_has_not_answered_is_invited_to_a_time_that_was_moved_to_this_week(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola, eva, per = [await house.invite(name) for name in ("Ola", "Eva", "Per")]
        await plan(house, starts=at(house, 14), invite_days=7)
        first, _, far = (await times(house, ola))[:3]
        args = {"activity": far["activity"], "occurrence": far["id"]}
        await house.do(eva, "activity.answer", answer="coming", **args)
        await house.do(per, "activity.answer", answer="no", **args)
        await move(house, far, at(house, 3))
        (got,) = await told(house, ola, "invitation.received", "invitation.changed")
        assert (got["kind"], got["body"]["occurrence"]) == ("invitation.received", far["id"])
        (got,) = await told(house, eva, "invitation.received", "invitation.changed")
        assert got["kind"] == "invitation.changed"
        assert await told(house, per, "invitation.received", "invitation.changed") == []
        # Those between have not been invited to, and are when their week comes.
        move_to(house, datetime.fromisoformat(first["starts_at"]) - timedelta(days=6, hours=23))
        await reach(house, ola, 2, "invitation.received")
        received = await told(house, ola, "invitation.received")
        assert [one["body"]["occurrence"] for one in received] == [far["id"], first["id"]]


async def test_a_leaderless_time_that_is_moved_to_tomorrow_is_asked_for(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house)
        await house.do(house.keeper, "activity.lead", activity=card["id"], take=False)
        one = (await times(house, ola))[0]
        await move(house, one, soon(house, 20))
        (asked,) = await told(house, ola, "invitation.leaderless")
        assert asked["body"]["occurrence"] == one["id"]
        await move(house, one, soon(house, 10))
        house.clock.move(hours=1)
        await house.time_told()
        assert len(await told(house, ola, "invitation.leaderless")) == 1


async def test_who_wants_company_hears_that_there_is_none_when_it_is_moved_to_soon(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        await plan(house)
        one = (await times(house, ola))[0]
        args = {"activity": one["activity"], "occurrence": one["id"]}
        await house.do(ola, "activity.answer", answer="coming", company="wanted", **args)
        await move(house, one, soon(house, 2))
        assert len(await told(house, ola, "company.nobody")) == 1
        house.clock.move(hours=1)
        await house.time_told()
        assert len(await told(house, ola, "company.nobody")) == 1


async def test_who_leads_is_reminded_without_having_said_that_they_come(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        await plan(house)
        one = (await times(house, ola))[0]
        args = {"activity": one["activity"], "occurrence": one["id"]}
        await house.do(ola, "activity.answer", answer="coming", **args)
        move_to(house, datetime.fromisoformat(one["starts_at"]) - timedelta(hours=23))
        await reach(house, ola, 1, "reminder.coming")
        await reach(house, house.keeper, 1, "reminder.coming")
