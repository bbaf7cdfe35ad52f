"""The room of a series: it lives as long as the series, with a thread for each time."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.people import client_of
from tests.wire.test_activities import plan
from utelys_protocol.snapshots import fold

NOW = "2026-11-23T12:00:00+00:00"
THURSDAY = {"wall": "2026-11-26T18:00", "zone": "Europe/Oslo"}


async def walk(house: House, **more: Any) -> dict[str, Any]:
    """Two Thursdays in the house, unless said otherwise."""
    return await plan(house, **{"starts": THURSDAY, "rule": "FREQ=WEEKLY;COUNT=2"} | more)


async def is_closed(house: House, person: Person, room: str) -> bool:
    state = await house.state(person, f"room:{room}")
    return bool(state["room"].get("closed", False))


async def wait(house: House, **by: float) -> None:
    """Let time pass, a step at a time as it does, and wait for the clock's work."""
    left = timedelta(**by)
    while left > timedelta():
        step = min(left, timedelta(hours=12))
        house.clock.move(seconds=step.total_seconds())
        await house.time_told()
        left -= step


async def test_it_closes_a_day_after_the_last_time_and_can_still_be_read(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        ola = await house.invite("Ola")
        card = await walk(house)
        room, stream = card["room"], f"room:{card['room']}"
        await house.do(ola, "activity.answer", activity=card["id"], answer="coming")
        said = await house.do(ola, "message.send", room=room, text="Jeg tar med termos.")
        before = await house.state(ola, stream)
        await wait(house, days=10)
        # Thursday the third at eight in the evening it is over; people still have a word to say.
        assert not await is_closed(house, ola, room)
        await house.do(ola, "message.send", room=room, text="Takk for turen.")
        await wait(house, days=1.5)
        assert await is_closed(house, ola, room)
        entries = await house.entries(ola, stream)
        closed = [one for one in entries if one["kind"] == "room.closed"]
        assert [(one["by"], one["body"]["why"]) for one in closed] == [("clock", "over")]
        state = before
        for entry in entries:
            if entry["seq"] > said["seq"]:
                state = fold(state, entry)
        assert state == await house.state(ola, stream)

        shut = (410, "gone")
        place = {"room": room, "seq": said["seq"]}
        for name, args in (
            ("message.send", {"room": room, "text": "Hei"}),
            ("message.edit", place | {"text": "Hei"}),
            ("message.react", place | {"reaction": "👍"}),
            ("message.pin", place),
            ("message.unpin", place),
            ("room.update", {"room": room, "name": "Noe annet"}),
            ("room.admit", {"room": room, "member": ola.id}),
        ):
            status, answer = await house.post(name, args, ola.token)
            assert (status, answer["code"]) == shut, name
        # What one has said is still one's own, and one may go.
        await house.do(ola, "message.erase", **place)
        await house.do(ola, "room.leave", room=room)


async def test_it_closes_at_once_when_all_of_it_is_cancelled(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        ola, keeper = await house.invite("Ola"), house.keeper
        card = await walk(house, rule="FREQ=WEEKLY")
        await house.do(ola, "activity.answer", activity=card["id"], answer="maybe")
        one = f"{card['id']}.20261203T1800"
        await house.do(keeper, "activity.cancel", activity=card["id"], which="one", occurrence=one)
        assert not await is_closed(house, ola, card["room"])
        await house.do(keeper, "activity.cancel", activity=card["id"])
        assert await is_closed(house, ola, card["room"])
        last = (await house.entries(ola, f"room:{card['room']}"))[-1]
        assert (last["kind"], last["by"], last["body"]) == (
            "room.closed",
            keeper.id,
            {"activity": card["id"], "why": "cancelled"},
        )
        # From the first time on is all of it, however it is said.
        other = await walk(house, rule="FREQ=WEEKLY")
        first = f"{other['id']}.20261126T1800"
        later = {"which": "later", "occurrence": first}
        await house.do(keeper, "activity.cancel", activity=other["id"], **later)
        await house.time_told()
        assert await is_closed(house, keeper, other["room"])


async def test_when_the_rest_is_cancelled_it_stays_for_what_is_left(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        keeper = house.keeper
        card = await walk(house, rule="FREQ=WEEKLY")
        second = f"{card['id']}.20261203T1800"
        later = {"which": "later", "occurrence": second}
        await house.do(keeper, "activity.cancel", activity=card["id"], **later)
        await wait(house, days=4)
        assert not await is_closed(house, keeper, card["room"])
        await wait(house, hours=12)
        assert await is_closed(house, keeper, card["room"])


async def test_a_series_that_is_made_longer_keeps_its_room(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        keeper = house.keeper
        card = await walk(house)
        await wait(house, days=9)
        rule = "FREQ=WEEKLY;COUNT=3"
        await house.do(keeper, "activity.change", activity=card["id"], rule=rule)
        await wait(house, days=10)
        assert not await is_closed(house, keeper, card["room"])
        await wait(house, days=8)
        assert await is_closed(house, keeper, card["room"])


async def test_a_group_that_was_there_before_stays_open_and_one_for_the_series_does_not(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        ola, keeper = await house.invite("Ola"), house.keeper
        args = {"kind": "group", "name": "Gutta", "members": [ola.id]}
        group = (await house.do(keeper, "room.open", **args))["room"]["id"]
        card = await walk(house, group=group)
        named = await walk(house, members=[ola.id])
        for one in (card, named):
            await house.do(keeper, "activity.cancel", activity=one["id"])
        assert not await is_closed(house, ola, group)
        assert await is_closed(house, ola, named["room"])


async def test_each_time_has_a_thread(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        ola, per = await house.invite("Ola"), await house.invite("Per")
        card = await walk(house)
        other = await walk(house)
        room, stream = card["room"], f"room:{card['room']}"
        await house.do(ola, "activity.answer", activity=card["id"], answer="coming")
        first, second = (f"{card['id']}.{day}T1800" for day in ("20261126", "20261203"))
        seqs = []
        for text, occurrence in (("En", first), ("To", second), ("Tre", first), ("Fire", None)):
            args = {"room": room, "text": text}
            args |= {"occurrence": occurrence} if occurrence else {}
            seqs.append((await house.do(ola, "message.send", **args))["seq"])

        async def thread(person: Person, occurrence: str, more: str = "") -> list[str]:
            path = f"/streams/{stream}/entries?occurrence={occurrence}{more}"
            status, page = await house.get(person, path)
            assert status == 200, page
            return [one["body"].get("text", one["kind"]) for one in page["entries"]]

        assert await thread(ola, first) == ["En", "Tre"]
        assert await thread(ola, second) == ["To"]
        assert await thread(ola, first, "&limit=1") == ["Tre"]
        assert await thread(ola, first, f"&before={seqs[2]}") == ["En"]
        assert await thread(ola, first, f"&after={seqs[0]}") == ["Tre"]
        # It is about the time, wherever that is moved, and stays readable when it is cancelled.
        moved = {"which": "one", "occurrence": first}
        at = {"wall": "2026-11-27T19:00", "zone": "Europe/Oslo"}
        await house.do(house.keeper, "activity.change", activity=card["id"], starts=at, **moved)
        await house.do(house.keeper, "activity.cancel", activity=card["id"], **moved)
        await house.do(ola, "message.send", room=room, text="Synd.", occurrence=first)
        await house.do(ola, "message.erase", room=room, seq=seqs[0])
        assert await thread(ola, first) == ["Tre", "Synd."]

        for wrong in (f"{card['id']}.20261204T1800", f"{other['id']}.20261126T1800", "x", "x.y"):
            args = {"room": room, "text": "Hei", "occurrence": wrong}
            status, answer = await house.post("message.send", args, ola.token)
            assert (status, answer["field"]) == (404, "occurrence"), wrong
        assert (await house.get(per, f"/streams/{stream}/entries?occurrence={first}"))[0] == 404
        # Who comes later reads the thread from there on.
        await house.do(per, "activity.answer", activity=card["id"], answer="coming")
        assert await thread(per, first) == []
        newest = (await house.state(ola, stream))["entries"]
        told = [one["body"].get("occurrence") for one in newest if one["kind"] == "message.sent"]
        assert told == [second, first, None, first]


async def test_a_thread_is_kept_as_long_as_the_room_keeps_it(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        keeper = house.keeper
        card = await walk(house, rule="FREQ=WEEKLY")
        first = f"{card['id']}.20261126T1800"
        async with client_of(house, keeper) as client:
            await client.send(card["room"], "Hei", occurrence=first)
            assert [one.body["text"] for one in await client.thread(card["room"], first)] == ["Hei"]
            await house.do(keeper, "room.retain", room=card["room"], days=1)
            await wait(house, days=2.5)
            assert await client.thread(card["room"], first) == []


async def test_what_happened_once_and_now_repeats_gets_a_room(tmp_path: Path) -> None:
    async with opened(tmp_path, HandClock.at(NOW)) as house:
        ola, eva, per = [await house.invite(name) for name in ("Ola", "Eva", "Per")]
        card = await plan(house, starts=THURSDAY, rule=None)
        assert "room" not in card
        for who, said in ((ola, "coming"), (eva, "no")):
            await house.do(who, "activity.answer", activity=card["id"], answer=said)
        args = {"activity": card["id"], "which": "all", "rule": "FREQ=WEEKLY;COUNT=3"}
        card = (await house.do(house.keeper, "activity.change", **args))["activity"]
        state = await house.state(ola, f"room:{card['room']}")
        assert state["room"]["name"] == "Turen"
        assert {one["name"] for one in state["members"]} == {"Margrethe", "Ola"}
        await house.do(per, "activity.answer", activity=card["id"], answer="maybe")
        state = await house.state(per, f"room:{card['room']}")
        assert {one["name"] for one in state["members"]} == {"Margrethe", "Ola", "Per"}
