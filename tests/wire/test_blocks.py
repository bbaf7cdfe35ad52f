"""Blocks: what changes for the one who blocks, and that nothing does for the other."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House, Person, opened
from tests.kit.push_scene import scene
from tests.wire.test_activities import told
from tests.wire.test_asks import mentors
from tests.wire.test_company import walk
from tests.wire.test_reading import position
from tests.wire.test_shifts import wall
from utelys_protocol.base import format_moment
from utelys_protocol.snapshots import fold


async def own(house: House, person: Person) -> dict[str, Any]:
    return await house.state(person, f"member:{person.id}")


async def refused(house: House, person: Person, name: str, /, **args: Any) -> tuple[int, str]:
    status, answer = await house.post(name, args, person.token)
    assert status >= 400, answer
    return status, answer.get("field", "")


async def shift_of(house: House, person: Person) -> dict[str, str]:
    starts = wall(house, days=1)
    args = {"house": await house.house_id(), "starts": starts, "lasts": 3600}
    made = await house.do(person, "shift.plan", **args)
    slot = starts["wall"].replace("-", "").replace(":", "")
    return {"shift": made["shift"]["id"], "occurrence": slot}


async def direct(house: House, one: Person, other: Person) -> str:
    opened_ = await house.do(one, "room.open", kind="direct", members=[other.id])
    return str(opened_["room"]["id"])


async def test_a_block_is_ones_own_on_all_devices_and_is_taken_away_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, per = await house.invite("Ola"), await house.invite("Per")
        stream = f"member:{ola.id}"
        async with house.phone(ola) as phone:
            state = (await phone.reset(stream)).copy()
            made = await house.do(ola, "member.block", member=per.id)
            assert made["block"]["name"] == "Per"
            assert await house.do(ola, "member.block", member=per.id) == made
            blocked = await phone.entry(stream, "member.blocked")
            assert blocked["body"] == made
            assert (await own(house, ola))["blocks"] == [made["block"]]
            assert fold(state, blocked)["blocks"] == [made["block"]]
            await house.do(ola, "member.unblock", member=per.id)
            state = fold(fold(state, blocked), await phone.entry(stream, "member.unblocked"))
            assert state["blocks"] == (await own(house, ola))["blocks"] == []
            assert not [one for one in phone.streams[stream] if one["kind"] == "member.blocked"]
        assert await refused(house, ola, "member.unblock", member=per.id) == (404, "member")
        assert await refused(house, ola, "member.block", member=ola.id) == (400, "member")
        assert (await own(house, per))["blocks"] == []


async def test_what_the_blocked_write_is_kept_and_counts_nowhere(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, per = await house.invite("Ola"), await house.invite("Per")
        room = await direct(house, ola, per)
        await house.do(ola, "member.block", member=per.id)
        for text in ("Hei", "Er du der?"):
            await house.do(per, "message.send", room=room, text=text)
        (group,) = [
            one["id"][5:]
            for one in (await house.get(ola, "/streams"))[1]["streams"]
            if one["kind"] == "room" and one["id"] != f"room:{room}"
        ]
        await house.do(per, "message.send", room=group, text="Til alle")
        await house.do(house.keeper, "message.send", room=group, text="Kaffe")
        assert (await position(house, ola, f"room:{room}"))["unread"] == 0
        assert (await position(house, ola, f"room:{group}"))["unread"] == 1
        assert (await position(house, house.keeper, f"room:{group}"))["unread"] == 1
        found = (await house.get(ola, "/search?q=alle"))[1]["hits"]
        assert found == []
        # Nothing is lost: with the block it goes, and all is there and unread.
        await house.do(ola, "member.unblock", member=per.id)
        assert (await position(house, ola, f"room:{room}"))["unread"] == 2
        texts = [one["body"].get("text") for one in await house.entries(ola, f"room:{room}")]
        assert texts[-2:] == ["Hei", "Er du der?"]


async def test_who_blocks_turns_to_the_other_only_without_the_block(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, per, eva = [
            await house.invite(name, "resident", duties=["peer_mentor"])
            for name in ("Ola", "Per", "Eva")
        ]
        room = await direct(house, ola, per)
        lease = (await house.do(ola, "home.claim", house=await house.house_id()))["lease"]["id"]
        shift = await shift_of(house, ola)
        for person in (per, eva):
            await house.do(ola, "member.block", member=person.id)
        ways: list[tuple[str, dict[str, Any]]] = [
            ("message.send", {"room": room, "text": "Hei"}),
            ("room.open", {"kind": "direct", "members": [eva.id]}),
            ("home.offer", {"lease": lease, "to": per.id}),
            ("shift.swap", shift | {"to": per.id}),
        ]
        for name, args in ways:
            status, _ = await refused(house, ola, name, **args)
            assert status == 409, name
        assert await direct(house, ola, per) == room
        for person in (per, eva):
            await house.do(ola, "member.unblock", member=person.id)
        for name, args in ways:
            await house.do(ola, name, **args)


async def test_neither_rings_the_other_and_the_call_goes_on(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        eva, per = await mentors(house, "Eva", "Per")
        id_ = await house.house_id()
        await house.do(eva, "home.claim", house=id_)
        for blocker, other in ((eva, ola), (ola, eva)):
            await house.do(blocker, "member.block", member=other.id)
            raised = await house.do(ola, "ask.raise", house=id_)
            # Eva alone is home: the empty wave is skipped at once, and Per rings.
            assert raised["ask"]["rung"] == 1
            assert (await own(house, eva))["ringing"] == []
            assert len((await own(house, per))["ringing"]) == 1
            await house.do(blocker, "member.unblock", member=other.id)
            # While it rings, whom it may ring now it rings.
            (ringing,) = (await own(house, eva))["ringing"]
            await house.do(blocker, "member.block", member=other.id)
            assert (await own(house, eva))["ringing"] == []
            taken = await refused(house, eva, "ask.take", ask=ringing["id"])
            assert taken == ((409, "ask") if blocker is eva else (410, ""))
            await house.do(eva, "ask.see", ask=ringing["id"])
            await house.do(per, "ask.take", ask=ringing["id"])
            await house.do(ola, "ask.end", ask=ringing["id"])
            await house.do(blocker, "member.unblock", member=other.id)


async def test_a_call_outlives_the_block_of_the_one_who_has_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        eva, per, anja = await mentors(house, "Eva", "Per", "Anja")
        id_ = await house.house_id()
        raised = await house.do(ola, "ask.raise", house=id_)
        old, room = raised["ask"]["id"], raised["room"]["id"]
        await house.do(eva, "ask.take", ask=old)
        await house.do(eva, "message.send", room=room, text="Jeg er her.")
        await house.do(ola, "member.block", member=eva.id)
        # To Eva it is withdrawn; it rings anew at all but her.
        assert (await house.state(eva, f"room:{room}"))["ask"]["state"] == "withdrawn"
        (ringing,) = (await own(house, per))["ringing"]
        assert ringing["id"] != old
        assert (await own(house, eva))["ringing"] == []
        await house.do(per, "ask.take", ask=ringing["id"])
        # Who has it and blocks the one who asks gives it back.
        await house.do(per, "member.block", member=ola.id)
        again = await house.do(ola, "ask.raise", house=id_)
        assert again["ask"]["id"] == ringing["id"]
        assert again["ask"]["returned"] == 1
        assert (await own(house, per))["ringing"] == []
        assert len((await own(house, anja))["ringing"]) == 1
        assert f"room:{again['room']['id']}" not in str((await house.get(per, "/streams"))[1])


async def test_those_apart_are_never_put_together(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva, per = [await house.invite(name) for name in ("Ola", "Eva", "Per")]
        args = await walk(house, ola)
        await house.do(ola, "activity.answer", answer="coming", company="wanted", **args)
        await house.do(eva, "member.block", member=ola.id)
        await house.do(eva, "activity.answer", answer="coming", company="offered", **args)
        assert await told(house, ola, "company.matched") == []
        await house.do(per, "activity.answer", answer="coming", company="offered", **args)
        assert len(await told(house, ola, "company.matched")) == 1
        # The pair ends with a block, in the words of every pair that ends.
        await house.do(ola, "member.block", member=per.id)
        (words,) = await told(house, per, "company.reopened")
        assert words["body"]["words"].startswith("Ola")
        await house.do(eva, "member.unblock", member=ola.id)
        assert len(await told(house, eva, "company.matched")) == 1
        assert len(await told(house, ola, "company.matched")) == 2


async def test_nothing_of_the_blocked_is_pushed(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.write()
        at.house.clock.move(seconds=4)
        shown = await at.browser.push(kind="message")
        await at.house.do(at.ola, "member.block", member=at.eva.id)
        assert (await at.browser.push("withdrawn")).topic == shown.topic
        await at.write("Hører du?")
        at.house.clock.move(minutes=5)
        await at.quiet()
        assert await at.states() == ["withdrawn"]
        # A message of somebody else in another room is pushed as ever.
        room = await direct(at.house, at.house.keeper, at.ola)
        await at.house.do(at.house.keeper, "message.send", room=room, text="Kaffe?")
        at.house.clock.move(seconds=4)
        await at.browser.push(kind="message", open=f"room:{room}")


async def act_as_the_blocked(house: House, ola: Person, per: Person, room: str) -> None:
    """Everything that somebody could try to find out by whether they are blocked."""
    here = await house.house_id()
    await house.do(per, "message.send", room=room, text="Hei", mentions=[ola.id])
    await house.do(per, "message.react", room=room, seq=2, reaction="👍")
    await house.do(per, "read.mark", stream=f"room:{room}", seq=3)
    await direct(house, per, ola)
    group = await house.do(per, "room.open", kind="group", name="Tur", members=[ola.id])
    await house.do(per, "room.leave", room=group["room"]["id"])
    other = await house.do(per, "room.open", kind="group", name="Kaffe")
    await house.do(per, "room.admit", room=other["room"]["id"], member=ola.id)
    await house.do(per, "message.send", room=other["room"]["id"], text="Kommer du?")
    lease = (await house.do(per, "home.claim", house=here))["lease"]["id"]
    await house.do(per, "home.offer", lease=lease, to=ola.id)
    await house.do(per, "shift.swap", to=ola.id, **await shift_of(house, per))
    await house.do(per, "ask.raise", house=here)


async def seen_by(house: House, person: Person) -> str:
    """All that a member can read, with nothing in it of when and which ids."""
    found: list[Any] = []
    _, streams = await house.get(person, "/streams")
    for stream in streams["streams"]:
        name = stream["id"]
        found.append([stream, await house.state(person, name), await house.entries(person, name)])
        found.append(await house.get(person, f"/streams/{name}/receipts"))
    found.append(await house.get(person, "/notices"))
    text = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z?", "T", json.dumps(found))
    ids: dict[str, str] = {}
    return re.sub(
        r"[0-9A-HJKMNP-TV-Z]{26}", lambda one: ids.setdefault(one[0], f"#{len(ids)}"), text
    )


@pytest.mark.parametrize("before", ["nothing", "a room"])
async def test_the_blocked_see_what_they_would_see_otherwise(tmp_path: Path, before: str) -> None:
    """One evening twice, once with a block and once without: the same to the last letter."""
    seen = []
    for blocks in (False, True):
        async with opened(tmp_path / str(blocks)) as house:
            ola, per, _ = [
                await house.invite(name, "resident", duties=["peer_mentor"])
                for name in ("Ola", "Per", "Eva")
            ]
            for person in (ola, per):
                await house.do(person, "member.update", receipts=True)
            room = ""
            if before == "a room":
                room = await direct(house, ola, per)
                await house.do(ola, "message.send", room=room, text="Hei")
                await house.do(ola, "read.mark", stream=f"room:{room}", seq=2)
            if blocks:
                await house.do(ola, "member.block", member=per.id)
            else:
                # That a call rings somebody else than Ola has this everyday reason.
                until = format_moment(house.clock.now() + timedelta(hours=8))
                await house.do(ola, "quiet.set", until=until)
            if not room:
                room = await direct(house, per, ola)
                await house.do(per, "message.send", room=room, text="Hei")
            await act_as_the_blocked(house, ola, per, room)
            if blocks:
                # Looking into the room that is folded away tells the other nothing.
                await house.do(ola, "read.mark", stream=f"room:{room}", seq=4)
            seen.append(await seen_by(house, per))
    assert seen[0] == seen[1]
