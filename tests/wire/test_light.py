"""The light over real sockets: lit by a claim, out by its end, whatever happens to the server."""

from pathlib import Path

from tests.kit.house import HandClock, opened
from utelys import commands
from utelys.core.caller import Caller


async def test_a_claim_lights_the_house_and_its_end_puts_it_out(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        id_ = await house.house_id()
        async with house.phone(ola) as phone:
            assert (await phone.reset(f"house:{id_}"))["light"]["state"] == "nobody"
            claimed = await house.do(house.keeper, "home.claim", house=id_, **{"for": 3600})
            lit = (await phone.entry(f"house:{id_}", "light.changed"))["body"]
            assert lit["state"] == "home"
            assert lit["who"][0]["name"] == "Margrethe"
            assert lit["valid_until"] == claimed["lease"]["until"]
            house.clock.move(hours=1)
            out = await phone.entry(f"house:{id_}", "light.changed")
            assert out["by"] == "clock"
            assert out["body"]["state"] == "nobody"
            assert out["at"] >= lit["valid_until"]


async def test_a_lease_ends_though_the_server_was_down(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper = house.keeper
        id_ = await house.house_id()
        await house.do(keeper, "home.claim", house=id_, **{"for": 3600})
    clock.move(hours=2)
    async with opened(tmp_path, clock, keeper) as house:
        _, state = await house.get(keeper, f"/streams/house:{id_}/snapshot")
        assert state["snapshot"]["light"]["state"] == "nobody"
        _, page = await house.get(keeper, f"/streams/house:{id_}/entries?limit=1")
        assert page["entries"][0]["kind"] == "light.changed"
        assert page["entries"][0]["by"] == "clock"


async def test_keeping_and_ending(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        lease = (await house.do(house.keeper, "home.claim", house=id_, show="nobody"))["lease"]
        house.clock.move(hours=1)
        kept = (await house.do(house.keeper, "home.keep", lease=lease["id"]))["lease"]
        assert kept["until"] > lease["until"]
        await house.do(house.keeper, "home.end", lease=lease["id"])
        _, page = await house.get(house.keeper, f"/streams/house:{id_}/entries?limit=3")
        states = [one["body"]["state"] for one in page["entries"]]
        assert states == ["home", "home", "nobody"]
        assert "name" not in page["entries"][0]["body"]["who"][0]
        status, problem = await house.post("home.end", {"lease": lease["id"]}, house.keeper.token)
        assert (status, problem["code"], problem["field"]) == (404, "not_found", "lease")


async def test_what_happens_before_the_clock_looks_does_not_put_off_that_a_claim_has_ended(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        id_ = await house.house_id()
        row = commands.find("member.update")
        rename = commands.bind(
            row, Caller(ola.id, ola.device), commands.read_args(row, {"name": "Ole"})
        )
        async with house.phone(ola) as phone:
            await phone.reset(f"house:{id_}")
            await house.do(house.keeper, "home.claim", house=id_, **{"for": 7200})
            await house.do(ola, "home.claim", house=id_, **{"for": 1800})
            for _ in range(2):
                await phone.entry(f"house:{id_}", "light.changed")
            house.clock.move(hours=1)
            await house.running.parts.writer.do(rename)
            out = await phone.entry(f"house:{id_}", "light.changed")
            assert [one["name"] for one in out["body"]["who"]] == ["Margrethe"]
            ended = await phone.entry(f"member:{ola.id}", "lease.ended")
            assert ended["body"]["why"] == "clock"
