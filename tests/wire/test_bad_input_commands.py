"""Arguments that make no sense are refused by name, the same at both doors, and change nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.kit.house import House
from utelys_protocol.base import format_moment
from utelys_protocol.commands import SHAPES

pytestmark = pytest.mark.asyncio(loop_scope="module")

INVISIBLE = "\u200b\u2060\ufeff\u00ad \t\n"


def walk(**changes: Any) -> dict[str, Any]:
    """A walk on Thursdays, with what a case wants otherwise."""
    starts = {"wall": "2031-10-09T18:00", "zone": "Europe/Oslo"}
    plain = {"title": "Tur", "place": "Parken", "starts": starts, "house": "HOUSE"}
    return plain | changes


def wall(text: str, zone: str = "Europe/Oslo") -> dict[str, str]:
    return {"wall": text, "zone": zone}


def lease(**changes: Any) -> dict[str, Any]:
    return {"house": "HOUSE"} | changes


def text(said: Any) -> dict[str, Any]:
    return {"room": "ROOM", "text": said}


# ruff: noqa: E501 - a table is read by its columns
# What is sent, and the field that the refusal must name.
INVALID: list[tuple[str, str, dict[str, Any], str]] = [
    ("a text that is too long", "message.send", text("x" * 8001), "text"),
    ("no text", "message.send", text(""), "text"),
    ("only spaces", "message.send", text(" \n\t "), "text"),
    ("only what nobody sees", "message.send", text(INVISIBLE), "text"),
    ("a control character", "message.send", text("hei\x00"), "text"),
    ("an escape sequence", "message.send", text("\x1b[2Jhei"), "text"),
    ("a number for a text", "message.send", text(7), "text"),
    ("null for a text", "message.send", text(None), "text"),
    ("a list for a text", "message.send", text(["hei"]), "text"),
    ("no room", "message.send", {"text": "hei"}, "room"),
    ("a path for a room", "message.send", {"room": "../../etc/passwd", "text": "hei"}, "room"),
    ("an empty room", "message.send", {"room": "", "text": "hei"}, "room"),
    ("a long room", "message.send", {"room": "r" * 65, "text": "hei"}, "room"),
    ("a room with a zero byte", "message.send", {"room": "r\x00", "text": "hei"}, "room"),
    ("an extra field", "message.send", text("hei") | {"loud": True}, "loud"),
    ("a reply to zero", "message.send", text("hei") | {"reply_to": 0}, "reply_to"),
    ("a reply to text", "message.send", text("hei") | {"reply_to": "1"}, "reply_to"),
    ("a reply beyond 2**53", "message.send", text("hei") | {"reply_to": 2**53 + 1}, "reply_to"),
    ("a huge reply", "message.send", text("hei") | {"reply_to": 10**400}, "reply_to"),
    ("a lease of no time", "home.claim", lease(**{"for": 0}), "for"),
    ("a lease below zero", "home.claim", lease(**{"for": -1}), "for"),
    ("a lease beyond 12 h", "home.claim", lease(**{"for": 12 * 3600 + 1}), "for"),
    ("a lease of a fraction", "home.claim", lease(**{"for": 1.5}), "for"),
    ("a lease that has ended", "home.claim", lease(until="2020-01-01T00:00:00Z"), "until"),
    ("a lease to next century", "home.claim", lease(until="2126-01-01T00:00:00Z"), "until"),
    ("a lease to the year 1", "home.claim", lease(until="0001-01-01T00:00:00+14:00"), "until"),
    ("a lease to the year 9999", "home.claim", lease(until="9999-12-31T23:59:59-14:00"), "until"),
    ("a lease without a zone", "home.claim", lease(until="2026-11-26T21:00:00"), "until"),
    ("a lease until noon", "home.claim", lease(until="noon"), "until"),
    ("a lease until NaN", "home.claim", lease(until=float("nan")), "until"),
    ("a lease until infinity", "home.claim", lease(until=float("inf")), "until"),
    ("a lease until 1e300", "home.claim", lease(until=1e300), "until"),
    ("a lease as something else", "home.claim", lease(**{"as": "asleep"}), "as"),
    ("a lease by the inner name", "home.claim", lease(as_="home"), "as_"),
    ("a lease by the other inner name", "home.claim", lease(for_=60), "for_"),
    ("both ends of a lease", "home.claim", lease(until="FUTURE", **{"for": 60}), "until"),
    ("a rule that never happens", "activity.plan", walk(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "rule"),
    ("a rule for every second", "activity.plan", walk(rule="FREQ=SECONDLY"), "rule"),
    ("a rule for every minute", "activity.plan", walk(rule="FREQ=MINUTELY;INTERVAL=1"), "rule"),
    ("a rule for many hours", "activity.plan", walk(rule="FREQ=DAILY;BYHOUR=1,2,3"), "rule"),
    ("a rule for all seconds", "activity.plan", walk(rule="FREQ=DAILY;BYSECOND=1,2,3"), "rule"),
    ("no rule", "activity.plan", walk(rule=""), "rule"),
    ("a rule that is a sentence", "activity.plan", walk(rule="every Thursday"), "rule"),
    ("a rule over lines", "activity.plan", walk(rule="FREQ=DAILY\nRRULE:FREQ=DAILY"), "rule"),
    ("a long rule", "activity.plan", walk(rule="FREQ=DAILY;" + "X" * 500), "rule"),
    ("a rule with a huge count", "activity.plan", walk(rule="FREQ=DAILY;COUNT=" + "9" * 400), "rule"),
    ("a rule with no step", "activity.plan", walk(rule="FREQ=DAILY;INTERVAL=0"), "rule"),
    ("a rule with a huge step", "activity.plan", walk(rule="FREQ=YEARLY;INTERVAL=999999999"), "rule"),
    ("a rule that ended", "activity.plan", walk(rule="FREQ=DAILY;UNTIL=19700101"), "rule"),
    ("a rule with digits of elsewhere", "activity.plan", walk(rule="FREQ=DAILY;COUNT=٣"), "rule"),
    ("skipped by summer time", "activity.plan", walk(starts=wall("2031-03-30T02:30")), "starts.wall"),
    ("doubled by winter time", "activity.plan", walk(starts=wall("2031-10-26T02:30")), "starts.wall"),
    ("skipped, repeating", "activity.plan", walk(starts=wall("2031-03-30T02:30"), rule="FREQ=DAILY"), "starts.wall"),
    ("30 February", "activity.plan", walk(starts=wall("2031-02-30T18:00")), "starts.wall"),
    ("25 o'clock", "activity.plan", walk(starts=wall("2031-02-20T25:00")), "starts.wall"),
    ("year 0", "activity.plan", walk(starts=wall("0000-01-01T00:00")), "starts.wall"),
    ("year 9999", "activity.plan", walk(starts=wall("9999-12-31T23:59")), "starts.wall"),
    ("a wall with an offset", "activity.plan", walk(starts=wall("2031-10-09T18:00+02:00")), "starts.wall"),
    ("a time gone by", "activity.plan", walk(starts=wall("2020-10-09T18:00")), "starts.wall"),
    ("a zone that is a path", "activity.plan", walk(starts=wall("2031-10-09T18:00", "../etc/passwd")), "starts.zone"),
    ("a zone that is none", "activity.plan", walk(starts=wall("2031-10-09T18:00", "Europe/Utelys")), "starts.zone"),
    ("a zone that is a folder", "activity.plan", walk(starts=wall("2031-10-09T18:00", "Europe")), "starts.zone"),
    ("an extra field within", "activity.plan", walk(starts=wall("2031-10-09T18:00") | {"fold": 1}), "starts.fold"),
    ("a moment for a wall time", "activity.plan", walk(starts="2031-10-09T16:00:00Z"), "starts"),
    ("lasts for ever", "activity.plan", walk(lasts=15 * 86_400), "lasts"),
    ("lasts no time", "activity.plan", walk(lasts=0), "lasts"),
    ("room for nobody", "activity.plan", walk(max=0), "max"),
    ("room for half", "activity.plan", walk(max=1.5), "max"),
    ("a title over lines only", "activity.plan", walk(title="\n\n"), "title"),
    ("a long title", "activity.plan", walk(title="x" * 201), "title"),
    ("neither house nor group", "activity.plan", {k: v for k, v in walk().items() if k != "house"}, "house"),
    ("both house and group", "activity.plan", walk(group="ROOM"), "house"),
    ("a leader from elsewhere", "activity.plan", walk(leader="nobody"), "leader"),
    ("another which", "activity.cancel", {"activity": "a", "which": "some"}, "which"),
    ("another answer", "activity.answer", {"activity": "a", "answer": "perhaps"}, "answer"),
    ("a long occurrence", "activity.answer", {"activity": "a", "answer": "no", "occurrence": "x" * 101}, "occurrence"),
    ("another stage", "invite.create", {"stage": "guest"}, "stage"),
    ("another duty", "invite.create", {"stage": "friend", "duties": ["king"]}, "duties.0"),
    ("an invitation for ever", "invite.create", {"stage": "friend", "expires_in": 10**9}, "expires_in"),
    ("many duties", "invite.create", {"stage": "friend", "duties": ["keeper"] * 4}, "duties"),
    ("a room of another kind", "room.open", {"kind": "ask"}, "kind"),
    ("a group without a name", "room.open", {"kind": "group"}, "name"),
    ("a long name", "room.open", {"kind": "group", "name": "x" * 61}, "name"),
    ("a direct room with oneself", "room.open", {"kind": "direct", "members": ["ME"]}, "members"),
    ("a direct room of none", "room.open", {"kind": "direct"}, "members"),
    ("a direct room with a name", "room.open", {"kind": "direct", "members": ["x"], "name": "To"}, "name"),
    ("a name that is only spaces", "member.update", {"name": "   "}, "name"),
    ("a name of bells", "member.update", {"name": "\x07\x07"}, "name"),
    ("another language", "member.update", {"language": "tlh"}, "language"),
    ("a zone of the member's that is none", "member.update", {"time_zone": "Mars/Olympus"}, "time_zone"),
]  # fmt: skip

NOT_THERE: list[tuple[str, str, dict[str, Any], str]] = [
    ("an unknown room", "message.send", {"room": "nowhere", "text": "hei"}, "room"),
    ("an unknown room to leave", "room.leave", {"room": "nowhere"}, "room"),
    ("a reply to what is not there", "message.send", text("hei") | {"reply_to": 10**6}, "reply_to"),
    ("an unknown house", "home.claim", {"house": "nowhere"}, "house"),
    ("an unknown lease", "home.keep", {"lease": "none"}, "lease"),
    ("an unknown activity", "activity.cancel", {"activity": "none"}, "activity"),
    ("an unknown member", "room.open", {"kind": "direct", "members": ["nobody"]}, "members"),
    ("an unknown device", "device.sign_out", {"device": "none"}, "device"),
]


async def filled(house: House, args: dict[str, Any]) -> dict[str, Any]:
    """Put what is there now in the place of the words in capitals."""
    _, listed = await house.get(house.keeper, "/streams")
    rooms = [one["id"][5:] for one in listed["streams"] if one["kind"] == "room"]
    now: datetime = house.clock.now()
    known = {
        "HOUSE": await house.house_id(),
        "ROOM": rooms[0],
        "ME": house.keeper.id,
        "FUTURE": format_moment(now + timedelta(hours=1)),
    }

    def put(value: Any) -> Any:
        if isinstance(value, list):
            return [put(one) for one in value]
        return known.get(value, value) if isinstance(value, str) else value

    return {name: put(value) for name, value in args.items()}


async def heads(house: House) -> Any:
    return (await house.get(house.keeper, "/streams"))[1]


@pytest.mark.parametrize(
    ("name", "args", "field", "code"),
    [pytest.param(*row[1:], "invalid", id=row[0]) for row in INVALID]
    + [pytest.param(*row[1:], "not_found", id=row[0]) for row in NOT_THERE],
)
async def test_what_makes_no_sense_is_refused_by_name_at_both_doors(
    shared: House, name: str, args: dict[str, Any], field: str, code: str
) -> None:
    args = await filled(shared, args)
    before = await heads(shared)
    status, problem = await shared.post(name, args, shared.keeper.token)
    assert (problem["code"], problem["field"]) == (code, field), problem
    assert problem["status"] == status
    assert problem["type"] == f"urn:utelys:problem:{code}"
    assert problem["title"].endswith(".")
    async with shared.phone(shared.keeper) as phone:
        result = await phone.command(name, **args)
        told = {key: problem[key] for key in ("code", "title", "field")}
        assert result["error"] == told
    assert await heads(shared) == before


@pytest.mark.parametrize("name", SHAPES)
async def test_every_command_refuses_a_field_that_it_does_not_know(
    shared: House, name: str
) -> None:
    status, problem = await shared.post(name, {"surprise": 1}, shared.keeper.token)
    assert status == 400
    fields = {key for key, one in SHAPES[name].args.model_fields.items() if one.is_required()}
    assert problem["field"] in {"surprise", *fields}
    if not fields:
        assert problem["field"] == "surprise"


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("value", [None, True, 7, -1, 1.5, "", "x", [], {}, [[]], "\x00", 10**40])
async def test_every_field_of_every_command_takes_any_json(
    shared: House, name: str, value: Any
) -> None:
    """Whatever stands in any field, the answer is a refusal in words, never `unavailable`."""
    if name in ("member.update", "invite.create"):
        token = "nobody's"
    elif name in ("device.sign_out", "member.leave"):
        # Some of it makes sense here: then a guest goes, and not the one whom all tests share.
        token = (await shared.invite("Per")).token
    else:
        token = shared.keeper.token
    for field in SHAPES[name].args.model_fields.values():
        key = field.alias or next(
            k for k, v in SHAPES[name].args.model_fields.items() if v is field
        )
        status, answer = await shared.post(name, {key: value}, token)
        assert status < 500, (key, answer)


async def test_the_longest_text_is_taken(shared: House) -> None:
    args = await filled(shared, text("å" * 8000))
    status, _ = await shared.post("message.send", args, shared.keeper.token)
    assert status == 200


async def test_texts_that_look_bad_and_are_not(shared: House) -> None:
    """What people write is kept letter by letter, whatever alphabet, emoji or markup it is in."""
    async with shared.phone(shared.keeper) as phone:
        room = (await phone.do("room.open", kind="group", name="Tur"))["room"]["id"]
        await phone.reset(f"room:{room}")
        for said in (
            "<script>alert(1)</script>",
            "'; DROP TABLE entries; --",
            '{"type":"bye"}',
            "😀👩‍👩‍👧 på tur",
            "שלום\u200f",
            "linje\nskift\tog tabulator",
            '\\u0000 "%s" %n {0} ${x}',
            "\ufffd\uffff",
        ):
            await phone.do("message.send", room=room, text=said)
            told = await phone.entry(f"room:{room}", "message.sent")
            assert told["body"]["text"] == said
