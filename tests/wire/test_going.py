"""Leaving the network, and what keepers say of a member's stage and duties."""

from pathlib import Path

import pytest

from tests.kit.house import opened
from tests.kit.until import until
from tests.wire.test_parting import Scene, scene
from utelys.actions import going
from utelys.store.queries import asks, messages


async def test_who_leaves_is_signed_out_everywhere_and_seen_to_have_left(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        direct = (await it.do(it.ola, "room.open", kind="direct", members=[it.eva.id]))["room"]
        calendar = (await it.do(it.eva, "calendar.create"))["url"]
        async with it.house.phone(it.eva) as phone, it.house.phone(it.ola) as olas:
            await olas.reset(f"room:{direct['id']}")
            result = await phone.command("member.leave")
            assert result["ok"] == {"member": it.eva.id}
            _, bye = await phone.closed()
            assert bye is not None
            assert bye["code"] == "signed_out"
            left = await olas.entry(f"room:{direct['id']}", "room.left")
            assert left["body"]["member"] == it.eva.id
            await olas.entry(it.stream, "member.left")
        status, _ = await it.house.get(it.eva, "/me")
        assert status == 401
        async with it.house.http.get(calendar) as response:
            assert response.status == 404
        args = {"kind": "direct", "members": [it.eva.id]}
        status, _ = await it.house.post("room.open", args, it.ola.token)
        assert status == 404


async def test_what_one_asked_for_is_withdrawn_and_what_one_took_goes_back(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.do(it.eva, "home.claim", **{"house": it.id, "as": "home", "for": 3600})
        olas = await it.do(it.ola, "ask.raise", house=it.id)
        await it.do(it.eva, "ask.take", ask=olas["ask"]["id"])
        evas = await it.do(it.eva, "ask.raise", house=it.id)
        await it.do(it.eva, "member.leave")
        assert (await it.house.state(it.ola, f"room:{olas['room']['id']}"))["ask"]["returned"] == 1
        async with it.house.running.parts.database.reader() as source:
            gone = await asks.find(source, evas["ask"]["id"])
        assert gone is not None
        assert gone.ask.ended


@pytest.mark.parametrize(("looked_at", "at_once"), [(200, 16), (30, 9), (20, 20)])
async def test_what_one_wrote_stays_unless_one_wants_it_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looked_at: int, at_once: int
) -> None:
    """It is gone through in pieces, of whatever size."""
    monkeypatch.setattr(messages, "_AT_ONCE", looked_at)
    monkeypatch.setattr(going, "_AT_ONCE", at_once)
    async with scene(tmp_path) as it:
        room = await it.room()
        left = (await it.do(it.ola, "room.open", kind="group", name="Tur", members=[it.eva.id]))[
            "room"
        ]
        mine = [
            (place, (await it.do(it.eva, "message.send", room=place, text="hei"))["seq"])
            for place in (room, left["id"])
            for _ in range(60)
        ]
        kept = (await it.do(it.ola, "message.send", room=room, text="mitt"))["seq"]
        await it.do(it.eva, "room.leave", room=left["id"])
        await it.do(it.eva, "member.leave", erase=True)
        for place in (room, left["id"]):

            async def all_erased(place: str = place) -> bool:
                found = await _kinds(it, f"room:{place}")
                assert place != room or found[kept] == "message.sent"
                return {found[seq] for where, seq in mine if where == place} == {"erased"}

            await until(all_erased)


async def _kinds(it: Scene, stream: str) -> dict[int, str]:
    found: dict[int, str] = {}
    after = 0
    while page := (
        await it.house.get(it.ola, f"/streams/{stream}/entries?after={after}&limit=200")
    )[1]["entries"]:
        found |= {one["seq"]: one["kind"] for one in page}
        after = page[-1]["seq"]
    return found


async def test_a_stage_opens_what_is_for_it_and_closes_what_is_not(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        residents = await it.walk(stages=["resident"])
        former = await it.walk(stages=["former_resident"], title="Middag")
        await it.answer(it.ola, residents)
        old = await it.seen()
        keeper = it.house.keeper
        await it.do(keeper, "member.set_stage", member=it.ola.id, stage="former_resident")
        fresh, old = await it.state(), await it.folded(old)
        assert old["answers"] == fresh["answers"] == []
        assert old["members"] == fresh["members"]
        mine = await it.house.state(it.ola, f"member:{it.ola.id}")
        assert [one["id"] for one in mine["invitations"]] == [former]


async def test_who_becomes_a_mentor_is_called_from_then_on(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        ola, per = await house.invite("Ola"), await house.invite("Per")
        first = await house.do(ola, "ask.raise", house=id_)
        assert first["ask"]["state"] == "handed_over"
        await house.do(house.keeper, "member.set_duties", member=per.id, duties=["peer_mentor"])
        second = await house.do(ola, "ask.raise", house=id_)
        assert second["ask"]["rung"] == 1
        await house.do(house.keeper, "member.set_duties", member=per.id, duties=[])
        eva = await house.invite("Eva", duties=["peer_mentor"])
        third = await house.do(per, "ask.raise", house=id_)
        assert third["ask"]["rung"] == 1
        assert (await house.state(eva, f"member:{eva.id}"))["ringing"] != []


async def test_nobody_gives_the_last_keys_away(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        keeper = it.house.keeper
        args = {"member": keeper.id, "duties": []}
        status, _ = await it.house.post("member.set_duties", args, keeper.token)
        assert status == 409
        await it.do(keeper, "member.set_duties", member=it.ola.id, duties=["keeper"])
        await it.do(keeper, "member.set_duties", **args)
