"""What is for the one who leads reaches both who lead, and nobody whom it concerns no more."""

from datetime import datetime
from pathlib import Path

from tests.kit.house import House, Person, opened
from tests.wire.test_activities import at, plan, times, told
from tests.wire.test_parting import scene
from tests.wire.test_turns import move_to, reach


async def walk(house: House, per: Person, **more: object) -> dict[str, str]:
    """A walk in three days that Margrethe and Per lead."""
    card = await plan(house, starts=at(house, 3), co_leader=per.id, **more)
    one = (await times(house, house.keeper))[0]
    return {"activity": card["id"], "occurrence": one["id"], "starts": one["starts_at"]}


async def test_both_get_a_note_hear_of_who_is_alone_and_are_reminded(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, per = await house.invite("Ola"), await house.invite("Per")
        made = await walk(house, per, rule=None)
        starts, args = datetime.fromisoformat(made.pop("starts")), made
        said = {"answer": "coming", "company": "wanted", "note": "Jeg er ny"}
        await house.do(ola, "activity.answer", **args, **said)
        leaders = (house.keeper, per)
        for leader in leaders:
            (noted,) = await told(house, leader, "answer.noted")
            assert noted["body"]["note"] == "Jeg er ny"
        move_to(house, starts)
        house.clock.move(hours=-23)
        for leader in leaders:
            await reach(house, leader, 1, "reminder.coming")
            assert await told(house, leader, "reminder.answer") == []
        house.clock.move(hours=21, seconds=1)
        for leader in leaders:
            await reach(house, leader, 1, "company.nobody")


async def test_both_hear_that_somebody_is_missed(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, per = await house.invite("Ola"), await house.invite("Per")
        made = await walk(house, per)
        await house.do(ola, "activity.answer", activity=made["activity"], answer="coming")
        await house.do(ola, "activity.miss_me", activity=made["activity"], on=True)
        for one in (await times(house, ola))[:2]:
            move_to(house, datetime.fromisoformat(one["starts_at"]))
            house.clock.move(hours=1)
            args = {"activity": made["activity"], "occurrence": one["id"], "members": []}
            await house.do(per, "activity.attend", **args)
        for leader in (house.keeper, per):
            (missed,) = await told(house, leader, "missing.noticed")
            assert "Ola" in missed["body"]["words"]


async def test_a_note_reaches_nobody_who_is_gone(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        await it.do(it.house.keeper, "member.set_duties", member=it.eva.id, duties=["group_leader"])
        starts = at(it.house, 3)
        planned = await it.do(
            it.eva, "activity.plan", title="Tur", place="Porten", house=it.id, starts=starts
        )
        walk_ = planned["activity"]["id"]
        await it.remove()
        args = {"activity": walk_, "answer": "coming", "company": "wanted"}
        status, problem = await it.house.post(
            "activity.answer", args | {"note": "Hei"}, it.ola.token
        )
        assert (status, problem["code"], problem["field"]) == (409, "conflict", "note")
        assert (await it.state())["answers"] == []
        await it.do(it.ola, "activity.answer", **args)
        (one,) = await times(it.house, it.ola)
        move_to(it.house, datetime.fromisoformat(one["starts_at"]))
        it.house.clock.move(hours=-2, seconds=1)
        await reach(it.house, it.ola, 1, "company.nobody")
        assert await told(it.house, it.eva, "company.nobody", "answer.noted") == []


async def test_what_is_noted_of_the_second_time_first_is_noted_all_the_same(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola, per = await house.invite("Ola"), await house.invite("Per")
        made = await walk(house, per)
        await house.do(ola, "activity.answer", activity=made["activity"], answer="coming")
        await house.do(ola, "activity.miss_me", activity=made["activity"], on=True)
        first, second, third = (await times(house, ola))[:3]
        move_to(house, datetime.fromisoformat(second["starts_at"]))
        house.clock.move(hours=1)
        noticed = []
        for count, one in enumerate((second, first, second, first)):
            args = {"activity": made["activity"], "occurrence": one["id"], "members": []}
            await house.do(per, "activity.attend", **args)
            noticed = await told(house, per, "missing.noticed")
            assert len(noticed) == (1 if count else 0)
        assert noticed[0]["body"]["occurrence"] == second["id"]
        assert noticed[0]["body"]["starts_at"] == third["starts_at"]


async def test_who_came_is_noted_though_one_of_them_is_gone(tmp_path: Path) -> None:
    async with scene(tmp_path) as it:
        keeper = it.house.keeper
        card = await plan(it.house, starts=at(it.house, 1))
        one = (await times(it.house, keeper))[0]
        move_to(it.house, datetime.fromisoformat(one["starts_at"]))
        it.house.clock.move(hours=1)
        args = {"activity": card["id"], "occurrence": one["id"]}
        both = sorted([it.eva.id, it.ola.id])
        await it.remove()
        done = await it.do(keeper, "activity.attend", members=both, **args)
        assert done["members"] == [it.ola.id]


async def test_a_note_says_when_that_is_which_it_is_about(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house)
        first, second = (await times(house, ola))[:2]
        args = {"activity": card["id"], "answer": "coming", "note": "Hei"}
        await house.do(ola, "activity.answer", **args)
        await house.do(ola, "activity.answer", occurrence=second["id"], **args)
        noted = await told(house, house.keeper, "answer.noted")
        assert [one["body"]["starts_at"] for one in noted] == [
            first["starts_at"],
            second["starts_at"],
        ]
