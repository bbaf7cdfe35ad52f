"""Who is of a house no more has no part in what it does together, and keeps nothing of it."""

from pathlib import Path

import pytest

from tests.wire.test_parting import SECRET, Scene, scene

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
