"""The calendar feed as other programs read it: a second library, and vdirsyncer with khal."""

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import icalendar
import recurring_ical_events
import vobject
from dateutil.rrule import rrulestr

from tests.kit.house import HandClock, House, Person, opened
from tests.wire.test_activities import OSLO, at, plan, times
from tools.sizes import ROOT

PEERS = ROOT / ".venv-peers" / "bin"


async def fetch(house: House, url: str, **headers: str) -> tuple[int, bytes, Any]:
    """Fetch a calendar as a program without a session does."""
    async with house.http.get(url, headers=headers) as response:
        return response.status, await response.read(), response.headers


async def subscribe(house: House, person: Person, **args: Any) -> str:
    """Make a calendar and return its address."""
    made = await house.do(person, "calendar.create", **args)
    url: str = made["url"]
    return url


def seen(body: bytes, since: datetime, days: int = 70) -> list[tuple[str, str]]:
    """What another library than the one that wrote it reads: when, and what it is called."""
    calendar = icalendar.Calendar.from_ical(body)
    found = recurring_ical_events.of(calendar).between(since, since + timedelta(days=days))
    return sorted(
        (one["DTSTART"].dt.astimezone(OSLO).strftime("%Y-%m-%dT%H:%M"), str(one["SUMMARY"]))
        for one in found
    )


def seen_by_others(body: bytes, since: datetime, days: int = 70) -> list[tuple[str, str]]:
    """What a library reads that shares no code with the one that wrote it: times that stand."""
    calendar: Any = vobject.readOne(body.decode())
    events = calendar.contents.get("vevent", [])
    own = {(one.uid.value, one.recurrence_id.value) for one in events if _is_single(one)}
    before = since + timedelta(days=days)
    found: list[tuple[str, str]] = []
    for event in events:
        if event.status.value == "CANCELLED":
            continue
        single = _is_single(event)
        found += [
            (at.astimezone(OSLO).strftime("%Y-%m-%dT%H:%M"), event.summary.value)
            for at in ([event.dtstart.value] if single else _times(event, before))
            if since <= at < before and (single or (event.uid.value, at) not in own)
        ]
    return sorted(found)


def _is_single(event: Any) -> bool:
    return "recurrence-id" in event.contents


def _times(event: Any, before: datetime) -> list[datetime]:
    """The times of an event by its own rule: what is by the wall is worked out by the wall."""
    start, rules = event.dtstart.value, event.contents.get("rrule", [])
    if not rules:
        return [start]
    rule = rrulestr(_by_the_wall(rules[0].value, start), dtstart=start.replace(tzinfo=None))
    gone = {at for line in event.contents.get("exdate", []) for at in line.value}
    end = before.astimezone(start.tzinfo).replace(tzinfo=None)
    spread = (at.replace(tzinfo=start.tzinfo) for at in takewhile(lambda at: at < end, rule))
    return [at for at in spread if at not in gone]


def _by_the_wall(rule: str, start: datetime) -> str:
    def walled(match: re.Match[str]) -> str:
        last = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return f"UNTIL={last.astimezone(start.tzinfo):%Y%m%dT%H%M%S}"

    return re.sub(r"UNTIL=(\d{8}T\d{6}Z)", walled, rule)


