"""A road that is walked on the real program while it is killed on the way, and goes on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.kit.program import Program


@dataclass
class Person:
    id: str
    token: str


class CutRoad:
    """The real program on a folder of its own; it is started again whenever it has been killed."""

    def __init__(self, folder: Path, http: aiohttp.ClientSession) -> None:
        self.program = Program(folder)
        self.http = http
        self.kills = 0

    async def first(self, name: str) -> Person:
        """Somebody with the keys, who lets the others in."""
        link = await self.program.invite("resident", "keeper")
        return await self._accept(name, link.partition("#")[2])

    async def come_in(self, by: Person, name: str, *duties: str) -> Person:
        args = {"stage": "resident", "duties": duties}
        made = await self.do(by.token, "invite.create", name, **args)
        return await self._accept(name, made["code"])

    async def _accept(self, name: str, code: str) -> Person:
        args = {"code": code, "name": name, "device_name": "phone"}
        told = await self.do("", "invite.accept", name, **args)
        return Person(told["member"]["id"], told["token"])

    async def do(self, token: str, name: str, id_: str, /, **args: Any) -> dict[str, Any]:
        """Carry out a command, again under the same id for as long as there is no answer."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": id_}
        return await self._ask("POST", f"commands/{name}", headers, args)

    async def get(self, who: Person, path: str) -> dict[str, Any]:
        return await self._ask("GET", path, {"Authorization": f"Bearer {who.token}"}, None)

    async def _ask(self, how: str, path: str, headers: dict[str, str], args: Any) -> dict[str, Any]:
        while True:
            url = f"{self.program.url}/api/v1/{path}"
            try:
                async with self.http.request(how, url, json=args, headers=headers) as answer:
                    told: dict[str, Any] = await answer.json(content_type=None)
                    assert answer.status == 200, told
                    return told
            except (aiohttp.ClientError, OSError):
                self.kills += 1
                await self.program.kill()
                self.program.kill_at("")
                await self.program.start()

    async def kinds(self, who: Person, stream: str) -> list[str]:
        told = await self.get(who, f"streams/{stream}/entries?limit=200")
        kinds = [one["kind"] for one in told["entries"]]
        return [one for one in kinds if not one.startswith(("device.", "push."))]
