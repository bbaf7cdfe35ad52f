"""The crisis card: readable by anybody, true at every hour, and checked by the house."""

from pathlib import Path
from typing import Any

from tests.kit.house import HandClock, House, opened


async def card(house: House, house_id: str | None = None, **headers: str) -> tuple[int, Any, Any]:
    """Read the card as somebody who has not signed in."""
    query = f"?house={house_id}" if house_id else ""
    url = f"{house.url}/api/v1/crisis{query}"
    async with house.http.get(url, headers=headers) as response:
        body = await response.json(content_type=None) if response.status != 304 else None
        return response.status, body, response.headers


async def test_anybody_reads_what_is_open_now_and_may_keep_it(tmp_path: Path) -> None:
    # Ascension Day 2027 is Thursday 6 May: a line for weekdays is shut on it.
    async with opened(tmp_path, HandClock.at("2027-05-05T10:00:00Z")) as house:
        status, body, headers = await card(house)
        assert status == 200
        told = {one["name"]: one for one in body["numbers"]}
        assert [one["number"] for one in body["numbers"] if "number" in one] == [
            "113",
            "116 117",
            "116 123",
            "22 40 00 40",
        ]
        assert "number" not in told["RUSinfo"]
        assert told["RUSinfo"]["open"]
        assert told["RUSinfo"]["changes_at"] == "2027-05-05T16:00:00.000Z"
        assert [one["opens"][:10] for one in told["RUSinfo"]["spans"][:3]] == [
            "2027-05-05",
            "2027-05-07",
            "2027-05-10",
        ]
        again = await card(house, body["house"], **{"If-None-Match": headers["ETag"]})
        assert again[0] == 304
        house.clock.move(hours=7)
        status, body, later = await card(house, **{"If-None-Match": headers["ETag"]})
        assert (status, later["ETag"] != headers["ETag"]) == (200, True)
        assert not body["numbers"][-1]["open"]
        assert (await card(house, "01NOTHING"))[0] == 404
        assert (await card(house, "not an id"))[0] == 400


async def test_keepers_fill_in_confirm_and_drop(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        id_ = await house.house_id()
        seeded = (await house.state(ola, f"house:{id_}"))["crisis"]
        rus = next(one for one in seeded if one["name"] == "RUSinfo")
        args = {"house": id_, "id": rus["id"], "name": "RUSinfo", "number": "08588"}
        args["openings"] = rus["openings"]
        status, _ = await house.post("crisis.put", args, ola.token)
        assert status == 403
        put = (await house.do(house.keeper, "crisis.put", **args))["number"]
        assert (put["number"], "checked_on" in put, put["place"]) == ("08588", False, rus["place"])
        checked = await house.do(house.keeper, "crisis.check", house=id_, id=rus["id"])
        assert "checked_on" in checked["number"]
        args["name"] = "RUSinfo, svar om rus"
        renamed = (await house.do(house.keeper, "crisis.put", **args))["number"]
        assert renamed["checked_on"] == checked["number"]["checked_on"]
        await house.do(house.keeper, "crisis.drop", house=id_, id=rus["id"])
        status, problem = await house.post(
            "crisis.check", {"house": id_, "id": rus["id"]}, house.keeper.token
        )
        assert (status, problem["field"]) == (404, "id")
        state = (await house.state(ola, f"house:{id_}"))["crisis"]
        assert state == [one for one in seeded if one["id"] != rus["id"]]


async def test_the_keepers_are_reminded_every_ninety_days(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at("2026-11-26T12:00:00Z")) as house:
        id_, own = await house.house_id(), f"member:{house.keeper.id}"
        async with house.phone(house.keeper) as phone:
            seeded = (await phone.reset(f"house:{id_}"))["crisis"]
            house.clock.move(days=1)
            due = (await phone.entry(own, "crisis.due"))["body"]
            assert due == {"house": id_, "numbers": [one["id"] for one in seeded]}
            first = seeded[0]["id"]
            for one in seeded[1:]:
                await phone.do("crisis.check", house=id_, id=one["id"])
            await phone.do("crisis.drop", house=id_, id=first)
            house.clock.move(days=89)
            await house.do(house.keeper, "member.update", name="Margrethe B")
            kinds = [one["kind"] for one in await house.entries(house.keeper, own)]
            assert kinds.count("crisis.due") == 1
            house.clock.move(days=1)
            due = (await phone.entry(own, "crisis.due"))["body"]
            assert len(due["numbers"]) == len(seeded) - 1
