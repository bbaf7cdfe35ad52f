"""Before a shift, a test to the devices of whoever has it; silence is told to them and keepers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.kit.house import HandClock, House, Person, opened
from tests.kit.push_scene import SETTINGS
from tests.kit.push_service import Browser, Push, push_service

SHIFT = {"starts": {"wall": "2026-12-03T17:00", "zone": "Europe/Oslo"}, "lasts": 7200}
BEFORE = "2026-12-03T12:59:00Z"
"""A minute before the test of that shift goes."""


@dataclass
class Scene:
    """Eva is a peer mentor with a phone in the pocket; Margrethe keeps the keys; Ola lives here."""

    house: House
    id: str
    eva: Person
    evas: Browser
    per: Person

    async def plan(self, who: Person, **more: Any) -> str:
        args = SHIFT | {"house": self.id} | more
        return str((await self.house.do(who, "shift.plan", **args))["shift"]["id"])

    async def unreachable(self, who: Person) -> list[dict[str, Any]]:
        """What somebody's own state says of who is unreachable."""
        found: list[dict[str, Any]] = (await self.house.state(who, f"member:{who.id}"))[
            "unreachable"
        ]
        return found

    async def kinds(self, who: Person) -> list[str]:
        """What somebody was told of it, in order."""
        told = await self.house.entries(who, f"member:{who.id}")
        return [one["kind"] for one in told if "unreachable" in one["kind"]]

    async def judged(self) -> None:
        """Let the moment of the test come, and then that of judging."""
        self.house.clock.move(minutes=1)
        await self.house.time_told()
        self.house.clock.move(hours=1)
        await self.house.time_told()

    async def confirm(self, push: Push, who: Person | None = None) -> None:
        """What the phone does by itself when the test arrives."""
        notice = push.payload["notice"]
        await self.house.do(who or self.eva, "push.confirm", notice=notice)


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    clock = HandClock.at(BEFORE)
    async with push_service(clock) as service, opened(folder, clock, **SETTINGS) as house:
        eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
        per = await house.invite("Per", "friend", duties=["peer_mentor"])
        evas = service.browser("evas")
        await house.do(eva, "push.subscribe", **evas.subscription)
        yield Scene(house, await house.house_id(), eva, evas, per)


