"""Whoever comes in, or comes back, is invited to what is to come, and rung for it once."""

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.kit.push_scene import scene as push_scene
from tests.kit.until import until
from tests.wire.test_activities import at, plan, times, told
from tests.wire.test_parting import scene
from tests.wire.test_turns import move_to
from utelys_protocol.snapshots import fold

KINDS = ("invitation.received", "activity.planned")


def in_short(entries: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    return [
        (one["kind"], one["body"]["activity"]["title"], one["body"].get("silent", False))
        for one in entries
    ]


async def test_a_newcomer_is_invited_to_what_is_not_over(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        house = it.house
        await plan(house, title="I fjor", rule=None, starts=at(house, 1))
        await plan(house, title="To ganger", rule="FREQ=WEEKLY;COUNT=2", starts=at(house, 1))
        await plan(house, title="Avlyst", rule=None, starts=at(house, 400))
        gone = (await times(house, it.ola, "&limit=50"))[-1]["activity"]
        await house.do(house.keeper, "activity.cancel", activity=gone)
        house.clock.move(days=30)
        await house.time_told()
        for title in ("En", "To"):
            await plan(house, title=title)
        per = await house.invite("Per")
        assert in_short(await told(house, per, *KINDS)) == [
            ("activity.planned", "I fjor", False),
            ("activity.planned", "To ganger", False),
            ("activity.planned", "Avlyst", False),
            ("invitation.received", "En", False),
            ("invitation.received", "To", True),
        ]


async def test_after_a_pause_a_regular_is_a_regular_still(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        house = it.house
        card, other = await plan(house, max=1), await plan(house, title="Annet")
        await it.answer(it.eva, card["id"])
        second = (await times(house, it.eva))[2]
        assert second["activity"] == card["id"]
        args = {"activity": card["id"], "occurrence": second["id"], "answer": "no"}
        await it.do(it.eva, "activity.answer", **args)
        await it.answer(it.ola, card["id"])
        old = await it.seen()
        await it.pause()
        assert len(await told(house, it.ola, "invitation.promoted")) == 1
        mine = await house.state(it.eva, f"member:{it.eva.id}")
        count = len(await house.entries(it.eva, f"member:{it.eva.id}"))
        house.clock.move(hours=1)
        await house.time_told()
        entries = (await house.entries(it.eva, f"member:{it.eva.id}"))[count:]
        assert in_short([one for one in entries if one["kind"] in KINDS]) == [
            ("activity.planned", card["title"], False),
            ("invitation.received", other["title"], False),
        ]
        for entry in entries:
            mine = fold(mine, entry)
        assert mine == await house.state(it.eva, f"member:{it.eva.id}")
        fresh = await it.state()
        evas = {
            one["occurrence"]: one["answer"]
            for one in fresh["answers"]
            if one["member"] == it.eva.id
        }
        assert evas == {"all": "coming", second["id"]: "no"}
        assert (await it.folded(old))["answers"] == fresh["answers"]
        # Ola got the place meanwhile, and keeps it.
        first = (await times(house, it.eva))[0]
        assert ([one["name"] for one in first["coming"]], first["waiting"]) == (["Ola"], True)
        assert await told(house, it.ola, "invitation.put_back") == []


async def test_what_is_over_by_then_is_not_answered_again(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        card = await plan(it.house, rule=None, starts=at(it.house, 1))
        await it.answer(it.eva, card["id"])
        (one,) = await times(it.house, it.eva)
        move_to(it.house, datetime.fromisoformat(one["starts_at"]))
        await it.pause(72 * 3600)
        it.house.clock.move(hours=72)
        await it.house.time_told()
        assert (await it.state())["answers"] == []


async def test_who_planned_for_others_leads_on_after_a_pause(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.do(it.house.keeper, "member.set_duties", member=it.eva.id, duties=["keeper"])
        await it.do(it.house.keeper, "member.set_stage", member=it.eva.id, stage="friend")
        args = {"title": "Tur", "place": "Porten", "house": it.id, "stages": ["resident"]}
        await it.do(it.eva, "activity.plan", starts=at(it.house, 3), **args)
        old = await it.seen()
        await it.pause()
        assert (await it.house.state(it.eva, f"member:{it.eva.id}"))["invitations"] == []
        it.house.clock.move(hours=1)
        await it.house.time_told()
        (card,) = (await it.house.state(it.eva, f"member:{it.eva.id}"))["invitations"]
        assert card["members"] == [it.eva.id]
        assert (await it.folded(old))["activities"] == (await it.state())["activities"] == [card]


async def test_a_phone_rings_once_for_all_that_is_done_in_a_house(tmp_path: Path) -> None:
    async with push_scene(tmp_path) as at_:
        house = at_.house
        id_ = await house.house_id()
        await house.do(house.keeper, "house.remove", house=id_, member=at_.ola.id)
        for title in ("En", "To", "Tre"):
            await plan(house, title=title)
        house.clock.move(seconds=4)
        group = {"kind": "group", "name": "Tur", "members": [house.keeper.id]}
        room = (await house.do(at_.eva, "room.open", **group))["room"]["id"]
        await house.do(at_.eva, "room.admit", room=room, member=at_.ola.id)
        await house.do(house.keeper, "house.admit", house=id_, member=at_.ola.id)
        house.clock.move(seconds=4)
        await at_.browser.push(kind="invitation")

        async def it_is_sent() -> bool:
            return await at_.states() == ["sent"]

        await until(it_is_sent)
        await at_.quiet()
