"""What is erased is in no file of the data folder any more, not even encrypted."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.kit.house import House, opened
from tests.kit.phone import PATIENCE
from tests.kit.rooms import room_of_two
from utelys.actions.housekeeping import COMPACT
from utelys.store import compaction
from utelys.store.queries import timers


def sealed(folder: Path) -> dict[tuple[int, int], bytes]:
    """Every entry's encrypted body, by stream and number."""
    with closing(sqlite3.connect(folder / "utelys.sqlite3")) as connection:
        rows = connection.execute("SELECT stream, seq, body_sealed FROM entries").fetchall()
    return {(stream, seq): bytes(body) for stream, seq, body in rows}


def found(folder: Path, secrets: list[bytes]) -> int:
    """In how many places of the folder one of them is, byte by byte."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return sum(secret in data for secret in secrets for data in files)


async def gone(folder: Path, secrets: list[bytes]) -> None:
    async with asyncio.timeout(20):
        while found(folder, secrets):  # noqa: ASYNC110 - files tell nobody that they changed
            await asyncio.sleep(0.05)


async def erase_some(house: House, folder: Path) -> list[bytes]:
    """Write and erase; return the encrypted forms of what was erased, which are still there."""
    room = await room_of_two(house)
    seqs = [await room.say(room.ola, f"Hemmelig {number} " * 20) for number in range(60)]
    await room.do(room.ola, "message.edit", seq=seqs[0], text="Noe annet")
    before = sealed(folder)
    for seq in seqs[::2]:
        await room.do(room.ola, "message.erase", seq=seq)
    after = sealed(folder)
    secrets = [body for place, body in before.items() if after[place] != body]
    assert len(secrets) == 31
    return secrets


async def test_after_the_night_no_file_holds_what_was_erased(tmp_path: Path) -> None:
    async with opened(tmp_path, compact_after=0.0) as house:
        secrets = await erase_some(house, tmp_path)
        house.clock.move(days=1)
        await gone(tmp_path, secrets)


async def test_text_is_never_in_a_file(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        await room.say(room.ola, "Dette skal ingen finne")
        assert found(tmp_path, [b"skal ingen finne"]) == 0


async def test_by_hand_while_the_server_runs(tmp_path: Path) -> None:
    async with opened(tmp_path, compact_after=3600) as house:
        secrets = await erase_some(house, tmp_path)
        assert found(tmp_path, secrets)
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "utelys", "compact", "--data", str(tmp_path)),
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await program.communicate()
        assert (program.returncode, out) == (0, b"What was erased has left the files.\n")
        assert found(tmp_path, secrets) == 0


async def awaited(house: House) -> set[str]:
    """For what the clock has a compaction in its book."""
    async with house.running.parts.database.reader() as source:
        refs = [ref for ref in ("", "again") if await timers.find(source, COMPACT, ref)]
    return set(refs)


async def test_what_is_edited_away_is_erased_from_the_files_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        room = await room_of_two(house)
        seq = await room.say(room.ola, "Hemmelig")
        assert await awaited(house) == set()
        await room.do(room.ola, "message.edit", seq=seq, text="Noe annet")
        assert await awaited(house) == {""}


async def test_what_is_erased_while_the_files_are_written_anew_leaves_them_the_night_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the file, is stored right behind, and must not count as compacted."""
    loop, really = asyncio.get_running_loop(), compaction.rewrite_whole
    async with opened(tmp_path, compact_after=0.0) as house:
        room = await room_of_two(house)
        seqs = [await room.say(room.ola, f"Hemmelig {number}") for number in range(2)]
        times = 0

        def rewrite(path: Path) -> bool:
            nonlocal times
            finished = really(path)
            if not times:
                erase = room.do(room.ola, "message.erase", seq=seqs[1])
                asyncio.run_coroutine_threadsafe(erase, loop).result(PATIENCE)
            times += 1
            return finished

        monkeypatch.setattr(compaction, "rewrite_whole", rewrite)
        await room.do(room.ola, "message.erase", seq=seqs[0])
        for night, left in ((1, {""}), (2, set())):
            house.clock.move(days=1)
            async with asyncio.timeout(PATIENCE):
                while times < night or await awaited(house) != left:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
