"""Nobody fills the disk with files: a member's day, all files, and what is to stay free of it."""

from collections.abc import AsyncIterator
from pathlib import Path

from tests.kit.house import opened
from tests.kit.rooms import room_of_two
from tests.wire.test_doctor import doctor
from tests.wire.test_files import MEBIBYTE, photo, put

FILE = b"x" * MEBIBYTE
NO_DISK = 1 << 60


async def pieces() -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(16):
        yield FILE[: MEBIBYTE // 16]


async def test_a_member_sends_so_much_in_a_day_and_more_the_day_after(tmp_path: Path) -> None:
    async with opened(tmp_path, files_a_day_bytes=3 * MEBIBYTE) as house:
        room = await room_of_two(house)
        cards = []
        for _ in range(3):
            status, card = await put(room, room.ola, FILE)
            assert status == 200, card
            cards.append(card["id"])
            house.clock.move(hours=1)
        status, problem = await put(room, room.ola, FILE)
        assert (status, problem["code"]) == (413, "too_large")
        assert problem["title"].startswith("That is more than the 3 MiB of files")
        # What others send is theirs, and messages go all the same.
        assert (await put(room, room.eva, FILE))[0] == 200
        await room.say(room.ola, "Her er de", files=cards)
        house.clock.move(hours=20, minutes=59)
        assert (await put(room, room.ola, FILE))[0] == 413
        house.clock.move(minutes=2)
        assert (await put(room, room.ola, FILE))[0] == 200


async def test_a_body_of_unknown_size_is_held_to_the_same(tmp_path: Path) -> None:
    async with opened(tmp_path, files_a_day_bytes=MEBIBYTE // 2) as house:
        room = await room_of_two(house)
        headers = {"Authorization": f"Bearer {room.ola.token}", "Utelys-Room": room.id}
        async with house.http.post(
            f"{house.url}/api/v1/files", data=pieces(), headers=headers
        ) as answer:
            assert (answer.status, (await answer.json())["code"]) == (413, "too_large")
        assert list((tmp_path / "files").iterdir()) == []
        assert house.running.parts.files.used == 0


async def test_all_files_together_take_so_much_and_erasing_makes_room(tmp_path: Path) -> None:
    async with opened(tmp_path, files_most_bytes=2 * MEBIBYTE + 100_000) as house:
        room = await room_of_two(house)
        first, _ = [(await put(room, who, FILE))[1] for who in (room.ola, room.eva)]
        seq = await room.say(room.ola, "Se", files=[first["id"]])
        status, problem = await put(room, room.eva, FILE)
        assert (status, problem["code"]) == (413, "too_large")
        assert "Erase messages with files" in problem["title"]
        await room.do(room.ola, "message.erase", seq=seq)
        assert (await put(room, room.eva, photo()))[0] == 200
    # What is counted is what is there, also after a new start.
    async with opened(tmp_path, keeper=house.keeper) as again:
        kept = sum(path.stat().st_size for path in (tmp_path / "files").iterdir())
        assert again.running.parts.files.used == kept > MEBIBYTE


async def test_a_disk_that_runs_low_takes_no_files_and_still_takes_messages(tmp_path: Path) -> None:
    async with opened(tmp_path, disk_keep_free_bytes=NO_DISK) as house:
        room = await room_of_two(house)
        status, problem = await put(room, room.ola, FILE)
        assert (status, problem["code"]) == (413, "too_large")
        assert "messages still go" in problem["title"]
        assert await room.say(room.ola, "Hei") > 0
        async with house.http.get(f"{house.url}/metrics") as answer:
            assert "utelys_disk_low 1.0" in await answer.text()
        code, said, _ = await doctor(tmp_path, UTELYS_DISK_KEEP_FREE_BYTES=str(NO_DISK))
        assert code == 1
        assert "None are taken" in said
