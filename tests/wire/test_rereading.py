"""An edit of what a newcomer may not read says nothing to them; all others end with its words."""

import asyncio
from pathlib import Path

from tests.kit.house import House, opened
from tests.kit.people import client_of
from tests.kit.phone import PATIENCE
from tests.kit.road import road
from tests.kit.rooms import Room, room_of_two
from utelys_client import Backoff, Client, FileStore


async def with_a_newcomer(house: House) -> tuple[Room, int]:
    """A room with a message from before Per came."""
    room = await room_of_two(house)
    seq = await room.say(room.ola, "Vi møtes kl. 18")
    await room.do(room.ola, "room.admit", member=house.keeper.id)
    return room, seq


async def same(client: Client, room: Room) -> None:
    """Wait until a client's state is a fresh one."""
    fresh = await room.snapshot(room.eva)
    async with asyncio.timeout(PATIENCE):
        while True:
            state = client.state(room.stream)
            if (
                state is not None
                and state.seq == fresh["seq"]
                and state.snapshot == fresh["snapshot"]
            ):
                return
            await asyncio.sleep(0.01)


async def test_whoever_may_read_the_message_has_its_new_words(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room, seq = await with_a_newcomer(house)
        async with client_of(house, room.eva) as client:
            await same(client, room)
            await room.do(room.ola, "message.edit", seq=seq, text="Vi møtes kl. 19")
            await room.do(room.ola, "message.react", seq=seq, reaction="👍")
            await same(client, room)
        told = str(await house.entries(house.keeper, room.stream))
        assert "kl. 1" not in told
        assert "kl. 1" not in str(await house.state(house.keeper, room.stream))


async def test_a_phone_that_was_away_or_cut_off_meanwhile_reads_it_later(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house, road(house.url) as way:
        room, seq = await with_a_newcomer(house)
        path = tmp_path / "phone.db"
        async with client_of(house, room.eva, store=path) as client:
            await same(client, room)
        await room.do(room.ola, "message.edit", seq=seq, text="Vi møtes kl. 19")
        client = Client(way.url, room.eva.token, store=FileStore(path), backoff=Backoff(0.01, 0.02))
        async with client:
            await same(client, room)
            way.open = False
            way.cut()
            await room.do(room.ola, "message.edit", seq=seq, text="Vi møtes kl. 20")
            way.open = True
            await same(client, room)
