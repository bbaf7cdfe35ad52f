"""A backup taken while people write, and what a device is told that has seen more than it holds."""

import shutil
from pathlib import Path

import pytest

from tests.kit.house import opened
from tests.kit.rooms import room_of_two
from tests.wire.test_files import put
from utelys.store.backup import back_up
from utelys.store.errors import StoreRefusal


async def test_what_is_brought_back_is_another_life(tmp_path: Path) -> None:
    async with opened(tmp_path / "data") as house, house.phone(house.keeper) as phone:
        keeper = house.keeper
        room = (await phone.do("room.open", kind="group", name="Tur"))["room"]["id"]
        stream = f"room:{room}"
        await phone.reset(stream)
        await phone.do("message.send", room=room, text="Før")
        assert back_up(tmp_path / "data", tmp_path / "backup") > 0
        await phone.do("message.send", room=room, text="Etter")
        epoch = (await phone.until("welcome"))["epoch"]
        cursors = dict(phone.cursors)
    assert not (tmp_path / "backup" / "key").exists()
    shutil.copy(tmp_path / "data" / "key", tmp_path / "backup" / "key")
    async with (
        opened(tmp_path / "backup", keeper=keeper) as house,
        house.phone(keeper, cursors=cursors, epoch=epoch) as phone,
    ):
        assert (await phone.until("welcome"))["epoch"] != epoch
        state = await phone.reset(stream)
        assert [one["body"].get("text") for one in state["entries"]] == [None, "Før"]


async def test_files_come_and_go_while_a_backup_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path / "data") as house:
        room = await room_of_two(house)
        ids = [
            (await put(room, room.ola, f"fil {number}".encode()))[1]["id"] for number in range(3)
        ]
        seqs = [await room.say(room.ola, "Se her", files=[one]) for one in ids]
        erased = await room.entry(room.ola, seqs[1])
        gone = tmp_path / "data" / "files" / ids[1]
        (tmp_path / "data" / "files" / "on-its-way.part").write_bytes(b"half")
        copy = shutil.copy2

        def erase_first(source: Path, target: Path) -> object:
            """Somebody erases a file after the folder was listed, before it is its turn."""
            gone.unlink(missing_ok=True)
            return copy(source, target)

        monkeypatch.setattr(shutil, "copy2", erase_first)
        back_up(tmp_path / "data", tmp_path / "backup")
    assert erased["body"]["files"][0]["id"] == ids[1]
    held = {path.name for path in (tmp_path / "backup" / "files").iterdir()}
    assert held - {ids[1]} >= {ids[0], ids[2]}
    assert "on-its-way.part" not in held


def test_a_backup_overwrites_nothing_and_leaves_no_half(tmp_path: Path) -> None:
    with pytest.raises(StoreRefusal, match="no database"):
        back_up(tmp_path, tmp_path / "backup")
    (tmp_path / "utelys.sqlite3").write_text("not a database, but long enough to look like one")
    with pytest.raises(StoreRefusal, match="could not be written"):
        back_up(tmp_path, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    (tmp_path / "backup").mkdir()
    with pytest.raises(StoreRefusal, match="there already"):
        back_up(tmp_path, tmp_path / "backup")
