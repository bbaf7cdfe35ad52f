"""`utelys house`: another house, opened at the machine and never behind a server's back."""

import subprocess
import sys
from pathlib import Path

from tests.kit.house import accept, opened


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "utelys", "house", "Nabohuset", "--data", str(folder)]
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
