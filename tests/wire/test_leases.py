"""A claim through its life over real sockets: kept by a tap, handed over, known after a restart."""

from pathlib import Path

from tests.kit.house import HandClock, opened


async def test_still_home_is_asked_and_a_yes_keeps_the_light(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        eva = await house.invite("Eva")
        async with house.phone(eva) as phone:
            own = f"member:{eva.id}"
            await phone.reset(own)
            lease = (await phone.do("home.claim", house=id_, **{"for": 3600}))["lease"]
            house.clock.move(minutes=45)
            ending = (await phone.entry(own, "lease.ending"))["body"]
            assert ending == {"lease": lease["id"], "house": id_, "until": lease["until"]}
            kept = (await phone.do("home.keep", lease=lease["id"]))["lease"]
            assert kept["until"] > lease["until"]
            house.clock.move(minutes=105)
            assert (await phone.entry(own, "lease.ending"))["body"]["until"] == kept["until"]
            house.clock.move(minutes=15)
            assert (await phone.entry(own, "lease.ended"))["body"]["why"] == "clock"
            assert (await house.state(eva, f"house:{id_}"))["light"]["state"] == "nobody"
            assert (await house.state(eva, own))["leases"] == []


async def test_nobody_is_asked_whose_claim_ended_while_the_server_was_away(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper, id_ = house.keeper, await house.house_id()
        await house.do(keeper, "home.claim", house=id_)
    clock.move(hours=3)
    async with opened(tmp_path, clock, keeper) as house:
        kinds = [one["kind"] for one in await house.entries(keeper, f"member:{keeper.id}")]
        assert kinds[-2:] == ["lease.changed", "lease.ended"]


async def test_a_phone_that_restarts_finds_its_claim(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        lease = (await house.do(house.keeper, "home.claim", house=id_, show="duty"))["lease"]
        async with house.phone(house.keeper) as phone:
            assert (await phone.reset(f"member:{house.keeper.id}"))["leases"] == [lease]
            (who,) = (await phone.reset(f"house:{id_}"))["light"]["who"]
            assert (who["duty"], "name" in who) == ("keeper", False)


async def test_a_claim_is_handed_over_only_by_the_others_yes(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        eva, ola = await house.invite("Eva"), await house.invite("Ola")
        async with house.phone(ola) as olas, house.phone(eva) as evas:
            await olas.reset(f"member:{ola.id}")
            await evas.reset(f"house:{id_}")
            lease = (await evas.do("home.claim", house=id_))["lease"]
            await evas.entry(f"house:{id_}", "light.changed")
            offered = (await evas.do("home.offer", lease=lease["id"], to=ola.id))["lease"]
            assert offered["offered_to"] == ola.id
            offer = (await olas.entry(f"member:{ola.id}", "lease.offered"))["body"]["offer"]
            assert offer == {
                "id": lease["id"],
                "house": id_,
                "by": eva.id,
                "as": "home",
                "until": lease["until"],
            }
            assert (await house.state(ola, f"member:{ola.id}"))["offers"] == [offer]
            mine = (await olas.do("home.accept", lease=lease["id"]))["lease"]
            assert (mine["until"], mine["id"] != lease["id"]) == (lease["until"], True)
            light = (await evas.entry(f"house:{id_}", "light.changed"))["body"]
            assert (light["state"], len(light["who"])) == ("home", 1)
            assert "Ola" not in str(light), "nobody asked them whether their name may be shown"
            assert (await olas.entry(f"member:{ola.id}", "offer.ended"))["body"] == {
                "lease": lease["id"]
            }
            assert (await house.state(ola, f"member:{ola.id}"))["offers"] == []
            ended = await evas.entry(f"member:{eva.id}", "lease.ended")
            assert ended["body"]["why"] == "handed_over"


async def test_an_offer_is_declined_or_taken_back_and_the_claim_stands(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        eva, ola = await house.invite("Eva"), await house.invite("Ola")
        lease = (await house.do(eva, "home.claim", house=id_))["lease"]
        for who in (ola, eva):
            await house.do(eva, "home.offer", lease=lease["id"], to=ola.id)
            await house.do(who, "home.decline", lease=lease["id"])
            own = (await house.state(eva, f"member:{eva.id}"))["leases"]
            assert own == [lease]
        for name in ("home.accept", "home.decline"):
            status, _ = await house.post(name, {"lease": lease["id"]}, ola.token)
            assert status == 404
        status, problem = await house.post("home.decline", {"lease": lease["id"]}, eva.token)
        assert (status, problem["code"]) == (409, "conflict")


async def test_whoever_takes_over_takes_back_nothing_that_they_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        eva, ola = await house.invite("Eva"), await house.invite("Ola")
        lease = (await house.do(eva, "home.claim", house=id_, **{"as": "reachable"}))["lease"]
        later = (await house.do(ola, "home.claim", house=id_, **{"for": 4 * 3600}))["lease"]
        await house.do(eva, "home.offer", lease=lease["id"], to=ola.id)
        mine = (await house.do(ola, "home.accept", lease=lease["id"]))["lease"]
        assert (mine["as"], mine["until"]) == ("home", later["until"])
        (only,) = (await house.state(ola, f"house:{id_}"))["light"]["who"]
        assert only["member"] == ola.id


async def test_a_yes_from_a_notification_shows_one_as_one_last_chose(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        id_ = await house.house_id()
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        ola = await house.invite("Ola", "friend", duties=["peer_mentor"])
        shown = []
        for say in (None, "nobody", "name"):
            if say is not None:
                claimed = await house.do(ola, "home.claim", house=id_, show=say)
                await house.do(ola, "home.end", lease=claimed["lease"]["id"])
            lease = (await house.do(eva, "home.claim", house=id_))["lease"]
            await house.do(eva, "home.offer", lease=lease["id"], to=ola.id)
            mine = (await house.do(ola, "home.accept", lease=lease["id"]))["lease"]
            shown.append(mine["show"])
            await house.do(ola, "home.end", lease=mine["id"])
        # Who never chose is shown by what the house asked of them, and not by a name.
        assert shown == ["duty", "nobody", "name"]
        assert (await house.do(ola, "home.claim", house=id_))["lease"]["show"] == "name"
        assert (await house.do(eva, "home.claim", house=id_))["lease"]["show"] == "name"
