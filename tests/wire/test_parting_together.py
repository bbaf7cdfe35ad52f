"""Who is of a house no more has no part in what it does together, and keeps nothing of it."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.wire.test_activities import at, times, told
from tests.wire.test_parting import SECRET, Scene, scene
from tests.wire.test_turns import move_to
from utelys_protocol.snapshots import fold

WEEKLY = "FREQ=WEEKLY"


async def remove(it: Scene) -> None:
    await it.remove()


async def pause(it: Scene) -> None:
    await it.pause()


async def leave(it: Scene) -> None:
    await it.do(it.eva, "house.leave", house=it.id)


async def other_stage(it: Scene) -> None:
    args = {"member": it.eva.id, "stage": "former_resident"}
    await it.do(it.house.keeper, "member.set_stage", **args)


async def series(it: Scene) -> tuple[str, str]:
    """A walk each week for those who live there, to which Eva comes; itself, and its room."""
    walk = await it.walk(rule=WEEKLY, stages=["resident"], leader=it.house.keeper.id)
    await it.answer(it.eva, walk)
    await it.answer(it.ola, walk)
    (card,) = (await it.state())["activities"]
    return walk, card["room"]


@pytest.mark.parametrize("part", [remove, pause, leave, other_stage])
async def test_the_room_of_a_series_closes_for_them(tmp_path: Path, part: object) -> None:
    assert callable(part)
    async with scene(tmp_path) as it:
        await it.do(
            it.house.keeper, "member.set_stage", member=it.house.keeper.id, stage="resident"
        )
        walk, room = await series(it)
        stream = f"room:{room}"
        assert stream in await it.streams(it.eva)
        async with it.house.phone(it.eva) as phone:
            await phone.reset(stream)
            await part(it)
            assert (await phone.entry(stream, "room.left"))["body"]["member"] == it.eva.id
            await it.do(it.ola, "message.send", room=room, text=SECRET)
            await phone.send(type="ping", n=7)
            await phone.until("pong", n=7)
            assert SECRET not in str(phone.waiting) + str(phone.streams)
        assert stream not in await it.streams(it.eva)
        for path in ("entries", f"entries?occurrence={walk}.20310306T1800"):
            assert (await it.house.get(it.eva, f"/streams/{stream}/{path}"))[0] == 404
        args = {"room": room, "text": "Hei"}
        assert (await it.house.post("message.send", args, it.eva.token))[0] == 404
        left = [one for one in await it.house.entries(it.ola, stream) if one["kind"] == "room.left"]
        assert len(left) == 1


async def test_after_a_pause_the_room_of_a_series_opens_as_far_back_as_before(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as it:
        await it.do(
            it.house.keeper, "member.set_stage", member=it.house.keeper.id, stage="resident"
        )
        _, room = await series(it)
        before = await it.do(it.eva, "message.send", room=room, text="før")
        await it.pause()
        await it.do(it.ola, "message.send", room=room, text="imens")
        it.house.clock.move(hours=1)
        await it.house.time_told()
        page = await it.house.entries(it.eva, f"room:{room}")
        assert before["seq"] in [one["seq"] for one in page]


async def test_who_leaves_the_network_keeps_no_place_that_they_were_named_for(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as it:
        walk = await it.walk(stages=["friend"], members=[it.eva.id, it.ola.id], max=1)
        args = {"activity": walk, "leader": it.eva.id, "which": "all"}
        await it.do(it.house.keeper, "activity.change", **args)
        await it.answer(it.eva, walk)
        await it.answer(it.ola, walk)
        old = await it.seen()
        mine = await it.house.state(it.ola, f"member:{it.ola.id}")
        count = len(await it.house.entries(it.ola, f"member:{it.ola.id}"))
        await it.do(it.eva, "member.leave")
        told = (await it.house.entries(it.ola, f"member:{it.ola.id}"))[count:]
        kinds = [one["kind"] for one in told]
        assert kinds.count("invitation.promoted") == 1
        assert kinds.count("invitation.changed") == 1
        (card,) = (await it.state())["activities"]
        assert "leader" not in card
        assert it.eva.id not in str(card)
        fresh, folded = await it.state(), await it.folded(old)
        assert (folded["activities"], folded["answers"]) == (fresh["activities"], fresh["answers"])
        for entry in told:
            mine = fold(mine, entry)
        assert mine == await it.house.state(it.ola, f"member:{it.ola.id}")


async def test_half_a_pair_hears_that_the_other_has_left_the_network(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        walk = await it.walk(
            stages=["friend"],
            members=[it.eva.id, it.ola.id],
            starts=at(it.house, 3),
            leader=it.house.keeper.id,
        )
        for who, says in ((it.ola, "wanted"), (it.eva, "offered")):
            args = {"activity": walk, "answer": "coming", "company": says}
            await it.do(who, "activity.answer", **args)
        old = await it.seen()
        await it.do(it.eva, "member.leave")
        assert len(await told(it.house, it.ola, "company.reopened")) == 1
        # They were not told as of a change: nobody leads otherwise than before.
        assert await told(it.house, it.ola, "invitation.changed") == []
        fresh, folded = await it.state(), await it.folded(old)
        assert folded["activities"] == fresh["activities"]
        assert it.eva.id not in str(fresh["activities"])


async def test_a_guest_of_another_house_who_leaves_the_network_keeps_no_place(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as it:
        walk = await it.walk(members=[it.eva.id], max=1)
        await it.do(it.eva, "house.leave", house=it.id)
        await it.answer(it.eva, walk)
        await it.answer(it.ola, walk)
        old = await it.seen()
        assert it.eva.id in str(old["snapshot"]["answers"])
        await it.do(it.eva, "member.leave")
        assert len(await told(it.house, it.ola, "invitation.promoted")) == 1
        fresh, folded = await it.state(), await it.folded(old)
        assert (folded["activities"], folded["answers"]) == (fresh["activities"], fresh["answers"])
        assert it.eva.id not in str(fresh["answers"])


async def test_who_planned_for_a_stage_that_is_not_theirs_leaves_it_with_the_house(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as it:
        await it.do(it.house.keeper, "member.set_duties", member=it.eva.id, duties=["keeper"])
        await it.do(it.house.keeper, "member.set_stage", member=it.eva.id, stage="friend")
        planned = await it.do(
            it.eva,
            "activity.plan",
            title="Tur",
            place="Porten",
            house=it.id,
            stages=["resident"],
            rule=WEEKLY,
            starts=at(it.house, 3),
        )
        assert it.eva.id in str(planned["activity"]["members"])
        await it.remove()
        assert await it.streams(it.eva) == {f"member:{it.eva.id}"}
        assert (await it.house.state(it.eva, f"member:{it.eva.id}"))["invitations"] == []


async def test_nobody_gets_a_place_at_what_is_over(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        walk = await it.walk(max=1, starts=at(it.house, 3))
        ended = await it.walk(max=1, starts=at(it.house, 3), rule="FREQ=WEEKLY;COUNT=2")
        called_off = await it.walk(max=1, rule=WEEKLY)
        for activity in (walk, ended, called_off):
            await it.answer(it.eva, activity)
            await it.answer(it.ola, activity)
        await it.do(it.house.keeper, "activity.cancel", activity=called_off)
        it.house.clock.move(days=30)
        await it.house.time_told()
        await it.remove()
        assert await told(it.house, it.ola, "invitation.promoted") == []
        assert await told(it.house, it.ola, "activity.left") == []


async def test_a_place_at_all_times_says_when_the_first_of_them_is(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        walk = await it.walk(max=1, rule=WEEKLY)
        await it.answer(it.eva, walk)
        await it.answer(it.ola, walk)
        await it.remove()
        (promoted,) = await told(it.house, it.ola, "invitation.promoted")
        assert promoted["body"]["starts_at"] == "2031-03-06T17:00:00.000Z"


async def test_what_is_over_cannot_be_answered(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        walk = await it.walk(starts=at(it.house, 1), lasts=3600)
        args = {"activity": walk, "occurrence": "all", "answer": "coming"}
        (one,) = await times(it.house, it.ola)
        move_to(it.house, datetime.fromisoformat(one["starts_at"]))
        it.house.clock.move(minutes=30)
        # Who comes late can still say so.
        await it.do(it.ola, "activity.answer", **args)
        it.house.clock.move(minutes=31)
        for args["answer"] in ("coming", "no"):
            status, problem = await it.house.post("activity.answer", args, it.ola.token)
            assert (status, problem["code"]) == (410, "gone")
