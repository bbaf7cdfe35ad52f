"""`utelys doctor` as the one who runs a server uses it."""

import asyncio
import os
import sys
from pathlib import Path

from tests.kit.house import opened


async def doctor(folder: Path, **environment: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "utelys", "doctor", "--data", str(folder),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environment},
    )  # fmt: skip
    said, complained = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode(), complained.decode()


async def test_a_sound_house_that_is_open(tmp_path: Path) -> None:
    async with opened(tmp_path / "data") as house:
        code, said, complained = await doctor(tmp_path / "data")
        assert (code, complained) == (0, "")
        assert f"runs at {house.url}" in said
        assert "wrong" not in said


async def test_what_is_wrong_ends_with_one_line_and_exit_1(tmp_path: Path) -> None:
    async with opened(tmp_path / "data"):
        pass
    (tmp_path / "data" / "key").unlink()
    code, said, complained = await doctor(
        tmp_path / "data", UTELYS_TEST="1", UTELYS_TEST_CLOCK=str(tmp_path / "clock")
    )
    assert code == 1
    assert "does not run at the moment" in said
    assert complained == "utelys: See to what is wrong above: settings, key.\n"


async def test_bad_settings_are_one_line(tmp_path: Path) -> None:
    code, _, complained = await doctor(tmp_path, UTELYS_PORT="many")
    assert code == 1
    assert "UTELYS_PORT" in complained
    assert complained.count("\n") == 1


async def test_it_says_whether_push_services_know_whom_to_write_to(tmp_path: Path) -> None:
    async with opened(tmp_path / "data"):
        pass
    code, said, _ = await doctor(tmp_path / "data")
    assert (code, "No contact is set" in said) == (0, True)
    code, said, _ = await doctor(tmp_path / "data", UTELYS_PUBLIC_URL="https://hus")
    assert (code, "No contact is set" in said) == (1, True)
    code, said, _ = await doctor(tmp_path / "data", UTELYS_PUSH_CONTACT="mailto:drift@hus")
    assert (code, "UTELYS_PUSH_CONTACT is not what push services take" in said) == (1, True)
    code, said, _ = await doctor(
        tmp_path / "data", UTELYS_PUBLIC_URL="https://home.example.org:8443"
    )
    assert (code, "may write to https://home.example.org\n" in said) == (0, True)
