"""What else is done at random: edits, files, calls, shifts and their swaps, company, changes."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.kit.house import Person
from tests.sim.world import World

OSLO = ZoneInfo("Europe/Oslo")


async def edit(world: World, who: Person) -> None:
    seq, text = world.chance.randrange(1, 15), f"endret {world.chance.random()}"
    await world.do(who, "message.edit", room=world.a_room(), seq=seq, text=text)


async def pin(world: World, who: Person) -> None:
    name = world.chance.choice(["message.pin", "message.unpin"])
    await world.do(who, name, room=world.a_room(), seq=world.chance.randrange(1, 12))


async def mute(world: World, who: Person) -> None:
    name = world.chance.choice(["room.mute", "room.unmute"])
    await world.do(who, name, room=world.a_room())


async def send_file(world: World, who: Person) -> None:
    room = world.a_room()
    headers = {"Authorization": f"Bearer {who.token}", "Utelys-Room": room, "Utelys-Name": "fil"}
    url = f"{world.house.url}/api/v1/files"
    data = b"hei " * world.chance.randrange(1, 40_000)
    async with world.house.http.post(url, data=data, headers=headers) as answer:
        assert answer.status in (200, 404), await answer.text()
        card = await answer.json()
    if "id" in card and world.chance.random() < 0.8:
        await world.do(who, "message.send", room=room, text="se her", files=[card["id"]])


async def raise_ask(world: World, who: Person) -> None:
    made = await world.do(who, "ask.raise", house=world.home)
    if made:
        world.asks.append(made["ask"]["id"])
        world.rooms.append(made["ask"]["room"])


async def answer_ask(world: World, who: Person) -> None:
    if world.asks:
        name = world.chance.choice(["see", "see", "take", "take", "pass", "withdraw", "end"])
        await world.do(who, f"ask.{name}", ask=world.chance.choice(world.asks))


async def plan_shift(world: World, who: Person) -> None:
    starts = world.house.clock.now().astimezone(OSLO) + timedelta(hours=world.chance.randrange(48))
    args: dict[str, Any] = {
        "starts": {"wall": starts.strftime("%Y-%m-%dT%H:00"), "zone": "Europe/Oslo"},
        "lasts": world.chance.choice([3600, 18_000]),
        "show": world.chance.choice(["name", "duty", "nobody"]),
    }
    if world.chance.random() < 0.3:
        args["rule"] = "FREQ=DAILY;COUNT=5"
    made = await world.do(who, "shift.plan", house=world.home, **args)
    if made:
        world.shifts.append((made["shift"]["id"], starts.strftime("%Y%m%dT%H00")))


async def change_shift(world: World, who: Person) -> None:
    if world.shifts:
        shift, occurrence = world.chance.choice(world.shifts)
        args: dict[str, Any] = {"shift": shift, "occurrence": occurrence}
        name = world.chance.choice(["shift.change", "shift.cancel", "shift.swap", "shift.swap"])
        if name == "shift.swap":
            args["to"] = world.chance.choice(world.people).id
        elif name == "shift.cancel":
            args["which"] = world.chance.choice(["one", "later"])
        else:
            args["member"] = world.chance.choice(world.people).id
        made = await world.do(who, name, **args)
        if made and "swap" in made:
            world.swaps.append(made["swap"]["id"])


async def answer_swap(world: World, who: Person) -> None:
    if world.swaps:
        name = world.chance.choice(["shift.agree", "shift.decline"])
        await world.do(who, name, swap=world.chance.choice(world.swaps))


async def say_company(world: World, who: Person) -> None:
    if world.activities:
        one = world.chance.choice(world.activities)
        says = world.chance.choice(["wanted", "wanted", "offered", "none"])
        args = {"says": says, "activity": one["id"], "occurrence": world.time_of(one)}
        await world.do(who, "company.say", **args)


async def change_activity(world: World, who: Person) -> None:
    if world.activities:
        one = world.chance.choice(world.activities)
        which = world.chance.choice(["one", "later", "all"])
        args: dict[str, Any] = {"activity": one["id"], "which": which}
        if which != "all":
            args["occurrence"] = world.time_of(one)
        await world.do(who, "activity.change", title=f"Tur {world.chance.random()}", max=2, **args)


DEEDS: tuple[Callable[[World, Person], Awaitable[None]], ...] = (
    *(edit, edit, pin, mute, send_file, send_file),
    *(raise_ask, answer_ask, answer_ask, answer_ask),
    *(plan_shift, plan_shift, change_shift, change_shift, answer_swap),
    *(say_company, say_company, change_activity),
)
