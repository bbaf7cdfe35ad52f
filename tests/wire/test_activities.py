"""Planning, answering, changing and cancelling over real sockets, and who hears of what."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.kit.house import House, Person, opened

OSLO = ZoneInfo("Europe/Oslo")


def at(house: House, days: float, hour: int = 18) -> dict[str, str]:
    """A wall time some days from now."""
    day = (house.clock.now() + timedelta(days=days)).astimezone(OSLO).date()
    return {"wall": f"{day}T{hour:02}:00", "zone": "Europe/Oslo"}


async def plan(house: House, /, **more: Any) -> dict[str, Any]:
    """Plan a walk for the house, in a week and every week from then on, unless said otherwise."""
    args = {"title": "Turen", "place": "Ved porten", "starts": at(house, 7)} | more
    if "house" not in args and "group" not in args and "members" not in args:
        args["house"] = await house.house_id()
    if args.setdefault("rule", "FREQ=WEEKLY") is None:
        del args["rule"]
    made = await house.do(house.keeper, "activity.plan", **args)
    card: dict[str, Any] = made["activity"]
    return card


async def times(house: House, person: Person, query: str = "") -> list[dict[str, Any]]:
    """What is done together, as somebody reads it."""
    status, answer = await house.get(person, f"/activities/occurrences?limit=5{query}")
    assert status == 200, answer
    found: list[dict[str, Any]] = answer["occurrences"]
    return found


async def told(house: House, person: Person, *kinds: str) -> list[dict[str, Any]]:
    """The entries of these kinds in somebody's own stream."""
    path = f"/streams/member:{person.id}/entries?limit=200"
    _, page = await house.get(person, path)
    return [one for one in page["entries"] if one["kind"] in kinds]


