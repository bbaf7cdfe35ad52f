"""Random commands, losses and returns of several people, held against what a newcomer would see.

For every stream and every member: an old snapshot and the entries since make the fresh snapshot;
numbers have no gap; and nobody hears a stream, or a part of one, that they may not read. The seed
is printed; `SEED=…` repeats a run, `ROUNDS=…` makes more of them.
"""

import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import House, Person, opened
from tests.kit.logs import watched_logs
from tests.sim.deeds import DEEDS
from tests.sim.world import Device, Snapshots, World

ROUNDS = int(os.environ.get("ROUNDS", "3"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1 << 32)
STEPS = 150


def settled(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Without that until when a light is valid, which moves with time alone."""
    known = dict(snapshot)
    if "light" in known:
        known["light"] = {k: v for k, v in known["light"].items() if k != "valid_until"}
    return known


async def fresh(house: House, person: Person) -> tuple[dict[str, int], Snapshots]:
    """What somebody would see who came now."""
    _, listed = await house.get(person, "/streams")
    heads, states = {}, {}
    for one in listed["streams"]:
        _, state = await house.get(person, f"/streams/{one['id']}/snapshot")
        heads[one["id"]], states[one["id"]] = state["seq"], state["snapshot"]
    return heads, states


async def check(world: World) -> None:
    """Let every device hear the rest, then compare."""
    await world.house.time_told()
    for device in world.devices:
        await device.come(world.house)
        heads, states = await fresh(world.house, device.person)
        await device.catch_up(heads)
        await device.read_again(world.house)
        for stream, state in states.items():
            assert settled(device.state[stream]) == settled(state), (stream, device.person.name)
        for stream, head in heads.items():
            await _no_gap(world.house, device.person, stream, head)


async def _no_gap(house: House, person: Person, stream: str, head: int) -> None:
    seqs: list[int] = []
    while True:
        after = seqs[-1] if seqs else 0
        _, page = await house.get(person, f"/streams/{stream}/entries?after={after}&limit=200")
        if not page["entries"]:
            break
        seqs += [entry["seq"] for entry in page["entries"]]
    assert seqs == list(range(seqs[0], head + 1))


async def step_of(world: World) -> None:
    """Do one thing at random."""
    who = world.chance.choice(world.people)
    await world.chance.choice([*COMMON, *DEEDS])(world, who)


COMMON = (
    *[World.write] * 5,
    *(World.open, World.topic, World.direct, World.join, World.leave, World.admit, World.rename),
    *(World.name, World.claim, World.keep, World.end, World.plan, World.plan, World.cancel),
    *(World.answer, World.answer, World.answer, World.invite, World.lose, World.come),
    *(World.time, World.react, World.erase, World.mark),
)


@asynccontextmanager
async def world_of(folder: Path, chance: random.Random) -> AsyncIterator[World]:
    limits: dict[str, Any] = {
        "costly_burst": 100_000,
        "recent_entries_bytes": chance.choice([0, 2_000, 1 << 26]),
    }
    async with opened(folder, **limits) as house:
        world = World(house, chance)
        world.home = await house.house_id()
        world.devices.append(Device(house.keeper))
        await world.open(house.keeper)
        for _ in range(3):
            await world.invite(house.keeper)
        for device in world.devices:
            await device.come(house)
        yield world
        for device in world.devices:
            await device.lose()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(ROUNDS))
async def test_old_snapshot_and_entries_make_the_fresh_one_everywhere(
    tmp_path: Path, number: int
) -> None:
    print(f"SEED={SEED}")
    chance = random.Random(SEED + number)
    with watched_logs() as logs:
        async with world_of(tmp_path, chance) as world:
            for step in range(STEPS):
                await step_of(world)
                if step % 30 == 29:
                    await check(world)
    logs.check()
