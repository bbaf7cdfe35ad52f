"""Everything that a stranger may try. What one may not know of answers like what is not there.

The stranger holds every duty, in another house of the same network. For each command there is a
case here; `tests/contract/test_attacked.py` fails for a command without one.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.kit.house import House, Person, accept, opened
from tests.kit.logs import watched_logs
from utelys.actions import coming_in, founding
from utelys_protocol.commands import SHAPES
from utelys_protocol.words import Duty, Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

STARTS = {"wall": "2031-10-09T18:00", "zone": "Europe/Oslo"}


@dataclass
class Scene:
    """A house with people, rooms and all that can be named, and a stranger from another house."""

    house: House
    ola: Person
    eva: Person
    stranger: Person
    left: Person
    """Was in the group room, and has left it."""
    ids: dict[str, str] = field(default_factory=dict)
    seq: int = 0
    occurrence: str = ""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    with watched_logs() as logs:
        async with opened(
            tmp_path_factory.mktemp("house"), costly_burst=10_000, guesses_burst=100_000
        ) as house:
            made = await _scene(house)
            yield made
    logs.check("Hemmelig", made.ola.token, made.stranger.token)


async def _scene(house: House) -> Scene:
    async def elsewhere(tx: Any) -> tuple[str, str]:
        other = await founding.open_house(tx, "Nabohuset", "Europe/Oslo")
        made = coming_in.make(tx, Stage.RESIDENT, list(Duty), other, timedelta(hours=1))
        return made.code, other

    code, other = await house.running.parts.writer.do(elsewhere)
    ola = await house.invite("Ola", "resident", duties=["peer_mentor"])
    eva, left = await house.invite("Eva"), await house.invite("Per")
    scene = Scene(house, ola, eva, await accept(house, code, "Fremmed"), left)
    here = await house.house_id()
    group = await house.do(ola, "room.open", kind="group", name="Gruppe", members=[eva.id, left.id])
    topic = await house.do(ola, "room.open", kind="topic", name="Emne")
    direct = await house.do(ola, "room.open", kind="direct", members=[eva.id])
    room = group["room"]["id"]
    await house.do(left, "room.leave", room=room)
    placed = await house.do(ola, "message.send", room=room, text="Hemmelig")
    scene.seq = placed["seq"]
    rule = {"starts": STARTS, "rule": "FREQ=WEEKLY", "place": "Hemmelig", "title": "Hemmelig"}
    activity = await house.do(ola, "activity.plan", group=room, **rule)
    lease = await house.do(ola, "home.claim", house=here)
    ask = await house.do(eva, "ask.raise", house=here)
    calendar = await house.do(ola, "calendar.create")
    anja = await house.invite("Anja", "friend", duties=["peer_mentor"])
    number = await house.do(
        house.keeper, "crisis.put", house=here, name="Legevakt", number="116117", openings=OPENINGS
    )
    shift = (await house.do(ola, "shift.plan", house=here, **TIME))["shift"]["id"]
    swap = await house.do(ola, "shift.swap", shift=shift, occurrence=SLOT, to=anja.id)
    scene.ids = {
        "house": here,
        "ownhouse": other,
        "room": room,
        "topic": topic["room"]["id"],
        "direct": direct["room"]["id"],
        "member": ola.id,
        "device": ola.device,
        "activity": activity["activity"]["id"],
        "lease": lease["lease"]["id"],
        "ask": ask["ask"]["id"],
        "stream": f"room:{room}",
        "calendar": calendar["calendar"]["id"],
        "shift": shift,
        "crisis": number["number"]["id"],
        "swap": swap["swap"]["id"],
    }
    scene.occurrence = f"{scene.ids['activity']}.20311009T1800"
    return scene


SLOT = "20311009T1800"
TIME = {"starts": STARTS, "lasts": 3600}
OPENINGS = {"always": True, "hours": [], "zone": "Europe/Oslo"}
NEW = {"title": "x", "place": "x", "starts": STARTS}

# What the stranger sends; a word in capitals is the id of something that is not theirs.
ATTACKS: dict[str, list[dict[str, Any]]] = {
    "invite.create": [
        {"stage": "friend", "house": "HOUSE"},
        {"stage": "friend", "rooms": ["ROOM"]},
        {"stage": "friend", "rooms": ["DIRECT"]},
    ],
    "device.sign_out": [{"device": "DEVICE"}],
    "member.block": [{"member": "MEMBER"}],
    "member.unblock": [{"member": "MEMBER"}],
    "room.open": [
        {"kind": "direct", "members": ["MEMBER"]},
        {"kind": "group", "name": "x", "members": ["MEMBER"]},
        {"kind": "group", "name": "x", "house": "HOUSE"},
        {"kind": "topic", "name": "x", "house": "HOUSE"},
        {"kind": "house", "house": "HOUSE"},
    ],
    "room.join": [{"room": "ROOM"}, {"room": "TOPIC"}, {"room": "DIRECT"}],
    "room.leave": [{"room": "ROOM"}, {"room": "TOPIC"}],
    "room.admit": [{"room": "ROOM", "member": "ME"}, {"room": "OWN", "member": "MEMBER"}],
    "room.update": [{"room": "ROOM", "name": "x"}, {"room": "TOPIC", "name": "x"}],
    "room.retain": [{"room": "ROOM", "days": 1}],
    "room.mute": [{"room": "ROOM"}],
    "room.unmute": [{"room": "ROOM"}],
    "message.send": [
        {"room": "ROOM", "text": "x"},
        {"room": "DIRECT", "text": "x"},
        {"room": "OWN", "text": "x", "mentions": ["MEMBER"]},
    ],
    "message.edit": [{"room": "ROOM", "seq": "SEQ", "text": "x"}],
    "message.erase": [{"room": "ROOM", "seq": "SEQ"}],
    "message.react": [{"room": "ROOM", "seq": "SEQ", "reaction": "👍"}],
    "message.pin": [{"room": "ROOM", "seq": "SEQ"}],
    "message.unpin": [{"room": "ROOM", "seq": "SEQ"}],
    "read.mark": [{"stream": "STREAM", "seq": 1}],
    "home.claim": [{"house": "HOUSE"}],
    "home.keep": [{"lease": "LEASE"}],
    "home.end": [{"lease": "LEASE"}],
    "home.offer": [{"lease": "LEASE", "to": "ME"}],
    "home.accept": [{"lease": "LEASE"}],
    "home.decline": [{"lease": "LEASE"}],
    "ask.raise": [{"house": "HOUSE"}],
    "ask.see": [{"ask": "ASK"}],
    "ask.take": [{"ask": "ASK"}],
    "ask.pass": [{"ask": "ASK"}],
    "ask.withdraw": [{"ask": "ASK"}],
    "ask.end": [{"ask": "ASK"}],
    "activity.plan": [NEW | {"house": "HOUSE"}, NEW | {"group": "ROOM"}, NEW | {"group": "DIRECT"}],
    "activity.change": [{"activity": "ACTIVITY", "title": "x"}],
    "activity.cancel": [{"activity": "ACTIVITY"}],
    "activity.answer": [
        {"activity": "ACTIVITY", "answer": "coming"},
        {"activity": "ACTIVITY", "answer": "no", "occurrence": "OCCURRENCE"},
    ],
    "activity.picture": [{"activity": "ACTIVITY"}, {"activity": "ACTIVITY", "file": "x"}],
    "activity.lead": [{"activity": "ACTIVITY", "occurrence": "OCCURRENCE"}],
    "activity.miss_me": [{"activity": "ACTIVITY"}],
    "activity.attend": [
        {"activity": "ACTIVITY", "occurrence": "OCCURRENCE", "members": ["MEMBER"]}
    ],
    "calendar.create": [{"group": "ROOM"}, {"group": "DIRECT"}],
    "calendar.revoke": [{"calendar": "CALENDAR"}],
    "house.admit": [{"house": "HOUSE", "member": "ME"}, {"house": "OWNHOUSE", "member": "MEMBER"}],
    "house.leave": [{"house": "HOUSE"}],
    "house.remove": [
        {"house": "HOUSE", "member": "MEMBER"},
        {"house": "OWNHOUSE", "member": "MEMBER"},
    ],
    "house.pause": [
        {"house": "HOUSE", "member": "MEMBER", "for": 3600},
        {"house": "OWNHOUSE", "member": "MEMBER", "for": 3600},
    ],
    "house.set_waves": [{"house": "HOUSE", "second": 60, "third": 120, "end": 180}],
    "member.set_stage": [{"member": "MEMBER", "stage": "resident"}],
    "member.set_duties": [{"member": "MEMBER", "duties": []}],
    "shift.plan": [
        TIME | {"house": "HOUSE"},
        TIME | {"house": "HOUSE", "member": "MEMBER"},
        TIME | {"house": "OWNHOUSE", "member": "MEMBER"},
    ],
    "shift.change": [{"shift": "SHIFT", "lasts": 1800}],
    "shift.cancel": [{"shift": "SHIFT"}],
    "shift.swap": [{"shift": "SHIFT", "occurrence": SLOT, "to": "ME"}],
    "shift.agree": [{"swap": "SWAP"}],
    "shift.decline": [{"swap": "SWAP"}],
    "company.say": [
        {"says": "wanted", "activity": "ACTIVITY"},
        {"says": "offered", "activity": "ACTIVITY", "occurrence": "OCCURRENCE"},
    ],
    "crisis.put": [
        {"house": "HOUSE", "name": "x", "number": "116117", "openings": OPENINGS},
        {
            "house": "OWNHOUSE",
            "id": "CRISIS",
            "name": "x",
            "number": "116117",
            "openings": OPENINGS,
        },
    ],
    "crisis.check": [{"house": "HOUSE", "id": "CRISIS"}, {"house": "OWNHOUSE", "id": "CRISIS"}],
    "crisis.drop": [{"house": "HOUSE", "id": "CRISIS"}, {"house": "OWNHOUSE", "id": "CRISIS"}],
    "push.unsubscribe": [{"device": "DEVICE"}],
    "push.test": [{"device": "DEVICE"}],
}

NAMES_NOTHING = {
    "house.open",
    "member.update",
    "member.picture",
    "member.leave",
    "device.link",
    "quiet.set",
    "push.subscribe",
    "push.confirm",
    "invite.accept",
}
"""What takes no id of anything that could be somebody else's, or a secret that is its own guard."""


