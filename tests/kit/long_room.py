"""A house room in which very much has been written."""

import aiohttp

from tests.kit.phone import phone
from tests.kit.program import Program

_AT_ONCE = 500
_TEXT = "Vi sees på kjøkkenet etterpå, det er suppe igjen til den som vil. "


async def accept(server: Program, code: str, name: str) -> str:
    """Come in by an invitation without a browser, and return the key."""
    args = {"code": code, "name": name, "device_name": name}
    async with aiohttp.ClientSession() as session:
        address = f"{server.url}/api/v1/commands/invite.accept"
        async with session.post(address, json=args, headers={"Idempotency-Key": code}) as answer:
            return str((await answer.json())["token"])


async def fill(server: Program, count: int) -> str:
    """Let Eva write so many messages in the house room, `Nummer 0` and on; the room's id."""
    code = (await server.invite("resident")).partition("#")[2]
    async with phone(server.url, await accept(server, code, "Eva")) as eva:
        welcome = await eva.until("welcome")
        stream = next(one["id"] for one in welcome["streams"] if one["kind"] == "room")
        room = str(stream).partition(":")[2]
        for begin in range(0, count, _AT_ONCE):
            numbers = range(begin, min(count, begin + _AT_ONCE))
            for number in numbers:
                args = {"room": room, "text": f"Nummer {number}. {_TEXT * (number % 4)}"}
                id_ = f"m{number}"
                await eva.send(type="command", id=id_, name="message.send", args=args)
            await eva.until("result", id=f"m{numbers[-1]}")
            eva.waiting.clear()
            eva.streams.clear()
    return room
