"""What is due for many members at once: each is told once, a few in a commit, and nobody waits."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.logs import watched_logs
from tests.kit.push_scene import scene
from tests.kit.until import until
from tests.wire.test_activities import plan, times, told
from tests.wire.test_turns import move_to
from utelys.actions import turns
from utelys.notices import entries, looking
from utelys.store.base import Tx

KINDS = ("invitation.received", "reminder.answer", "reminder.coming")


async def kinds(house: House, *people: Person) -> list[list[str]]:
    """What each of these has been told of, in order."""
    return [[one["kind"] for one in await told(house, person, *KINDS)] for person in people]


async def test_everyone_is_told_once_however_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "AT_ONCE", 2)
    async with opened(tmp_path, HandClock.at("2027-03-04T12:00:00+01:00")) as house:
        people = [await house.invite(name) for name in ("Ola", "Eva", "Per", "Anja", "Siv")]
        ola, eva, per, anja, siv = people
        await plan(house, invite_days=3)
        one = (await times(house, ola))[0]
        starts = datetime.fromisoformat(one["starts_at"])
        args = {"activity": one["activity"], "occurrence": one["id"]}
        move_to(house, starts - timedelta(days=3))
        await house.time_told()
        assert await kinds(house, *people) == [["invitation.received"]] * 5
        for person, word in ((ola, "coming"), (per, "coming"), (siv, "coming"), (anja, "no")):
            await house.do(person, "activity.answer", answer=word, **args)
        for hours in (48, 24):
            move_to(house, starts - timedelta(hours=hours))
            await house.time_told()
        coming, unsaid = ["invitation.received", KINDS[2]], ["invitation.received", KINDS[1]]
        expected = [coming, unsaid, coming, ["invitation.received"], coming]
        assert await kinds(house, ola, eva, per, anja, siv) == expected


async def test_what_is_changed_before_all_are_told_is_not_told_to_the_others(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, HandClock.at("2027-03-04T12:00:00+01:00")) as house:
        people = [await house.invite(name) for name in ("Ola", "Eva", "Per", "Anja")]
        await plan(house)
        one = (await times(house, people[0]))[0]
        args = {"activity": one["activity"], "occurrence": one["id"]}
        for person in people:
            await house.do(person, "activity.answer", answer="coming", **args)
        millis = int(datetime.fromisoformat(one["starts_at"]).timestamp() * 1000)
        ref = f"remind {one['id']} {people[0].id} {millis}"

        async def goes_on(tx: Tx) -> None:
            await turns.rest(tx, ref)

        await house.do(people[1], "activity.answer", answer="no", **args)
        await house.running.parts.writer.do(goes_on)
        assert await kinds(house, *people) == [[KINDS[0]], [KINDS[0]], [*KINDS[::2]], [*KINDS[::2]]]
        later = {"wall": f"{one['starts_at'][:10]}T21:00", "zone": "Europe/Oslo"}
        await house.do(house.keeper, "activity.change", which="one", starts=later, **args)
        await house.running.parts.writer.do(goes_on)
        await house.do(house.keeper, "activity.cancel", which="one", **args)
        await house.running.parts.writer.do(goes_on)
        assert await kinds(house, *people) == [[KINDS[0]], [KINDS[0]], [*KINDS[::2]], [*KINDS[::2]]]


async def _claim(house: House) -> None:
    """Let the keeper be home for two hours."""
    claim = {"house": await house.house_id(), "as": "home", "for": 7200, "show": "name"}
    await house.do(house.keeper, "home.claim", **claim)


async def _newest(house: House) -> dict[str, Any]:
    """The last that the house was told."""
    return (await house.entries(house.keeper, f"house:{await house.house_id()}"))[-1]


def _set_timers(folder: Path, rows: list[tuple[str, str, int]]) -> None:
    with closing(sqlite3.connect(folder / "utelys.sqlite3")) as database, database:
        database.executemany("INSERT INTO timers (kind, ref, due) VALUES (?, ?, ?)", rows)


async def test_all_that_members_see_is_done_before_they_come_in_however_much_it_is(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        await _claim(house)
    # All of them were due before the light; what they are for has gone.
    _set_timers(tmp_path, [("swap.expires", f"gone {number}", number) for number in range(1000)])
    clock.move(hours=3)
    async with opened(tmp_path, clock, house.keeper) as house:
        newest = await _newest(house)
        assert (newest["kind"], newest["by"]) == ("light.changed", "clock")
        assert newest["body"]["state"] == "nobody"


async def test_timers_that_cannot_be_run_or_read_keep_no_light_waiting(tmp_path: Path) -> None:
    clock = HandClock()
    async with opened(tmp_path, clock) as house:
        await _claim(house)
    # As a newer version may leave them, and a bad disk; all were due before the light.
    rows: list[tuple[str, str, int]] = [("foretold", f"later {n}", n) for n in range(300)]
    rows += [("shift.begins", "no such form", 0), ("shift.begins", "nor this", -(2**60))]
    rows += [("swap.expires", f"gone {number}", number) for number in range(300)]
    rows += [("swap.expires", "never", 2**60)]
    _set_timers(tmp_path, rows)
    clock.move(hours=3)
    with watched_logs() as logs:
        async with opened(tmp_path, clock, house.keeper) as house:
            newest = await _newest(house)
            assert (newest["kind"], newest["by"]) == ("light.changed", "clock")
            assert newest["body"]["state"] == "nobody"
            # And the loop goes on with what is set from now on.
            await _claim(house)
            clock.move(hours=2, seconds=1)

            async def it_is_dark() -> bool:
                return bool((await _newest(house))["body"]["state"] == "nobody")

            await until(it_is_dark)
    said = [one["kind"] for one in logs.events if one["event"] == "timer_of_unknown_kind"]
    assert said == ["foretold"]


async def test_many_who_are_away_from_a_room_are_each_pushed_once_however_few_at_a_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MEMBERS", 2)
    async with scene(tmp_path) as at:
        others = [await at.house.invite(name) for name in ("Per", "Anja", "Siv", "Kari")]
        browsers = [at.service.browser(one.name) for one in others]
        for one, browser in zip(others, browsers, strict=True):
            await at.house.do(one, "push.subscribe", **browser.subscription)
        ids = [at.ola.id, *(one.id for one in others)]
        made = await at.house.do(at.eva, "room.open", kind="group", name="Tur", members=ids)
        await at.house.do(at.eva, "message.send", room=made["room"]["id"], text="Hei")
        at.house.clock.move(seconds=4)
        for browser in (at.browser, *browsers):
            await browser.push(kind="message", open=f"room:{made['room']['id']}")


async def test_a_message_passes_a_crowd_of_reminders_and_each_of_them_arrives_once(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, HandClock.at("2027-03-04T12:00:00+01:00")) as at:
        house, names = at.house, [f"phone {number}" for number in range(12)]
        people = [await house.invite(name) for name in names]
        await plan(house)
        one = (await times(house, at.ola))[0]
        for person in people:
            browser = at.service.browser(person.name.replace(" ", "-"))
            await house.do(person, "push.subscribe", **browser.subscription)
            args = {"activity": one["activity"], "occurrence": one["id"]}
            await house.do(person, "activity.answer", answer="coming", **args)
        house.clock.move(seconds=5)

        async def invited() -> bool:
            return len(at.service.order) == 13

        await until(invited)
        move_to(house, datetime.fromisoformat(one["starts_at"]) - timedelta(hours=24))
        await house.time_told()
        await at.write()
        house.clock.move(seconds=5)

        async def reminded() -> bool:
            return len(at.service.order) == 13 + 14

        await until(reminded)
        arrived = [push.payload["kind"] for push in at.service.order[13:]]
        assert sorted(arrived) == ["message", *["reminder"] * 13]
        assert "message" in arrived[: looking.LITTLE]
        for browser in at.service.browsers.values():
            browser.may_get_more()


async def test_a_reminder_that_was_passed_by_a_cancellation_does_not_follow_it(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, HandClock.at("2027-03-04T12:00:00+01:00")) as at:
        await plan(at.house)
        one = (await times(at.house, at.ola))[0]
        args = {"activity": one["activity"], "occurrence": one["id"]}
        await at.house.do(at.ola, "activity.answer", answer="coming", **args)
        at.house.clock.move(seconds=5)
        await at.browser.push(kind="invitation")
        move_to(at.house, datetime.fromisoformat(one["starts_at"]) - timedelta(hours=24))
        await at.house.time_told()
        cancel = {"activity": one["activity"], "which": "all"}
        await at.house.do(at.house.keeper, "activity.cancel", **cancel)
        at.house.clock.move(seconds=5)
        await at.browser.push(kind="changed")
        await at.quiet()
        assert (await at.states())[:2] == ["replaced", "sent"]
