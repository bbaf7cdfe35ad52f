"""A group room with some people in it, for tests of what happens in rooms."""

from dataclasses import dataclass
from typing import Any

from tests.kit.house import House, Person


@dataclass
class Room:
    """A room and its people."""

    house: House
    id: str
    ola: Person
    eva: Person

    @property
    def stream(self) -> str:
        return f"room:{self.id}"

    async def do(self, person: Person, name: str, /, **args: Any) -> dict[str, Any]:
        """Carry out a command in this room."""
        return await self.house.do(person, name, room=self.id, **args)

    async def refused(self, person: Person, name: str, /, **args: Any) -> tuple[str, str | None]:
        """Send a command in this room that is expected to be refused: its code and field."""
        status, answer = await self.house.post(name, {"room": self.id, **args}, person.token)
        assert status >= 400, answer
        return answer["code"], answer.get("field")

    async def say(self, person: Person, text: str, **args: Any) -> int:
        """Write; return the number."""
        return int((await self.do(person, "message.send", text=text, **args))["seq"])

    async def entries(self, person: Person, query: str = "limit=200") -> list[dict[str, Any]]:
        """What somebody reads over HTTP."""
        status, page = await self.house.get(person, f"/streams/{self.stream}/entries?{query}")
        assert status == 200, page
        found: list[dict[str, Any]] = page["entries"]
        return found

    async def entry(self, person: Person, seq: int) -> dict[str, Any]:
        """One entry as it is now."""
        (found,) = await self.entries(person, f"after={seq - 1}&limit=1")
        return found

    async def snapshot(self, person: Person) -> dict[str, Any]:
        """The room's state and its number."""
        status, found = await self.house.get(person, f"/streams/{self.stream}/snapshot")
        assert status == 200, found
        answer: dict[str, Any] = found
        return answer


async def room_of_two(house: House) -> Room:
    """Ola and Eva in a group room that Ola opened."""
    ola, eva = await house.invite("Ola"), await house.invite("Eva")
    opened = await house.do(ola, "room.open", kind="group", name="Tur", members=[eva.id])
    return Room(house, opened["room"]["id"], ola, eva)
