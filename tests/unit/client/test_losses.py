"""Losses of every kind: nothing twice, nothing left out, nothing out of order."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.fake import ROOM, Fake, Stream, fake_server
from tests.kit.hearing import Open, hear, hear_texts
from utelys_client import (
    Answered,
    Backoff,
    CaughtUp,
    Client,
    Closed,
    FileStore,
    Happened,
    Left,
    NotSignedIn,
    Replaced,
    StoreError,
)
from utelys_protocol.frames import Entries


async def test_what_was_missed_comes_once_and_in_order(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        await fake.write("a")
        assert await hear_texts(client, "a") == ["a"]
        await fake.cut()
        for text in "bcd":
            fake.happen("message.sent", {"text": text})
        await fake.until(lambda: bool(fake.connections))
        await fake.write("e")
        assert await hear_texts(client, "e") == ["b", "c", "d", "e"]
        assert client.streams[ROOM].snapshot == fake.streams[ROOM].snapshot()
    assert [hello.cursors for hello in fake.hellos()][1:] == [{ROOM: 1}]


async def test_a_gap_is_asked_for_again(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        await fake.write("a")
        fake.happen("message.sent", {"text": "lost on the way"})
        await fake.write("c")
        assert await hear_texts(client, "c") == ["a", "lost on the way", "c"]
    assert fake.hellos()[1].cursors == {ROOM: 1}


async def test_repeated_entries_are_told_once(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        for text in "ab":
            await fake.write(text)
        again = Entries(type="entries", stream=ROOM, entries=fake.streams[ROOM].entries)
        await fake.say(again)
        await fake.say(again)
        await fake.write("c")
        assert await hear_texts(client, "c") == ["a", "b", "c"]


async def test_an_unanswered_command_goes_out_again_under_its_id(
    fake: Fake, signed_in: Open
) -> None:
    fake.answers = False
    async with signed_in() as client:
        first = asyncio.create_task(client.send("r1", "one"))
        await fake.until(lambda: len(fake.commands()) == 1)
        second = asyncio.create_task(client.send("r1", "two"))
        await fake.until(lambda: len(fake.commands()) == 2)
        fake.answers = True
        await fake.cut()
        assert [(await first).seq, (await second).seq] == [1, 2]
        assert await hear_texts(client, "two") == ["one", "two"]
    ids = [command.id for command in fake.commands()]
    assert ids[:2] == ids[2:]
    assert fake.streams[ROOM].head == 2


async def test_whoever_gives_up_waiting_hears_the_answer_all_the_same(
    fake: Fake, signed_in: Open
) -> None:
    fake.answers = False
    async with signed_in() as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.send("r1", "hei")
        fake.answers = True
        await fake.cut()
        answered = await hear(client, Answered)
        assert (answered.name, answered.ok and answered.ok["seq"]) == ("message.send", 1)


async def test_a_room_left_while_away_is_let_go(fake: Fake, signed_in: Open) -> None:
    fake.streams["room:r2"] = Stream({"entries": []})
    async with signed_in() as client:
        await hear(client, CaughtUp)
        del fake.streams["room:r2"]
        await fake.cut()
        assert await hear(client, Left) == Left(stream="room:r2")
        assert set(client.streams) == {ROOM}


async def test_leaving_a_room_lets_it_go_at_once(fake: Fake, signed_in: Open) -> None:
    async with signed_in() as client:
        await hear(client, CaughtUp)
        entry = fake.happen("room.left", {"member": "m1"})
        await fake.say(Entries(type="entries", stream=ROOM, entries=[entry]))
        assert (await hear(client, Happened)).entry.kind == "room.left"
        assert await hear(client, Left) == Left(stream=ROOM)
        assert client.state(ROOM) is None


async def test_a_store_takes_up_where_it_was_left(
    fake: Fake, signed_in: Open, tmp_path: Path
) -> None:
    path = tmp_path / "state.db"
    async with signed_in(FileStore(path)) as client:
        await hear(client, CaughtUp)
        await fake.write("a")
        assert await hear_texts(client, "a") == ["a"]
        await fake.write("b")
        await fake.write("c")
        await asyncio.wait_for(received(client, 3), 5)
    fake.happen("message.sent", {"text": "d"})
    async with signed_in(FileStore(path)) as client:
        assert client.streams[ROOM].seq == 3
        # "b" and "c" were received before and not handed out yet; "a" was.
        assert await hear_texts(client, "d") == ["b", "c", "d"]
    assert fake.hellos()[1].cursors == {ROOM: 3}
    assert fake.hellos()[1].epoch == fake.epoch


async def received(client: Client, seq: int) -> None:
    while client.streams[ROOM].seq < seq:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_a_command_on_disk_is_sent_by_the_next_run(
    fake: Fake, signed_in: Open, tmp_path: Path
) -> None:
    fake.answers = False
    async with signed_in(FileStore(tmp_path / "state.db")) as client:
        sending = asyncio.create_task(client.send("r1", "hei"))
        await fake.until(lambda: len(fake.commands()) == 1)
    with pytest.raises(Closed):
        await sending
    fake.answers = True
    async with signed_in(FileStore(tmp_path / "state.db")) as client:
        assert client.unanswered == 1
        answered = await hear(client, Answered)
        assert answered.id == fake.commands()[0].id
        assert client.unanswered == 0
    assert fake.streams[ROOM].head == 1


async def test_another_life_of_the_database_starts_over(
    fake: Fake, signed_in: Open, tmp_path: Path
) -> None:
    async with signed_in(FileStore(tmp_path / "state.db")) as client:
        await hear(client, CaughtUp)
    fake.epoch = "life-2"
    fake.happen("message.sent", {"text": "in another life"})
    async with signed_in(FileStore(tmp_path / "state.db")) as client:
        assert await hear(client, Replaced) == Replaced(stream=ROOM, seq=1)
        assert client.streams[ROOM].snapshot == fake.streams[ROOM].snapshot()


async def test_a_store_of_another_device_is_not_mixed_up(
    fake: Fake, signed_in: Open, tmp_path: Path
) -> None:
    async with signed_in(FileStore(tmp_path / "state.db")) as client:
        await hear(client, CaughtUp)
    fake.device = "d2"
    async with signed_in(FileStore(tmp_path / "state.db")) as client:
        with pytest.raises(StoreError, match="another device"):
            await hear(client, NotSignedIn)


STEPS = st.lists(st.sampled_from(["write", "happen", "cut", "repeat", "send", "deaf"]), max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
async def test_any_course_of_losses_ends_with_everything_once(steps: list[str]) -> None:
    async with fake_server() as fake:
        await play(fake, steps)


async def play(fake: Fake, steps: list[str]) -> None:
    sends: list[asyncio.Task[object]] = []
    async with Client(fake.url, "token", backoff=Backoff(0.001, 0.002)) as client:
        await hear(client, CaughtUp)
        for number, step in enumerate(steps):
            match step:
                case "write":
                    await fake.write(f"{number}")
                case "happen":
                    fake.happen("message.sent", {"text": f"{number}"})
                case "repeat":
                    entries = fake.streams[ROOM].entries
                    await fake.say(Entries(type="entries", stream=ROOM, entries=entries))
                case "send":
                    sends.append(asyncio.create_task(client.send("r1", f"{number}")))
                case "deaf":
                    fake.answers = not fake.answers
                case _:
                    await fake.cut()
        fake.answers = True
        await fake.cut()
        await asyncio.gather(*sends)
        await fake.until(lambda: bool(fake.connections))
        await fake.write("the end")
        texts = await hear_texts(client, "the end")
        assert texts == [entry.body["text"] for entry in fake.streams[ROOM].entries]
        assert client.streams[ROOM].snapshot == fake.streams[ROOM].snapshot()
    expected = [
        str(number) for number, step in enumerate(steps) if step in {"write", "happen", "send"}
    ]
    assert sorted(texts[:-1]) == sorted(expected)
