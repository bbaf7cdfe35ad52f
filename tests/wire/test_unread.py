"""Unread on the real server, over HTTP and several devices, against a naive count."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.kit.house import House, Person, opened
from tests.kit.naive import Counted
from tests.kit.phone import Phone
from tests.kit.rooms import Room, room_of_two
from utelys_protocol.snapshots import fold

ABOUT = ("message.edit", "message.erase", "message.react", "message.pin")
DOINGS = (
    *ABOUT,
    *("message.send", "message.send", "message.send", "read.mark", "read.mark"),
    *("room.leave", "room.admit", "room.mute", "room.unmute", "member.block", "member.unblock"),
    "room.update",
)
STEP = st.tuples(st.sampled_from(DOINGS), st.integers(0, 2), st.integers(0, 30))


class Account:
    """Does things by whichever device comes next, and counts by hand what they leave unread."""

    def __init__(self, room: Room, people: list[Person], phones: list[Phone]) -> None:
        self.room = room
        self.people = people
        self.phones = phones
        self.counted = Counted({one.id for one in people})
        self.count = 0

    async def do(self, name: str, which: int, pick: int) -> None:
        """Do one thing; what is refused leaves the count as it is."""
        who = self.people[which]
        phone = self.phones[2 * which + pick % 2]
        args = self.args(name, who, pick)
        by = self.phones[0] if name == "room.admit" else phone
        # Two connections of one device share the ids of its commands.
        self.count += 1
        result = await by.command(name, f"n{self.count}", **args)
        if "ok" in result:
            self.note(name, who.id, args, result["ok"])

    def args(self, name: str, who: Person, pick: int) -> dict[str, Any]:
        other = self.people[pick % len(self.people)]
        seqs = sorted(self.counted.author) or [1]
        about = {"room": self.room.id, "seq": seqs[pick % len(seqs)]}
        more: dict[str, dict[str, Any]] = {
            "message.send": {"room": self.room.id, "text": f"nr {pick}"},
            "message.edit": about | {"text": f"endret {pick}"},
            "message.react": about | {"reaction": "👍"},
            "read.mark": {"stream": self.room.stream, "seq": pick},
            "room.update": {"room": self.room.id, "history": pick % 3 > 0},
            "room.admit": {"room": self.room.id, "member": who.id},
            "member.block": {"member": other.id},
            "member.unblock": {"member": other.id},
        }
        return more.get(name, about if name in ABOUT else {"room": self.room.id})

    def note(self, name: str, who: str, args: dict[str, Any], ok: dict[str, Any]) -> None:
        counted = self.counted
        if name == "message.send":
            counted.say(who, ok["seq"])
        elif name == "message.erase":
            counted.erase(args["seq"])
        elif name == "read.mark":
            counted.mark(who, ok["seq"])
        elif name == "room.leave":
            counted.leave(who)
        elif name == "room.admit":
            counted.join(who)
        elif name == "member.block":
            counted.blocked.setdefault(who, set()).add(args["member"])
        elif name == "member.unblock":
            counted.blocked.setdefault(who, set()).discard(args["member"])

    async def check(self, house: House) -> None:
        for person in self.people:
            _, told = await house.get(person, "/streams")
            found = {one["id"]: one for one in told["streams"]}
            assert (self.room.stream in found) is (person.id in self.counted.inside)
            if self.room.stream in found:
                assert found[self.room.stream]["unread"] == self.counted.unread(person.id)


async def same_marks(house: House, person: Person, phone: Phone) -> None:
    """A device knows how far its member has read on the others."""
    stream = f"member:{person.id}"
    head = (await house.get(person, f"/streams/{stream}/snapshot"))[1]
    state = await phone.reset(stream)
    while phone.cursors[stream] < head["seq"]:
        await phone.receive()
    for entry in phone.streams.get(stream, []):
        state = fold(state, entry)
    assert state["reads"] == head["snapshot"]["reads"]


@pytest.mark.slow
@settings(max_examples=10, phases=[Phase.generate])
@given(st.lists(STEP, min_size=10, max_size=60))
async def test_unread_is_what_a_naive_count_says(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder)) as house:
            room = await room_of_two(house)
            await room.do(room.ola, "room.admit", member=house.keeper.id)
            people = [house.keeper, room.ola, room.eva]
            async with (
                house.phone(people[0]) as a1, house.phone(people[0]) as a2,
                house.phone(people[1]) as b1, house.phone(people[1]) as b2,
                house.phone(people[2]) as c1, house.phone(people[2]) as c2,
            ):  # fmt: skip
                account = Account(room, people, [a1, a2, b1, b2, c1, c2])
                for number, (name, which, pick) in enumerate(steps):
                    # The keeper stays, so that there is somebody who lets the others in again.
                    await account.do(name, which or int(name == "room.leave"), pick)
                    if number % 10 == 0:
                        await account.check(house)
                await account.check(house)
                for at, phone in enumerate(account.phones):
                    await same_marks(house, people[at // 2], phone)
