"""What keeps the server from starting: one plain line, exit 1, and nothing damaged."""

import asyncio
import shutil
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.house import opened
from tests.kit.process import fingerprints, run, run_here, serving
from utelys.store.opening import APPLICATION_ID


@pytest.fixture(scope="module")
def house_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a house was opened on, stopped in good order."""
    folder = tmp_path_factory.mktemp("template") / "house"

    async def once() -> None:
        async with opened(folder):
            pass

    asyncio.run(once())
    return folder


@pytest.fixture
def folder(house_folder: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    copy = tmp_path / "house"
    shutil.copytree(house_folder, copy)
    return copy


def one_plain_line(err: str) -> str:
    lines = [line for line in err.splitlines() if line]
    assert len(lines) == 1, err
    assert lines[0].startswith("utelys: ")
    assert "Traceback" not in err
    return lines[0]


def foreign(folder: Path, wal: bool = False) -> None:
    (folder / "utelys.sqlite3").unlink()
    other = sqlite3.connect(folder / "utelys.sqlite3")
    if wal:
        other.execute("PRAGMA journal_mode=WAL")
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.execute("INSERT INTO recipes VALUES ('vafler')")
    other.commit()
    other.close()


def text_file(folder: Path) -> None:
    (folder / "utelys.sqlite3").write_text("Handleliste: melk, brød\n" * 100)


def half_a_header(folder: Path) -> None:
    path = folder / "utelys.sqlite3"
    path.write_bytes(path.read_bytes()[:50])


def a_directory(folder: Path) -> None:
    (folder / "utelys.sqlite3").unlink()
    (folder / "utelys.sqlite3").mkdir()
    (folder / "utelys.sqlite3" / "x").write_text("x")


def damaged(folder: Path) -> None:
    path = folder / "utelys.sqlite3"
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


def _set_revision(folder: Path, revision: str) -> None:
    database = sqlite3.connect(folder / "utelys.sqlite3")
    database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    database.commit()
    database.close()


def newer(folder: Path) -> None:
    _set_revision(folder, "9000")


def no_key(folder: Path) -> None:
    (folder / "key").unlink()


def wrong_key(folder: Path) -> None:
    (folder / "key").write_text("ab" * 32 + "\n")


def wrong_key_and_older(folder: Path) -> None:
    """A database that would be brought up to date must not be with a key that is not its own."""
    _set_revision(folder, "0000")
    wrong_key(folder)


def no_key_in_the_file(folder: Path) -> None:
    (folder / "key").write_bytes(b"\xff\xfe hei")


def key_is_a_directory(folder: Path) -> None:
    (folder / "key").unlink()
    (folder / "key").mkdir()


def settings_are_no_toml(folder: Path) -> None:
    (folder / "utelys.toml").write_text("port = = 8\n")


def settings_are_too_deep(folder: Path) -> None:
    (folder / "utelys.toml").write_text(f"port = {'[' * 1_000}\n")


def settings_are_unknown(folder: Path) -> None:
    (folder / "utelys.toml").write_text("prot = 8080\n")


def settings_are_wrong(folder: Path) -> None:
    (folder / "utelys.toml").write_text('outbox_bytes = "much"\n')


def lock_is_a_directory(folder: Path) -> None:
    (folder / "lock").unlink(missing_ok=True)
    (folder / "lock").mkdir()


CASES: dict[Callable[[Path], None], str] = {
    foreign: "not a database of Utelys",
    lambda folder: foreign(folder, wal=True): "not a database of Utelys",
    text_file: "not a database of Utelys",
    half_a_header: "not a database of Utelys",
    a_directory: "not a database of Utelys",
    damaged: "bring back a backup",
    newer: "newer Utelys",
    no_key: "key",
    wrong_key: "not this database's key",
    wrong_key_and_older: "not this database's key",
    no_key_in_the_file: "key",
    key_is_a_directory: "key",
    settings_are_no_toml: "utelys.toml",
    settings_are_too_deep: "utelys.toml",
    settings_are_unknown: "prot",
    settings_are_wrong: "outbox_bytes",
    lock_is_a_directory: "cannot be used",
}


@pytest.mark.parametrize("harm", CASES, ids=lambda harm: harm.__name__)
def test_a_folder_that_is_not_as_it_must_be(folder: Path, harm: Callable[[Path], None]) -> None:
    harm(folder)
    before = fingerprints(folder)
    status, out, err = run_here("serve", "--data", folder, "--port", "0")
    assert (status, out) == (1, ""), err
    assert CASES[harm] in one_plain_line(err)
    assert fingerprints(folder) == before


@pytest.mark.parametrize("harm", [foreign, no_key, wrong_key, newer, a_directory])
def test_inviting_on_such_a_folder(folder: Path, harm: Callable[[Path], None]) -> None:
    harm(folder)
    before = fingerprints(folder)
    status, out, err = run_here("invite", "--data", folder, "--stage", "friend")
    assert (status, out) == (1, ""), err
    assert CASES[harm] in one_plain_line(err)
    assert fingerprints(folder) == before


async def test_the_program_itself_refuses_so_too(folder: Path) -> None:
    text_file(folder)
    status, out, err = await run("serve", "--data", folder, "--port", "0")
    assert (status, out) == (1, ""), err
    assert "not a database of Utelys" in one_plain_line(err)


def test_the_folder_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "house"
    path.write_text("et dikt\n")
    for command in (("serve", "--port", "0"), ("invite", "--stage", "friend")):
        status, _, err = run_here(command[0], "--data", path, *command[1:])
        assert status == 1
        assert str(path) in one_plain_line(err)
    assert path.read_text() == "et dikt\n"


def test_a_port_in_use_costs_nobody_the_first_key(tmp_path: Path) -> None:
    """The first link was made and never shown: the next start must show one that opens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, out, err = run_here("serve", "--data", tmp_path / "house", "--port", port)
    assert (status, out) == (1, "")
    assert port in one_plain_line(err.splitlines()[-1])
    assert "Traceback" not in err

    async def next_start() -> bool:
        async with opened(tmp_path / "house") as house:
            return bool(house.keeper.token)

    assert asyncio.run(next_start())


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.7", "…"])
def test_an_address_that_cannot_be_listened_on(folder: Path, host: str) -> None:
    status, _, err = run_here("serve", "--data", folder, "--port", "0", "--host", host)
    assert status == 1
    assert "Traceback" not in err
    assert "Cannot listen" in err


