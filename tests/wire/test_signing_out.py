"""A browser that signs out keeps no key, whatever became of the answer."""

from http.cookies import SimpleCookie
from pathlib import Path

from tests.kit.house import House, Person, opened


async def sign_out(
    house: House, person: Person, args: dict[str, str], origin: str | None = None
) -> tuple[int, SimpleCookie]:
    """Sign a device out as the page does it; the status, and what the browser is to keep."""
    headers = {"Origin": origin or house.url, "Cookie": f"utelys={person.token}"}
    url = f"{house.url}/api/v1/commands/device.sign_out"
    async with house.http.post(url, json=args, headers=headers) as response:
        return response.status, response.cookies


async def test_the_cookie_leaves_with_the_device(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        status, cookies = await sign_out(house, ola, {})
        assert status == 200
        gone = cookies["utelys"]
        assert (gone.value, gone["max-age"], gone["path"]) == ("", "0", "/")
        assert gone["httponly"]
        assert gone["samesite"] == "Strict"
        # Asked for again after a lost answer: the key opens nothing any more, and leaves too.
        status, cookies = await sign_out(house, ola, {})
        assert status == 401
        assert cookies["utelys"]["max-age"] == "0"


async def test_ending_another_device_leaves_this_one_its_cookie(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        code = (await house.do(ola, "device.link"))["code"]
        _, other = await house.post("invite.accept", {"code": code, "device_name": "nettbrett"})
        status, cookies = await sign_out(house, ola, {"device": other["device"]["id"]})
        assert status == 200
        assert "utelys" not in cookies
        assert (await house.get(ola, "/me"))[0] == 200


async def test_a_page_from_elsewhere_signs_nobody_out(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        status, cookies = await sign_out(house, ola, {}, "http://127.0.0.1:1")
        assert status == 401
        assert "utelys" not in cookies
        assert (await house.get(ola, "/me"))[0] == 200
