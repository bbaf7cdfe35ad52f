"""The picture of an activity: seen by those whom it concerns, and by nobody else."""

from pathlib import Path

from tests.kit.house import opened
from tests.kit.rooms import Room
from tests.wire.test_activities import plan, times, told
from tests.wire.test_files import fetch, photo, put


async def test_a_picture_is_for_those_whom_the_activity_concerns(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva, keeper = await house.invite("Ola"), await house.invite("Eva"), house.keeper
        opened_ = await house.do(keeper, "room.open", kind="group", name="Ledere", members=[eva.id])
        room = Room(house, opened_["room"]["id"], keeper, eva)
        card = await plan(house, members=[ola.id])
        activity = {"activity": card["id"]}
        _, kept = await put(room, keeper, photo(), "turen.jpg")
        assert (await fetch(house, ola, kept["id"]))[0] == 404
        made = await house.do(keeper, "activity.picture", file=kept["id"], **activity)
        assert made["activity"]["picture"] == kept
        # Ola is not in the room that it was kept for, and Eva is not invited.
        for path, size in ((kept["id"], kept["size"]), (f"{kept['id']}/preview", None)):
            status, data, _ = await fetch(house, ola, path)
            assert status == 200
            assert size in (None, len(data))
            assert (await fetch(house, eva, path))[0] == 404
        assert b"Kamera" not in (await fetch(house, ola, kept["id"]))[1]
        state = await house.state(ola, f"member:{ola.id}")
        assert state["invitations"][0]["picture"] == kept
        assert (await times(house, ola))[0]["picture"] == kept
        # It is in everyone's list, and rings nowhere.
        assert await told(house, ola, "invitation.changed") == []
        house.clock.move(hours=30)
        await house.time_told()
        assert (await fetch(house, ola, kept["id"]))[0] == 200

        _, other = await put(room, keeper, photo((60, 40)), "ny.jpg")
        await house.do(keeper, "activity.picture", file=other["id"], **activity)
        assert (await fetch(house, ola, kept["id"]))[0] == 404
        assert not (tmp_path / "files" / kept["id"]).exists()
        made = await house.do(keeper, "activity.change", title="Kveldsturen", **activity)
        assert made["activity"]["picture"] == other
        made = await house.do(keeper, "activity.picture", **activity)
        assert "picture" not in made["activity"]
        assert list((tmp_path / "files").iterdir()) == []


async def test_what_cannot_be_its_picture(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, keeper = await house.invite("Ola"), house.keeper
        opened_ = await house.do(keeper, "room.open", kind="group", name="Alle", members=[ola.id])
        room = Room(house, opened_["room"]["id"], keeper, ola)
        card = await plan(house)
        activity = {"activity": card["id"]}
        _, text = await put(room, keeper, b"bare tekst")
        _, olas = await put(room, ola, photo((30, 20)))
        _, sent = await put(room, keeper, photo((30, 20)))
        await house.do(keeper, "message.send", room=room.id, files=[sent["id"]])
        for person, file, status in (
            (keeper, text["id"], 400),
            (keeper, olas["id"], 404),
            (keeper, sent["id"], 404),
            (keeper, "nothing", 404),
            (ola, olas["id"], 403),
        ):
            args = activity | {"file": file}
            assert (await house.post("activity.picture", args, person.token))[0] == status
        # What is shown is not sent besides.
        _, kept = await put(room, keeper, photo((30, 20)))
        await house.do(keeper, "activity.picture", file=kept["id"], **activity)
        args = {"room": room.id, "files": [kept["id"]]}
        assert (await house.post("message.send", args, keeper.token))[0] == 404
        await house.do(keeper, "activity.cancel", **activity)
        assert (await house.post("activity.picture", activity, keeper.token))[0] == 410