async def test_a_second_server_on_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    async with serving(folder) as server:
        status, out, err = await run("serve", "--data", folder, "--port", "0")
        assert (status, out) == (1, "")
        assert "already" in one_plain_line(err)
        assert await server.stop() == 0


async def test_inviting_beside_a_running_server_and_without_one(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    async with serving(folder) as server:
        status, out, _ = await run("invite", "--data", folder, "--stage", "friend", "--json")
        assert status == 0
        assert server.url in out
        assert await server.stop() == 0
    status, out, err = await run("invite", "--data", folder, "--stage", "resident")
    assert (status, err) == (0, "")
    assert "/join#" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("invite", "--stage", "guest"),
        ("invite", "--stage", "friend", "--duty", "king"),
        ("serve", "--port", "70000"),
        ("serve", "--port", "eighty"),
        ("open",),
        ("serve", "--loud"),
    ],
)
def test_wrong_use_exits_2(arguments: tuple[str, ...]) -> None:
    status, _, err = run_here(*arguments)
    assert status == 2
    assert "Traceback" not in err


def test_a_start_that_was_killed_in_the_middle_of_the_first_tables(
    house_folder: Path, tmp_path: Path
) -> None:
    """What a kill leaves there is a database with a journal that is to be rolled back."""
    folder = tmp_path / "house"
    folder.mkdir(mode=0o700)
    shutil.copy(house_folder / "key", folder / "key")
    writing = sqlite3.connect(tmp_path / "writing.sqlite3", isolation_level=None)
    writing.execute("PRAGMA cache_size=1")
    writing.execute("BEGIN IMMEDIATE")
    writing.execute(f"PRAGMA application_id={APPLICATION_ID}")
    for number in range(200):
        writing.execute(f"CREATE TABLE t{number} (a TEXT UNIQUE)")
        writing.execute(f"INSERT INTO t{number} VALUES (?)", ("x" * 3000,))
    shutil.copy(tmp_path / "writing.sqlite3", folder / "utelys.sqlite3")
    shutil.copy(tmp_path / "writing.sqlite3-journal", folder / "utelys.sqlite3-journal")
    writing.close()
    assert (folder / "utelys.sqlite3").stat().st_size > 0

    async def next_start() -> bool:
        async with opened(folder) as house:
            return bool(house.keeper.token)

    assert asyncio.run(next_start())
