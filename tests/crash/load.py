"""People who do everything one does with messages, as fast as they are answered.

They keep account of what was acknowledged, and of what their devices have heard.
"""

import io
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from PIL import Image
from websockets.exceptions import ConnectionClosed

from tests.kit.phone import Phone, phone
from utelys_protocol.snapshots import Snapshot, fold

SECRET = "Hemmelig"
"""Stands in every text, every name and every file, so that one search finds any of them."""

Place = tuple[str, int]
"""A room and a number in it."""


@dataclass
class Message:
    """What its writer knows of a message by what was acknowledged."""

    text: str
    files: list[str]


@dataclass
class Writer:
    """A device that sends again what it had no answer to, and remembers every answer."""

    name: str
    token: str
    random: random.Random
    rooms: list[str] = field(default_factory=list)
    id: str = ""
    cursors: dict[str, int] = field(default_factory=dict)
    held: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    states: dict[str, Snapshot] = field(default_factory=dict)
    messages: dict[Place, Message] = field(default_factory=dict)
    erased: dict[Place, Message] = field(default_factory=dict)
    reactions: dict[Place, bool] = field(default_factory=dict)
    files: dict[str, Callable[[bytes], bool]] = field(default_factory=dict)
    """Every file whose upload was acknowledged, with how to tell that it is whole."""
    unsent: list[str] = field(default_factory=list)
    unanswered: tuple[str, str, dict[str, Any]] | None = None
    count: int = 0
    answers: int = 0

    async def live(self, url: str) -> None:
        """Do things until the connection breaks."""
        with suppress(ConnectionClosed, OSError, EOFError, aiohttp.ClientError):
            async with aiohttp.ClientSession() as http, self.come(url) as socket:
                try:
                    while True:
                        if self.random.random() < 0.04:
                            await self.upload(http, url)
                        await self.step(socket)
                finally:
                    self.keep(socket)

    def come(self, url: str) -> Any:
        """A socket from where this device is."""
        return phone(url, self.token, cursors=self.cursors)

    async def step(self, socket: Phone) -> None:
        """One command, or the one that had no answer."""
        id_, name, args = self.unanswered or self.next_command()
        self.unanswered = (id_, name, args)
        result = await socket.command(name, id_, **args)
        self.unanswered = None
        self.answers += 1
        self.keep(socket)
        if "ok" in result:
            self.note(name, args, result["ok"])
        else:
            # One's own are there until one erases them; of others' one may hear too late.
            assert (name, result["error"]["code"]) == ("message.react", "gone"), result

    def note(self, name: str, args: dict[str, Any], ok: dict[str, Any]) -> None:
        """Write down what was acknowledged."""
        if name == "room.open":
            self.rooms.append(ok["room"]["id"])
            return
        place = args["room"], ok["seq"]
        if name == "message.send":
            self.messages[place] = Message(args["text"], args.get("files", []))
        elif name == "message.edit":
            self.messages[place].text = args["text"]
        elif name == "message.erase":
            self.erased[place] = self.messages.pop(place)
        elif name == "message.react":
            self.reactions[place] = args["on"]

    def next_command(self) -> tuple[str, str, dict[str, Any]]:
        """Whatever comes to mind: mostly to write."""
        self.count += 1
        id_, chance = f"{self.name}-{self.count}", self.random.random()
        text = f"{SECRET} {id_} {'å' * (self.count % 400)}"
        if chance < 0.02:
            return id_, "room.open", {"kind": "group", "name": f"{SECRET} {id_}"}
        if chance < 0.30 and self.messages:
            room, seq = self.random.choice(list(self.messages))
            args = {"room": room, "seq": seq}
            if chance < 0.14:
                return id_, "message.erase", args
            return id_, "message.edit", args | {"text": text}
        if chance < 0.42 and (seqs := self.seen()):
            args = {"room": self.rooms[0], "seq": self.random.choice(seqs), "reaction": "👍"}
            return id_, "message.react", args | {"on": self.random.random() < 0.7}
        if self.unsent:
            files = {"files": [self.unsent.pop() for _ in self.unsent[:2]]}
            return id_, "message.send", {"room": self.rooms[0], "text": text, **files}
        return id_, "message.send", {"room": self.random.choice(self.rooms), "text": text}

    def seen(self) -> list[int]:
        """Messages of the room that all are in, as this device shows them."""
        state = self.states.get(f"room:{self.rooms[0]}", {"entries": []})
        return [one["seq"] for one in state["entries"] if one["kind"] == "message.sent"]

    async def upload(self, http: aiohttp.ClientSession, url: str) -> None:
        """Send a file for the room that all are in; whether it is there, the answer says."""
        self.count += 1
        data = f"{SECRET} {self.name} {self.count} ".encode() * self.random.randrange(1, 6_000)
        is_picture = self.random.random() < 0.2
        body = _picture() if is_picture else data
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Utelys-Room": self.rooms[0],
            "Utelys-Name": f"{SECRET} {self.count}",
        }
        async with http.post(f"{url}/api/v1/files", data=body, headers=headers) as answer:
            card = await answer.json()
            assert answer.status == 200, card
            self.unsent.append(card["id"])
            size = card["size"]
            self.files[card["id"]] = (
                (lambda got: len(got) == size and got[8:12] == b"WEBP")
                if is_picture
                else (lambda got: got == data)
            )

    def keep(self, socket: Phone) -> None:
        """Take over what the socket has heard; the kit sees to it that no number is left out."""
        welcome = next((one for one in socket.waiting if one["type"] == "welcome"), None)
        if welcome is not None:
            self.id = welcome["member"]
        for stream, snapshot in socket.snapshots.items():
            assert stream not in self.cursors, f"{stream} was reset though the cursor was good"
            self.states[stream] = snapshot
        for stream, entries in socket.streams.items():
            held = self.held.setdefault(stream, {})
            for entry in entries:
                assert entry["seq"] not in held, f"{stream} {entry['seq']} came twice"
                held[entry["seq"]] = entry
                self.states[stream] = fold(self.states[stream], entry)
        socket.streams.clear()
        socket.snapshots.clear()
        socket.waiting.clear()
        self.cursors.update(socket.cursors)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 60).save(out, "PNG")
    return out.getvalue()
