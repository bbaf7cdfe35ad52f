"""The light does not lie: not after a kill, not on a phone that is cut off."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from tests.kit.hearing import hear, hear_light
from tests.kit.house import opened
from tests.kit.people import client_of
from tests.kit.road import road
from utelys.cli.demo.guest import Guest, guest
from utelys.cli.demo.house import PlayHouse
from utelys.cli.demo.play import a_thursday
from utelys_client import Offline, views
from utelys_client.clock import MovableClock
from utelys_protocol.commands.invites import InviteCreate
from utelys_protocol.commands.light import HomeClaim
from utelys_protocol.words import LightState, Stage


async def test_the_end_comes_within_a_second_though_the_server_was_killed(tmp_path: Path) -> None:
    async with (
        PlayHouse(tmp_path, a_thursday()) as house,
        guest(house, "Margrethe", await house.first_link()) as margrethe,
    ):
        invite = await margrethe.client.do(InviteCreate(stage=Stage.RESIDENT))
        async with guest(house, "Ola", f"{house.url}/join#{invite.code}") as ola:
            both = [margrethe, ola]
            id_ = views.houses(ola.client.streams)[0].id
            end = house.now() + timedelta(hours=2)
            await margrethe.client.do(HomeClaim(house=id_, until=end))
            await see(both, id_, LightState.HOME)
            house.move_to(end - timedelta(minutes=5))
            await house.kill()
            await asyncio.gather(*(one.is_online(False) for one in both))
            await house.open()
            await asyncio.gather(*(one.is_online(True) for one in both))
            await see(both, id_, LightState.HOME)
            assert ola.client.light(id_).who[0].until == lease_end(end)
            house.move_to(end - timedelta(seconds=0.5))
            await see(both, id_, LightState.NOBODY)
            for one in both:
                last = one.entries[f"house:{id_}"][-1]
                assert (last.kind, last.by) == ("light.changed", "clock")
                late = one.late(f"house:{id_}", last, lease_end(end))
                assert timedelta(0) <= late <= timedelta(seconds=1)


async def test_an_end_that_came_while_the_server_was_down_is_told_at_its_start(
    tmp_path: Path,
) -> None:
    async with (
        PlayHouse(tmp_path, a_thursday()) as house,
        guest(house, "Margrethe", await house.first_link()) as margrethe,
    ):
        id_ = views.houses(margrethe.client.streams)[0].id
        await margrethe.client.do(HomeClaim(house=id_, for_=600))
        await margrethe.sees_light(id_, LightState.HOME)
        await house.kill()
        await margrethe.is_online(False)
        house.move_to(house.now() + timedelta(minutes=11))
        await margrethe.sees_light(id_, LightState.UNKNOWN)
        seen = len(margrethe.lights)
        await house.open()
        await margrethe.sees_light(id_, LightState.NOBODY)
        assert LightState.HOME not in margrethe.lights[seen:]


async def see(guests: list[Guest], house: str, state: LightState) -> None:
    await asyncio.gather(*(one.sees_light(house, state) for one in guests))


def lease_end(end: datetime) -> datetime:
    """The wire carries milliseconds."""
    return end.replace(microsecond=end.microsecond // 1000 * 1000)


async def test_a_phone_that_is_cut_off_puts_its_own_light_out(tmp_path: Path) -> None:
    async with opened(tmp_path) as house, road(house.url) as cellar:
        ola = await house.invite("Ola")
        id_ = await house.house_id()
        await house.do(house.keeper, "home.claim", house=id_, **{"for": 60})
        clock = MovableClock()
        async with client_of(house, ola, url=cellar.url, clock=clock) as client:
            assert client.light(id_).state == LightState.HOME
            cellar.open = False
            cellar.cut()
            await hear(client, Offline)
            assert client.light(id_).state == LightState.HOME
            clock.move(61)
            assert client.light(id_).state == LightState.UNKNOWN
            await hear_light(client, LightState.UNKNOWN)


async def test_a_half_open_connection_proves_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as house, road(house.url) as lift:
        ola = await house.invite("Ola")
        id_ = await house.house_id()
        await house.do(house.keeper, "home.claim", house=id_, **{"for": 3600})
        clock = MovableClock()
        async with client_of(house, ola, url=lift.url, clock=clock) as client:
            # From here on the connection stands, and nothing comes through.
            lift.deaf = True
            clock.move(91)
            assert client.light(id_).state == LightState.UNKNOWN
            await hear_light(client, LightState.UNKNOWN)
            lift.deaf = False
            lift.cut()
            await hear_light(client, LightState.HOME)