async def agree(house: House, person: Person, url: str, days: int = 70) -> list[tuple[str, str]]:
    """Another library reads in the calendar the very times that the house tells."""
    _, body, _ = await fetch(house, url)
    since = house.clock.now()
    before = (since + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    _, page = await house.get(person, f"/activities/occurrences?limit=100&before={before}")
    expected = sorted(
        datetime.fromisoformat(one["starts_at"]).astimezone(OSLO).strftime("%Y-%m-%dT%H:%M")
        for one in page["occurrences"]
        if not one["cancelled"] and one.get("answer") in ("coming", "maybe")
    )
    found = seen(body, since, days)
    assert [when for when, what in found if not what.startswith("Avlyst")] == expected
    assert [when for when, _ in seen_by_others(body, since, days)] == expected
    return found


async def test_every_change_to_a_series_is_read_alike_by_another_library(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house, rule="FREQ=WEEKLY;COUNT=9")
        args = {"activity": card["id"]}
        url = await subscribe(house, ola)
        assert await agree(house, ola, url) == []
        await house.do(ola, "activity.answer", answer="coming", **args)
        assert len(await agree(house, ola, url)) == 9
        found = [one["id"] for one in await times(house, ola)]
        keeper = house.keeper
        await house.do(ola, "activity.answer", answer="no", occurrence=found[1], **args)
        await agree(house, ola, url)
        one = args | {"occurrence": found[2]}
        await house.do(keeper, "activity.change", which="one", starts=at(house, 23, 19), **one)
        await agree(house, ola, url)
        later = args | {"occurrence": found[3], "which": "later"}
        await house.do(keeper, "activity.change", starts=at(house, 29, 17), **later)
        assert len(await agree(house, ola, url)) == 8
        await house.do(keeper, "activity.cancel", which="one", occurrence=found[4], **args)
        shown = await agree(house, ola, url)
        assert [what for _, what in shown].count("Avlyst: Turen") == 1
        last = (await house.get(ola, "/activities/occurrences?limit=9"))[1]["occurrences"][6]
        await house.do(keeper, "activity.cancel", which="later", occurrence=last["id"], **args)
        await agree(house, ola, url)
        # The house has not moved: the wall time is the same on both sides of summer time.
        far = await plan(house, title="Trening", starts=at(house, 3), rule="FREQ=WEEKLY;COUNT=60")
        await house.do(ola, "activity.answer", activity=far["id"], answer="maybe")
        await agree(house, ola, url, 400)


async def test_what_has_been_cancelled_leaves_the_calendar_when_it_would_have_begun(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola, keeper = await house.invite("Ola"), house.keeper
        card = await plan(house)
        args = {"activity": card["id"]}
        url = await subscribe(house, ola)
        await house.do(ola, "activity.answer", answer="coming", **args)
        found = [one["id"] for one in await times(house, ola)]
        # The hour, then the place, from some time on: three events, and everyone of them agrees.
        later = args | {"which": "later", "starts": at(house, 14, 19)}
        await house.do(keeper, "activity.change", occurrence=found[1], **later)
        later = args | {"which": "later", "place": "Brua"}
        await house.do(keeper, "activity.change", occurrence=found[3], **later)
        await agree(house, ola, url)
        later = args | {"which": "later"}
        await house.do(keeper, "activity.cancel", occurrence=found[2], **later)
        shown = await agree(house, ola, url)
        assert [what for _, what in shown] == ["Turen", "Turen", "Avlyst: Turen"]
        body = (await fetch(house, url))[1]
        assert body.count(b"SEQUENCE:3") == body.count(b"BEGIN:VEVENT")
        # A week after that it is history, and no later time of it ever turns up as called off.
        for _ in range(4):
            house.clock.move(days=7)
            await house.time_told()
        assert await agree(house, ola, url) == []
        assert b"CANCELLED" not in (await fetch(house, url))[1]


async def test_what_was_read_is_not_sent_again_and_what_is_revoked_opens_nothing(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house)
        await house.do(ola, "activity.answer", activity=card["id"], answer="coming")
        key = {"Idempotency-Key": "again"}
        made = (await house.post("calendar.create", {"alarm": 7200}, ola.token, **key))[1]
        assert (await house.post("calendar.create", {"alarm": 7200}, ola.token, **key))[1] == made
        url = made["url"]
        status, body, headers = await fetch(house, url)
        assert status == 200
        assert headers["Content-Type"].startswith("text/calendar")
        for wanted in (b"BEGIN:VTIMEZONE", b"TRIGGER:-PT2H", b"SEQUENCE:0", b"RRULE:FREQ=WEEKLY"):
            assert wanted in body
        assert (await fetch(house, url, **{"If-None-Match": headers["ETag"]}))[:2] == (304, b"")
        await house.do(house.keeper, "activity.change", activity=card["id"], title="Bading")
        status, body, _ = await fetch(house, url, **{"If-None-Match": headers["ETag"]})
        assert status == 200
        assert b"SEQUENCE:1" in body
        _, mine = await house.get(ola, f"/streams/member:{ola.id}/snapshot")
        assert [one["id"] for one in mine["snapshot"]["calendars"]] == [made["calendar"]["id"]]
        assert url not in str(mine)
        await house.do(ola, "calendar.revoke", calendar=made["calendar"]["id"])
        assert (await fetch(house, url))[0] == 404
        other = await house.post(
            "calendar.revoke", {"calendar": made["calendar"]["id"]}, token=house.keeper.token
        )
        assert other[0] == 404


async def test_one_knows_later_which_calendar_is_which_and_revokes_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        urls = [
            await subscribe(house, ola, name="Telefonen"),
            await subscribe(house, ola, name="Familien", neutral=True),
        ]
        state = await house.state(ola, f"member:{ola.id}")
        assert [one["name"] for one in state["calendars"]] == ["Telefonen", "Familien"]
        assert all("made_at" in one for one in state["calendars"])
        for number in (1, 0):
            await house.do(ola, "calendar.revoke", calendar=state["calendars"][number]["id"])
            assert [(await fetch(house, url))[0] for url in urls] == [200 if number else 404, 404]
        assert (await house.state(ola, f"member:{ola.id}"))["calendars"] == []


async def test_a_neutral_calendar_tells_nothing_but_when(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house, meet_at="Bussen", bring="Termos")
        await house.do(ola, "activity.answer", activity=card["id"], answer="coming")
        _, body, _ = await fetch(house, await subscribe(house, ola, neutral=True, alarm=600))
        text = body.decode()
        assert "SUMMARY:Avtale" in text
        for word in ("Turen", "porten", "Bussen", "Termos", "Margrethe", "Ola"):
            assert word not in text
        _, body, _ = await fetch(house, await subscribe(house, ola))
        assert "Ved porten" in body.decode()
        assert "Margrethe" not in body.decode()


async def test_a_group_has_a_calendar_for_those_who_are_in_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        made = await house.do(house.keeper, "room.open", kind="group", name="Tur", members=[ola.id])
        group = made["room"]["id"]
        await plan(house, group=group)
        url = await subscribe(house, ola, group=group)
        assert b"SUMMARY:Turen" in (await fetch(house, url))[1]
        await house.do(ola, "room.leave", room=group)
        assert b"VEVENT" not in (await fetch(house, url))[1]


async def run(folder: Path, *command: str) -> str:
    """Run a calendar program on a home of its own."""
    process = await asyncio.create_subprocess_exec(
        str(PEERS / command[0]),
        *command[1:],
        env={
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "TZ": "Europe/Oslo",
            "LC_ALL": "C.UTF-8",
            "XDG_CONFIG_HOME": str(folder / ".config"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
    return out.decode()


VDIRSYNCER = """\
[general]
status_path = "{folder}/status"
[pair house]
a = "feed"
b = "local"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""

KHAL = """\
[calendars]
[[house]]
path = {folder}/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Oslo
default_timezone = Europe/Oslo
[sqlite]
path = {folder}/khal.db
"""


async def test_a_real_calendar_program_sees_every_change_after_a_sync(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    (folder / "calendar").mkdir(parents=True)
    # Far from midnight: the days are worked out again and again.
    async with opened(tmp_path / "data", HandClock.at("2026-11-26T08:00:00Z")) as house:
        ola = await house.invite("Ola")
        url = await subscribe(house, ola)
        (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, url=url))
        (folder / "khal.conf").write_text(KHAL.format(folder=folder))
        sync = ("vdirsyncer", "-c", str(folder / "vdirsyncer.conf"))
        since = at(house, 0)["wall"][:10]

        async def agenda() -> list[str]:
            await run(folder, *sync, "sync", "--force-delete")
            shown = ("list", "--day-format", "", "--format", "{start} {title}", since, "40d")
            out = await run(folder, "khal", "-c", str(folder / "khal.conf"), *shown)
            return [line for line in out.splitlines() if line.strip()]

        card = await plan(house)
        args = {"activity": card["id"]}
        await house.do(ola, "activity.answer", answer="coming", **args)
        await run(folder, *sync, "discover")
        days = [at(house, 7 * week)["wall"][:10] for week in range(1, 6)]
        assert await agenda() == [f"{day} 18:00 Turen" for day in days]
        found = [one["id"] for one in await times(house, ola)]
        second = args | {"which": "one", "occurrence": found[1]}
        await house.do(house.keeper, "activity.change", starts=at(house, 15, 19), **second)
        moved = at(house, 15)["wall"][:10]
        assert (await agenda())[1] == f"{moved} 19:00 Turen"
        third = args | {"which": "one", "occurrence": found[2]}
        await house.do(house.keeper, "activity.cancel", **third)
        assert (await agenda())[2] == f"{days[2]} 18:00 Avlyst: Turen"
        rest = args | {"which": "later", "occurrence": found[3]}
        await house.do(house.keeper, "activity.cancel", **rest)
        assert await agenda() == [
            f"{days[0]} 18:00 Turen",
            f"{moved} 19:00 Turen",
            f"{days[2]} 18:00 Avlyst: Turen",
            f"{days[3]} 18:00 Avlyst: Turen",
        ]
