"""Old snapshot + entries = fresh snapshot, whatever is done in a room and whenever one looks."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import Person, opened
from tests.kit.rooms import Room, room_of_two
from utelys_protocol.snapshots import fold

STEPS = 120


async def act(room: Room, who: Person, chance: random.Random, seqs: list[int]) -> None:
    """Do something at random; what is refused changes nothing."""
    if not seqs or chance.random() < 0.3:
        seqs.append(await room.say(who, f"nr {len(seqs)}", mentions=[who.id]))
        return
    seq = chance.choice(seqs[-12:])
    reaction = {"reaction": chance.choice("ab"), "on": chance.random() < 0.6}
    doings: list[tuple[str, dict[str, Any]]] = [
        ("message.edit", {"text": f"endret {chance.random()}"}),
        ("message.react", reaction),
        ("message.react", reaction),
        ("message.pin", {}),
        ("message.unpin", {}),
        ("message.erase", {}),
    ]
    name, more = chance.choice(doings)
    await room.house.post(name, {"room": room.id, "seq": seq, **more}, who.token)


@pytest.mark.parametrize("seed", range(4))
async def test_old_snapshot_and_entries_make_the_fresh_one(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        olds: list[dict[str, Any]] = []
        seqs: list[int] = []
        async with house.phone(room.eva) as phone:
            await phone.reset(room.stream)
            first = {"seq": phone.cursors[room.stream], "snapshot": phone.snapshots[room.stream]}
            for step in range(STEPS):
                await act(room, chance.choice([room.ola, room.eva]), chance, seqs)
                if step % 30 == 0:
                    olds.append(await room.snapshot(room.ola))
            fresh = await room.snapshot(room.ola)
            while phone.cursors[room.stream] < fresh["seq"]:
                await phone.receive()
            live = phone.streams[room.stream]
        for old in (first, *olds):
            read = []
            after = old["seq"]
            while page := await room.entries(room.ola, f"after={after}&limit=200"):
                read += page
                after = page[-1]["seq"]
            for told in (read, [one for one in live if one["seq"] > old["seq"]]):
                state = old["snapshot"]
                for entry in told:
                    state = fold(state, entry)
                assert state == fresh["snapshot"]