async def test_the_week_is_read_time_by_time_and_page_by_page(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        card = await plan(house, meet_at="Bussen", bring="Termos", max=2)
        await house.do(ola, "activity.answer", activity=card["id"], answer="coming")
        found = await times(house, ola)
        assert len(found) == 5
        first = found[0]
        assert first["title"] == "Turen"
        assert (first["meet_at"], first["bring"], first["max"]) == ("Bussen", "Termos", 2)
        assert first["leader"]["name"] == "Margrethe"
        assert first["answer"] == "coming"
        assert [one["name"] for one in first["coming"]] == ["Ola"]
        _, page = await house.get(ola, "/activities/occurrences?limit=2")
        since, past = page["next"]["since"], page["next"]["past"]
        rest = await times(house, ola, f"&since={since}&past={past}")
        assert [one["id"] for one in rest[:3]] == [one["id"] for one in found[2:5]]


async def test_a_change_of_one_time_is_told_in_words_to_all_who_have_not_said_no(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        card = await plan(house)
        one = (await times(house, ola))[0]
        await house.do(eva, "activity.answer", activity=card["id"], answer="no")
        starts = at(house, 8, 19)
        await house.do(
            house.keeper,
            "activity.change",
            activity=card["id"],
            which="one",
            occurrence=one["id"],
            starts=starts,
            place="Sentralen",
        )
        (entry,) = await told(house, ola, "invitation.changed")
        assert entry["body"]["occurrence"] == one["id"]
        assert "Ny tid: " in entry["body"]["words"]
        assert "kl. 19:00 (før" in entry["body"]["words"]
        assert "Nytt sted: Sentralen (før Ved porten)." in entry["body"]["words"]
        assert await told(house, eva, "invitation.changed") == []
        moved = next(two for two in await times(house, ola) if two["id"] == one["id"])
        assert moved["place"] == "Sentralen"
        when = datetime.fromisoformat(moved["starts_at"]).astimezone(OSLO)
        assert when.strftime("%Y-%m-%dT%H:%M") == starts["wall"]


async def test_this_and_later_are_cancelled_and_the_answers_of_before_stay(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        card = await plan(house)
        found = await times(house, ola)
        args = {"activity": card["id"], "occurrence": found[2]["id"]}
        await house.do(eva, "activity.answer", answer="no", **args)
        await house.do(house.keeper, "activity.cancel", which="later", **args)
        found = await times(house, ola)
        # The first of those that are off stands for all of them.
        assert [one["cancelled"] for one in found] == [False, False, True]
        (entry,) = await told(house, ola, "invitation.cancelled")
        assert entry["body"]["words"].startswith("Turen er avlyst fra og med ")
        # Eva said no to the third only, so that the fourth is news to her.
        assert len(await told(house, eva, "invitation.cancelled")) == 1
        status, answer = await house.post(
            "activity.answer", args | {"answer": "coming"}, token=ola.token
        )
        assert (status, answer["code"]) == (410, "gone")


async def test_a_withdrawal_promotes_the_next_and_tells_them(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva, per = [await house.invite(name) for name in ("Ola", "Eva", "Per")]
        card = await plan(house, max=1)
        one = (await times(house, ola))[0]["id"]
        args = {"activity": card["id"], "occurrence": one}
        for person, waits in ((ola, False), (eva, True), (per, True)):
            done = await house.do(person, "activity.answer", answer="coming", **args)
            assert done["waiting"] is waits
        await house.do(ola, "activity.answer", answer="no", **args)
        (promoted,) = await told(house, eva, "invitation.promoted")
        assert promoted["body"]["occurrence"] == one
        assert await told(house, per, "invitation.promoted") == []
        first = (await times(house, per))[0]
        assert (first["waiting"], first["coming_count"], first["waiting_count"]) == (True, 1, 1)
        await house.do(house.keeper, "activity.change", which="one", max=5, **args)
        assert len(await told(house, per, "invitation.promoted")) == 1
        assert len(await told(house, eva, "invitation.promoted")) == 1


async def test_a_note_is_for_the_leader_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola, eva = await house.invite("Ola"), await house.invite("Eva")
        card = await plan(house)
        note = "Jeg kommer litt sent"
        await house.do(ola, "activity.answer", activity=card["id"], answer="coming", note=note)
        (noted,) = await told(house, house.keeper, "answer.noted")
        assert noted["body"]["note"] == note
        for person in (ola, eva):
            _, streams = await house.get(person, "/streams")
            for stream in streams["streams"]:
                _, page = await house.get(person, f"/streams/{stream['id']}/entries")
                assert note not in str(page)


async def test_who_is_invited_is_the_house_a_stage_a_group_or_those_who_are_named(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        eva = await house.invite("Eva", "incoming")
        for_all = await plan(house)
        residents = await plan(house, stages=["resident"])
        named = await plan(house, members=[eva.id])
        assert named["group"]
        seen = {one["activity"] for one in await times(house, ola)}
        assert seen == {for_all["id"], residents["id"]}
        seen = {one["activity"] for one in await times(house, eva)}
        assert seen == {for_all["id"], named["id"]}
        status, _ = await house.post(
            "activity.answer", {"activity": residents["id"], "answer": "coming"}, token=eva.token
        )
        assert status == 404
        assert len(await told(house, eva, "invitation.received")) == 2


async def test_a_snapshot_with_its_entries_is_a_fresh_snapshot(tmp_path: Path) -> None:
    from utelys_protocol.snapshots import fold

    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        stream = f"house:{await house.house_id()}"
        watched = {stream: ola, f"member:{ola.id}": ola}
        before = {
            name: (await house.get(person, f"/streams/{name}/snapshot"))[1]
            for name, person in watched.items()
        }
        card = await plan(house, max=1)
        found = await times(house, ola)
        args = {"activity": card["id"]}
        one = args | {"occurrence": found[1]["id"]}
        await house.do(ola, "activity.answer", answer="maybe", **one)
        await house.do(ola, "activity.answer", answer="no", **args | {"occurrence": found[2]["id"]})
        await house.do(ola, "activity.answer", answer="coming", **args)
        await house.do(house.keeper, "activity.change", which="one", place="Her", **one)
        await house.do(house.keeper, "activity.change", title="Bading", **args)
        await house.do(ola, "activity.answer", answer="no", **args)
        await house.do(house.keeper, "activity.cancel", which="one", **one)
        await house.do(house.keeper, "activity.cancel", **args)
        for name, person in watched.items():
            state = before[name]["snapshot"]
            _, page = await house.get(
                person, f"/streams/{name}/entries?after={before[name]['seq']}&limit=200"
            )
            for entry in page["entries"]:
                state = fold(state, entry)
            _, fresh = await house.get(person, f"/streams/{name}/snapshot")
            assert state | {"light": None} == fresh["snapshot"] | {"light": None}


async def test_fifty_at_once_for_the_last_places(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        people = [await house.invite(f"Gjest {number}") for number in range(50)]
        card = await plan(house, max=12)
        one = (await times(house, people[0]))[0]["id"]
        args = {"activity": card["id"], "occurrence": one}
        done = await asyncio.gather(
            *(house.do(person, "activity.answer", answer="coming", **args) for person in people)
        )
        turns = {answer["answer"]["member"]: answer["answer"]["turn"] for answer in done}
        assert len(set(turns.values())) == 50
        in_order = sorted(turns, key=lambda member: turns[member])
        assert {a["answer"]["member"] for a in done if not a["waiting"]} == set(in_order[:12])
        first = (await times(house, people[0]))[0]
        assert [member["id"] for member in first["coming"]] == in_order[:12]
        assert (first["coming_count"], first["waiting_count"]) == (12, 38)
        by_id = {person.id: person for person in people}
        await house.do(by_id[in_order[3]], "activity.answer", answer="no", **args)
        promoted = [
            person.id for person in people if await told(house, person, "invitation.promoted")
        ]
        assert promoted == [in_order[12]]
