"""The walk: planned, answered, and followed through a lost network."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.hearing import hear, hear_texts, hear_until
from tests.kit.house import House, Person, opened
from tests.kit.people import client_of, room_of_house
from tests.kit.road import road
from utelys_client import CaughtUp, Client, FileStore, Happened, Offline, views
from utelys_client.week import occurrences
from utelys_protocol.activities import ActivityCard, OccurrenceCard
from utelys_protocol.base import WallTime
from utelys_protocol.commands.activities import ActivityAnswer, ActivityCancel, ActivityPlan
from utelys_protocol.words import Answer


def walk(house: House, house_id: str) -> ActivityPlan:
    next_week = house.clock.now() + timedelta(days=7)
    return ActivityPlan(
        title="Tur", house=house_id, rule="FREQ=WEEKLY", lasts=5400, place="Sognsvann",
        starts=WallTime(wall=f"{next_week:%Y-%m-%d}T18:00", zone="Europe/Oslo"),
    )  # fmt: skip


def times(house: House, card: ActivityCard) -> list[OccurrenceCard]:
    now = house.clock.now()
    return occurrences(card, now, now + timedelta(days=30))


def coming(client: Client, card: ActivityCard, occurrence: str) -> set[str]:
    known = views.members(client.streams)
    given = views.answers(client.streams, card, occurrence)
    return {known[id_].name for id_, one in given.items() if one.answer is Answer.COMING}


async def invited(house: House) -> tuple[Person, Person]:
    eva = await house.invite("Eva", "resident", duties=["group_leader"])
    return eva, await house.invite("Per", "former_resident")


async def test_everything_that_happened_in_the_tunnel_comes_once_and_in_order(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as house, road(house.url) as tunnel:
        eva, per = await invited(house)
        id_ = await house.house_id()
        async with (
            client_of(house, eva) as leader,
            client_of(house, per, url=tunnel.url) as former,
        ):
            card = (await leader.do(walk(house, id_))).activity
            first, second, *_ = times(house, card)
            await hear_kind(former, f"member:{per.id}", "invitation.received")
            answer = ActivityAnswer(activity=card.id, occurrence=first.id, answer=Answer.COMING)
            await former.do(answer)
            await hear_kind(former, f"house:{id_}", "activity.answered")
            assert coming(former, card, first.id) == {"Per"}
            room = room_of_house(former)

            tunnel.open = False
            tunnel.cut()
            await hear(former, Offline)
            late = asyncio.create_task(former.send(room, "Er i tunnelen"))
            await leader.do(answer)
            for text in ("en", "to", "tre"):
                await leader.send(room, text)
            await leader.do(ActivityCancel(activity=card.id, which="one", occurrence=second.id))
            tunnel.open = True

            heard = await hear_until(former, CaughtUp)
            happened = [event for event in heard if isinstance(event, Happened)]
            said = [one.entry.body["text"] for one in happened if one.stream == f"room:{room}"]
            # What waited in the tunnel may be told before the last stream has caught up.
            assert said[:3] == ["en", "to", "tre"]
            kinds = [one.entry.kind for one in happened if one.stream == f"house:{id_}"]
            assert kinds == ["activity.answered", "activity.cancelled"]
            kinds = [one.entry.kind for one in happened if one.stream == f"member:{per.id}"]
            assert kinds == ["invitation.cancelled"]
            assert coming(former, card, first.id) == {"Eva", "Per"}
            (now,) = views.activities(former.streams)
            assert [one.cancelled for one in times(house, now)[:3]] == [False, True, False]
            await late
            assert await hear_texts(leader, "Er i tunnelen") == ["en", "to", "tre", "Er i tunnelen"]


async def hear_kind(client: Client, stream: str, kind: str) -> Happened:
    while True:
        event = await hear(client, Happened)
        if (event.stream, event.entry.kind) == (stream, kind):
            return event


@pytest.mark.parametrize("start", [0, 200, 2000])
async def test_a_cut_anywhere_in_a_frame_loses_and_doubles_nothing(
    tmp_path: Path, start: int
) -> None:
    async with opened(tmp_path) as house, road(house.url) as bad:
        eva, per = await invited(house)
        async with (
            client_of(house, eva) as leader,
            client_of(house, per, url=bad.url) as former,
        ):
            room = room_of_house(former)
            sent = []
            for number in range(12):
                bad.down_left = start + 37 * number
                bad.cut()
                sent += [
                    leader.send(room, f"Eva {number}"),
                    former.send(room, f"Per {number}"),
                ]
                placed = await asyncio.gather(*sent[-2:])
                assert placed[0].seq != placed[1].seq
            await leader.send(room, "slutt")
            texts = await hear_texts(former, "slutt")
            assert len(texts) == len(set(texts)) == 25
            assert texts == await hear_texts(leader, "slutt")
            async with client_of(house, per) as fresh:
                assert fresh.streams[f"room:{room}"] == former.streams[f"room:{room}"]


async def test_a_device_that_was_off_takes_up_where_it_was(tmp_path: Path) -> None:
    async with opened(tmp_path / "house") as house:
        eva, per = await invited(house)
        kept = tmp_path / "per.db"
        async with client_of(house, eva) as leader:
            async with client_of(house, per, store=kept) as former:
                room = room_of_house(former)
                await leader.send(room, "før")
                assert await hear_texts(former, "før") == ["før"]
            for text in ("en", "to"):
                await leader.send(room, text)
            async with Client(house.url, per.token, store=FileStore(kept)) as former:
                assert await hear_texts(former, "to") == ["en", "to"]
                async with client_of(house, per) as fresh:
                    assert fresh.streams[f"room:{room}"] == former.streams[f"room:{room}"]