def filled(scene: Scene, args: Any, *, there: bool) -> Any:
    """Put ids in: those of what is there, or of the same form that stand for nothing."""
    if isinstance(args, dict):
        return {name: filled(scene, value, there=there) for name, value in args.items()}
    if isinstance(args, list):
        return [filled(scene, value, there=there) for value in args]
    if args == "ME":
        return scene.stranger.id
    if args in ("OWN", "OWNHOUSE"):
        return scene.ids[args.lower()]
    if args == "SEQ":
        return scene.seq
    if args == "OCCURRENCE":
        return scene.occurrence if there else f"{'0' * 26}.20311009T1800"
    if isinstance(args, str) and args.isupper() and args.lower() in scene.ids:
        id_ = scene.ids[args.lower()]
        return id_ if there else f"{id_[:-26]}{'0' * 26}"
    return args


async def answer(scene: Scene, token: str, name: str, args: dict[str, Any]) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{scene.house.url}/api/v1/commands/{name}"
    async with scene.house.http.post(url, json=args, headers=headers) as response:
        return response.status, await response.read()


async def heads(scene: Scene) -> Any:
    return [await scene.house.get(one, "/streams") for one in (scene.ola, scene.eva)]


@pytest.mark.parametrize("name", ATTACKS)
async def test_what_is_not_theirs_is_for_a_stranger_not_there(scene: Scene, name: str) -> None:
    if "own" not in scene.ids:
        own = await scene.house.do(scene.stranger, "room.open", kind="group", name="x")
        scene.ids["own"] = own["room"]["id"]
    before = await heads(scene)
    for args in ATTACKS[name]:
        token = scene.stranger.token
        status, body = await answer(scene, token, name, filled(scene, args, there=True))
        nothing = await answer(scene, token, name, filled(scene, args, there=False))
        assert (status, body) == nothing, (args, body)
        assert status in (404, 403), (args, body)
    assert await heads(scene) == before


