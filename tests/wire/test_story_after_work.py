"""After work: a light says until when somebody is home, and a question in a room is answered."""

from datetime import timedelta
from pathlib import Path

from tests.kit.hearing import hear, hear_light, hear_texts
from tests.kit.house import opened
from tests.kit.people import client_of, room_of_house
from utelys_client import Replaced, views
from utelys_protocol.commands.light import HomeClaim
from utelys_protocol.commands.rooms import RoomOpen
from utelys_protocol.words import LightState, RoomKind


async def test_a_resident_comes_home_and_finds_somebody(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        margrethe = house.keeper
        ola = await house.invite("Ola")
        id_ = await house.house_id()
        until = (house.clock.now() + timedelta(hours=3)).replace(microsecond=0)
        async with client_of(house, margrethe) as mentor:
            claimed = await mentor.do(HomeClaim(house=id_, until=until))
            assert claimed.lease.until == until
            group = RoomOpen(kind=RoomKind.GROUP, name="Peer consultants", members=[ola.id])
            room = (await mentor.do(group)).room.id
            async with client_of(house, ola) as resident:
                light = resident.light(id_)
                assert (light.state, light.valid_until) == (LightState.HOME, until)
                assert [(one.name, one.until) for one in light.who] == [("Margrethe", until)]
                asked = await resident.send(room, "Er det kaffe?")
                assert await hear_texts(mentor, "Er det kaffe?") == ["Er det kaffe?"]
                answered = await mentor.send(room, "Kom ned.", reply_to=asked.seq)
                assert answered.seq == asked.seq + 1
                assert await hear_texts(resident, "Kom ned.") == ["Er det kaffe?", "Kom ned."]
                held = views.newest(resident.streams, room)
                assert held == views.newest(mentor.streams, room)
                assert held[-1].body["reply_to"] == asked.seq


async def test_the_light_reaches_everybody_who_looks(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        id_ = await house.house_id()
        async with client_of(house, house.keeper) as mentor, client_of(house, ola) as resident:
            assert resident.light(id_).state == LightState.NOBODY
            await mentor.do(HomeClaim(house=id_, for_=3600))
            await hear_light(resident, LightState.HOME)
            await hear_light(mentor, LightState.HOME)


async def test_a_new_room_comes_to_those_who_are_let_in(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        ola = await house.invite("Ola")
        async with client_of(house, house.keeper) as mentor, client_of(house, ola) as resident:
            direct = RoomOpen(kind=RoomKind.DIRECT, members=[ola.id])
            room = (await mentor.do(direct)).room
            assert (await hear(resident, Replaced)).stream == f"room:{room.id}"
            assert views.room(resident.streams, room.id) == room
            assert room_of_house(resident) != room.id
