"""Company over the wire: private, matched, told to both, and open again at once."""

from datetime import datetime
from pathlib import Path

from tests.kit.house import House, Person, opened
from tests.wire.test_activities import plan, times, told
from tests.wire.test_turns import move_to, reach


async def walk(house: House, *people: Person) -> dict[str, str]:
    """Plan a walk within a week, with company in mind."""
    from tests.wire.test_activities import at

    card = await plan(house, starts=at(house, 3), rule=None)
    one = (await times(house, people[0]))[0]
    return {"activity": card["id"], "occurrence": one["id"]}


async def test_two_are_put_together_and_the_pair_opens_again_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva, per = [await house.invite(name) for name in ("Ola", "Eva", "Per")]
        args = await walk(house, ola)
        await house.do(ola, "activity.answer", answer="maybe", company="wanted", **args)
        assert await told(house, ola, "company.matched") == []
        await house.do(eva, "activity.answer", answer="coming", company="offered", **args)
        (mine,) = await told(house, ola, "company.matched")
        (hers,) = await told(house, eva, "company.matched")
        assert mine["body"] == hers["body"]
        assert mine["body"]["place"] == "Ved porten"
        assert {one["name"] for one in mine["body"]["members"]} == {"Ola", "Eva"}
        _, room = await house.get(ola, f"/streams/room:{mine['body']['room']}/snapshot")
        assert room["snapshot"]["entries"][-1]["kind"] == "company.matched"
        await house.do(per, "activity.answer", answer="coming", company="offered", **args)
        assert await told(house, per, "company.matched") == []
        await house.do(eva, "activity.answer", answer="no", **args)
        (words,) = await told(house, ola, "company.reopened")
        assert words["body"]["words"].startswith("Eva kan ikke gå med deg på Turen likevel.")
        assert await told(house, eva, "company.reopened") == []
        assert len(await told(house, ola, "company.matched")) == 2
        assert len(await told(house, per, "company.matched")) == 1
        # Coming back, Eva is not put together again with the one whom she withdrew from.
        await house.do(eva, "activity.answer", answer="coming", company="offered", **args)
        await house.do(per, "company.say", says="none", **args)
        assert len(await told(house, ola, "company.reopened")) == 2
        assert len(await told(house, eva, "company.matched")) == 1


async def test_a_want_is_seen_by_nobody_who_has_not_offered(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva, per = [await house.invite(name) for name in ("Ola", "Eva", "Per")]
        args = await walk(house, ola)
        await house.do(eva, "company.say", says="offered")
        await house.do(ola, "activity.answer", answer="maybe", company="wanted", **args)
        (asked,) = await told(house, eva, "company.asked")
        assert asked["body"]["member"]["name"] == "Ola"
        for person in (per, house.keeper):
            _, streams = await house.get(person, "/streams")
            for stream in streams["streams"]:
                _, page = await house.get(person, f"/streams/{stream['id']}/entries?limit=200")
                assert "company" not in str(page)
                _, state = await house.get(person, f"/streams/{stream['id']}/snapshot")
                assert "wanted" not in str(state)
        await house.do(eva, "activity.answer", answer="coming", **args)
        assert len(await told(house, eva, "company.matched")) == 1
        assert len(await told(house, eva, "company.asked")) == 1


async def test_two_hours_ahead_the_leader_hears_that_nobody_was_found(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        args = await walk(house, ola)
        await house.do(ola, "activity.answer", answer="coming", company="wanted", **args)
        one = (await times(house, ola))[0]
        move_to(house, datetime.fromisoformat(one["starts_at"]))
        house.clock.move(hours=-2, seconds=1)
        await reach(house, house.keeper, 1, "company.nobody")
        (heard,) = await told(house, house.keeper, "company.nobody")
        assert heard["body"]["how_many"] == 1
        assert "Ola" not in str(heard)
        assert len(await told(house, ola, "company.nobody")) == 1


async def test_after_three_times_one_is_asked_whether_company_is_still_wanted(
    tmp_path: Path,
) -> None:
    from tests.wire.test_activities import at

    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        card = await plan(house, starts=at(house, 3))
        for person, says in ((ola, "wanted"), (eva, "offered")):
            await house.do(
                person, "activity.answer", activity=card["id"], answer="coming", company=says
            )
        for count in range(2, 5):
            house.clock.move(days=7)
            await reach(house, ola, count, "company.matched")
        (still,) = await told(house, ola, "company.still")
        assert still["body"]["times"] == 3
        assert await told(house, eva, "company.still") == []
