"""A data folder looked over: sound, and spoilt in every way that has a sentence of its own."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.house import opened
from utelys.store import checkup
from utelys.store.checkup import Finding, look_over

NOW = datetime.now(UTC)


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    async with opened(data):
        pass
    return data


def found(folder: Path, now: datetime | None = None) -> dict[str, Finding]:
    now = now or datetime.now(UTC) + timedelta(seconds=1)
    return {one.what: one for one in look_over(folder, now)}


def wrong(folder: Path, now: datetime | None = None) -> dict[str, str]:
    return {what: one.words for what, one in found(folder, now).items() if not one.good}


async def test_a_sound_folder(folder: Path) -> None:
    assert wrong(folder) == {}
    assert list(found(folder)) == ["folder", "key", "database", "tables", "clock", "disk"]


async def test_looking_changes_nothing(folder: Path) -> None:
    def state() -> dict[str, bytes]:
        return {name: (folder / name).read_bytes() for name in ("key", "utelys.sqlite3")}

    before = state()
    found(folder)
    assert state() == before


async def test_it_may_run_while_the_server_does(tmp_path: Path) -> None:
    async with opened(tmp_path / "data") as house:
        await house.invite("Ola")
        assert wrong(tmp_path / "data") == {}


def test_nothing_there(tmp_path: Path) -> None:
    assert "utelys serve" in wrong(tmp_path / "nowhere")["folder"]
    tmp_path.chmod(0o700)
    assert "utelys serve" in wrong(tmp_path)["database"]
    assert not (tmp_path / "nowhere").exists()


def sql(statement: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        connection = sqlite3.connect(folder / "utelys.sqlite3", isolation_level=None)
        connection.execute(statement)
        connection.close()

    return spoil


def overwrite(folder: Path) -> None:
    with (folder / "utelys.sqlite3").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 40_000)


@pytest.mark.parametrize(
    ("spoil", "what", "words"),
    [
        (lambda data: data.chmod(0o755), "folder", "chmod 700"),
        (lambda data: (data / "key").chmod(0o644), "key", "chmod 600"),
        (lambda data: (data / "key").unlink(), "key", "missing"),
        (lambda data: (data / "key").write_bytes(b"short"), "key", "key"),
        (sql("PRAGMA application_id=7"), "database", "not a database of Utelys"),
        (sql("UPDATE entries SET seq = seq + 100 WHERE seq = 2"), "database", "have gaps"),
        (sql("UPDATE alembic_version SET version_num = '9999'"), "tables", "newer"),
        (overwrite, "database", "Bring back a backup"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_and_what_to_do(
    folder: Path, spoil: Callable[[Path], object], what: str, words: str
) -> None:
    spoil(folder)
    assert words in wrong(folder)[what]


async def test_another_houses_key(folder: Path, tmp_path: Path) -> None:
    async with opened(tmp_path / "other"):
        pass
    (folder / "key").write_bytes((tmp_path / "other" / "key").read_bytes())
    assert "not this database's key" in wrong(folder)["key"]


async def test_a_clock_that_runs_behind(folder: Path) -> None:
    assert "Set the clock" in wrong(folder, NOW - timedelta(hours=2))["clock"]


async def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "ENOUGH", 10**18)
    assert "Make room" in wrong(folder)["disk"]