async def test_a_phone_that_answers_the_silent_test_is_reached(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.plan(at.eva)
        at.house.clock.move(minutes=1)
        push = await at.evas.push(kind="test", silent=True, until="2026-12-03T16:00:00.000Z")
        assert push.urgency == "high"
        assert 3 * 3600 - 5 <= push.ttl <= 3 * 3600
        await at.confirm(push)
        at.house.clock.move(hours=1, minutes=1)
        await at.house.time_told()
        assert await at.unreachable(at.eva) == []
        assert await at.kinds(at.house.keeper) == []


async def test_silence_is_told_to_the_member_and_the_keepers_and_nobody_else(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        shift = await at.plan(at.eva)
        at.house.clock.move(minutes=1)
        push = await at.evas.push(kind="test")
        async with at.house.phone(at.eva) as phone, at.house.phone(at.house.keeper) as keys:
            # An app that is open, and says what it has shown, does not ring in a pocket.
            await phone.reset(f"member:{at.eva.id}")
            await keys.reset(f"member:{at.house.keeper.id}")
            stream = f"member:{at.eva.id}"
            await phone.send(type="seen", stream=stream, seq=phone.cursors[stream])
            at.house.clock.move(hours=1)
            told = (await phone.entry(stream, "shift.unreachable"))["body"]["unreachable"]
            assert told == {
                "id": f"{shift}.20261203T1700",
                "house": at.id,
                "shift": shift,
                "occurrence": "20261203T1700",
                "member": at.eva.id,
                "starts_at": "2026-12-03T16:00:00.000Z",
                "why": "not_confirmed",
            }
            mine = f"member:{at.house.keeper.id}"
            assert (await keys.entry(mine, "cover.unreachable"))["body"]["unreachable"] == told
            for who in (at.eva, at.house.keeper):
                assert await at.unreachable(who) == [told]
            assert await at.unreachable(at.per) == []
            for who, seen in ((at.house.keeper, "not_confirmed"), (at.per, None), (at.eva, None)):
                _, cover = await at.house.get(who, f"/houses/{at.id}/cover")
                assert cover["times"][0].get("unreachable") == seen
            # The phone comes out of the tunnel.
            await at.confirm(push)
            assert (await phone.entry(stream, "unreachable.ended"))["body"]["why"] == "confirmed"
            assert (await keys.entry(mine, "unreachable.ended"))["body"]["why"] == "confirmed"
        assert await at.unreachable(at.house.keeper) == []


async def test_who_has_no_device_is_told_what_to_do_and_a_new_one_is_asked(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.eva, "push.unsubscribe")
        await at.plan(at.eva)
        await at.judged()
        (told,) = await at.unreachable(at.eva)
        assert told["why"] == "no_device"
        await at.house.do(at.eva, "push.subscribe", **at.evas.subscription)
        await at.confirm(await at.evas.push(kind="test", silent=True))
        assert await at.unreachable(at.eva) == []
        # What it has confirmed counts no more once it is gone.
        await at.house.do(at.eva, "push.unsubscribe")
        at.house.clock.move(minutes=1)
        await at.house.time_told()
        assert [one["why"] for one in await at.unreachable(at.house.keeper)] == ["no_device"]


async def test_the_push_that_tells_of_it_goes_when_a_device_confirms(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.plan(at.eva)
        at.house.clock.move(minutes=1)
        test = await at.evas.push(kind="test")
        at.house.clock.move(hours=1)
        await at.house.time_told()
        at.house.clock.move(seconds=4)
        words = await at.evas.push(kind="unreachable", title="Varsler når deg ikke. Åpne appen")
        assert words.payload["until"] == "2026-12-03T16:00:00.000Z"
        await at.confirm(test)
        await at.evas.push("withdrawn", tag=words.topic)


async def test_a_swap_asks_the_one_who_has_it_now_and_a_cancelled_time_asks_nobody(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        shift = await at.plan(at.eva)
        here = {"shift": shift, "occurrence": "20261203T1700"}
        at.house.clock.move(minutes=1)
        await at.evas.push(kind="test")
        at.house.clock.move(hours=1)
        await at.house.time_told()
        asked = (await at.house.do(at.eva, "shift.swap", **here, to=at.per.id))["swap"]
        await at.house.do(at.per, "shift.agree", swap=asked["id"])
        assert await at.kinds(at.eva) == ["shift.unreachable", "unreachable.ended"]
        assert await at.unreachable(at.house.keeper) == []
        at.house.clock.move(minutes=16)
        await at.house.time_told()
        assert [one["member"] for one in await at.unreachable(at.house.keeper)] == [at.per.id]
        await at.house.do(at.per, "shift.cancel", which="one", **here)
        assert await at.unreachable(at.per) == []
        ended = (await at.house.entries(at.per, f"member:{at.per.id}"))[-1]
        assert (ended["kind"], ended["body"]["why"]) == ("unreachable.ended", "changed")
        at.evas.may_get_more()


async def test_a_time_that_begins_is_not_before_a_shift_any_more(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.house.do(at.eva, "push.unsubscribe")
        await at.plan(at.eva, rule="FREQ=DAILY;COUNT=2")
        await at.judged()
        assert len(await at.unreachable(at.eva)) == 1
        at.house.clock.move(hours=2)
        await at.house.time_told()
        assert await at.unreachable(at.eva) == []
        at.house.clock.move(hours=21, minutes=-1)
        await at.house.time_told()
        await at.judged()
        assert [one["occurrence"] for one in await at.unreachable(at.eva)] == ["20261204T1700"]
        # A keeper of another house who comes into this one learns of it too.
        other = (await at.house.do(at.house.keeper, "house.open", name="Nabohuset"))["house"]["id"]
        anja = await at.house.invite("Anja", "friend", duties=["keeper"], house=other)
        assert await at.unreachable(anja) == []
        await at.house.do(at.house.keeper, "house.admit", house=at.id, member=anja.id)
        assert await at.kinds(anja) == ["cover.unreachable"]
        assert await at.unreachable(anja) == await at.unreachable(at.eva)


async def test_a_restart_asks_nobody_twice_and_forgets_nobody(tmp_path: Path) -> None:
    clock = HandClock.at(BEFORE)
    async with push_service(clock) as service:
        evas = service.browser("evas")
        async with opened(tmp_path, clock, **SETTINGS) as house:
            eva = await house.invite("Eva", "friend", duties=["peer_mentor"])
            await house.do(eva, "push.subscribe", **evas.subscription)
            at = Scene(house, await house.house_id(), eva, evas, eva)
            await at.plan(eva)
            clock.move(minutes=1)
            push = await evas.push(kind="test")
            keeper = house.keeper
        clock.move(hours=1, minutes=5)
        async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
            at.house = house
            await house.time_told()
            assert await at.kinds(eva) == ["shift.unreachable"]
        async with opened(tmp_path, clock, keeper, **SETTINGS) as house:
            at.house = house
            assert len(await at.unreachable(keeper)) == 1
            await evas.push(kind="unreachable")
            await at.confirm(push)
            assert await at.kinds(eva) == ["shift.unreachable", "unreachable.ended"]
            await evas.push("withdrawn")


async def test_a_machine_that_slept_over_both_moments_gives_the_test_its_time(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as at:
        await at.plan(at.eva)
        at.house.clock.jump(hours=2)
        push = await at.evas.push(kind="test")
        await at.house.time_told()
        assert await at.unreachable(at.eva) == []
        await at.confirm(push)
        at.house.clock.move(minutes=30)
        await at.house.time_told()
        assert await at.kinds(at.eva) == []