@pytest.mark.parametrize("name", sorted(set(ATTACKS) - {"invite.create"}))
async def test_without_a_key_nothing_is_told(scene: Scene, name: str) -> None:
    for args in ATTACKS[name]:
        for token in ("", "x", scene.ola.token[:-1], scene.ola.token + "A", scene.ola.device):
            given = filled(scene, args, there=True) if "'OWN'" not in str(args) else {}
            status, body = await answer(scene, token, name, given)
            assert status == 401, body
            assert b"Hemmelig" not in body


READS = ("entries", "snapshot", "receipts")


@pytest.mark.parametrize("what", READS)
async def test_streams_of_others(scene: Scene, what: str) -> None:
    """Neither a stranger nor one who has left can tell a stream from one that is not there."""
    ids = scene.ids
    theirs = [
        *(f"room:{ids[kind]}" for kind in ("room", "topic", "direct")),
        f"house:{ids['house']}",
        f"member:{scene.ola.id}",
    ]
    for person, streams in (
        (scene.stranger, theirs),
        (scene.left, [theirs[0], theirs[2], theirs[4]]),
    ):
        for stream in streams:
            headers = {"Authorization": f"Bearer {person.token}"}
            told = []
            for name in (stream, f"{stream[:-26]}{'0' * 26}"):
                url = f"{scene.house.url}/api/v1/streams/{name}/{what}"
                async with scene.house.http.get(url, headers=headers) as response:
                    told.append((response.status, await response.read()))
            assert told[0] == told[1]
            assert told[0][0] == 404


