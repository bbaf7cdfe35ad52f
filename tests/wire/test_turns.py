"""What the clock does around the times of an activity: invitations, reminders, who leads."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.kit.house import HandClock, House, Person, opened
from tests.wire.test_activities import at, plan, times, told

OSLO = ZoneInfo("Europe/Oslo")


async def reach(house: House, person: Person, count: int, kind: str) -> None:
    """Wait until somebody has been told so many things of a kind."""
    async with house.phone(person, cursors={f"member:{person.id}": 0}) as phone:
        for _ in range(count):
            await phone.entry(f"member:{person.id}", kind)


def soon(house: House, hours: int) -> dict[str, str]:
    """A wall time some hours from now, to the hour."""
    local = (house.clock.now() + timedelta(hours=hours)).astimezone(OSLO)
    return {"wall": f"{local:%Y-%m-%dT%H:00}", "zone": "Europe/Oslo"}


def move_to(house: House, moment: datetime) -> None:
    """Move the clock to a moment."""
    house.clock.move(seconds=(moment - house.clock.now()).total_seconds())


async def test_one_reminder_to_those_who_have_not_answered_and_one_to_those_who_come(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola, eva, per = [await house.invite(name) for name in ("Ola", "Eva", "Per")]
        card = await plan(house)
        one = (await times(house, ola))[0]
        args = {"activity": card["id"], "occurrence": one["id"]}
        await house.do(ola, "activity.answer", answer="coming", **args)
        await house.do(per, "activity.answer", answer="no", **args)
        starts = datetime.fromisoformat(one["starts_at"])
        for hours in (47, 23):
            house.clock.move(seconds=(starts - house.clock.now()).total_seconds() - hours * 3600)
            who = eva if hours == 47 else ola
            await reach(house, who, 1, "reminder.answer" if hours == 47 else "reminder.coming")
        house.clock.move(hours=12)
        assert [one["kind"] for one in await told(house, eva, "reminder.answer")] == [
            "reminder.answer"
        ]
        (reminder,) = await told(house, ola, "reminder.answer", "reminder.coming")
        assert reminder["body"]["occurrence"] == one["id"]
        assert reminder["by"] == "clock"
        assert await told(house, per, "reminder.answer", "reminder.coming") == []


async def test_a_reminder_waits_for_the_end_of_the_night(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house, starts=at(house, 7, 23), rule=None)
        one = (await times(house, ola))[0]
        await house.do(ola, "activity.answer", activity=card["id"], answer="coming")
        starts = datetime.fromisoformat(one["starts_at"])
        house.clock.move(seconds=(starts - house.clock.now()).total_seconds() - 23.9 * 3600)
        # Something that happens after it, in the same loop, shows that the night's turn has come.
        await house.do(house.keeper, "activity.lead", activity=card["id"], take=False)
        await reach(house, ola, 1, "invitation.leaderless")
        assert await told(house, ola, "reminder.coming") == []
        house.clock.move(hours=9)
        await reach(house, ola, 1, "reminder.coming")
        (reminder,) = await told(house, ola, "reminder.coming")
        assert datetime.fromisoformat(reminder["at"]).astimezone(OSLO).hour == 8


async def test_invitations_go_out_some_days_ahead_and_each_once(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper, ola = house.keeper, await house.invite("Ola")
        await plan(house, invite_days=3)
        first, second = (await times(house, ola))[:2]
        assert await told(house, ola, "invitation.received") == []
        move_to(house, datetime.fromisoformat(first["starts_at"]))
        clock.move(days=-3, seconds=1)
        await reach(house, ola, 1, "invitation.received")
    clock.move(days=7)
    async with opened(tmp_path, clock, keeper) as house:
        await house.time_told()
        got = [one["body"]["occurrence"] for one in await told(house, ola, "invitation.received")]
        assert got == [first["id"], second["id"]]
        await house.do(keeper, "activity.change", activity=first["activity"], place="Sentralen")
        clock.move(hours=1)
        got = [one["body"]["occurrence"] for one in await told(house, ola, "invitation.received")]
        assert got == [first["id"], second["id"]]


async def test_without_a_leader_those_whom_it_concerns_are_asked_and_one_takes_it(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        card = await plan(house)
        await house.do(house.keeper, "activity.lead", activity=card["id"], take=False)
        one = (await times(house, ola))[0]
        assert "leader" not in one
        args = {"activity": card["id"], "occurrence": one["id"]}
        await house.do(eva, "activity.answer", answer="no", **args)
        move_to(house, datetime.fromisoformat(one["starts_at"]))
        house.clock.move(hours=-24, seconds=1)
        await reach(house, ola, 1, "invitation.leaderless")
        assert await told(house, eva, "invitation.leaderless") == []
        await house.do(ola, "activity.lead", **args)
        status, answer = await house.post("activity.lead", args, token=eva.token)
        assert (status, answer["title"]) == (409, "Ola leads it already.")
        assert (await times(house, eva))[0]["leader"]["name"] == "Ola"
        assert "leader" not in (await times(house, eva))[1]


async def test_who_took_one_time_changes_that_one_and_not_the_series(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva", duties=["group_leader"])
        card = await plan(house)
        await house.do(house.keeper, "activity.lead", activity=card["id"], take=False)
        first, second = (await times(house, ola))[:2]
        args = {"activity": card["id"], "occurrence": first["id"]}
        await house.do(ola, "activity.lead", **args)
        for name, more in (("activity.change", {"place": "Brua"}), ("activity.cancel", {})):
            for which in ({"which": "later", **args}, {"which": "all", "activity": card["id"]}):
                status, answer = await house.post(name, {**which, **more}, token=ola.token)
                assert (status, answer["code"]) == (403, "forbidden")
        await house.do(ola, "activity.change", which="one", place="Brua", **args)
        # Whoever may plan for the house may change what is planned there.
        await house.do(eva, "activity.change", which="all", activity=card["id"], place="Porten")
        # Who leads all from the second on may change those and not all.
        later = {"activity": card["id"], "occurrence": second["id"], "which": "later"}
        await house.do(eva, "activity.change", leader=ola.id, **later)
        await house.do(ola, "activity.change", place="Broa", **later)
        status, _ = await house.post(
            "activity.cancel", {"activity": card["id"], "which": "all"}, token=ola.token
        )
        assert status == 403


async def test_who_came_is_kept_for_eight_weeks_for_the_leader_alone(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        keeper, ola = house.keeper, await house.invite("Ola")
        card = await plan(house)
        one = (await times(house, ola))[0]
        args = {"activity": card["id"], "occurrence": one["id"], "members": [ola.id]}
        status, _ = await house.post("activity.attend", args, token=keeper.token)
        assert status == 400
        move_to(house, datetime.fromisoformat(one["starts_at"]))
        clock.move(hours=2)
        done = await house.do(keeper, "activity.attend", **args)
        assert done["members"] == [ola.id]
        path = f"/activities/attendance?activity={card['id']}&occurrence={one['id']}"
        assert (await house.get(keeper, path))[1]["members"] == [ola.id]
        assert (await house.get(ola, path))[0] == 403
    clock.move(weeks=8)
    async with opened(tmp_path, clock, keeper) as house:
        assert (await house.get(keeper, path))[1] == {
            "occurrence": one["id"],
            "members": [],
            "noted": False,
        }


async def test_a_leader_who_leaves_the_group_leaves_a_place_and_the_lead(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva, per = [await house.invite(name) for name in ("Ola", "Eva", "Per")]
        members = [ola.id, eva.id, per.id]
        made = await house.do(house.keeper, "room.open", kind="group", name="Tur", members=members)
        group = made["room"]["id"]
        card = await plan(house, group=group, leader=ola.id, max=1, starts=soon(house, 20))
        for person in (ola, eva):
            await house.do(person, "activity.answer", activity=card["id"], answer="coming")
        await house.do(ola, "room.leave", room=group)
        assert len(await told(house, eva, "invitation.promoted")) == 1
        assert len(await told(house, per, "invitation.leaderless")) == 1
        assert len(await told(house, ola, "activity.left")) == 1
        first = (await times(house, per))[0]
        assert [one["name"] for one in first["coming"]] == ["Eva"]
        assert "leader" not in first
        assert await times(house, ola) == []


async def test_a_regular_who_wished_it_is_missed_once_after_two_times(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        card = await plan(house)
        found = await times(house, ola)
        for person in (ola, eva):
            await house.do(person, "activity.answer", activity=card["id"], answer="coming")
        await house.do(ola, "activity.miss_me", activity=card["id"])
        noticed: list[Any] = []
        for count, one in enumerate(found[:3]):
            move_to(house, datetime.fromisoformat(one["starts_at"]))
            args = {"activity": card["id"], "occurrence": one["id"], "members": [house.keeper.id]}
            await house.do(house.keeper, "activity.attend", **args)
            noticed = await told(house, house.keeper, "missing.noticed")
            assert len(noticed) == (1 if count else 0)
        assert noticed[0]["body"]["words"].startswith("Ola har vært borte fra Turen to ganger.")
        assert noticed[0]["body"]["member"] == ola.id


async def test_nobody_is_missed_from_before_they_were_a_regular(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva, keeper = await house.invite("Ola"), await house.invite("Eva"), house.keeper
        card = await plan(house)
        found = await times(house, ola)
        activity = {"activity": card["id"]}
        noticed = []
        for count, one in enumerate(found[:3]):
            move_to(house, datetime.fromisoformat(one["starts_at"]))
            # Nobody came at all, which is something else than nothing noted.
            await house.do(keeper, "activity.attend", occurrence=one["id"], members=[], **activity)
            noticed.append(len(await told(house, keeper, "missing.noticed")))
            for person in (ola, eva) if count == 0 else ():
                await house.do(person, "activity.answer", answer="coming", **activity)
                await house.do(person, "activity.miss_me", **activity)
        assert noticed == [0, 0, 2]
        path = f"/activities/attendance?activity={card['id']}&occurrence={found[0]['id']}"
        nobody = {"occurrence": found[0]["id"], "members": [], "noted": True}
        assert (await house.get(keeper, path))[1] == nobody


async def led(house: House, person: Person) -> list[str | None]:
    """Who leads the next four times."""
    return [(one.get("leader") or {}).get("name") for one in (await times(house, person))[:4]]


async def test_who_leaves_leads_nothing_more_and_the_others_go_on(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        group = await house.do(ola, "room.open", kind="group", name="Tur", members=[eva.id])
        walk = {"title": "Turen", "place": "Brua", "starts": at(house, 7), "rule": "FREQ=WEEKLY"}
        made = await house.do(ola, "activity.plan", group=group["room"]["id"], **walk)
        first, _, third = (await times(house, eva))[:3]
        args = {"activity": made["activity"]["id"]}
        later = {"which": "later", "occurrence": third["id"], "leader": eva.id}
        await house.do(ola, "activity.change", **args, **later)
        await house.do(ola, "activity.lead", take=False, **args, occurrence=first["id"])
        await house.do(eva, "activity.lead", **args, occurrence=first["id"])
        await house.do(ola, "room.leave", room=group["room"]["id"])
        assert await led(house, eva) == ["Eva", None, "Eva", "Eva"]
        # Taking all that nobody leads takes nothing from who does.
        await house.do(eva, "room.admit", room=group["room"]["id"], member=ola.id)
        await house.do(eva, "activity.lead", take=False, **args, occurrence=first["id"])
        await house.do(ola, "activity.lead", **args)
        assert await led(house, eva) == ["Ola", "Ola", "Eva", "Eva"]


async def test_the_week_hangs_on_the_kitchen_wall(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house, title="Tur <i>", meet_at="Bussen", rule=None)
        await house.do(ola, "activity.answer", activity=card["id"], answer="coming")
        one = (await times(house, ola))[0]
        path = f"{house.url}/print/{await house.house_id()}/week?day={card['starts']['wall'][:10]}"
        async with house.http.get(path, headers={"Authorization": f"Bearer {ola.token}"}) as page:
            assert page.status == 200
            text = await page.text()
        assert '<html lang="nb">' in text
        assert "size: A4" in text
        assert "18:00–20:00 Tur &lt;i&gt;" in text
        assert "Ved porten · Oppmøte: Bussen · Spør: Margrethe" in text
        assert "Ola" not in text
        assert text.count("<section>") == 7
        await house.do(house.keeper, "activity.cancel", activity=one["activity"])
        async with house.http.get(path, headers={"Authorization": f"Bearer {ola.token}"}) as page:
            assert "Avlyst" in await page.text()
        async with house.http.get(path) as page:
            assert page.status == 401
