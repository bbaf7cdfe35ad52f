"""Calendars as other programs export them, read in over the wire: looked at, made, made again."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.people import client_of
from tests.wire.test_activities import told
from utelys_client import NoContact, Refused
from utelys_client.calendars import import_calendar
from utelys_client.http import Place
from utelys_protocol.importing import ImportQuery

EXPORTED = Path(__file__).parents[1] / "kit" / "calendars"
NOW = "2026-11-23T12:00:00+00:00"
OSLO = ZoneInfo("Europe/Oslo")


def exported(name: str) -> bytes:
    """A file as a calendar program wrote it, with the line ends of the format."""
    return (EXPORTED / f"{name}.ics").read_bytes().replace(b"\n", b"\r\n")


async def send(
    house: House, person: Person, data: bytes, /, **query: str
) -> tuple[int, dict[str, Any]]:
    """Send a calendar, for the house unless said otherwise."""
    if "group" not in query:
        query.setdefault("house", await house.house_id())
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "text/calendar"}
    url = f"{house.url}/api/v1/activities/import"
    async with house.http.post(
        url, params=query, data=io.BytesIO(data), headers=headers
    ) as response:
        return response.status, await response.json(content_type=None)


async def made(house: House, data: bytes, person: Person | None = None, **query: str) -> Any:
    """Make what a calendar holds; it is expected to work."""
    status, answer = await send(house, person or house.keeper, data, make="true", **query)
    assert status == 200, answer
    assert answer["made"] is True
    return answer


async def starts(house: House, title: str, limit: int = 40) -> list[str]:
    """When something is, by the wall in Oslo; cancelled times with a mark."""
    _, page = await house.get(house.keeper, f"/activities/occurrences?limit={limit}")
    return [
        ("×" if one["cancelled"] else "")
        + datetime.fromisoformat(one["starts_at"]).astimezone(OSLO).strftime("%m-%dT%H:%M")
        for one in page["occurrences"]
        if one["title"] == title
    ]


def unread(answer: dict[str, Any]) -> list[tuple[int, str]]:
    return [(one["line"], one["property"]) for one in answer["unread"]]


async def test_what_google_exports(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        ola = await house.invite("Ola")
        status, seen = await send(house, house.keeper, exported("google"))
        assert (status, seen["made"], seen["over"]) == (200, False, 1)
        assert [(one["title"], one["what"]) for one in seen["activities"]] == [
            ("Turen", "new"),
            ("Suppe", "new"),
            ("Hyttetur", "new"),
        ]
        walk = seen["activities"][0]
        assert (walk["rule"], walk["lasts"], walk["differing"], walk["next"]) == (
            "FREQ=WEEKLY;UNTIL=20270624;BYDAY=TH",
            5400,
            3,
            "2026-11-26T17:00:00.000Z",
        )
        assert unread(seen) == [(61, "DESCRIPTION")]
        assert seen["unread"][0]["why"].startswith("Dette tas ikke med.")
        assert (await house.get(ola, "/activities/occurrences"))[1]["occurrences"] == []

        answer = await made(house, exported("google"))
        assert all("activity" in one for one in answer["activities"])
        assert (await starts(house, "Turen"))[:5] == [
            "11-26T18:00",
            "12-10T18:00",
            "12-17T18:00",
            "×12-24T18:00",
            "×12-31T18:00",
        ]
        assert await starts(house, "Turen med lykter") == ["12-04T19:00"]
        assert await starts(house, "Suppe") == ["11-28T12:00"]
        assert await starts(house, "Hyttetur") == ["12-12T00:00"]
        state = await house.state(ola, f"member:{ola.id}")
        assert {one["title"] for one in state["invitations"]} == {"Turen", "Suppe", "Hyttetur"}
        cards = {one["title"]: one for one in state["invitations"]}
        assert cards["Suppe"]["place"] == "Kjøkkenet, første etasje"
        assert cards["Hyttetur"]["lasts"] == 2 * 86_400
        # One line for the whole file, to what is soonest.
        assert len(await told(house, ola, "invitation.received")) == 1
        assert len(await told(house, ola, "activity.planned")) == 2


async def test_what_outlook_exports(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        answer = await made(house, exported("outlook"))
        assert [one["title"] for one in answer["activities"]] == ["Sykler", "Husmøte"]
        assert await starts(house, "Sykler") == [
            f"{month}-{day}T12:00"
            for month, day in (
                ("12", "02"),
                ("01", "06"),
                ("02", "03"),
                ("03", "03"),
                ("04", "07"),
                ("05", "05"),
            )
        ]
        assert await starts(house, "Husmøte") == ["12-10T19:00"]
        card = answer["activities"][1]
        assert card["starts"] == {"wall": "2026-12-10T19:00", "zone": "Europe/Oslo"}
        assert card["lasts"] == 75 * 60
        assert unread(answer) == [(61, "ATTENDEE"), (70, "DTSTART")]
        assert answer["unread"][1]["why"] == "Tidssonen er ukjent, så det er ikke tatt med."


async def test_what_apple_exports(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        eva = await house.invite("Eva", "resident", duties=["group_leader"])
        await house.do(eva, "member.update", language="en")
        answer = await made(house, exported("apple"), eva)
        assert [one["title"] for one in answer["activities"]] == ["Morgenbad"]
        assert (await starts(house, "Morgenbad"))[:4] == [
            "12-01T07:30",
            "×12-08T07:30",
            "12-16T08:00",
            "12-22T07:30",
        ]
        assert unread(answer) == [(19, "URL"), (50, "RRULE"), (54, "VTODO")]
        assert answer["unread"][1]["why"].startswith("The rule cannot be read.")


async def test_what_thunderbird_exports(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        answer = await made(house, exported("thunderbird"))
        assert answer["activities"][0]["starts"]["zone"] == "America/New_York"
        assert (await starts(house, "Samtale med søsterhuset"))[:3] == [
            "11-30T18:00",
            "12-28T18:00",
            "01-25T18:00",
        ]
        assert await starts(house, "Lesering") == ["11-25T19:00"]
        assert await starts(house, "Dansekveld") == [
            "11-27T20:00",
            "12-04T20:00",
            "12-11T20:00",
            "12-18T19:00",
            "12-25T19:00",
            "01-01T19:00",
            "01-08T19:00",
            "01-15T19:00",
        ]
        assert unread(answer) == [(20, "RDATE"), (30, "DTEND"), (31, "THIS")]


async def test_the_same_file_again_changes_nothing_and_a_newer_one_changes_what_it_says(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        ola = await house.invite("Ola")
        first = await made(house, exported("google"))
        walk = first["activities"][0]["activity"]
        await house.do(ola, "activity.answer", activity=walk, answer="coming")
        # What was changed here since stays when the file says nothing new.
        await house.do(house.keeper, "activity.change", activity=walk, place="Ved brua")
        before = len(await house.entries(ola, f"member:{ola.id}"))
        again = await made(house, exported("google"))
        assert {one["what"] for one in again["activities"]} == {"same"}
        assert [one["activity"] for one in again["activities"]] == [
            one["activity"] for one in first["activities"]
        ]
        assert len(await house.entries(ola, f"member:{ola.id}")) == before

        newer = exported("google").replace(b":20260903T180000", b":20260903T173000")
        newer = newer.replace(b"20261224T180000", b"20261224T173000")
        newer = newer.replace(b"20261231T180000", b"20261217T173000")
        newer = newer.replace(
            b"RECURRENCE-ID;TZID=Europe/Oslo:20261203T180000",
            b"RECURRENCE-ID;TZID=Europe/Oslo:20261203T173000",
        )
        newer = newer.replace(
            b"STATUS:CONFIRMED\r\nSUMMARY:Suppe", b"STATUS:CANCELLED\r\nSUMMARY:Suppe"
        )
        _, seen = await send(house, house.keeper, newer)
        assert [one["what"] for one in seen["activities"]] == ["changed", "cancelled", "same"]
        answer = await made(house, newer)
        assert answer["activities"][0]["activity"] == walk
        assert (await starts(house, "Turen"))[:4] == [
            "11-26T17:30",
            "12-10T17:30",
            "×12-17T17:30",
            "×12-24T17:30",
        ]
        assert await starts(house, "Suppe") == ["×11-28T12:00"]
        words = [one["body"]["words"] for one in await told(house, ola, "invitation.changed")]
        assert any("17:30" in one for one in words)
        # Whoever was coming still is.
        _, page = await house.get(ola, "/activities/occurrences?limit=1")
        assert page["occurrences"][0]["answer"] == "coming"
        last = await made(house, newer)
        assert {one["what"] for one in last["activities"]} == {"same"}


async def test_who_may_bring_a_calendar_in_and_where(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        ola, per = await house.invite("Ola"), await house.invite("Per")
        status, answer = await send(house, ola, exported("google"), make="true")
        assert (status, answer["code"]) == (403, "forbidden")
        group = (await house.do(ola, "room.open", kind="group", name="Gutta", members=[per.id]))[
            "room"
        ]["id"]
        status, _ = await send(house, house.keeper, exported("google"), group=group)
        assert status == 404
        answer = await made(house, exported("apple"), ola, group=group)
        assert answer["activities"][0]["place"] == "Gutta"
        assert await starts(house, "Morgenbad") == []
        state = await house.state(per, f"room:{group}")
        assert [one["title"] for one in state["activities"]] == ["Morgenbad"]
        # A name that somebody else's event has is no key to change it with.
        forged = exported("apple").replace(b"SUMMARY:Morgenbad", b"SUMMARY:Noe annet")
        answer = await made(house, forged, per, group=group)
        assert answer["activities"] == []
        assert answer["unread"][0]["why"].startswith("Bare de som leder")
        both = {"house": await house.house_id(), "group": group}
        assert (await send(house, ola, exported("apple"), **both))[0] == 400
        lobby = min(one["id"] for one in (await house.get(ola, "/streams"))[1]["streams"])
        status, _ = await send(house, ola, exported("apple"), group=lobby.partition(":")[2])
        assert status in (400, 404)
        stranger = replace(ola, token="nobody")
        assert (await send(house, stranger, exported("apple"), **both))[0] == 401


async def test_the_client_looks_and_makes(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        at = await house.house_id()
        async with client_of(house, house.keeper) as client:
            seen = await client.import_calendar(exported("google"), house=at)
            assert (seen.made, len(seen.activities), seen.over) == (False, 3, 1)
            done = await client.import_calendar(exported("google"), house=at, make=True)
            assert done.made
            with pytest.raises(Refused, match="no calendar"):
                await client.import_calendar(b"nothing", house=at)
        with pytest.raises(NoContact):
            await import_calendar(Place("http://127.0.0.1:1", ""), b"", ImportQuery())


async def test_our_own_feed_brought_in_again_doubles_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        await made(house, exported("google"))
        for one in (await house.state(house.keeper, f"member:{house.keeper.id}"))["invitations"]:
            await house.do(house.keeper, "activity.answer", activity=one["id"], answer="coming")
        url = (await house.do(house.keeper, "calendar.create", neutral=True))["url"]
        async with house.http.get(url) as response:
            feed = await response.read()
        answer = await made(house, feed)
        assert {one["what"] for one in answer["activities"]} == {"same"}


HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"


def event(number: int, *more: str) -> bytes:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{number}@example.org",
        "DTSTART;TZID=Europe/Oslo:20261201T180000",
        f"SUMMARY:Nummer {number}",
        *more,
        "END:VEVENT",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


async def test_what_is_hostile_or_too_much_is_answered(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW), costly_burst=100) as house:
        keeper = house.keeper
        many = HEAD + b"".join(event(number) for number in range(101)) + b"END:VCALENDAR\r\n"
        deep = HEAD + b"BEGIN:VEVENT\r\n" * 5_000
        wide = HEAD + b"".join(event(0) for _ in range(6_000)) + b"END:VCALENDAR\r\n"
        rules = HEAD + b"".join(event(n, "RRULE:FREQ=DAILY") for n in range(600))
        bombs = {
            b"": 400,
            b"\x00" * 1000: 400,
            b"PK\x03\x04 not a calendar": 400,
            b"BEGIN:VCALENDAR": 200,
            b"x" * (2 * 1024 * 1024 + 1): 413,
            many: 413,
            deep: 413,
            wide: 413,
            rules: 413,
            HEAD + b"BEGIN:VEVENT\r\nSUMMARY:" + b" a\r\n " * 200_000: 200,
        }
        for data, expected in bombs.items():
            status, answer = await send(house, keeper, data, make="true")
            assert status == expected, (data[:40], answer)
        ten = b"x" * (10 * 1024 * 1024)
        status, answer = await send(house, keeper, ten)
        assert (status, answer["code"]) == (413, "too_large")
        cruel = [
            "RRULE:FREQ=DAILY;COUNT=999999999",
            "RRULE:FREQ=YEARLY;BYDAY=" + ",".join(f"{n}MO" for n in range(1, 54)),
            "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            "RRULE:FREQ=SECONDLY",
            "RRULE:FREQ=DAILY;INTERVAL=99999999999999999999",
            "DURATION:P99999999999999999999D",
            "DTEND;TZID=" + "A/" * 500 + ":20261201T190000",
            "RRULE:FREQ=DAILY\r\nEXDATE:" + ",".join(["20261202T180000"] * 1000),
            "RECURRENCE-ID:99991231T235959Z",
            "DESCRIPTION:" + "x" * 30_000,
            "SUMMARY;X=\x01:\x02",
        ]
        data = HEAD + b"".join(event(n, line) for n, line in enumerate(cruel)) + b"END:VCALENDAR"
        status, answer = await send(house, keeper, data, make="true")
        assert status == 200, answer
        assert {"RRULE", "DTEND", "DURATION", "RECURRENCE-ID"} <= {
            one["property"] for one in answer["unread"]
        }
        assert await house.get(keeper, "/activities/occurrences?limit=200")