@pytest.mark.parametrize(
    "path", ["/activities/occurrences", "/activities/attendance", "/notices", "/me", "/streams"]
)
async def test_lists_hold_nothing_of_others(scene: Scene, path: str) -> None:
    for query in ("", f"?activity={scene.ids['activity']}", f"?member={scene.ola.id}"):
        headers = {"Authorization": f"Bearer {scene.stranger.token}"}
        url = f"{scene.house.url}/api/v1{path}{query}"
        async with scene.house.http.get(url, headers=headers) as response:
            body = await response.read()
        assert response.status < 500
        for secret in (
            b"Hemmelig",
            *(one.encode() for one in scene.ids.values() if len(one) == 26),
        ):
            if secret.decode() not in (
                *query.split("="),
                scene.ids.get("own"),
                scene.ids["ownhouse"],
            ):
                assert secret not in body


async def test_a_socket_hears_nothing_of_streams_that_are_named_in_hello(scene: Scene) -> None:
    """A cursor is no key, neither for catching up nor for what happens."""
    stream = f"room:{scene.ids['room']}"
    cursors = {stream: 0, f"house:{scene.ids['house']}": 0, f"member:{scene.ola.id}": 0}
    async with scene.house.phone(scene.stranger, cursors=cursors) as spy:
        await spy.send(type="seen", stream=stream, seq=1)
        await spy.send(type="signal", stream=stream, kind="typing")
        async with scene.house.phone(scene.eva) as eva:
            await eva.reset(stream)
            await scene.house.do(scene.ola, "message.send", room=scene.ids["room"], text="Hemmelig")
            await eva.entry(stream, "message.sent")
            assert not [one for one in eva.waiting if one["type"] == "signal"]
        await spy.send(type="ping", n=7)
        await spy.until("pong", n=7)
        heard = (
            {one.get("stream") for one in spy.waiting} | spy.streams.keys() | spy.snapshots.keys()
        )
        assert not heard & cursors.keys()


async def test_a_group_may_not_be_a_way_around_a_duty(scene: Scene) -> None:
    """The room of all who live here is no group: planning for all of them takes a duty."""
    _, listed = await scene.house.get(scene.eva, "/streams")
    for one in listed["streams"]:
        if one["kind"] == "room":
            id_ = one["id"][5:]
            _, state = await scene.house.get(scene.eva, f"/streams/{one['id']}/snapshot")
            if state["snapshot"]["room"]["kind"] == "house":
                args = NEW | {"group": id_}
                status, problem = await scene.house.post("activity.plan", args, scene.eva.token)
                assert status in (400, 403, 404), problem


async def test_only_keepers_invite(scene: Scene) -> None:
    for person in (scene.ola, scene.eva):
        args = {"stage": "friend", "duties": ["keeper"]}
        status, problem = await scene.house.post("invite.create", args, person.token)
        assert (status, problem["code"]) == (403, "forbidden")


async def test_a_device_that_was_signed_out_is_dead_at_once(scene: Scene) -> None:
    """On its sockets, over HTTP, and for what it had sent right behind; it does not come back."""
    house = scene.house
    gone = await house.invite("Anja")
    async with house.phone(gone) as one, house.phone(gone) as other:
        room = (await one.do("room.open", kind="group", name="Tur"))["room"]["id"]
        await one.send(type="command", id="out", name="device.sign_out", args={})
        for n in range(20):
            args = {"room": room, "text": f"etterpå {n}"}
            await one.send(type="command", id=f"after{n}", name="message.send", args=args)
        for socket in (one, other):
            code, bye = await socket.closed()
            assert bye is not None
            assert (code, bye["code"]) == (1008, "signed_out")
        results = [frame for frame in one.waiting if frame["type"] == "result" and "ok" in frame]
        assert not [frame for frame in results if frame["id"].startswith("after")]
    for path in (
        "/me",
        "/streams",
        f"/streams/room:{room}/entries",
        f"/streams/room:{room}/snapshot",
    ):
        assert (await house.get(gone, path))[0] == 401
    for name in SHAPES:
        if name != "invite.accept":
            assert (await house.post(name, {}, gone.token))[0] == 401
    async with house.running.parts.database.reader() as source:
        assert await source.head(f"room:{room}") == 1


async def test_an_invitation_opens_once_whoever_is_first(scene: Scene) -> None:
    house = scene.house
    code = (await house.do(house.keeper, "invite.create", stage="friend"))["code"]

    async def come_in(n: int) -> int:
        args = {"code": code, "name": f"N{n}", "device_name": "mobil"}
        return (await house.post("invite.accept", args))[0]

    answers = await asyncio.gather(*(come_in(n) for n in range(20)))
    assert sorted(answers) == [200] + [410] * 19


async def test_an_invitation_that_has_expired(scene: Scene) -> None:
    house = scene.house
    code = (await house.do(house.keeper, "invite.create", stage="friend", expires_in=60))["code"]
    house.clock.move(seconds=61)
    args = {"code": code, "name": "x", "device_name": "x"}
    status, problem = await house.post("invite.accept", args)
    assert (status, problem["code"]) == (410, "gone")
