"""A backup taken while people write, and what a device is told that has seen more than it holds."""

import shutil
from pathlib import Path

import pytest

from tests.kit.house import opened
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
