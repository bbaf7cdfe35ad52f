"""`utelys house`: another house, opened at the machine and never behind a server's back."""

import subprocess
import sys
from pathlib import Path

from tests.kit.house import accept, opened


def run(folder: Path, *said: str) -> subprocess.CompletedProcess[str]:
    said = said or ("house", "Nabohuset")
    command = [sys.executable, "-m", "utelys", *said, "--data", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


async def test_another_house_is_opened_while_the_server_is_stopped(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        keeper = house.keeper
        refused = run(tmp_path)
        assert refused.returncode == 1
        assert "serves from" in refused.stderr
        assert "Traceback" not in refused.stderr
    made = run(tmp_path)
    assert made.returncode == 0, made.stderr
    async with opened(tmp_path, keeper=keeper) as house:
        first = await accept(house, made.stdout.strip().partition("#")[2], "Per")
        _, answer = await house.get(first, "/streams")
        (stream,) = [one["id"] for one in answer["streams"] if one["kind"] == "house"]
        assert (await house.state(first, stream))["house"]["name"] == "Nabohuset"


async def test_an_invitation_is_to_the_house_that_is_named(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        names = ("Nabohuset", "Nabohuset", "Elvebakken")
        ids = [
            (await house.do(house.keeper, "house.open", name=name))["house"]["id"] for name in names
        ]

        async def house_of(*said: str) -> str:
            made = run(tmp_path, "invite", "--stage", "resident", *said)
            assert made.returncode == 0, made.stderr
            came = await accept(house, made.stdout.strip().partition("#")[2], "Per")
            _, answer = await house.get(came, "/streams")
            (stream,) = [one["id"] for one in answer["streams"] if one["kind"] == "house"]
            return str(stream).partition(":")[2]

        assert await house_of() == await house.house_id(), "the oldest, where none is named"
        assert await house_of("--house", "elvebakken") == ids[2]
        assert await house_of("--house", ids[1]) == ids[1]
        for said, problem in (("Nabohuset", "Several houses are"), ("Slottet", "No house is")):
            refused = run(tmp_path, "invite", "--stage", "resident", "--house", said)
            assert refused.returncode == 1
            assert f"{problem} called {said}" in refused.stderr
            assert ids[2] in refused.stderr
            assert "Traceback" not in refused.stderr
