"""A client that is killed with `kill -9` again and again hands nothing out twice, nor late."""

import asyncio
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.hearing import hear
from tests.kit.house import House, Person, opened
from tests.kit.people import client_of, room_of_house
from utelys_client import Answered, Client, FileStore
from utelys_client.store import Change
from utelys_protocol.commands.messages import MessageSend
from utelys_protocol.frames import Command

ROUNDS = 8
EACH = 200
ROOT = Path(__file__).parents[2]


class Listener:
    """The program of `tests.kit.listener`, and what it has written so far."""

    def __init__(self, house: House, person: Person, folder: Path) -> None:
        self.store = folder / "listener.db"
        self._arguments = (house.url, person.token, str(self.store))
        self._paper = folder / "heard"
        self._paper.touch()

    def heard(self) -> list[str]:
        return self._paper.read_text(encoding="utf-8").split("\n")[:-1]

    async def run_until(self, enough: Callable[[], bool]) -> None:
        """Start it, and kill it once it has written enough."""
        with self._paper.open("ab") as paper:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.kit.listener", *self._arguments,
                stdout=paper, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                while not enough():  # noqa: ASYNC110 - another process writes the file
                    await asyncio.sleep(0.002)
        finally:
            process.kill()
            await process.wait()


def longer(listener: Listener, by: int) -> Callable[[], bool]:
    length = len(listener.heard()) + by
    return lambda: len(listener.heard()) >= length


async def write(client: Client, room: str, first: int) -> None:
    texts = [f"{number}" for number in range(first, first + EACH)]
    await asyncio.gather(*(client.send(room, text) for text in texts))


@pytest.mark.slow
async def test_a_listener_that_is_killed_again_and_again(tmp_path: Path) -> None:
    dice = random.Random(5)
    async with opened(tmp_path / "house") as house:
        ola = await house.invite("Ola")
        listener = Listener(house, ola, tmp_path)
        async with client_of(house, house.keeper) as mentor:
            room = room_of_house(mentor)
            async with client_of(house, ola, store=listener.store):
                pass
            for turn in range(ROUNDS):
                writing = asyncio.create_task(write(mentor, room, turn * EACH))
                await listener.run_until(longer(listener, by=dice.randrange(1, EACH)))
                await writing
            await mentor.send(room, "the end")
            await listener.run_until(lambda: listener.heard()[-1] == "the end")
            numbers = [int(text) for text in listener.heard()[:-1]]
            assert numbers == sorted(set(numbers))
            # At most the one that each kill caught between its mark and the program's hands.
            assert ROUNDS * EACH - len(numbers) <= ROUNDS
        kept = FileStore(listener.store)
        held = kept.load().streams
        kept.close()
        async with client_of(house, ola) as fresh:
            assert fresh.streams[f"room:{room}"] == held[f"room:{room}"]


async def test_commands_of_a_killed_client_are_carried_out_once(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house:
        ola = await house.invite("Ola")
        store = tmp_path / "ola.db"
        async with client_of(house, ola, store=store) as client:
            room = room_of_house(client)
            await client.do(MessageSend(room=room, text="answered"), id="c1")
        # As a kill leaves it: one answered and the answer not noted, one never sent.
        kept = FileStore(store)
        for id_, text in (("c1", "answered"), ("c2", "never sent")):
            command = Command(
                type="command", id=id_, name="message.send", args={"room": room, "text": text}
            )
            kept.write(Change(queued=command))
        kept.close()
        async with Client(house.url, ola.token, store=FileStore(store)) as client:
            assert client.unanswered == 2
            answers = [await hear(client, Answered), await hear(client, Answered)]
            assert [one.id for one in answers] == ["c1", "c2"]
            assert client.unanswered == 0
        _, page = await house.get(ola, f"/streams/room:{room}/entries")
        said = [one["body"]["text"] for one in page["entries"] if one["kind"] == "message.sent"]
        assert said == ["answered", "never sent"]
