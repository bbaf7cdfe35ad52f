"""Guessing codes and tokens is limited for each address and in total, at both doors."""

from pathlib import Path
from typing import Any

from tests.kit.house import opened
from tests.kit.phone import line

WRONG = {"code": "wrong", "name": "Ola", "device_name": "phone"}


async def test_wrong_codes_are_counted_at_both_doors(tmp_path: Path) -> None:
    async with opened(tmp_path, guesses_burst=4, guesses_per_second=0.001) as house:
        made = await house.do(house.keeper, "invite.create", stage="resident")
        async with house.phone(house.keeper) as phone:
            for _ in range(2):
                refused = (await phone.command("invite.accept", **WRONG))["error"]
                assert refused["code"] == "not_found"
            for _ in range(2):
                status, _ = await house.post("invite.accept", WRONG)
                assert status == 404
            assert (await phone.command("invite.accept", **WRONG))["error"]["code"] == "too_many"
            right = WRONG | {"code": made["code"]}
            status, problem = await house.post("invite.accept", right)
            assert (status, problem["code"]) == (429, "too_many")
            # Who is in already goes on undisturbed.
            assert "ok" in await phone.command("room.open", kind="house")


async def test_wrong_tokens_are_counted_too(tmp_path: Path) -> None:
    async with opened(tmp_path, guesses_burst=2, guesses_per_second=0.001) as house:
        for code in ("unauthenticated", "unauthenticated", "too_many"):
            async with line(house.url) as phone:
                await phone.send(type="hello", token="x" * 43, cursors={}, client="tests")
                assert (await phone.until("bye"))["code"] == code


async def test_once_the_total_is_used_up_the_unsuspected_still_come_in(tmp_path: Path) -> None:
    limits: dict[str, Any] = {"all_guesses_burst": 2, "all_guesses_per_second": 0.001}
    async with opened(tmp_path, behind_proxy=True, **limits) as house:
        guesser, other = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
        for status in (404, 404, 429):
            assert (await house.post("invite.accept", WRONG, **guesser))[0] == status
        made = await house.do(house.keeper, "invite.create", stage="resident")
        right = WRONG | {"code": made["code"]}
        assert (await house.post("invite.accept", right, **guesser))[0] == 429
        assert (await house.post("invite.accept", right, **other))[0] == 200
