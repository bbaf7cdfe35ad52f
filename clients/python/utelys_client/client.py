"""The client: one device of one member, connected whenever it can be."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType, TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection

from utelys_client import calendars, reading
from utelys_client.address import base
from utelys_client.backoff import Backoff
from utelys_client.clock import Clock, ServerTime, SystemClock
from utelys_client.commands import Doing
from utelys_client.errors import Closed, Gap, LostContact, Refused
from utelys_client.events import Event, Offline
from utelys_client.http import Place
from utelys_client.intake import Intake
from utelys_client.link import Link, ToldBye
from utelys_client.mirror import StreamState
from utelys_client.rereading import Rereading
from utelys_client.road import Road
from utelys_client.store import Change, MemoryStore, Store
from utelys_client.watch import LightWatch
from utelys_protocol.activities import OccurrenceCard
from utelys_protocol.base import MAX_FRAME, Said, Told, dump
from utelys_protocol.codec import write
from utelys_protocol.commands import SHAPES
from utelys_protocol.commands.messages import MessageSend, Placed
from utelys_protocol.frames import Command, DownFrame, Entry, Hello, Problem, Seen, Signal, Welcome
from utelys_protocol.importing import CalendarImported, ImportQuery
from utelys_protocol.light import Light
from utelys_protocol.words import ErrorCode

NAME = "utelys_client"


class Client(Doing):
    """One signed-in device.

        async with Client(url, token) as client:
            async for event in client:
                ...

    Inside the context it connects, and connects again whenever the connection is lost: it asks for
    what happened in between, and sends again what has no answer yet, under the same ids. Iterating
    hands out every entry once and in order (see `utelys_client.store` for what that means when the
    process dies); it ends when the context is left, and raises `Ended` when the server ends it.

    An application that iterates too slowly is waited for; one that never iterates sees no more than
    the first 10,000 events, so one that only sends should still iterate.

    Args:
        url: the server's address, as `https://house.example`.
        token: the device's key, from `accept_invitation`.
        store: where cursors, state and unanswered commands are kept; in memory unless given. The
            client closes it.
        name: told to the server, for its log: a program and its version.
        clock: the machine's time.
        backoff: how long to wait between attempts to connect.
        heartbeat: seconds of silence after which the server is asked whether it is there, and for
            which it may then stay silent.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        store: Store | None = None,
        name: str = NAME,
        clock: Clock | None = None,
        backoff: Backoff | None = None,
        heartbeat: float = 25.0,
    ) -> None:
        self._url = base(url)
        self._road = Road(self._url, self._failed)
        self._token = token
        self._place = Place(self._url, token)
        self._name = name
        self._clock = clock or SystemClock()
        self._backoff = backoff or Backoff()
        self._heartbeat = heartbeat
        self._store = store or MemoryStore()
        self._time = ServerTime(self._clock)
        self._intake = Intake(self._store, self._time)
        self._events = self._intake.events
        self._watch = LightWatch(self._intake.mirror, self._time, self._clock, self._events)
        self._rereading = Rereading(self._intake, self._clock, self._entry)
        self._link: Link | None = None
        self._ended: Exception | None = None
        self._tasks: list[asyncio.Task[None]] = []

    # What the application holds.

    async def __aenter__(self) -> Self:
        self._tasks = [
            asyncio.create_task(self._guard(work))
            for work in (self._run, self._watch.run, self._rereading.run)
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection and the store. Unanswered commands stay in the store."""
        self._end(Closed("The client has been closed."))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._store.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        return await self._events.take()

    @property
    def online(self) -> bool:
        """Whether the server has welcomed us on a connection that is not known to be lost."""
        return self._link is not None

    @property
    def member(self) -> str | None:
        """One's own id; None before the first welcome."""
        return self._intake.member

    @property
    def unanswered(self) -> int:
        """Commands that the server has not answered yet."""
        return len(self._intake.outbox)

    @property
    def streams(self) -> Mapping[str, StreamState]:
        """Every stream that is here, by name, at its newest: events may still be on their way."""
        return MappingProxyType(self._intake.mirror.streams)

    def state(self, stream: str) -> StreamState | None:
        """One stream at its newest; None if it may not be read, or is not here yet."""
        return self._intake.mirror.streams.get(stream)

    def light(self, house: str) -> Light:
        """The light of a house as it may be believed now; see `utelys_client.light`."""
        return self._watch.light(house)

    @property
    def time(self) -> ServerTime:
        """The server's time, as far as it can be known here."""
        return self._time

    # What the application does.

    async def _do(self, name: str, args: Said, id_: str | None) -> Told:
        if self._ended is not None:
            raise self._ended
        outbox = self._intake.outbox
        command = Command(type="command", id=id_ or uuid.uuid4().hex, name=name, args=dump(args))
        if not outbox.holds(command.id):
            if len(write(command)) > MAX_FRAME:
                title = f"This is too large. At most {MAX_FRAME // 1024} KiB can be sent at once."
                raise Refused(Problem(code=ErrorCode.TOO_LARGE, title=title))
            self._store.write(Change(queued=command))
            outbox.add(command)
            if self._link is not None:
                self._link.send(command)
        return SHAPES[name].result.model_validate(await outbox.wait(command.id))

    async def send(
        self, room: str, text: str, *, reply_to: int | None = None, occurrence: str | None = None
    ) -> Placed:
        """Write in a room, with `occurrence` in the thread of that time of its activity.

        Returns when it is on the server's disk. Errors as for `do`.
        """
        return await self.do(
            MessageSend(room=room, text=text, reply_to=reply_to, occurrence=occurrence)
        )

    async def thread(self, room: str, occurrence: str, *, before: int | None = None) -> list[Entry]:
        """The newest messages of a thread, oldest first; `before` a number, the ones before it.

        Raises:
            Refused: as the server says.
            NoContact: there is no network.
        """
        return await reading.thread(self._place, room, occurrence, before)

    async def occurrences(self, since: datetime, before: datetime) -> list[OccurrenceCard]:
        """The times of activities between two moments, with who comes, as the server tells them.

        Raises:
            Refused: as the server says.
            NoContact: there is no network; `utelys_client.week` guesses from what is here.
        """
        return await reading.occurrences(self._place, since, before)

    async def import_calendar(
        self, data: bytes, *, house: str | None = None, group: str | None = None, make: bool = False
    ) -> CalendarImported:
        """Bring a calendar of another program in; without `make`, be told what it would make.

        Raises:
            Refused: as the server says.
            NoContact: there is no network. The same file may be sent again: nothing comes twice.
        """
        query = ImportQuery(house=house, group=group, make=make)
        return await calendars.import_calendar(self._place, data, query)

    def seen(self, stream: str, seq: int) -> None:
        """Tell the server that this device has shown a stream up to here: no push is needed."""
        if self._link is not None:
            self._link.send(Seen(type="seen", stream=stream, seq=seq))

    def typing(self, stream: str) -> None:
        """Let the others see that one is writing; lost without harm."""
        if self._link is not None:
            self._link.send(Signal(type="signal", stream=stream, kind="typing"))

    # What goes on by itself.

    async def _guard(self, work: Callable[[], Awaitable[None]]) -> None:
        """Tell every way out to the application, faults of our own among them."""
        try:
            await work()
        except Exception as error:
            self._end(error)

    async def _run(self) -> None:
        async for socket in self._road.connect():
            wait = await self._converse(socket)
            # Closed before the wait: the server should not keep a connection that we gave up.
            await socket.close()
            await self._clock.sleep(wait)

    async def _converse(self, socket: ClientConnection) -> float:
        """Use one socket to its end; return how long to wait before the next, in seconds."""
        link = Link(socket, self._clock, self._time, self._heartbeat)
        try:
            self._greeted(await link.greet(self._hello()), link)
            await link.run(self._receive)
        except LostContact as error:
            return self._lost(error)
        finally:
            self._link = None
        raise AssertionError("a link ends by an error alone")

    def _hello(self) -> Hello:
        return Hello(
            type="hello",
            token=self._token,
            cursors=self._intake.mirror.cursors(),
            client=self._name,
            epoch=self._intake.epoch,
        )

    def _greeted(self, welcome: Welcome, link: Link) -> None:
        self._road.known_good = True
        self._intake.welcome(welcome)
        self._watch.look()
        self._rereading.look()
        for command in self._intake.outbox.unanswered():
            link.send(command)
        self._link = link

    async def _receive(self, frame: DownFrame) -> None:
        self._intake.receive(frame)
        self._watch.look()
        self._rereading.look(frame)
        await self._events.room()

    async def _entry(self, stream: str, seq: int) -> Entry | None:
        return await reading.entry(self._place, stream, seq)

    def _lost(self, error: LostContact) -> float:
        """Tell that the connection is gone; return the wait before the next."""
        if isinstance(error, ToldBye) and error.retry_after is not None:
            return self._offline(str(error), self._backoff.after(error.retry_after))
        if self._intake.settled and not isinstance(error, Gap):
            self._backoff.reset()
        return self._failed(str(error))

    def _failed(self, reason: str) -> float:
        return self._offline(reason, self._backoff.next())

    def _offline(self, reason: str, wait: float) -> float:
        self._events.put(Offline(reason=reason, again_in=wait))
        return wait

    def _end(self, error: Exception) -> None:
        if self._ended is None:
            self._ended = error
            self._intake.outbox.end(error)
        self._events.end(error)
